"""Compression: once for everybody, quickly when first asked for, tightly in the background.

A brotli stream can be begun once and ended many times: `begin` gives a stream without its end, `end` what follows in
plain bytes. So a page that many phones fetch is compressed once, though each answer closes with another line. (What is
begun must come first: its references count from the start. What follows is not compressed: it would need them too.)
RFC 7932, §9.2 and §10.
"""

import asyncio
import gzip
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Literal

import brotli

Encoding = Literal["identity", "gzip", "br"]

QUICK, TIGHT = 5, 11
WINDOW = 22
AHEAD_WINDOW = 21
"""Of a file that is packed while others wait for it: a seventh less to compute than with 22, for two bytes in a
thousand."""

CHUNK = 131_072
BLOCK = 20
"""Bits of what is looked at together in a stream that is fed a little at a time: as small then as if packed at once."""

NICE = 10
"""How far tight compression steps back behind the serving of requests."""

_LAST = b"\x03"
_RAW_MAX = 65_536


class Dropped(Exception):
    """The server stops: what was being compressed tightly is not needed."""


def compress(text: bytes, encoding: Encoding, *, quality: int = QUICK) -> bytes:
    """The bytes as they go out."""
    if encoding == "br":
        return bytes(brotli.compress(text, quality=quality, lgwin=WINDOW))
    return gzip.compress(text, 6, mtime=0) if encoding == "gzip" else text


def begin(text: bytes, *, quality: int = QUICK, stopped: Callable[[], bool] = lambda: False) -> bytes:
    """A brotli stream of the text, without its end. Raises `Dropped`."""
    packer = brotli.Compressor(quality=quality, lgwin=WINDOW)
    parts = []
    for start in range(0, len(text), CHUNK):
        if stopped():
            raise Dropped
        parts.append(packer.process(text[start : start + CHUNK]))
    parts.append(packer.flush())
    return b"".join(parts)


def end(rest: bytes = b"") -> bytes:
    """What ends a stream that was begun: more bytes as they are, and the mark of the end."""
    parts: list[bytes] = []
    for start in range(0, len(rest), _RAW_MAX):
        piece = rest[start : start + _RAW_MAX]
        header = (len(piece) - 1) << 3 | 1 << 19  # not the last block; length in four nibbles; not compressed
        parts += (header.to_bytes(3, "little"), piece)
    return b"".join((*parts, _LAST))


class Growing:
    """A brotli stream of a text of which more and more is known, each part of it packed once. Any thread may call."""

    def __init__(self, quality: int) -> None:
        self._packer = brotli.Compressor(quality=quality, lgwin=AHEAD_WINDOW, lgblock=BLOCK)
        self._packed: list[bytes] = []
        self._size = 0
        self._hash = sha256()
        self._lock = threading.Lock()

    def add(self, part: bytes) -> None:
        """The next part of the text."""
        with self._lock:
            self._take(part)

    def whole(self, text: bytes) -> bytes | None:
        """The text, packed. None if it is shorter than what was added or begins otherwise: somebody asks for less, or a
        line of it went."""
        with self._lock:
            begun = memoryview(text)[: self._size]
            if len(begun) < self._size or sha256(begun).digest() != self._hash.digest():
                return None
            self._take(text[self._size :])
            self._packed.append(self._packer.flush())
            return b"".join(self._packed) + end()

    def _take(self, part: bytes) -> None:
        self._packed.append(self._packer.process(part))
        self._hash.update(part)
        self._size += len(part)


class Background:
    """One thread that has time."""

    def __init__(self) -> None:
        self.waiting = 0
        """How many texts are queued or under way."""
        self._stop = threading.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="shaiba-packing", initializer=_step_back)

    def tighten(self, text: bytes, done: Callable[[bytes], None]) -> None:
        """Compress the text as well as brotli can, some time; then hand it over, as `begin` gives it."""
        self.waiting += 1
        self._thread.submit(self._tighten, text, done)

    async def close(self) -> None:
        """Drop what is under way."""
        self._stop.set()
        await asyncio.to_thread(self._thread.shutdown, wait=True, cancel_futures=True)

    def _tighten(self, text: bytes, done: Callable[[bytes], None]) -> None:
        try:
            done(begin(text, quality=TIGHT, stopped=self._stop.is_set))
        except Dropped:
            return
        finally:
            self.waiting -= 1


def _step_back() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)  # of this thread alone, on Linux
