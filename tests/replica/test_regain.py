"""What a log gave up is let in again by whoever proves that it was let in before (sync/spec/regain.md)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from shaiba.replica import restore
from shaiba.replica.duty import say
from shaiba_sync.op import leaf_of, op_id
from shaiba_sync.regain import Proven, Regain, format_regain, inclusion_proofs
from shaiba_sync.wire import AnswerReader, Refused, Verdict
from tests.conftest import HOME, NOW_MS, SQUARE, Village, disclosure, grant, open_village
from tests.replica.test_epoch import Lost, copied, give_up, go_back, lost, reopened
from tests.replica.test_history import whole


def offer(lines: list[bytes], note: str, places: list[int], epoch: int = 0) -> bytes:
    """A body, as whoever holds these lines makes it."""
    paths = inclusion_proofs([leaf_of(line) for line in lines], places)
    proven = [Proven(at, path, lines[at]) for at, path in zip(places, paths, strict=True)]
    return format_regain(Regain(epoch, note, proven))


async def bring(village: Village, body: bytes, lines: list[bytes], scope: str = HOME) -> list[Any]:
    """The verdicts. Nobody is signed in."""
    response = await village.client.post(f"/log/{scope}/regain", content=body)
    assert response.status_code == 200, response.text
    reader = AnswerReader([op_id(line) for line in lines])
    items = [reader.feed(line) for line in response.content.splitlines()]
    assert reader.ended
    return items[:-1]


@asynccontextmanager
async def begun_again(tmp_path: Path) -> AsyncIterator[tuple[Village, Lost, list[int]]]:
    """The village in its new epoch, what it lost, and the places of that."""
    past = await lost(tmp_path)
    await give_up(tmp_path)
    async with reopened(tmp_path) as village:
        yield village, past, list(range(past.kept, len(past.lines)))


async def test_what_an_official_said_is_let_in_by_who_holds_it_without_his_passkey(tmp_path: Path) -> None:
    async with begun_again(tmp_path) as (village, past, places):
        lines = [past.lines[at] for at in places]
        village.client.cookies.clear()
        alone = await village.client.post("/sync", content=b'{"v":1,"have":{}}\n%s\n' % lines[0])
        assert b'"step_up"' in alone.content
        verdicts = await bring(village, offer(past.lines, past.note, places), lines)
        assert verdicts == [Verdict("stored", op_id(line), HOME, past.kept + 1 + n) for n, line in enumerate(lines)]
        now, _ = await whole(village)
        assert now[past.kept + 1 :] == lines
        again = await bring(village, offer(past.lines, past.note, places[::-1]), lines[::-1])
        assert [one.verdict for one in again] == ["seen"] * 3
        shared = await bring(village, offer(past.lines, past.note, [0]), past.lines[:1])
        assert shared == [Verdict("seen", op_id(past.lines[0]), HOME, 0)]
        assert (await whole(village))[0] == now


async def test_the_proof_stands_for_the_passkey_and_for_nothing_else(tmp_path: Path) -> None:
    """A right that ended in the new epoch has ended; a phone that was turned off in it stays turned off."""
    async with begun_again(tmp_path) as (village, past, places):
        (first, *_), lines = places, [past.lines[at] for at in places]
        own = next(one for one in await village.store.records(HOME, "grant") if one.fields["person"] == "p-accountant")
        ended = {"ended": "2026-11-01", "why": "换届"}
        await say(village.replica, HOME, [{"do": "grant.end", "id": own.id, "set": ended}], now_ms=village.time())
        (told,) = await bring(village, offer(past.lines, past.note, [first]), lines[:1])
        assert (told.error, told.retry) == ("forbidden", "never")
        await say(village.replica, HOME, [grant("p-accountant", "accountant")], now_ms=village.time())
        off = {"do": "device.revoke", "id": past.accountant.device, "set": {"revoked": "2026-11-02", "why": "丢失"}}
        await say(village.replica, HOME, [off], now_ms=village.time())
        size = len((await whole(village))[0])
        told = await bring(village, offer(past.lines, past.note, places), lines)
        assert {one.error for one in told} == {"confirm"}  # kept apart: its owner is asked whether it was him
        assert len((await whole(village))[0]) == size


async def test_what_is_not_proven_is_refused_with_all_that_came_with_it(tmp_path: Path) -> None:
    async with begun_again(tmp_path) as (village, past, places):
        before, head = await whole(village)
        good = offer(past.lines, past.note, places)
        path = f"/log/{HOME}/regain"
        newest = len(before) - 1
        forged = past.accountant.say(HOME, disclosure("x"))
        for body, error in (
            (good.replace(past.lines[places[1]], forged), "other_history"),
            (good.replace(b'{"at":%d,' % places[0], b'{"at":%d,' % places[1]), "other_history"),
            (good.replace(b'"epoch":0', b'"epoch":1'), "not_found"),
            (offer(before, head, [newest], epoch=1), "not_found"),  # the epoch that goes on gave nothing up
            (good.replace(b"\\n\\n\xe2\x80\x94", b"0\\n\\n\xe2\x80\x94"), "malformed"),
            (good[:-1], "malformed"),
            (b"", "malformed"),
        ):
            answer = await village.client.post(path, content=body)
            assert answer.json()["error"] == error, body
        for scope in (SQUARE, f"region/{HOME[8:14]}000000", "case/nobody"):
            answer = await village.client.post(f"/log/{scope}/regain", content=good)
            assert answer.json()["error"] == "not_found"
        assert (await whole(village))[0] == before


async def test_a_log_that_gave_nothing_up_takes_nothing_by_a_proof(village: Village) -> None:
    """Nor does one that waits to be refilled: what it lacks has a place of its own there."""
    await village.sync(village.accountant.say(HOME, disclosure()))
    lines, note = await whole(village)
    answer = await village.client.post(f"/log/{HOME}/regain", content=offer(lines, note, [len(lines) - 1]))
    assert answer.json()["error"] == "not_found"


async def test_a_copy_of_the_new_epoch_says_later(tmp_path: Path) -> None:
    past = await lost(tmp_path)
    await give_up(tmp_path)
    copy = copied(tmp_path, "later.db")
    go_back(tmp_path, copy)
    async with open_village(tmp_path) as village:
        await restore.begin(village.store, NOW_MS)
        await village.replica.read_marks()
        line = past.lines[-1]
        (told,) = await bring(village, offer(past.lines, past.note, [len(past.lines) - 1]), [line])
        assert isinstance(told, Refused)
        assert (told.error, told.retry, told.detail["why"]) == ("unavailable", "later", "restored")
