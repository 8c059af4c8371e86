"""Blind tokens: somebody signs what he does not see, and nobody can tell later which one it was.

Blind RSA signatures (RFC 9474, RSABSSA-SHA384-PSS-Randomized); nothing here holds an issuer's secret.
Spec: sync/spec/blind.md. Vectors: sync/vectors/blind.json.
"""

import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA384

from shaiba_sync.errors import BadToken, Malformed

MODULUS_BYTES = 256
"""Of an issuer's key, and of what it signs."""
SPKI_BYTES = 294
"""Of an issuer's public key as it is said."""

_E = 65537
_SALT = 48
_SPKI_HEAD = bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100")
_SPKI_TAIL = bytes.fromhex("0203010001")


def issuer_modulus(spki: bytes) -> bytes:
    """The modulus of an issuer's public key: RSA of 2,048 bits, exponent 65537, DER. Else `malformed` (rule `poll`)."""
    modulus = spki[len(_SPKI_HEAD) : -len(_SPKI_TAIL)]
    if spki != _SPKI_HEAD + modulus + _SPKI_TAIL or len(modulus) != MODULUS_BYTES or modulus[0] < 128:
        raise Malformed("poll")
    return modulus


def blind_token(modulus: bytes, prepared: bytes, salt: bytes, inverse: bytes) -> bytes:
    """What is sent to the issuer (RFC 9474, 4.2). `prepared` is 32 random bytes and the token; `salt` 48 random bytes;
    `inverse` a random number below the modulus, kept to unblind. `malformed` (rule `poll`) where it has no inverse."""
    n, size = int.from_bytes(modulus), len(modulus)
    number = int.from_bytes(inverse)
    try:
        r = pow(number, -1, n)
    except ValueError:
        raise Malformed("poll") from None
    if number >= n or len(salt) != _SALT:
        raise Malformed("poll")
    encoded = int.from_bytes(_encode_pss(prepared, salt, n.bit_length() - 1))
    return (encoded * pow(r, _E, n) % n).to_bytes(size)


def unblind_token(modulus: bytes, prepared: bytes, blind_sig: bytes, inverse: bytes) -> bytes:
    """The issuer's signature, unblinded. Raises `BadToken` where it is none of what was asked."""
    n, size = int.from_bytes(modulus), len(modulus)
    sig = (int.from_bytes(blind_sig) * int.from_bytes(inverse) % n).to_bytes(size)
    if len(blind_sig) != size or not is_token_signed(modulus, prepared, sig):
        raise BadToken
    return sig


def is_token_signed(modulus: bytes, prepared: bytes, sig: bytes) -> bool:
    """Whether the issuer signed this."""
    if len(sig) != len(modulus):
        return False
    try:
        _public_key(modulus).verify(sig, prepared, PSS(MGF1(SHA384()), _SALT), SHA384())
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=64)
def _public_key(modulus: bytes) -> RSAPublicKey:
    return RSAPublicNumbers(_E, int.from_bytes(modulus)).public_key()


def _encode_pss(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS with SHA-384 (RFC 8017, 9.1.1)."""
    size = (bits + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(size - len(salt) - len(digest) - 2) + b"\1" + salt
    mask = b"".join(hashlib.sha384(digest + counter.to_bytes(4)).digest() for counter in range(-(-len(block) // 48)))
    masked = bytearray(a ^ b for a, b in zip(block, mask, strict=False))
    masked[0] &= 0xFF >> (8 * size - bits)
    return bytes(masked) + digest + b"\xbc"
