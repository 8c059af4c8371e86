"""GET /live: pokes, as server-sent events. What is told, and to whom: replica/live.py."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from litestar import Request, asgi
from litestar.exceptions import MethodNotAllowedException
from litestar.types import Receive, Scope, Send

from shaiba_sync.errors import Malformed

from ..replica.live import Listener, format_poke
from .packet import say_now_of
from .server import Server, server_of
from .sync import may_hear

MAX_LISTEN = 256
"""Scopes in a stream of pokes."""

EVENTS = "text/event-stream"
_HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]

DESCRIBED = {
    "get": {
        "summary": "Pokes as server-sent events (sync/spec/scope.md)",
        "operationId": "Live",
        "parameters": [
            {
                "name": "scope",
                "in": "query",
                "required": True,
                "schema": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MAX_LISTEN},
            }
        ],
        "responses": {"200": {"description": "Where each scope stands, then pokes", "content": {EVENTS: {}}}},
    }
}
"""What the API says of it: Litestar does not describe plain ASGI."""


@asgi("/live", copy_scope=False)
async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """Pokes of the scopes that are asked for. What the caller may not read is passed over in silence.

    Plain ASGI: what one line costs for each who listens is the server's share of how soon all have it.
    """
    server = server_of(scope)
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    if request.method != "GET":
        raise MethodNotAllowedException
    scopes = request.query_params.getall("scope", [])
    if not 0 < len(scopes) <= MAX_LISTEN:
        raise Malformed("request")
    caller = await server.caller(request)
    heard = (name for name in dict.fromkeys(scopes) if may_hear(name, caller))
    listener = server.replica.live.listen(heard, say_now_of(scope))
    gone = asyncio.create_task(_end_when_gone(receive, listener))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        with server.watch.over(caller, listener.end):
            async for event in _pokes(server, listener):
                await send({"type": "http.response.body", "body": event, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        listener.close()
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone


async def _end_when_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.end()


async def _pokes(server: Server, listener: Listener) -> AsyncIterator[bytes]:
    """Where each scope stands now, then pokes: who pulls after the first has missed nothing."""
    now = []
    for name in listener.scopes:
        head = await server.replica.store.head(name)
        now.append(format_poke(name, head.epoch if head else 0, head.size if head else 0))
    yield b"retry: 3000\n\n" + b"".join(now)
    async for event in listener.events():
        yield event
