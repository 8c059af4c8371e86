"""What is SQLite's own: durability settings, migrations, a database from the future."""

import sqlite3
from pathlib import Path

import pytest

from shaiba.storage.migrations import apply
from shaiba.storage.sqlite import NewerDatabase, _connect, migrate
from shaiba.storage.sqlite_tx import Place, seal
from shaiba.storage.store import Ref, Unavailable
from shaiba_sync.merge import Record, record_to_json
from shaiba_sync.tree import Frontier
from tests.storage.test_store import A, append, open_sqlite_at


def test_a_commit_is_on_the_disk_before_it_is_told(tmp_path: Path) -> None:
    """NORMAL, a common advice, would lose acknowledged ops in a power cut."""
    conn = _connect(tmp_path / "shaiba.db")
    assert conn.execute("pragma synchronous").fetchone()[0] == 2
    assert conn.execute("pragma journal_mode").fetchone()[0] == "wal"
    assert conn.execute("pragma foreign_keys").fetchone()[0] == 1
    conn.close()


def test_a_database_that_knows_steps_we_do_not_is_refused(tmp_path: Path) -> None:
    migrate(tmp_path / "shaiba.db")
    conn = sqlite3.connect(tmp_path / "shaiba.db")
    conn.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('shaiba', 'later', 'x')")
    conn.commit()
    conn.close()
    with pytest.raises(NewerDatabase, match="later"):
        migrate(tmp_path / "shaiba.db")


async def test_records_of_an_older_database_are_found_as_before(tmp_path: Path) -> None:
    conn = _connect(tmp_path / "shaiba.db")
    apply(conn, before="records_by_scope")
    conn.execute("insert into scope values (1, ?, 0, 0, ?, '')", (A, Frontier().to_bytes()))
    for kind in ("grant", "entry"):
        kept = record_to_json(Record(kind=kind, id="r1", fields={"person": "p1"}, tags={"person": "t"}))
        conn.execute("insert into record values (1, ?, 'r1', ?)", (kind, kept))
        conn.execute("insert into ref values (?, 'person', 'p1', 1, 'r1')", (kind,))
    conn.close()
    store = await open_sqlite_at(tmp_path)
    assert [found.scope for found in await store.find("grant", "r1")] == [A]
    assert await store.refs(A) == [Ref("grant", "", "r1", "r1"), Ref("grant", "person", "p1", "r1")]
    assert [record.kind for record in await store.records(A)] == ["entry", "grant"]
    await store.close()


async def test_a_database_that_cannot_be_written_refuses_and_goes_on_reading(tmp_path: Path) -> None:
    store = await open_sqlite_at(tmp_path)
    await store.write(append(A, 0))
    blocker = sqlite3.connect(tmp_path / "shaiba.db", isolation_level=None)
    await store.write(lambda tx: tx._conn.execute("pragma busy_timeout=1") and None)  # type: ignore[attr-defined]
    blocker.execute("begin immediate")
    with pytest.raises(Unavailable):
        await store.write(append(A, 1))
    assert len(await store.lines(A, 0, 9)) == 1
    blocker.execute("rollback")
    blocker.close()
    assert await store.write(append(A, 1)) == 1
    await store.close()


def test_a_head_that_moved_under_a_transaction_is_not_overwritten(tmp_path: Path) -> None:
    """Should two processes ever write, the second fails: it never seals over lines that it has not seen."""
    migrate(tmp_path / "shaiba.db")
    conn = _connect(tmp_path / "shaiba.db")
    two = Frontier().append(bytes(32)).append(bytes(32))
    conn.execute(
        "insert into scope (id, name, epoch, size, frontier, checkpoint) values (1, ?, 0, 2, ?, '')",
        (A, two.to_bytes()),
    )
    with pytest.raises(sqlite3.IntegrityError, match="moved under us"):
        seal(conn, {A: Place(1, 0, 1, two)}, lambda scope, epoch, frontier: "note")
    assert seal(conn, {A: Place(1, 0, 2, two.append(bytes(32)))}, lambda scope, epoch, frontier: "note")[0].size == 3
    conn.close()
