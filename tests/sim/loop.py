"""An event loop whose time moves only when nothing else is to be done: hours in milliseconds, always the same order."""

import asyncio
from collections.abc import Callable
from heapq import heappop
from typing import Any


class Stuck(RuntimeError):
    """Everybody waits, and nothing will ever happen."""


class Loop(asyncio.BaseEventLoop):
    """Virtual time, no threads, no sockets."""

    def __init__(self) -> None:
        super().__init__()
        self._now_s = 0.0
        self.faults: list[str] = []
        self.set_exception_handler(self._note)

    def time(self) -> float:
        return self._now_s

    def _run_once(self) -> None:
        """A round of asyncio's, in its order, without what sockets and a real clock need: there are a million a minute.
        Where nothing is to be done, the time of waiting is over at once."""
        ready, later = self._ready, self._scheduled
        while later and later[0]._cancelled:
            heappop(later)._scheduled = False
        if not ready and not self._stopping:
            if not later:
                raise Stuck
            self._now_s = max(self._now_s, later[0]._when)
        while later and later[0]._when <= self._now_s:
            due = heappop(later)
            due._scheduled = False
            ready.append(due)
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle._cancelled:
                handle._run()

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> "asyncio.Future[Any]":  # type: ignore[override]
        """What would go to a thread is done here, in its turn."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def _note(self, loop: Any, context: dict[str, Any]) -> None:
        self.faults.append(f"{context.get('message')}: {context.get('exception')!r}")

    def _write_to_self(self) -> None:
        pass
