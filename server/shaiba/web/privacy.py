"""What a person is told of who read her records, and how an official opens what is covered in public.

Thin: replica/access.py decides. Spec: sync/spec/privacy.md.
"""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.params import JSONBody

from shaiba_sync.errors import Invalid
from shaiba_sync.merge import view
from shaiba_sync.personal import find_personal
from shaiba_sync.scope import parse_scope

from ..identity.letters import State, state_of
from ..kind import ROLL, RecordId
from ..replica.access import Access, accesses_of, open_original
from ..replica.own import own_originals
from ..replica.who import person_name
from .given import Given
from .server import check_same_origin

Why = Literal["appeal", "audit", "payment", "inspection", "court"]
Words = Annotated[str, msgspec.Meta(min_length=4, max_length=200)]
ScopeName = Annotated[str, msgspec.Meta(pattern=r"^office/[0-9]{12}/[0-9A-Za-z_-]{1,43}\Z")]


class OpenOriginal(msgspec.Struct, forbid_unknown_fields=True):
    """Which one, and what for: `words` are read by the person concerned."""

    scope: ScopeName
    id: RecordId
    why: Why
    words: Words


class Original(msgspec.Struct):
    """What the published row does not say."""

    fields: dict[str, str]


class Accesses(msgspec.Struct):
    accesses: list[Access]


class OwnLetter(msgspec.Struct):
    """A letter by which a phone was to become the caller's: who asked for it, and who let it be used (names)."""

    region: str
    state: State
    asked_ms: int
    asked_by: str
    released_by: str
    expires_ms: int
    replaces: bool


class Own(msgspec.Struct):
    """What the server holds of the caller and no log that his phone has: his letters, his lines in rolls, and what
    offices keep of rows that name him or pay his household."""

    letters: list[OwnLetter]
    rolls: list[dict[str, Any]]
    originals: list[dict[str, Any]]


@post("/privacy/open", status_code=200, summary="Open what is covered in public")
async def open_covered(
    request: Request[Any, Any, Any], data: JSONBody[OpenOriginal], server: Given
) -> Response[Original]:
    """Written down first, told to the person concerned, counted in public."""
    check_same_origin(request)
    caller = await server.fresh(request)
    if find_personal(data.words):
        raise Invalid("words", "identifier")
    found = await open_original(server.replica, caller.actor, data.scope, data.id, data.why, data.words, server.clock())
    fields = {name: value for name, value in found.items() if isinstance(value, str) and name not in ("kind", "id")}
    return Response(Original(fields), headers={"cache-control": "no-store"})


@get("/privacy/access", summary="Who read what concerns me")
async def access(request: Request[Any, Any, Any], server: Given) -> Response[Accesses]:
    """Newest first, a year back."""
    caller = await server.signed_in(request)
    person = caller.actor.person or ""
    found = await accesses_of(server.replica.store, person, server.clock())
    return Response(Accesses(found), headers={"cache-control": "no-store"})


@get("/privacy/own", summary="What is held of me besides")
async def own(request: Request[Any, Any, Any], server: Given) -> Response[Own]:
    """For one's own copy. Sessions, passkeys and phones have lists of their own (people.md)."""
    caller = await server.signed_in(request)
    store, person, now_ms = server.replica.store, caller.actor.person or "", server.clock()
    found = Own([], [], [])
    for region in {parse_scope(one.scope).region: None for one in await store.refer("grant", "person", person)}:
        for letter in await store.letters(region):
            if letter.person == person:
                asked_by = await person_name(store, letter.asked_by, region) or ""
                released_by = await person_name(store, letter.released_by or "", region) or ""
                found.letters.append(
                    OwnLetter(
                        region, state_of(letter, now_ms), letter.asked_ms, asked_by, released_by, letter.expires_ms,
                        letter.replaces,
                    )
                )  # fmt: skip
        if resident := await store.record(f"office/{region}/{ROLL}", "resident", person):
            found.rolls.append({"region": region, **view(resident)})
        found.originals += await own_originals(store, region, person)
    return Response(found, headers={"cache-control": "no-store"})


HANDLERS = [open_covered, access, own]
