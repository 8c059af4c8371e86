"""An event loop whose time moves only when nothing else is to be done: hours in milliseconds, always the same order."""

import asyncio
import sys
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextvars import Context, copy_context
from heapq import heappop, heappush
from itertools import count
from typing import Any


class Stuck(RuntimeError):
    """Everybody waits, and nothing will ever happen."""


class Handle:
    """What is to be called at a time, unless it is cancelled before."""

    __slots__ = ("args", "call", "run")

    def __init__(self, call: Callable[..., Any], args: tuple[Any, ...], context: Context | None) -> None:
        self.call: Callable[..., Any] | None = call
        self.args = args
        self.run = (context or copy_context()).run

    def cancel(self) -> None:
        self.call = None


class Loop(asyncio.AbstractEventLoop):
    """Virtual time, no threads, no sockets: of a loop, what tasks, futures and sleep ask for. There are a million turns
    a minute, so no turn looks for what only sockets and a real clock need."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self._ready: deque[tuple[Callable[..., Any], Callable[..., Any], tuple[Any, ...]]] = deque()
        self._later: list[tuple[float, int, Handle]] = []
        self._numbers = count()
        self._closed = False
        self.faults: list[str] = []

    def time(self) -> float:
        return self._now_s

    def call_soon(self, callback: Callable[..., Any], *args: Any, context: Context | None = None) -> Any:
        """No handle: nobody here takes back what is called at once."""
        self._ready.append(((context or copy_context()).run, callback, args))

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any, context: Context | None = None) -> Any:
        return self.call_at(self._now_s + delay, callback, *args, context=context)

    def call_at(self, when: float, callback: Callable[..., Any], *args: Any, context: Context | None = None) -> Any:
        handle = Handle(callback, args, context)
        heappush(self._later, (when, next(self._numbers), handle))
        return handle

    def create_future(self) -> "asyncio.Future[Any]":
        return asyncio.Future(loop=self)

    def create_task(self, coro: Any, **options: Any) -> "asyncio.Task[Any]":
        return asyncio.Task(coro, loop=self, **options)

    def run_until_complete(self, future: Any) -> Any:
        """What it comes to. Raises `Stuck` where it never will."""
        task = asyncio.ensure_future(future, loop=self)
        hooks = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(finalizer=self._finish)
        asyncio._set_running_loop(self)
        try:
            while not task.done():
                self._turn()
        finally:
            asyncio._set_running_loop(None)
            sys.set_asyncgen_hooks(*hooks)
        return task.result()

    def _turn(self) -> None:
        """All that is ready now. Where nothing is, the time of waiting is over at once."""
        ready, later = self._ready, self._later
        while later and later[0][2].call is None:
            heappop(later)
        if not ready:
            if not later:
                raise Stuck
            self._now_s = max(self._now_s, later[0][0])
        while later and later[0][0] <= self._now_s:
            _, _, due = heappop(later)
            if due.call is not None:
                ready.append((due.run, due.call, due.args))
        for _ in range(len(ready)):
            run, call, args = ready.popleft()
            try:
                run(call, *args)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as error:
                self.call_exception_handler({"message": f"in {call}", "exception": error})

    def _finish(self, generator: AsyncGenerator[Any, Any]) -> None:
        """Nobody wants more of it: its own `finally` still has its turn."""
        self.call_soon(self.create_task, generator.aclose())

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> "asyncio.Future[Any]":  # type: ignore[override]
        """What would go to a thread is done here, in its turn."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        self.faults.append(f"{context.get('message')}: {context.get('exception')!r}")

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return asyncio._get_running_loop() is self

    def is_closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        self._closed = True
        self._ready.clear()
        self._later.clear()
