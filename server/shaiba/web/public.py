"""Public logs as static files, the log's keys, and the regions: what anyone may read and any cache may keep.

Spec: sync/spec/scope.md, "Static files". Nothing here asks who calls.
"""

import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from shaiba_sync.errors import Malformed, NotFound, SyncError, Unavailable
from shaiba_sync.op import b64u_encode
from shaiba_sync.scope import parse_scope
from shaiba_sync.version import PROTOCOL

from ..replica.bundles import BUNDLE, RANGE
from ..replica.head import TILE_WIDTH, tile
from ..replica.packing import Encoding
from ..replica.vouch import take, witnessed
from ..storage.store import Head
from .body import accepted, pack, read_body
from .errors import AGAIN_S
from .server import Given, Server
from .static import ReadyFile

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
ANYWHERE = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
"""Whoever wants to check the log may do so from any page."""

MAX_NOTE = 131_072
"""Bytes of a note with as many signatures as it may have."""

NUMBER = r"(0|[1-9][0-9]{0,15})"
_ENTRIES = re.compile(rf"{NUMBER}(?:-{NUMBER})?", re.ASCII)
_PARTIAL = re.compile(rf"{NUMBER}\.p", re.ASCII)


@get("/log/key", summary="The log's verifier key, the clerk's key, the protocol version")
async def log_key(server: Given) -> Response[dict[str, object]]:
    """The key is C2SP's: name, id, key."""
    clerk = server.replica.clerk
    body = {
        "v": PROTOCOL,
        "vkey": server.replica.vkey,
        "clerk": {"device": clerk.device, "alg": "ed25519", "key": b64u_encode(clerk.public_key)},
    }
    return Response(body, headers={"cache-control": ASK_AGAIN, **ANYWHERE})


@get("/log/scopes", summary="The public logs: scope, epoch, size")
async def log_scopes(server: Given) -> Response[dict[str, object]]:
    """For whoever checks all of them."""
    store = server.replica.store
    names = [*await store.scopes("region/"), *await store.scopes("village/")]
    heads = [head for name in names if (head := await store.head(name))]
    body: dict[str, object] = {"scopes": [[head.scope, head.epoch, head.size] for head in heads]}
    return Response(body, headers={"cache-control": ASK_AGAIN, **ANYWHERE})


@get("/log/{kind:str}/{code:str}/checkpoint", summary="The newest signed note")
async def checkpoint(
    request: Request[Any, Any, Any], server: Given, kind: FromPath[str], code: FromPath[str]
) -> Response[bytes]:
    """`no-cache`, with an ETag: of the bytes, since a head of the same size may yet be another."""
    note = (await _head(server, kind, code)).checkpoint.encode()
    etag = f'"{hashlib.sha256(note).hexdigest()[:32]}"'
    return conditional(request, ReadyFile("text/plain; charset=utf-8", etag, {"identity": note}), ANYWHERE)


@get("/log/{kind:str}/{code:str}/witnessed", summary="The newest note that others have vouched for")
async def witnessed_note(
    request: Request[Any, Any, Any], server: Given, kind: FromPath[str], code: FromPath[str]
) -> Response[bytes]:
    """With its cosignatures; `not_found` where nobody has cosigned."""
    found = await witnessed(server.replica, (await _head(server, kind, code)).scope)
    if found is None:
        raise NotFound
    etag = f'"{hashlib.sha256(found.encode()).hexdigest()[:32]}"'
    return conditional(request, ReadyFile("text/plain; charset=utf-8", etag, {"identity": found.encode()}), ANYWHERE)


@post("/log/{kind:str}/{code:str}/cosign", status_code=204, summary="Vouch for a head of this log")
async def cosign(request: Request[Any, Any, Any], server: Given, kind: FromPath[str], code: FromPath[str]) -> None:
    """A note of this log with cosignatures (sync/spec/witness.md). They prove whose they are: no session is asked."""
    head = await _head(server, kind, code)
    try:
        note = (await read_body(request, MAX_NOTE)).decode()
    except UnicodeDecodeError:
        raise Malformed("note") from None
    await take(server.replica, head.scope, note, now_ms=server.clock())


@get("/log/{kind:str}/{code:str}/entries/{name:str}", summary="A whole bundle of 256 lines, or a range of them")
async def entries(
    request: Request[Any, Any, Any], server: Given, kind: FromPath[str], code: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """`<n>` or `<a>-<b>`; kept for ever by any cache."""
    head = await _head(server, kind, code)
    found = _ENTRIES.fullmatch(name)
    if not found:
        raise NotFound
    first = int(found[1])
    last = int(found[2]) if found[2] is not None else first
    if last < first or last - first >= RANGE or (last + 1) * BUNDLE > head.size or (found[2] and first == last):
        raise NotFound

    async def read() -> bytes:
        return await _text(server, head, first * BUNDLE, (last + 1) * BUNDLE)

    encoding = accepted(request)
    packed = await server.bundles.get(head.scope, head.epoch, first, last, encoding, read)
    return _immutable(packed, encoding, "application/x-ndjson")


@get("/log/{kind:str}/{code:str}/entries/{name:str}/{width:int}", summary="The first lines of a bundle")
async def partial(
    request: Request[Any, Any, Any],
    server: Given,
    kind: FromPath[str],
    code: FromPath[str],
    name: FromPath[str],
    width: FromPath[int],
) -> Response[bytes]:
    """`<n>.p/<w>`: lines that will stand so for ever, though more may follow."""
    head = await _head(server, kind, code)
    found = _PARTIAL.fullmatch(name)
    if not found or not 1 <= width < BUNDLE or int(found[1]) * BUNDLE + width > head.size:
        raise NotFound
    begin = int(found[1]) * BUNDLE
    encoding = accepted(request)
    text = await _text(server, head, begin, begin + width)
    return _immutable(await pack(text, encoding), encoding, "application/x-ndjson")


@get("/log/{kind:str}/{code:str}/tile/{level:int}/{name:str}", summary="A whole hash tile")
async def whole_tile(
    server: Given, kind: FromPath[str], code: FromPath[str], level: FromPath[int], name: FromPath[str]
) -> Response[bytes]:
    """256 hashes, as C2SP tlog-tiles has them."""
    return await _tile(server, await _head(server, kind, code), level, name, TILE_WIDTH)


@get("/log/{kind:str}/{code:str}/tile/{level:int}/{name:str}/{width:int}", summary="The first hashes of a tile")
async def partial_tile(
    server: Given,
    kind: FromPath[str],
    code: FromPath[str],
    level: FromPath[int],
    name: FromPath[str],
    width: FromPath[int],
) -> Response[bytes]:
    """`<n>.p/<w>`."""
    if not name.endswith(".p") or not 1 <= width < TILE_WIDTH:
        raise NotFound
    return await _tile(server, await _head(server, kind, code), level, name[:-2], width)


@get("/regions.json", summary="Every region: code, name, level, parent; and how the characters are read")
async def regions_json(request: Request[Any, Any, Any], server: Given) -> Response[bytes]:
    """The phone makes readings for its search from it."""
    return conditional(request, await server.regions_files.get())


def conditional(
    request: Request[Any, Any, Any], file: ReadyFile, more: Mapping[str, str] = MappingProxyType({})
) -> Response[bytes]:
    """The file, or 304 where the caller has it. Caches must ask again."""
    body, headers = ready(request, file)
    headers = {"cache-control": ASK_AGAIN, "etag": file.etag, **headers, **more}
    if file.etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        headers.pop("content-encoding", None)
        return Response(b"", status_code=304, media_type=file.type, headers=headers)
    return Response(body, media_type=file.type, headers=headers)


def ready(request: Request[Any, Any, Any], file: ReadyFile) -> tuple[bytes, dict[str, str]]:
    """The body in the best encoding that the caller takes, and what to say of it."""
    encoding = accepted(request)
    if encoding not in file.body:
        encoding = "identity"
    said = {"vary": "accept-encoding"} | ({"content-encoding": encoding} if encoding != "identity" else {})
    return file.body[encoding], said


async def _head(server: Server, kind: str, code: str) -> Head:
    try:
        scope = parse_scope(f"{kind}/{code}")
    except SyncError:
        raise NotFound from None
    if not scope.public:
        raise NotFound
    await server.replica.refresh(server.clock())
    head = await server.replica.store.head(scope.name)
    if head is None:
        raise NotFound
    if (await server.replica.history.of(head)).damaged is not None:
        raise Unavailable(AGAIN_S, why="damaged")
    return head


async def _text(server: Server, head: Head, start: int, stop: int) -> bytes:
    return b"\n".join([*await server.replica.store.lines(head.scope, start, stop), b""])


async def _tile(server: Server, head: Head, level: int, name: str, width: int) -> Response[bytes]:
    if not re.fullmatch(NUMBER, name, re.ASCII) or not 0 <= level <= 5:
        raise NotFound
    hashes = await tile(server.replica, head, level, int(name), width)
    if hashes is None:
        raise NotFound
    return _immutable(hashes, "identity", "application/octet-stream")


def _immutable(body: bytes, encoding: Encoding, media_type: str) -> Response[bytes]:
    headers = {"cache-control": FOR_EVER, "vary": "accept-encoding", **ANYWHERE}
    if encoding != "identity":
        headers["content-encoding"] = encoding
    return Response(body, media_type=media_type, headers=headers)


HANDLERS = [
    log_key,
    log_scopes,
    checkpoint,
    witnessed_note,
    cosign,
    entries,
    partial,
    whole_tile,
    partial_tile,
    regions_json,
]
