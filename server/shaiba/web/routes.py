"""All routes."""

from typing import Any

from .health import health, openapi
from .server import Server
from .sync import live, sync


def routes(server: Server) -> list[Any]:
    """The handlers that this server answers with; some only on a demo, some only with an app."""
    return [sync, live, health, openapi]
