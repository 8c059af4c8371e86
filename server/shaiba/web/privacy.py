"""What a person is told of who read her records, and how an official opens what is covered in public.

Thin: replica/access.py decides. Spec: sync/spec/privacy.md.
"""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.params import JSONBody

from shaiba_sync.errors import Invalid
from shaiba_sync.personal import find_personal

from ..kind import RecordId
from ..replica.access import Access, accesses_of, open_original
from .server import Given, check_same_origin

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


HANDLERS = [open_covered, access]
