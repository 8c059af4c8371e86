"""Sealed slots and replies, by county and round: a database of its own beside the log's, `tips.db`.

Of its own, because whatever is copied of the log's is kept for years, and no slot may be: what goes here is written
over where it stood (`secure_delete`), and the write-ahead log is emptied after it. Kept is the round and nothing finer:
a round that has closed is packed into bundles in the order of the slots' hashes, so that not even the place in the file
tells when one came. Spec: sync/spec/tips.md, "Server".
"""

import hashlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from shaiba_sync.tips import SLOTS_IN_BUNDLE, slots_root

from .store import Unavailable

TABLES = """
create table if not exists slot (id integer primary key, data blob not null) strict;
create table if not exists leaf (hash blob primary key, county text not null, round integer not null)
  strict, without rowid;
create index if not exists leaf_round on leaf (county, round, hash);
create table if not exists reply (
  id integer primary key, county text not null, round integer not null, holder text not null, mailbox blob not null,
  data blob not null, unique (county, round, holder)) strict;
create table if not exists closed (
  id integer primary key, county text not null, round integer not null, slots integer not null, root blob not null,
  packed integer not null default 0, said integer not null default 0, replies blob not null,
  unique (county, round)) strict;
create table if not exists bundle (
  id integer primary key, county text not null, round integer not null, n integer not null, data blob not null,
  unique (county, round, n)) strict;
"""
PRAGMAS = ("journal_mode=wal", "synchronous=full", "secure_delete=on", "busy_timeout=5000", "wal_autocheckpoint=4000")

OPEN = """select county, round from (select county, round from leaf union select county, round from reply) as heard
  where round < ? and not exists
    (select 1 from closed where closed.county = heard.county and closed.round = heard.round)
  order by round, county"""

Taken = Literal["stored", "seen", "other", "full", "closed"]
"""Kept; there already; another one is there already; no room; over, while it was on its way."""
Reply = tuple[bytes, bytes]
"""A mailbox and what is sealed to it."""


class Closed(NamedTuple):
    """A round of a county that has closed: how many slots it had, and their root."""

    county: str
    round: int
    slots: int
    root: bytes


class SlotStore:
    """The database, open. What writes is on the disk when it returns; whoever calls is a thread that may wait. Raises
    `Unavailable` where the disk takes nothing."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, int], int] = {}
        self._conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in PRAGMAS:
            self._conn.execute(f"pragma {pragma}")
        self._conn.executescript(TABLES)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._conn.close()

    # --- a round that runs --------------------------------------------------------------------------------------------

    def take(self, county: str, round: int, slot: bytes, ceiling: int) -> Taken:
        """Keep a slot, if the round has room for it. One that is there already, in any round, stays where it is."""
        slot_hash = hashlib.sha256(slot).digest()
        with self._write() as conn:
            if conn.execute("select 1 from leaf where hash = ?", (slot_hash,)).fetchone():
                return "seen"
            if _is_closed(conn, county, round):
                return "closed"
            if self._count(county, round) >= ceiling:
                return "full"
            conn.execute("insert into leaf (hash, county, round) values (?, ?, ?)", (slot_hash, county, round))
            conn.execute("insert into slot (id, data) values (?, ?)", (_id(slot_hash), slot))
            self._counts[county, round] += 1
            return "stored"

    def count(self, county: str, round: int) -> int:
        """How many slots it has."""
        with self._lock:
            return self._count(county, round)

    def _count(self, county: str, round: int) -> int:
        """Counted when it is first asked for, then kept up with: each slot asks."""
        if (county, round) not in self._counts:
            sql = "select count(*) from leaf where county = ? and round = ?"
            self._counts[county, round] = int(self._conn.execute(sql, (county, round)).fetchone()[0])
        return self._counts[county, round]

    def put_reply(self, county: str, round: int, holder: str, mailbox: bytes, reply: bytes) -> Taken:
        """Keep a holder's one reply of this round."""
        where = (county, round, holder)
        with self._write() as conn:
            if _is_closed(conn, county, round):
                return "closed"
            sql = "select mailbox, data from reply where county = ? and round = ? and holder = ?"
            if kept := conn.execute(sql, where).fetchone():
                return "seen" if kept == (mailbox, reply) else "other"
            sql = "insert into reply (county, round, holder, mailbox, data) values (?, ?, ?, ?, ?)"
            conn.execute(sql, (*where, mailbox, reply))
            return "stored"

    # --- it closes ----------------------------------------------------------------------------------------------------

    def open_before(self, round: int) -> list[tuple[str, int]]:
        """Counties and rounds before this one that have slots or replies and have not closed."""
        with self._lock:
            return list(self._conn.execute(OPEN, (round,)))

    def replies(self, county: str, round: int) -> list[Reply]:
        """What came in a round that has not closed. Not from whom."""
        with self._lock:
            sql = "select mailbox, data from reply where county = ? and round = ?"
            return list(self._conn.execute(sql, (county, round)))

    def shut(self, county: str, round: int, replies: Sequence[Reply]) -> None:
        """Close a round with these replies, in this order. From now on nothing of it changes but where it lies; who
        sent which reply is gone."""
        with self._write() as conn:
            hashes = _hashes(conn, county, round)
            self._counts.pop((county, round), None)
            conn.execute("delete from reply where county = ? and round = ?", (county, round))
            conn.execute(
                "insert into closed (county, round, slots, root, replies) values (?, ?, ?, ?, ?)",
                (county, round, len(hashes), slots_root(hashes), b"".join(part for one in replies for part in one)),
            )

    def pack(self) -> None:
        """Lay the slots of what has closed into bundles, in the order of their hashes."""
        with self._lock:
            waiting = list(self._conn.execute("select county, round from closed where not packed"))
        for county, round in waiting:
            with self._lock:
                hashes = _hashes(self._conn, county, round)
            for n, begin in enumerate(range(0, len(hashes), SLOTS_IN_BUNDLE)):
                self._pack_one(county, round, n, hashes[begin : begin + SLOTS_IN_BUNDLE])
            with self._write() as conn:
                conn.execute("update closed set packed = 1 where county = ? and round = ?", (county, round))
        if waiting:
            self._write_over()

    def _pack_one(self, county: str, round: int, n: int, hashes: Sequence[bytes]) -> None:
        """A transaction for each: a process that dies between two goes on with the next."""
        with self._write() as conn:
            ids = [(_id(one),) for one in hashes]
            found = [conn.execute("select data from slot where id = ?", one).fetchone() for one in ids]
            if None not in found:
                data = b"".join(row[0] for row in found)
                sql = "insert into bundle (county, round, n, data) values (?, ?, ?, ?)"
                conn.execute(sql, (county, round, n, data))
                conn.executemany("delete from slot where id = ?", ids)

    def unsaid(self) -> list[Closed]:
        """What the clerk has not said yet."""
        with self._lock:
            sql = "select county, round, slots, root from closed where not said order by round, county"
            return [Closed(*row) for row in self._conn.execute(sql)]

    def note_said(self, county: str, round: int) -> None:
        """The clerk said it."""
        with self._write() as conn:
            conn.execute("update closed set said = 1 where county = ? and round = ?", (county, round))

    def forget(self, before: int, after: int) -> int:
        """Let go of rounds before the one and after the other (by another length of rounds), and write over them;
        returns how many slots went."""
        gone = (before, after)
        with self._write() as conn:
            hashes = conn.execute("select hash from leaf where round < ? or round > ?", gone).fetchall()
            conn.executemany("delete from slot where id = ?", [(_id(one),) for (one,) in hashes])
            for table in ("leaf", "reply", "closed", "bundle"):
                conn.execute(f"delete from {table} where round < ? or round > ?", gone)  # noqa: S608 — names of ours
        if hashes:
            self._write_over()
        return len(hashes)

    # --- it has closed ------------------------------------------------------------------------------------------------

    def find(self, slot_hash: bytes) -> tuple[str, int] | None:
        """In which county and round this slot was counted."""
        with self._lock:
            found = self._conn.execute("select county, round from leaf where hash = ?", (slot_hash,)).fetchone()
        return (found[0], found[1]) if found else None

    def hashes(self, county: str, round: int) -> list[bytes]:
        """Those of a round's slots, in order."""
        with self._lock:
            return _hashes(self._conn, county, round)

    def rounds(self, county: str) -> list[tuple[int, int]]:
        """The rounds that have closed and are packed, and how many slots each has; oldest first."""
        with self._lock:
            sql = "select round, slots from closed where county = ? and packed order by round"
            return list(self._conn.execute(sql, (county,)))

    def answers(self, county: str, after: int) -> list[tuple[int, bytes]]:
        """The replies of the rounds after this one that have closed, oldest first: mailboxes and replies in turn."""
        with self._lock:
            sql = "select round, replies from closed where county = ? and round > ? order by round"
            return list(self._conn.execute(sql, (county, after)))

    def bundle(self, county: str, round: int, n: int) -> bytes | None:
        """The slots of one bundle, one after the other."""
        with self._lock:
            sql = """select data from bundle join closed using (county, round)
              where county = ? and round = ? and n = ? and packed"""
            found = self._conn.execute(sql, (county, round, n)).fetchone()
        return found[0] if found else None

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._conn.execute("begin immediate")
            try:
                yield self._conn
                self._conn.execute("commit")
            except BaseException as error:
                self._counts.clear()
                if self._conn.in_transaction:
                    self._conn.execute("rollback")
                if isinstance(error, sqlite3.OperationalError):  # disk full, I/O error: it may pass
                    raise Unavailable(str(error)) from None
                raise

    def _write_over(self) -> None:
        """Nothing that was deleted is left in the write-ahead log either."""
        with self._lock:
            self._conn.execute("pragma wal_checkpoint(truncate)").fetchall()


def _is_closed(conn: sqlite3.Connection, county: str, round: int) -> bool:
    sql = "select 1 from closed where county = ? and round = ?"
    return conn.execute(sql, (county, round)).fetchone() is not None


def _hashes(conn: sqlite3.Connection, county: str, round: int) -> list[bytes]:
    sql = "select hash from leaf where county = ? and round = ? order by hash"
    return [row[0] for row in conn.execute(sql, (county, round))]


def _id(slot_hash: bytes) -> int:
    """Where a slot lies until it is packed: by its hash, not by when it came."""
    return int.from_bytes(slot_hash[:8]) >> 1
