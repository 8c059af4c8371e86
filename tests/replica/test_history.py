"""A server holds histories against its own, says what is wrong with a log, and takes back what it lost."""

import asyncio
import gzip
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from shaiba.cli import main
from shaiba.replica.duty import say
from shaiba.replica.history import frontier_of
from shaiba_sync.op import b64u_encode, leaf_of
from shaiba_sync.tree import open_note
from shaiba_sync.wire import Damaged, End, Fork, RefillHeader, format_refill
from tests.conftest import HOME, NOW_MS, SQUARE, TOWN, Phone, Village, disclosure, lines_of, open_village

NAIVE = "update log set line = cast(replace(cast(line as text), '第三', '第二') as blob) where {} and seq = 3"

APPEAL = {"person": "p-villager", "title": "路灯不亮", "category": "livelihood", "text": "村口。"}


@pytest_asyncio.fixture
async def told(village: Village) -> AsyncIterator[Village]:
    """A village with a few lines."""
    for n in range(5):
        await village.sync(village.accountant.say(HOME, disclosure(f"d{n}")))
    yield village


def edit(folder: Path, statement: str, scope: str = HOME) -> None:
    """As somebody with the file in their hands would."""
    conn = sqlite3.connect(folder / "data" / "shaiba.db")
    assert conn.execute(statement.format(f"scope_id = (select id from scope where name = '{scope}')")).rowcount > 0
    conn.commit()
    conn.close()


async def whole(village: Village, scope: str = HOME) -> tuple[list[bytes], str]:
    """The lines of a log, and its head's note."""
    head = await village.store.head(scope)
    assert head is not None
    return await village.store.lines(scope, 0, head.size), head.checkpoint


def root_of(lines: list[bytes]) -> str:
    return b64u_encode(frontier_of([leaf_of(line) for line in lines]).root())


async def give_back(village: Village, scope: str, begin: int, lines: list[bytes], note: str, epoch: int = 0) -> Any:
    body = b"".join(part + b"\n" for part in [format_refill(RefillHeader(epoch, begin, note)), *lines])
    return await village.client.post(f"/log/{scope}/refill", content=body)


async def test_a_cursor_with_our_root_is_answered_with_nothing_else(told: Village) -> None:
    lines, _ = await whole(told)
    for size in range(1, len(lines) + 1):
        items = await told.sync(have={HOME: (0, size, root_of(lines[:size]))})
        assert lines_of(items) == lines[size:]


async def test_another_root_is_told_with_our_note_of_that_size(told: Village) -> None:
    lines, _ = await whole(told)
    for size in (2, len(lines)):
        fork, end = await told.sync(have={HOME: (0, size, "A" * 43)})
        assert isinstance(fork, Fork)
        assert isinstance(end, End)
        checkpoint = open_note(fork.checkpoint, told.replica.vkey)
        assert (fork.fork, checkpoint.size, b64u_encode(checkpoint.root)) == (size, size, root_of(lines[:size]))


async def test_a_naive_edit_while_the_server_runs_is_told_to_the_next_who_asks(told: Village, tmp_path: Path) -> None:
    lines, note = await whole(told)
    cursor = (0, len(lines), root_of(lines))
    assert await told.sync(have={HOME: cursor}) == []
    edit(tmp_path, NAIVE)
    told.time.now_ms += 1000
    damaged, _ = await told.sync(have={HOME: cursor})
    assert damaged == Damaged(HOME, 0, [3], note)
    later = told.accountant.say(HOME, disclosure("later"))
    refused, *_ = await told.sync(later)
    assert (refused.error, refused.detail["why"]) == ("unavailable", "damaged")
    for path in ("checkpoint", "entries/0.p/4", "tile/0/0.p/2"):
        answer = await told.client.get(f"/log/{HOME}/{path}")
        assert (answer.status_code, answer.json()["detail"]["why"]) == (503, "damaged")
    assert (await told.client.get("/health")).json()["damaged"] == 1

    answer = await give_back(told, HOME, 3, lines[3:], note)
    assert answer.json() == {"mended": 1, "appended": 0}
    assert await whole(told) == (lines, note)
    assert await told.sync(have={HOME: cursor}) == []
    verdict, *_ = await told.sync(later)
    assert verdict.verdict == "stored"


EDITS = {
    "bytes": (NAIVE, [3]),
    "bytes that are no line": ("update log set line = x'7b22676f6e6522' where {} and seq = 3", [3]),
    "a leaf": ("update log set leaf = zeroblob(32) where {} and seq = 3", [3]),
    "bytes and leaf": (NAIVE.replace(" where", ", leaf = zeroblob(32) where"), []),
    "a line is gone": ("delete from log where {} and seq = 3", [3]),
    "the last is gone": ("delete from log where {} and seq = 5", [5]),
}


@pytest.mark.parametrize("how", EDITS)
async def test_an_edit_while_the_server_was_stopped_is_told_and_mended(tmp_path: Path, how: str) -> None:
    async with open_village(tmp_path) as village:
        await village.settle()
        for n in range(5):
            await village.sync(village.accountant.say(HOME, disclosure(f"d{n}")))
        lines, note = await whole(village)
    statement, places = EDITS[how]
    edit(tmp_path, statement)
    async with open_village(tmp_path) as village:
        damaged, _ = await village.sync(have={HOME: (0, len(lines), root_of(lines))})
        assert damaged == Damaged(HOME, 0, places, note)
        assert (await give_back(village, HOME, 0, lines, note)).json() == {"mended": 1, "appended": 0}
        assert await whole(village) == (lines, note)
        assert await village.sync(have={HOME: (0, len(lines), root_of(lines))}) == []


async def test_a_refill_without_a_good_note_changes_nothing(told: Village, tmp_path: Path) -> None:
    lines, note = await whole(told)
    await told.sync(told.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": APPEAL}))
    edit(tmp_path, NAIVE)
    told.time.now_ms += 1000
    _, square = await whole(told, SQUARE)
    other = [*lines[:3], told.accountant.say(HOME, disclosure("x")), *lines[4:]]
    for given, code in {
        "another scope's note": ((0, lines, square, 0), "not_found"),
        "another epoch": ((0, lines, note, 1), "not_found"),
        "a note that was changed": ((0, lines, note.replace(note.split("\n")[2][:4], "AAAA"), 0), "bad_signature"),
        "no note": ((0, lines, "x", 0), "malformed"),
        "other lines": ((0, other, note, 0), "other_history"),
        "from another place": ((1, lines, note, 0), "malformed"),
        "too few": ((4, lines[4:-1], note, 0), "malformed"),
    }.values():
        begin, brought, text, epoch = given
        assert (await give_back(told, HOME, begin, brought, text, epoch)).json()["error"] == code
    [damaged, _] = await told.sync(have={HOME: (0, 1)})
    assert damaged.damaged == [3]
    await give_back(told, HOME, 0, lines, note)


async def test_a_refill_goes_no_further_than_its_note_vouches(told: Village) -> None:
    """The head is that of our lines; what is brought beyond it, only the note can vouch for."""
    lines, _ = await whole(told)
    longer = [*lines, told.accountant.say(HOME, disclosure("x"))]
    note = told.replica.seal(HOME, 0, frontier_of([leaf_of(line) for line in longer]))
    other = [*lines, told.accountant.say(HOME, disclosure("y"))]
    assert (await give_back(told, HOME, 0, other, note)).json()["error"] == "other_history"
    assert (await whole(told))[0] == lines


async def test_lines_that_a_copy_has_not_are_brought_back_to_the_same_root(tmp_path: Path) -> None:
    async with open_village(tmp_path) as village:
        await village.settle()
        conn = sqlite3.connect(tmp_path / "data" / "shaiba.db")
        conn.execute(f"vacuum into '{tmp_path / 'copy.db'}'")
        conn.close()
        for n in range(3):
            await village.sync(village.accountant.say(HOME, disclosure(f"d{n}")))
        case = "case/350524102207-c1"
        await village.sync(village.villager.say(case, {"do": "appeal.file", "id": "c1", "set": APPEAL}))
        home, private = await whole(village), await whole(village, case)
        late = village.accountant.say(HOME, disclosure("late"))
    for file in ("shaiba.db", "shaiba.db-wal", "shaiba.db-shm"):
        (tmp_path / "data" / file).unlink(missing_ok=True)
    (tmp_path / "copy.db").rename(tmp_path / "data" / "shaiba.db")
    folder = ["restore", "--data", str(tmp_path / "data")]
    assert await asyncio.to_thread(main, folder) == 0
    async with open_village(tmp_path) as restored:
        refused, behind, end = await restored.sync(late, have={HOME: (0, len(home[0]), root_of(home[0]))})
        assert (refused.error, refused.detail["why"]) == ("unavailable", "restored")
        assert end.restored
        body = gzip.compress(
            b"".join(
                part + b"\n"
                for part in [format_refill(RefillHeader(0, behind.behind, home[1])), *home[0][behind.behind :]]
            )
        )
        claim = restored.replica.seal(HOME, 0, frontier_of([leaf_of(line) for line in home[0]]))
        ahead = await restored.client.post(f"/log/{HOME}/evidence", content=claim)
        assert ahead.json()["detail"]["why"] == "behind"
        assert await asyncio.to_thread(main, [*folder, "--done"]) == 1  # somebody could show more lines
        answer = await restored.client.post(f"/log/{HOME}/refill", content=body, headers={"content-encoding": "gzip"})
        assert answer.json() == {"mended": 0, "appended": 3}
        assert (await give_back(restored, case, 0, *private)).json() == {"mended": 0, "appended": 1}
        assert (await give_back(restored, case, 0, *private)).json() == {"mended": 0, "appended": 0}
        assert open_note((await whole(restored))[1], restored.replica.vkey) == open_note(home[1], restored.replica.vkey)
        assert (await whole(restored, case))[0] == private[0]
        assert await asyncio.to_thread(main, [*folder, "--done"]) == 0
        restored.time.now_ms += 1000
        verdict, *_ = await restored.sync(late)
        assert verdict.verdict == "stored"


async def test_an_offices_log_is_brought_back_too(told: Village) -> None:
    """Its key has two parts, and so has the path."""
    office = f"office/{TOWN}/economy"
    line = told.cadre.say(office, {"do": "member.add", "id": "m1", "set": {"name": "李"}})
    note = told.replica.seal(office, 0, frontier_of([leaf_of(line)]))
    assert (await give_back(told, office, 0, [line], note)).json() == {"mended": 0, "appended": 1}
    assert (await whole(told, office))[0] == [line]


async def test_what_an_author_saw_is_held_against_our_history(told: Village) -> None:
    lines, _ = await whole(told)
    seen = told.accountant.say(HOME, disclosure("s1"), seen=(3, root_of(lines[:3])))
    other = told.accountant.say(HOME, disclosure("s2"), seen=(3, "A" * 43))
    beyond = told.accountant.say(HOME, disclosure("s3"), seen=(1000, "A" * 43))
    good, bad, ahead, *_ = await told.sync(seen, other, beyond)
    assert good.verdict == "stored"
    assert bad.error == "other_history"
    checkpoint = open_note(bad.detail["checkpoint"], told.replica.vkey)
    assert (checkpoint.size, b64u_encode(checkpoint.root)) == (3, root_of(lines[:3]))
    assert (ahead.error, ahead.detail["why"]) == ("unavailable", "behind")
    assert await told.store.claims() == {HOME: (0, 1000)}


async def test_of_a_private_log_nobody_hears_what_is_wrong_with_it(told: Village, tmp_path: Path) -> None:
    case, nowhere = "case/350524102207-c1", "case/350524102207-c2"
    await told.sync(told.villager.say(case, {"do": "appeal.file", "id": "c1", "set": APPEAL}))
    stranger = Phone("p-stranger")
    await say(told.replica, HOME, [stranger.enrolment()], now_ms=NOW_MS)
    kept = await whole(told, case)
    add = {"do": "appeal.add", "id": "c1", "append": {"notes": {"text": "x"}}}
    edit(tmp_path, "update log set line = x'00' where {} and seq = 0", case)
    told.time.now_ms += 1000

    async def answers(scope: str) -> list[Any]:
        """Those of one who may not write there, and one who brings a note that is none."""
        ops = [stranger.say(scope, add, seen=seen) for seen in (None, (1, "A" * 43), (9, "A" * 43))]
        verdicts = [(one.error, one.detail) for one in (await told.sync(*ops, have={scope: (0, 1, "A" * 43)}))[:-1]]
        return [*verdicts, (await give_back(told, scope, 0, [b"x"], (await whole(told))[1])).json()]

    assert await answers(case) == await answers(nowhere)
    assert await told.store.evidence(case) == []
    assert (await give_back(told, case, 0, *kept)).json() == {"mended": 1, "appended": 0}


async def test_a_note_of_another_history_is_kept_and_shown_to_everybody(told: Village) -> None:
    lines, note = await whole(told)
    assert (await told.client.post(f"/log/{HOME}/evidence", content=note)).json() == {"same": True}
    forged = frontier_of([leaf_of(line) for line in [*lines[:2], lines[0]]])
    theirs = told.replica.seal(HOME, 0, forged)
    assert (await told.client.post(f"/log/{HOME}/evidence", content=theirs)).json() == {"same": False}
    [[kept, own]] = (await told.client.get(f"/log/{HOME}/evidence")).json()["pairs"]
    assert kept == theirs
    assert open_note(own, told.replica.vkey).size == 3
    assert (await told.client.get("/health")).json()["evidence"] == 1
    ahead = told.replica.seal(HOME, 0, frontier_of([leaf_of(line) for line in [*lines, lines[0]]]))
    answer = await told.client.post(f"/log/{HOME}/evidence", content=ahead)
    assert (answer.status_code, answer.json()["detail"]["why"]) == (503, "behind")
    for path, text, code in (
        (SQUARE, note, "not_found"), (HOME, "x", "malformed"),
        (HOME, told.replica.seal(HOME, 1, forged), "unavailable"),
    ):  # fmt: skip
        assert (await told.client.post(f"/log/{path}/evidence", content=text)).json()["error"] == code


async def test_steps_go_on_with_our_own_commits(told: Village) -> None:
    """Roots of any size, also of sizes that were passed after the first touch."""
    await told.sync(have={HOME: (0, 1)})
    for n in range(6):
        await told.sync(*[told.accountant.say(HOME, disclosure(f"m{n}-{i}")) for i in range(100)])
    lines, _ = await whole(told)
    head = await told.store.head(HOME)
    assert head is not None
    past = await told.replica.history.of(head)
    for size in (1, 255, 256, 257, 511, 512, 600, len(lines)):
        assert await told.replica.history.root(past, size) == root_of(lines[:size])


async def test_what_the_log_was_before_our_own_commit_needs_no_reading(told: Village) -> None:
    """There stands whoever pushed alone, and his answer compares it."""
    before, _ = await whole(told)
    await told.replica.history.of(await told.store.head(HOME))  # type: ignore[arg-type]
    await told.sync(told.accountant.say(HOME, disclosure("d9")))
    past = await told.replica.history.of(await told.store.head(HOME))  # type: ignore[arg-type]
    assert past.head.size == len(before) + 1
    assert past.roots[len(before)] == root_of(before)


async def test_a_log_that_changes_as_the_look_at_it_ends_is_looked_at_again(told: Village) -> None:
    history = told.replica.history
    head = await told.store.head(HOME)
    assert head is not None
    history.forget(HOME)
    first = asyncio.create_task(history.of(head))
    while not (look := history._checking.get(HOME)):
        await asyncio.sleep(0)
    while not look.done():
        await asyncio.sleep(0)  # a turn of the loop each: what is to follow its end has not run yet
    told.store._intruded()  # type: ignore[attr-defined]  # as the writer does when another process wrote
    past = await history.of(head)
    assert (past.asof, past.damaged) == (told.store.foreign, None)
    assert await first is past
    assert history._checking == {}


async def test_what_another_process_writes_is_seen_at_once_though_it_was_asked_a_moment_ago(
    told: Village, tmp_path: Path
) -> None:
    now_ms = 1_800_000_000_000
    history = told.replica.history
    await history.refresh(now_ms)
    assert not told.store.is_touched()
    assert not await history.refresh(now_ms + 1)
    edit(tmp_path, "update log set received = received + 1 where {} and seq = 2")
    assert await history.refresh(now_ms + 2)
    await told.sync(told.accountant.say(HOME, disclosure("after")))
    assert not told.store.is_touched(), "our own writes are not another's"
