"""All routes."""

from typing import Any

from . import files, identity, letters, mend, privacy, public
from .app_files import app_file
from .health import health, openapi
from .live import live
from .server import Server
from .sync import sync


def routes(server: Server) -> list[Any]:
    """The handlers that this server answers with; some only on a demo, some only with an app."""
    handlers: list[Any] = [
        sync(server),
        live(server),
        health,
        openapi,
        *identity.HANDLERS,
        *letters.HANDLERS,
        *privacy.HANDLERS,
        *public.HANDLERS,
        *mend.HANDLERS,
        *files.HANDLERS,
        app_file,
    ]
    if server.config.demo:
        handlers += identity.DEMO_HANDLERS
    return handlers
