"""Public logs as static files, without Litestar: a log's head, its note, its bundles; and how files are said.

Spec: sync/spec/scope.md, "Static files". Nothing here asks who calls. All routes: public.py.
"""

import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType

from shaiba_sync.errors import NotFound, SyncError, Unavailable
from shaiba_sync.scope import parse_scope

from ..replica.bundles import BUNDLE, RANGE
from ..replica.packing import Encoding
from ..storage.store import Head
from .asked import Asked, Told
from .body import accepted
from .refusals import AGAIN_S
from .server import Server
from .static import ReadyFile

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
ANYWHERE = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
"""Whoever wants to check the log may do so from any page."""

NUMBER = r"(0|[1-9][0-9]{0,15})"
_ENTRIES = re.compile(rf"{NUMBER}(?:-{NUMBER})?", re.ASCII)


async def checkpoint(server: Server, asked: Asked, kind: str, code: str) -> Told:
    """The newest signed note. `no-cache`, with an ETag: of the bytes, since a head of the same size may yet be
    another."""
    return note_file(asked, (await head_of(server, kind, code)).checkpoint)


async def entries(server: Server, asked: Asked, kind: str, code: str, name: str) -> Told:
    """A whole bundle `<n>`, or a range of them `<a>-<b>`; kept for ever by any cache."""
    head = await head_of(server, kind, code)
    found = _ENTRIES.fullmatch(name)
    if not found:
        raise NotFound
    first = int(found[1])
    last = int(found[2]) if found[2] is not None else first
    if last < first or last - first >= RANGE or (last + 1) * BUNDLE > head.size or (found[2] and first == last):
        raise NotFound

    async def read() -> bytes:
        return await text_of(server, head, first * BUNDLE, (last + 1) * BUNDLE)

    encoding = accepted(asked)
    packed = await server.bundles.get(head.scope, head.epoch, first, last, encoding, read)
    return immutable(packed, encoding, "application/x-ndjson")


async def head_of(server: Server, kind: str, code: str) -> Head:
    """The head of a public log whose lines are those of its head. Raises `NotFound`, `Unavailable`."""
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


async def text_of(server: Server, head: Head, start: int, stop: int) -> bytes:
    """Lines as one text."""
    return b"\n".join([*await server.replica.store.lines(head.scope, start, stop), b""])


def immutable(body: bytes, encoding: Encoding, media_type: str) -> Told:
    """What will be so for ever."""
    headers = {"cache-control": FOR_EVER, "vary": "accept-encoding", **ANYWHERE}
    if encoding != "identity":
        headers["content-encoding"] = encoding
    return Told(body, media_type, headers=headers)


def note_file(asked: Asked, note: str) -> Told:
    """A note that will be another."""
    text = note.encode()
    etag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
    return conditional(asked, ReadyFile("text/plain; charset=utf-8", etag, {"identity": text}), ANYWHERE)


def conditional(asked: Asked, file: ReadyFile, more: Mapping[str, str] = MappingProxyType({})) -> Told:
    """The file, or 304 where the caller has it. Caches must ask again."""
    body, headers = ready(asked, file)
    headers = {"cache-control": ASK_AGAIN, "etag": file.etag, **headers, **more}
    if file.etag in [tag.strip() for tag in asked.headers.get("if-none-match", "").split(",")]:
        headers.pop("content-encoding", None)
        return Told(b"", file.type, 304, headers)
    return Told(body, file.type, headers=headers)


def ready(asked: Asked, file: ReadyFile) -> tuple[bytes, dict[str, str]]:
    """The body in the best encoding that the caller takes, and what to say of it."""
    encoding = accepted(asked)
    if encoding not in file.body:
        encoding = "identity"
    said = {"vary": "accept-encoding"} | ({"content-encoding": encoding} if encoding != "identity" else {})
    return file.body[encoding], said
