"""A relay that counts: bytes each way, and turns, which are how often the client's side spoke after it had heard.

Thin on purpose (e2e/wire.py can cut and slow, and costs more): what is measured through it should not be its own time.
"""

import asyncio
import threading
from typing import Self, cast


class Relay:
    """From `127.0.0.1:port` to `127.0.0.1:target`, in a thread of its own."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.up = self.down = self.turns = 0
        self.heard = True
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="relay", daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            self._loop.create_server(lambda: _Near(self), "127.0.0.1", 0, backlog=1024), self._loop
        ).result(20)
        self.port: int = self._server.sockets[0].getsockname()[1]

    def mark(self) -> None:
        """Count from here."""
        self.up = self.down = self.turns = 0
        self.heard = True

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Half(asyncio.Protocol):
    """One end of one connection; what comes in here goes out at the other."""

    other: "_Half | None" = None
    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.other:
            self.other.transport.close()

    def pause_writing(self) -> None:
        if self.other:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other:
            self.other.transport.resume_reading()


class _Near(_Half):
    """The client's end."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._early: list[bytes] = []
        self._dial: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._dial = asyncio.get_running_loop().create_task(self._connect())

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, far = await loop.create_connection(lambda: _Far(self._relay), "127.0.0.1", self._relay.target)
        except OSError:
            self.transport.close()  # a peer that gave up is dialled again and again: each would hold a descriptor
            return
        self.other, far.other = far, self
        for chunk in self._early:
            far.transport.write(chunk)
        if self.transport.is_closing():
            far.transport.close()

    def data_received(self, data: bytes) -> None:
        relay = self._relay
        relay.up += len(data)
        relay.turns += relay.heard
        relay.heard = False
        if self.other:
            self.other.transport.write(data)
        else:
            self._early.append(data)


class _Far(_Half):
    """The server's end."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay

    def data_received(self, data: bytes) -> None:
        self._relay.down += len(data)
        self._relay.heard = True
        if self.other:
            self.other.transport.write(data)
