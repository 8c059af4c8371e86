"""What tells a recording that was changed: the hashes beside the media, held against the roots in the village's log.

A segment swapped, left out, put in or moved is named with its place. Spec: sync/spec/live.md. Vectors:
sync/vectors/live.json.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from shaiba_sync.errors import Malformed
from shaiba_sync.op import b64u_decode, b64u_encode
from shaiba_sync.sized import sized
from shaiba_sync.tree import HASH_BYTES, leaf_hash, root_of

Tier = Literal["v", "p", "a"]
TIERS: tuple[Tier, ...] = ("v", "p", "a")
"""Picture and sound; a picture a segment, with sound; sound."""
FaultWhy = Literal["cut", "differs", "added", "gap", "moved", "changed", "unknown"]
FAULT_WHYS: tuple[FaultWhy, ...] = ("cut", "differs", "added", "gap", "moved", "changed", "unknown")

STREAM_BYTES = 16
"""Random: who has not read the log cannot guess an address of its media."""
REMARK_GAP_MS = 10_000
"""One person says one thing in so long."""
MOST_EPOCHS = 1_000

Hashes = Sequence[Sequence[bytes]]
"""Of a tier, by epoch: the hash of the beginning, and those of the segments in order."""
Said = Mapping[str, Any]

_NAME = re.compile(r"(0|[1-9][0-9]{0,2})-(init|0|[1-9][0-9]{0,4})")


class RecordingFault(msgspec.Struct, frozen=True):
    """What is wrong with which entry of which epoch; `ms` is where in the recording its part begins."""

    epoch: int
    entry: int
    ms: int
    why: FaultWhy


def remark_id(stream: str, by: str, said_ms: int) -> str:
    """The id of what one person says of a stream in these ten seconds: so it is one."""
    slot = (said_ms // REMARK_GAP_MS).to_bytes(8)
    said = b"shaiba/live/remark/v1\0" + sized(stream.encode()) + sized(by.encode()) + slot
    return b64u_encode(hashlib.sha256(said).digest())


def read_hashes(data: Any) -> list[list[bytes]]:
    """What `hashes.json` of a tier says, from its JSON. `malformed` (rule `recording`)."""
    if not isinstance(data, list) or len(data) > MOST_EPOCHS or not all(isinstance(one, list) for one in data):
        raise Malformed("recording")
    return [[_hash(text) for text in epoch] for epoch in data]


def entries_root(hashes: Sequence[bytes]) -> bytes:
    """The root over these entries, in order."""
    return root_of([leaf_hash(one) for one in hashes])


def recording_root(tiers: Mapping[Tier, Hashes]) -> bytes:
    """The root over a whole recording: tier by tier, epoch by epoch."""
    return entries_root([one for tier in TIERS for epoch in tiers.get(tier, ()) for one in epoch])


def recording_faults(
    recording: Said, tier: Tier, hashes: Hashes, held: Mapping[str, bytes] | None = None
) -> list[RecordingFault]:
    """What of this tier is not as the log has it; nothing: all is as it was.

    `recording` is the record's view; `held` the hashes of what a phone has, by `<epoch>-init` and `<epoch>-<n>`, as far
    as it has it (`malformed`, rule `recording`, for another name).
    """
    parts = _Parts(recording, tier)
    found = parts.faults
    for part, ms in parts.placed:
        epoch, first, count = part["epoch"], part["first"], part["count"]
        listed = [*hashes[epoch : epoch + 1], []][0][first : first + count]
        if tier not in part["roots"]:
            continue
        if len(listed) < count:
            found.append(RecordingFault(epoch, first + len(listed), ms, "cut"))
        elif b64u_encode(entries_root(listed)) != part["roots"][tier]:
            found.append(RecordingFault(epoch, first, ms, "differs"))
    if "counts" in recording:
        found += _against_counts(recording["counts"], parts, hashes)
    everywhere = {one for epoch in hashes for one in epoch}
    for name, digest in (held or {}).items():
        epoch, entry = entry_of(name)
        listed = [*hashes[epoch : epoch + 1], []][0]
        why: FaultWhy | None = None
        if entry >= parts.end_of(epoch):
            why = "unknown"
        elif entry < len(listed) and listed[entry] != digest:
            why = "moved" if digest in everywhere else "changed"
        if why:
            found.append(RecordingFault(epoch, entry, parts.ms_of(epoch, entry), why))
    return found


def entry_of(name: str) -> tuple[int, int]:
    """Epoch and entry of a file's name without its ending: `3-init`, `3-17`. `malformed` (rule `recording`)."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise Malformed("recording")
    return int(match[1]), 0 if match[2] == "init" else int(match[2]) + 1


class _Parts:
    """The parts of a tier where each has its place, how far they reach, and which have none."""

    def __init__(self, recording: Said, tier: Tier) -> None:
        self.faults: list[RecordingFault] = []
        self.placed: list[tuple[Said, int]] = []
        self.whole: list[int] = []
        """Entries of each epoch that the log knows."""
        self._ends: dict[int, int] = {}
        self.ms = 0
        for part in recording.get("parts", ()):
            epoch, first = part["epoch"], part["first"]
            is_next = first == (self.whole[epoch] if epoch == len(self.whole) - 1 else 0)
            if epoch >= MOST_EPOCHS or epoch < len(self.whole) - 1 or not is_next:
                self.faults.append(RecordingFault(epoch, first, self.ms, "gap"))
                continue
            self.whole += [0] * (epoch + 1 - len(self.whole))
            self.whole[epoch] = first + part["count"]
            self.placed.append((part, self.ms))
            self.ms += part["ms"]
            if tier in part["roots"]:
                self._ends[epoch] = self.whole[epoch]

    def end_of(self, epoch: int) -> int:
        """How many entries of the epoch this tier has."""
        return self._ends.get(epoch, 0)

    def ms_of(self, epoch: int, entry: int) -> int:
        """Where the part begins that has this entry; behind all, where none has."""
        for part, ms in self.placed:
            if part["epoch"] == epoch and part["first"] <= entry < part["first"] + part["count"]:
                return ms
        return self.ms


def _against_counts(counts: Sequence[int], parts: _Parts, hashes: Hashes) -> list[RecordingFault]:
    found = []
    for epoch in range(max(len(counts), len(parts.whole))):
        said, told = ([*row[epoch : epoch + 1], 0][0] for row in (counts, parts.whole))
        if said != told:
            found.append(RecordingFault(epoch, min(said, told), parts.ms, "gap"))
    for epoch, listed in enumerate(hashes):
        if len(listed) > parts.end_of(epoch):
            found.append(RecordingFault(epoch, parts.end_of(epoch), parts.ms, "added"))
    return found


def _hash(text: object) -> bytes:
    if not isinstance(text, str):
        raise Malformed("recording")
    return b64u_decode(text, HASH_BYTES, rule="recording")
