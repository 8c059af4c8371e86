"""What handlers are given, and who calls."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from shaiba_sync.errors import Forbidden, SignedOut, SyncError

from ..config import Config
from ..identity.letters import pepper_of
from ..identity.session import hash_token
from ..kind import Actor
from ..log import Sealed
from ..replica.bundles import Bundles
from ..replica.replica import Clock, Replica
from ..replica.scope import readable
from ..replica.who import actor_by, day_number
from ..storage.blobs import BlobFolder
from .static import AppFiles, RegionsFiles

KNOWN_CALLERS = 8192
"""Sessions remembered between requests."""


class Caller(msgspec.Struct, frozen=True):
    """Who a session is: the actor, and the scopes that are not public which it may read now."""

    actor: Actor
    scopes: tuple[str, ...]
    expires_ms: int


class Server:
    """One per process; handlers ask for it as `server`."""

    def __init__(
        self,
        *,
        config: Config,
        replica: Replica,
        bundles: Bundles,
        blobs: BlobFolder,
        app_files: AppFiles | None,
        clock: Clock,
    ) -> None:
        self.config = config
        self.replica = replica
        self.bundles = bundles
        self.blobs = blobs
        self.clock = clock
        self.pepper = Sealed(pepper_of(replica.clerk.key.private_bytes_raw()))
        self.app_files = app_files
        self.regions_files = RegionsFiles(replica.regions)
        self.answering = 0
        """Syncs under way."""
        self._uploads: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._callers: dict[str, tuple[tuple[int, int], Caller]] = {}

    @property
    def cookie(self) -> str:
        """The session's cookie: bound to the host where there is https."""
        return "__Host-shaiba" if self.config.https else "shaiba"

    async def caller(self, request: Request[Any, Any, Any]) -> Caller | None:
        """Who calls, or None. Remembered until devices, grants or readers change, or the day ends."""
        token = request.cookies.get(self.cookie)
        return await self.caller_by_token(token) if token else None

    async def caller_by_token(self, token: str) -> Caller | None:
        """The caller whose session has this token."""
        now_ms = self.clock()
        asof = (self.replica.store.generation, day_number(now_ms))
        known = self._callers.get(token)
        if known and known[0] == asof:
            return known[1] if now_ms < known[1].expires_ms else None
        session = await self.replica.store.session(hash_token(token))
        if session is None or now_ms >= session.expires_ms:
            return None
        try:
            actor = (await actor_by(self.replica.store, session.device, now_ms)).actor
        except SyncError:  # revoked since: the session is worth nothing
            return None
        scopes = await readable(self.replica.store, actor)
        caller = Caller(actor, tuple(scopes), session.expires_ms)
        if len(self._callers) >= KNOWN_CALLERS:
            self._callers.clear()
        self._callers[token] = (asof, caller)
        return caller

    @asynccontextmanager
    async def upload_lock(self, name: str) -> AsyncIterator[None]:
        """One request at a time goes on with an upload."""
        lock = self._uploads.setdefault(name, asyncio.Lock())
        async with lock:
            yield

    async def signed_in(self, request: Request[Any, Any, Any]) -> Caller:
        """Who calls. Raises `SignedOut`."""
        if caller := await self.caller(request):
            return caller
        raise SignedOut


Given = NamedDependency[SkipValidation[Server]]
"""The type of a handler's `server`."""


def check_same_origin(request: Request[Any, Any, Any]) -> None:
    """Refuse a change that another site's page may have sent with this browser's cookie."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    if request.headers.get("x-shaiba") != "1" or site not in ("same-origin", "none"):
        raise Forbidden(need="same_origin")
