"""A wire between phones and a server that is slow, cuts, slices, swallows and repeats; each connection its own way."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

WAYS = ("clean", "late", "sliced", "request cut", "answer cut", "answer swallowed", "request twice")
MOST_BYTES = 4_000
"""A connection that is to be cut is cut after fewer."""

LONGEST = 20_000
"""No connection lives longer, or all phones would find a good one and keep it."""


class Cut(Exception):
    """The wire is cut here."""


class Proxy:
    """`port` is where phones find the server. `ways` says how many connections went each way."""

    def __init__(self, server_port: int, rng: random.Random) -> None:
        self.port = 0
        self.ways: Counter[str] = Counter()
        self._server_port = server_port
        self._rng = rng
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._ends: list[asyncio.StreamWriter] = []
        """All that were ever open. A connection only aborts its own; who closes the proxy waits for them, because a
        wait that is cancelled half-way can never be made again."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Proxy"]:
        """For as long as it is needed."""
        listener = await asyncio.start_server(self._begin, "127.0.0.1", 0)
        self.port = listener.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self._closed = True
            listener.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            for end in self._ends:
                end.transport.abort()
            for end in self._ends:
                with suppress(OSError):
                    await end.wait_closed()

    def _begin(self, phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter) -> None:
        self._ends.append(to_phone)
        if self._closed:  # accepted before the listener closed: whoever closes waits for its end too
            to_phone.transport.abort()
            return
        task = asyncio.create_task(self._connection(phone, to_phone))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connection(self, phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter) -> None:
        way = self._rng.choice(WAYS)
        self.ways[way] += 1
        try:
            server, to_server = await asyncio.open_connection("127.0.0.1", self._server_port)
        except OSError:
            to_phone.transport.abort()
            return
        self._ends.append(to_server)
        sent = bytearray()
        limit = self._rng.randrange(MOST_BYTES)
        up_limit = {"request cut": limit}.get(way, LONGEST)
        down_limit = {"answer cut": limit, "answer swallowed": 0}.get(way, LONGEST)
        up = asyncio.create_task(self._carry(phone, to_server, way, up_limit, sent))
        down = asyncio.create_task(self._carry(server, to_phone, way, down_limit, bytearray()))
        try:
            await asyncio.wait([up, down], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (up, down):
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
            to_phone.transport.abort()
            to_server.transport.abort()
        if way == "request twice":
            with suppress(OSError):
                await self._again(bytes(sent))

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, way: str, limit: int, sent: bytearray
    ) -> None:
        while data := await source.read(65_536):
            sent += data
            if len(sent) > limit:
                target.write(data[: max(0, len(data) - (len(sent) - limit))])
                await target.drain()
                raise Cut
            step = self._rng.randint(1, 200) if way == "sliced" else len(data)
            for at in range(0, len(data), step):
                if way == "late":
                    await asyncio.sleep(self._rng.random() * 0.05)
                target.write(data[at : at + step])
                await target.drain()
                await asyncio.sleep(0)

    async def _again(self, request: bytes) -> None:
        """All that the phone sent, once more, from nobody."""
        server, to_server = await asyncio.open_connection("127.0.0.1", self._server_port)
        self._ends.append(to_server)
        to_server.write(request)
        to_server.write_eof()
        while await server.read(65_536):
            pass
        to_server.transport.abort()
