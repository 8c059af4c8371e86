"""Who is calling: a challenge signed by the device's key, then a cookie.

Tokens are 256 random bits, hashed at rest. A villager's session lasts 30 days, an official's 12 hours; a phone begins
the next one by itself, with its key.
"""

import hashlib
import secrets

from shaiba_sync.errors import SignedOut

from ..storage.store import Session, Store, Tx

CHALLENGE_MS = 120_000
VILLAGER_MS = 30 * 86_400_000
OFFICIAL_MS = 12 * 3_600_000


def hash_token(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(b"shaiba-token-v1\n" + token.encode()).digest()


async def make_challenge(store: Store, device: str, *, now_ms: int) -> str:
    """A challenge for this device, good once and for two minutes. Devices that are not known get one too: the answer
    does not tell who is enrolled."""
    challenge = secrets.token_urlsafe(32)
    await store.write(lambda tx: tx.put_challenge(challenge, device, now_ms + CHALLENGE_MS))
    return challenge


async def take_challenge(store: Store, challenge: str, device: str, *, now_ms: int) -> None:
    """Use up a challenge. Raises `SignedOut` where it was not made for this device, is past, or was used."""
    made_for = await store.write(lambda tx: tx.take_challenge(challenge, now_ms))
    if made_for != device:
        raise SignedOut


async def begin(store: Store, device: str, *, official: bool, now_ms: int) -> tuple[str, int]:
    """A new session: its token, and how many seconds it lasts."""
    token = secrets.token_urlsafe(32)
    lasts_ms = OFFICIAL_MS if official else VILLAGER_MS

    def job(tx: Tx) -> None:
        tx.put_session(Session(hash_token(token), device, now_ms, now_ms + lasts_ms))

    await store.write(job)
    return token, lasts_ms // 1000


async def end(store: Store, token: str) -> None:
    """Forget a session."""
    await store.write(lambda tx: tx.drop_session(hash_token(token)))
