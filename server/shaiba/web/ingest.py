"""A live comes in: numbered pieces, as the phone's recorder gave them. Thin: replica/streams.py decides.

Spec: sync/spec/live.md, 5 to 8.
"""

import re
from typing import Annotated, Any

import msgspec
from litestar import Request, post, put
from litestar.params import FromPath, JSONBody

from shaiba_sync.errors import BadType, Malformed, NotFound, TooLarge
from shaiba_sync.live import MOST_EPOCHS

from ..kind import RegionCode
from ..packager.folder import STREAM
from ..packager.pieces import Head
from .body import read_body
from .given import Given
from .server import check_same_origin

MOST_PIECE = 2_000_000
"""Bytes of a piece: a second of 360p has 50,000."""
MOST_PIECES = 100_000
"""Of an epoch: a day of seconds."""

TYPES = ("video/mp4", "audio/mp4", "video/webm", "audio/webm", "video/x-matroska", "audio/x-matroska")
"""What recorders say they give. Chromium calls H.264 in WebM Matroska."""

_NUMBER = re.compile(r"0|[1-9][0-9]{0,4}", re.ASCII)
_TYPE = re.compile(r"[ -~]{1,200}", re.ASCII)

Millis = Annotated[int, msgspec.Meta(ge=0, le=2**48 - 1)]
Size = Annotated[int, msgspec.Meta(ge=0, le=4_096)]


class EpochHead(msgspec.Struct, forbid_unknown_fields=True):
    """X-Epoch: how the recorder was started; `before`: how many pieces the epoch before has."""

    started: Millis
    width: Size
    height: Size
    fps: Annotated[float, msgspec.Meta(ge=0, le=240)]
    before: Annotated[int, msgspec.Meta(ge=0, le=MOST_PIECES)] | None = None


class End(msgspec.Struct, forbid_unknown_fields=True):
    """How many pieces each epoch has."""

    epochs: Annotated[list[Annotated[int, msgspec.Meta(ge=0, le=MOST_PIECES)]], msgspec.Meta(max_length=MOST_EPOCHS)]


class Next(msgspec.Struct):
    """The lowest number of the epoch that is not here."""

    next: int


class EncoderKey(msgspec.Struct):
    """What a broadcasting program is told: where, and its key; until when that lets it in (ms since 1970)."""

    url: str
    key: str
    until: int


class Missing(msgspec.Struct):
    """Pieces that lack, by epoch and number; none: the live is whole."""

    missing: list[tuple[int, int]]


@put(
    "/live/{village:str}/{stream:str}/{epoch:str}/{seq:str}",
    status_code=200,
    summary="Send a piece of a live, as the recorder gave it",
)
async def send_piece(
    request: Request[Any, Any, Any],
    server: Given,
    village: FromPath[str],
    stream: FromPath[str],
    epoch: FromPath[str],
    seq: FromPath[str],
) -> Next:
    """By who opened it. Piece 0 of an epoch has its type and X-Epoch."""
    check_same_origin(request)
    _check_name(village, stream)
    number, place = _number(epoch, MOST_EPOCHS), _number(seq, MOST_PIECES)
    caller = await server.signed_in(request)
    await server.streams.opened(village, stream, caller.actor.person)
    head = None if place else _head(request)
    data = await read_body(request, MOST_PIECE)
    if not data:
        raise TooLarge(MOST_PIECE)
    return Next(await server.streams.put(village, stream, number, place, data, head))


@post("/live/{village:str}/{stream:str}/end", status_code=200, summary="Say how much of a live there is")
async def end(
    request: Request[Any, Any, Any],
    data: JSONBody[End],
    server: Given,
    village: FromPath[str],
    stream: FromPath[str],
) -> Missing:
    """By who opened it: what lacks; once nothing does, nothing more is taken."""
    check_same_origin(request)
    _check_name(village, stream)
    caller = await server.signed_in(request)
    await server.streams.opened(village, stream, caller.actor.person)
    return Missing(await server.streams.end(village, stream, data.epochs))


@post("/live/{village:str}/{stream:str}/encoder", status_code=200, summary="Let a computer push a live by RTMP")
async def let_push(
    request: Request[Any, Any, Any], server: Given, village: FromPath[str], stream: FromPath[str]
) -> EncoderKey:
    """By who opened it: a key, shown once. The one before it lets nobody in any more."""
    check_same_origin(request)
    _check_name(village, stream)
    caller = await server.signed_in(request)
    if server.config.live_rtmp is None or caller.actor.person is None:
        raise NotFound
    key, until = await server.encoders.make_key(village, stream, caller.actor.person)
    return EncoderKey(server.config.live_rtmp_url, key, until)


def _head(request: Request[Any, Any, Any]) -> Head:
    said = request.headers.get("content-type", "")
    if not _TYPE.fullmatch(said) or said.partition(";")[0].strip().lower() not in TYPES:
        raise BadType(why="type")
    try:
        one = msgspec.json.decode(request.headers.get("x-epoch", "").encode(), type=EpochHead)
    except msgspec.DecodeError:
        raise Malformed("request") from None
    return Head(said.lower(), one.started, one.width, one.height, one.fps, one.before)


def _check_name(village: str, stream: str) -> None:
    if not STREAM.fullmatch(stream):
        raise NotFound
    try:
        msgspec.convert(village, RegionCode)
    except msgspec.ValidationError:
        raise NotFound from None


def _number(text: str, limit: int) -> int:
    if not _NUMBER.fullmatch(text) or int(text) >= limit:
        raise NotFound
    return int(text)


HANDLERS = [send_piece, end, let_push]
