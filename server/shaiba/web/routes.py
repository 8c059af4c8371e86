"""All routes, and Litestar's application of them: one for all servers of a process."""

from functools import cache
from typing import Any

from litestar import Litestar, Request, Router, asgi
from litestar.di import Provide
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ASGIApp, Receive, Scope, Send

from .. import __version__
from . import (
    attest,
    ballots,
    coverage,
    devices,
    enrol,
    files,
    ingest,
    letters,
    mend,
    notify,
    open_data,
    passkeys,
    privacy,
    public,
    session,
    slots,
    standing,
)
from .app_files import app_file
from .errors import HANDLERS
from .health import health, openapi
from .live import live
from .playback import playback
from .server import GIVEN, server_of
from .sync import sync as answer_sync


@asgi("/sync", copy_scope=False)
async def sync(scope: Scope, receive: Receive, send: Send) -> None:
    """POST /sync."""
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    if request.method != "POST":
        raise MethodNotAllowedException
    await answer_sync(server_of(scope), request, send)


def routes(*, demo: bool) -> list[Any]:
    """The handlers that a server answers with; some only on a demo."""
    handlers: list[Any] = [
        sync,
        live,
        playback,
        health,
        openapi,
        *enrol.HANDLERS,
        *session.HANDLERS,
        *passkeys.HANDLERS,
        *devices.HANDLERS,
        *letters.HANDLERS,
        *attest.HANDLERS,
        *privacy.HANDLERS,
        *standing.HANDLERS,
        *slots.HANDLERS,
        *ballots.HANDLERS,
        *ingest.HANDLERS,
        *public.HANDLERS,
        *open_data.HANDLERS,
        *coverage.HANDLERS,
        *mend.HANDLERS,
        *notify.HANDLERS,
        *files.HANDLERS,
        app_file,
    ]
    if demo:
        handlers += [*enrol.DEMO_HANDLERS, *passkeys.DEMO_HANDLERS]
    return handlers


@cache
def routed(*, demo: bool) -> ASGIApp:
    """The routes of whatever server a request carries. To read what a hundred handlers take is more than half of a
    start, so it is done once where servers are forked from one process, or opened one after the other."""

    async def give(scope: Scope) -> Any:
        return server_of(scope)

    return Litestar(
        route_handlers=routes(demo=demo),
        dependencies={GIVEN: Provide(give)},
        exception_handlers=HANDLERS,
        openapi_config=OpenAPIConfig(
            title="Shaiba",
            version=__version__,
            openapi_router=Router("/openapi", route_handlers=[], guards=[_nobody], include_in_schema=False),
            render_plugins=[JsonRenderPlugin()],
        ),
        request_max_body_size=16_000_000,
        logging_config=None,
    )


def _nobody(connection: Any, handler: Any) -> None:
    """Litestar's own pages about the API load scripts from elsewhere: there is only /openapi.json (health.py)."""
    raise NotFoundException
