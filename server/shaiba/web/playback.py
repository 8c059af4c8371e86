"""GET /media/<stream>/…: lists, beginnings, segments and hashes of lives. Asks for no cookie and keeps nothing of who
looks on; of a number that a player made up for this viewing it knows when it was last here.

Plain ASGI, from memory where it is new: litestar's files cost thirty times as much, and all who look on ask every two
seconds. Spec: sync/spec/live.md, 9 to 11.
"""

import re
from hashlib import sha256
from typing import Any

import msgspec
from litestar import Request, asgi
from litestar.exceptions import MethodNotAllowedException
from litestar.types import Receive, Scope, Send

from shaiba_sync.errors import NotFound
from shaiba_sync.live import Tier

from ..packager.folder import STREAM
from ..packager.playlist import master_list, tier_list
from ..packager.shelf import Shelf
from .body import accepted, pack
from .server import server_of

PREFIX = "/media"
FOR_EVER = b"public, max-age=31536000, immutable"
A_SECOND = b"public, max-age=1"
LIST_TYPE, JSON_TYPE = b"application/vnd.apple.mpegurl", b"application/json"
INLINE = 1_000
"""Bytes of a list that is sent as it is."""

_LIST = re.compile(r"(dvr-)?([vpa])\.m3u8", re.ASCII)
_FILE = re.compile(r"[vpa]/[0-9]{1,3}-(init\.mp4|[0-9]{1,5}\.m4s)", re.ASCII)
_HASHES = re.compile(r"([vpa])/hashes\.json", re.ASCII)
_VIEWING = re.compile(r"[0-9A-Za-z_-]{8,22}", re.ASCII)

DESCRIBED = {
    "get": {
        "summary": "Lists and segments of lives (sync/spec/live.md)",
        "operationId": "Media",
        "responses": {"200": {"description": "A list, a segment, hashes"}, "304": {"description": "The same list"}},
    }
}
"""What the API says of it: Litestar does not describe plain ASGI."""


@asgi(PREFIX, is_mount=True, copy_scope=False)
async def playback(scope: Scope, receive: Receive, send: Send) -> None:
    """All of it, mounted."""
    server = server_of(scope)
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    if request.method not in ("GET", "HEAD"):
        raise MethodNotAllowedException
    stream, _, name = scope["path"].removeprefix(PREFIX).strip("/").partition("/")
    if not STREAM.fullmatch(stream):
        raise NotFound
    if _FILE.fullmatch(name):
        data = await server.streams.file(stream, name)
        if data is None:
            raise NotFound
        server.audience.sent(len(data))
        kind = b"audio/mp4" if name[0] == "a" else b"video/mp4"
        await _answer(send, request, data, kind, FOR_EVER)
        return
    shelf = await server.streams.shelf(stream)
    if shelf is None:
        raise NotFound
    viewing = request.query_params.get("w", "")
    if _VIEWING.fullmatch(viewing):
        server.audience.note(stream, viewing)
    kind = LIST_TYPE if name.endswith(".m3u8") else JSON_TYPE
    if name == "watching":
        body = msgspec.json.encode({"watching": server.audience.count(stream)})
        await _answer(send, request, body, kind, A_SECOND)
        return
    is_full = name == "master.m3u8" and server.audience.is_full
    body, tag = _text(shelf, name, is_full=is_full)
    more = [(b"etag", tag), (b"vary", b"accept-encoding")]
    if request.headers.get("if-none-match", "").encode() == tag:
        await send({"type": "http.response.start", "status": 304, "headers": [*more, (b"cache-control", A_SECOND)]})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    encoding = accepted(request) if len(body) > INLINE else "identity"
    if encoding != "identity":
        more.append((b"content-encoding", encoding.encode()))
        key = f"{encoding} {tag.decode()}"  # of these bytes: while they were packed there may have come more
        if key not in shelf.made:
            shelf.made[key] = await pack(body, encoding)
        body = shelf.made[key]
    await _answer(send, request, body, kind, A_SECOND, *more)


def _text(shelf: Shelf, name: str, *, is_full: bool) -> tuple[bytes, bytes]:
    """A list or hashes, and its tag; made once for all who ask. NotFound also where there is nothing to list (yet)."""
    key = f"{name}, full" if is_full else name
    if key not in shelf.made:
        body = _make(shelf, name, is_full=is_full)
        shelf.made[key], shelf.made[f"tag {key}"] = body, b'"%s"' % sha256(body).hexdigest()[:22].encode()
    if not shelf.made[key]:
        raise NotFound
    return shelf.made[key], shelf.made[f"tag {key}"]


def _make(shelf: Shelf, name: str, *, is_full: bool) -> bytes:
    if name == "master.m3u8":
        return master_list(shelf, video=not is_full).encode()
    if found := _LIST.fullmatch(name):
        tier: Tier = found[2]  # type: ignore[assignment]  # the pattern takes no other
        return tier_list(shelf, tier, whole=bool(found[1])).encode()
    if found := _HASHES.fullmatch(name):
        return msgspec.json.encode(shelf.hashes(found[1]))  # type: ignore[arg-type]
    raise NotFound


async def _answer(
    send: Send, request: Request[Any, Any, Any], body: bytes, kind: bytes, cache: bytes, *more: tuple[bytes, bytes]
) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"cache-control", cache), *more]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    data = b"" if request.method == "HEAD" else body
    await send({"type": "http.response.body", "body": data, "more_body": False})
