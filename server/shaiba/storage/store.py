"""What we ask of a database, and what it promises. tests/storage/test_store.py holds every back end to it.

Two halves. `Store.write(job)` runs a job that may read and write, all of it or none; what it wrote is durable before
`write` returns. The `async` reads see what is committed, and only that.

The law that sync rests on: **seq order is commit order per scope**. Who has seen `size` lines of a scope has seen all
the lines below `size` that there will ever be.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from shaiba_sync.errors import SyncError
from shaiba_sync.merge import Record
from shaiba_sync.op import Gone, Op, leaf_of
from shaiba_sync.tree import Frontier

T = TypeVar("T")

DEMO_PEOPLE = "demo_people"
"""Under this key of meta: JSON, the people that a demo server offers (web/identity.py, `DemoPerson`)."""

UNWRITTEN = "unwritten_reports"
"""Under this key of meta: JSON, the reports of retention that are not in a file yet (replica/retain.py)."""

RESTORED = "restored"
"""Under this key of meta: that the database is a copy which phones are to refill (`shaiba restore`)."""

CLAIMED = "claimed/"
"""Under this key of meta, followed by a scope: the epoch and how many lines somebody could show that its log had."""

ACT_BYTES = 16

FORGETTABLE = ("session", "challenge", "letter", "reading", "opening", "kept", "upload", "push")
"""What is kept for a time only: sessions, challenges and letters counted from their end, who read or opened what from
the day, a line kept apart and an upload that no line names from when they came, a browser to knock at from when it
asked last."""


class Head(msgspec.Struct, frozen=True):
    """Where a scope's log ends: its size, what is needed to go on (frontier), and the note that the log signed."""

    scope: str
    epoch: int
    size: int
    frontier: Frontier
    checkpoint: str


class Stand(NamedTuple):
    """How a scope's log stands in the tables: its head, None where it is not found by its name; and whether a line lies
    where the next would."""

    scope: str
    head: Head | None
    is_overgrown: bool


class Held(msgspec.Struct, frozen=True):
    """A line as it stands in a log."""

    seq: int
    leaf: bytes
    line: bytes


class Entry(msgspec.Struct, frozen=True):
    """A row of a log, whole: for whoever checks it."""

    seq: int
    leaf: bytes
    act: bytes
    line: bytes


class Leaf(NamedTuple):
    """The leaf of a stored line, hashed again, beside the one that is kept of it."""

    seq: int
    found: bytes
    kept: bytes


BY_ID = ""
"""In the place of a field: records are found by their id (`find`)."""


class Ref(NamedTuple):
    """Where a record is found by one of its registers."""

    kind: str
    field: str
    value: str
    id: str


class Found(msgspec.Struct, frozen=True):
    """A record and the scope that it is in."""

    scope: str
    record: Record


class Blob(msgspec.Struct, frozen=True):
    """Bytes by their SHA-256 (hex): how many, of what type, who sent them and when."""

    hash: str
    size: int
    type: str
    by: str
    received_ms: int


class Pair(NamedTuple):
    """Two notes that this log signed, of one size and of two histories: the one that was brought, and its own."""

    scope: str
    note: str
    own: str


class Session(msgspec.Struct, frozen=True):
    """Who calls: kept under the hash of its token. When it was last used (give or take), when its person last showed
    a passkey (0: not yet), and whether it was begun by what vouches for the person: a code, or another phone."""

    token_hash: bytes
    device: str
    created_ms: int
    expires_ms: int
    used_ms: int = 0
    stepped_ms: int = 0
    vouched: bool = False


class Passkey(msgspec.Struct, frozen=True):
    """A person's WebAuthn credential: its id (b64u), its public key (COSE) and counter, and how the person calls it."""

    id: str
    person: str
    key: bytes
    count: int
    name: str
    since_ms: int
    used_ms: int


class Kept(msgspec.Struct, frozen=True):
    """A line that a phone brought which was revoked since: in no log, until its owner has spoken."""

    id: str
    person: str
    device: str
    scope: str
    line: bytes
    received_ms: int


class Letter(msgspec.Struct, frozen=True):
    """What enrols one person's phone, once; its two secrets are known by their keyed hashes only. `asked_by` and
    `released_by` are people."""

    id: str
    code_hash: bytes
    secret_hash: bytes
    household: str
    person: str
    region: str
    asked_by: str
    asked_ms: int
    expires_ms: int
    released_by: str | None
    void: bool
    tries: int
    used_ms: int | None
    replaces: bool = False
    """Whether the person's other phones are revoked with it: recovery."""
    attested: str = ""
    """Those whom the person had named and who have attested it: ids, with blanks between them."""


class Reading(NamedTuple):
    """Somebody read a scope where records of others stand, on this day (ISO)."""

    day: str
    scope: str
    reader: str


class Opening(NamedTuple):
    """Somebody opened the original `id` of a scope, in which `person` is named ("" where nobody is), and said why."""

    day: str
    scope: str
    id: str
    reader: str
    person: str
    why: str
    words: str


class Cosignature(msgspec.Struct, frozen=True):
    """Somebody vouched for the log's first `size` lines. `cosigner` is the verifier key, `time_s` the time signed,
    `line` the signature line as it stands under a note."""

    epoch: int
    size: int
    cosigner: str
    time_s: int
    line: str


class Unavailable(Exception):
    """The database cannot take or give anything now (full, read-only, broken, closing). Nothing of the job was kept,
    whatever the job does about it."""


class Moved(Exception):
    """A log is not as a batch found it: nothing of the batch was kept, and it may be worked out again."""


class Line(NamedTuple):
    """A line to append: its leaf, the name of its act, its bytes, when it came."""

    leaf: bytes
    act: bytes
    line: bytes
    received_ms: int


class Batch(NamedTuple):
    """A write that was worked out elsewhere (draft.py). By scope: how long the log was of each that was looked at; the
    lines to append; kind, id and JSON of the records as they leave them. None of a kind that is indexed, nor of one
    that says who may read what."""

    seen: dict[str, int]
    lines: dict[str, list[Line]]
    records: dict[str, list[tuple[str, str, bytes]]]


def refs_of(record: Record, fields: tuple[str, ...]) -> list[Ref]:
    """By what a record is found, where its kind indexes these registers: by its id too, then."""
    by_field = [(field, str(record.fields[field])) for field in fields if field in record.fields]
    return [Ref(record.kind, field, value, record.id) for field, value in [(BY_ID, record.id), *by_field]]


def leaf_as_stored(line: bytes) -> bytes:
    """The leaf of bytes that may be no line at all."""
    try:
        return leaf_of(line)
    except SyncError:
        return hashlib.sha256(b"\0" + line).digest()


def act_of(line: Op | Gone) -> bytes:
    """The name of an act among those of its scope (sync/spec/op.md 7): of device and salt, and in one direction only,
    so that it may stay where the line had to go. A gap that was brought back knows no salt: its leaf must do."""
    if isinstance(line, Gone):
        return line.leaf[:ACT_BYTES]
    return hashlib.sha256(f"{line.by}\n{line.salt}".encode()).digest()[:ACT_BYTES]


Seal = Callable[[str, int, Frontier], str]
"""(scope, epoch, frontier) → signed note. The store calls it once per scope that a transaction made longer."""


class Lookup(Protocol):
    """Reads inside a write: they see what this transaction wrote so far."""

    def head_size(self, scope: str) -> int:
        """How many lines the scope has; 0 where there is none yet."""
        ...

    def expect(self, scope: str, acts: Collection[bytes], places: Collection[tuple[str, str]]) -> None:
        """These acts and records will be asked for one by one: look for all of them at once. Changes no answer."""
        ...

    def line_by_act(self, scope: str, act: bytes, leaf: bytes) -> Held | None:
        """The line that stands for this act, or a gap of this leaf that was brought back (`act_of`)."""
        ...

    def record(self, scope: str, kind: str, record_id: str) -> Record | None: ...

    def records(self, scope: str, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], Record]:
        """Those of these records, named by kind and id, that there are: one question for each kind."""
        ...

    def find(self, kind: str, record_id: str) -> list[Found]:
        """Records of an indexed kind with this id, in any scope, in the order in which their scopes came to be."""
        ...

    def refer(self, kind: str, field: str, value: str) -> list[Found]:
        """Records whose indexed register has this value (`Kind.index`), in the order of their scopes and ids."""
        ...

    def count_refs(self, scope: str, kind: str, field: str, value: str) -> int:
        """How many of these the scope has."""
        ...


class Tx(Lookup, Protocol):
    """One job's write. All of it lands, or none; another job's failure in the same transaction does not touch it."""

    @property
    def generation(self) -> int:
        """Changes whenever what is known about devices and grants may have changed; for caches inside jobs."""
        ...

    def append(self, scope: str, *, leaf: bytes, act: bytes, line: bytes, received_ms: int) -> int:
        """Give the line the next place in its scope's log; returns it. Makes the scope where there is none.
        A second line of one act (`act_of`) is an error of the caller (`line_by_act`)."""
        ...

    def put_line(self, scope: str, seq: int, *, leaf: bytes, act: bytes, line: bytes, received_ms: int) -> None:
        """Write a line of the log back to its place, whatever stands there. The head does not move."""
        ...

    def put_records(self, scope: str, records: Iterable[Record]) -> None:
        """Keep these records as they are now, and find them by the registers that their kind indexes."""
        ...

    def put_batch(self, batch: Batch) -> None:
        """Append and keep all of it. Raises `Moved` where a log has grown since it was looked at."""
        ...

    def put_blob_refs(self, scope: str, hashes: Iterable[str]) -> None:
        """Say that this scope refers to these blobs; repeating it changes nothing."""
        ...

    def clear_derived(self, scope: str) -> None:
        """Forget records and references of a scope (rebuild writes them again)."""
        ...

    def put_gap(self, scope: str, seq: int, line: bytes) -> None:
        """Put an erased line in the place of the line there. Leaf, act and head stay what they were."""
        ...

    def put_blob(self, blob: Blob) -> None: ...

    def drop_blob(self, blob_hash: str) -> None:
        """Forget that there was such a blob."""
        ...

    def put_session(self, session: Session) -> None: ...

    def note_session(self, session: Session) -> None:
        """Keep when it was used and stepped up last. One that has ended stays so."""
        ...

    def drop_session(self, token_hash: bytes) -> None: ...

    def drop_sessions_of(self, device: str) -> None: ...

    def put_push(self, endpoint: str, device: str, person: str, now_ms: int) -> None:
        """Knock at this browser, and at no other of the device."""
        ...

    def drop_push(self, endpoint: str) -> None: ...

    def drop_pushes_of(self, device: str) -> None: ...

    def put_passkey(self, passkey: Passkey) -> bool:
        """Keep a passkey, or keep it as it is now (count, used); False where another person has one of this id."""
        ...

    def drop_passkey(self, passkey_id: str) -> None: ...

    def drop_passkeys_of(self, person: str) -> None: ...

    def put_kept(self, kept: Kept, most: int) -> bool:
        """Keep a line apart; False where there are so many of its device already. One that is kept stays as it is."""
        ...

    def drop_kept(self, kept_id: str) -> None: ...

    def put_challenge(self, challenge: str, whose: str, expires_ms: int) -> None:
        """`whose`: the device, or the session and the purpose, that it is good for."""
        ...

    def take_challenge(self, challenge: str, now_ms: int) -> str | None:
        """Whose it was; None where unknown, past, or taken before. It is gone afterwards."""
        ...

    def put_letter(self, letter: Letter) -> None:
        """Keep a letter, or keep it as it is now."""
        ...

    def letter(self, secret_hash: bytes) -> Letter | None:
        """The letter of which this is one of the two hashes."""
        ...

    def letters(self, region: str) -> list[Letter]:
        """Those of a region, newest first."""
        ...

    def put_meta(self, key: str, value: str) -> None: ...

    def put_cosignature(self, scope: str, cosignature: Cosignature) -> None:
        """Keep it; of two by one cosigner for one size, the newer."""
        ...

    def drop_cosignatures(self, scope: str, below: int) -> None:
        """Forget those of shorter heads, and of other epochs."""
        ...

    def drop_meta(self, key: str) -> None: ...

    def put_evidence(self, pair: Pair, received_ms: int) -> None:
        """Keep two notes for ever."""
        ...

    def begin_epoch(self, scope: str, epoch: int) -> None:
        """The log goes on under this epoch, its lines as they are; its head is signed anew. Makes the scope where there
        is none."""
        ...

    def put_reading(self, reading: Reading) -> None:
        """Repeating it changes nothing."""
        ...

    def put_openings(self, openings: Sequence[Opening]) -> None:
        """One opening, a row for each person named."""
        ...

    def openings_on(self, day: str, reader: str) -> int:
        """How many originals this reader opened on that day."""
        ...

    def forget(self, sort: str, before_ms: int) -> int:
        """Delete what of this sort (`FORGETTABLE`) is older, and write over its place; returns how many."""
        ...


class Store(Protocol):
    """A database, open."""

    @property
    def index(self) -> Mapping[str, tuple[str, ...]]:
        """The registers by which records of each kind are found."""
        ...

    @property
    def generation(self) -> int:
        """Changes after a commit that touched devices, grants or who may read what; for caches over the reads."""
        ...

    @property
    def foreign(self) -> int:
        """Rises when another process was seen to have written in the database: what was read before may be old."""
        ...

    def is_touched(self) -> bool:
        """Whether somebody has written since this was asked last, and it was not us: worth to `look_around`. Costs
        microseconds. Where both have, it cannot be told and is not said."""
        ...

    async def look_around(self) -> None:
        """See whether another process has written; then forget what is remembered. Raises `Unavailable`."""
        ...

    async def write(self, job: Callable[[Tx], T]) -> T:
        """Run the job; return its answer once all it wrote is durable, or raise what it raised, with nothing kept.
        Jobs that wait together may share a transaction, each with its own fate. Raises `Unavailable`."""
        ...

    async def head(self, scope: str) -> Head | None: ...

    async def lines(self, scope: str, start: int, stop: int) -> list[bytes]:
        """Lines start … stop−1, in order; fewer where the log ends."""
        ...

    async def leaves(self, scope: str, start: int, stop: int) -> list[bytes]: ...

    async def entries(self, scope: str, start: int, stop: int) -> list[Entry]:
        """Rows start … stop−1, with all that is stored of them."""
        ...

    async def hashed(self, scope: str, start: int, stop: int) -> list[Leaf]:
        """Lines start … stop−1, hashed where they are read: of a row that is damaged, of whatever is there."""
        ...

    async def lengths(self, scope: str, start: int, stop: int) -> list[int]:
        """How many bytes lines start … stop−1 have. No line is read for it."""
        ...

    async def stands(self) -> list[Stand]:
        """How each log stands that has lines."""
        ...

    async def scopes(self, prefix: str = "", *kinds: str) -> list[str]:
        """Names of the scopes that have lines and begin so, in the order in which they came to be; of those alone that
        have a record of one of these kinds, where any is named."""
        ...

    async def records(self, scope: str, *kinds: str) -> list[Record]:
        """A scope's records, by kind and id: those of these kinds, or all."""
        ...

    async def count(self, scope: str, kind: str) -> int:
        """How many records of a kind a scope has."""
        ...

    async def record(self, scope: str, kind: str, record_id: str) -> Record | None: ...

    async def find(self, kind: str, record_id: str) -> list[Found]: ...

    async def refer(self, kind: str, field: str, value: str) -> list[Found]: ...

    async def refs(self, scope: str) -> list[Ref]:
        """All by which a scope's records are found, sorted."""
        ...

    async def cosignatures(self, scope: str) -> list[Cosignature]:
        """Those of the scope's epoch, of the longest head first, then by cosigner."""
        ...

    async def blob(self, blob_hash: str) -> Blob | None: ...

    async def blob_scopes(self, blob_hash: str) -> list[str]:
        """Scopes that refer to the blob."""
        ...

    async def blob_refs(self, scope: str) -> list[str]:
        """Hashes of the blobs that a scope refers to, sorted."""
        ...

    async def blobs(self) -> Sequence[Blob]: ...

    async def session(self, token_hash: bytes) -> Session | None: ...

    async def letters(self, region: str) -> list[Letter]:
        """Those of a region, newest first."""
        ...

    async def sessions_of(self, device: str) -> list[Session]:
        """Those that are kept of a device, oldest first."""
        ...

    async def pushes_of(self, person: str) -> list[str]:
        """The endpoints at which a person is knocked at, oldest first."""
        ...

    async def alive(self, token_hashes: Sequence[bytes]) -> set[bytes]:
        """Those of them that are still kept."""
        ...

    async def passkeys(self, person: str) -> list[Passkey]:
        """A person's, oldest first."""
        ...

    async def kept(self, person: str) -> list[Kept]:
        """What this person's revoked phones brought, oldest first."""
        ...

    async def meta(self, key: str) -> str | None: ...

    async def claims(self) -> dict[str, tuple[int, int]]:
        """By scope: the epoch and how many lines somebody could show that its log had."""
        ...

    async def evidence(self, scope: str = "") -> list[Pair]:
        """Notes of two histories, of one log or of all, oldest first."""
        ...

    async def readings(self, scope: str) -> list[Reading]: ...

    async def openings(self, person: str) -> list[Opening]:
        """Those in which this person is named."""
        ...

    async def due(self, sort: str, before_ms: int) -> int:
        """How many `Tx.forget` would delete."""
        ...

    async def last_received_ms(self) -> int:
        """When the newest line came; 0 in an empty store."""
        ...

    async def damage(self) -> list[str]:
        """What the database itself finds wrong with its files; indexes above all, which nothing else looks at."""
        ...

    async def scrub(self) -> None:
        """Leave nothing in the files of what was deleted or written over. Takes long: for a stopped server."""
        ...

    async def close(self) -> None: ...
