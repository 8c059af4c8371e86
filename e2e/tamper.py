"""What someone with the server in their hands could do to its history, from the clumsy to the careful."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from e2e.village import Village
from shaiba_sync import Checkpoint, Frontier, leaf_of, origin, sign_checkpoint

Edit = Callable[[bytes], bytes]


def edit_line(village: Village, scope: str, seq: int, edit: Edit) -> None:
    """Clumsy: change the stored line and nothing else. Hash, tree and checkpoint stay as they were."""
    with village.sql() as db:
        scope_id = _scope_id(db, scope)
        (line,) = db.execute("select line from log where scope_id = ? and seq = ?", (scope_id, seq)).fetchone()
        edited = edit(bytes(line))
        assert edited != bytes(line), "the edit changed nothing"
        db.execute("update log set line = ? where scope_id = ? and seq = ?", (edited, scope_id, seq))


def edit_history(village: Village, scope: str, seq: int, edit: Edit) -> None:
    """Careful: change the line, then hash it, grow the whole tree again and sign its head with the server's own key.

    What the folder then holds is consistent in itself. Only somebody who saw the old head can tell.
    """
    edit_line(village, scope, seq, edit)
    name, key = village.log_key()
    with village.sql() as db:
        scope_id = _scope_id(db, scope)
        frontier = Frontier()
        for at, (line,) in enumerate(
            db.execute("select line from log where scope_id = ? order by seq", (scope_id,)).fetchall()
        ):
            leaf = leaf_of(bytes(line))
            frontier = frontier.append(leaf)
            if at == seq:
                db.execute("update log set leaf = ? where scope_id = ? and seq = ?", (leaf, scope_id, at))
        (epoch,) = db.execute("select epoch from scope where id = ?", (scope_id,)).fetchone()
        note = sign_checkpoint(Checkpoint(origin(name, scope, epoch), frontier.size, frontier.root()), name, key)
        db.execute("update scope set frontier = ?, checkpoint = ? where id = ?", (frontier.to_bytes(), note, scope_id))
    village.drop_files()


def edit_record(village: Village, scope: str, kind: str, old: str, new: str) -> str:
    """Change what lines added up to, in the table that screens of the server are fed from; returns the record's id."""
    with village.sql() as db:
        scope_id = _scope_id(db, scope)
        rows = db.execute("select id, data from record where scope_id = ? and kind = ?", (scope_id, kind)).fetchall()
        for record_id, data in rows:
            if old in data:
                db.execute(
                    "update record set data = ? where scope_id = ? and kind = ? and id = ?",
                    (data.replace(old, new), scope_id, kind, record_id),
                )
                return str(record_id)
    raise AssertionError(f"no {kind} in {scope} holds {old!r}")


def go_back(village: Village, copy: Path) -> None:
    """Not somebody's doing, but a broken disk's: the server goes on from a copy of its database."""
    for suffix in ("", "-wal", "-shm"):
        village.database.with_name(village.database.name + suffix).unlink(missing_ok=True)
    shutil.copy(copy, village.database)


def roll_back(village: Village, scope: str, size: int) -> None:
    """Forget the newest lines, as restoring an old copy would, and sign the shorter head."""
    name, key = village.log_key()
    with village.sql() as db:
        scope_id = _scope_id(db, scope)
        db.execute("delete from log where scope_id = ? and seq >= ?", (scope_id, size))
        frontier = Frontier()
        for (leaf,) in db.execute("select leaf from log where scope_id = ? order by seq", (scope_id,)).fetchall():
            frontier = frontier.append(bytes(leaf))
        (epoch,) = db.execute("select epoch from scope where id = ?", (scope_id,)).fetchone()
        note = sign_checkpoint(Checkpoint(origin(name, scope, epoch), frontier.size, frontier.root()), name, key)
        db.execute(
            "update scope set size = ?, frontier = ?, checkpoint = ? where id = ?",
            (size, frontier.to_bytes(), note, scope_id),
        )
    village.drop_files()


def _scope_id(db: sqlite3.Connection, scope: str) -> int:
    (found,) = db.execute("select id from scope where name = ?", (scope,)).fetchone()
    return int(found)
