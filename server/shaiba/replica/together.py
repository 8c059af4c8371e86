"""Who writes in a public log at the same time: the network comes back for a village, and fifty phones push in a second.

An answer that went out after each phone's own lines would send the others' piece by piece: fifty ends of the log, each
read, compressed and fetched. So it waits, for a moment at most, until those that came with it are stored; then all are
given the same lines.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from shaiba_sync.errors import SyncError
from shaiba_sync.scope import parse_scope

MOMENT_S = 1.0
"""So long an answer waits at most; a phone that writes alone waits for nobody."""

_BEGIN = b'{"v":1,"scope":"'


class Together:
    """The pushes that are under way, by log."""

    def __init__(self) -> None:
        self._under_way: Counter[str] = Counter()
        self._waiting: set[asyncio.Future[None]] = set()

    @contextmanager
    def pushing(self, logs: Collection[str]) -> Iterator[None]:
        """For as long as it takes to store what was pushed to these logs."""
        self._under_way.update(logs)
        try:
            yield
        finally:
            self._under_way.subtract(logs)
            self._under_way += Counter()  # what is nought goes
            for waits in self._waiting:
                if not waits.done():
                    waits.set_result(None)

    async def quiet(self, logs: Collection[str], most_s: float = MOMENT_S) -> None:
        """Until nobody pushes to these logs, or so many seconds have passed."""
        loop = asyncio.get_running_loop()
        until = loop.time() + most_s
        while any(log in self._under_way for log in logs) and loop.time() < until:
            waits = loop.create_future()
            self._waiting.add(waits)
            try:
                await asyncio.wait([waits], timeout=until - loop.time())
            finally:
                self._waiting.discard(waits)


def logs_of(lines: Sequence[bytes]) -> frozenset[str]:
    """The public logs that lines say they are for, before any is read. Of the others nobody is told how busy they are,
    not even by how long an answer takes."""
    names = {line[len(_BEGIN) :].partition(b'"')[0] for line in lines if line.startswith(_BEGIN)}
    return frozenset(filter(_is_public, (name.decode("ascii", "replace") for name in names)))


def _is_public(name: str) -> bool:
    try:
        return parse_scope(name).public
    except SyncError:
        return False
