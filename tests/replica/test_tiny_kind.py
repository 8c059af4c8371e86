"""A new record kind is one declaration: storage, sync and web carry it without knowing it."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from shaiba.app import open_server
from shaiba.config import load
from shaiba.data_folder import make_folder
from shaiba.domain import KINDS
from shaiba.kind import Change, Context, Fields, Kind, Kinds, Short, View, fields_of, must_be_new, must_exist
from shaiba.replica.rebuild import differences
from shaiba_sync.merge import view
from shaiba_sync.wire import Refused, Verdict
from tests.conftest import HOME, Time, Village, lines_of, some_regions


class Hang(Fields, frozen=True):
    text: Short


class HangSign(Change, tag="sign.hang", frozen=True):
    set: Hang


class Label(Fields, frozen=True):
    labels: list[Short]


class LabelSign(Change, tag="sign.label", frozen=True):
    add: Label


def allow(change: HangSign | LabelSign, past: View | None, context: Context) -> None:
    if not context.actor.has("accountant", region=context.region):
        raise context.forbid("sign", "accountant")
    if isinstance(change, HangSign):
        must_be_new(past)
    else:
        must_exist(past)


CHANGES = (HangSign, LabelSign)
SIGN = Kind("sign", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, index=("text",))


@pytest.fixture
def hang() -> dict[str, Any]:
    return {"do": "sign.hang", "id": "s1", "set": {"text": "小心台阶"}}


async def test_a_new_kind_is_pushed_stored_merged_found_and_pulled(tmp_path: Path, hang: dict[str, Any]) -> None:
    make_folder(tmp_path / "data", "test.example")
    config = load({}, {"data": str(tmp_path / "data"), "app": str(tmp_path)})
    time = Time()
    async with (
        open_server(config, kinds=Kinds((*KINDS, SIGN)), regions=some_regions(), clock=time) as (app, server),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=config.origin) as client,
    ):
        village = Village(server, client, time)
        await village.settle()
        size = (await village.store.head(HOME)).size

        label = {"do": "sign.label", "id": "s1", "add": {"labels": ["安全"]}}
        lines = [village.accountant.say(HOME, hang), village.accountant.say(HOME, label)]
        assert [type(v) for v in (await village.sync(*lines))[:2]] == [Verdict, Verdict]

        record = await village.store.record(HOME, "sign", "s1")
        assert record is not None
        assert view(record) == {"kind": "sign", "id": "s1", "text": "小心台阶", "labels": ["安全"]}
        assert [found.scope for found in await village.store.refer("sign", "text", "小心台阶")] == [HOME]
        assert lines_of(await village.sync(have={HOME: (0, size)})) == lines
        assert await differences(village.store, HOME) == []

        refused = [
            village.villager.say(HOME, hang),
            village.accountant.say(HOME, hang),
            village.accountant.say(HOME, {"do": "sign.hang", "id": "s2", "set": {"text": ""}}),
        ]
        verdicts = [v for v in await village.sync(*refused) if isinstance(v, Refused)]
        assert [(v.error, v.detail) for v in verdicts] == [
            ("forbidden", {"kind": "sign", "need": "accountant"}),
            ("taken", {}),
            ("invalid", {"field": "set.text", "why": "too_short"}),
        ]


async def test_a_server_that_does_not_have_the_kind_refuses_it(village: Village, hang: dict[str, Any]) -> None:
    assert await village.refusal(village.accountant.say(HOME, hang)) == "invalid"
