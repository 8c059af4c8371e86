"""Enrol a phone, begin and end a session, and, on a demo server only, become one of its people."""

from typing import Any

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody

from shaiba_sync.errors import NotFound, Taken

from ..identity import letters, session
from ..identity.device import NewKey, check_new_key, check_signed, enrolment
from ..replica.duty import say
from ..replica.scope import home_scope, readable
from ..replica.who import actor_by, day, name_of
from ..storage.store import DEMO_PEOPLE
from .letters import welcome
from .server import Given, Server, check_same_origin


class AskChallenge(msgspec.Struct, forbid_unknown_fields=True):
    device: str


class Challenge(msgspec.Struct):
    challenge: str


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    """`sig`: of SHA-256("shaiba-session-v1\\n" ‖ challenge), by the device's key."""

    device: str
    challenge: str
    sig: str


class Enrol(msgspec.Struct, forbid_unknown_fields=True):
    """`code` is a letter's code, with the household's number, or the secret of its QR code, without. `sig`: of
    SHA-256("shaiba-enrol-v1\\n" ‖ code), by the new key."""

    code: str
    household: str
    alg: str
    key: str
    sig: str


class DemoEnrol(msgspec.Struct, forbid_unknown_fields=True):
    """The same, with the person in the place of the code."""

    person: str
    alg: str
    key: str
    sig: str


class AccountGrant(msgspec.Struct):
    role: str
    region: str
    office: str | None
    until: str


class Account(msgspec.Struct):
    """Who a phone is: its person, what that person may do, and the scopes that are not public which he may read."""

    person: str
    device: str
    name: str | None
    grants: list[AccountGrant]
    scopes: list[str]
    home: str


class DemoPerson(msgspec.Struct):
    """Someone whom anyone may be on a demo server. `region` is where his phone is enrolled."""

    person: str
    name: str
    role: str
    region: str
    place: str


@post("/identity/challenge", status_code=200, summary="A challenge to sign")
async def challenge(data: JSONBody[AskChallenge], server: Given) -> Challenge:
    """Good once, for two minutes."""
    return Challenge(await session.make_challenge(server.replica.store, data.device, now_ms=server.clock()))


@post("/identity/session", status_code=200, summary="Begin a session")
async def sign_in(request: Request[Any, Any, Any], data: JSONBody[SignIn], server: Given) -> Response[Account]:
    """The device signs the challenge; the answer sets the cookie."""
    check_same_origin(request)
    store, now_ms = server.replica.store, server.clock()
    await session.take_challenge(store, data.challenge, data.device, now_ms=now_ms)
    known = await actor_by(store, data.device, now_ms)
    check_signed(known.device.alg, known.device.key, data.sig, f"shaiba-session-v1\n{data.challenge}")
    return await _begin(server, data.device, 200)


@delete("/identity/session", status_code=200, summary="End the session")
async def sign_out(request: Request[Any, Any, Any], server: Given) -> Response[dict[str, bool]]:
    """Without a session too: the answer is the same."""
    check_same_origin(request)
    if token := request.cookies.get(server.cookie):
        await session.end(server.replica.store, token)
    return Response({"ok": True}, cookies=[_cookie(server, "", 0)], headers={"cache-control": "no-store"})


@get("/identity/me", summary="Who the session is")
async def me(request: Request[Any, Any, Any], server: Given) -> Response[Account]:
    """401 `signed_out` without one."""
    caller = await server.signed_in(request)
    return Response(await _account(server, caller.actor.device), headers={"cache-control": "no-store"})


@post("/identity/enrol", status_code=201, summary="Make a phone known with a code")
async def enrol(request: Request[Any, Any, Any], data: JSONBody[Enrol], server: Given) -> Response[Account]:
    """Whatever is wrong with the code, the answer is `bad_code`."""
    check_same_origin(request)
    new = check_new_key(data.alg, data.key, data.sig, data.code)
    await _check_free(server, new)
    letter = await letters.use(
        server.replica.store, server.pepper.open(), text=data.code, household=data.household, now_ms=server.clock()
    )
    await welcome(server, letter)
    return await _enrol(server, new, letter.person, letter.region)


@get("/demo/people", summary="Whom anyone may be here (demo only)")
async def demo_people(server: Given) -> list[DemoPerson]:
    """As the demo's loader left them."""
    return msgspec.json.decode(await server.replica.store.meta(DEMO_PEOPLE) or "[]", type=list[DemoPerson])


@post("/demo/enrol", status_code=201, summary="Become one of the demo's people (demo only)")
async def demo_enrol(request: Request[Any, Any, Any], data: JSONBody[DemoEnrol], server: Given) -> Response[Account]:
    """No code is asked for."""
    check_same_origin(request)
    new = check_new_key(data.alg, data.key, data.sig, data.person)
    await _check_free(server, new)
    people = msgspec.json.decode(await server.replica.store.meta(DEMO_PEOPLE) or "[]", type=list[DemoPerson])
    for person in people:
        if person.person == data.person:
            return await _enrol(server, new, person.person, person.region)
    raise NotFound


async def _check_free(server: Server, new: NewKey) -> None:
    """Before a code is used up: a key is enrolled once."""
    if await server.replica.store.find("device", new.device):
        raise Taken("device")


async def _enrol(server: Server, new: NewKey, person: str, region: str) -> Response[Account]:
    now_ms = server.clock()
    await say(server.replica, home_scope(region), [enrolment(new, person, day(now_ms))], now_ms=now_ms)
    return await _begin(server, new.device, 201)


async def _begin(server: Server, device: str, status: int) -> Response[Account]:
    now_ms = server.clock()
    known = await actor_by(server.replica.store, device, now_ms)
    official = any(grant.role != "villager" for grant in known.actor.grants)
    token, lasts_s = await session.begin(server.replica.store, device, official=official, now_ms=now_ms)
    return Response(
        await _account(server, device),
        status_code=status,
        cookies=[_cookie(server, token, lasts_s)],
        headers={"cache-control": "no-store"},
    )


async def _account(server: Server, device: str) -> Account:
    store = server.replica.store
    known = await actor_by(store, device, server.clock())
    return Account(
        person=known.device.person,
        device=device,
        name=await name_of(store, known.device),
        grants=[AccountGrant(g.role, g.region, g.office, g.until) for g in known.actor.grants],
        scopes=await readable(store, known.actor),
        home=known.device.home,
    )


def _cookie(server: Server, token: str, lasts_s: int) -> Cookie:
    """`Secure` and the prefix that binds it to the host wherever there is https; http is for localhost only."""
    return Cookie(
        key=server.cookie, value=token, max_age=lasts_s, path="/", httponly=True, samesite="lax",
        secure=server.config.https,
    )  # fmt: skip


HANDLERS = [challenge, sign_in, sign_out, me, enrol]
DEMO_HANDLERS = [demo_people, demo_enrol]
