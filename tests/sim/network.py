"""Links between phones and the server: slow, lossy, cut, doubled, clogged. Each has its own dice."""

import asyncio
import random
from typing import Any, NamedTuple

import msgspec

from tests.sim.server import Down, SimServer

PATIENCE_S = 30.0
"""When a phone gives a request up."""


class Unreachable(Exception):
    """No answer, or not all of one."""


class Weather(msgspec.Struct, frozen=True):
    """Chances of a link, each of one message: to be lost, doubled, cut, held up for minutes; and its usual delay."""

    lost: float = 0.0
    doubled: float = 0.0
    cut: float = 0.0
    held_up: float = 0.0
    delay_s: float = 0.05


class Came(NamedTuple):
    """The bytes of an answer that came, and whether these are all."""

    data: bytes
    whole: bool


class Link:
    """The way of one phone to the server."""

    def __init__(self, name: str, server: SimServer, weather: Weather, rng: random.Random) -> None:
        self.name = name
        self._server = server
        self.weather = weather
        self._rng = rng
        self.up = True
        self._free = asyncio.Event()
        self._free.set()
        self._tasks: set[asyncio.Task[Any]] = set()

    def clog(self) -> None:
        """Hold everything, until told otherwise; then all of it goes on."""
        self._free.clear()

    def unclog(self) -> None:
        self._free.set()

    def calm(self) -> None:
        """From now on nothing goes wrong here."""
        self.up = True
        self.weather = Weather()
        self.unclog()

    async def ask(self, path: str, body: bytes, token: str) -> Came:
        """One request and what came of its answer. Raises `Unreachable`. A copy of a request may arrive long after."""
        answer: asyncio.Future[Came] = asyncio.get_running_loop().create_future()
        for _ in range(2 if self._rng.random() < self.weather.doubled else 1):
            task = asyncio.ensure_future(self._carry(path, body, token, answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await answer
        except TimeoutError:
            raise Unreachable from None

    async def _carry(self, path: str, body: bytes, token: str, answer: "asyncio.Future[Came]") -> None:
        if not await self._way():
            return
        try:
            data = await self._server.serve(path, body, token)
        except Down:
            if not answer.done():
                answer.set_exception(Unreachable())
            return
        if not await self._way() or answer.done():
            return
        if self._rng.random() < self.weather.cut:
            answer.set_result(Came(data[: self._rng.randrange(len(data) or 1)], whole=False))
        else:
            answer.set_result(Came(data, whole=True))

    async def _way(self) -> bool:
        """One direction; False where the message was lost."""
        delay_s = self.weather.delay_s * (0.5 + self._rng.random())
        if self._rng.random() < self.weather.held_up:
            delay_s += self._rng.random() * 900
        lost = self._rng.random() < self.weather.lost
        await asyncio.sleep(delay_s)
        await self._free.wait()
        return self.up and not lost
