"""Take ops in: decode · verify · seen? · allow · merge · store · commit · poke. The one way to write anything.

Every refusal comes before the first write of its op, so a bad op never holds back the ones behind it. Form, device and
signature are looked at outside the writer; what depends on the log's state, in the transaction that appends.
Spec: sync/spec/op.md, "A server taking ops"; sync/spec/scope.md, POST /sync.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from shaiba_sync.clock import MAX_DRIFT_MS, parse_stamp
from shaiba_sync.errors import (
    ClockDrift,
    Confirm,
    DeviceRevoked,
    Forbidden,
    OtherHistory,
    SaltReused,
    StepUp,
    SyncError,
    Unavailable,
    UnknownDevice,
)
from shaiba_sync.keys import verify
from shaiba_sync.merge import Record, kind_of, make_tag, merge, view
from shaiba_sync.op import SIG_BYTES, Op, b64u_encode, is_gone, op_id, parse_op
from shaiba_sync.personal import check_public, has_no_number
from shaiba_sync.scope import Scope, parse_scope
from shaiba_sync.wire import Refused, Verdict

from ..kind import Actor, Context, Look, Merged, View, day_of
from ..log import log
from ..storage.store import ACT_BYTES, Head, Kept, Lookup, Tx, act_of
from ..storage.store import Unavailable as StoreUnavailable
from .head import note_at
from .history import Past
from .live import News
from .replica import Replica
from .scope import check_exists, homes_above, may_write
from .who import actor_in, day_number, device_of, ended_by, revoked_at

INLINE_BYTES = 24_576
"""Up to so many bytes of lines are checked where they are, a month's entries of a village in about a millisecond; more
goes to a thread, so that others are served."""

JOB_OPS = 128
"""Ops per job of the writer: a phone that brings a thousand lets others in between."""

NEWS_BYTES = 8_192
"""So much a poke brings of what was stored: for more, a phone's pull is compressed, and worth its round trip."""

KNOWN_ACTORS = 4096
"""Authors remembered between ops."""

AGAIN_S = 30
"""When a phone may send again an op on which this server failed (a bug, or a database that cannot take it now)."""


MOST_KEPT = 64
"""Lines kept apart of one revoked device."""

_NAMES_BLOB = b'"blob":"'
"""How it stands in a line: its text is compact."""

Outcome = Verdict | Refused


class _Ready(msgspec.Struct):
    """An op of good form; whether its device is known and its signature good is told in its turn (op.md, order), and so
    is whether its author saw another history than ours (`other`), or our log can take nothing now (`damaged`)."""

    op: Op
    scope: Scope
    leaf: bytes
    act: bytes
    signature: SyncError | None = None
    other: SyncError | None = None
    damaged: bool = False


async def push(
    replica: Replica, lines: Sequence[bytes], *, now_ms: int, stepped: Collection[str] = ()
) -> list[Outcome]:
    """Take the lines, oldest first; one verdict for each, in order, once what is stored is durable.

    `stepped` are devices whose people have just shown to be there, as the session says that brings the lines
    (people.md 11).
    """
    in_place = sum(map(len, lines)) <= INLINE_BYTES
    ready = _check_forms(replica, lines) if in_place else await asyncio.to_thread(_check_forms, replica, lines)
    keys = await _keys(replica, ready, now_ms)
    if in_place:
        _check_signatures(ready, keys)
    else:
        await asyncio.to_thread(_check_signatures, ready, keys)
    return await _take(replica, ready, lines, now_ms, stepped)


async def push_own(replica: Replica, ops: Sequence[Op], *, now_ms: int) -> list[Outcome]:
    """The same for ops of the clerk's own: it has just written and signed them, so neither is looked at again."""
    return await _take(replica, [_own(replica, op) for op in ops], [op.line for op in ops], now_ms, ())


def own_job(replica: Replica, op: Op, *, now_ms: int, restored: bool = False) -> Callable[[Tx], Outcome]:
    """What `push_own` would do with one op, for a job that does more in the same transaction. `restored`: also on a
    copy that takes nothing new."""
    take = _job(replica, [_own(replica, op)], now_ms, restored=restored)
    return lambda tx: take(tx)[0]


async def _take(
    replica: Replica, ready: Sequence[_Ready | Refused], lines: Sequence[bytes], now_ms: int, stepped: Collection[str]
) -> list[Outcome]:
    await _compare(replica, ready)
    verdicts: list[Outcome] = []
    for start in range(0, len(ready), JOB_OPS):
        verdicts += await replica.store.write(_job(replica, ready[start : start + JOB_OPS], now_ms, stepped))
    await _poke(replica, lines, verdicts)
    return verdicts


def refuse(op_id: str, error: SyncError) -> Refused:
    """A refusal as a verdict."""
    return Refused(op_id, error.code, error.retry, error.detail)


def _check_forms(replica: Replica, lines: Sequence[bytes]) -> list[_Ready | Refused]:
    """Size, form, and whether there is such a scope."""
    ready: list[_Ready | Refused] = []
    for line in lines:
        try:
            ready.append(_in_scope(replica, parse_op(line)))
        except SyncError as error:
            ready.append(refuse(op_id(line), error))
    return ready


def _own(replica: Replica, op: Op) -> _Ready | Refused:
    try:
        return _in_scope(replica, op)
    except SyncError as error:
        return refuse(op.id, error)


def _in_scope(replica: Replica, op: Op) -> _Ready:
    scope = parse_scope(op.scope)
    check_exists(scope, replica.regions)
    return _Ready(op, scope, op.leaf, act_of(op))


async def _keys(replica: Replica, ready: Sequence[_Ready | Refused], now_ms: int) -> dict[str, tuple[str, bytes]]:
    """Algorithm and public key of each device. A device's id is a hash of its key: it can never get another."""
    keys = {}
    for device_id in {one.op.by for one in ready if isinstance(one, _Ready)}:
        if device_id == replica.clerk.device:
            keys[device_id] = ("ed25519", replica.clerk.public_key)
        elif device := replica.known_keys.get(device_id):
            keys[device_id] = device
        elif found := device_of(await replica.store.find("device", device_id), day_of(now_ms)):
            keys[device_id] = replica.known_keys[device_id] = (found.alg, found.key)
    return keys


def _check_signatures(ready: Sequence[_Ready | Refused], keys: Mapping[str, tuple[str, bytes]]) -> None:
    for one in ready:
        if isinstance(one, _Ready):
            try:
                if one.op.by not in keys:
                    raise UnknownDevice
                verify(*keys[one.op.by], one.op)
            except SyncError as error:
                one.signature = error


async def _compare(replica: Replica, ready: Sequence[_Ready | Refused]) -> None:
    """Hold the history that each author saw against ours, and see whether the log's own lines are whole."""
    pasts: dict[str, Past | None] = {}
    for one in ready:
        if not isinstance(one, _Ready):
            continue
        scope = one.op.scope
        if scope not in pasts:  # once for all that a phone brings
            head = await replica.store.head(scope)
            pasts[scope] = await replica.history.of(head) if head else None
        past = pasts[scope]
        if past is not None and past.damaged is not None:
            one.damaged = True
        elif one.op.seen is not None and one.signature is None:
            one.other = await _other(replica, scope, past, *one.op.seen)


async def _other(replica: Replica, scope: str, past: Past | None, size: int, root: str) -> SyncError | None:
    """What keeps an op away whose author saw this root. Beyond what all epochs share it may be of the tree that was
    given up."""
    if past is not None and past.shared is not None and size > past.shared:
        return None
    if past is None or size > past.head.size:
        await replica.history.claim(scope, past.head.epoch if past else 0, size)
        return Unavailable(AGAIN_S, why="behind")
    if root != await replica.history.root(past, size):
        return OtherHistory(await note_at(replica, past.head, size))
    return None


def _job(
    replica: Replica,
    ready: Sequence[_Ready | Refused],
    now_ms: int,
    stepped: Collection[str] = (),
    *,
    restored: bool = False,
) -> Callable[[Tx], list[Outcome]]:
    def job(tx: Tx) -> list[Outcome]:
        closed = replica.restored and not restored
        _expect(tx, ready)
        return [
            _verdict(replica, tx, one, now_ms, stepped, closed=closed) if isinstance(one, _Ready) else one
            for one in ready
        ]

    return job


def _expect(tx: Tx, ready: Sequence[_Ready | Refused]) -> None:
    """What many ops of one log will ask for is looked for at once."""
    by_scope: dict[str, list[_Ready]] = {}
    for one in ready:
        if isinstance(one, _Ready):
            by_scope.setdefault(one.op.scope, []).append(one)
    for scope, ops in by_scope.items():
        if len(ops) > 1:
            acts = [name for one in ops for name in (one.act, one.leaf[:ACT_BYTES])]
            # an op of many changes asks for all of its records at once anyway
            alone = [one.op.changes[0] for one in ops if len(one.op.changes) == 1]
            tx.expect(scope, acts, {(kind_of(change), change["id"]) for change in alone})


def _verdict(
    replica: Replica, tx: Tx, ready: _Ready, now_ms: int, stepped: Collection[str], *, closed: bool
) -> Outcome:
    op = ready.op
    try:
        if seen := _seen(tx, ready):
            return seen
        if closed:  # it would take the place of a line that phones still bring
            raise Unavailable(AGAIN_S, why="restored")
        records, blobs = _decide(replica, tx, ready, now_ms, stepped)
    except DeviceRevoked as error:
        return refuse(op.id, _keep_apart(tx, ready, now_ms) or error)
    except SyncError as error:
        return refuse(op.id, error)
    except StoreUnavailable:  # no op's fault: the transaction may be gone
        raise
    except Exception:  # a bug in a kind must not block a phone's outbox for ever; nothing was written yet
        log.exception("op_failed", op=op.id, scope=op.scope)
        return refuse(op.id, Unavailable(AGAIN_S))
    seq = tx.append(op.scope, leaf=ready.leaf, act=ready.act, line=op.line, received_ms=now_ms)
    tx.put_records(op.scope, records)
    for device in ended_by(records, day_of(now_ms)):
        tx.drop_sessions_of(device)
    if blobs:
        tx.put_blob_refs(op.scope, blobs)
    return Verdict("stored", op.id, op.scope, seq)


def _seen(tx: Lookup, ready: _Ready) -> Verdict | None:
    """The verdict on an act that is held already, be it stamped or signed anew, or erased since."""
    op = ready.op
    held = tx.line_by_act(op.scope, ready.act, ready.leaf)
    if held is None:
        return None
    if ready.damaged:  # what stands there may not be what was stored
        raise Unavailable(AGAIN_S, why="damaged")
    if held.leaf != ready.leaf:
        if ready.signature is not None:
            raise ready.signature
        if not is_gone(held.line) and _said(held.line) != _said(op.line):
            raise SaltReused
    return Verdict("seen", b64u_encode(held.leaf), op.scope, held.seq)


def _said(line: bytes) -> bytes:
    """The text of a line's changes. The line is of good form: no value before it holds such a mark."""
    return line[line.index(b',"do":') : -SIG_BYTES]


def _keep_apart(tx: Tx, ready: _Ready, now_ms: int) -> SyncError | None:
    """Of a revoked device, but stamped before that: perhaps its owner's, written with no network. He will be asked."""
    op = ready.op
    found = tx.find("device", op.by)
    device = device_of(found, day_of(now_ms))
    if device is None or ready.signature is not None or op.at >= revoked_at(found):
        return None
    kept = Kept(op.id, device.person, device.id, op.scope, op.line, now_ms)
    return Confirm() if tx.put_kept(kept, MOST_KEPT) else None


def _decide(
    replica: Replica, tx: Tx, ready: _Ready, now_ms: int, stepped: Collection[str]
) -> tuple[list[Record], set[str]]:
    """The records as the op leaves them, and the blobs it names; or a refusal. Writes nothing."""
    op, scope = ready.op, ready.scope
    actor = _actor(replica, tx, ready, now_ms)
    if ready.signature is not None:
        raise ready.signature
    if ready.other is not None and scope.public:
        raise ready.other
    ahead_ms = parse_stamp(op.at).millis - now_ms
    if ahead_ms > MAX_DRIFT_MS:
        raise ClockDrift(ahead_ms)
    pending: dict[tuple[str, str], Record] = {}
    must_step = False
    merged = _merged(tx, op.scope, pending)
    look = _look(merged)
    if not may_write(actor, scope, look, size=tx.head_size(op.scope)):
        raise Forbidden
    if ready.other is not None:  # of a scope that is not public only who may write there hears anything
        raise ready.other
    if ready.damaged:
        raise Unavailable(AGAIN_S, why="damaged")
    above, beside, count = _above(tx, scope, look), _beside(tx, scope, look), partial(tx.count_refs, op.scope)
    is_clean = has_no_number(_said(op.line))
    context = Context(scope, actor, look, now_ms, above, beside, merged, count, is_clean)
    places = [(kind_of(change), change["id"]) for change in op.changes]
    held = tx.records(op.scope, {*places})
    decoded_all = replica.kinds.decode_all(op.changes)
    doubtful = _doubtful(op.changes) if scope.public and not is_clean else ()
    for index, (change, place, (kind, decoded)) in enumerate(zip(op.changes, places, decoded_all, strict=True)):
        if scope.kind not in kind.scopes:
            raise context.forbid(kind.name, "scope")
        past = pending.get(place) or held.get(place)
        kind.allow(decoded, view(past) if past else None, context)
        if index in doubtful:
            check_public(change, kind.contact)
        pending[place] = merge(past, change, make_tag(op.at, op.by, op.id, index))
        must_step = must_step or change["do"] in kind.stepped
    if must_step and actor.official and actor.device not in stepped:  # last: nobody is asked in vain
        raise StepUp
    blobs: set[str] = set()
    if _NAMES_BLOB in op.line:  # few do; looking through all values of the others costs as much as merging them
        blobs.update(blob for change in op.changes for blob in blobs_in(change))
    return list(pending.values()), blobs


def _doubtful(changes: Sequence[Mapping[str, Any]]) -> set[int]:
    """The places of those that may carry a personal number, found by halves: mostly it is one (a book's totals have as
    many digits), and the rest of its op need not be looked at one by one."""
    found: set[int] = set()
    runs = [range(len(changes))]
    while runs:
        run = runs.pop()
        if len(run) == 1:
            found.add(run[0])
        elif not has_no_number(msgspec.json.encode(changes[run.start : run.stop])):
            half = len(run) // 2
            runs += (run[:half], run[half:])
    return found


def _actor(replica: Replica, tx: Tx, ready: _Ready, now_ms: int) -> Actor:
    """Who wrote it. Remembered until a device or a grant changes, or the day ends."""
    by = ready.op.by
    asof = (tx.generation, day_number(now_ms))
    known = replica.known_actors.get(by)
    if known and known[0] == asof:
        return known[1]
    actor = actor_in(tx, by, replica.clerk.device, now_ms)
    if len(replica.known_actors) >= KNOWN_ACTORS:
        replica.known_actors.clear()
    replica.known_actors[by] = (asof, actor)
    return actor


def _merged(tx: Lookup, own: str, pending: Mapping[tuple[str, str], Record]) -> Merged:
    """Records of the op's own scope, as the op under way leaves them."""
    looked: dict[tuple[str, str], Record | None] = {}

    def merged(kind: str, record_id: str) -> Record | None:
        place = (kind, record_id)
        if place in pending:
            return pending[place]
        if place not in looked:
            looked[place] = tx.record(own, kind, record_id)
        return looked[place]

    return merged


def _look(merged: Merged) -> Look:
    """The same as `allow` reads them; each made once, for an op of a whole ledger asks often."""
    seen: dict[tuple[str, str], tuple[Record, View]] = {}

    def look(kind: str, record_id: str) -> View | None:
        record = merged(kind, record_id)
        if record is None:
            return None
        made = seen.get((kind, record_id))
        if made is None or made[0] is not record:
            made = seen[kind, record_id] = (record, view(record))
        return made[1]

    return look


def _above(tx: Lookup, scope: Scope, own: Look) -> Look:
    """What the nearest region at or above the scope's says, in its public log."""
    names = homes_above(scope.region)
    is_home = scope.name in names[:1]
    others = names[1:] if is_home else names
    beyond: dict[tuple[str, str], View | None] = {}

    def above(kind: str, record_id: str) -> View | None:
        if is_home and (found := own(kind, record_id)) is not None:
            return found
        place = (kind, record_id)
        if place not in beyond:  # an op of a whole ledger asks the same for each of its lines
            records = (tx.record(name, kind, record_id) for name in others)
            beyond[place] = next((view(record) for record in records if record is not None), None)
        return beyond[place]

    return above


def _beside(tx: Lookup, scope: Scope, own: Look) -> Look:
    """What the square of the scope's village says."""
    square = f"square/{scope.region}"
    if scope.name == square:
        return own

    def beside(kind: str, record_id: str) -> View | None:
        record = tx.record(square, kind, record_id)
        return view(record) if record else None

    return beside


def blobs_in(value: Any) -> Iterator[str]:
    """Hashes that a change refers to: the member `blob` of any object in it."""
    if isinstance(value, dict):
        if isinstance(value.get("blob"), str):
            yield value["blob"]
        value = value.values()
    for member in value:
        if isinstance(member, dict | list):
            yield from blobs_in(member)


async def _poke(replica: Replica, lines: Sequence[bytes], verdicts: Sequence[Outcome]) -> None:
    """Only after the commit: nobody hears of what may yet be undone."""
    stored: dict[str, dict[int, bytes]] = {}
    for line, verdict in zip(lines, verdicts, strict=True):
        if isinstance(verdict, Verdict) and verdict.verdict == "stored":
            stored.setdefault(verdict.scope, {})[verdict.seq] = line
    for scope, by_seq in stored.items():
        if head := await replica.store.head(scope):
            replica.live.poke(scope, head.epoch, head.size, _news(head, by_seq))


def _news(head: Head, by_seq: Mapping[int, bytes]) -> News | None:
    """What a poke brings: these lines, if everybody may read them, they are few, and they are the log's end."""
    begin = min(by_seq)
    is_end = list(by_seq) == list(range(begin, head.size))
    if is_end and parse_scope(head.scope).public and sum(map(len, by_seq.values())) <= NEWS_BYTES:
        return News(begin, head.checkpoint, [line.decode() for line in by_seq.values()])
    return None
