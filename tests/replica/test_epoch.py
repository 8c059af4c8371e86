"""A copy that could not be refilled goes on under a new epoch, and says so to all (sync/spec/scope.md, Giving up)."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from shaiba.app import open_replica
from shaiba.cli import main
from shaiba.data_folder import DataFolder
from shaiba.replica import restore
from shaiba.replica.audit import Epochs
from shaiba.replica.erase import NotErasable, look
from shaiba.terminal.held import Doubtful, Held
from shaiba_sync.op import parse_op
from shaiba_sync.tree import open_note, origin
from shaiba_sync.wire import Behind, Fork, Lines, Verdict
from tests.conftest import HOME, NOW_MS, SQUARE, TOWN, Phone, Village, disclosure, lines_of, open_village, some_regions
from tests.replica.test_history import give_back, root_of, whole
from tests.terminal.test_terminal import Office

ORDER = "县政务数据局 第 4 号"
LATER_MS = NOW_MS + 60_000


def go_back(folder: Path, copy: Path) -> None:
    """To the copy, as an operator would."""
    for file in ("shaiba.db", "shaiba.db-wal", "shaiba.db-shm"):
        (folder / "data" / file).unlink(missing_ok=True)
    shutil.copy(copy, folder / "data" / "shaiba.db")


def copied(folder: Path, name: str) -> Path:
    copy = folder / name
    conn = sqlite3.connect(folder / "data" / "shaiba.db")
    conn.execute(f"vacuum into '{copy}'")
    conn.close()
    return copy


async def give_up(folder: Path) -> list[restore.Short]:
    async with open_replica(DataFolder(folder / "data"), regions=some_regions(), clock=lambda: LATER_MS) as replica:
        return await restore.give_up(replica, order=ORDER, now_ms=LATER_MS)


@asynccontextmanager
async def reopened(folder: Path) -> AsyncIterator[Village]:
    async with open_village(folder) as village:
        village.time.now_ms = LATER_MS
        yield village


class Lost:
    """A village whose last three lines nobody brought back: they, the copy, and who wrote."""

    def __init__(self, lines: list[bytes], note: str, kept: int, accountant: Phone) -> None:
        self.lines = lines
        self.note = note
        self.kept = kept
        self.accountant = accountant


async def lost(tmp_path: Path, *, shown: bool = True) -> Lost:
    async with open_village(tmp_path) as village:
        await village.settle()
        copy = copied(tmp_path, "copy.db")
        (before, _) = await whole(village)
        for n in range(3):
            await village.sync(village.accountant.say(HOME, disclosure(f"d{n}")))
        lines, note = await whole(village)
    go_back(tmp_path, copy)
    assert await asyncio.to_thread(main, ["restore", "--data", str(tmp_path / "data")]) == 0
    if shown:
        async with open_village(tmp_path) as restored:
            answer = await restored.client.post(f"/log/{HOME}/evidence", content=note)
            assert answer.json()["detail"]["why"] == "behind"
    return Lost(lines, note, len(before), village.accountant)


async def test_what_nobody_brought_is_given_up_under_an_entry_that_says_so(tmp_path: Path) -> None:
    past = await lost(tmp_path)
    kept, held = past.kept, (0, len(past.lines), root_of(past.lines))
    given_up = await give_up(tmp_path)
    assert [one for one in given_up if one.lost] == [restore.Short(HOME, 0, kept, 0, kept + 3)]
    assert {one.scope for one in given_up} == {HOME, f"region/{TOWN}", SQUARE}
    async with reopened(tmp_path) as village:
        assert not village.replica.restored
        lines, note = await whole(village)
        assert lines[:kept] == past.lines[:kept]
        entry = parse_op(lines[kept])
        assert entry.changes[0]["set"] == {"epoch": 1, "first": kept, "lost": 3, "order": ORDER}
        assert open_note(note, village.replica.vkey).origin == origin(village.replica.log_name, HOME, 1)
        told, _ = await village.sync(have={HOME: held})
        assert told == Behind(HOME, 1, kept, note, lines[kept].decode())
        on = await village.sync(have={HOME: (1, kept, root_of(lines[:kept]))})
        assert isinstance(on[0], Lines)
        assert lines_of(on) == lines[kept:]
        assert lines_of(await village.sync(have={HOME: (0, 0)})) == lines
        assert await village.store.claims() == {}
        with pytest.raises(NotErasable):
            await look(village.replica, HOME, kept)


async def test_what_was_lost_comes_again_as_new_and_what_its_author_saw_is_not_held_against_him(tmp_path: Path) -> None:
    past = await lost(tmp_path)
    await give_up(tmp_path)
    async with reopened(tmp_path) as village:
        again, *_ = await village.sync(past.lines[-1])
        assert again == Verdict("stored", again.id, HOME, past.kept + 1)
        phone = past.accountant
        good, beyond, other, *_ = await village.sync(
            phone.say(HOME, disclosure("s1"), seen=(past.kept, root_of(past.lines[: past.kept]))),
            phone.say(HOME, disclosure("s2"), seen=(len(past.lines), root_of(past.lines))),
            phone.say(HOME, disclosure("s3"), seen=(past.kept, "A" * 43)),
        )
        assert (good.verdict, beyond.verdict, other.error) == ("stored", "stored", "other_history")
        fork, _ = await village.sync(have={HOME: (1, past.kept, "A" * 43)})
        assert isinstance(fork, Fork)


async def test_a_note_of_what_was_given_up_brings_nothing_back(tmp_path: Path) -> None:
    past = await lost(tmp_path)
    await give_up(tmp_path)
    async with reopened(tmp_path) as village:
        answer = await give_back(village, HOME, past.kept, past.lines[past.kept :], past.note)
        assert answer.json()["error"] == "not_found"
        assert (await village.client.post(f"/log/{HOME}/evidence", content=past.note)).json()["error"] == "not_found"


async def test_a_copy_from_before_the_epoch_is_refilled_into_it(tmp_path: Path) -> None:
    past = await lost(tmp_path)
    before = copied(tmp_path, "again.db")
    await give_up(tmp_path)
    async with reopened(tmp_path) as village:
        await village.sync(past.accountant.say(HOME, disclosure("later")))
        lines, note = await whole(village)
        held = (1, len(lines), root_of(lines))
    go_back(tmp_path, before)
    async with reopened(tmp_path) as village:
        told, *_ = await village.sync(have={HOME: held})
        assert (told.epoch, told.behind, told.entry) == (0, past.kept, "")
        assert (await village.client.post(f"/log/{HOME}/evidence", content=note)).status_code == 503
        assert (await village.store.claims())[HOME] == (1, len(lines))
        answer = await give_back(village, HOME, past.kept, lines[past.kept :], note, epoch=1)
        assert answer.json() == {"mended": 0, "appended": 2}
        (again, text) = await whole(village)
        assert again == lines
        assert open_note(text, village.replica.vkey) == open_note(note, village.replica.vkey)
        assert len(await village.sync(have={HOME: held})) == 1  # its end


async def test_a_second_epoch_says_what_the_first_and_itself_have_in_common(tmp_path: Path) -> None:
    past = await lost(tmp_path)
    await give_up(tmp_path)
    second = copied(tmp_path, "second.db")
    async with reopened(tmp_path) as village:
        await village.sync(past.accountant.say(HOME, disclosure("later")))
        lines, note = await whole(village)
    go_back(tmp_path, second)
    await asyncio.to_thread(main, ["restore", "--data", str(tmp_path / "data")])
    async with reopened(tmp_path) as village:
        await village.client.post(f"/log/{HOME}/evidence", content=note)
    assert [one.claimed_epoch for one in await give_up(tmp_path) if one.lost] == [1]
    async with reopened(tmp_path) as village:
        now, _ = await whole(village)
        told: Any
        for epoch, root, shared in ((0, root_of(past.lines), past.kept), (1, root_of(lines), past.kept + 1)):
            told, *_ = await village.sync(have={HOME: (epoch, 9, root)})
            assert (told.epoch, told.behind, told.entry.encode()) == (2, shared, now[past.kept + 1])


async def test_the_command_says_who_decided_and_needs_a_stopped_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await lost(tmp_path)
    command = ["restore", "--give-up", "--data", str(tmp_path / "data")]
    assert await asyncio.to_thread(main, command) == 1
    assert "--order" in capsys.readouterr().err
    async with open_village(tmp_path):
        assert await asyncio.to_thread(main, [*command, "--order", ORDER]) != 0
    assert await asyncio.to_thread(main, [*command, "--order", ORDER]) == 0
    assert f"{HOME}: goes on from line" in capsys.readouterr().out


async def test_a_log_of_which_nobody_showed_more_goes_on_in_a_new_epoch_too(tmp_path: Path) -> None:
    """Somebody who comes later must not take the loss for a lie."""
    past = await lost(tmp_path, shown=False)
    await give_up(tmp_path)
    async with reopened(tmp_path) as village:
        told, _ = await village.sync(have={HOME: (0, len(past.lines), root_of(past.lines))})
        assert (told.epoch, told.behind) == (1, past.kept)
        assert parse_op(told.entry.encode()).changes[0]["set"]["lost"] == 0
        before = await village.sync(have={HOME: (0, past.kept, root_of(past.lines[: past.kept]))})
        assert before[0].behind == past.kept


async def test_a_terminal_goes_on_with_it_and_offers_what_was_lost_again(tmp_path: Path) -> None:
    async with open_village(tmp_path) as village:
        await village.settle()
        copy = copied(tmp_path, "copy.db")
        lost_line = village.accountant.say(HOME, disclosure("d-lost"))
        await village.sync(lost_line)
        office = Office(village, tmp_path / "office")
        await office.follower.once()
        before = list(office.held.logs[HOME].lines)
        note = office.held.logs[HOME].note
    assert before[-1] == lost_line
    go_back(tmp_path, copy)
    await give_up(tmp_path)
    async with reopened(tmp_path) as village:
        told, _ = await village.sync(have={HOME: (0, len(before), root_of(before))})
        assert isinstance(told, Behind)
        lines, head = await whole(village)
        held = Held(tmp_path / "office", [HOME])
        false = told.entry.replace("第 4 号", "第 5 号")
        for wrong in (replace(told, entry=false), replace(told, epoch=2), replace(told, behind=told.behind + 1)):
            with pytest.raises(Doubtful):
                held.turn_over(wrong, lines, head)
        with pytest.raises(Doubtful):
            held.turn_over(told, lines[:-1], head)
        assert Held(tmp_path / "office", [HOME]).logs[HOME].lines == before
        again = Office(village, tmp_path / "office")
        await again.follower.once()
        assert again.held.logs[HOME].lines == lines
        aside = tmp_path / "office" / "logs" / HOME / "lost+0"
        assert aside.read_bytes() == b"%s\n%s\n" % (lost_line, note.encode())
        assert not again.held.kept
        assert not again.held.offers()  # the server has it again, from who had no passkey: the old tree proves it
        await again.follower.once()
        assert again.held.logs[HOME].lines == [*lines, lost_line]
        assert Held(tmp_path / "office", [HOME]).logs[HOME].epoch == 1


async def test_verify_sees_that_an_order_began_the_epoch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await lost(tmp_path)
    await give_up(tmp_path)
    assert await asyncio.to_thread(main, ["verify", str(tmp_path / "data")]) == 0, capsys.readouterr().out
    epochs = Epochs("A" * 22)
    async with reopened(tmp_path) as village:
        lines, _ = await whole(village)
        ours = Epochs(village.replica.clerk.device)
    for seq, line in enumerate(lines):
        epochs.take(seq, line)
        ours.take(seq, line)
    assert ours.faults(1) == []
    assert ours.faults(0) == ["no order of the clerk began epoch 0"]
    assert epochs.faults(1) == [f"line {len(lines) - 1}: no epoch begins so", "no order of the clerk began epoch 1"]
