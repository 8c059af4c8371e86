"""Where each invoice of the public books stands, by the hash of county and key: a database of its own, `matches.db`.

Of its own, because all of it follows from public logs: it belongs in no backup and is made again when it is missing.
Numbers are hashed, so that what is erased from a log is not readable here. Spec: sync/spec/match.md, "The clerk".
"""

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from .store import Unavailable

TABLES = """
create table if not exists place (
  id integer primary key, village text not null unique, epoch integer not null, size integer not null) strict;
create table if not exists invoice (
  key blob not null, place_id integer not null references place, entry text not null,
  primary key (key, place_id, entry)) strict, without rowid;
"""
PRAGMAS = ("journal_mode=wal", "synchronous=normal", "busy_timeout=5000")
"""A power cut may lose what was read last; it is read again."""

KEY_BYTES = 12
"""Of a hash. Two that are equal by chance do no harm: what is found is compared as it stands in the books."""


class Place(NamedTuple):
    """An entry of a village."""

    village: str
    entry: str


class InvoiceIndex:
    """The database, open; whoever calls may wait. Raises `Unavailable` where the disk takes nothing."""

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.Lock()
        self._conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in PRAGMAS:
            self._conn.execute(f"pragma {pragma}")
        self._conn.executescript(TABLES)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._conn.close()

    def read_to(self, village: str) -> tuple[int, int]:
        """Epoch and size up to which the village's log was read."""
        with self._lock:
            row = self._conn.execute("select epoch, size from place where village = ?", (village,)).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def find(self, county: str, keys: Iterable[str], most: int) -> list[Place]:
        """Where these keys stand in the county, in no particular order; at most so many of each key."""
        found: dict[Place, None] = {}
        sql = "select village, entry from invoice join place on place.id = place_id where key = ? limit ?"
        with self._lock:
            for key in keys:
                rows = self._conn.execute(sql, (_hash(county, key), most))
                found.update(dict.fromkeys(Place(*row) for row in rows))
        return list(found)

    def put(self, county: str, village: str, read_to: tuple[int, int], keys: Sequence[tuple[str, str]]) -> None:
        """Note where keys stand (key, entry), and how far the village's log was read: both or neither."""
        with self._lock:
            try:
                self._conn.execute("begin immediate")
                [(place,)] = self._conn.execute(
                    "insert into place (village, epoch, size) values (?, ?, ?)"
                    " on conflict (village) do update set epoch = excluded.epoch, size = excluded.size returning id",
                    (village, *read_to),
                ).fetchall()
                rows = [(_hash(county, key), place, entry) for key, entry in keys]
                self._conn.executemany("insert or ignore into invoice (key, place_id, entry) values (?, ?, ?)", rows)
                self._conn.execute("commit")
            except BaseException as error:
                if self._conn.in_transaction:
                    self._conn.execute("rollback")
                if isinstance(error, sqlite3.OperationalError):  # disk full, I/O error: it may pass
                    raise Unavailable(str(error)) from None
                raise


def _hash(county: str, key: str) -> bytes:
    return hashlib.sha256(f"{county}\n{key}".encode()).digest()[:KEY_BYTES]
