"""Blind tokens: somebody signs what he does not see, and nobody can tell later which one it was.

Blind RSA signatures (RFC 9474, RSABSSA-SHA384-PSS-Randomized); an issuer's secret is an argument, and kept elsewhere.
Spec: sync/spec/blind.md. Vectors: sync/vectors/blind.json.
"""

import hashlib
from collections.abc import Callable
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


def draw_inverse(modulus: bytes, random: Callable[[int], bytes]) -> bytes:
    """What unblinds, drawn evenly from all numbers below the modulus (RFC 9474, 4.2): so many random bytes, again and
    again until they are one. Who signed can divide what came of it by what he signed: for the right ballot that is this
    number, for any other it may be anything. Were some numbers likelier than others, the right ballot would show."""
    while not 0 < int.from_bytes(drawn := random(len(modulus))) < int.from_bytes(modulus):
        pass
    return drawn


def blind_token(modulus: bytes, prepared: bytes, salt: bytes, inverse: bytes) -> bytes:
    """What is sent to the issuer (RFC 9474, 4.2). `prepared` is 32 random bytes and the token; `salt` 48 random bytes;
    `inverse` as `draw_inverse` has it, kept to unblind. `malformed` (rule `poll`) where it has no inverse."""
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


def sign_blinded(p: bytes, q: bytes, blinded: bytes, r: bytes) -> bytes:
    """What the issuer answers (RFC 9474, 4.3): `p`, `q` are the primes of its modulus. What is raised to the secret
    power is another number each time, by the random `r` below the modulus: no clock tells anything of the key.
    `malformed` (rule `poll`) where `blinded` is no number below the modulus, or 0, or `r` has no inverse;
    `ArithmeticError` where the machine reckoned wrong, for one wrong bit in a half would tell the factors."""
    first, second = int.from_bytes(p), int.from_bytes(q)
    n, number, mask = first * second, int.from_bytes(blinded), int.from_bytes(r)
    if len(blinded) != MODULUS_BYTES or not 0 < number < n or not 0 < mask < n:
        raise Malformed("poll")
    try:
        undo = pow(mask, -1, n)
    except ValueError:  # it shares a factor with the modulus: nobody has ever met one
        raise Malformed("poll") from None
    x = number * pow(mask, _E, n) % n
    mp, mq = (pow(x, pow(_E, -1, prime - 1), prime) for prime in (first, second))
    signed = (mq + second * ((mp - mq) * pow(second, -1, first) % first)) * undo % n
    answer = signed.to_bytes(MODULUS_BYTES)
    if not is_blind_signature(n.to_bytes(MODULUS_BYTES), blinded, answer):
        raise ArithmeticError("a fault while signing")
    return answer


def is_blind_signature(modulus: bytes, blinded: bytes, signed: bytes) -> bool:
    """Whether this is what the issuer answers to what was asked blind."""
    n, number = int.from_bytes(modulus), int.from_bytes(signed)
    return len(signed) == len(modulus) and number < n and pow(number, _E, n) == int.from_bytes(blinded)


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
