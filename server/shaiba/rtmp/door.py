"""Where computers push: an RTMP server that takes H.264 and AAC from whoever has a stream's key, and gives nothing.

Nothing of what comes is read before the key is seen but commands of a few KB; the codecs read it in the packager's own
process. RTMP itself is not encrypted: a proxy in front makes it RTMPS (server/README.md, "Lives").
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from shaiba_sync.errors import SyncError

from ..log import log
from ..ports import opening
from ..replica.encoders import Encoders, Push
from . import amf
from .chunks import (
    ACK,
    BANDWIDTH,
    COMMAND,
    COMMAND_3,
    FIRST_CHUNK,
    OUR_CHUNK,
    SET_CHUNK,
    WINDOW,
    Chunks,
    Message,
    write_message,
)
from .flv import Cut, Pieces

APP = "live"
"""rtmp://<host>/live"""
MOST_GUESTS = 32
"""Connections at a time, those who have shown no key yet included."""
MOST_COMMAND = 16_384
MOST_FRAME = 900_000
"""Bytes of a picture: with a piece that is nearly full it is one that is taken."""
HASTE_S = 10
"""Whoever has not shown a key after so long is none."""
SILENT_S = 30
TELL = 2_500_000
"""Bytes after which who pushes is told that they came."""
_HELLO = 1_536


class Door:
    """Listens; a task for each who comes."""

    def __init__(self, encoders: Encoders) -> None:
        self._encoders = encoders
        self._guests: set[asyncio.Task[None]] = set()

    def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Somebody came."""
        if len(self._guests) >= MOST_GUESTS:
            writer.close()
            return
        task = asyncio.create_task(self._serve(reader, writer))
        self._guests.add(task)
        task.add_done_callback(self._guests.discard)

    async def close(self) -> None:
        """Send all away: what they pushed is kept."""
        guests = list(self._guests)
        for task in guests:
            task.cancel()
        await asyncio.gather(*guests, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Guest(self._encoders, reader, writer).run()
        except (EOFError, OSError, TimeoutError):  # gone, as encoders go
            pass
        except amf.Unreadable as error:  # no RTMP, or what only somebody who tries things out sends
            log.info("encoder_refused", why=type(error).__name__)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


@asynccontextmanager
async def listening(encoders: Encoders, host: str, port: int) -> AsyncIterator[None]:
    """The door is open. Raises `BadSetting` where the port cannot be."""
    door = Door(encoders)
    with opening(host, port):
        server = await asyncio.start_server(door.answer, host, port)
    async with server:
        try:
            yield
        finally:
            await door.close()


class _Guest:
    def __init__(self, encoders: Encoders, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._encoders, self._reader, self._writer = encoders, reader, writer
        self._chunks = Chunks(reader.readexactly, MOST_COMMAND)
        self._chunk = FIRST_CHUNK
        self._told = 0

    async def run(self) -> None:
        """Let in whoever has a key, and take what it pushes."""
        async with asyncio.timeout(HASTE_S):
            await self._hello()
            push = await self._enter()
        if push is None:
            return
        pieces, why = Pieces(), "gone"
        log.info("encoder_on", stream=push.stream, epoch=push.epoch)
        try:
            self._chunks.most = MOST_FRAME
            await self._take(push, pieces)
            why = "done"
        except SyncError as error:  # the stream has ended, another key was made, the disk is full
            why = type(error).__name__
        except amf.Unreadable:
            why = "codec"
        finally:
            with suppress(SyncError):
                await _put(push, pieces.end())
            push.leave()
            log.info("encoder_off", stream=push.stream, why=why)

    async def _hello(self) -> None:
        """The plain handshake: a version, and bytes that are sent back."""
        theirs = await self._reader.readexactly(1 + _HELLO)
        if theirs[0] != 3:
            raise amf.Unreadable
        self._writer.write(b"\3" + bytes(_HELLO) + theirs[1:])
        await self._writer.drain()
        await self._reader.readexactly(_HELLO)

    async def _enter(self) -> Push | None:
        """Commands until one names a key."""
        while True:
            name, number, rest = _command(await self._chunks.message())
            if name == "connect":
                await self._connect(number, rest)
            elif name == "createStream":
                await self._say("_result", number, None, 1)
            elif name == "publish":
                said = rest[1] if len(rest) > 1 and isinstance(rest[1], str) else ""
                try:
                    push = await self._encoders.enter(said.partition("?")[0])
                except SyncError as error:
                    log.info("encoder_refused", why=type(error).__name__)
                    await self._status("error", "NetStream.Publish.BadName", "This key is not valid (any more).")
                    return None
                await self._status("status", "NetStream.Publish.Start", "Go.")
                return push
            elif name in ("releaseStream", "FCPublish"):
                await self._say("_result", number, None)

    async def _connect(self, number: float, rest: list[amf.Value]) -> None:
        said = rest[0] if rest and isinstance(rest[0], dict) else {}
        if str(said.get("app", "")).strip("/") != APP:
            raise amf.Unreadable
        window = TELL.to_bytes(4)
        self._write(2, WINDOW, window)
        self._write(2, BANDWIDTH, window + b"\2")
        self._write(2, SET_CHUNK, OUR_CHUNK.to_bytes(4))
        self._chunk = OUR_CHUNK
        happy: dict[str, amf.Value] = {
            "level": "status", "code": "NetConnection.Connect.Success", "description": "Welcome.",
            "objectEncoding": 0.0,
        }  # fmt: skip
        await self._say("_result", number, {"fmsVer": "FMS/3,0,1,123", "capabilities": 31.0}, happy)

    async def _take(self, push: Push, pieces: Pieces) -> None:
        """Until it says that it has done."""
        while True:
            async with asyncio.timeout(SILENT_S):
                message = await self._chunks.message()
            if message.sort in (COMMAND, COMMAND_3):
                if _command(message)[0] in ("FCUnpublish", "deleteStream", "closeStream"):
                    return
                continue
            await _put(push, pieces.add(message))
            if self._chunks.taken - self._told >= TELL:
                self._told = self._chunks.taken
                self._write(2, ACK, (self._told & 0xFFFFFFFF).to_bytes(4))
                await self._writer.drain()

    async def _status(self, level: str, code: str, description: str) -> None:
        await self._say("onStatus", 0, None, {"level": level, "code": code, "description": description}, stream=1)

    async def _say(self, name: str, number: float, *values: Any, stream: int = 0) -> None:
        self._write(3, COMMAND, amf.write_all([name, float(number), *values]), stream=stream)
        await self._writer.drain()

    def _write(self, channel: int, sort: int, data: bytes, *, stream: int = 0) -> None:
        self._writer.write(write_message(channel, sort, data, stream=stream, chunk=self._chunk))


async def _put(push: Push, cuts: list[Cut]) -> None:
    for data, begins in cuts:
        await push.put(data, begins=begins)


def _command(message: Message) -> tuple[str, float, list[amf.Value]]:
    """Its name, its number and what else it says; of what is no command, nothing."""
    if message.sort not in (COMMAND, COMMAND_3):
        return "", 0, []
    values = amf.read_all(message.data[1:] if message.sort == COMMAND_3 else message.data)
    name, number, *rest = [*values, None, None][: max(2, len(values))]
    return (name if isinstance(name, str) else ""), (number if isinstance(number, float) else 0), rest
