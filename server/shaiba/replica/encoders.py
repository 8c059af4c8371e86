"""Computers that push a live with a broadcasting program, on the word of who opened it: a key that is shown once, lets
in one at a time, and is over with the stream or after half a day. Only its hash is kept, and it stands in no log.

Spec: sync/spec/live.md, "Encoders".
"""

import asyncio
import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

import msgspec

from shaiba_sync.errors import Closed, NotFound, Taken
from shaiba_sync.live import MOST_EPOCHS
from shaiba_sync.op import b64u_encode

from ..packager.folder import ENCODER, STREAM, MediaFolder
from ..packager.pieces import Head, Pieces
from .replica import Clock
from .streams import Streams

KEY_BYTES = 16
LASTS_MS = 12 * 3_600_000
"""Longer than any meeting."""
NAME = 22
"""Characters of a stream's id: a key begins with it, so that the door knows where to look."""


class Key(NamedTuple):
    """What the program is told, and until when it is let in (ms since 1970)."""

    key: str
    until: int


class _Kept(msgspec.Struct, frozen=True):
    hash: str
    village: str
    person: str
    until: int


class Encoders:
    """One per server."""

    def __init__(self, streams: Streams, media: MediaFolder, clock: Clock, random: Callable[[int], bytes]) -> None:
        self._streams, self._media, self._clock, self._random = streams, media, clock, random
        self._now: dict[str, Push] = {}

    async def make_key(self, village: str, stream: str, person: str) -> Key:
        """A new key for a stream that this person opened; the one before is nothing any more, and who came in by it is
        out. NotFound, Closed; Taken where a phone films it."""
        await self._streams.opened(village, stream, person)
        await asyncio.to_thread(self._check_free, stream)
        key = stream + b64u_encode(self._random(KEY_BYTES))
        kept = _Kept(_hash(key), village, person, self._clock() + LASTS_MS)
        await asyncio.to_thread(self._media.keep_key, stream, msgspec.json.encode(kept))
        self._now.pop(stream, None)
        return Key(key, kept.until)

    async def enter(self, key: str) -> "Push":
        """Whoever has the key may push. Whoever pushed before is out: a program that lost its line comes again before
        anybody notices. NotFound, Closed, Taken."""
        stream = key[:NAME]
        if not STREAM.fullmatch(stream):
            raise NotFound
        data = await asyncio.to_thread(self._media.read, stream, ENCODER)
        kept = msgspec.json.decode(data, type=_Kept) if data is not None else None
        if kept is None or not hmac.compare_digest(kept.hash, _hash(key)) or self._clock() >= kept.until:
            raise NotFound
        await self._streams.opened(kept.village, stream, kept.person)
        epoch, before = await asyncio.to_thread(self._check_free, stream)
        push = Push(self, stream, kept, epoch, before)
        self._now[stream] = push
        return push

    async def put(self, push: "Push", data: bytes, head: Head | None) -> None:
        """Take a piece of one who was let in. Closed where that is over, Unavailable."""
        if self._now.get(push.stream) is not push:
            raise Closed("encoder")
        kept = push.kept
        await self._streams.opened(kept.village, push.stream, kept.person)
        await self._streams.put(kept.village, push.stream, push.epoch, push.seq, data, head)

    def leave(self, push: "Push") -> None:
        """It pushes no more."""
        if self._now.get(push.stream) is push:
            del self._now[push.stream]

    @property
    def clock(self) -> Clock:
        """What time it is."""
        return self._clock

    def _check_free(self, stream: str) -> tuple[int, int | None]:
        """The next epoch, and how many pieces the last has."""
        pieces = Pieces(self._media.path(stream))
        epochs = pieces.epochs() if pieces.folder.is_dir() else []
        if not epochs:
            return 0, None
        head = pieces.head(epochs[0])
        if head is None or head.type != MIME:
            raise Taken
        return epochs[-1] + 1, len(pieces.have(epochs[-1]))


class Push:
    """One that was let in."""

    def __init__(self, encoders: Encoders, stream: str, kept: _Kept, epoch: int, before: int | None) -> None:
        self._encoders, self.stream, self.kept = encoders, stream, kept
        self.epoch, self.seq, self._before = epoch, 0, before
        self._has_begun = False

    async def put(self, data: bytes, *, begins: bool) -> None:
        """The next piece, or the first of the next epoch. Closed, Unavailable."""
        if begins and self._has_begun:
            self._before, self.epoch, self.seq = self.seq, self.epoch + 1, 0
        if self.epoch >= MOST_EPOCHS:
            raise Closed("encoder")
        head = Head(MIME, self._encoders.clock(), before=self._before) if begins else None
        await self._encoders.put(self, data, head)
        self._has_begun = True
        self.seq += 1

    def leave(self) -> None:
        """It pushes no more."""
        self._encoders.leave(self)


MIME = "video/x-flv"
"""What is pushed by RTMP."""


def _hash(key: str) -> str:
    return b64u_encode(sha256(key.encode()).digest())
