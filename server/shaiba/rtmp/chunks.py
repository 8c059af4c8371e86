"""RTMP's chunks: messages cut into pieces that travel in turn (Adobe, "RTMP specification 1.0", 5.3 and 5.4)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from struct import pack
from typing import NamedTuple

from .amf import Unreadable

SET_CHUNK, ABORT, ACK, CONTROL, WINDOW, BANDWIDTH = 1, 2, 3, 4, 5, 6
AUDIO, VIDEO, COMMAND_3, COMMAND = 8, 9, 17, 20

FIRST_CHUNK = 128
"""Bytes of a chunk until somebody says otherwise."""
OUR_CHUNK = 4_096
MOST_STREAMS = 32
"""Chunk streams of one who pushes: programs use five."""
EXTENDED = 0xFFFFFF
"""A time that stands behind the head, since it is too large for its place there."""


class Message(NamedTuple):
    """One whole: its sort, when it is to be shown (ms, from a beginning of the sender's choice), what is in it."""

    sort: int
    at_ms: int
    data: bytes


@dataclass
class _Stream:
    at_ms: int = 0
    step: int = 0
    size: int = 0
    sort: int = 0
    is_extended: bool = False
    came: bytearray = field(default_factory=bytearray)


class Chunks:
    """Reads messages. `most`: bytes that one may have; what says more is refused before any of it is kept."""

    def __init__(self, read: Callable[[int], Awaitable[bytes]], most: int) -> None:
        self._read, self.most = read, most
        self._chunk = FIRST_CHUNK
        self._streams: dict[int, _Stream] = {}
        self.taken = 0
        """Bytes that were read: who pushes may want to be told."""

    async def message(self) -> Message:
        """The next that is not about chunks themselves. Raises `Unreadable`, and whatever reading raises."""
        while True:
            found = await self._next()
            if found is None:
                continue
            if found.sort == SET_CHUNK:
                self._chunk = max(1, int.from_bytes(found.data[:4]) & 0x7FFFFFFF)
            elif found.sort == ABORT:
                if (stream := self._streams.get(int.from_bytes(found.data[:4]))) is not None:
                    stream.came.clear()
            else:
                return found

    async def _next(self) -> Message | None:
        """One more chunk; the message, if that makes it whole."""
        first = (await self._take(1))[0]
        form, number = first >> 6, first & 63
        if number < 2:
            number = 64 + int.from_bytes(await self._take(number + 1), "little")
        stream = self._streams.setdefault(number, _Stream())
        if len(self._streams) > MOST_STREAMS:
            raise Unreadable
        await self._head(stream, form)
        rest = stream.size - len(stream.came)
        stream.came += await self._take(min(rest, self._chunk))
        if len(stream.came) < stream.size:
            return None
        data = bytes(stream.came)
        stream.came.clear()
        return Message(stream.sort, stream.at_ms, data)

    async def _head(self, stream: _Stream, form: int) -> None:
        head = await self._take((11, 7, 3, 0)[form])
        if form < 3:
            stream.step = int.from_bytes(head[:3])
            stream.is_extended = stream.step == EXTENDED
            stream.came.clear()
        if form < 2:
            stream.size, stream.sort = int.from_bytes(head[3:6]), head[6]
            if stream.size > self.most:
                raise Unreadable
        said = int.from_bytes(await self._take(4)) if stream.is_extended else stream.step
        if not stream.came:  # the first of a message: the others repeat what they say of time
            stream.at_ms = said if form == 0 else (stream.at_ms + said) & 0xFFFFFFFF

    async def _take(self, size: int) -> bytes:
        self.taken += size
        return await self._read(size)


def write_message(channel: int, sort: int, data: bytes, *, stream: int = 0, chunk: int = FIRST_CHUNK) -> bytes:
    """A message in chunks, at time 0: all that a server says to one who pushes."""
    head = bytes([channel]) + bytes(3) + len(data).to_bytes(3) + bytes([sort]) + pack("<I", stream)
    parts = [data[at : at + chunk] for at in range(0, len(data), chunk)]
    return head + bytes([0xC0 | channel]).join(parts)
