"""Blobs: resumable upload, immutable download. A photo follows its op in pieces, from wherever it was cut.

Whoever carries the ops of others has no session of theirs: bytes that a stored op names are taken from anyone, in one
piece (sync/spec/carry.md, "A server").
"""

import asyncio
import hashlib
import re
import secrets
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, head, post, put
from litestar.params import FromPath, JSONBody

from shaiba_sync.errors import BadType, Malformed, NotFound, SignedOut, TooLarge, WrongHash, WrongOffset
from shaiba_sync.scope import parse_scope

from ..storage.store import Blob
from .given import Given
from .media import TYPES, check_media
from .server import Server, check_same_origin

MAX_BLOB = 8 * 1024 * 1024
"""Bytes of a blob. A photo of a ledger page has 200 KB, ten minutes of voice 1.5 MB."""

MAX_ASKED = 500
"""Blobs that one request may ask the sizes of. A busy month of a village has some three hundred receipts."""

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
OPEN = "public, max-age=31536000, immutable"
OWN = "private, max-age=31536000, immutable"


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """Hashes, as hexadecimal digits."""

    blobs: Annotated[list[Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]], msgspec.Meta(max_length=MAX_ASKED)]


class Sizes(msgspec.Struct):
    """Bytes by hash."""

    sizes: dict[str, int]


@put("/blob/{blob_hash:str}", status_code=200, summary="Send bytes, from Upload-Offset on")
async def upload(request: Request[Any, Any, Any], server: Given, blob_hash: FromPath[str]) -> dict[str, object]:
    """Headers: Upload-Offset, Upload-Length, Content-Type. The answer says how far the server has it."""
    check_same_origin(request)
    caller = await server.caller(request)
    _check_hash(blob_hash)
    if caller is None and not await server.replica.store.blob_scopes(blob_hash):
        raise SignedOut
    offset, length = number(request, "upload-offset"), number(request, "upload-length")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not 0 < length <= MAX_BLOB:
        raise TooLarge(MAX_BLOB)
    if kind not in TYPES:
        raise BadType(why="type")
    if await server.replica.store.blob(blob_hash):
        return {"offset": length, "length": length, "complete": True}
    sender = caller.actor.device if caller else secrets.token_hex(8)  # nobody else goes on with a carrier's upload
    try:
        async with server.upload_lock(f"{blob_hash}.{sender}"):
            reached = await _receive(request, server, sender, blob_hash, offset, length)
            if reached == length:
                await asyncio.to_thread(_finish, server, sender, blob_hash, kind)
                blob = Blob(blob_hash, length, kind, sender if caller else "", server.clock())
                await server.replica.store.write(lambda tx: tx.put_blob(blob))
            elif caller is None:
                raise WrongOffset(0)
    finally:
        if caller is None:  # cut, too short, or kept: nothing of it stays begun
            await asyncio.to_thread(server.blobs.drop, blob_hash, sender)
    return {"offset": reached, "length": length, "complete": reached == length}


@head("/blob/{blob_hash:str}", summary="How far the server has it")
async def progress(request: Request[Any, Any, Any], server: Given, blob_hash: FromPath[str]) -> Response[None]:
    """Upload-Offset; and Upload-Length once all is there."""
    caller = await server.signed_in(request)
    _check_hash(blob_hash)
    if blob := await server.replica.store.blob(blob_hash):
        return Response(None, headers={"upload-offset": str(blob.size), "upload-length": str(blob.size)})
    offset = await asyncio.to_thread(server.blobs.offset, blob_hash, caller.actor.device)
    return Response(None, headers={"upload-offset": str(offset)})


@get("/blob/{blob_hash:str}", summary="The bytes")
async def download(request: Request[Any, Any, Any], server: Given, blob_hash: FromPath[str]) -> Response[bytes]:
    """For anyone if something public refers to it; else for whoever may read something that does."""
    _check_hash(blob_hash)
    scopes = await server.replica.store.blob_scopes(blob_hash)
    blob = await server.replica.store.blob(blob_hash)
    public = _is_public(scopes)
    if blob is None or not (public or await _may_read(server, request, scopes)):
        raise NotFound
    data = await asyncio.to_thread(server.blobs.path(blob_hash).read_bytes)
    headers = {
        "cache-control": OPEN if public else OWN,
        "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }
    return Response(data, media_type=blob.type, headers=headers)


@post("/blobs", status_code=200, summary="How many bytes each of these has")
async def sizes(request: Request[Any, Any, Any], server: Given, data: JSONBody[Asked]) -> Sizes:
    """Asked before a month's receipts are fetched. Says nothing of what is not here, or not public."""
    check_same_origin(request)
    found: dict[str, int] = {}
    for blob_hash in data.blobs:
        blob = await server.replica.store.blob(blob_hash)
        if blob and _is_public(await server.replica.store.blob_scopes(blob_hash)):
            found[blob_hash] = blob.size
    return Sizes(found)


def _is_public(scopes: list[str]) -> bool:
    return any(parse_scope(name).public for name in scopes)


async def _may_read(server: Server, request: Request[Any, Any, Any], scopes: list[str]) -> bool:
    caller = await server.caller(request)
    return caller is not None and any(name in caller.scopes for name in scopes)


async def _receive(
    request: Request[Any, Any, Any], server: Server, sender: str, blob_hash: str, offset: int, length: int
) -> int:
    """Keep what comes, piece by piece: a cut loses only what had not arrived."""
    at = await asyncio.to_thread(server.blobs.offset, blob_hash, sender)
    if offset != at:
        raise WrongOffset(at)
    async for piece in request.stream():
        if at + len(piece) > length:
            raise TooLarge(length)
        if piece:
            at = await asyncio.to_thread(server.blobs.append, blob_hash, sender, at, piece)
    return at


def _finish(server: Server, sender: str, blob_hash: str, kind: str) -> None:
    """Look at the whole, and keep it; or drop it and say why."""
    data = server.blobs.draft(blob_hash, sender)
    try:
        if hashlib.sha256(data).hexdigest() != blob_hash:
            raise WrongHash
        check_media(data, kind)
    except (WrongHash, BadType):
        server.blobs.drop(blob_hash, sender)
        raise
    server.blobs.keep(blob_hash, sender)


def _check_hash(blob_hash: str) -> None:
    if not _HASH.fullmatch(blob_hash):
        raise NotFound


def number(request: Request[Any, Any, Any], header: str) -> int:
    text = request.headers.get(header, "")
    if not _NUMBER.fullmatch(text):
        raise Malformed("request")
    return int(text)


HANDLERS = [upload, progress, download, sizes]
