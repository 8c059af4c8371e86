"""What handlers are given, and who calls."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import msgspec

from shaiba_sync.errors import Forbidden, SignedOut, StepUp, SyncError

from .. import __version__
from ..config import Config
from ..identity import session as sessions
from ..identity.letters import pepper_of
from ..identity.link import Links
from ..log import Sealed
from ..notify.push import Vapid
from ..replica.ahead import Ahead
from ..replica.bundles import Bundles
from ..replica.coverage import Coverage
from ..replica.encoders import Encoders
from ..replica.polls import Polls
from ..replica.replica import Clock, Replica
from ..replica.rounds import Rounds
from ..replica.scope import readable
from ..replica.streams import Streams
from ..replica.who import actor_by, day_number
from ..storage.blobs import BlobFolder
from .asked import Asked
from .audience import Audience
from .caller import Caller
from .ceiling import ALL_A_MINUTE, BALLOTS_A_MINUTE, EACH_A_MINUTE, Ceiling
from .static import AppFiles, RegionsFiles
from .watch import Watch

if TYPE_CHECKING:
    from litestar.types import Scope

KNOWN_CALLERS = 8192
"""Sessions remembered between requests."""


class Seen(msgspec.Struct):
    """A caller as remembered: as of which devices, grants and day; when it last called, and since when that is not
    written down."""

    asof: tuple[int, int]
    caller: Caller
    used_ms: int
    noted_ms: int


class Server:
    """One per process; handlers ask for it as `server`."""

    def __init__(
        self,
        *,
        config: Config,
        replica: Replica,
        bundles: Bundles,
        blobs: BlobFolder,
        rounds: Rounds,
        polls: Polls,
        streams: Streams,
        encoders: Encoders,
        audience: Audience,
        app_files: AppFiles | None,
        clock: Clock,
        vapid: Vapid | None = None,
    ) -> None:
        self.config = config
        self.replica = replica
        self.bundles = bundles
        self.blobs = blobs
        self.rounds = rounds
        self.polls = polls
        self.streams = streams
        self.encoders = encoders
        self.audience = audience
        self.clock = clock
        self.vapid = vapid
        """What push services know this server by; None where it does not push."""
        self.pepper = Sealed(pepper_of(replica.clerk.key.private_bytes_raw()))
        self.app_files = app_files
        self.regions_files = RegionsFiles(replica.regions)
        self.answering = 0
        """Syncs under way."""
        self.exporting = 0
        """Files of open data under way."""
        self.ahead = Ahead(replica, bundles)
        self.coverage = Coverage(replica)
        self.codes = Ceiling(each=EACH_A_MINUTE, all_=ALL_A_MINUTE)
        """Questions by an appeal's code."""
        self.casting = Ceiling(each=BALLOTS_A_MINUTE, all_=BALLOTS_A_MINUTE)
        """Ballots, from whomever."""
        self._uploads: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.links = Links()
        self.watch = Watch(replica.store, clock)
        self._callers: dict[bytes, Seen] = {}

    @property
    def cookie(self) -> str:
        """The session's cookie: bound to the host where there is https."""
        return "__Host-shaiba" if self.config.https else "shaiba"

    async def caller(self, request: Asked) -> Caller | None:
        """Who calls, or None. Remembered until devices, grants or readers change, or the day ends."""
        token = request.cookies.get(self.cookie)
        return await self.caller_by_token(token) if token else None

    async def caller_by_token(self, token: str) -> Caller | None:
        """The caller whose session has this token."""
        now_ms = self.clock()
        asof = (self.replica.store.generation, day_number(now_ms))
        token_hash = sessions.hash_token(token)
        seen = self._callers.get(token_hash)
        if seen is None or seen.asof != asof or not seen.used_ms <= now_ms < seen.caller.until_ms:
            seen = await self._look(token_hash, asof, seen.used_ms if seen else 0, now_ms)
        elif seen.caller.stepped and now_ms - seen.used_ms >= sessions.STEPPED_UNUSED_MS:
            seen = await self._look(token_hash, asof, seen.used_ms, now_ms)
        if seen is None:
            return None
        seen.used_ms = now_ms
        if now_ms - seen.noted_ms >= (sessions.NOTE_MS if seen.caller.stepped else sessions.NOTE_CITIZEN_MS):
            seen.noted_ms = now_ms
            used = msgspec.structs.replace(seen.caller.session, used_ms=now_ms)
            await self.replica.store.write(lambda tx: tx.note_session(used))
        return seen.caller

    async def _look(self, token_hash: bytes, asof: tuple[int, int], used_ms: int, now_ms: int) -> Seen | None:
        """The caller as the store has him."""
        self._callers.pop(token_hash, None)
        session = await self.replica.store.session(token_hash)
        if session is None or not sessions.is_alive(session, now_ms):
            return None
        try:
            actor = (await actor_by(self.replica.store, session.device, now_ms)).actor
        except SyncError:  # revoked since: the session is worth nothing
            return None
        noted_ms = session.used_ms
        session = msgspec.structs.replace(session, used_ms=max(session.used_ms, used_ms))
        official, stepped = actor.official, sessions.is_stepped(session, now_ms)
        if not stepped and session.stepped_ms:  # once unused for too long, it stays so
            session = msgspec.structs.replace(session, stepped_ms=0)
            await self.replica.store.write(lambda tx: tx.note_session(session))
        if official and not stepped:
            actor = sessions.as_citizen(actor)
        scopes = await readable(self.replica.store, actor)
        until_ms = min(session.expires_ms, session.stepped_ms + sessions.STEPPED_MS if stepped else session.expires_ms)
        caller = Caller(actor, tuple(scopes), session, official, stepped, until_ms)
        if len(self._callers) >= KNOWN_CALLERS:
            self._callers.clear()
        seen = self._callers[token_hash] = Seen(asof, caller, now_ms, noted_ms)
        return seen

    def health(self) -> dict[str, object]:
        """That it answers, and how far (health.py)."""
        return {
            "ok": True,
            "version": __version__,
            "now": self.clock(),
            "listening": self.replica.live.count,
            "packing": self.bundles.packing,
            "damaged": len(self.replica.history.damaged),
            "evidence": self.replica.evidence,
            "restored": self.replica.restored,
        }

    def forget(self, token_hash: bytes) -> None:
        """Look at this session again when it calls next: it was stepped up, or has ended."""
        self._callers.pop(token_hash, None)

    @asynccontextmanager
    async def upload_lock(self, name: str) -> AsyncIterator[None]:
        """One request at a time goes on with an upload."""
        lock = self._uploads.setdefault(name, asyncio.Lock())
        async with lock:
            yield

    async def signed_in(self, request: Asked) -> Caller:
        """Who calls. Raises `SignedOut`."""
        if caller := await self.caller(request):
            return caller
        raise SignedOut

    async def fresh(self, request: Asked) -> Caller:
        """Who calls, where he must just have shown to be there (people.md 11): asked of officials, and of whoever has
        a passkey. Raises `SignedOut`, `StepUp`."""
        caller = await self.signed_in(request)
        if sessions.is_fresh(caller.session, self.clock()):
            return caller
        if caller.official or (caller.actor.person and await self.replica.store.passkeys(caller.actor.person)):
            raise StepUp
        return caller


GIVEN = "server"
"""Under this name a request carries the server that it came to: the routes are those of every server of a process."""


def server_of(scope: "Scope") -> Server:
    """The server that a request came to."""
    found: Server = scope["state"][GIVEN]
    return found


def check_same_origin(request: Asked) -> None:
    """Refuse a change that another site's page may have sent with this browser's cookie."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    if request.headers.get("x-shaiba") != "1" or site not in ("same-origin", "none"):
        raise Forbidden(need="same_origin")
