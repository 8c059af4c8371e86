"""Files that many are about to ask for, packed while what is to stand in them is still being written.

Fifty phones that come back at once are answered together (together.py), and then all ask for one file: the log from
where they all are. To pack it takes half a second, of a processor that has nothing to do while they wait: what checks
and stores holds the interpreter, and what compresses does not.
"""

import asyncio

import msgspec

from ..log import log
from ..storage.store import Unavailable
from .bundles import BUNDLE, FULL_RANGE, READY, Bundles
from .packing import Growing
from .pull import offer
from .replica import Replica

KEPT_S = 10.0
"""So long after a log last grew, what was packed of it is kept: whoever came with the others has its file by then."""

MOST = 4
"""Logs that are packed ahead at a time: each takes about 20 MB meanwhile."""


class _Packed(msgspec.Struct):
    """How many bundles of a log are packed."""

    growing: Growing
    bundles: int = 0


class Ahead:
    """What is packed ahead. One per server."""

    def __init__(self, replica: Replica, bundles: Bundles) -> None:
        self._replica = replica
        self._bundles = bundles
        self._packed: dict[tuple[str, int, int], _Packed] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._ends: dict[str, asyncio.TimerHandle] = {}
        """When a log's are let go at which nobody is."""

    def expect(self, scope: str, size: int) -> None:
        """A phone that has so many lines waits with others for those who write there: it will ask for the rest."""
        if scope in self._under_way:
            return
        if ends := self._ends.pop(scope, None):
            ends.cancel()
        task = self._under_way[scope] = asyncio.create_task(self._go_on(scope, size))
        task.add_done_callback(lambda _: self._rest(scope))

    def _rest(self, scope: str) -> None:
        del self._under_way[scope]
        self._ends[scope] = asyncio.get_running_loop().call_later(KEPT_S, self._let_go, scope)

    def _let_go(self, scope: str) -> None:
        del self._ends[scope]
        for place in [place for place in self._packed if place[0] == scope]:
            del self._packed[place], self._bundles.growing[place]

    async def _go_on(self, scope: str, size: int) -> None:
        """Pack bundles as long as one more is whole."""
        try:
            while await self._pack_next(scope, size):
                pass
        except Unavailable as error:  # whoever asks for the file is told
            log.error("not_packed_ahead", scope=scope, reason=str(error))

    async def _pack_next(self, scope: str, size: int) -> bool:
        """Whether there was one to pack."""
        store = self._replica.store
        head = await store.head(scope)
        first = size // BUNDLE
        whole = head.size // BUNDLE if head else 0
        if head is None or first % FULL_RANGE or offer(head, size) is None:
            return False  # nobody is sent to a file yet, or to one that is packed quickly
        packed = self._of((scope, head.epoch, first))
        if packed is None or packed.bundles >= min(whole - first, FULL_RANGE):
            return False
        begin = (first + packed.bundles) * BUNDLE
        lines = await store.lines(scope, begin, begin + BUNDLE)
        await asyncio.to_thread(packed.growing.add, b"\n".join([*lines, b""]))
        packed.bundles += 1
        return True

    def _of(self, place: tuple[str, int, int]) -> _Packed | None:
        """What was packed from there on; None where enough others are under way."""
        if place not in self._packed:
            if len(self._packed) >= MOST:
                return None
            packed = self._packed[place] = _Packed(Growing(READY))
            self._bundles.growing[place] = packed.growing
        return self._packed[place]
