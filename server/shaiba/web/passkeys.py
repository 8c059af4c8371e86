"""Passkeys, and the step-up that they are for. Spec: sync/spec/people.md, "Passkeys and step-up".

What reads certificates and CBOR (`identity.passkey`) is loaded when somebody first needs it: a quarter of what a server
must load else.
"""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from shaiba_sync.errors import Closed, Forbidden, NotFound, StepUp, TooLarge

from ..identity import session as sessions
from ..replica.who import actor_by, name_of
from .account import NO_STORE, Account, account_of
from .caller import Caller
from .given import Given
from .server import Server, check_same_origin


class NewPasskey(msgspec.Struct, forbid_unknown_fields=True):
    """`credential`: what `PublicKeyCredential.toJSON()` says; `name`: what the person calls the thing that holds it."""

    credential: dict[str, Any]
    name: Annotated[str, Meta(min_length=1, max_length=40)]


class Assertion(msgspec.Struct, forbid_unknown_fields=True):
    credential: dict[str, Any]


class OwnPasskey(msgspec.Struct):
    """Times in ms since 1970."""

    id: str
    name: str
    since: int
    used: int


@get("/identity/passkeys", summary="The person's passkeys")
async def passkeys(request: Request[Any, Any, Any], server: Given) -> Response[list[OwnPasskey]]:
    """Oldest first."""
    caller = await server.signed_in(request)
    found = await server.replica.store.passkeys(_person(caller))
    return Response([OwnPasskey(one.id, one.name, one.since_ms, one.used_ms) for one in found], headers=NO_STORE)


@post("/identity/passkeys/options", status_code=200, summary="What the browser is to be asked for a new passkey")
async def ask_new(request: Request[Any, Any, Any], server: Given) -> Response[dict[str, Any]]:
    """`navigator.credentials.create`, as JSON."""
    from ..identity import passkey

    check_same_origin(request)
    caller = await _may_register(server, request)
    person, store = _person(caller), server.replica.store
    if len(await store.passkeys(person)) >= passkey.MOST:
        raise TooLarge(passkey.MOST)
    known = await actor_by(store, caller.actor.device, server.clock())
    options = await passkey.ask_new(
        store, caller.session, server.config.origin, person=person,
        handle=passkey.handle_of(server.pepper.open(), person),
        name=await name_of(store, known.device) or person, now_ms=server.clock(),
    )  # fmt: skip
    return Response(options, headers=NO_STORE)


@post("/identity/passkeys", status_code=201, summary="Register a passkey")
async def register(request: Request[Any, Any, Any], data: JSONBody[NewPasskey], server: Given) -> Response[Account]:
    """Its person has shown to be there: that is a step-up too."""
    from ..identity import passkey

    check_same_origin(request)
    caller = await _may_register(server, request)
    await passkey.take_new(
        server.replica.store, caller.session, server.config.origin, data.credential,
        person=_person(caller), name=data.name, now_ms=server.clock(),
    )  # fmt: skip
    return await _stepped(server, caller)


@delete("/identity/passkeys/{passkey_id:str}", status_code=200, summary="Remove a passkey")
async def remove(request: Request[Any, Any, Any], server: Given, passkey_id: FromPath[str]) -> Response[Account]:
    """Not the last one of an official: he would be none any more."""
    check_same_origin(request)
    caller = await server.fresh(request)
    found = await server.replica.store.passkeys(_person(caller))
    if passkey_id not in {one.id for one in found}:
        raise NotFound
    if caller.official and len(found) == 1:
        raise Closed
    await server.replica.store.write(lambda tx: tx.drop_passkey(passkey_id))
    return Response(await account_of(server, caller.session), headers=NO_STORE)


@post("/identity/step-up/options", status_code=200, summary="What the browser is to be asked for a step-up")
async def ask_again(request: Request[Any, Any, Any], server: Given) -> Response[dict[str, Any]]:
    """`navigator.credentials.get`, as JSON."""
    from ..identity import passkey

    check_same_origin(request)
    caller = await server.signed_in(request)
    options = await passkey.ask_again(
        server.replica.store, caller.session, server.config.origin, person=_person(caller), now_ms=server.clock()
    )
    return Response(options, headers=NO_STORE)


@post("/identity/step-up", status_code=200, summary="Step up with a passkey")
async def step_up(request: Request[Any, Any, Any], data: JSONBody[Assertion], server: Given) -> Response[Account]:
    """Whatever is wrong with the answer, it is `bad_passkey`."""
    from ..identity import passkey

    check_same_origin(request)
    caller = await server.signed_in(request)
    await passkey.check(
        server.replica.store, caller.session, server.config.origin, data.credential,
        person=_person(caller), now_ms=server.clock(),
    )  # fmt: skip
    return await _stepped(server, caller)


@post("/demo/step-up", status_code=200, summary="Step up with a tap (demo only)")
async def demo_step_up(request: Request[Any, Any, Any], server: Given) -> Response[Account]:
    """For people who have no passkey."""
    check_same_origin(request)
    caller = await server.signed_in(request)
    if await server.replica.store.passkeys(_person(caller)):
        raise StepUp
    return await _stepped(server, caller)


async def _may_register(server: Server, request: Request[Any, Any, Any]) -> Caller:
    """Where a code or another phone has just vouched for the person; a citizen's first in any session; else fresh."""
    caller = await server.signed_in(request)
    if sessions.is_vouched(caller.session, server.clock()):
        return caller
    if await server.replica.store.passkeys(_person(caller)):
        return await server.fresh(request)
    tapped = server.config.demo and sessions.is_fresh(caller.session, server.clock())
    if caller.official and not tapped:
        raise Forbidden(need="code")
    return caller


async def _stepped(server: Server, caller: Caller) -> Response[Account]:
    session = await sessions.step_up(server.replica.store, caller.session, now_ms=server.clock())
    server.forget(session.token_hash)
    return Response(await account_of(server, session), headers=NO_STORE)


def _person(caller: Caller) -> str:
    if caller.actor.person is None:  # the clerk has no session
        raise NotFound
    return caller.actor.person


HANDLERS = [passkeys, ask_new, register, remove, ask_again, step_up]
DEMO_HANDLERS = [demo_step_up]
