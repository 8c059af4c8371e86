"""Files made before phones ask: what a cold phone fetches of a public log, packed tightly once the log is quiet.

A log that grows all day is packed quickly for whoever asks meanwhile (bundles.py); each of its bundles tightly, at the
second look after it was full: not while fifty phones write. All of it happens in the background thread, behind the
serving of requests.
"""

import asyncio

from ..log import log
from ..storage.store import Head, Unavailable
from .bundles import BUNDLE, FULL_RANGE, Bundles
from .pull import FAR, share_pages
from .replica import Replica

TICK_S = 30.0
"""A log that did not grow for one to two of these is quiet."""

NEWEST, MANY = 2, 8
"""How phones ask for whole bundles (pwa/src/replica/bundles.ts): the newest by themselves where there are many, the
others in ranges. Who asks otherwise gets a file that is made then."""


class Ready:
    """What grew, and what was made of it."""

    def __init__(self, replica: Replica, bundles: Bundles) -> None:
        self._replica = replica
        self._bundles = bundles
        self._growing: dict[str, tuple[int, int]] = {}
        """How many whole bundles of each were made, and how many there were at the last look; these logs are to be
        looked at when they are quiet."""

    async def run(self) -> None:
        """Look from time to time, for as long as the server runs."""
        while True:
            await asyncio.sleep(TICK_S)
            await self.tick()

    async def tick(self) -> None:
        """One look: bundles that were full at the last, and all that is asked for of the logs that are quiet."""
        grew = self._replica.live.take_poked()
        for scope in [*self._growing, *(grew - self._growing.keys())]:
            try:
                head = await self._replica.store.head(scope)
                if head is None:
                    continue
                if scope in grew:
                    whole = head.size // BUNDLE
                    made, before = self._growing.get(scope, (whole, whole))
                    for bundle in range(made, before):
                        await self._files(head, bundle, bundle)
                    self._growing[scope] = (before, whole)
                else:
                    del self._growing[scope]
                    await self._all(head)
            except Unavailable as error:  # a disk that fails: it is told to those who ask
                log.error("not_made_ready", scope=scope, reason=str(error))

    async def _all(self, head: Head) -> None:
        whole = head.size // BUNDLE if head.size >= FAR else 0
        alone = NEWEST if whole >= MANY else 0
        for bundle in range(whole - alone, whole):
            await self._files(head, bundle, bundle)
        for first in range(0, whole - alone, FULL_RANGE):
            await self._files(head, first, min(first + FULL_RANGE, whole - alone) - 1, quiet=True)
        await share_pages(self._replica, self._bundles, head, whole * BUNDLE)

    async def _files(self, head: Head, first: int, last: int, *, quiet: bool = False) -> None:
        async def read() -> bytes:
            lines = await self._replica.store.lines(head.scope, first * BUNDLE, (last + 1) * BUNDLE)
            return b"\n".join([*lines, b""])

        await self._bundles.get(head.scope, head.epoch, first, last, "br", read, quiet=quiet)
