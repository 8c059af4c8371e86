"""An answer's head and body leave together, whatever its length, and all of it before the connection is closed."""

import asyncio
from typing import Any

import pytest
import uvicorn

from shaiba.web.packet import LARGE, OnePacket


async def _ask(port: int, more: bytes = b"") -> list[bytes]:
    """What arrives, read by read."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4 * LARGE)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n" + more + b"\r\n")
    parts = [await reader.read(4 * LARGE)]
    while more and (part := await reader.read(4 * LARGE)):
        parts.append(part)
    writer.close()
    await writer.wait_closed()
    return parts


@pytest.mark.parametrize("size", [0, 10, 3 * LARGE])
async def test_head_and_body_leave_in_one_packet(size: int) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        length = str(size).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
        await send({"type": "http.response.body", "body": bytes(size)})

    config = uvicorn.Config(app, http=OnePacket, port=0, lifespan="off", log_config=None)
    config.load()
    state = uvicorn.server.ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: OnePacket(config, state, {}), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        if size < LARGE:
            (first,) = await _ask(port)
            assert first.startswith(b"HTTP/1.1 200") and first.endswith(b"\r\n\r\n" + bytes(size))
        whole = b"".join(await _ask(port, b"Connection: close\r\n"))
        assert whole.endswith(b"\r\n\r\n" + bytes(size))
