"""What a terminal answers: the app, and what it holds. All else goes through, and waits where the line is cut."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
from litestar import Request
from litestar.types import ASGIApp, Receive, Scope, Send

from shaiba_sync.errors import BadType, Malformed, NotFound, SyncError, TooLarge, Unavailable, WrongHash, WrongOffset
from shaiba_sync.op import op_id, parse_op
from shaiba_sync.wire import Bundles, Cursor, End, Lines, Refused, format_answer, parse_header

from ..replica.bundles import BUNDLE
from ..replica.packing import Encoding
from ..replica.pull import FAR, RUN_BYTES, RUN_LINES
from ..replica.push import blobs_in, refuse
from ..replica.replica import Clock
from ..web.body import accepted, pack, read_body
from ..web.files import MAX_BLOB, number
from ..web.headers import with_headers
from ..web.media import TYPES, check_media
from ..web.static import HASHED, AppFiles
from ..web.sync import MAX_BODY, MAX_OPS, NDJSON
from .follow import Cut, Line
from .held import Held, Log

KEPT_S = 300
"""When a phone may ask again whether an op that is kept was delivered."""

AGAIN_S = 30
FOR_EVER = "public, max-age=31536000, immutable"
_LOG = re.compile(r"/log/((?:village|region)/\d{12})/(checkpoint|entries/[0-9-]+|entries/[0-9]+\.p/[0-9]+)")
_ENTRIES = re.compile(r"entries/(\d{1,9})(?:-(\d{1,9})|\.p/(\d{1,3}))?")
_ROUTES = re.compile(r"/(sync|live|log/|blob/|identity/|appeal/|health|regions\.json|demo/|openapi)")
_BLOB = re.compile(r"/blob/([0-9a-f]{64})")
_HOP = {
    b"connection",
    b"keep-alive",
    b"transfer-encoding",
    b"te",
    b"upgrade",
    b"host",
    b"content-length",
    b"trailer",
    b"date",
}

Reply = tuple[int, list[tuple[bytes, bytes]], bytes | AsyncIterator[bytes]]


def create_terminal(held: Held, line: Line, app_files: AppFiles | None, *, clock: Clock, https: bool) -> ASGIApp:
    """The application."""
    terminal = Terminal(held, line, app_files, clock)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # type: ignore[comparison-overlap]  # "lifespan" comes here too
            return
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        try:
            status, headers, body = await terminal.answer(request)
        except SyncError as error:
            status, headers, body = _refusal(error)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if isinstance(body, bytes):
            await send({"type": "http.response.body", "body": body, "more_body": False})
            return
        async for part in body:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return with_headers(app, https=https)


class Terminal:
    """Who answers what."""

    def __init__(self, held: Held, line: Line, app_files: AppFiles | None, clock: Clock) -> None:
        self._held = held
        self._line = line
        self._app_files = app_files
        self._clock = clock

    async def answer(self, request: Request[Any, Any, Any]) -> Reply:
        """From the disk what never changes; else from the server; else from the disk what there is."""
        path, method = request.url.path, request.method
        if method == "GET" and (found := self._app_files.get(path) if self._is_app(path) and self._app_files else None):
            cache = FOR_EVER if path.startswith(f"/{HASHED}/") else "no-cache"
            encoding = accepted(request) if accepted(request) in found.body else "identity"
            return 200, _headers(found.type, cache, encoding), found.body[encoding]
        if method == "GET" and path == "/log/key" and self._held.key:
            return 200, _headers("application/json", "no-cache"), self._held.key
        if method == "GET" and (file := self._file(path)) is not None and not path.endswith("/checkpoint"):
            return 200, _headers(NDJSON, FOR_EVER), file
        body = await _raw(request)
        try:
            return await self._pass_on(request, body)
        except Cut:
            return await self._alone(request, body)

    def _is_app(self, path: str) -> bool:
        """Paths of the app's files, and of its screens: no route of the server's begins so."""
        return not _ROUTES.match(path)

    async def _pass_on(self, request: Request[Any, Any, Any], body: bytes) -> Reply:
        query = request.scope["query_string"]
        url = httpx.URL(path=request.url.path, query=query) if query else httpx.URL(path=request.url.path)
        headers = [(name, value) for name, value in request.scope["headers"] if name.lower() not in _HOP]
        client = self._line.client
        response = await self._line.send(
            client.build_request(request.method, client.base_url.join(url), headers=headers, content=body)
        )
        given = [(name.lower(), value) for name, value in response.headers.raw]
        return response.status_code, [one for one in given if one[0] not in _HOP], _stream(response)

    async def _alone(self, request: Request[Any, Any, Any], body: bytes) -> Reply:
        """The line is cut."""
        path = request.url.path
        if request.method == "POST" and path == "/sync":
            return await self._sync(request, body)
        if request.method == "PUT" and (found := _BLOB.fullmatch(path)):
            return await self._keep_blob(request, found[1], body)
        if request.method == "GET" and (file := self._file(path)) is not None:
            return 200, _headers("text/plain; charset=utf-8", "no-cache"), file
        if path == "/regions.json" and self._held.regions:
            return 200, _headers("application/json", "no-cache"), self._held.regions
        if path == "/log/scopes":
            logs = [[log.scope, log.epoch, log.size] for log in self._held.logs.values() if log.size]
            return 200, _headers("application/json", "no-cache"), msgspec.json.encode({"scopes": logs})
        raise Unavailable(AGAIN_S)

    async def _sync(self, request: Request[Any, Any, Any], body: bytes) -> Reply:
        """Verdicts: kept, or why not. Then what this terminal has more of its logs."""
        head, *lines = (await unpacked(request, body)).split(b"\n")
        if not lines or lines.pop():
            raise Malformed("header")
        header = parse_header(head)
        if len(lines) > MAX_OPS:
            raise TooLarge(MAX_OPS)
        verdicts = [await self._keep(line) for line in lines]
        text = b"".join(format_answer(one) + b"\n" for one in verdicts)
        for scope, cursor in header.have.items():
            if log := self._held.logs.get(scope):
                text += _more(log, cursor)
        if not text:
            return 204, [], b""
        text += format_answer(End(self._clock())) + b"\n"
        encoding = accepted(request)
        return 200, _headers(NDJSON, "no-store", encoding), await pack(text, encoding)

    async def _keep(self, line: bytes) -> Refused:
        try:
            parse_op(line)
        except SyncError as error:
            return refuse(op_id(line), error)
        refusal = Unavailable(KEPT_S)
        if await asyncio.to_thread(self._held.keep, line):  # on the disk before it is said
            refusal.detail["kept"] = True
        return refuse(op_id(line), refusal)

    async def _keep_blob(self, request: Request[Any, Any, Any], blob: str, data: bytes) -> Reply:
        """Bytes that a kept op names, in pieces as they come; a refusal says that they are kept once they are all."""
        named = {name for line in self._held.kept.values() for c in parse_op(line).changes for name in blobs_in(c)}
        if blob not in named:
            raise Unavailable(AGAIN_S)
        kept = Unavailable(KEPT_S)
        kept.detail["kept"] = True
        blobs = self._held.blobs
        if blobs.has(blob):
            raise kept
        kind = request.headers.get("content-type", "")
        offset, length = number(request, "upload-offset"), number(request, "upload-length")
        if not 0 < length <= MAX_BLOB or offset + len(data) > length:
            raise TooLarge(MAX_BLOB)
        if kind not in TYPES:
            raise BadType(why="type")
        at = blobs.offset(blob, "kept")
        if offset != at:
            raise WrongOffset(at)
        at = await asyncio.to_thread(blobs.append, blob, "kept", offset, data)
        if at < length:
            so_far = msgspec.json.encode({"offset": at, "length": length, "complete": False})
            return 200, _headers("application/json", "no-store"), so_far
        whole = blobs.draft(blob, "kept")
        try:
            if hashlib.sha256(whole).hexdigest() != blob:
                raise WrongHash
            check_media(whole, kind)
        except (WrongHash, BadType):
            blobs.drop(blob, "kept")
            raise
        await asyncio.to_thread(blobs.keep, blob, "kept")
        raise kept

    def _file(self, path: str) -> bytes | None:
        """A static file of a log that is held, as far as it is proven."""
        found = _LOG.fullmatch(path)
        log = self._held.logs.get(found[1]) if found else None
        if found is None or log is None or log.size == 0:
            return None
        if found[2] == "checkpoint":
            return log.note.encode()
        entries = _ENTRIES.fullmatch(found[2])
        if entries is None:
            return None
        first = int(entries[1])
        stop = first * BUNDLE + int(entries[3]) if entries[3] else (int(entries[2] or first) + 1) * BUNDLE
        if not first * BUNDLE < stop <= log.size:
            return None
        return b"".join(line + b"\n" for line in log.lines[first * BUNDLE : stop])


def _more(log: Log, cursor: Cursor) -> bytes:
    """The lines that a phone lacks, or where to fetch them. One that is further than this terminal hears nothing."""
    epoch, size = cursor[0], cursor[1]
    if epoch != log.epoch or size >= log.size:
        return b""
    whole = log.size - log.size % BUNDLE
    if whole - size >= FAR:
        return format_answer(Bundles(log.scope, epoch, whole, log.note)) + b"\n"
    lines: list[bytes] = []
    taken = 0
    for line in log.lines[size : size + RUN_LINES]:
        lines.append(line)
        taken += len(line) + 1
        if taken >= RUN_BYTES:
            break
    to = size + len(lines)
    head = Lines(log.scope, epoch, size, to, log.note, len(lines), more=to < log.size)
    return b"\n".join([format_answer(head), *lines, b""])


async def unpacked(request: Request[Any, Any, Any], body: bytes) -> bytes:
    """A body that was read as it came."""

    async def once() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    return await read_body(Request(request.scope, once), MAX_BODY)


async def _raw(request: Request[Any, Any, Any]) -> bytes:
    body, more = b"", True
    while more:
        message = await request.receive()
        if message["type"] != "http.request":
            raise NotFound
        body += message["body"]
        more = message["more_body"]
        if len(body) > MAX_BODY:
            raise TooLarge(MAX_BODY)
    return body


async def _stream(response: httpx.Response) -> AsyncIterator[bytes]:
    """The bytes as they come, packed as they are. A cut is a cut: what stood before it holds."""
    try:
        async for part in response.aiter_raw():
            yield part
    finally:
        await response.aclose()


def _headers(kind: str, cache: str, encoding: Encoding = "identity") -> list[tuple[bytes, bytes]]:
    headers = [(b"content-type", kind.encode()), (b"cache-control", cache.encode()), (b"vary", b"accept-encoding")]
    return headers if encoding == "identity" else [*headers, (b"content-encoding", encoding.encode())]


def _refusal(error: SyncError) -> Reply:
    return error.status, _headers("application/json", "no-store"), msgspec.json.encode(error.body())
