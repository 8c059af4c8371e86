"""Who was named beforehand attests, in person, whose lost phone is to be replaced: two of them stand for an official.

Thin: what a letter is, identity/letters.py says. Spec: sync/spec/people.md, "Recovery".
"""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import JSONBody

from shaiba_sync.errors import Forbidden

from ..identity import letters
from ..identity.letters import state_of
from ..kind import RecordId, RegionCode
from ..log import log
from ..replica.who import person_name
from .given import Given
from .server import check_same_origin

Digits = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}\Z")]


class Attest(msgspec.Struct, forbid_unknown_fields=True):
    """`digits` are those on the letter: who types them stands beside who holds it."""

    region: RegionCode
    id: RecordId
    digits: Digits


class Attested(msgspec.Struct):
    """`count`: how many have."""

    count: int


class Waiting(msgspec.Struct):
    """Somebody whose phone is lost, who named the caller. `mine`: the caller has attested it."""

    id: str
    region: str
    person: str
    name: str
    asked_ms: int
    count: int
    mine: bool


class AllWaiting(msgspec.Struct):
    waiting: list[Waiting]


@get("/identity/letters/attest", summary="Whose lost phone I am asked about")
async def waiting(request: Request[Any, Any, Any], server: Given) -> Response[AllWaiting]:
    """Letters that replace, of people who named the caller, and that nobody has released."""
    actor = (await server.signed_in(request)).actor
    store, now_ms, found = server.replica.store, server.clock(), AllWaiting([])
    for region in dict.fromkeys(one.region for one in actor.delegations):
        for one in await store.letters(region):
            if one.replaces and state_of(one, now_ms) == "waiting" and actor.attests_for(one.person, region):
                name, by = await person_name(store, one.person, region) or "", one.attested.split()
                found.waiting.append(
                    Waiting(one.id, region, one.person, name, one.asked_ms, len(by), actor.person in by)
                )
    return Response(found, headers={"cache-control": "no-store"})


@post("/identity/letters/attest", status_code=200, summary="I see the person, with this letter")
async def attest(request: Request[Any, Any, Any], data: JSONBody[Attest], server: Given) -> Attested:
    """By who was named for it. The second one releases the letter. Wrong digits are `bad_code`, and count."""
    check_same_origin(request)
    actor = (await server.fresh(request)).actor
    store, now_ms = server.replica.store, server.clock()
    found = [one for one in await store.letters(data.region) if one.id == data.id]
    if actor.person is None or not any(actor.attests_for(one.person, data.region) for one in found):
        raise Forbidden
    count = await letters.attest(store, data.id, data.digits, region=data.region, by=actor.person, now_ms=now_ms)
    log.info("letter_attested", region=data.region, count=count)
    return Attested(count)


HANDLERS = [waiting, attest]
