"""So many questions a minute and no more, from one address and from all: what makes a short code worth something."""

from shaiba_sync.errors import SlowDown

MINUTE_MS = 60_000
EACH_A_MINUTE, ALL_A_MINUTE = 10, 60
"""Questions by an appeal's code: sync/spec/appeal.md says what they are worth to who guesses."""

BALLOTS_A_MINUTE = 6_000
"""Of all together: a ballot costs the check of two signatures and a file written."""


class Ceiling:
    """Counts the questions of the minute that runs. Nothing of it is kept: after a minute no address is known."""

    def __init__(self, *, each: int, all_: int) -> None:
        self._each = each
        self._all = all_
        self._minute = 0
        self._asked: dict[str, int] = {}

    def ask(self, address: str, now_ms: int) -> None:
        """One more question. Raises `SlowDown` where there were enough."""
        minute = now_ms // MINUTE_MS
        if minute != self._minute:
            self._minute, self._asked = minute, {}
        if self._asked.get(address, 0) >= self._each or sum(self._asked.values()) >= self._all:
            raise SlowDown(60 - now_ms % MINUTE_MS // 1000)
        self._asked[address] = self._asked.get(address, 0) + 1
