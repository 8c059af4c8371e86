"""Lines as compressed files: made once for everybody, kept on disk, never changed in what they say.

Whole bundles of 256 lines and ranges of them are the static files of sync/spec/scope.md. Pages are the same for answers
of POST /sync that many phones get: a cold start from a log of few, long lines.

A file is made when it is first asked for (brotli 9 as new phones ask for it, else 5; a page 5), or before that
(ready.py), and made smaller in the background (brotli 11) if it will be asked for again, and not before the phones that
come together have it: fifty that come back at once ask for a new end of the log each, and none of these ends is worth a
second of a processor; nor is what stays worth one while they wait. A web server in front may serve the bundles from the
folder.
"""

import asyncio
import os
import shutil
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from .packing import QUICK, Background, Encoding, Growing, begin, compress, end

BUNDLE = 256
"""Lines in a bundle (C2SP tlog-tiles)."""

RANGE = 64
"""Bundles in a range, at most."""

LOOSE_FILES = 200
"""Ranges and pages kept per scope; the oldest go. Whole bundles are kept for ever."""

FULL_RANGE = 32
"""Bundles of a range as phones ask for it (pwa/src/replica/bundles.ts); it begins at a multiple of them."""

READY = 9
"""Of a file as new phones ask for it, that many wait for: a twentieth smaller than 5, for a tenth of a second more a
megabyte, once for all. A range that begins elsewhere is for those few who were away since then: packed quickly."""

SETTLED_S = 60.0
"""What the log may outgrow is worth being made smaller when it is still asked for so long after it was made."""

STAYS_S = 10.0
"""The same of what never changes any more: who comes within so many seconds of the first gets it as it was made."""

SUFFIX = {"identity": "", "gzip": ".gz", "br": ".br"}
Read = Callable[[], Awaitable[bytes]]


class Bundles:
    """The folder of compressed lines."""

    def __init__(self, folder: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._monotonic = monotonic
        self._background = Background()
        self._making: dict[Path, asyncio.Task[bytes]] = {}
        self._loose: dict[Path, float] = {}
        """What was made quickly, and when."""
        self.growing: dict[tuple[str, int, int], Growing] = {}
        """By log, epoch and first bundle: what is packed already of ranges that still grow (ahead.py)."""

    async def get(
        self, scope: str, epoch: int, first: int, last: int, encoding: Encoding, read: Read, *, quiet: bool = False
    ) -> bytes:
        """Bundles first … last (whole ones) in this encoding; `read` gives their text where there is no file yet. A
        part of a range is soon outgrown, unless the log is `quiet`."""
        name = str(first) if first == last else f"{first}-{last}"
        path = self._path(scope, epoch, f"{name}{SUFFIX[encoding]}")
        if encoding == "identity":
            return await read()
        alone, at_start = first == last, first % FULL_RANGE == 0
        pack = partial(compress, encoding=encoding, quality=READY if alone or at_start else QUICK)
        if encoding == "br" and not alone and (growing := self.growing.get((scope, epoch, first))):
            pack = partial(_pack_rest, growing)
        packed = await self._held(path) or await self._once(path, read, pack)
        stays = alone or (at_start and last - first == FULL_RANGE - 1)
        await self._tighten(path, read, whole=True, after_s=_wait_s(stays=stays, quiet=quiet))
        return packed

    @property
    def packing(self) -> int:
        """How many files wait to be made smaller."""
        return self._background.waiting

    async def page(
        self, scope: str, epoch: int, start: int, stop: int, read: Read, *, full: bool, quiet: bool = False
    ) -> bytes:
        """Lines start … stop−1 with what stands before them, as a brotli stream without its end (`packing.end`)."""
        path = self._path(scope, epoch, f"page-{start}-{stop}.begun")
        held = await self._held(path) or await self._once(path, read, begin)
        await self._tighten(path, read, whole=False, after_s=_wait_s(stays=full, quiet=quiet))
        return held

    def forget(self, scope: str) -> None:
        """Drop the files of a scope: a line of it went. They are made again when they are asked for."""
        shutil.rmtree(self._folder / scope, ignore_errors=True)

    async def close(self) -> None:
        """Drop what was to be made smaller."""
        await self._background.close()

    def _path(self, scope: str, epoch: int, name: str) -> Path:
        return self._folder / scope / str(epoch) / name

    async def _held(self, path: Path) -> bytes | None:
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            return None

    async def _once(self, path: Path, read: Read, pack: Callable[[bytes], bytes]) -> bytes:
        """Make a file; who asks meanwhile waits for the same."""
        if (task := self._making.get(path)) is None:
            task = self._making[path] = asyncio.create_task(self._make(path, read, pack))
            task.add_done_callback(lambda _: self._making.pop(path))
        return await asyncio.shield(task)

    async def _make(self, path: Path, read: Read, pack: Callable[[bytes], bytes]) -> bytes:
        packed = await asyncio.to_thread(pack, await read())
        await asyncio.to_thread(_keep, path, packed)
        if path.suffix != SUFFIX["gzip"]:
            if len(self._loose) >= LOOSE_FILES * 10:
                self._loose.clear()
            self._loose[path] = self._monotonic()
        return packed

    async def _tighten(self, path: Path, read: Read, *, whole: bool, after_s: float) -> None:
        """Make what was made quickly smaller, if it is asked for so long after it was made. Once."""
        made = self._loose.get(path)
        if made is None or self._monotonic() - made < after_s:
            return
        del self._loose[path]
        self._background.tighten(await read(), lambda begun: _replace(path, begun + end() if whole else begun))


def _pack_rest(growing: Growing, text: bytes) -> bytes:
    """What is longer by now is for those who could not wait: the next who come get all of it."""
    return growing.whole(text) or compress(text, "br")


def _wait_s(*, stays: bool, quiet: bool) -> float:
    return 0.0 if quiet else STAYS_S if stays else SETTLED_S


def _keep(path: Path, packed: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if "-" in path.name:
        _thin(path.parent)
    _replace(path, packed)


def _replace(path: Path, data: bytes) -> None:
    """All of the file or none of it, whoever reads meanwhile."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(path)


def _thin(folder: Path) -> None:
    """Anyone may ask for any range: keep the newest."""
    loose = sorted(folder.glob("*-*"), key=lambda file: file.stat().st_mtime_ns)
    for file in loose[: max(0, len(loose) - LOOSE_FILES + 1)]:
        file.unlink(missing_ok=True)
