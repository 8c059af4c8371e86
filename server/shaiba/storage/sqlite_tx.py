"""A write to SQLite: the statements, and what one transaction knows before it is committed.

Everything here runs in the writer's thread. A `Group` is one SQLite transaction; each job in it is a savepoint, and
the `Heads` it moved count only if it succeeds.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from shaiba_sync.errors import SyncError
from shaiba_sync.merge import Record, encode_record, record_from_json
from shaiba_sync.tree import Frontier

from .store import (
    ACT_BYTES,
    BY_ID,
    Batch,
    Blob,
    Cosignature,
    Found,
    Head,
    Held,
    Kept,
    Letter,
    Moved,
    Opening,
    Pair,
    Passkey,
    Reading,
    Seal,
    Session,
    Unavailable,
    refs_of,
)

ACCESS_KINDS = frozenset({"device", "grant", "appeal", "delegation", "member", "resident", "shortfall"})
"""A change to one of these may change who is known or who may read what: caches above must look again."""

KNOWN_RECORDS = 1024
"""Records that the writer remembers between transactions (some KB each)."""

KNOWN_ABSENT = 4096
"""Names of scopes of which it remembers that there is no line: a region that says nothing is asked for every entry of
its villages."""

INSERT_LINE = "insert into log (scope_id, seq, leaf, act, line, received) values (?, ?, ?, ?, ?, ?)"
PUT_RECORD = """insert into record (scope_id, kind, id, data) values (?, ?, ?, ?)
  on conflict (scope_id, kind, id) do update set data = excluded.data"""
PUT_ENCODED = PUT_RECORD.replace("?)", "cast(? as text))")
"""The same of what is UTF-8 already, as the database keeps it."""
SELECT_REFER = """select scope.name, record.data from ref
  join record on record.kind = ref.kind and record.id = ref.id and record.scope_id = ref.scope_id
  join scope on scope.id = ref.scope_id
  where ref.kind = ? and ref.field = ? and ref.value = ? order by ref.scope_id, ref.id"""
COUNT_REFS = """select count(*) from ref
  where kind = ? and field = ? and value = ? and scope_id = (select id from scope where name = ?)"""
SELECT_MANY = """select data from record
  where scope_id = ? and kind = ? and id in (select value from json_each(?))"""
SELECT_ACTS = "select act from log where scope_id = ? and act in ({})"
SELECT_ACT = "select seq, leaf, line from log where scope_id = ? and act in (?, ?)"
SELECT_LETTERS = """select id, code_hash, secret_hash, household, person, region, asked_by, asked, expires, released_by,
  void, tries, used, replaces, attested from letter where {} order by asked desc, id"""
SELECT_LETTERS_OF = SELECT_LETTERS.format("region = ?")
SELECT_LETTER = SELECT_LETTERS.format("code_hash = ? or secret_hash = ?")
_PAST_DAY = "day < date(? / 1000, 'unixepoch')"
FORGET = {
    "session": "session where expires < ?",
    "challenge": "challenge where expires < ?",
    "letter": "letter where expires < ?",
    "reading": f"reading where {_PAST_DAY}",
    "opening": f"opening where {_PAST_DAY}",
    "kept": "kept where received < ?",
    "push": "push where since < ?",
    "upload": "blob where received < ? and hash not in (select hash from blob_ref)",
}
"""Table and condition of each sort that is `FORGETTABLE`."""
SELECT_HEAD = "select id, epoch, size, frontier, checkpoint from scope where name = ?"


class Place(msgspec.Struct, frozen=True):
    """A scope's row as this transaction sees it; `was` is the size that is committed."""

    id: int
    epoch: int
    was: int
    frontier: Frontier


class Known:
    """What the writer remembers between transactions, and any job may add to: heads as they are committed, scopes of
    which there is no line, and records that were looked at by themselves, None where there was none. What all lines of
    a village are held against (the book that an entry is of, the policy above) is read once."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.absent: set[str] = set()
        self.records: dict[tuple[int, str, str], Record | None] = {}

    def forget(self) -> None:
        """Believe nothing of it any more."""
        self.places.clear()
        self.absent.clear()
        self.records.clear()


class SqliteTx:
    """See `store.Tx`. One per job. `moved` are the heads it moved: the group's (`before`), once the job succeeds."""

    def __init__(
        self,
        conn: sqlite3.Connection,
        index: Mapping[str, tuple[str, ...]],
        known: Known,
        before: Mapping[str, Place],
        generation: int,
    ) -> None:
        self._conn = conn
        self._index = index
        self._known = known
        self._before = before
        self.moved: dict[str, Place] = {}
        self._unseen: dict[str, set[bytes]] = {}
        """Acts and beginnings of leaves of which a scope's log has no line."""
        self.touched_access = False
        self.generation = generation

    def head_size(self, scope: str) -> int:
        place = self._place(scope)
        return place.frontier.size if place else 0

    def expect(self, scope: str, acts: Collection[bytes], places: Collection[tuple[str, str]]) -> None:
        if (place := self._place(scope)) is None:
            return
        names = list(acts)
        marks = ",".join("?" * len(names))
        held = {row[0] for row in self._run(SELECT_ACTS.format(marks), (place.id, *names))}
        self._unseen[scope] = {name for name in names if name not in held}
        known = self._known.records
        fresh = {(kind, record_id) for kind, record_id in places if (place.id, kind, record_id) not in known}
        if len(known) + len(fresh) > KNOWN_RECORDS:
            known.clear()
        found = self._read(place.id, fresh)
        known.update(((place.id, *one), found.get(one)) for one in fresh)

    def line_by_act(self, scope: str, act: bytes, leaf: bytes) -> Held | None:
        if (place := self._place(scope)) is None:
            return None
        unseen = self._unseen.get(scope, ())
        if act in unseen and leaf[:ACT_BYTES] in unseen:
            return None
        row = self._one(SELECT_ACT, (place.id, act, leaf[:ACT_BYTES]))
        return Held(*row) if row else None

    def record(self, scope: str, kind: str, record_id: str) -> Record | None:
        if (place := self._place(scope)) is None:
            return None
        key = (place.id, kind, record_id)
        known = self._known.records
        if key not in known:
            row = self._one("select data from record where scope_id = ? and kind = ? and id = ?", key)
            if len(known) >= KNOWN_RECORDS:
                known.clear()
            known[key] = record_of(row[0]) if row else None
        return known[key]

    def records(self, scope: str, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], Record]:
        if (place := self._place(scope)) is None:
            return {}
        if len(places) == 1:
            found = {(kind, record_id): self.record(scope, kind, record_id) for kind, record_id in places}
            return {key: record for key, record in found.items() if record is not None}
        return self._read(place.id, places)

    def _read(self, scope_id: int, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], Record]:
        ids: dict[str, list[str]] = {}
        for kind, record_id in places:
            ids.setdefault(kind, []).append(record_id)
        rows = [
            row
            for kind, listed in ids.items()
            for row in self._run(SELECT_MANY, (scope_id, kind, msgspec.json.encode(listed).decode()))
        ]
        return {(record.kind, record.id): record for record in (record_of(row[0]) for row in rows)}

    def find(self, kind: str, record_id: str) -> list[Found]:
        return self.refer(kind, BY_ID, record_id)

    def refer(self, kind: str, field: str, value: str) -> list[Found]:
        return found(self._run(SELECT_REFER, (kind, field, value)))

    def count_refs(self, scope: str, kind: str, field: str, value: str) -> int:
        return int(self._run(COUNT_REFS, (kind, field, value, scope))[0][0])

    def append(self, scope: str, *, leaf: bytes, act: bytes, line: bytes, received_ms: int) -> int:
        place = self._place(scope) or self._make(scope)
        seq = place.frontier.size
        self._unseen.get(scope, set()).discard(act)
        self._run(INSERT_LINE, (place.id, seq, leaf, act, line, received_ms))
        self.moved[scope] = msgspec.structs.replace(place, frontier=place.frontier.append(leaf))
        return seq

    def put_line(self, scope: str, seq: int, *, leaf: bytes, act: bytes, line: bytes, received_ms: int) -> None:
        place = self._place(scope)
        if place is None or seq >= place.frontier.size:
            raise ValueError("there is no such line to mend")
        self._unseen.pop(scope, None)
        self._run(
            f"{INSERT_LINE} on conflict (scope_id, seq)"
            " do update set leaf = excluded.leaf, act = excluded.act, line = excluded.line",
            (place.id, seq, leaf, act, line, received_ms),
        )

    def put_records(self, scope: str, records: Iterable[Record]) -> None:
        place = self._place(scope) or self._make(scope)
        records = list(records)
        for record in records:
            self._known.records.pop((place.id, record.kind, record.id), None)
        rows = [(place.id, record.kind, record.id, encode_record(record)) for record in records]
        self._run_many(PUT_ENCODED, rows)
        indexed = [record for record in records if record.kind in self._index]
        if indexed:
            self._put_refs(place.id, indexed)
        if any(record.kind in ACCESS_KINDS for record in records):
            self.touched_access = True
            self.generation += 1

    def put_batch(self, batch: Batch) -> None:
        for scope, size in batch.seen.items():
            if self.head_size(scope) != size:
                raise Moved(scope)
        self._known.records.clear()
        for scope, lines in batch.lines.items():
            place = self._place(scope) or self._make(scope)
            frontier = place.frontier
            self._run_many(INSERT_LINE, [(place.id, seq, *line) for seq, line in enumerate(lines, frontier.size)])
            for line in lines:
                frontier = frontier.append(line.leaf)
            self.moved[scope] = msgspec.structs.replace(place, frontier=frontier)
            self._run_many(PUT_ENCODED, ((place.id, *row) for row in batch.records.get(scope, ())))

    def put_blob_refs(self, scope: str, hashes: Iterable[str]) -> None:
        place = self._place(scope) or self._make(scope)
        rows = [(blob_hash, place.id) for blob_hash in hashes]
        self._run_many("insert or ignore into blob_ref (hash, scope_id) values (?, ?)", rows)

    def clear_derived(self, scope: str) -> None:
        self.touched_access = True
        self.generation += 1
        self._known.records.clear()
        if place := self._place(scope):
            for table in ("ref", "blob_ref", "record"):
                self._run(f"delete from {table} where scope_id = ?", (place.id,))  # noqa: S608 — three names

    def put_gap(self, scope: str, seq: int, line: bytes) -> None:
        if place := self._place(scope):
            self._run("update log set line = ? where scope_id = ? and seq = ?", (line, place.id, seq))

    def drop_blob(self, blob_hash: str) -> None:
        self._run("delete from blob where hash = ?", (blob_hash,))

    def put_blob(self, blob: Blob) -> None:
        self._run(
            "insert or replace into blob (hash, size, type, by, received) values (?, ?, ?, ?, ?)",
            (blob.hash, blob.size, blob.type, blob.by, blob.received_ms),
        )

    def put_session(self, session: Session) -> None:
        self._run(
            "insert into session (token_hash, device, created, expires, used, stepped, vouched)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            msgspec.structs.astuple(session),
        )

    def note_session(self, session: Session) -> None:
        self._run(
            "update session set used = ?, stepped = ? where token_hash = ?",
            (session.used_ms, session.stepped_ms, session.token_hash),
        )

    def drop_session(self, token_hash: bytes) -> None:
        self._run("delete from session where token_hash = ?", (token_hash,))

    def put_push(self, endpoint: str, device: str, person: str, now_ms: int) -> None:
        self._run("delete from push where device = ?", (device,))
        self._run(
            "insert or replace into push (endpoint, device, person, since) values (?, ?, ?, ?)",
            (endpoint, device, person, now_ms),
        )

    def drop_push(self, endpoint: str) -> None:
        self._run("delete from push where endpoint = ?", (endpoint,))

    def drop_pushes_of(self, device: str) -> None:
        self._run("delete from push where device = ?", (device,))

    def drop_sessions_of(self, device: str) -> None:
        self._run("delete from session where device = ?", (device,))

    def put_passkey(self, passkey: Passkey) -> bool:
        kept = self._run(
            "insert into passkey (id, person, key, count, name, since, used) values (?, ?, ?, ?, ?, ?, ?)"
            " on conflict (id) do update set count = excluded.count, used = excluded.used"
            " where person = excluded.person returning id",
            msgspec.structs.astuple(passkey),
        )
        return bool(kept)

    def drop_passkey(self, passkey_id: str) -> None:
        self._run("delete from passkey where id = ?", (passkey_id,))

    def drop_passkeys_of(self, person: str) -> None:
        self._run("delete from passkey where person = ?", (person,))

    def put_kept(self, kept: Kept, most: int) -> bool:
        if self._one("select count(*) from kept where device = ? and id <> ?", (kept.device, kept.id))[0] >= most:
            return False
        self._run(
            "insert or ignore into kept (id, person, device, scope, line, received) values (?, ?, ?, ?, ?, ?)",
            msgspec.structs.astuple(kept),
        )
        return True

    def drop_kept(self, kept_id: str) -> None:
        self._run("delete from kept where id = ?", (kept_id,))

    def put_challenge(self, challenge: str, whose: str, expires_ms: int) -> None:
        self._run("insert into challenge (challenge, device, expires) values (?, ?, ?)", (challenge, whose, expires_ms))

    def take_challenge(self, challenge: str, now_ms: int) -> str | None:
        row = self._one("delete from challenge where challenge = ? returning device, expires", (challenge,))
        return str(row[0]) if row and now_ms <= row[1] else None

    def put_letter(self, letter: Letter) -> None:
        self._run(
            "insert or replace into letter values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            msgspec.structs.astuple(letter),
        )

    def letter(self, secret_hash: bytes) -> Letter | None:
        row = self._one(SELECT_LETTER, (secret_hash, secret_hash))
        return letter_of(row) if row else None

    def letters(self, region: str) -> list[Letter]:
        return [letter_of(row) for row in self._run(SELECT_LETTERS_OF, (region,))]

    def put_meta(self, key: str, value: str) -> None:
        self._run("insert or replace into meta (key, value) values (?, ?)", (key, value))

    def put_cosignature(self, scope: str, cosignature: Cosignature) -> None:
        if place := self._place(scope):
            self._run(
                "insert into cosignature (scope_id, epoch, size, cosigner, time, line) values (?, ?, ?, ?, ?, ?)"
                " on conflict do update set time = excluded.time, line = excluded.line where excluded.time > time",
                (place.id, *msgspec.structs.astuple(cosignature)),
            )

    def drop_cosignatures(self, scope: str, below: int) -> None:
        if place := self._place(scope):
            self._run(
                "delete from cosignature where scope_id = ? and (size < ? or epoch <> ?)",
                (place.id, below, place.epoch),
            )

    def drop_meta(self, key: str) -> None:
        self._run("delete from meta where key = ?", (key,))

    def put_evidence(self, pair: Pair, received_ms: int) -> None:
        self._run(
            "insert or ignore into evidence (scope, note, own, received) values (?, ?, ?, ?)",
            (pair.scope, pair.note, pair.own, received_ms),
        )

    def begin_epoch(self, scope: str, epoch: int) -> None:
        place = self._place(scope) or self._make(scope)
        self._run("update scope set epoch = ? where id = ?", (epoch, place.id))
        self.moved[scope] = msgspec.structs.replace(place, epoch=epoch)

    def put_reading(self, reading: Reading) -> None:
        self._run("insert or ignore into reading (day, scope, reader) values (?, ?, ?)", reading)

    def put_openings(self, openings: Sequence[Opening]) -> None:
        self._run_many(
            "insert into opening (day, scope, id, reader, person, why, words) values (?, ?, ?, ?, ?, ?, ?)", openings
        )

    def openings_on(self, day: str, reader: str) -> int:
        sql = "select count(*) from (select distinct scope, id, words from opening where day = ? and reader = ?)"
        return int(self._one(sql, (day, reader))[0])

    def forget(self, sort: str, before_ms: int) -> int:
        self._run("pragma secure_delete=on")  # else a deleted row lies on in its page
        try:
            return len(self._run(f"delete from {FORGET[sort]} returning 1", (before_ms,)))  # noqa: S608 — FORGET's
        finally:
            self._run("pragma secure_delete=off")

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """The one way to the database inside a job. A disk that fails may have ended the transaction: what followed
        would be a transaction of its own, so nothing follows. Raises `Unavailable`."""
        if not self._conn.in_transaction:
            raise Unavailable("the transaction was given up")
        try:
            return self._conn.execute(sql, values).fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise _told(error) from error

    def _one(self, sql: str, values: Sequence[Any]) -> Any:
        rows = self._run(sql, values)
        return rows[0] if rows else None

    def _run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        if not self._conn.in_transaction:
            raise Unavailable("the transaction was given up")
        try:
            self._conn.executemany(sql, rows)
        except sqlite3.DatabaseError as error:
            raise _told(error) from error

    def _put_refs(self, scope_id: int, records: list[Record]) -> None:
        self._run_many(
            "delete from ref where scope_id = ? and kind = ? and id = ?",
            [(scope_id, record.kind, record.id) for record in records],
        )
        self._run_many(
            "insert into ref (kind, field, value, scope_id, id) values (?, ?, ?, ?, ?)",
            [
                (ref.kind, ref.field, ref.value, scope_id, ref.id)
                for record in records
                for ref in refs_of(record, self._index[record.kind])
            ],
        )

    def _place(self, scope: str) -> Place | None:
        place = self.moved.get(scope) or self._before.get(scope) or self._known.places.get(scope)
        if place is not None or scope in self._known.absent:
            return place
        if row := self._one(SELECT_HEAD, (scope,)):
            place = self._known.places[scope] = Place(row[0], row[1], row[2], frontier_in(row[3]))
        else:
            if len(self._known.absent) >= KNOWN_ABSENT:
                self._known.absent.clear()
            self._known.absent.add(scope)
        return place

    def _make(self, scope: str) -> Place:
        """A scope comes to be with its first line; its first checkpoint is written by `seal`."""
        empty = Frontier()
        scope_id = self._run(
            "insert into scope (name, epoch, size, frontier, checkpoint) values (?, 0, 0, ?, '') returning id",
            (scope, empty.to_bytes()),
        )[0][0]
        self.touched_access = True
        self._known.absent.discard(scope)
        place = self.moved[scope] = Place(scope_id, 0, 0, empty)
        return place


def _told(error: Exception) -> Exception:
    """A broken rule is the job's fault; all else is the database's."""
    return error if isinstance(error, sqlite3.IntegrityError) else Unavailable(str(error))


def seal(conn: sqlite3.Connection, moved: Mapping[str, Place], sign: Seal) -> list[Head]:
    """Write the heads that a transaction moved, each with its signed note: compare and swap. If a row is not as we
    knew it, somebody else wrote, and nothing of this transaction stands."""
    heads = []
    for scope, place in moved.items():
        head = Head(scope, place.epoch, place.frontier.size, place.frontier, sign(scope, place.epoch, place.frontier))
        done = conn.execute(
            "update scope set size = ?, frontier = ?, checkpoint = ? where id = ? and size = ? and epoch = ?",
            (head.size, place.frontier.to_bytes(), head.checkpoint, place.id, place.was, place.epoch),
        )
        if done.rowcount != 1:
            raise sqlite3.IntegrityError(f"the head of {scope} moved under us")
        heads.append(head)
    return heads


def letter_of(row: Sequence[Any]) -> Letter:
    """A row of `SELECT_LETTERS`."""
    return msgspec.structs.replace(Letter(*row), void=bool(row[10]), replaces=bool(row[13]))  # SQLite has no true


def found(rows: Iterable[Any]) -> list[Found]:
    """Rows of `SELECT_REFER`."""
    return [Found(name, record_of(data)) for name, data in rows]


def record_of(data: str) -> Record:
    """A record as it is kept. A damaged one is no fault of who asks for it: `Unavailable`, never a refusal."""
    try:
        return record_from_json(data)
    except (SyncError, TypeError) as error:
        raise Unavailable("a stored record is damaged") from error


def frontier_in(data: bytes) -> Frontier:
    """A frontier as it is kept. Raises `Unavailable`."""
    try:
        return Frontier.from_bytes(data)
    except (SyncError, TypeError) as error:
        raise Unavailable("a stored head is damaged") from error
