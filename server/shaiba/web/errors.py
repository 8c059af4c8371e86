"""What went wrong on a route of Litestar's, as an answer (refusals.py)."""

from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, InternalServerException

from shaiba_sync.errors import Malformed, NotFound, TooLarge

from .asked import Told
from .given import response_of
from .refusals import HungUp, refusal, refuse

HUNG_UP = "client disconnected prematurely"
"""How Litestar says that a phone went away in the middle of its request."""


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """What is told of it."""
    return response_of(_told(request, error))


def _told(request: Request[Any, Any, Any], error: Exception) -> Told:
    if isinstance(error, HTTPException):  # Litestar's own: no such route, wrong method, a body that does not fit
        if error.status_code == 404:
            return refusal(NotFound())
        if error.status_code == 413:
            return refusal(TooLarge(0))
        if error.status_code < 500:
            return refusal(Malformed("request"), error.status_code)
        if isinstance(error, InternalServerException) and error.detail == HUNG_UP:
            error = HungUp()
    return refuse(error, method=request.method, route=str(request.scope.get("path_template", "")))


HANDLERS: dict[Any, Any] = {HTTPException: answer, Exception: answer}
