"""Take a line out of a log: order and gap in one transaction, what follows from lines made again, files gone with it.

Spec: sync/spec/erase.md. For a stopped server: nobody may be reading what is taken away.
"""

import asyncio

import msgspec

from shaiba_sync.op import Op, b64u_encode, format_gone, is_gone, parse_op
from shaiba_sync.wire import Refused

from ..domain.erasure import MOST_RECORDS
from ..storage.blobs import BlobFolder
from ..storage.store import Tx
from .bundles import Bundles
from .duty import Refusal, sign_op
from .push import blobs_in, own_job
from .rebuild import derive
from .replica import Replica

NEVER = ("erasure.order", "epoch.begin", "device.enrol")
"""Without the first two nobody would know why lines are gone; without the last whose the device's lines are."""


class NotErasable(Exception):
    """There is no such line, or it may not go. The sentence says why."""


class AlreadyGone(NotErasable):
    """The line was erased before."""


class Erasing(msgspec.Struct, frozen=True):
    """A line that is to go: what it says, the records it speaks of, and the files that go with it."""

    scope: str
    seq: int
    op: Op
    records: tuple[str, ...]
    files: tuple[str, ...]


async def look(replica: Replica, scope: str, seq: int) -> Erasing:
    """What would go. Raises `NotErasable`."""
    held = await replica.store.lines(scope, seq, seq + 1)
    if seq < 0 or not held:
        raise NotErasable(f"There is no line {seq} in {scope}")
    if is_gone(held[0]):
        raise AlreadyGone(f"Line {seq} of {scope} is gone already")
    op = parse_op(held[0])
    if never := [change["do"] for change in op.changes if change["do"] in NEVER]:
        raise NotErasable(f"Line {seq} of {scope} says {never[0]}, which must stay")
    records = tuple(dict.fromkeys(f"{change['do'].partition('.')[0]}/{change['id']}" for change in op.changes))
    if len(records) > MOST_RECORDS:
        raise NotErasable(f"Line {seq} of {scope} speaks of more than {MOST_RECORDS} records")
    return Erasing(scope, seq, op, records, await _files_of(replica, scope, seq, op))


async def erase(
    replica: Replica, erasing: Erasing, blobs: BlobFolder, bundles: Bundles, *, why: str, order: str, now_ms: int
) -> int:
    """Take it out, and leave nothing of it in the folder; returns the place of the order. Raises `Refusal`."""
    place = await take_out(replica, erasing, why=why, order=order, now_ms=now_ms)
    await clean(replica, erasing.scope, blobs, bundles)
    return place


async def take_out(replica: Replica, erasing: Erasing, *, why: str, order: str, now_ms: int) -> int:
    """Order and gap, in one transaction; returns the place of the order. Raises `Refusal`."""
    scope, op = erasing.scope, erasing.op
    said = {"seq": erasing.seq, "leaf": op.id, "why": why, "order": order, "records": list(erasing.records)}
    change = {"do": "erasure.order", "id": b64u_encode(replica.clerk.random(9)), "set": said}
    gap = format_gone(op.id, replica.clerk.device, why)
    async with replica.clerk.lock:
        written = sign_op(replica, scope, [change], now_ms)
        lines = await replica.store.lines(scope, 0, 2**53)
        lines[erasing.seq] = gap
        derived = await asyncio.to_thread(derive, [*lines, written.line])
        take = own_job(replica, written, now_ms=now_ms)

        def job(tx: Tx) -> int:
            outcome = take(tx)
            if isinstance(outcome, Refused):
                raise Refusal(scope, outcome)
            if outcome.seq != len(lines):
                raise RuntimeError("the log grew meanwhile")  # this runs alone: the folder is locked
            tx.put_gap(scope, erasing.seq, gap)
            tx.clear_derived(scope)
            tx.put_records(scope, list(derived.records.values()))
            tx.put_blob_refs(scope, sorted(derived.blobs))
            for blob_hash in erasing.files:
                tx.drop_blob(blob_hash)
            return outcome.seq

        return await replica.store.write(job)


async def clean(replica: Replica, scope: str, blobs: BlobFolder, bundles: Bundles) -> None:
    """What is left of the line outside its row: files that nobody knows any more, packed copies, free pages. Safe to
    repeat, where a first time was cut short."""
    await drop_unknown(replica, blobs)
    await asyncio.to_thread(bundles.forget, scope)
    await replica.store.scrub()


async def drop_unknown(replica: Replica, blobs: BlobFolder) -> None:
    """Take away files that the store does not know. For a stopped server: a file comes before it is known."""
    known = {blob.hash for blob in await replica.store.blobs()}
    for blob_hash in await asyncio.to_thread(blobs.hashes):
        if blob_hash not in known:
            await asyncio.to_thread(blobs.remove, blob_hash)


async def _files_of(replica: Replica, scope: str, seq: int, op: Op) -> tuple[str, ...]:
    """Hashes that no other line names, in this scope or in another."""
    named = {blob_hash for change in op.changes for blob_hash in blobs_in(change)}
    if not named:
        return ()
    lines = await replica.store.lines(scope, 0, 2**53)
    others = await asyncio.to_thread(derive, [line for at, line in enumerate(lines) if at != seq])
    alone = []
    for blob_hash in sorted(named - others.blobs):
        if await replica.store.blob_scopes(blob_hash) in ([], [scope]):
            alone.append(blob_hash)
    return tuple(alone)
