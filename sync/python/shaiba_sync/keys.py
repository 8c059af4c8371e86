"""Signing and checking: Ed25519, and ECDSA P-256 where a phone has no Ed25519. Spec: sync/spec/op.md, "Signing"."""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from shaiba_sync.errors import BadSignature, Malformed
from shaiba_sync.op import Op, digest

PrivateKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def sign(alg: str, private_key: PrivateKey, message: bytes) -> bytes:
    """Sign a message (of an op: its `digest`): 64 bytes."""
    if alg == "ed25519" and isinstance(private_key, Ed25519PrivateKey):
        return private_key.sign(message)
    if alg == "p256" and isinstance(private_key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(private_key.sign(message, ec.ECDSA(SHA256())))
        return r.to_bytes(32) + min(s, _P256_ORDER - s).to_bytes(32)
    raise Malformed("value")


def verify(alg: str, public_key: bytes, op: Op) -> None:
    """Refuse an op that this key did not sign."""
    verify_bytes(alg, public_key, op.sig, digest(op.head))


def verify_bytes(alg: str, public_key: bytes, sig: bytes, message: bytes) -> None:
    """Refuse a signature that is not of these bytes by this key."""
    try:
        if alg == "ed25519":
            _ed25519(public_key).verify(sig, message)
        elif alg == "p256":
            _verify_p256(public_key, sig, message)
        else:
            raise BadSignature()
    except (InvalidSignature, ValueError):  # ValueError: no point of the curve, no key of that length
        raise BadSignature() from None


@lru_cache(maxsize=4096)
def _ed25519(public_key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public_key)


@lru_cache(maxsize=4096)
def _p256(public_key: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)


def _verify_p256(public_key: bytes, sig: bytes, message: bytes) -> None:
    r, s = int.from_bytes(sig[:32]), int.from_bytes(sig[32:])
    if len(sig) != 64 or len(public_key) != 65 or s > _P256_ORDER // 2:  # high s would be a second line of the same op
        raise BadSignature()
    _p256(public_key).verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
