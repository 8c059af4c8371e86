"""A phone's signing key: the proof that the phone holds it, and the change that makes it known."""

import hashlib
from typing import Any

import msgspec

from shaiba_sync.errors import Malformed
from shaiba_sync.keys import verify_bytes
from shaiba_sync.op import b64u_decode, device_id

KEY_BYTES = {"ed25519": 32, "p256": 65}
SIG_BYTES = 64

REPLACED = "已由新登记的手机取代"
"""Why a key is revoked in recovery, as it stands in the log."""


class NewKey(msgspec.Struct, frozen=True):
    """A public key that a phone brings, found to be its own."""

    device: str
    alg: str
    key: str


def check_new_key(alg: str, key: str, sig: str, secret: str) -> NewKey:
    """Accept a key whose holder signed the secret (a code, or a demo person). Raises `BadSignature`, `Malformed`."""
    if alg not in KEY_BYTES:
        raise Malformed("request")
    public_key = b64u_decode(key, KEY_BYTES[alg], rule="request")
    check_signed(alg, public_key, sig, f"shaiba-enrol-v1\n{secret}")
    return NewKey(device_id(alg, public_key), alg, key)


def check_signed(alg: str, public_key: bytes, sig: str, text: str) -> None:
    """Refuse a signature that is not of this text's SHA-256 by this key."""
    signature = b64u_decode(sig, SIG_BYTES, rule="request")
    verify_bytes(alg, public_key, signature, hashlib.sha256(text.encode()).digest())


def enrolment(new: NewKey, person: str, today: str) -> dict[str, Any]:
    """The change that the clerk writes: from today this key signs for this person."""
    members = {"person": person, "alg": new.alg, "key": new.key, "since": today}
    return {"do": "device.enrol", "id": new.device, "set": members}


def replacement(device: str, today: str) -> dict[str, Any]:
    """The change that the clerk writes of a person's old key when a new one takes its place."""
    return revocation(device, today, REPLACED)


def revocation(device: str, today: str, why: str) -> dict[str, Any]:
    """The change that turns a phone off, from today."""
    return {"do": "device.revoke", "id": device, "set": {"revoked": today, "why": why}}
