"""An event loop whose time moves only when nothing else is to be done: hours in milliseconds, always the same order."""

import asyncio
from collections.abc import Callable
from typing import Any


class Stuck(RuntimeError):
    """Everybody waits, and nothing will ever happen."""


class Loop(asyncio.BaseEventLoop):
    """Virtual time, no threads, no sockets."""

    def __init__(self) -> None:
        super().__init__()
        self._now_s = 0.0
        self._selector = self
        self.faults: list[str] = []
        self.set_exception_handler(self._note)

    def time(self) -> float:
        return self._now_s

    def select(self, timeout: float | None) -> list[Any]:
        """Called by asyncio when it would wait for sockets: the time that it would wait is over at once."""
        if timeout is None:
            raise Stuck
        self._now_s += timeout
        return []

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

    def _process_events(self, event_list: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass
