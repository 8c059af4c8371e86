"""Refusals as answers: one shape for every route, whatever went wrong. Spec: sync/spec/errors.md."""

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, InternalServerException

from shaiba_sync.errors import Malformed, NotFound, SyncError, TooLarge, Unavailable

from ..log import log
from ..storage.store import Unavailable as StoreUnavailable

AGAIN_S = 30
"""When to try again what failed here."""

HUNG_UP = "client disconnected prematurely"
"""How Litestar says that a phone went away in the middle of its request: no fault, phones in a valley do it all day."""


def answer_refusal(request: Request[Any, Any, Any], error: SyncError) -> Response[bytes]:
    """A refusal that was meant."""
    return _answer(error, error.status)


def answer_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What Litestar refuses by itself: no such route, wrong method, a body that does not fit."""
    status = error.status_code
    if status == 404:
        return _answer(NotFound(), 404)
    if status == 413:
        return _answer(TooLarge(0), 413)
    if isinstance(error, InternalServerException) and error.detail == HUNG_UP:
        log.debug("hung_up", method=request.method, route=_route(request))
        return _answer(Unavailable(AGAIN_S), 503)  # to nobody
    if status >= 500:
        return answer_failure(request, error)
    return _answer(Malformed("request"), status)


def answer_unavailable(request: Request[Any, Any, Any], error: StoreUnavailable) -> Response[bytes]:
    """The store cannot take or give anything now: disk full, closing."""
    log.error("store_unavailable", route=_route(request), reason=str(error))
    return _answer(Unavailable(AGAIN_S), 503)


def answer_failure(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A bug: logged, nothing told."""
    log.error("request_failed", method=request.method, route=_route(request), exc_info=error)
    return _answer(Unavailable(AGAIN_S), 500)


def _route(request: Request[Any, Any, Any]) -> str:
    """The pattern of the route, never the path: whoever types a secret into an address must not find it in a log."""
    return str(request.scope.get("path_template", ""))


def _answer(error: SyncError, status: int) -> Response[bytes]:
    headers = {"cache-control": "no-store"}
    if "after_s" in error.detail:
        headers["retry-after"] = str(error.detail["after_s"])
    return Response(
        msgspec.json.encode(error.body()), status_code=status, media_type="application/json", headers=headers
    )


HANDLERS: dict[Any, Any] = {
    SyncError: answer_refusal,
    HTTPException: answer_http,
    StoreUnavailable: answer_unavailable,
    Exception: answer_failure,
}
