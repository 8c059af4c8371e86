"""What was packed, as the packager says it and the server knows it: a line of JSON each, in order."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from shaiba_sync.live import Tier

INDEX = "index"


class Began(msgspec.Struct, frozen=True, tag="began", tag_field="is", omit_defaults=True):
    """An epoch has a beginning: its hash in each tier; when it was filmed (ms since 1970), the codecs and the size."""

    epoch: int
    hashes: dict[Tier, str]
    started: int
    codecs: dict[Tier, str]
    width: int = 0
    height: int = 0


class Packed(msgspec.Struct, frozen=True, tag="packed", tag_field="is", omit_defaults=True):
    """A segment is there: its hash and its bytes in each tier, how long it is, how many frames of sound are in it."""

    epoch: int
    n: int
    ms: int
    frames: int
    hashes: dict[Tier, str]
    sizes: dict[Tier, int]


class Ended(msgspec.Struct, frozen=True, tag="ended", tag_field="is", omit_defaults=True):
    """An epoch is whole; `bad` where what came after this could not be read as media."""

    epoch: int
    bad: bool = False


class Finished(msgspec.Struct, frozen=True, tag="finished", tag_field="is"):
    """All epochs are."""


Entry = Began | Packed | Ended | Finished
_DECODER: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)


def read_index(folder: Path) -> list[Entry]:
    """What was packed so far. A last line that was cut (by a stop) is none."""
    file = folder / INDEX
    lines = file.read_bytes().split(b"\n")[:-1] if file.is_file() else []
    return [_DECODER.decode(line) for line in lines]


def parse_entry(line: bytes) -> Entry:
    """One line."""
    return _DECODER.decode(line)


def file_name(epoch: int, n: int | Literal["init"]) -> str:
    """The file of a beginning or a segment, within its tier."""
    return f"{epoch}-init.mp4" if n == "init" else f"{epoch}-{n}.m4s"


def of_epoch(entries: list[Entry], epoch: int) -> Iterator[Packed]:
    """The segments of one."""
    return (one for one in entries if isinstance(one, Packed) and one.epoch == epoch)
