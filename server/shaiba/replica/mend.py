"""What phones bring back: lines that a log has lost, and notes that it signed and no longer stands by.

Who brings them does not matter: the log's own signature under the note vouches for the lines up to it.
Spec: sync/spec/scope.md, "Refill" and "Evidence".
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import msgspec

from shaiba_sync.errors import Malformed, NotFound, OtherHistory, Unavailable
from shaiba_sync.op import b64u_encode, format_gone, is_gone, leaf_of, parse_line
from shaiba_sync.scope import Scope
from shaiba_sync.tree import Checkpoint, Frontier, open_note, origin, parse_checkpoint, split_note
from shaiba_sync.wire import RefillHeader

from ..log import log
from ..storage.store import Head, Pair, Tx, act_of, leaf_as_stored
from .audit import Gaps, orders_in
from .head import note_at
from .history import frontier_of
from .rebuild import Derived, derive, put_derived
from .replica import Replica

AGAIN_S = 30
"""When to try again what another write came between."""


_Line = tuple[int, bytes, bytes]
"""Place, leaf, bytes."""


class Mended(msgspec.Struct, frozen=True):
    """How many lines have their own bytes again, and how many were missing at the end."""

    mended: int
    appended: int


async def refill(replica: Replica, scope: Scope, header: RefillHeader, lines: Sequence[bytes], now_ms: int) -> Mended:
    """Write lines back. Those of a later epoch than the copy's take the log to it. Raises `BadSignature`, `NotFound`,
    `OtherHistory`, `Malformed`."""
    note = _open(replica, scope, header.checkpoint, header.epoch)
    head = await replica.store.head(scope.name)
    if head is not None and head.epoch > header.epoch:
        raise NotFound
    if header.begin + len(lines) != note.size or not lines:
        raise Malformed("header")
    stored = await replica.store.entries(scope.name, 0, head.size if head else 0)
    held = {entry.seq: entry for entry in stored}
    leaves = await asyncio.to_thread(lambda: [leaf_of(line) for line in lines])
    before = [held[seq].leaf if seq in held else b"" for seq in range(header.begin)]
    after = [held[seq].leaf if seq in held else b"" for seq in range(note.size, head.size if head else 0)]
    await asyncio.to_thread(_vouch, note, head, [*before, *leaves, *after])
    wrong = [
        (header.begin + n, leaf, line)
        for n, (leaf, line) in enumerate(zip(leaves, lines, strict=True))
        if (kept := held.get(header.begin + n)) is None or kept.leaf != leaf or leaf_as_stored(kept.line) != leaf
    ]  # a line and its gap have one leaf: neither takes the other's place here
    if wrong:
        size = head.size if head else 0
        now = {seq: entry.line for seq, entry in held.items() if leaf_as_stored(entry.line) == entry.leaf}
        now |= {seq: line for seq, _, line in wrong}
        _check_gaps(replica.clerk.device, now, {seq for seq, _, _ in wrong})
        gaps = _ordered(replica.clerk.device, now, [line for _, _, line in wrong])
        derived = await asyncio.to_thread(_derive, now | gaps, max(size, note.size))
        if derived is None and note.size > size:
            raise Unavailable(AGAIN_S, why="damaged")
        epoch = header.epoch if header.epoch > (head.epoch if head else 0) else None
        await replica.store.write(_job(scope.name, size, epoch, wrong, gaps, derived, now_ms))
        replica.history.forget(scope.name)
        log.info("refilled", scope=scope.name, lines=len(wrong), was=size)
        if grown := await replica.store.head(scope.name):
            replica.live.poke(scope.name, grown.epoch, grown.size)
    mended = sum(seq < (head.size if head else 0) for seq, _, _ in wrong)
    return Mended(mended, len(wrong) - mended)


async def hand_in(replica: Replica, scope: Scope, text: str, now_ms: int) -> bool:
    """Whether a note is of our own history; else both are kept for ever. Raises `BadSignature`, `NotFound`."""
    head = await replica.store.head(scope.name)
    epoch = max(_epoch_of(text), head.epoch if head else 0)
    note = _open(replica, scope, text, epoch)
    if head is None or (epoch, note.size) > (head.epoch, head.size):
        await replica.history.claim(scope.name, epoch, note.size)
        raise Unavailable(AGAIN_S, why="behind")
    past = await replica.history.of(head)
    if past.damaged is not None:
        raise Unavailable(AGAIN_S, why="damaged")
    if b64u_encode(note.root) == await replica.history.root(past, note.size):
        return True
    own = await note_at(replica, head, note.size)
    await replica.store.write(lambda tx: tx.put_evidence(Pair(scope.name, text, own), now_ms))
    await replica.read_marks()
    log.error("two_histories", scope=scope.name, size=note.size, advice="shaiba verify")
    return False


def _epoch_of(text: str) -> int:
    """Of which epoch a note says that it is."""
    _, plus, epoch = parse_checkpoint(split_note(text).text).origin.rpartition("+")
    return int(epoch) if plus and epoch.isdecimal() else 0


def _open(replica: Replica, scope: Scope, text: str, epoch: int) -> Checkpoint:
    """A note of this log, this scope and this epoch."""
    note = open_note(text, replica.vkey)
    if note.origin != origin(replica.log_name, scope.name, epoch):
        raise NotFound
    return note


def _vouch(note: Checkpoint, head: Head | None, leaves: Sequence[bytes]) -> None:
    """These leaves, as the log will have them, must lead to the note, and to the head that it has. Raises
    `OtherHistory`."""
    size = head.size if head else 0
    first, second = sorted((note.size, size))
    frontiers = {first: frontier_of(leaves[:first])}
    frontiers[second] = frontier_of(leaves[first:second], frontiers[first])
    if frontiers[note.size].root() != note.root or frontiers[size] != (head.frontier if head else Frontier()):
        raise OtherHistory


def _check_gaps(clerk: str, now: Mapping[int, bytes], brought: set[int]) -> None:
    """A gap is as good as its line for the tree, so that anybody could erase by bringing one: only what the clerk
    ordered to go may be brought as gone. Raises `Malformed`."""
    gaps = Gaps(clerk)
    for seq in sorted(now):
        gaps.take(seq, now[seq])
    if brought & set(gaps.without_order()):
        raise Malformed("gone")


def _ordered(clerk: str, now: Mapping[int, bytes], brought: Sequence[bytes]) -> dict[int, bytes]:
    """Gaps for lines that stand in a copy restored from before the orders that are brought."""
    gaps = {}
    for line in brought:
        op = parse_line(line)
        for said in orders_in(op, clerk):
            held = now.get(said["seq"], b"")
            if held and not is_gone(held) and b64u_encode(leaf_of(held)) == said["leaf"]:
                gaps[said["seq"]] = format_gone(said["leaf"], clerk, said["why"])
    return gaps


def _derive(lines: Mapping[int, bytes], size: int) -> Derived | None:
    """What follows from the log as it will be; None where other lines of it are still damaged."""
    return derive([lines[seq] for seq in range(size)]) if len(lines) == size else None


def _job(
    scope: str,
    size: int,
    epoch: int | None,
    wrong: Sequence[_Line],
    gaps: Mapping[int, bytes],
    derived: Derived | None,
    now_ms: int,
) -> Callable[[Tx], None]:
    def job(tx: Tx) -> None:
        if tx.head_size(scope) != size:
            raise Unavailable(AGAIN_S)
        if epoch is not None:
            tx.begin_epoch(scope, epoch)
        for seq, leaf, line in wrong:
            act = act_of(parse_line(line))
            if seq < size:
                tx.put_line(scope, seq, leaf=leaf, act=act, line=line, received_ms=now_ms)
            else:
                tx.append(scope, leaf=leaf, act=act, line=line, received_ms=now_ms)
        for seq, gap in gaps.items():
            tx.put_gap(scope, seq, gap)
        if derived is not None:
            put_derived(tx, scope, derived)

    return job
