"""Ballots over HTTP: `POST /ballot` looks at no cookie, no address and no header. Spec: sync/spec/poll.md, 10, 11."""

from typing import Any

from litestar import Request, post

from shaiba_sync.ballot import BALLOT_BYTES

from .body import read_body
from .given import Given


@post("/ballot", status_code=204, summary="Cast a ballot")
async def cast(request: Request[Any, Any, Any], server: Given) -> None:
    """Nobody is asked who he is."""
    data = await read_body(request, BALLOT_BYTES)
    server.casting.ask("", server.clock())
    await server.polls.take(data)


HANDLERS = [cast]
