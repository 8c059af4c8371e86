"""Bundles of 256 lines as compressed files: made once for everybody, kept on disk, never changed in what they say.

A file is made when it is first asked for (brotli 5), and made smaller in the background (brotli 11) if it is a whole
bundle or a range: those never change. A web server in front may serve the folder as it is.
"""

import asyncio
import gzip
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import brotli

BUNDLE = 256
"""Lines in a bundle (C2SP tlog-tiles)."""

RANGE = 64
"""Bundles in a range, at most."""

RANGE_FILES = 200
"""Range files kept per scope; the oldest go. Whole bundles are kept for ever."""

Encoding = Literal["identity", "gzip", "br"]
Read = Callable[[], Awaitable[bytes]]
SUFFIX = {"identity": "", "gzip": ".gz", "br": ".br"}


class Bundles:
    """The folder of compressed bundles."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._slow = ThreadPoolExecutor(1, thread_name_prefix="shaiba-brotli")
        self._making: dict[Path, asyncio.Task[bytes]] = {}

    async def get(self, scope: str, epoch: int, first: int, last: int, encoding: Encoding, read: Read) -> bytes:
        """Bundles first … last (whole ones) in this encoding; `read` gives their text where there is no file yet."""
        name = str(first) if first == last else f"{first}-{last}"
        path = self._folder / scope / str(epoch) / f"{name}{SUFFIX[encoding]}"
        if encoding == "identity":
            return await read()
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            pass
        if (task := self._making.get(path)) is None:
            task = self._making[path] = asyncio.create_task(self._make(path, encoding, read))
            task.add_done_callback(lambda _: self._making.pop(path))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Drop what was to be made smaller."""
        await asyncio.to_thread(self._slow.shutdown, wait=True, cancel_futures=True)

    async def _make(self, path: Path, encoding: Encoding, read: Read) -> bytes:
        text = await read()
        packed = await asyncio.to_thread(_pack, path, text, encoding)
        if encoding == "br":
            self._slow.submit(_pack_again, path, text)
        return packed


def compress(text: bytes, encoding: Encoding, *, quality: int = 5) -> bytes:
    """The bytes as they go out."""
    if encoding == "br":
        return bytes(brotli.compress(text, quality=quality, lgwin=22))
    return gzip.compress(text, 6, mtime=0) if encoding == "gzip" else text


def _pack(path: Path, text: bytes, encoding: Encoding) -> bytes:
    packed = compress(text, encoding)
    path.parent.mkdir(parents=True, exist_ok=True)
    if "-" in path.name:
        _thin(path.parent)
    _replace(path, packed)
    return packed


def _pack_again(path: Path, text: bytes) -> None:
    _replace(path, compress(text, "br", quality=11))


def _replace(path: Path, data: bytes) -> None:
    """All of the file or none of it, whoever reads meanwhile."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(path)


def _thin(folder: Path) -> None:
    """Anyone may ask for any range: keep the newest."""
    ranges = sorted(folder.glob("*-*"), key=lambda file: file.stat().st_mtime_ns)
    for file in ranges[: max(0, len(ranges) - RANGE_FILES + 1)]:
        file.unlink(missing_ok=True)
