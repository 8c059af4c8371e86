"""The app's own files: hashed ones for ever, the page and its worker asked for again each time.

Any path that is no file and no route is the app's page: the app finds its screen by the path.
"""

from typing import Any

from litestar import Request, Response, get

from shaiba_sync.errors import NotFound

from .given import Given, response_of
from .public_log import FOR_EVER, conditional, ready
from .static import HASHED


@get(["/", "/{path:path}"], include_in_schema=False)
async def app_file(request: Request[Any, Any, Any], server: Given) -> Response[bytes]:
    """A file, or the page."""
    path = request.url.path
    found = server.app_files.get(path) if server.app_files else None
    if found is None:
        raise NotFound
    if path.startswith(f"/{HASHED}/"):
        body, headers = ready(request, found)
        return Response(body, media_type=found.type, headers={"cache-control": FOR_EVER, **headers})
    return response_of(conditional(request, found))
