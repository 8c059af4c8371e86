"""How many look on at lives, and how much the link carries for them: counts in memory, of nobody.

Spec: sync/spec/live.md, 11.
"""

from ..replica.replica import Clock

WATCHING_MS = 15_000
MOST_WATCHING = 50_000
"""Viewings that are counted: more are as many."""
EGRESS_MS = 10_000


class Audience:
    """Who looks on now, by numbers that players make up; and how much was sent lately."""

    def __init__(self, clock: Clock, *, egress_mbit: int) -> None:
        self._clock, self._egress_mbit = clock, egress_mbit
        self._seen: dict[str, dict[str, int]] = {}
        self._sent: list[list[int]] = []

    def note(self, stream: str, viewing: str) -> None:
        """A player asked for a list."""
        seen = self._seen.setdefault(stream, {})
        if viewing in seen or len(seen) < MOST_WATCHING:
            seen[viewing] = self._clock()

    def count(self, stream: str) -> int:
        """How many did in the last 15 seconds."""
        since = self._clock() - WATCHING_MS
        seen = {viewing: at_ms for viewing, at_ms in self._seen.get(stream, {}).items() if at_ms > since}
        if seen:
            self._seen[stream] = seen
        else:
            self._seen.pop(stream, None)
        return len(seen)

    def sent(self, size: int) -> None:
        """So many bytes went out."""
        second = self._clock() // 1000
        if not self._sent or self._sent[-1][0] != second:
            self._sent.append([second, 0])
            self._sent = [one for one in self._sent if one[0] > second - EGRESS_MS // 1000]
        self._sent[-1][1] += size

    @property
    def is_full(self) -> bool:
        """Whether the link takes no more pictures."""
        since = self._clock() // 1000 - EGRESS_MS // 1000
        bits = 8 * sum(size for second, size in self._sent if second > since)
        return 0 < self._egress_mbit <= bits / (EGRESS_MS * 1000)
