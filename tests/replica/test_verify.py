"""An edit made behind the server's back is found: by `shaiba verify`, and where it matters by `serve` itself."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from shaiba.cli import main
from shaiba.data_folder import DataFolder, Doubt, make_folder
from shaiba.replica.rebuild import differences, rebuild
from tests.conftest import HOME, NOW_MS, SQUARE, disclosure, open_village
from tests.web.test_files import picture, send
from tests.web.test_identity import sign_in

PNG = picture("PNG")


async def a_folder(tmp_path: Path) -> Path:
    """A data folder of a server that ran, and stopped."""
    async with open_village(tmp_path) as village:
        await village.settle()
        for n in range(5):
            await village.sync(village.accountant.say(HOME, disclosure(f"d{n}")))
        said = {"person": "p-villager", "title": "路灯不亮", "category": "livelihood", "text": "村口。"}
        await village.sync(village.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": said}))
        await sign_in(village, village.accountant)
        await send(village, PNG, "image/png")
    return tmp_path / "data"


async def verify(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    capsys.readouterr()  # what the server logged before
    code = await asyncio.to_thread(main, ["verify", str(folder), *options])
    return code, capsys.readouterr().out


def sql(statement: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        conn = sqlite3.connect(folder / "shaiba.db")
        assert conn.execute(statement).rowcount > 0
        conn.commit()
        conn.close()

    return edit


def other_blob(folder: Path) -> None:
    next((folder / "blobs").glob("??/*")).write_bytes(b"other bytes")


def no_blob(folder: Path) -> None:
    next((folder / "blobs").glob("??/*")).unlink()


IN_HOME = f"scope_id = (select id from scope where name = '{HOME}')"
OTHER_WORDS = "line = cast(replace(cast(line as text), '第三', '第二') as blob)"
EDITS = {
    "words in a line": (sql(f"update log set {OTHER_WORDS} where {IN_HOME} and seq = 3"), "line 3"),
    "a line and its leaf": (
        sql(f"update log set {OTHER_WORDS}, leaf = zeroblob(32) where {IN_HOME} and seq = 3"),
        "line 3",
    ),
    "a line is gone": (sql(f"delete from log where {IN_HOME} and seq = 2"), "line 2: is missing"),
    "the last line is gone": (sql(f"delete from log where {IN_HOME} and seq = 5"), "head is not that of the lines"),
    "a line too many": (
        sql(f"insert into log select scope_id, 6, leaf, x'00', line, 0 from log where {IN_HOME} and seq = 5"),
        "after the head",
    ),
    "a record": (sql("update record set data = replace(data, '第三', '第二') where id = 'd1'"), "disclosure/d1"),
    "a record is gone": (sql("delete from record where id = 'd1'"), "disclosure/d1"),
    "a record is no record": (sql("update record set data = '{}' where id = 'd1'"), "cannot be derived"),
    "who is found by a grant": (sql("update ref set value = 'p-other' where value = 'p-villager'"), "p-other"),
    "the checkpoint": (
        sql(f"update scope set checkpoint = replace(checkpoint, 'test.example', 'best.example') where name = '{HOME}'"),
        "checkpoint",
    ),
    "an act": (sql(f"update log set act = zeroblob(16) where {IN_HOME} and seq = 3"), "wrong place"),
    "a file's bytes": (other_blob, "other bytes"),
    "a file is gone": (no_blob, "missing"),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
async def test_an_edit_is_found_and_said_where(tmp_path: Path, capsys: pytest.CaptureFixture[str], edit: str) -> None:
    folder = await a_folder(tmp_path)
    assert await verify(folder, capsys) == (0, "Good: 8 lines\n")
    change, where = EDITS[edit]
    change(folder)
    code, out = await verify(folder, capsys)
    assert code == 1
    assert where in out


async def test_several_processes_find_the_same_and_say_it_in_the_same_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = await a_folder(tmp_path)
    for edit in ("words in a line", "a record", "who is found by a grant", "a file's bytes"):
        EDITS[edit][0](folder)
    code, out = await verify(folder, capsys, "--workers", "0")
    assert (code, out.count("BAD ") > 4) == (1, True)
    assert await verify(folder, capsys, "--workers", "2") == (code, out)


async def test_what_cannot_be_checked_is_not_called_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (await verify(tmp_path / "nowhere", capsys))[0] == 2
    folder = await a_folder(tmp_path)
    capsys.readouterr()
    (folder / "shaiba.db").write_bytes(b"no database at all" * 1000)
    assert (await verify(folder, capsys))[0] == 2


async def test_records_come_again_from_lines_alone(tmp_path: Path) -> None:
    folder = await a_folder(tmp_path)
    sql("delete from record")(folder)
    sql("update ref set value = 'p-other'")(folder)
    async with open_village(tmp_path) as village:
        assert await differences(village.store, HOME) != []
        for scope in await village.store.scopes():
            await rebuild(village.store, scope)
        assert await differences(village.store, HOME) == []


DOUBTS = {
    "a missing key": (lambda f: (f / "keys/log.ed25519").unlink(), "key .* is missing"),
    "an open key": (lambda f: (f / "keys/log.ed25519").chmod(0o644), "can be read by others"),
    "a short key": (lambda f: (f / "keys/log.ed25519").write_bytes(b"x"), "32 bytes"),
    "a missing database": (lambda f: (f / "shaiba.db").unlink(), "no database"),
    "a newer database": (
        sql("insert into _sqlite_migrations (migration_set, name, applied_at) values ('shaiba', 'later', 'x')"),
        "newer Shaiba",
    ),
    "a line too many": (EDITS["a line too many"][0], "lines after the head"),
    "a checkpoint of another log": (EDITS["the checkpoint"][0], "not what this log signed"),
    "a clock that ran back": (sql(f"update log set received = {NOW_MS + 3_600_000}"), "clock"),
}


@pytest.mark.parametrize("doubt", DOUBTS)
async def test_a_server_in_doubt_does_not_start_and_says_why(tmp_path: Path, doubt: str) -> None:
    folder = await a_folder(tmp_path)
    change, sentence = DOUBTS[doubt]
    change(folder)
    with pytest.raises(Doubt, match=sentence):
        async with open_village(tmp_path):
            pass


async def test_two_servers_do_not_share_a_folder(tmp_path: Path) -> None:
    async with open_village(tmp_path):
        with pytest.raises(Doubt, match="Another shaiba"):
            async with open_village(tmp_path):
                pass


def test_init_makes_a_folder_once_with_keys_for_its_owner_only(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "new", "county.example")
    assert {file.stat().st_mode & 0o777 for file in (folder.path / "keys").iterdir()} == {0o600}
    with pytest.raises(Doubt, match="already"):
        make_folder(tmp_path / "new", "county.example")
    with pytest.raises(Doubt, match="no name"):
        make_folder(tmp_path / "other", "Two Words")
    with pytest.raises(Doubt, match="no data folder"):
        DataFolder(tmp_path / "other")
