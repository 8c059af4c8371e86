"""GET /health: alive, and how far. GET /openapi.json: what the API says of itself."""

from typing import Any

from litestar import Request, get

from . import live, playback, sync
from .given import Given


@get("/health", sync_to_thread=False, summary="Alive?", cache=False)
def health(server: Given) -> dict[str, object]:
    """Whether the server answers, its version, its clock; how many listen; how many files wait to be made smaller;
    how many logs are damaged, how many notes convict this log, and whether it is a restored copy."""
    return server.health()


@get("/openapi.json", sync_to_thread=False, include_in_schema=False)
def openapi(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The API's own description."""
    schema = request.app.openapi_schema.to_schema()
    return {
        **schema,
        "paths": {**schema["paths"], "/sync": sync.DESCRIBED, "/live": live.DESCRIBED, "/media": playback.DESCRIBED},
    }
