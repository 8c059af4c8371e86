"""Begin and end sessions; see who one is; the list of one's phones. Spec: sync/spec/people.md, "Sessions"."""

from typing import Any

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, JSONBody

from shaiba_sync.errors import NotFound
from shaiba_sync.merge import view

from ..identity import session as sessions
from ..identity.device import check_signed
from ..kind import day_of
from ..replica.who import actor_by
from ..storage.store import Session
from .account import NO_STORE, Account, account_of, begin, cookie
from .caller import Caller
from .given import Given
from .server import Server, check_same_origin


class AskChallenge(msgspec.Struct, forbid_unknown_fields=True):
    device: str


class Challenge(msgspec.Struct):
    challenge: str


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    """`sig`: of SHA-256("shaiba-session-v1\\n" ‖ challenge), by the device's key."""

    device: str
    challenge: str
    sig: str


class OwnSession(msgspec.Struct):
    """Times in ms since 1970. `own`: the one that asks."""

    id: str
    begun: int
    used: int
    stepped: bool
    own: bool


class OwnDevice(msgspec.Struct):
    """`scope`: where its record stands, and so where it is revoked."""

    device: str
    scope: str
    since: str
    revoked: bool
    own: bool
    sessions: list[OwnSession]


@post("/identity/challenge", status_code=200, summary="A challenge to sign")
async def challenge(data: JSONBody[AskChallenge], server: Given) -> Challenge:
    """Good once, for two minutes."""
    return Challenge(await sessions.make_challenge(server.replica.store, data.device, now_ms=server.clock()))


@post("/identity/session", status_code=200, summary="Begin a session")
async def sign_in(request: Request[Any, Any, Any], data: JSONBody[SignIn], server: Given) -> Response[Account]:
    """The device signs the challenge; the answer sets the cookie."""
    check_same_origin(request)
    store, now_ms = server.replica.store, server.clock()
    await sessions.take_challenge(store, data.challenge, data.device, now_ms=now_ms)
    known = await actor_by(store, data.device, now_ms)
    check_signed(known.device.alg, known.device.key, data.sig, f"shaiba-session-v1\n{data.challenge}")
    return await begin(server, request, data.device, status=200)


@delete("/identity/session", status_code=200, summary="End the session")
async def sign_out(request: Request[Any, Any, Any], server: Given) -> Response[dict[str, bool]]:
    """Without a session too: the answer is the same."""
    check_same_origin(request)
    if token := request.cookies.get(server.cookie):
        token_hash = sessions.hash_token(token)
        await sessions.end(server.replica.store, token_hash)
        server.forget(token_hash)
    return Response({"ok": True}, cookies=[cookie(server, "", 0)], headers=NO_STORE)


@get("/identity/me", summary="Who the session is")
async def me(request: Request[Any, Any, Any], server: Given) -> Response[Account]:
    """401 `signed_out` without one."""
    caller = await server.signed_in(request)
    return Response(await account_of(server, caller.session), headers=NO_STORE)


@get("/identity/devices", summary="The person's phones and their sessions")
async def devices(request: Request[Any, Any, Any], server: Given) -> Response[list[OwnDevice]]:
    """The newest first."""
    caller = await server.signed_in(request)
    now_ms = server.clock()
    found: dict[str, OwnDevice] = {}
    for where in await server.replica.store.refer("device", "person", caller.actor.person or ""):
        record = view(where.record)
        device = record["id"]
        revoked = "revoked" in record and record["revoked"] <= day_of(now_ms)
        if known := found.get(device):
            known.revoked = known.revoked or revoked
            continue
        held = await sessions.of_devices(server.replica.store, [device], now_ms)
        found[device] = OwnDevice(
            device, where.scope, record["since"], revoked, device == caller.actor.device,
            [_shown(one, caller, now_ms) for one in held],
        )  # fmt: skip
    return Response(sorted(found.values(), key=lambda one: one.since, reverse=True), headers=NO_STORE)


@delete("/identity/sessions/{session_id:str}", status_code=200, summary="End one of the person's sessions")
async def end_session(
    request: Request[Any, Any, Any], server: Given, session_id: FromPath[str]
) -> Response[dict[str, bool]]:
    """404 where it is nobody's, or another's."""
    check_same_origin(request)
    caller = await server.signed_in(request)
    for session in await _own(server, caller):
        if sessions.session_id(session.token_hash) == session_id:
            await sessions.end(server.replica.store, session.token_hash)
            server.forget(session.token_hash)
            return Response({"ok": True}, headers=NO_STORE)
    raise NotFound


async def _own(server: Server, caller: Caller) -> list[Session]:
    found = await server.replica.store.refer("device", "person", caller.actor.person or "")
    return await sessions.of_devices(server.replica.store, [one.record.id for one in found], server.clock())


def _shown(session: Session, caller: Caller, now_ms: int) -> OwnSession:
    return OwnSession(
        sessions.session_id(session.token_hash),
        session.created_ms,
        max(session.used_ms, session.created_ms),
        sessions.is_stepped(session, now_ms),
        session.token_hash == caller.session.token_hash,
    )


HANDLERS = [challenge, sign_in, sign_out, me, devices, end_session]
