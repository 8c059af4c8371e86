"""The routes that Litestar answers, loaded behind the first answers: to load it, and to read what a hundred handlers
take, is half of a start. Who asks for one of them meanwhile waits."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from shaiba_sync.errors import Unavailable

from ..memory import loading

if TYPE_CHECKING:
    from litestar.types import ASGIApp

PATIENCE_S = 20.0
"""So long a request waits for the rest to be loaded; on a busy machine that takes a few seconds."""

AGAIN_S = 5
"""When it may come again then."""

REST_S = 0.3
"""For so long after the start nothing is loaded unless somebody asks for it: who wants a village has it before."""


class Rest:
    """The application of those routes, once it is there."""

    def __init__(self, load: Callable[[], "ASGIApp"]) -> None:
        self._load = load
        self._loading: asyncio.Task[ASGIApp] | None = None
        self._wanted = asyncio.Event()

    async def load(self) -> None:
        """Load it, after `REST_S` or as soon as it is wanted. Raises what went wrong: without it there is no server."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wanted.wait(), REST_S)
        await asyncio.shield(self._begin())

    async def app(self, patience_s: float = PATIENCE_S) -> "ASGIApp":
        """The application, waited for. Raises `Unavailable` where that takes too long."""
        self._wanted.set()
        task = self._begin()
        if task.done():
            return task.result()
        try:
            return await asyncio.wait_for(asyncio.shield(task), patience_s)
        except TimeoutError:
            raise Unavailable(AGAIN_S) from None

    def _begin(self) -> "asyncio.Task[ASGIApp]":
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(self._load_it))
        return self._loading

    def _load_it(self) -> "ASGIApp":
        with loading():
            return self._load()
