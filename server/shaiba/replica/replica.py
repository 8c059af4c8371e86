"""What every part of the replica is given: its store, its kinds, its regions, its keys, its listeners."""

import asyncio
import secrets
from collections.abc import Callable, Mapping

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba_sync.clock import Stamp
from shaiba_sync.op import device_id
from shaiba_sync.tree import Checkpoint, Frontier, make_vkey, origin, sign_checkpoint

from ..kind import Actor, Kinds
from ..regions import Regions
from ..storage.store import RESTORED, Reading, Seal, Store
from .history import Histories
from .live import Live
from .together import Together


class Clerk:
    """The server's own device. `last` is the last stamp it gave; `lock` keeps its stamps in order; `random` gives so
    many bytes that nobody can guess."""

    def __init__(
        self, key: Ed25519PrivateKey, last: Stamp, random: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self.key = key
        self.random = random
        self.public_key = public_bytes(key)
        self.device = device_id("ed25519", self.public_key)
        self.last = last
        self.lock = asyncio.Lock()


class KnownPage(msgspec.Struct, frozen=True):
    """Where a page of an answer ends, and how long its lines are; `full` if more lines follow it."""

    stop: int
    bytes: int
    full: bool


class Replica:
    """One per data folder."""

    def __init__(
        self,
        *,
        store: Store,
        kinds: Kinds,
        regions: Regions,
        clerk: Clerk,
        log_name: str,
        log_key: Ed25519PrivateKey,
        witnesses: Mapping[str, str] | None = None,
    ) -> None:
        self.store = store
        self.kinds = kinds
        self.regions = regions
        self.clerk = clerk
        self.log_name = log_name
        self.log_key = log_key
        self.vkey = make_vkey(log_name, public_bytes(log_key))
        self.seal = seal_with(log_name, log_key)
        self.witnesses = dict(witnesses or {})
        """Those who are asked to vouch for this log: their addresses by verifier key."""
        self.live = Live()
        self.together = Together()
        self.history = Histories(store, log_name, self.vkey)
        self.restored = False
        self.evidence = 0
        self.noted_readings: set[Reading] = set()
        """Written down already: day, scope, reader (access.py)."""
        self.counting = asyncio.Lock()
        """One opening is counted at a time."""
        self.settling = asyncio.Lock()
        """One looks at a time what follows from payouts: two would say it twice."""
        self.known_pages: dict[tuple[str, int, int], KnownPage] = {}
        self.known_keys: dict[str, tuple[str, bytes]] = {}
        self.known_actors: dict[str, tuple[tuple[int, int], Actor]] = {}

    async def refresh(self, now_ms: int) -> None:
        """See whether another process wrote in the database; what it may have said counts."""
        if await self.history.refresh(now_ms):
            await self.read_marks()

    async def read_marks(self) -> None:
        """Read whether the store is a restored copy, and how much evidence there is against this log."""
        self.restored = await self.store.meta(RESTORED) is not None
        self.evidence = len(await self.store.evidence())


def seal_with(log_name: str, log_key: Ed25519PrivateKey) -> Seal:
    """How this log signs its heads."""

    def seal(scope: str, epoch: int, frontier: Frontier) -> str:
        checkpoint = Checkpoint(origin(log_name, scope, epoch), frontier.size, frontier.root())
        return sign_checkpoint(checkpoint, log_name, log_key)

    return seal


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public key."""
    return key.public_key().public_bytes_raw()


Clock = Callable[[], int]
"""Milliseconds since 1970-01-01T00:00:00Z. Read in web and in the commands, handed down as `now_ms`."""
