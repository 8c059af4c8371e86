"""Who writes in a public log at the same time: the network comes back for a village, and fifty phones push in a second.

An answer that went out after each phone's own lines would send the others' piece by piece: fifty ends of the log, each
read, compressed and fetched. So it waits, for a moment at most, until those that came with it are stored; then all are
given the same lines. Where two came together more are on their way: it lingers for these.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from shaiba_sync.errors import SyncError
from shaiba_sync.scope import parse_scope

MOMENT_S = 2.0
"""So long an answer waits at most; a phone that writes alone waits for nobody."""

LINGER_S = 0.1
"""So long after the last of several was stored another may come with them: its body is on its way, or is unpacked."""

_BEGIN = b'{"v":1,"scope":"'


class Together:
    """The pushes that are under way, by log."""

    def __init__(self) -> None:
        self._under_way: Counter[str] = Counter()
        self._stored: Counter[str] = Counter()
        """Those that wait for their answers."""
        self._waiting: set[asyncio.Future[None]] = set()

    @contextmanager
    def pushing(self, logs: Collection[str]) -> Iterator[None]:
        """For as long as it takes to store what was pushed to these logs."""
        try:
            with _counted(self._under_way, logs):
                yield
        finally:
            for ends in self._waiting:
                if not ends.done():
                    ends.set_result(None)

    def is_busy(self, log: str) -> bool:
        """Whether somebody pushes to this log, or waits for those who do."""
        return log in self._under_way or log in self._stored

    async def quiet(self, logs: Collection[str], most_s: float = MOMENT_S, linger_s: float = LINGER_S) -> None:
        """Until nobody pushes to these logs any more, or so many seconds have passed. At once where nobody else did."""
        if not any(map(self.is_busy, logs)):
            return
        loop = asyncio.get_running_loop()
        until = loop.time() + most_s
        with _counted(self._stored, logs):
            lingered = False
            while (left := until - loop.time()) > 0:
                if any(log in self._under_way for log in logs):
                    lingered = False
                    await self._next_end(left)
                elif lingered:
                    return
                else:
                    lingered = True
                    await asyncio.sleep(min(linger_s, left))

    async def _next_end(self, most_s: float) -> None:
        ends = asyncio.get_running_loop().create_future()
        self._waiting.add(ends)
        try:
            await asyncio.wait([ends], timeout=most_s)
        finally:
            self._waiting.discard(ends)


@contextmanager
def _counted(counter: Counter[str], logs: Collection[str]) -> Iterator[None]:
    counter.update(logs)
    try:
        yield
    finally:
        counter.subtract(logs)
        for log in logs:
            if not counter[log]:
                del counter[log]


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
