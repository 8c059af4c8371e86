"""Public logs as static files, the log's keys, and the regions: what anyone may read and any cache may keep.

Spec: sync/spec/scope.md, "Static files". Nothing here asks who calls.
"""

import re
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from shaiba_sync.errors import Malformed, NotFound
from shaiba_sync.op import b64u_encode
from shaiba_sync.version import PROTOCOL

from ..replica.bundles import BUNDLE
from ..replica.head import TILE_WIDTH, tile
from ..replica.vouch import take, witnessed
from ..storage.store import Head
from . import public_log
from .body import accepted, pack, read_body
from .given import Given, response_of
from .public_log import ANYWHERE, ASK_AGAIN, NUMBER, conditional, head_of, immutable, note_file, text_of
from .server import Server
from .static import one_region

MAX_NOTE = 131_072
"""Bytes of a note with as many signatures as it may have."""

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
    """`no-cache`, with an ETag."""
    return response_of(await public_log.checkpoint(server, request, kind, code))


@get("/log/{kind:str}/{code:str}/witnessed", summary="The newest note that others have vouched for")
async def witnessed_note(
    request: Request[Any, Any, Any], server: Given, kind: FromPath[str], code: FromPath[str]
) -> Response[bytes]:
    """With its cosignatures; `not_found` where nobody has cosigned."""
    found = await witnessed(server.replica, (await head_of(server, kind, code)).scope)
    if found is None:
        raise NotFound
    return response_of(note_file(request, found))


@post("/log/{kind:str}/{code:str}/cosign", status_code=204, summary="Vouch for a head of this log")
async def cosign(request: Request[Any, Any, Any], server: Given, kind: FromPath[str], code: FromPath[str]) -> None:
    """A note of this log with cosignatures (sync/spec/witness.md). They prove whose they are: no session is asked."""
    head = await head_of(server, kind, code)
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
    return response_of(await public_log.entries(server, request, kind, code, name))


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
    head = await head_of(server, kind, code)
    found = _PARTIAL.fullmatch(name)
    if not found or not 1 <= width < BUNDLE or int(found[1]) * BUNDLE + width > head.size:
        raise NotFound
    begin = int(found[1]) * BUNDLE
    encoding = accepted(request)
    text = await text_of(server, head, begin, begin + width)
    return response_of(immutable(await pack(text, encoding), encoding, "application/x-ndjson"))


@get("/log/{kind:str}/{code:str}/tile/{level:int}/{name:str}", summary="A whole hash tile")
async def whole_tile(
    server: Given, kind: FromPath[str], code: FromPath[str], level: FromPath[int], name: FromPath[str]
) -> Response[bytes]:
    """256 hashes, as C2SP tlog-tiles has them."""
    return await _tile(server, await head_of(server, kind, code), level, name, TILE_WIDTH)


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
    return await _tile(server, await head_of(server, kind, code), level, name[:-2], width)


@get("/regions.json", summary="Every region, or one: code, name, level, parent; and how the characters are read")
async def regions_json(request: Request[Any, Any, Any], server: Given, code: FromQuery[str] = "") -> Response[bytes]:
    """The phone makes readings for its search from it. With a code, that region alone and no readings: who opens a
    village that has not said its own name need not fetch all the others.
    """
    if code:
        one = one_region(server.replica.regions, code)
        return Response(one, media_type="application/json", headers={"cache-control": ASK_AGAIN})
    return response_of(conditional(request, await server.regions_files.get()))


async def _tile(server: Server, head: Head, level: int, name: str, width: int) -> Response[bytes]:
    if not re.fullmatch(NUMBER, name, re.ASCII) or not 0 <= level <= 5:
        raise NotFound
    hashes = await tile(server.replica, head, level, int(name), width)
    if hashes is None:
        raise NotFound
    return response_of(immutable(hashes, "identity", "application/octet-stream"))


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
