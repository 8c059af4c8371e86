"""The HTTP of a witness: POST /add-checkpoint, and GET / that says who it is. An application of its own."""

import asyncio
from typing import Any

from litestar import Litestar, Request, Response, get, post
from litestar.types import ASGIApp

from shaiba_sync.errors import Malformed

from ..replica.cosigner import Cosigner
from ..replica.replica import Clock
from .body import read_body
from .errors import HANDLERS
from .headers import with_headers

MAX_SUBMISSION = 131_072
"""Bytes: 63 hashes, and a note with as many signatures as it may have."""


def create_witness(cosigner: Cosigner, clock: Clock) -> ASGIApp:
    """The routes of this witness."""

    @get("/", sync_to_thread=False, media_type="text/plain")
    def who() -> bytes:
        """Its verifier key, and those of the logs that it looks at."""
        return "".join(f"{vkey}\n" for vkey in (cosigner.vkey, *cosigner.logs.values())).encode()

    @post("/add-checkpoint", status_code=200)
    async def add_checkpoint(request: Request[Any, Any, Any]) -> Response[bytes]:
        """C2SP tlog-witness."""
        try:
            body = (await read_body(request, MAX_SUBMISSION)).decode()
        except UnicodeDecodeError:
            raise Malformed("submission") from None
        answer = await asyncio.to_thread(cosigner.add_checkpoint, body, now_ms=clock())  # it waits for the disk
        return Response(answer.body.encode(), status_code=answer.status, headers={"content-type": answer.type})

    app = Litestar([who, add_checkpoint], exception_handlers=HANDLERS, openapi_config=None, logging_config=None)
    return with_headers(app, https=False)
