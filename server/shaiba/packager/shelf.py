"""What of a stream is packed, in memory: what lists, hashes and the clerk's notes are made from."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from shaiba_sync.live import TIERS, Tier, entries_root, recording_root
from shaiba_sync.op import b64u_decode, b64u_encode
from shaiba_sync.tree import HASH_BYTES

from .index import Began, Ended, Entry, Finished, Packed


class Placed(NamedTuple):
    """A segment and the beginning of its epoch; when it was filmed (ms since 1970)."""

    began: Began
    packed: Packed
    at_ms: int


class Shelf:
    """One for each stream. `add` in the order in which it was packed."""

    def __init__(self) -> None:
        self.segments: list[Placed] = []
        self.finished = False
        self.made: dict[str, bytes] = {}
        """What was made of it for whoever asks: as long as nothing is added, all get the same."""
        self._began: dict[int, Began] = {}
        self._hashes: dict[Tier, dict[int, list[str]]] = {tier: {} for tier in TIERS}
        self._lengths: dict[int, list[int]] = {}
        self._at_ms = 0

    def add(self, entry: Entry) -> None:
        """One more of the index."""
        self.made.clear()
        if isinstance(entry, Began):
            self._began[entry.epoch] = entry
            self._at_ms = entry.started
            self._lengths[entry.epoch] = [0]
        elif isinstance(entry, Packed):
            self.segments.append(Placed(self._began[entry.epoch], entry, self._at_ms))
            self._at_ms += entry.ms
            self._lengths[entry.epoch].append(entry.ms)
        elif isinstance(entry, Finished):
            self.finished = True
        if isinstance(entry, Ended | Finished):
            return
        for tier, digest in entry.hashes.items():
            self._hashes[tier].setdefault(entry.epoch, []).append(digest)

    @property
    def ms(self) -> int:
        """How long all of it is."""
        return sum(placed.packed.ms for placed in self.segments)

    def of_tier(self, tier: Tier) -> list[Placed]:
        """The segments that the tier has."""
        return [placed for placed in self.segments if tier in placed.began.hashes]

    def beginnings(self) -> Iterator[Began]:
        """Of the epochs, in order."""
        return iter(self._began.values())

    def hashes(self, tier: Tier) -> list[list[str]]:
        """As `hashes.json` has them: by epoch; an epoch that has not got this tier is empty."""
        last = max(self._began, default=-1)
        return [self._hashes[tier].get(epoch, []) for epoch in range(last + 1)]

    def counts(self) -> list[int]:
        """How many entries each epoch has."""
        return [len(self._lengths.get(epoch, ())) for epoch in range(max(self._began, default=-1) + 1)]

    def parts(self, noted: Mapping[int, int]) -> list[dict[str, Any]]:
        """What is to be noted behind the entries that are (of each epoch, how many), a part an epoch."""
        found = []
        for epoch in self._began:
            first, lengths = noted.get(epoch, 0), self._lengths[epoch]
            if first < len(lengths):
                roots = {
                    tier: b64u_encode(entries_root(_bytes(hashes[epoch][first:])))
                    for tier, hashes in self._hashes.items()
                    if epoch in hashes
                }
                part = {"epoch": epoch, "first": first, "count": len(lengths) - first, "ms": sum(lengths[first:])}
                found.append(part | {"roots": roots})
        return found

    def root(self) -> str:
        """The root over all."""
        tiers = {tier: [_bytes(epoch) for epoch in self.hashes(tier)] for tier in TIERS}
        return b64u_encode(recording_root(tiers))


def _bytes(hashes: list[str]) -> list[bytes]:
    return [b64u_decode(one, HASH_BYTES) for one in hashes]
