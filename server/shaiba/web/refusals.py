"""Refusals as answers: one shape for every route, whatever went wrong. Spec: sync/spec/errors.md."""

import msgspec

from shaiba_sync.errors import SyncError, Unavailable

from ..log import log
from ..storage.store import Unavailable as StoreUnavailable
from .asked import Told

AGAIN_S = 30
"""When to try again what failed here."""


class HungUp(Exception):
    """A phone went away in the middle of its request: no fault, phones in a valley do it all day."""


def refuse(error: Exception, *, method: str, route: str) -> Told:
    """What is told of it. `route` is the pattern, never the path: whoever types a secret into an address must not find
    it in a log."""
    if isinstance(error, SyncError):  # a refusal that was meant
        return refusal(error)
    if isinstance(error, HungUp):
        log.debug("hung_up", method=method, route=route)
        return refusal(Unavailable(AGAIN_S))  # to nobody
    if isinstance(error, StoreUnavailable):  # it cannot take or give anything now: disk full, closing
        log.error("store_unavailable", route=route, reason=str(error))
        return refusal(Unavailable(AGAIN_S))
    log.error("request_failed", method=method, route=route, exc_info=error)  # a bug: logged, nothing told
    return refusal(Unavailable(AGAIN_S), 500)


def refusal(error: SyncError, status: int | None = None) -> Told:
    """A refusal in its shape, under its own status or another."""
    headers = {"cache-control": "no-store"}
    if "after_s" in error.detail:
        headers["retry-after"] = str(error.detail["after_s"])
    return Told(msgspec.json.encode(error.body()), "application/json", status or error.status, headers)
