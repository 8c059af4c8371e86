"""The media folder: of each stream a folder, in it the pieces as they came and what was packed from them.

    media/<stream>/village       whose it is
    media/<stream>/in/           pieces (packager/pieces.py)
    media/<stream>/<tier>/       beginnings and segments
    media/<stream>/index         what was packed, a line each (packager/index.py)
    media/<stream>/encoder       the hash of the key of a computer that may push (replica/encoders.py)
    media/<stream>/let-go        in place of the last three: their time was over (retention.csv)

A piece is taken when it has its place on the disk. Spec: sync/spec/live.md, 5 to 9.
"""

import re
import shutil
from pathlib import Path

import msgspec

from shaiba_sync.errors import Taken
from shaiba_sync.live import TIERS

from ..storage.files import write_whole
from .index import INDEX
from .pieces import IN, Head, Pieces

STREAM = re.compile(r"[0-9A-Za-z_-]{22}", re.ASCII)
LET_GO = "let-go"
ENCODER = "encoder"
ROOM = 1_000_000_000
"""Bytes that stay free on the disk: the log must go on."""


class MediaFolder:
    """The folder of all streams. Its methods block: call them in a thread, of one stream one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, stream: str) -> Path:
        """A stream's folder. The name is one of `STREAM`."""
        return self.folder / stream

    def streams(self) -> list[str]:
        """Streams of which something came."""
        if not self.folder.is_dir():
            return []
        return sorted(one.name for one in self.folder.iterdir() if STREAM.fullmatch(one.name))

    def village(self, stream: str) -> str:
        """Whose it is."""
        return (self.path(stream) / "village").read_text()

    def has_room(self) -> bool:
        """Whether more may come."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.folder).free > ROOM

    def put(self, stream: str, village: str, epoch: int, seq: int, data: bytes, head: Head | None) -> None:
        """Keep a piece. Twice is as once; raises `Taken` where another has its number."""
        folder = self.path(stream)
        if not (folder / "village").is_file():
            write_whole(folder / "village", village.encode())
        path = Pieces(folder).piece(epoch, seq)
        if path.is_file():
            if path.read_bytes() != data:
                raise Taken
            return
        if head is not None:
            write_whole(path.with_name("head"), msgspec.json.encode(head))
        write_whole(path, data)

    def keep_key(self, stream: str, data: bytes) -> None:
        """Who may push; another may no more."""
        write_whole(self.path(stream) / ENCODER, data)

    def end(self, stream: str, counts: list[int]) -> None:
        """Nothing comes after so many pieces of each epoch."""
        write_whole(Pieces(self.path(stream)).folder / "end", msgspec.json.encode(counts))

    def read(self, stream: str, name: str) -> bytes | None:
        """A file of it, by its place in the stream's folder; None where there is none."""
        try:
            return (self.path(stream) / name).read_bytes()
        except OSError:
            return None

    def drop_pieces(self, stream: str) -> None:
        """What came, once all of it is packed and noted."""
        shutil.rmtree(Pieces(self.path(stream)).folder, ignore_errors=True)

    def has_pieces(self, stream: str) -> bool:
        """Whether what came is still here."""
        return Pieces(self.path(stream)).folder.is_dir()

    def is_let_go(self, stream: str) -> bool:
        """Whether its time was over."""
        return (self.path(stream) / LET_GO).is_file()

    def let_go(self, stream: str) -> bool:
        """Of all but whose it was, and that it was let go of; whether there was anything."""
        if self.is_let_go(stream):
            return False
        write_whole(self.path(stream) / LET_GO, b"")
        for name in (*TIERS, IN):
            shutil.rmtree(self.path(stream) / name, ignore_errors=True)
        for name in (INDEX, ENCODER):
            (self.path(stream) / name).unlink(missing_ok=True)
        return True
