"""SQLite as the store: WAL, synchronous=FULL, one writer, separate readers.

Readers have connections of their own (aiosqlite): one connection would see its own uncommitted writes. Heads that were
read or written are remembered, so that a phone for which nothing is new costs no query.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
import msgspec

from shaiba_sync.merge import Record

from .migrations import STEPS, applied, apply
from .sqlite_tx import (
    FORGET,
    SELECT_HEAD,
    SELECT_LETTERS_OF,
    SELECT_REFER,
    found,
    frontier_in,
    letter_of,
    record_of,
)
from .store import (
    BY_ID,
    CLAIMED,
    Blob,
    Cosignature,
    Entry,
    Found,
    Head,
    Kept,
    Leaf,
    Letter,
    Opening,
    Pair,
    Passkey,
    Reading,
    Ref,
    Seal,
    Session,
    Stand,
    Tx,
    Unavailable,
    leaf_as_stored,
)
from .writer import Writer

T = TypeVar("T")

Connect = Callable[..., sqlite3.Connection]
"""How a connection is made: `sqlite3.connect`, or one over a disk that fails (tests/faults)."""

READERS = 2
KEEPS_KB = 1000
"""Of pages that a reader keeps by itself; the system keeps them too. What a restarted server reads of a log it reads
once, and each page that is to be kept takes memory that was never touched."""

DURABLE = ("journal_mode=wal", "synchronous=full", "wal_autocheckpoint=4000")
"""Random keys touch the same few pages again and again: after 16 MB of WAL each is written back once, not after each
4 MB; a start reads so much in some milliseconds."""

SELECT_LINES = """select line from log
  where scope_id = (select id from scope where name = ?) and seq >= ? and seq < ? order by seq"""
SELECT_LEAVES = """select leaf from log
  where scope_id = (select id from scope where name = ?) and seq >= ? and seq < ? order by seq"""
SELECT_LENGTHS = """select length(line) from log
  where scope_id = (select id from scope where name = ?) and seq >= ? and seq < ? order by seq"""
SELECT_HASHED = """select seq, leaf_of(line), leaf from log
  where scope_id = (select id from scope where name = ?) and seq >= ? and seq < ? order by seq"""
SELECT_ENTRIES = """select seq, leaf, act, line from log
  where scope_id = (select id from scope where name = ?) and seq >= ? and seq < ? order by seq"""
SELECT_REFS = """select kind, field, value, id from ref
  where scope_id = (select id from scope where name = ?) order by kind, field, value, id"""
SELECT_RECORDS = """select data from record
  where scope_id = (select id from scope where name = ?) order by kind, id"""
SELECT_KINDS = """select data from record
  where scope_id = (select id from scope where name = ?) and kind in ({}) order by kind, id"""
SELECT_RECORD = """select data from record
  where scope_id = (select id from scope where name = ?) and kind = ? and id = ?"""
SELECT_SCOPES = "select name from scope where size > 0 and substr(name, 1, ?) = ?{} order by id"
WITH_KINDS = " and exists (select 1 from record where scope_id = scope.id and kind in ({}))"
SELECT_STANDS = """select named.name, head.id, head.epoch, head.size, head.frontier, head.checkpoint,
    exists (select 1 from log where scope_id = head.id and seq = head.size)
  from scope as named left join scope as head on head.name = named.name where named.size > 0 order by named.id"""
COUNT_RECORDS = "select count(*) from record where scope_id = (select id from scope where name = ?) and kind = ?"
SELECT_BLOB_REFS = """select hash from blob_ref
  where scope_id = (select id from scope where name = ?) order by hash"""
SELECT_COSIGNATURES = """select cosignature.epoch, cosignature.size, cosigner, time, line from cosignature
  join scope on scope.id = scope_id and scope.epoch = cosignature.epoch
  where scope.name = ? order by cosignature.size desc, cosigner"""

SESSION = "token_hash, device, created, expires, used, stepped, vouched"

MANY = 500
"""Values in one question: SQLite takes a thousand for sure."""

HEADS = 4096
"""Heads remembered for readers."""


class NewerDatabase(Exception):
    """The database was written by a newer Shaiba; `steps` are unknown here."""

    def __init__(self, steps: list[str]) -> None:
        super().__init__(", ".join(steps))
        self.steps = steps


async def open_sqlite(
    path: Path, *, index: Mapping[str, tuple[str, ...]], sign: Seal, connect: Connect = sqlite3.connect
) -> "SqliteStore":
    """Open (or make) the database, bring its tables up to date, start its writer. Raises `NewerDatabase`."""
    migrate(path, connect)
    readers: list[aiosqlite.Connection] = []
    try:
        for _ in range(READERS):
            readers.append(await _reader(path, connect))
    except BaseException:
        for reader in readers:  # each has a thread, for which the process would wait
            await reader.close()
        raise
    return SqliteStore(lambda: _connect(path, connect), readers, index, sign)


def migrate(path: Path, connect: Connect = sqlite3.connect) -> None:
    """Apply the steps that are missing. Raises `NewerDatabase` where the database knows steps that we do not."""
    conn = _connect(path, connect)
    try:
        done = applied(conn)
        if newer := sorted(done - STEPS.keys()):
            raise NewerDatabase(newer)
        if STEPS.keys() - done:
            apply(conn)
    finally:
        conn.close()


class SqliteStore:
    """See `store.Store`."""

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        readers: list[aiosqlite.Connection],
        index: Mapping[str, tuple[str, ...]],
        sign: Seal,
    ) -> None:
        self.index = index
        self._connect = connect
        self._readers = readers
        self._turn = 0
        self._heads: dict[str, Head] = {}
        self._absent: set[str] = set()
        self._generation = 0
        self._commits = 0
        self._foreign = 0
        self._writer = Writer(connect, index, sign, self._committed, self._doubted, self._intruded)
        self._watch = connect()
        self._watched = (0, 0)

    @property
    def generation(self) -> int:
        return self._generation

    @property
    def foreign(self) -> int:
        return self._foreign

    def is_touched(self) -> bool:
        version, commits = self._watched
        try:
            [(now,)] = self._watch.execute("pragma data_version").fetchall()
        except sqlite3.Error:
            return True  # looking around says what is wrong
        self._watched = (now, self._commits)
        return bool(now != version and self._commits == commits)

    async def look_around(self) -> None:
        await self._writer.run(lambda tx: None)  # every transaction of the writer begins with a look
        self._watched = (self._watched[0], self._commits)  # that one wrote nothing

    async def write(self, job: Callable[[Tx], T]) -> T:
        answer: T = await self._writer.run(job)
        return answer

    async def head(self, scope: str) -> Head | None:
        if head := self._heads.get(scope):
            return head
        if scope in self._absent:
            return None
        before = self._commits
        rows = await self._fetch(SELECT_HEAD, (scope,))
        if not rows:
            if before == self._commits:
                if len(self._absent) >= HEADS:
                    self._absent.clear()
                self._absent.add(scope)  # a scope that comes to be meanwhile is in `_heads`, which is asked first
            return None
        head = _head(scope, *rows[0])
        if before == self._commits:  # a commit meanwhile may have made this one old
            self._heads.setdefault(scope, head)
        return head

    async def lines(self, scope: str, start: int, stop: int) -> list[bytes]:
        rows = await self._fetch(
            SELECT_LINES,
            (scope, start, stop),
        )
        return [row[0] for row in rows]

    async def leaves(self, scope: str, start: int, stop: int) -> list[bytes]:
        rows = await self._fetch(
            SELECT_LEAVES,
            (scope, start, stop),
        )
        return [row[0] for row in rows]

    async def entries(self, scope: str, start: int, stop: int) -> list[Entry]:
        return [_entry(*row) for row in await self._fetch(SELECT_ENTRIES, (scope, start, stop))]

    async def hashed(self, scope: str, start: int, stop: int) -> list[Leaf]:
        rows = await self._fetch(SELECT_HASHED, (scope, start, stop))
        return [Leaf(seq, found, _bytes(kept)) for seq, found, kept in rows]

    async def lengths(self, scope: str, start: int, stop: int) -> list[int]:
        return [row[0] for row in await self._fetch(SELECT_LENGTHS, (scope, start, stop))]

    async def refs(self, scope: str) -> list[Ref]:
        return [Ref(*row) for row in await self._fetch(SELECT_REFS, (scope,))]

    async def stands(self) -> list[Stand]:
        rows = await self._fetch(SELECT_STANDS)
        return [Stand(name, _head(name, *head) if head[0] else None, bool(more)) for name, *head, more in rows]

    async def scopes(self, prefix: str = "", *kinds: str) -> list[str]:
        with_kinds = WITH_KINDS.format(",".join("?" * len(kinds))) if kinds else ""
        rows = await self._fetch(SELECT_SCOPES.format(with_kinds), (len(prefix), prefix, *kinds))
        return [row[0] for row in rows]

    async def records(self, scope: str, *kinds: str) -> list[Record]:
        sql = SELECT_KINDS.format(",".join("?" * len(kinds))) if kinds else SELECT_RECORDS
        rows = await self._fetch(sql, (scope, *kinds))
        return [record_of(row[0]) for row in rows]

    async def count(self, scope: str, kind: str) -> int:
        return int((await self._fetch(COUNT_RECORDS, (scope, kind)))[0][0])

    async def record(self, scope: str, kind: str, record_id: str) -> Record | None:
        rows = await self._fetch(
            SELECT_RECORD,
            (scope, kind, record_id),
        )
        return record_of(rows[0][0]) if rows else None

    async def find(self, kind: str, record_id: str) -> list[Found]:
        return await self.refer(kind, BY_ID, record_id)

    async def refer(self, kind: str, field: str, value: str) -> list[Found]:
        return found(await self._fetch(SELECT_REFER, (kind, field, value)))

    async def cosignatures(self, scope: str) -> list[Cosignature]:
        return [Cosignature(*row) for row in await self._fetch(SELECT_COSIGNATURES, (scope,))]

    async def blob(self, blob_hash: str) -> Blob | None:
        rows = await self._fetch("select hash, size, type, by, received from blob where hash = ?", (blob_hash,))
        return Blob(*rows[0]) if rows else None

    async def blob_scopes(self, blob_hash: str) -> list[str]:
        rows = await self._fetch(
            "select scope.name from blob_ref join scope on scope.id = scope_id where hash = ? order by scope_id",
            (blob_hash,),
        )
        return [row[0] for row in rows]

    async def blob_refs(self, scope: str) -> list[str]:
        return [
            row[0]
            for row in await self._fetch(
                SELECT_BLOB_REFS,
                (scope,),
            )
        ]

    async def blobs(self) -> list[Blob]:
        return [
            Blob(*row) for row in await self._fetch("select hash, size, type, by, received from blob order by hash")
        ]

    async def session(self, token_hash: bytes) -> Session | None:
        rows = await self._fetch(
            f"select {SESSION} from session where token_hash = ?",  # noqa: S608 — names of columns
            (token_hash,),
        )
        return _session(rows[0]) if rows else None

    async def sessions_of(self, device: str) -> list[Session]:
        rows = await self._fetch(
            f"select {SESSION} from session where device = ? order by created",  # noqa: S608 — names of columns
            (device,),
        )
        return [_session(row) for row in rows]

    async def pushes_of(self, person: str) -> list[str]:
        rows = await self._fetch("select endpoint from push where person = ? order by since", (person,))
        return [str(row[0]) for row in rows]

    async def alive(self, token_hashes: Sequence[bytes]) -> set[bytes]:
        found: set[bytes] = set()
        for start in range(0, len(token_hashes), MANY):
            some = tuple(token_hashes[start : start + MANY])
            marks = ", ".join("?" * len(some))
            found.update(
                row[0]
                for row in await self._fetch(
                    f"select token_hash from session where token_hash in ({marks})",  # noqa: S608 — marks
                    some,
                )
            )
        return found

    async def passkeys(self, person: str) -> list[Passkey]:
        rows = await self._fetch(
            "select id, person, key, count, name, since, used from passkey where person = ? order by since, id",
            (person,),
        )
        return [Passkey(*row) for row in rows]

    async def kept(self, person: str) -> list[Kept]:
        rows = await self._fetch(
            "select id, person, device, scope, line, received from kept where person = ? order by received, id",
            (person,),
        )
        return [Kept(*row) for row in rows]

    async def letters(self, region: str) -> list[Letter]:
        return [letter_of(row) for row in await self._fetch(SELECT_LETTERS_OF, (region,))]

    async def meta(self, key: str) -> str | None:
        rows = await self._fetch("select value from meta where key = ?", (key,))
        return rows[0][0] if rows else None

    async def due(self, sort: str, before_ms: int) -> int:
        [row] = await self._fetch(f"select count(*) from {FORGET[sort]}", (before_ms,))  # noqa: S608 — FORGET's
        return int(row[0])

    async def scrub(self) -> None:
        await asyncio.to_thread(_scrub, self._connect)

    async def claims(self) -> dict[str, tuple[int, int]]:
        sql = "select substr(key, ?), value from meta where substr(key, 1, ?) = ?"
        rows = await self._fetch(sql, (len(CLAIMED) + 1, len(CLAIMED), CLAIMED))
        return {scope: (int(epoch), int(size)) for scope, claim in rows for epoch, size in [claim.split()]}

    async def evidence(self, scope: str = "") -> list[Pair]:
        sql = "select scope, note, own from evidence where ? in ('', scope) order by received, note"
        return [Pair(*row) for row in await self._fetch(sql, (scope,))]

    async def readings(self, scope: str) -> list[Reading]:
        rows = await self._fetch(
            "select day, scope, reader from reading where scope = ? order by day, reader", (scope,)
        )
        return [Reading(*row) for row in rows]

    async def openings(self, person: str) -> list[Opening]:
        sql = "select day, scope, id, reader, person, why, words from opening where person = ? order by rowid"
        return [Opening(*row) for row in await self._fetch(sql, (person,))]

    async def last_received_ms(self) -> int:
        rows = await self._fetch("select received from log order by rowid desc limit 1")
        return int(rows[0][0]) if rows else 0

    async def damage(self) -> list[str]:
        found = [str(row[0]) for row in await self._fetch("pragma integrity_check(20)")]
        return [] if found == ["ok"] else found

    async def close(self) -> None:
        await self._writer.close()
        for reader in self._readers:
            await reader.close()
        self._watch.close()

    async def _fetch(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        self._turn = (self._turn + 1) % len(self._readers)
        try:
            return list(await self._readers[self._turn].execute_fetchall(sql, values))
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise Unavailable(str(error)) from error

    def _committed(self, heads: Iterable[Head], access: bool) -> None:
        """Called by the writer's thread: plain assignments, no lock needed."""
        self._commits += 1
        for head in heads:
            self._remember(head)
        if access:
            self._generation += 1

    def _doubted(self) -> None:
        """A COMMIT failed, and may have been saved all the same: what is remembered is read again."""
        self._commits += 1
        self._generation += 1
        self._heads.clear()
        self._absent.clear()

    def _intruded(self) -> None:
        """Another process wrote: heads may have moved, and lines may have changed under them."""
        self._doubted()
        self._foreign += 1

    def _remember(self, head: Head) -> None:
        if len(self._heads) + len(self._absent) >= HEADS:
            self._heads.clear()
            self._absent.clear()
        self._absent.discard(head.scope)
        self._heads[head.scope] = head


def _head(scope: str, _: int, epoch: int, size: int, frontier: bytes, checkpoint: str) -> Head:
    """A row of `SELECT_HEAD`. Raises `Unavailable`."""
    return Head(scope, epoch, size, frontier_in(frontier), checkpoint)


def _session(values: tuple[Any, ...]) -> Session:
    session = Session(*values)
    return msgspec.structs.replace(session, vouched=bool(session.vouched))


def _entry(seq: int, *values: object) -> Entry:
    """A row as it stands, for whoever checks it."""
    return Entry(seq, *map(_bytes, values))


def _bytes(value: object) -> bytes:
    """A damaged page gives anything: what is not bytes counts as none."""
    return value if isinstance(value, bytes) else b""


def _connect(path: Path, connect: Connect = sqlite3.connect) -> sqlite3.Connection:
    conn = connect(path, isolation_level=None, cached_statements=256)
    for pragma in (*DURABLE, "foreign_keys=on", "busy_timeout=5000", "cache_size=-8000", "temp_store=memory"):
        conn.execute(f"pragma {pragma}")
    return conn


def _scrub(connect: Callable[[], sqlite3.Connection]) -> None:
    """Every page is written anew, and the log of writes emptied: what is left of the file is what the tables say."""
    conn = connect()
    try:
        conn.execute("pragma temp_store=memory")  # no copy of it may be left in another folder
        conn.execute("pragma secure_delete=on")
        conn.execute("vacuum")
        busy, *_ = conn.execute("pragma wal_checkpoint(truncate)").fetchone()
        if busy:
            raise Unavailable("another process is reading the database")
    except sqlite3.Error as error:
        raise Unavailable(str(error)) from error
    finally:
        conn.close()


def hashing(conn: sqlite3.Connection) -> sqlite3.Connection:
    """The connection, over which lines are hashed where they are read (`SELECT_HASHED`)."""
    conn.create_function("leaf_of", 1, lambda line: leaf_as_stored(_bytes(line)), deterministic=True)
    return conn


async def _reader(path: Path, connect: Connect) -> aiosqlite.Connection:
    conn = await aiosqlite.Connection(
        lambda: hashing(connect(path, isolation_level=None, cached_statements=256)), iter_chunk_size=64
    )
    try:
        for pragma in ("query_only=on", "busy_timeout=5000", f"cache_size=-{KEEPS_KB}"):
            await conn.execute(f"pragma {pragma}")
    except BaseException:
        await conn.close()
        raise
    return conn
