"""What offices keep, what polls brought them, and cases that were answered go at their time, each by an order; what is
held stays."""

import asyncio
from pathlib import Path

import pytest

from shaiba.app import open_replica
from shaiba.cli import main
from shaiba.data_folder import DataFolder
from shaiba.replica.aged import aged, read_holds
from shaiba.replica.duty import say
from shaiba.replica.retain import BadCatalogue, read_catalogue
from shaiba_sync.op import b64u_encode, is_gone, parse_op
from shaiba_sync.poll import answer_id
from tests.conftest import NOW_MS, SQUARE, TOWN, VILLAGE, Phone, Village, grant, open_village
from tests.replica.test_erase import found_in

DAY_MS = 86_400_000
OFFICE, CASE, OPEN_CASE = f"office/{VILLAGE}/books", f"case/{VILLAGE}-a1", f"case/{VILLAGE}-a2"
ASKS, SIGNS = f"office/{VILLAGE}/asks", f"office/{VILLAGE}/signs"
CANARY, HELD, STILL = "金丝雀某", "留着的某", "还在办的某"


async def settle(village: Village) -> None:
    """An original in an office and one that is held, a case that was answered and one that was not."""
    second = Phone("p-second")
    town = [second.enrolment(), grant(second.person, "cadre")]
    await say(village.replica, f"region/{TOWN}", town, now_ms=NOW_MS)
    for scope, name in ((OFFICE, CANARY), (SQUARE, HELD)):
        kept = {"do": "original.keep", "id": "e1", "set": {"disclosure": "d1", "payee": name}}
        await say(village.replica, scope, [kept], now_ms=NOW_MS)
    said = {"poll": "q1", "village": VILLAGE}
    answer = {"who": "h1", "said": {"by": "p1", "choice": [0], "words": CANARY}}
    brought = {"do": "answered.bring", "id": answer_id("q1", f"{VILLAGE} h1"), "set": said | answer}
    signing = {"do": "signing.bring", "id": "s1", "set": said | {"blinded": b64u_encode(b"\1" * 256)}}
    for scope, change in ((ASKS, brought), (SIGNS, signing)):
        await say(village.replica, scope, [change], now_ms=NOW_MS)
    for scope, name, answered in ((CASE, CANARY, True), (OPEN_CASE, STILL, False)):
        appeal = scope[-2:]
        said = {"person": village.villager.person, "title": "问", "category": "finance", "text": name}
        file = village.villager.say(scope, {"do": "appeal.file", "id": appeal, "set": said})
        assert (await village.sync(file))[0].verdict == "stored"
        if answered:
            steps = [
                {"step": "accept", "n": 0, "level": "town"},
                {"step": "answer", "n": 1, "text": "已查。"},
                {"step": "reply", "n": 2},
            ]
            for step in steps:
                person = second if step["step"] == "reply" else village.cadre
                more = {"day": "2026-11-18", "by": person.person}
                line = person.say(scope, {"do": "appeal.step", "id": appeal, "append": {"steps": step | more}})
                assert (await village.sync(line))[0].verdict == "stored"


async def test_each_goes_at_its_time_by_an_order_and_what_is_held_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    async with open_village(tmp_path) as village:
        await village.settle()
        await settle(village)
        rows = read_catalogue(folder)
        by_sort = {row.sort: row.days for row in rows}
        signed = by_sort["signing"]
        for days, wanted in (
            (signed - 1, []),
            (signed + 1, [SIGNS]),
            (by_sort["case"] - 1, [SIGNS]),
            (by_sort["case"] + 1, [ASKS, SIGNS, *[CASE] * 4]),
        ):
            found = await aged(village.replica, rows, [], now_ms=NOW_MS + days * DAY_MS)
            assert [one.scope for one in found] == wanted
    (folder / "holds").write_text(f"# 法院\n{SQUARE} 石狮法院 2026 第 3 号\n")
    later = NOW_MS + (by_sort["original"] + 1) * DAY_MS
    for where in ("shaiba.cli.retain.system_clock", "shaiba.app.system_clock"):
        monkeypatch.setattr(where, lambda: later)
    assert await asyncio.to_thread(main, ["retain", "--data", str(folder), "--dry-run"]) == 0
    assert found_in(folder, CANARY.encode())
    assert await asyncio.to_thread(main, ["retain", "--data", str(folder)]) == 0
    assert f"held {SQUARE}: 石狮法院" in capsys.readouterr().out
    assert found_in(folder, CANARY.encode()) == []
    assert found_in(folder, HELD.encode()) and found_in(folder, STILL.encode())
    async with open_replica(DataFolder(folder), clock=lambda: later) as replica:
        gap, order = await replica.store.lines(OFFICE, 0, 2)
        assert is_gone(gap)
        assert parse_op(order).changes[0]["set"]["order"].startswith("retention.csv: original, 1825 days")
        assert await replica.store.record(CASE, "appeal", "a1") is None


@pytest.mark.parametrize(("text", "why"), [("nowhere why\n", "scope that is none"), (f"{OFFICE}\n", "no reason")])
def test_a_hold_that_cannot_be_followed(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "holds").write_text(text)
    with pytest.raises(BadCatalogue, match=why):
        read_holds(tmp_path)
