"""A disk in memory that a power cut can hit: what was not synced may be there afterwards, in part, or not at all.

What a program wrote is in `seen`; what a cut cannot take away is in `kept`; between them are the unsynced writes, in
order. A cut drops all of them, keeps the first few, or keeps any of them, sector by sector (512 bytes).
"""

import random
from collections.abc import Callable
from typing import NamedTuple

SECTOR = 512


class Write(NamedTuple):
    offset: int
    data: bytes


class Truncate(NamedTuple):
    size: int


Change = Write | Truncate


class PowerCut(Exception):
    """The machine is off."""


class File:
    """`kept` is None while the file's name itself would not outlive a cut."""

    def __init__(self, content: bytes = b"", *, kept: bool = False) -> None:
        self.seen = bytearray(content)
        self.kept: bytearray | None = bytearray(content) if kept else None
        self.pending: list[Change] = []
        self.before: bytearray | None = None
        """What had this name before, if its removal was never synced."""

    def change(self, change: Change) -> None:
        apply(self.seen, change)
        self.pending.append(change)

    def sync(self) -> None:
        if self.kept is None:
            self.kept = bytearray()
        for change in self.pending:
            apply(self.kept, change)
        self.pending.clear()
        self.before = None


class Disk:
    """Files by path. `on` is asked before each operation; it may raise what the disk does."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = {path: File(content, kept=True) for path, content in files.items()}
        self.removed: dict[str, bytearray] = {}
        self.on: Callable[[str, str], None] = lambda what, path: None
        self.off = False

    def open(self, path: str) -> File:
        """The file, made where there is none."""
        if path not in self.files:
            self._may("create", path)
            self.files[path] = file = File()
            file.before = self.removed.pop(path, None)
        return self.files[path]

    def read(self, path: str, offset: int, amount: int) -> bytes:
        self._may("read", path)
        return bytes(self.files[path].seen[offset : offset + amount])

    def write(self, path: str, offset: int, data: bytes) -> None:
        self._may("write", path, Write(offset, data))
        self.open(path).change(Write(offset, data))

    def truncate(self, path: str, size: int) -> None:
        self._may("truncate", path)
        self.open(path).change(Truncate(size))

    def sync(self, path: str) -> None:
        self._may("sync", path)
        self.open(path).sync()

    def remove(self, path: str) -> None:
        """Take the name away; until the folder is synced, a cut may bring it back."""
        self._may("remove", path)
        file = self.files.pop(path)
        kept = file.kept if file.kept is not None else file.before
        if kept is not None:
            self.removed[path] = kept

    def _may(self, what: str, path: str, under_way: Write | None = None) -> None:
        if self.off:
            raise PowerCut
        try:
            self.on(what, path)
        except PowerCut:
            self.off = True
            if under_way and path in self.files:  # it may have got to the disk, in part
                self.files[path].change(under_way)
            raise

    def after_cut(self, rng: random.Random) -> dict[str, bytes]:
        """What is found when the power is back."""
        keep = rng.choice([_none, _prefix, _any, _any])
        found = {}
        for path, kept in self.removed.items():
            if rng.random() < 0.5:
                found[path] = bytes(kept)
        for path, file in self.files.items():
            if file.kept is None and rng.random() < 0.5:  # its name was not synced
                if file.before is not None:
                    found[path] = bytes(file.before)
                continue
            content = bytearray(file.kept or b"")
            for change in keep(file.pending, rng):
                apply(content, change)
            found[path] = bytes(content)
        return found


def apply(content: bytearray, change: Change) -> None:
    if isinstance(change, Truncate):
        del content[change.size :]
        content.extend(bytes(change.size - len(content)))
        return
    if change.offset > len(content):
        content.extend(bytes(change.offset - len(content)))
    content[change.offset : change.offset + len(change.data)] = change.data


def _none(pending: list[Change], rng: random.Random) -> list[Change]:
    return []


def _prefix(pending: list[Change], rng: random.Random) -> list[Change]:
    """The first few; the last of them may be torn."""
    stop = rng.randint(0, len(pending))
    torn = _torn(pending[stop], rng) if stop < len(pending) and rng.random() < 0.5 else []
    return [*pending[:stop], *torn]


def _any(pending: list[Change], rng: random.Random) -> list[Change]:
    """Some of them, each whole or torn; a disk writes in any order it likes."""
    share = rng.choice([0.1, 0.5, 0.9])
    kept: list[Change] = []
    for change in pending:
        if rng.random() < share:
            kept += _torn(change, rng) if rng.random() < 0.3 else [change]
    return kept


def _torn(change: Change, rng: random.Random) -> list[Change]:
    """Some of its sectors."""
    if isinstance(change, Truncate):
        return []
    first = -change.offset % SECTOR
    cuts = [0, *range(first, len(change.data), SECTOR), len(change.data)]
    parts = [
        Write(change.offset + begin, change.data[begin:end])
        for begin, end in zip(cuts, cuts[1:], strict=False)
        if begin < end
    ]
    return [part for part in parts if rng.random() < 0.5]
