"""Who a phone is, as every answer of /identity says it; and the cookie that a session is."""

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.datastructures import Cookie

from ..identity import session as sessions
from ..replica.scope import readable
from ..replica.who import actor_by, name_of
from ..storage.store import Session
from .server import Server

NO_STORE = {"cache-control": "no-store"}


class AccountGrant(msgspec.Struct):
    role: str
    region: str
    office: str | None
    until: str


class Account(msgspec.Struct):
    """Who a phone is: its person, what that person may do, and the scopes that are not public which this session may
    read now. `official`, `stepped`: people.md 6; `vouched`: a first passkey may be registered; `passkeys`: how many
    there are; `kept`: how many lines of a revoked phone wait for a word."""

    person: str
    device: str
    name: str | None
    grants: list[AccountGrant]
    scopes: list[str]
    home: str
    official: bool
    stepped: bool
    vouched: bool
    passkeys: int
    kept: int


async def account_of(server: Server, session: Session) -> Account:
    """The account of a session."""
    store, now_ms = server.replica.store, server.clock()
    known = await actor_by(store, session.device, now_ms)
    person = known.device.person
    official, stepped = known.actor.official, sessions.is_stepped(session, now_ms)
    reads = sessions.as_citizen(known.actor) if official and not stepped else known.actor
    return Account(
        person=person,
        device=session.device,
        name=await name_of(store, known.device),
        grants=[AccountGrant(g.role, g.region, g.office, g.until) for g in known.actor.grants],
        scopes=await readable(store, reads),
        home=known.device.home,
        official=official,
        stepped=stepped,
        vouched=sessions.is_vouched(session, now_ms),
        passkeys=len(await store.passkeys(person)),
        kept=len(await store.kept(person)),
    )


async def begin(
    server: Server, request: Request[Any, Any, Any], device: str, *, status: int, vouched: bool = False
) -> Response[Account]:
    """Begin a session of this device, which the server knows; the answer sets the cookie."""
    store, now_ms = server.replica.store, server.clock()
    token = request.cookies.get(server.cookie)
    before = await store.session(sessions.hash_token(token)) if token else None
    token, session = await sessions.begin(
        store, device, now_ms=now_ms, before=before, stepped=await _stands_in(server, device),
        vouched=vouched or server.links.was_confirmed(device, now_ms),
    )  # fmt: skip
    if before is not None:
        server.forget(before.token_hash)
    return Response(
        await account_of(server, session),
        status_code=status,
        cookies=[cookie(server, token, sessions.LASTS_MS // 1000)],
        headers=NO_STORE,
    )


def cookie(server: Server, token: str, lasts_s: int) -> Cookie:
    """`Secure` and the prefix that binds it to the host wherever there is https; http is for localhost only."""
    return Cookie(
        key=server.cookie, value=token, max_age=lasts_s, path="/", httponly=True, samesite="lax",
        secure=server.config.https,
    )  # fmt: skip


async def _stands_in(server: Server, device: str) -> bool:
    """On a demo server the tap that makes somebody of the demo's people stands in for the passkey they have not."""
    if not server.config.demo:
        return False
    known = await actor_by(server.replica.store, device, server.clock())
    return not await server.replica.store.passkeys(known.device.person)
