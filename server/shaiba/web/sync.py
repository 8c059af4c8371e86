"""POST /sync: push and pull for many scopes in one round trip."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from shaiba_sync.errors import Malformed, SignedOut, SlowDown, TooLarge
from shaiba_sync.op import op_id
from shaiba_sync.scope import parse_scope
from shaiba_sync.wire import Cursor, End, Refused, SyncHeader, Verdict, format_answer, parse_header

from ..log import log
from ..replica.access import note_readings
from ..replica.packing import Encoding, end
from ..replica.pull import pull, pull_shared
from ..replica.push import Outcome, push
from ..replica.together import logs_of
from .asked import Asked
from .body import accepted, pack, pack_stream, read_body
from .caller import Caller
from .server import Server

if TYPE_CHECKING:
    from litestar.types import Send

MAX_BODY = 16_000_000
"""Bytes of a request, unpacked."""

MAX_OPS = 4_096
"""Ops in a request."""

WHOLE = 65_536
"""An answer up to this size is sent whole, with its length; a longer one is streamed."""

MOST = 1_000
"""Requests that are answered at a time. One more is told to come again before its body is read: a phone that waits
longer than its patience asks a second time, and then all wait for answers that nobody hears."""

SLOWLY_S = 10
"""When it may come again; phones add a jitter of their own."""

SMALL = 400
"""Up to so many bytes an answer is not compressed: one verdict would lose a tenth, for the price of checking it."""

NDJSON = "application/x-ndjson"
_TYPE = (b"content-type", NDJSON.encode())


DESCRIBED = {
    "post": {
        "summary": "Push ops and pull lines (sync/spec/scope.md)",
        "operationId": "Sync",
        "requestBody": {"content": {NDJSON: {}}, "required": True},
        "responses": {
            "200": {"description": "Verdicts, lines, an end", "content": {NDJSON: {}}},
            "204": {"description": "Nothing new"},
        },
    }
}
"""What the API says of it: Litestar does not describe plain ASGI."""


async def sync(server: Server, request: Asked, send: "Send") -> None:
    """One header line, then op lines; the answer is verdicts, lines with their checkpoints, and an end.

    Plain ASGI: a phone asks all day, and reading the handler's arguments by type cost as much as all the rest.
    """
    if server.answering >= MOST:
        raise SlowDown(SLOWLY_S)
    server.answering += 1
    try:
        found = await answer(server, request)
    finally:
        server.answering -= 1
    await found.send(send)


class Answer(msgspec.Struct, frozen=True):
    """What goes out: a body, whole or in parts; nothing new where there is none."""

    body: bytes | AsyncIterator[bytes]
    encoding: Encoding = "identity"

    async def send(self, send: "Send") -> None:
        """Say it. A whole body has its length said."""
        headers = [] if self.encoding == "identity" else [(b"content-encoding", self.encoding.encode())]
        if isinstance(self.body, bytes):
            if self.body:
                headers += [_TYPE, (b"content-length", str(len(self.body)).encode())]
            await send({"type": "http.response.start", "status": 200 if self.body else 204, "headers": headers})
            await send({"type": "http.response.body", "body": self.body, "more_body": False})
            return
        await send({"type": "http.response.start", "status": 200, "headers": [*headers, _TYPE]})
        async for part in self.body:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def answer(server: Server, request: Asked) -> Answer:
    """Take the request's ops, then answer it."""
    body = await read_body(request, MAX_BODY)
    head, *lines = body.split(b"\n")
    if not lines or lines.pop():
        raise Malformed("header")
    header = parse_header(head)
    if len(lines) > MAX_OPS:
        raise TooLarge(MAX_OPS)
    caller = await server.caller(request)
    if header.mine and caller is None:
        raise SignedOut  # told nothing, a phone that has lost its cookie would believe that nothing is new
    now_ms = server.clock()
    await server.replica.refresh(now_ms)
    verdicts: list[Outcome] = []
    if lines:
        stepped = caller.writes(now_ms) if caller else ()
        together, logs = server.replica.together, logs_of(lines)
        with together.pushing(logs):
            verdicts = await push(server.replica, lines, now_ms=now_ms, stepped=stepped)
        _log_push(verdicts, server.clock() - now_ms)
        awaited = logs & header.have.keys()  # who asks for none of their lines waits for nobody
        for name in filter(together.is_busy, awaited):
            server.ahead.expect(name, header.have[name][1])
        await together.quiet(awaited)
        caller = await server.caller(request)  # the push may have changed what he may read
    have = _wanted(header, caller)
    if caller is not None:
        await note_readings(server.replica, have, caller.actor.person, now_ms)
    encoding = accepted(request)
    if encoding == "br" and not lines and (shared := await _shared_answer(server, have)):
        return Answer(shared, encoding)
    parts = _answer(server, have, lines, verdicts)
    whole: list[bytes] = []
    size = 0
    async for part in parts:
        whole.append(part)
        size += len(part)
        if size > WHOLE:
            return Answer(pack_stream(_until_ended(server, caller, _chain(whole, parts)), encoding), encoding)
    if not verdicts and len(whole) == 1 and not server.replica.restored:  # nothing but its end
        return Answer(b"")
    if size <= SMALL:
        return Answer(b"".join(whole))
    return Answer(await pack(b"".join(whole), encoding), encoding)


def _wanted(header: SyncHeader, caller: Caller | None) -> dict[str, Cursor]:
    """The cursors that may be answered: of the others, nothing at all is said."""
    have = {name: cursor for name, cursor in header.have.items() if may_hear(name, caller)}
    if header.mine and caller:
        for name in caller.scopes:
            have.setdefault(name, (0, 0))
    return have


def may_hear(name: str, caller: Caller | None) -> bool:
    """Whether the caller, if anybody, may know that there is such a scope."""
    return parse_scope(name).public or (caller is not None and name in caller.scopes)


async def _answer(
    server: Server, have: dict[str, Cursor], lines: Sequence[bytes], verdicts: Sequence[Outcome]
) -> AsyncIterator[bytes]:
    sent: dict[str, set[int]] = {}
    for line, verdict in zip(lines, verdicts, strict=True):
        if isinstance(verdict, Verdict) and (verdict.verdict == "stored" or verdict.id == op_id(line)):
            sent.setdefault(verdict.scope, set()).add(verdict.seq)
    if verdicts:
        yield b"\n".join([*map(format_answer, verdicts), b""])
    async for part in pull(server.replica, have, sent):
        yield part
    yield format_answer(End(server.clock(), restored=server.replica.restored)) + b"\n"


async def _shared_answer(server: Server, have: dict[str, Cursor]) -> bytes | None:
    """An answer that begins with a page compressed once for everybody; None where nothing is worth it."""
    shared = await pull_shared(server.replica, server.bundles, have)
    if shared is None:
        return None
    scope, page = shared
    others = {name: cursor for name, cursor in have.items() if name != scope}
    rest = b""
    async for part in _answer(server, others, (), ()):
        rest += part
        if len(rest) > WHOLE:  # what follows the page is not compressed
            return None
    return page + end(rest)


async def _chain(first: Sequence[bytes], rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    for part in first:
        yield part
    async for part in rest:
        yield part


async def _until_ended(server: Server, caller: Caller | None, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """An answer, cut before its end where the caller's session ends meanwhile."""
    ended = asyncio.Event()
    with server.watch.over(caller, ended.set):
        async for part in parts:
            if ended.is_set():
                return
            yield part


def _log_push(verdicts: Sequence[Outcome], took_ms: int) -> None:
    counts = {"stored": 0, "seen": 0, "refused": 0}
    for verdict in verdicts:
        counts["refused" if isinstance(verdict, Refused) else verdict.verdict] += 1
    scopes = sorted({one.scope for one in verdicts if isinstance(one, Verdict)})
    log.info("pushed", scopes=scopes, took_ms=took_ms, **counts)
