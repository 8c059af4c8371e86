"""POST /log/<scope>/refill, /regain and /evidence: what phones bring back to a log.

Nobody is asked who he is: the log's own signature under the note vouches for what comes.
Spec: sync/spec/scope.md, Refill and Evidence; sync/spec/regain.md.
"""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from shaiba_sync.errors import Malformed, NotFound, SyncError
from shaiba_sync.regain import parse_regain
from shaiba_sync.scope import Scope, parse_scope
from shaiba_sync.wire import End, format_answer, parse_refill

from ..replica.mend import hand_in, refill
from ..replica.regain import regain
from .body import read_body
from .given import Given
from .server import Server
from .sync import NDJSON

MAX_REFILL = 64_000_000
"""Bytes of a refill, unpacked."""

MAX_REGAIN = 32_000_000
"""Bytes of what was given up, unpacked."""

MAX_NOTE = 16_384


@post(
    "/log/{kind:str}/{key:str}/refill",
    status_code=200,
    request_max_body_size=MAX_REFILL,
    summary="Give lines back to a log that lost them",
)
async def refill_log(
    request: Request[Any, Any, Any], server: Given, kind: FromPath[str], key: FromPath[str]
) -> dict[str, int]:
    """One header line, then the lines up to the note's size."""
    return await _refill(request, server, _scope(kind, key))


@post(
    "/log/office/{code:str}/{office:str}/refill",
    status_code=200,
    request_max_body_size=MAX_REFILL,
    summary="Give lines back to an office's log that lost them",
)
async def refill_office(
    request: Request[Any, Any, Any], server: Given, code: FromPath[str], office: FromPath[str]
) -> dict[str, int]:
    """The same: its key has two parts."""
    return await _refill(request, server, _scope("office", f"{code}/{office}"))


async def _refill(request: Request[Any, Any, Any], server: Server, scope: Scope) -> dict[str, int]:
    head, *lines = (await read_body(request, MAX_REFILL)).split(b"\n")
    if not lines or lines.pop():
        raise Malformed("header")
    header = parse_refill(head)
    await server.replica.refresh(server.clock())
    async with server.upload_lock(f"refill/{scope.name}"):
        mended = await refill(server.replica, scope, header, lines, server.clock())
    return msgspec.structs.asdict(mended)


@post(
    "/log/{kind:str}/{key:str}/regain",
    status_code=200,
    request_max_body_size=MAX_REGAIN,
    summary="Bring what a log gave up, with the proof that it once had it",
)
async def regain_log(
    request: Request[Any, Any, Any], server: Given, kind: FromPath[str], key: FromPath[str]
) -> Response[bytes]:
    """A note, then proofs and lines in turn; the answer is verdicts and an end."""
    return await _regain(request, server, _scope(kind, key))


@post(
    "/log/office/{code:str}/{office:str}/regain",
    status_code=200,
    request_max_body_size=MAX_REGAIN,
    summary="Bring what an office's log gave up, with the proof that it once had it",
)
async def regain_office(
    request: Request[Any, Any, Any], server: Given, code: FromPath[str], office: FromPath[str]
) -> Response[bytes]:
    """The same: its key has two parts."""
    return await _regain(request, server, _scope("office", f"{code}/{office}"))


async def _regain(request: Request[Any, Any, Any], server: Server, scope: Scope) -> Response[bytes]:
    said = parse_regain(await read_body(request, MAX_REGAIN))
    await server.replica.refresh(server.clock())
    async with server.upload_lock(f"regain/{scope.name}"):
        verdicts = await regain(server.replica, scope, said, server.clock())
    answer = [*map(format_answer, verdicts), format_answer(End(server.clock(), restored=server.replica.restored))]
    return Response(b"".join(line + b"\n" for line in answer), media_type=NDJSON)


@post("/log/{kind:str}/{key:str}/evidence", status_code=200, summary="Hand in a note of a public log")
async def give_evidence(
    request: Request[Any, Any, Any], server: Given, kind: FromPath[str], key: FromPath[str]
) -> dict[str, bool]:
    """`same` is false where this log signed another history too; then both notes are kept."""
    scope = _public(server, kind, key)
    try:
        note = (await read_body(request, MAX_NOTE)).decode()
    except UnicodeDecodeError:
        raise Malformed("note") from None
    await server.replica.refresh(server.clock())
    return {"same": await hand_in(server.replica, scope, note, server.clock())}


@get("/log/{kind:str}/{key:str}/evidence", summary="Notes of two histories that a public log signed")
async def evidence(server: Given, kind: FromPath[str], key: FromPath[str]) -> dict[str, list[tuple[str, str]]]:
    """Each with the log's own note of that size."""
    scope = _public(server, kind, key)
    return {"pairs": [(pair.note, pair.own) for pair in await server.replica.store.evidence(scope.name)]}


def _scope(kind: str, key: str) -> Scope:
    try:
        return parse_scope(f"{kind}/{key}")
    except SyncError:
        raise NotFound from None


def _public(server: Server, kind: str, key: str) -> Scope:
    scope = _scope(kind, key)
    if not scope.public or scope.key not in server.replica.regions:
        raise NotFound
    return scope


HANDLERS = [refill_log, refill_office, regain_log, regain_office, give_evidence, evidence]
