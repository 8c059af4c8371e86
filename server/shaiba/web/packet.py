"""HTTP/1.1 as uvicorn speaks it, but what is written in one turn of the loop goes out in one packet.

uvicorn writes an answer's head and its body one after the other: two system calls, two packets, and on a slow link two
chances to be late. And a part of an answer that goes on may be written at once, where no turn of the loop need be
waited for: two hundred phones hear of one line.
"""

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..replica.live import SayNow

if TYPE_CHECKING:
    from litestar.types import Scope

LARGE = 65_536
"""So much is not kept back."""

NOW = "shaiba.now"
"""What a request of this protocol offers besides (an extension, as ASGI calls it)."""


def say_now_of(scope: "Scope") -> SayNow | None:
    """How a part of the request's answer is written at once, where the server can do that."""
    extensions: dict[str, Any] = scope.get("extensions") or {}
    return extensions[NOW]["say"] if NOW in extensions else None


class OnePacket(HttpToolsProtocol):
    """The protocol, over such a transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(_Joined(transport, self.loop))  # type: ignore[arg-type]

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {NOW: {"say": self._say_now}}

    def _say_now(self, part: bytes) -> bool:
        """Write a part of the answer that is under way. False, and nothing written, where that is for `send` to do: the
        answer has not begun or is over, another waits behind it, or who reads it is behind."""
        cycle = self.cycle
        if (
            self.flow.write_paused
            or self.pipeline
            or cycle.disconnected
            or cycle.response_complete
            or not (cycle.response_started and cycle.chunked_encoding)
        ):
            return False
        self.transport.write(b"%x\r\n%b\r\n" % (len(part), part))
        self.transport.flush()  # type: ignore[attr-defined]  # `_Joined`'s
        return True


class _Joined:
    """A transport that gathers until the loop has run what is ready. All else is the transport's own."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write soon."""
        if not self._parts:
            self._loop.call_soon(self.flush)
        self._parts.append(data)
        if len(data) >= LARGE:
            self.flush()

    def close(self) -> None:
        """Close once all is written."""
        self.flush()
        self._transport.close()

    def flush(self) -> None:
        """Write now."""
        parts, self._parts = self._parts, []
        if parts:
            self._transport.write(b"".join(parts))
