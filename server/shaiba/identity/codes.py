"""Codes that enrol a phone: twelve characters on paper, for one person of one household, used once.

60 random bits; stored only under a keyed hash. Five wrong households void a code; all wrong answers are one answer.
"""

import hashlib
import hmac
import secrets

import msgspec

from shaiba_sync.errors import BadCode

from ..storage.store import Code, Store, Tx

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
LASTS_MS = 14 * 86_400_000
TRIES = 5

_SAME = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def read_code(text: str) -> str:
    """A code as someone typed it: any case, with spaces or dashes, O for 0, I and L for 1."""
    return text.upper().translate(_SAME)


def hash_code(pepper: bytes, code: str) -> bytes:
    """What is stored of a code."""
    return hmac.digest(pepper, b"shaiba-code-v1\n" + read_code(code).encode(), "sha256")


def pepper_of(clerk_key: bytes) -> bytes:
    """The key of the hashes: it follows from the clerk's, so a database alone gives no codes."""
    return hashlib.sha256(b"shaiba-pepper-v1\n" + clerk_key).digest()


async def make_code(store: Store, pepper: bytes, *, household: str, person: str, region: str, now_ms: int) -> str:
    """A new code, to be printed; it is not kept in clear anywhere."""
    code = "".join(secrets.choice(CROCKFORD) for _ in range(LENGTH))
    row = Code(hash_code(pepper, code), household, person, region, now_ms + LASTS_MS, 0, None)
    await store.write(lambda tx: tx.put_code(row))
    return code


async def use_code(store: Store, pepper: bytes, *, code: str, household: str, now_ms: int) -> Code:
    """Use a code up; returns whom it is for. Raises `BadCode`: unknown, past, used, void, or another household's."""
    code_hash = hash_code(pepper, code)

    def job(tx: Tx) -> Code | None:
        found = tx.code(code_hash)
        if found is None or found.used_ms is not None or found.tries >= TRIES or now_ms >= found.expires_ms:
            return None
        if not hmac.compare_digest(found.household.encode(), household.strip().encode()):
            tx.put_code(msgspec.structs.replace(found, tries=found.tries + 1))
            return None
        used = msgspec.structs.replace(found, used_ms=now_ms)
        tx.put_code(used)
        return used

    used = await store.write(job)
    if used is None:
        raise BadCode
    return used
