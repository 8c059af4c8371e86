"""What is answered without Litestar: what a phone asks that has the app and wants a village (sync, files of a public
log), and whether the server is there. So it is answered from the moment a start opens its socket, while the rest is
loaded (rest.py), and for a little less all day.

The same functions stand under Litestar's routes, which answer what is spelled or asked in another way (a method that
is none of these, a slash at the end).
"""

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

from .asked import Asked, Plain, Told
from .public_log import checkpoint, entries
from .refusals import refuse
from .server import Server
from .sync import sync

if TYPE_CHECKING:
    from litestar.types import Message, Receive, Scope, Send

Answer = Callable[[Server, Asked, "Send"], Awaitable[None]]

_LOG = re.compile(r"/log/(village|region)/([0-9]{12})/(?:checkpoint|entries/([0-9-]{1,33}))", re.ASCII)


async def answer_plainly(server: Server, scope: "Scope", receive: "Receive", send: "Send") -> bool:
    """Answer the request if it is one of these. Returns whether it was."""
    found = _find(str(scope.get("method")), str(scope.get("path")))
    if found is None:
        return False
    route, answer = found
    asked = Plain(scope, receive)
    began = False

    async def noting(message: "Message") -> None:
        nonlocal began
        began = True
        await send(message)

    try:
        await answer(server, asked, noting)
    except Exception as error:  # the edge
        if began:
            raise  # the connection is closed: what was said cannot be unsaid
        await refuse(error, method=asked.method, route=route).send(send)
    return True


def _find(method: str, path: str) -> tuple[str, Answer] | None:
    """The route's pattern, for a log line, and who answers."""
    if method == "POST":
        return ("/sync", sync) if path == "/sync" else None
    if method != "GET":
        return None
    if path == "/health":
        return path, _health
    if not (found := _LOG.fullmatch(path)):
        return None
    kind, code, name = found.groups()

    async def file(server: Server, asked: Asked, send: "Send") -> None:
        told = await (entries(server, asked, kind, code, name) if name else checkpoint(server, asked, kind, code))
        await told.send(send)

    return "/log/{kind:str}/{code:str}/" + ("entries/{name:str}" if name else "checkpoint"), file


async def _health(server: Server, asked: Asked, send: "Send") -> None:
    await Told(msgspec.json.encode(server.health()), "application/json").send(send)
