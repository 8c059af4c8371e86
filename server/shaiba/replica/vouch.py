"""Who else vouched for this server's heads: cosignatures taken in, counted by the policy, and given out.

Spec: sync/spec/witness.md, "Who must cosign" and "The server". Nothing is kept that is not of this log's own history,
nor of somebody whom nobody counts.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec

from shaiba_sync.clock import MAX_DRIFT_MS
from shaiba_sync.errors import ClockDrift, Forbidden, NotFound, OtherHistory, SyncError
from shaiba_sync.merge import view
from shaiba_sync.scope import parent_code, parse_scope
from shaiba_sync.tree import MAX_SIGNATURES, SignedNote, open_note, origin, parse_checkpoint, split_note
from shaiba_sync.witness import device_cosigner, open_cosigned, parse_cosigner, witnessed_at

from ..kind import day_of
from ..storage.store import Cosignature, Head, Tx
from .head import note_at
from .replica import Replica
from .scope import home_scope
from .who import actor_by, device_of, grants_of

ROLE = "supervisor"
KEPT_SIZES = 32
"""Heads whose cosignatures are kept though the policy is not reached by them."""


class Policy(msgspec.Struct, frozen=True):
    """What a region asks for (domain/policy.py)."""

    committee: int = 0
    outside: int = 0
    days: int = 7
    witnesses: tuple[str, ...] = ()


async def policy_for(replica: Replica, scope: str) -> Policy | None:
    """The policy of the nearest region at or above the scope that has one."""
    code = parse_scope(scope).region
    while code:
        if record := await replica.store.record(home_scope(code), "policy", "witness"):
            return msgspec.convert(view(record), Policy)
        code = parent_code(code)
    return None


async def take(replica: Replica, scope: str, note: str, *, now_ms: int) -> None:
    """Keep the cosignatures of a note of ours. Raises `BadSignature`, `OtherHistory`, `Forbidden`, `ClockDrift`."""
    said = open_note(note, replica.vkey)
    head = await replica.store.head(scope)
    if head is None:
        raise NotFound
    if said.origin != origin(replica.log_name, scope, head.epoch):
        raise OtherHistory
    cosigners = [*await _witnesses(replica, scope), *await _phones(replica, scope, split_note(note), now_ms)]
    times = open_cosigned(note, cosigners)
    if not times:
        raise Forbidden(need=ROLE)
    if (ahead_ms := max(times.values()) * 1000 - now_ms) > MAX_DRIFT_MS:
        raise ClockDrift(ahead_ms)
    ours = await note_at(replica, head, said.size) if said.size <= head.size else ""
    if not ours or parse_checkpoint(split_note(ours).text) != said:
        raise OtherHistory(ours or None)
    await keep(replica, head, said.size, note, times)


async def keep(replica: Replica, head: Head, size: int, note: str, times: dict[str, int]) -> None:
    """Store what was found good, and forget what is of no more use: heads before the newest that is witnessed."""
    found = [Cosignature(head.epoch, size, vkey, time_s, _line(note, vkey)) for vkey, time_s in times.items()]

    def store(tx: Tx) -> None:
        for one in found:
            tx.put_cosignature(head.scope, one)

    await replica.store.write(store)
    kept = await replica.store.cosignatures(head.scope)
    sizes = list(dict.fromkeys(one.size for one in kept))
    if len(sizes) > 2 * KEPT_SIZES:
        enough = await _newest_enough(replica, head, kept)
        below = min(sizes[KEPT_SIZES - 1], enough[0].size if enough else sizes[-1])
        await replica.store.write(lambda tx: tx.drop_cosignatures(head.scope, below))


async def witnessed(replica: Replica, scope: str) -> str | None:
    """The newest note that the policy is satisfied with; where there is none, the newest that anybody cosigned."""
    head = await replica.store.head(scope)
    kept = [one for one in await replica.store.cosignatures(scope) if head and one.size <= head.size]
    if head is None or not kept:
        return None
    group = await _newest_enough(replica, head, kept) or [one for one in kept if one.size == kept[0].size]
    note = await note_at(replica, head, group[0].size)
    return note + "".join(one.line for one in group[: MAX_SIGNATURES - 1])


async def _newest_enough(replica: Replica, head: Head, kept: Sequence[Cosignature]) -> list[Cosignature]:
    """The cosignatures of the newest head that has enough of them; the needed ones alone. Empty where none has."""
    policy = await policy_for(replica, head.scope)
    if policy is None:
        return []
    for _, group in groupby(kept, key=lambda one: one.size):
        committee: dict[str, Cosignature] = {}
        outside: dict[bytes, Cosignature] = {}
        for one in sorted(group, key=lambda one: one.time_s):  # of several by one, the newest counts
            if one.cosigner in policy.witnesses:
                outside[parse_cosigner(one.cosigner).key] = one
            elif person := await _person(replica, head.scope, one):
                committee[person] = one
        times = [[one.time_s for one in side.values()] for side in (committee, outside)]
        if witnessed_at(*times, need_committee=policy.committee, need_outside=policy.outside) is not None:
            return [*_last(committee.values(), policy.committee), *_last(outside.values(), policy.outside)]
    return []


def _last(some: Iterable[Cosignature], count: int) -> list[Cosignature]:
    return sorted(some, key=lambda one: -one.time_s)[:count]


async def _person(replica: Replica, scope: str, one: Cosignature) -> str | None:
    """Whose phone cosigned, if that person was of the committee then."""
    name = parse_cosigner(one.cosigner).name
    then = day_of(one.time_s * 1000)
    device = device_of(await replica.store.find("device", name.rpartition("/")[2]), then)
    if device is None or device.revoked or device_cosigner(replica.log_name, device.id, device.key) != one.cosigner:
        return None
    region = parse_scope(scope).region
    grants = grants_of(await replica.store.refer("grant", "person", device.person), then)
    return device.person if any(g.role == ROLE and g.region == region for g in grants) else None


async def _witnesses(replica: Replica, scope: str) -> set[str]:
    """Keys of outsiders that count here: those whom this server asks, and those whom the policy names."""
    policy = await policy_for(replica, scope)
    return {*replica.witnesses, *(policy.witnesses if policy else ())}


async def _phones(replica: Replica, scope: str, note: SignedNote, now_ms: int) -> list[str]:
    """Keys of the phones that say they cosigned this note and that may."""
    prefix = f"{replica.log_name}/device/"
    region = parse_scope(scope).region
    found = []
    for name in {name for name, _, _ in note.signatures if name.startswith(prefix)}:
        try:
            known = await actor_by(replica.store, name.removeprefix(prefix), now_ms)
        except SyncError:
            continue
        if known.device.alg == "ed25519" and any(g.role == ROLE and g.region == region for g in known.actor.grants):
            found.append(device_cosigner(replica.log_name, known.device.id, known.device.key))
    return found


def _line(note: str, vkey: str) -> str:
    """This cosigner's line under a note; of several, the newest."""
    newest, best = -1, ""
    text, _, block = note.rpartition("\n\n")
    for line in block.splitlines(keepends=True):
        time_s = open_cosigned(f"{text}\n\n{line}", [vkey]).get(vkey, -1)
        if time_s > newest:
            newest, best = time_s, line
    return best
