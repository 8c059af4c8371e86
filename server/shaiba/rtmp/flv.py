"""What was pushed, as the FLV that the packager reads: cut into pieces like a recorder's, times from 0 on."""

from typing import NamedTuple

from .amf import Unreadable
from .chunks import AUDIO, VIDEO, Message

HEADER = b"FLV\1\5\0\0\0\x09" + bytes(4)
PIECE_MS = 1_000
PIECE = 1_000_000
"""Bytes at which a piece is full before a second is over."""
_AVC, _AAC = 7, 10


class Cut(NamedTuple):
    """A piece; whether it is the first of an epoch."""

    data: bytes
    begins: bool


class Pieces:
    """Takes messages and gives pieces. How pictures and sound are encoded is said at the beginning and may be said
    anew: then an epoch ends, since what plays it reads that once."""

    def __init__(self) -> None:
        self._configs: dict[int, bytes] = {}
        self._tags: list[bytes] = []
        self._zero_ms: int | None = None
        self._since_ms = self._size = 0
        self._begins = True

    def add(self, message: Message) -> list[Cut]:
        """What is a piece now. Raises `Unreadable`."""
        sort, at_ms, data = message
        if sort not in (AUDIO, VIDEO) or len(data) < 2:
            return []
        _check(sort, data)
        if data[1] == 0:  # how it is encoded
            found = self.end() if self._configs.get(sort) not in (None, data) and self._zero_ms is not None else []
            self._configs[sort] = data
            return found
        if self._zero_ms is None:
            if VIDEO not in self._configs or sort != VIDEO or data[0] >> 4 != 1:
                return []  # players begin at a key frame
            self._begin(at_ms)
        at_ms = self._place(at_ms)
        found = []
        if self._size >= PIECE or at_ms - self._since_ms >= PIECE_MS:
            found = self._cut()
            self._since_ms = at_ms
        self._keep(sort, at_ms, data)
        return found

    def end(self) -> list[Cut]:
        """What is left; whatever comes then is another epoch's."""
        found = self._cut() if self._tags else []
        self._zero_ms, self._begins = None, True
        return found

    def _begin(self, at_ms: int) -> None:
        self._zero_ms, self._since_ms = at_ms, 0
        self._tags, self._size = [HEADER], 0
        for sort, config in self._configs.items():
            self._keep(sort, 0, config)

    def _place(self, at_ms: int) -> int:
        """Since the epoch's beginning; what is from a little before it, at it."""
        found = (at_ms - (self._zero_ms or 0)) & 0xFFFFFFFF
        return found if found < 0x80000000 else 0

    def _keep(self, sort: int, at_ms: int, data: bytes) -> None:
        time = (at_ms & 0xFFFFFF).to_bytes(3) + bytes([at_ms >> 24])
        head = bytes([sort]) + len(data).to_bytes(3) + time + bytes(3)
        self._tags.append(head + data + (len(head) + len(data)).to_bytes(4))
        self._size += len(data)

    def _cut(self) -> list[Cut]:
        found = [Cut(b"".join(self._tags), self._begins)]
        self._tags, self._size, self._begins = [], 0, False
        return found


def _check(sort: int, data: bytes) -> None:
    is_known = data[0] & 0x8F == _AVC if sort == VIDEO else data[0] >> 4 == _AAC
    if not is_known:  # the first bit: names of newer codecs follow
        raise Unreadable
