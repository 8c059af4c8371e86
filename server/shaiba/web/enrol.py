"""Make a phone known: with a code, and, on a demo server only, by becoming one of its people."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import JSONBody

from shaiba_sync.errors import NotFound, Taken
from shaiba_sync.merge import view

from ..identity import letters
from ..identity.device import NewKey, check_new_key, enrolment, replacement
from ..kind import day_of
from ..replica.duty import say
from ..replica.scope import home_scope
from ..storage.store import DEMO_PEOPLE
from .account import Account, begin
from .given import Given
from .letters import welcome
from .server import Server, check_same_origin


class Enrol(msgspec.Struct, forbid_unknown_fields=True):
    """`sig`: of SHA-256("shaiba-enrol-v1\\n" ‖ code), by the new key."""

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


class DemoPerson(msgspec.Struct):
    """Someone whom anyone may be on a demo server. `region` is where his phone is enrolled."""

    person: str
    name: str
    role: str
    region: str
    place: str


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
    await add_device(server, new, letter.person, letter.region, replaces=letter.replaces)
    return await begin(server, request, new.device, status=201, vouched=True)


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
            await add_device(server, new, person.person, person.region)
            return await begin(server, request, new.device, status=201, vouched=True)
    raise NotFound


async def _check_free(server: Server, new: NewKey) -> None:
    """Before a code is used up: a key is enrolled once."""
    if await server.replica.store.find("device", new.device):
        raise Taken("device")


async def add_device(server: Server, new: NewKey, person: str, region: str, *, replaces: bool = False) -> None:
    """The clerk enrols the key; in recovery the same op revokes the person's others there, and each of those elsewhere
    is revoked right after it."""
    now_ms, store = server.clock(), server.replica.store
    today, home = day_of(now_ms), home_scope(region)
    acts = {home: [enrolment(new, person, today)]}
    if replaces:
        for old in await store.refer("device", "person", person):
            if "revoked" not in view(old.record):
                acts.setdefault(old.scope, []).append(replacement(old.record.id, today))
        await store.write(lambda tx: tx.drop_passkeys_of(person))
    for scope, changes in acts.items():
        await say(server.replica, scope, changes, now_ms=now_ms)


HANDLERS = [enrol]
DEMO_HANDLERS = [demo_people, demo_enrol]
