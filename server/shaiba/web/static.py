"""Files that a server has ready in every encoding: the built app, and regions.json."""

import asyncio
import gzip
import hashlib
import mimetypes
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

import brotli
import msgspec

from ..regions import Region, Regions, readings
from ..replica.packing import Encoding, compress

HASHED = "assets"
"""The folder whose names carry a hash of what is in them."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
}
PACKED = {".html", ".js", ".css", ".json", ".webmanifest", ".svg", ".wasm"}
PACKS: dict[str, tuple[Encoding, Callable[[bytes], bytes]]] = {
    ".br": ("br", brotli.decompress),
    ".gz": ("gzip", gzip.decompress),
}
"""How the build names the packed form of a file, and how that is read."""


class ReadyFile(msgspec.Struct):
    """A file in every encoding it has."""

    type: str
    etag: str
    body: dict[Encoding, bytes]


class AppFiles:
    """The built app, read once, with the rest of what a server answers (or when it is first asked for): some hundred
    KB, packed already by the build (pack.py)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def files(self) -> dict[str, ReadyFile]:
        """By path."""
        return {f"/{file.relative_to(self._folder).as_posix()}": _read(file) for file in _files(self._folder)}

    def read(self) -> "AppFiles":
        """Read it now."""
        self.files  # noqa: B018
        return self

    def get(self, path: str) -> ReadyFile | None:
        """The file at the path; the page, where the path is one of the app's."""
        if found := self.files.get(path):
            return found
        last = path.rsplit("/", 1)[-1]
        return None if path.startswith(f"/{HASHED}/") or "." in last else self.files.get("/index.html")


class RegionsFiles:
    """regions.json, made when it is first asked for."""

    def __init__(self, regions: Regions) -> None:
        self._regions = regions
        self._made: asyncio.Task[ReadyFile] | None = None

    async def get(self) -> ReadyFile:
        """The file."""
        if self._made is None:
            self._made = asyncio.create_task(asyncio.to_thread(regions_file, self._regions))
        return await asyncio.shield(self._made)


@lru_cache(maxsize=1)  # a server that is forked from one that has it need not make it again
def regions_file(regions: Regions) -> ReadyFile:
    """The regions as a phone reads them, and how the characters of their names are read."""
    return _ready(_said(regions, readings(regions)), ".json", quality=9)


def one_region(regions: Regions, code: str) -> bytes:
    """The same of one region, or of none where it is not known, and without readings."""
    found = regions.get(code)
    return _said([found] if found else [], {})


def _said(regions: Iterable[Region], pinyin: Mapping[str, str]) -> bytes:
    rows = [[r.code, r.name, r.level, r.parent] for r in regions]
    return msgspec.json.encode({"v": 1, "regions": rows, "pinyin": pinyin})


def _files(folder: Path) -> list[Path]:
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.startswith(".") and file.suffix not in PACKS
    ]


def _read(file: Path) -> ReadyFile:
    stands = file.stat()
    return _read_once(file, stands.st_mtime_ns, stands.st_size)


@lru_cache(maxsize=1024)  # the same: to see that each packed form is of its file is half of what a start takes
def _read_once(file: Path, *_: int) -> ReadyFile:
    """The file, and its packed forms that lie beside it. One that is missing or of another text is made here."""
    data = file.read_bytes()
    packed: dict[Encoding, bytes] = {}
    for suffix, (encoding, unpack) in PACKS.items():
        with suppress(OSError, EOFError, zlib.error, brotli.error):
            beside = file.with_name(file.name + suffix).read_bytes()
            if unpack(beside) == data:
                packed[encoding] = beside
    return _ready(data, file.suffix, packed=packed)


def _ready(
    data: bytes, suffix: str, *, quality: int = 5, packed: Mapping[Encoding, bytes] = MappingProxyType({})
) -> ReadyFile:
    kind = TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    body: dict[Encoding, bytes] = {"identity": data}
    if suffix in PACKED:
        body["gzip"] = packed.get("gzip") or compress(data, "gzip")
        body["br"] = packed.get("br") or compress(data, "br", quality=quality)
    return ReadyFile(kind, f'W/"{hashlib.sha256(data).hexdigest()[:16]}"', body)
