"""An answer's head and body leave together, whatever its length, and all of it before the connection is closed. A part
of an answer that goes on is written at once where that does not overtake anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest
import uvicorn

from shaiba.web.packet import LARGE, OnePacket, say_now_of


@asynccontextmanager
async def _serving(app: Any) -> AsyncIterator[int]:
    """The port where the app answers."""
    config = uvicorn.Config(app, http=OnePacket, port=0, lifespan="off", log_config=None)
    config.load()
    state = uvicorn.server.ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: OnePacket(config, state, {}), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


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

    async with _serving(app) as port:
        if size < LARGE:
            (first,) = await _ask(port)
            assert first.startswith(b"HTTP/1.1 200") and first.endswith(b"\r\n\r\n" + bytes(size))
        whole = b"".join(await _ask(port, b"Connection: close\r\n"))
        assert whole.endswith(b"\r\n\r\n" + bytes(size))


@pytest.mark.parametrize("piped", [False, True])
async def test_a_part_is_written_at_once_only_into_an_answer_that_has_begun_and_goes_on(piped: bool) -> None:
    said: list[bool] = []
    read = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        say = say_now_of(scope)
        assert say is not None
        said.append(say(b"before"))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        said.append(say(b"now"))
        await send({"type": "http.response.body", "body": b"then", "more_body": True})
        await read.wait()
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        said.append(say(b"after"))

    ask = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    async with _serving(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with closing(writer):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + ask if piped else ask)
            begun = await reader.readuntil(b"4\r\nthen\r\n")
            read.set()
            begun += await reader.read()
    # while a second request waits on the connection, none is written past the first's `send`
    assert said == ([False, False, False, False, True, False] if piped else [False, True, False])
    assert begun.count(b"3\r\nnow\r\n4\r\nthen\r\n0\r\n\r\n") == 1


async def test_who_reads_too_slowly_is_told_by_send() -> None:
    done = asyncio.Event()
    said: list[bool] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        say = say_now_of(scope)
        assert say is not None
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while len(said) < 500 and all(said[-1:]):
            said.append(say(bytes(LARGE)))
        done.set()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async with _serving(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=LARGE)
        with closing(writer):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            await asyncio.wait_for(done.wait(), 20)
            assert not said[-1]
            assert (await reader.read()).count(b"10000\r\n") == len(said) - 1


async def test_another_server_offers_nothing_of_the_kind() -> None:
    assert say_now_of({"type": "http"}) is None  # type: ignore[typeddict-item]
