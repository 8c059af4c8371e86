"""The wire between one phone and the server: a TCP relay that a test cuts, mends and slows.

`context.set_offline` leaves open streams running and hides what a service worker does; a wire has neither fault.
Each wire runs in a thread of its own, so a test that blocks in Playwright does not stop it.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Coroutine
from typing import Any, Literal, Self

Way = Literal["up", "down"]

_CHUNK = 16_384
_NO_LINGER = struct.pack("ii", 1, 0)  # close() then sends a reset, not a farewell


class Wire:
    """A relay from `localhost:port` to `localhost:target`. `up` and `down` count the bytes it carried."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.up = 0
        self.down = 0
        self._links: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()  # phone's half, server's half
        self._calls: set[asyncio.Task[None]] = set()
        self._rate: float | None = None
        self._delay = 0.0
        self._free_at: dict[Way, float] = {"up": 0.0, "down": 0.0}
        self._cut_at: int | None = None
        self._cut = threading.Event()
        self._listens = False
        self._plug = _bound(0)
        self.port: int = self._plug.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"wire-{self.port}", daemon=True)
        self._thread.start()
        self._do(self._listen())

    @property
    def is_cut(self) -> bool:
        return not self._listens

    def cut(self) -> None:
        """Reset what is open and refuse what is new, until `mend`."""
        self._do(self._sever(server_sees_end=False))

    def cut_after(self, bytes_up: int) -> None:
        """Let exactly so many further bytes reach the server, then cut. `wait_cut` tells when."""
        self._do(self._arm(bytes_up))

    def wait_cut(self, timeout_s: float = 60) -> None:
        """Return once the wire is cut; fail after `timeout_s`."""
        if not self._cut.wait(timeout_s):
            raise TimeoutError(
                f"the wire was not cut within {timeout_s} s: {self.up} bytes up, armed at {self._cut_at}"
            )

    def mend(self, *, cut_after: int | None = None) -> None:
        """Carry again, at full speed unless `slow` says otherwise; only for so many bytes up, if told so."""
        self._do(self._mend(cut_after))

    def slow(self, bytes_per_s: float | None, delay_s: float = 0.0) -> None:
        """Share so many bytes per second, each way, among all connections; each byte arrives `delay_s` late.

        None: full speed.
        """
        self._rate, self._delay = bytes_per_s, delay_s

    def close(self) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- in the wire's own thread ---

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    async def _listen(self) -> None:
        self._cut.clear()
        self._plug.listen(100)
        self._loop.add_reader(self._plug, self._ring)
        self._listens = True

    def _ring(self) -> None:
        """Somebody calls. Taken at once: asyncio's own servers lose a caller who is let in just as they close."""
        try:
            caller, _ = self._plug.accept()
        except (BlockingIOError, ConnectionError):
            return  # hung up before we answered
        call = self._loop.create_task(self._accept(caller))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def _arm(self, bytes_up: int) -> None:
        self._cut_at = self.up + bytes_up

    async def _mend(self, cut_after: int | None) -> None:
        self._cut_at = None if cut_after is None else self.up + cut_after
        if not self._listens:
            await self._listen()

    async def _sever(self, *, server_sees_end: bool) -> None:
        """`server_sees_end`: what was let through still arrives there, then an end; else a reset overtakes it."""
        self._cut_at = None
        if self._listens:
            self._listens = False
            self._loop.remove_reader(self._plug)
            self._plug.close()
            self._plug = _bound(self.port)  # bound but not listening: the port stays ours, and callers are refused
        for near, far in self._links:
            _reset(near)
            far.close() if server_sees_end else _reset(far)
        self._cut.set()

    async def _end(self) -> None:
        await self._sever(server_sees_end=False)
        self._plug.close()
        await asyncio.gather(*self._calls, return_exceptions=True)

    async def _accept(self, caller: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=caller, limit=_CHUNK)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target, limit=_CHUNK)
        except OSError:  # the server is down: the phone must see a reset, as it would without us
            _reset(writer)
            return
        if not self._listens:  # cut while we were dialling
            _reset(writer)
            far_writer.close()
            return
        link = (writer, far_writer)
        self._links.add(link)
        await asyncio.gather(self._pump("up", reader, far_writer), self._pump("down", far_reader, writer))
        self._links.discard(link)
        writer.close()
        far_writer.close()

    async def _pump(self, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one way until its end. Reading goes on while earlier bytes are still under way, up to a bound."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(64)
        arriving = asyncio.create_task(self._arrive(way, under_way, writer))
        with contextlib.suppress(ConnectionError):  # hanging up is what phones and servers do
            while chunk := await reader.read(self._chunk()):
                await under_way.put((self._due(way, len(chunk)), chunk))
        await under_way.put((0.0, b""))
        await arriving

    async def _arrive(
        self, way: Way, under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        """Hand on what is due. After the far end hung up the rest is dropped, up to the end."""
        while True:
            due, chunk = await under_way.get()
            if not chunk:
                break
            if (wait_s := due - self._loop.time()) > 0:
                await asyncio.sleep(wait_s)
            if writer.is_closing():
                continue
            last = way == "up" and self._cut_at is not None and self.up + len(chunk) >= self._cut_at
            if last and self._cut_at is not None:
                chunk = chunk[: self._cut_at - self.up]
            if way == "up":
                self.up += len(chunk)
            else:
                self.down += len(chunk)
            with contextlib.suppress(ConnectionError):
                writer.write(chunk)
                await writer.drain()
            if last:
                await self._sever(server_sees_end=True)
        with contextlib.suppress(OSError):
            if not writer.is_closing():
                writer.write_eof()

    def _chunk(self) -> int:
        return _CHUNK if self._rate is None else max(256, min(_CHUNK, int(self._rate / 20)))

    def _due(self, way: Way, size: int) -> float:
        """When a chunk read now has passed the link, which carries one thing at a time each way."""
        now = self._loop.time()
        if self._rate is None:
            return now + self._delay
        self._free_at[way] = max(now, self._free_at[way]) + size / self._rate
        return self._free_at[way] + self._delay


def _reset(writer: asyncio.StreamWriter) -> None:
    found = writer.get_extra_info("socket")
    if found is not None and found.fileno() >= 0:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    writer.transport.abort()


def _bound(port: int) -> socket.socket:
    plug = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    plug.bind(("127.0.0.1", port))
    plug.setblocking(False)
    return plug
