"""What goes on for a session — a stream of pokes, a long answer — ends when the session does, within seconds.

Spec: sync/spec/people.md 8. A session that has ended is one that is not in the store any more: whoever ended it, this
process or a command beside it, needs to tell nobody.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..replica.replica import Clock
from ..storage.store import Store, Unavailable
from .caller import Caller

EVERY_S = 2.0


class Watch:
    """What is open in this process, by its session."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._open: dict[object, tuple[Caller, Callable[[], None]]] = {}

    @contextmanager
    def over(self, caller: Caller | None, end: Callable[[], None]) -> Iterator[None]:
        """While this is open, `end` is called once the caller's session has ended. Nobody's has none."""
        if caller is None:
            yield
            return
        key = object()
        self._open[key] = caller, end
        try:
            yield
        finally:
            self._open.pop(key, None)

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(EVERY_S)
            await self.look()

    async def look(self) -> None:
        """End what is to end."""
        opened = dict(self._open)
        if not opened:
            return
        try:
            alive = await self._store.alive(list({caller.session.token_hash for caller, _ in opened.values()}))
        except Unavailable:  # a store that cannot be read tells nobody anything either
            return
        now_ms = self._clock()
        for key, (caller, end) in opened.items():
            if caller.session.token_hash not in alive or now_ms >= caller.until_ms:
                self._open.pop(key, None)
                end()
