"""Between Litestar and what answers: what its handlers are given, and their answers as it says them."""

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from .asked import Told
from .server import Server

Given = NamedDependency[SkipValidation[Server]]
"""The type of a handler's `server`."""


def response_of(told: Told) -> Response[bytes]:
    """The answer, as Litestar says it: of text, it says by itself in which characters."""
    type_ = told.type.removesuffix("; charset=utf-8")
    return Response(told.body, status_code=told.status, media_type=type_, headers=dict(told.headers))
