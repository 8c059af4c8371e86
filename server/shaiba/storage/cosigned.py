"""The heads that a witness has cosigned: one per log, moved by compare and swap, on the disk before anybody is told.

Spec: sync/spec/witness.md, add-checkpoint. A database of its own in the witness's folder; any number of processes may
use it, and none can take a head back.
"""

import sqlite3
import threading
from pathlib import Path
from typing import NamedTuple

TABLE = """create table if not exists cosigned (
  origin text primary key, size integer not null, root blob not null) strict, without rowid"""


class Cosigned(NamedTuple):
    """How many lines of a log were vouched for last, and with which root."""

    size: int
    root: bytes


class CosignedHeads:
    """The database, open."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=wal", "synchronous=full", "busy_timeout=5000"):
            self._conn.execute(f"pragma {pragma}")
        self._conn.execute(TABLE)

    def last(self, origin: str) -> Cosigned | None:
        """What this log's head was when it was cosigned last."""
        with self._lock:
            row = self._conn.execute("select size, root from cosigned where origin = ?", (origin,)).fetchone()
        return Cosigned(*row) if row else None

    def origins(self, prefix: str) -> list[str]:
        """The logs that were cosigned, or admitted, whose origin begins so."""
        with self._lock:
            found = self._conn.execute(
                "select origin from cosigned where substr(origin, 1, ?) = ?", (len(prefix), prefix)
            )
            return [name for (name,) in found]

    def swap(self, origin: str, before: Cosigned | None, after: Cosigned) -> bool:
        """Keep `after`, if what is kept is still `before`; one statement, durable when it returns."""
        with self._lock:
            if before is None:
                sql = "insert into cosigned (origin, size, root) values (?, ?, ?) on conflict do nothing"
                done = self._conn.execute(sql, (origin, *after))
            else:
                sql = "update cosigned set size = ?, root = ? where origin = ? and size = ? and root = ?"
                done = self._conn.execute(sql, (*after, origin, *before))
            return done.rowcount == 1

    def close(self) -> None:
        """Let go of the file."""
        self._conn.close()
