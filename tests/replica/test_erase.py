"""A line that must go leaves nothing but its gap and the order: not in a table, a free page, a file or a copy."""

import asyncio
import secrets
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from shaiba.cli import main
from shaiba.data_folder import make_folder
from shaiba.replica.bundles import Bundles
from shaiba.replica.duty import say
from shaiba.replica.erase import AlreadyGone, Erasing, NotErasable, clean, erase, look
from shaiba.storage.blobs import BlobFolder
from shaiba_sync.clock import Stamp
from shaiba_sync.op import Gone, format_gone, parse_line
from tests.conftest import HOME, NOW_MS, VILLAGE, Village, disclosure, lines_of, open_village
from tests.replica.test_history import give_back, whole
from tests.replica.test_verify import verify
from tests.web.test_files import hash_of, picture, send

CANARY = "陈家老三欠款一万二千元"
ORDER = "晋江市政务数据局 2026-11-20 第 3 号"
PNG, OTHER_PNG = picture("PNG"), picture("PNG")


def cover(data: bytes, **more: Any) -> dict[str, Any]:
    photo = {"blob": hash_of(data), "type": "image/png", "w": 64, "h": 48}
    return {"do": "village.describe", "id": VILLAGE, "set": {"cover": photo, **more}}


async def take_out(village: Village, seq: int, folder: Path) -> Erasing:
    blobs, bundles = BlobFolder(folder / "blobs"), Bundles(folder / "bundles")
    erasing = await look(village.replica, HOME, seq)
    await erase(village.replica, erasing, blobs, bundles, why="personal_data", order=ORDER, now_ms=village.time())
    await bundles.close()
    return erasing


def found_in(folder: Path, needle: bytes) -> list[str]:
    return [str(file) for file in folder.rglob("*") if file.is_file() and needle in file.read_bytes()]


async def test_nothing_of_the_line_is_left_in_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "data"
    async with open_village(tmp_path) as village:
        await village.settle()
        await village.act_as(village.accountant)
        for data in (PNG, OTHER_PNG):
            assert (await send(village, data, "image/png")).json()["complete"]
        await say(village.replica, HOME, [cover(OTHER_PNG, name="联中村")], now_ms=NOW_MS)
        gone = await say(village.replica, HOME, [cover(PNG, about=CANARY), cover(OTHER_PNG)], now_ms=NOW_MS)
        await village.sync(village.accountant.say(HOME, disclosure("d1", CANARY)))
        await village.sync(
            village.accountant.say(
                HOME, {"do": "disclosure.correct", "id": "d1", "set": {"reason": "隐去", "title": "收支"}}
            )
        )
        size = (await village.store.head(HOME)).size
        assert (await village.client.get(f"/log/{HOME}/entries/0.p/{size}")).status_code == 200
        assert (
            await village.client.get(f"/log/{HOME}/entries/0.p/{size}", headers={"accept-encoding": "br"})
        ).is_success
        packed = folder / "bundles" / HOME / "0" / "page-0-9.begun"  # as when a page was asked for often
        packed.parent.mkdir(parents=True, exist_ok=True)
        packed.write_bytes(CANARY.encode())
        for seq in (gone[0].seq, gone[0].seq + 1):
            await take_out(village, seq, folder)
        assert (await village.store.record(HOME, "village", VILLAGE)).fields["name"] == "联中村"
        assert "about" not in (await village.store.record(HOME, "village", VILLAGE)).fields
        assert (await village.store.record(HOME, "disclosure", "d1")).fields == {"reason": "隐去", "title": "收支"}
        blobs = {blob.hash for blob in await village.store.blobs()}
        assert blobs == {hash_of(OTHER_PNG)}
    assert found_in(folder, CANARY.encode()) == []
    assert found_in(folder, PNG) == []
    assert len(found_in(folder, OTHER_PNG)) == 1
    assert not (folder / "bundles" / HOME).exists()
    assert (
        await verify(folder, capsys) == (0, f"Good: {size + 2 + 1} lines\n") or (await verify(folder, capsys))[0] == 0
    )


async def test_who_brings_it_again_hears_that_it_was_seen(tmp_path: Path) -> None:
    salt = secrets.token_bytes(16)
    async with open_village(tmp_path) as village:
        await village.settle()
        line = village.accountant.say(HOME, disclosure("d1", CANARY), salt=salt)
        stored = (await village.sync(line))[0]
        await take_out(village, stored.seq, tmp_path / "data")
        village.accountant.last = Stamp(0, 0)
        anew = village.accountant.say(HOME, disclosure("d1", CANARY), salt=salt, now_ms=NOW_MS + 5)
        other = village.accountant.say(HOME, disclosure("d2", "别的"), salt=salt)
        for again in (line, anew, other):
            seen = (await village.sync(again))[0]
            assert (seen.verdict, seen.id, seen.seq) == ("seen", stored.id, stored.seq)
        forged = line.replace(b'"d1"', b'"d9"')
        assert await village.refusal(forged) == "bad_signature"
        assert found_in(tmp_path / "data", CANARY.encode()) == []


async def test_a_phone_that_comes_later_gets_the_gap_and_the_same_root(village: Village, tmp_path: Path) -> None:
    line = village.accountant.say(HOME, disclosure("d1", CANARY))
    stored = (await village.sync(line))[0]
    before = (await village.store.head(HOME)).frontier
    erasing = await take_out(village, stored.seq, tmp_path / "data")
    lines = lines_of(await village.sync(have={HOME: (0, 0)}))
    gap = parse_line(lines[stored.seq])
    assert gap == Gone(gone=stored.id, by=village.replica.clerk.device, why="personal_data")
    order = parse_line(lines[-1])
    assert order.changes[0]["set"] == {
        "seq": stored.seq, "leaf": stored.id, "why": "personal_data", "order": ORDER, "records": ["disclosure/d1"],
    }  # fmt: skip
    assert erasing.records == ("disclosure/d1",)
    assert before.append(order.leaf) == (await village.store.head(HOME)).frontier
    assert await village.store.record(HOME, "disclosure", "d1") is None


async def test_what_may_not_go_stays(village: Village, tmp_path: Path) -> None:
    enrolment = next(n for n, one in enumerate(await village.store.lines(HOME, 0, 99)) if b"device.enrol" in one)
    stored = (await village.sync(village.accountant.say(HOME, disclosure())))[0]
    for seq in (-1, stored.seq + 1, enrolment):
        with pytest.raises(NotErasable):
            await look(village.replica, HOME, seq)
    await take_out(village, stored.seq, tmp_path / "data")
    with pytest.raises(NotErasable, match=r"erasure\.order"):
        await look(village.replica, HOME, stored.seq + 1)
    with pytest.raises(AlreadyGone):
        await look(village.replica, HOME, stored.seq)


async def test_a_gap_that_nobody_ordered_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with open_village(tmp_path) as village:
        await village.settle()
        stored = (await village.sync(village.accountant.say(HOME, disclosure())))[0]
        gap = f'{{"gone":"{stored.id}","by":"{village.replica.clerk.device}","why":"law"}}'
    conn = sqlite3.connect(tmp_path / "data" / "shaiba.db")
    conn.execute(
        "update log set line = ? where leaf = (select max(leaf) from log where seq = ?)", (gap.encode(), stored.seq)
    )
    conn.execute("delete from record where id = 'd1'")
    conn.commit()
    conn.close()
    code, said = await verify(tmp_path / "data", capsys)
    assert code == 1
    assert f"BAD {HOME} line {stored.seq}: is gone, and no order of the clerk says why" in said


async def test_files_that_a_cut_left_behind_go_the_next_time(village: Village, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    blobs = BlobFolder(folder / "blobs")
    blobs.put(PNG)  # its row is gone already
    bundles = Bundles(folder / "bundles")
    await clean(village.replica, HOME, blobs, bundles)
    await bundles.close()
    assert blobs.hashes() == []


async def test_the_command_says_what_will_go_and_asks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(make_folder(tmp_path / "data", "test.example").path)
    asked = ["--person", "p1", "--household", "1", "--region", VILLAGE, "--role", "villager", "--until", "2099-12-31"]
    assert await asyncio.to_thread(main, ["enrol", "--data", folder, *asked, "--name", CANARY]) == 0
    command = ["erase", "--data", folder, "--scope", HOME, "--seq", "0", "--why", "personal_data", "--order", ORDER]
    monkeypatch.setattr("builtins.input", lambda _: "no")
    assert await asyncio.to_thread(main, command) == 1
    assert CANARY in capsys.readouterr().out
    assert found_in(tmp_path / "data", CANARY.encode()) != []
    monkeypatch.setattr("builtins.input", lambda _: "0")
    assert await asyncio.to_thread(main, command) == 0
    assert "the order is line 1" in capsys.readouterr().out
    assert found_in(tmp_path / "data", CANARY.encode()) == []
    assert await asyncio.to_thread(main, [*command, "--yes"]) == 2
    assert "gone already" in capsys.readouterr().err
    assert await asyncio.to_thread(main, [*command[:-1], "", "--seq", "1", "--yes"]) == 2
    assert await verify(tmp_path / "data", capsys) == (0, "Good: 2 lines\n")


async def test_nobody_erases_or_brings_back_by_a_refill(village: Village, tmp_path: Path) -> None:
    """A line and its gap have one leaf, so a note vouches for either: what stands, stands."""
    stored = (await village.sync(village.accountant.say(HOME, disclosure("d1"))))[0]
    lines, note = await whole(village)
    gap = format_gone(stored.id, village.replica.clerk.device, "law")
    assert (await give_back(village, HOME, 0, [*lines[:-1], gap], note)).json() == {"mended": 0, "appended": 0}
    assert await whole(village) == (lines, note)
    await take_out(village, stored.seq, tmp_path / "data")
    after, note = await whole(village)
    assert (await give_back(village, HOME, 0, [*lines, after[-1]], note)).json() == {"mended": 0, "appended": 0}
    assert await whole(village) == (after, note)


async def test_a_restored_copy_learns_what_went_since_and_takes_no_other_gap(tmp_path: Path) -> None:
    async with open_village(tmp_path) as village:
        await village.settle()
        early = (await village.sync(village.accountant.say(HOME, disclosure("d1", CANARY))))[0]
        conn = sqlite3.connect(tmp_path / "data" / "shaiba.db")
        conn.execute(f"vacuum into '{tmp_path / 'copy.db'}'")
        conn.close()
        late = (await village.sync(village.accountant.say(HOME, disclosure("d2", CANARY))))[0]
        stays = (await village.sync(village.accountant.say(HOME, disclosure("d3"))))[0]
        for seq in (early.seq, late.seq):
            await take_out(village, seq, tmp_path / "data")
        lines, note = await whole(village)
    for file in ("shaiba.db", "shaiba.db-wal", "shaiba.db-shm"):
        (tmp_path / "data" / file).unlink(missing_ok=True)
    (tmp_path / "copy.db").rename(tmp_path / "data" / "shaiba.db")
    async with open_village(tmp_path) as restored:
        gap = format_gone(stays.id, restored.replica.clerk.device, "law")
        secretly = [*lines[: stays.seq], gap, *lines[stays.seq + 1 :]]
        assert (await give_back(restored, HOME, 0, secretly, note)).json()["error"] == "malformed"
        size = early.seq + 1
        assert (await give_back(restored, HOME, size, lines[size:], note)).json() == {"mended": 0, "appended": 4}
        assert (await whole(restored))[0] == lines  # the line that the copy still held is a gap again
        assert await restored.store.record(HOME, "disclosure", "d1") is None
