"""A second phone by QR, and what a revoked one still brought. Spec: sync/spec/people.md 15 to 19."""

from typing import Any

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, JSONBody

from shaiba_sync.errors import NotFound, StepUp, Taken
from shaiba_sync.op import parse_op

from ..identity.device import check_new_key
from ..identity.link import Link, digits
from ..replica.who import actor_by
from .account import NO_STORE
from .caller import Caller
from .enrol import add_device
from .given import Given
from .server import check_same_origin


class Shown(msgspec.Struct):
    """`expires`: ms since 1970. `device`, `digits`: of the phone that answered, once one has."""

    secret: str
    expires: int
    device: str | None
    digits: str | None


class Offer(msgspec.Struct, forbid_unknown_fields=True):
    """`sig`: of SHA-256("shaiba-enrol-v1\\n" ‖ secret), by the new key."""

    secret: str
    alg: str
    key: str
    sig: str


class Offered(msgspec.Struct):
    digits: str


class ConfirmLink(msgspec.Struct, forbid_unknown_fields=True):
    device: str


class KeptLine(msgspec.Struct):
    """A line in no log; `at`: when it came, ms since 1970."""

    id: str
    device: str
    scope: str
    at: int
    do: list[dict[str, Any]]


@post("/identity/link", status_code=201, summary="Show a secret to another phone of the same person")
async def begin_link(request: Request[Any, Any, Any], server: Given) -> Response[Shown]:
    """One at a time; for five minutes."""
    check_same_origin(request)
    caller = await server.fresh(request)
    known = await actor_by(server.replica.store, caller.actor.device, server.clock())
    link = server.links.begin(
        caller.actor.device, person=known.device.person, region=known.device.home, now_ms=server.clock()
    )
    return Response(_shown(link), headers=NO_STORE)


@get("/identity/link", summary="Whether a phone has answered")
async def see_link(request: Request[Any, Any, Any], server: Given) -> Response[Shown]:
    """404 once it is used, past, or void."""
    caller = await server.signed_in(request)
    if link := server.links.of(caller.actor.device, server.clock()):
        return Response(_shown(link), headers=NO_STORE)
    raise NotFound


@post("/identity/link/offer", status_code=200, summary="A new phone has read the secret")
async def offer(request: Request[Any, Any, Any], data: JSONBody[Offer], server: Given) -> Response[Offered]:
    """Needs no session. Whatever is wrong with the secret, the answer is `bad_code`."""
    check_same_origin(request)
    new = check_new_key(data.alg, data.key, data.sig, data.secret)
    if await server.replica.store.find("device", new.device):
        raise Taken("device")
    server.links.offer(data.secret, new, server.clock())
    return Response(Offered(digits(data.secret, new.device)), headers=NO_STORE)


@post("/identity/link/confirm", status_code=201, summary="The digits are the same: enrol that phone")
async def confirm_link(
    request: Request[Any, Any, Any], data: JSONBody[ConfirmLink], server: Given
) -> Response[dict[str, bool]]:
    """The new phone then begins a session as always."""
    check_same_origin(request)
    caller = await server.fresh(request)
    link = server.links.take(caller.actor.device, data.device, server.clock())
    if link.offered is not None:
        await add_device(server, link.offered, link.person, link.region)
    return Response({"ok": True}, headers=NO_STORE)


@delete("/identity/link", status_code=200, summary="Think better of it")
async def drop_link(request: Request[Any, Any, Any], server: Given) -> Response[dict[str, bool]]:
    """Where there is none too."""
    check_same_origin(request)
    server.links.drop((await server.signed_in(request)).actor.device)
    return Response({"ok": True}, headers=NO_STORE)


@get("/identity/kept", summary="What a revoked phone of the person's still brought")
async def kept(request: Request[Any, Any, Any], server: Given) -> Response[list[KeptLine]]:
    """Oldest first. Who confirms says the same again with the key of the phone in hand."""
    caller = await server.signed_in(request)
    _check_official(caller)
    found = await server.replica.store.kept(caller.actor.person or "")
    lines = [
        KeptLine(one.id, one.device, one.scope, one.received_ms, list(parse_op(one.line).changes)) for one in found
    ]
    return Response(lines, headers=NO_STORE)


@delete("/identity/kept/{kept_id:str}", status_code=200, summary="Said again, or dropped: forget the line")
async def drop_kept(
    request: Request[Any, Any, Any], server: Given, kept_id: FromPath[str]
) -> Response[dict[str, bool]]:
    """404 where it is another's, or gone."""
    check_same_origin(request)
    caller = await server.signed_in(request)
    _check_official(caller)
    if kept_id not in {one.id for one in await server.replica.store.kept(caller.actor.person or "")}:
        raise NotFound
    await server.replica.store.write(lambda tx: tx.drop_kept(kept_id))
    return Response({"ok": True}, headers=NO_STORE)


def _check_official(caller: Caller) -> None:
    """An official's lines may be of scopes that his session may not read before it was stepped up."""
    if caller.official and not caller.stepped:
        raise StepUp


def _shown(link: Link) -> Shown:
    new = link.offered
    if new is None:
        return Shown(link.secret, link.expires_ms, None, None)
    return Shown(link.secret, link.expires_ms, new.device, digits(link.secret, new.device))


HANDLERS = [begin_link, see_link, offer, confirm_link, drop_link, kept, drop_kept]
