"""Who is calling: a challenge signed by the device's key, then a cookie; and what a session is good for, and when.

Tokens are 256 random bits, hashed at rest. What an official may do needs a passkey besides: the session's step-up.
Spec: sync/spec/people.md, "Sessions".
"""

import hashlib
import secrets
from collections.abc import Sequence

import msgspec

from shaiba_sync.errors import SignedOut
from shaiba_sync.op import b64u_encode

from ..kind import Actor
from ..storage.store import Session, Store, Tx

CHALLENGE_MS = 120_000
LASTS_MS = 180 * 86_400_000
UNUSED_MS = 30 * 86_400_000

STEPPED_MS = 12 * 3_600_000
STEPPED_UNUSED_MS = 30 * 60_000
FRESH_MS = 5 * 60_000
"""How long an official is one after a passkey, used and unused; and how long an act needs no other."""

VOUCHED_MS = 86_400_000
"""So long what began a session vouches for its person: a passkey may be registered (people.md 10)."""

NOTE_MS = 5 * 60_000
NOTE_CITIZEN_MS = 86_400_000
"""That a session was used is written down when so much time has passed: of one that is stepped up, of any other."""


def hash_token(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(b"shaiba-token-v1\n" + token.encode()).digest()


def session_id(token_hash: bytes) -> str:
    """The name of a session, for lists: from it nobody gets the token."""
    return b64u_encode(token_hash[:16])


def is_alive(session: Session, now_ms: int) -> bool:
    """Whether it is still a session at all."""
    return now_ms < session.expires_ms and now_ms - max(session.used_ms, session.created_ms) < UNUSED_MS


def is_stepped(session: Session, now_ms: int) -> bool:
    """Whether its person is an official in it."""
    unused = now_ms - max(session.used_ms, session.stepped_ms)
    return bool(session.stepped_ms) and now_ms - session.stepped_ms < STEPPED_MS and unused < STEPPED_UNUSED_MS


def is_fresh(session: Session, now_ms: int) -> bool:
    """Whether its person has just shown to be there."""
    return bool(session.stepped_ms) and now_ms - session.stepped_ms <= FRESH_MS


def is_vouched(session: Session, now_ms: int) -> bool:
    """Whether what began it still vouches for its person."""
    return session.vouched and now_ms - session.created_ms < VOUCHED_MS


def as_citizen(actor: Actor) -> Actor:
    """What an official may read who has not stepped up: what any villager of his villages may."""
    own = (grant for grant in actor.grants if not grant.region.endswith("000"))
    plain = tuple(msgspec.structs.replace(grant, role="villager", office=None) for grant in own)
    return msgspec.structs.replace(actor, grants=plain)


async def make_challenge(store: Store, whose: str, *, now_ms: int) -> str:
    """A challenge good once and for two minutes, for this device (or session and purpose). Devices that are not known
    get one too: the answer does not tell who is enrolled."""
    challenge = secrets.token_urlsafe(32)
    await store.write(lambda tx: tx.put_challenge(challenge, whose, now_ms + CHALLENGE_MS))
    return challenge


async def take_challenge(store: Store, challenge: str, whose: str, *, now_ms: int) -> None:
    """Use up a challenge. Raises `SignedOut` where it was not made for this one, is past, or was used."""
    made_for = await store.write(lambda tx: tx.take_challenge(challenge, now_ms))
    if made_for != whose:
        raise SignedOut


async def begin(
    store: Store,
    device: str,
    *,
    now_ms: int,
    before: Session | None = None,
    stepped: bool = False,
    vouched: bool = False,
) -> tuple[str, Session]:
    """A new session, and its token. It takes the place of `before`, whose cookie it takes; and if that is of the same
    phone, what it was good for."""
    token = secrets.token_urlsafe(32)
    session = Session(
        hash_token(token), device, now_ms, now_ms + LASTS_MS, now_ms, now_ms if stepped else 0, vouched=vouched
    )
    if before is not None and before.device == device and is_alive(before, now_ms):
        session = msgspec.structs.replace(
            session,
            created_ms=before.created_ms,
            expires_ms=before.expires_ms,
            stepped_ms=session.stepped_ms or (before.stepped_ms if is_stepped(before, now_ms) else 0),
            vouched=vouched or before.vouched,
        )

    def job(tx: Tx) -> None:
        tx.put_session(session)
        if before is not None:
            tx.drop_session(before.token_hash)

    await store.write(job)
    return token, session


async def step_up(store: Store, session: Session, *, now_ms: int) -> Session:
    """Its person has shown to be there."""
    stepped = msgspec.structs.replace(session, used_ms=now_ms, stepped_ms=now_ms)
    await store.write(lambda tx: tx.note_session(stepped))
    return stepped


async def end(store: Store, token_hash: bytes) -> None:
    """Forget a session."""
    await store.write(lambda tx: tx.drop_session(token_hash))


async def of_devices(store: Store, devices: Sequence[str], now_ms: int) -> list[Session]:
    """The sessions of these devices that hold."""
    return [one for device in devices for one in await store.sessions_of(device) if is_alive(one, now_ms)]
