"""Where an appeal stands, asked by its code: no session, a ceiling, and one answer for all that is wrong.

Thin: replica/standing.py decides. Spec: sync/spec/appeal.md, "Asking by code".
"""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, post
from litestar.params import JSONBody

from shaiba_sync.errors import NotFound

from ..kind import RegionCode
from ..replica.standing import Standing, standing_by_code
from .given import Given


class AskStanding(msgspec.Struct, forbid_unknown_fields=True):
    """Of which village, by which code (its dashes left out)."""

    village: RegionCode
    code: Annotated[str, msgspec.Meta(max_length=16)]


@post("/appeal/status", status_code=200, summary="Where an appeal stands, by its code")
async def appeal_status(
    request: Request[Any, Any, Any], data: JSONBody[AskStanding], server: Given
) -> Response[Standing]:
    """State, level, office, last day; nobody is asked who calls."""
    server.codes.ask(request.client.host if request.client else "", server.clock())
    found = await standing_by_code(server.replica, data.village, data.code, server.clock())
    if found is None:
        raise NotFound
    return Response(found, headers={"cache-control": "no-store"})


HANDLERS = [appeal_status]
