"""What is past its time goes, what is not stays; nothing of it is left, and the report says so without a name."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shaiba.cli import main
from shaiba.replica.duty import say
from shaiba.replica.retain import (
    FOLDER,
    LINES,
    MEDIA,
    SLOTS,
    BadCatalogue,
    check_report,
    due,
    keep_retaining,
    read_catalogue,
    report,
    retain,
)
from shaiba.storage.blobs import BlobFolder
from shaiba.storage.store import FORGETTABLE, Blob, Kept, Letter, Opening, Reading, Session, Tx
from shaiba_sync.errors import SyncError
from tests.conftest import HOME, NOW_MS, Village, open_village
from tests.replica.test_erase import PNG, cover, found_in

CANARY = "canary-of-a-row"
DAY_MS = 86_400_000
WORDS = "金丝雀核对付款凭证"


def old(at_ms: int, blob: str = "ab" * 32) -> Callable[[Tx], None]:
    """One of each sort, of this time."""

    def job(tx: Tx) -> None:
        day = datetime.fromtimestamp(at_ms / 1000, UTC).date().isoformat()
        key = f"{CANARY}{at_ms}"
        tx.put_session(Session(key.encode(), CANARY, at_ms, at_ms))
        tx.put_challenge(key, CANARY, at_ms)
        tx.put_letter(
            Letter(key, key.encode(), b"s" + key.encode(), CANARY, CANARY, "350524102207", "", at_ms, at_ms, None,
                   False, 0, None)
        )  # fmt: skip
        tx.put_reading(Reading(day, CANARY, "r"))
        tx.put_openings([Opening(day, CANARY, "o", "r", CANARY, "audit", WORDS)])
        tx.put_kept(Kept(key, CANARY, CANARY, HOME, CANARY.encode(), at_ms), 64)
        tx.put_push(f"https://push.example/{key}", f"{CANARY}-asleep", CANARY, at_ms)
        tx.put_blob(Blob(blob, 3, "image/png", CANARY, at_ms))

    return job


async def test_each_sort_goes_at_its_time_and_not_a_day_before(village: Village, tmp_path: Path) -> None:
    rows = read_catalogue(tmp_path)
    assert {row.sort for row in rows} == {*FORGETTABLE, *LINES, SLOTS, *MEDIA}
    rows = [row for row in rows if row.sort in FORGETTABLE]
    await village.store.write(old(NOW_MS))
    blobs = BlobFolder(tmp_path / "data" / "blobs")
    for row in rows:
        at_ms = NOW_MS + row.days * DAY_MS
        before, after = at_ms - DAY_MS, at_ms + DAY_MS
        assert {g.row.sort: g.number for g in await due(village.replica, [row], now_ms=before)} == {row.sort: 0}
        assert [g.number for g in await retain(village.replica, blobs, tmp_path, [row], now_ms=before)] == [0]
        assert [g.number for g in await due(village.replica, [row], now_ms=after)] == [1]
        assert [g.number for g in await retain(village.replica, blobs, tmp_path, [row], now_ms=after)] == [1]
        assert [g.number for g in await due(village.replica, [row], now_ms=after)] == [0]
    assert len(list((tmp_path / FOLDER).iterdir())) == len(rows)


async def test_a_file_that_a_line_names_stays_and_one_that_none_names_goes(village: Village, tmp_path: Path) -> None:
    blobs = BlobFolder(tmp_path / "data" / "blobs")
    named, alone = blobs.put(PNG), blobs.put(b"alone")
    for blob in (named, alone):
        await village.store.write(lambda tx, blob=blob: tx.put_blob(Blob(blob, 5, "image/png", "d", NOW_MS)))
    await say(village.replica, HOME, [cover(PNG, name="联中村")], now_ms=NOW_MS)
    await retain(village.replica, blobs, tmp_path, read_catalogue(tmp_path), now_ms=NOW_MS + 31 * DAY_MS)
    assert (blobs.has(named), blobs.has(alone)) == (True, False)
    assert await village.store.blob(alone) is None


async def test_a_report_is_the_clerks_and_names_nobody(village: Village, tmp_path: Path) -> None:
    await village.store.write(old(NOW_MS))
    gone = await due(village.replica, read_catalogue(tmp_path), now_ms=NOW_MS + 400 * DAY_MS)
    note = report(village.replica, gone, now_ms=NOW_MS)
    assert CANARY not in note and WORDS not in note
    check_report(village.replica, note)
    for bad in (
        note.replace("1 session", "0 session"),
        note.replace("test.example", "rest.example"),
        note[:-9] + "\n",
        "",
    ):
        with pytest.raises(SyncError):
            check_report(village.replica, bad)


async def test_nothing_is_left_in_the_files_and_the_command_checks_its_reports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    async with open_village(tmp_path) as village:
        await village.settle()
        await village.store.write(old(NOW_MS - 400 * DAY_MS))
        assert found_in(folder, CANARY.encode()) and found_in(folder, WORDS.encode())
    given = ["--data", str(folder)]
    monkeypatch.setattr("shaiba.cli.retain.system_clock", lambda: NOW_MS)
    monkeypatch.setattr("shaiba.app.system_clock", lambda: NOW_MS)
    assert await asyncio.to_thread(main, ["retain", *given, "--dry-run"]) == 0
    assert "Nothing was deleted" in capsys.readouterr().out and found_in(folder, CANARY.encode())
    assert await asyncio.to_thread(main, ["retain", *given]) == 0
    assert found_in(folder, CANARY.encode()) == [] == found_in(folder, WORDS.encode())
    assert await asyncio.to_thread(main, ["retain", *given, "--verify"]) == 0
    [file] = (folder / FOLDER).iterdir()
    file.write_text(file.read_text().replace("1 reading", "0 reading"))
    assert await asyncio.to_thread(main, ["retain", *given, "--verify"]) == 1


async def test_what_the_disk_refuses_on_one_day_goes_on_the_next(village: Village, tmp_path: Path) -> None:
    folder, rows = tmp_path / "kept", read_catalogue(tmp_path)
    folder.mkdir()
    (folder / FOLDER).write_text("no folder")
    blobs = BlobFolder(tmp_path / "data" / "blobs")
    refused = asyncio.Event()

    def clock() -> int:
        refused.set()
        return NOW_MS + 1_000 * DAY_MS

    await village.store.write(old(NOW_MS))
    going = asyncio.create_task(keep_retaining(village.replica, blobs, folder, rows, clock, every_ms=1))
    async with asyncio.timeout(30):
        await refused.wait()
        while sum(gone.number for gone in await due(village.replica, rows, now_ms=clock())):
            await asyncio.sleep(0)
        (folder / FOLDER).unlink()
        while not list(folder.glob(f"{FOLDER}/*.note")):
            assert not going.done()
            await asyncio.sleep(0)
    going.cancel()
    [file] = (folder / FOLDER).iterdir()
    note = file.read_text()
    check_report(village.replica, note)
    assert "1 session after" in note, "the report of the day on which there was no room for it"


async def test_a_report_is_written_once_and_after_one_that_the_disk_refused(village: Village, tmp_path: Path) -> None:
    rows, blobs, at_ms = read_catalogue(tmp_path), BlobFolder(tmp_path / "data" / "blobs"), NOW_MS + 400 * DAY_MS
    await village.store.write(old(NOW_MS))
    (tmp_path / FOLDER).write_text("no folder")
    with pytest.raises(OSError):
        await retain(village.replica, blobs, tmp_path, rows, now_ms=at_ms)
    (tmp_path / FOLDER).unlink()
    await village.store.write(old(NOW_MS + 1, "cd" * 32))
    for _ in range(2):  # nothing is left for the second time
        await retain(village.replica, blobs, tmp_path, rows, now_ms=at_ms + 1)
    notes = [file.read_text() for file in sorted((tmp_path / FOLDER).iterdir())]
    assert len(notes) == 2 and all("1 session after" in note for note in notes)
    for note in notes:
        check_report(village.replica, note)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no table"),
        ("sort,days\n", "columns"),
        ("sort,days,counted_from,why\nsession,1,a,b\n", "there once"),
        (
            "sort,days,counted_from,why\n" + "".join(f"{s},-1,a,b\n" for s in (*FORGETTABLE, *LINES, SLOTS, *MEDIA)),
            "no number of days",
        ),
    ],
)
def test_a_catalogue_that_cannot_be_followed(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "retention.csv").write_text(text)
    with pytest.raises(BadCatalogue, match=why):
        read_catalogue(tmp_path)
