"""Ask for knocks by Web Push, on this phone, and end them. Spec: sync/spec/notify.md, "Web Push"."""

from typing import Any

import msgspec
from litestar import Request, Response, delete, get, put
from litestar.params import JSONBody

from shaiba_sync.errors import Malformed, NotFound

from ..notify.safe import Unsafe, check_url
from .account import NO_STORE
from .given import Given
from .server import check_same_origin


class PushKey(msgspec.Struct):
    """The key that a browser is given (applicationServerKey)."""

    key: str


class Subscription(msgspec.Struct, forbid_unknown_fields=True):
    """Where the browser's push service takes messages for it. No keys: nothing is ever sent in one."""

    endpoint: str


@get("/notify/key", summary="The key by which push services know this server")
async def push_key(server: Given) -> Response[PushKey]:
    """404 where this server does not push."""
    if server.vapid is None:
        raise NotFound
    return Response(PushKey(server.vapid.public), headers=NO_STORE)


@put("/notify/push", status_code=204, summary="Knock at this browser")
async def subscribe(request: Request[Any, Any, Any], data: JSONBody[Subscription], server: Given) -> None:
    """Again before it is 180 days old: then it is forgotten."""
    check_same_origin(request)
    caller = await server.signed_in(request)
    if server.vapid is None:
        raise NotFound
    try:
        check_url(data.endpoint, private=server.config.notify_private)
    except Unsafe:
        raise Malformed("endpoint") from None
    device, person, now_ms = caller.actor.device, caller.actor.person or "", server.clock()
    await server.replica.store.write(lambda tx: tx.put_push(data.endpoint, device, person, now_ms))


@delete("/notify/push", status_code=204, summary="Knock no more at this browser")
async def unsubscribe(request: Request[Any, Any, Any], server: Given) -> None:
    """Of the phone that asks, whatever its endpoint is."""
    check_same_origin(request)
    caller = await server.signed_in(request)
    await server.replica.store.write(lambda tx: tx.drop_pushes_of(caller.actor.device))


HANDLERS = [push_key, subscribe, unsubscribe]
