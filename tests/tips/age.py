"""age as its specification has it (C2SP age v1), for tests: pyrage adds a stanza of its own, and slots have just five.

What is sealed here pyrage opens, and the phone's library; the server has neither.
"""

import hashlib
import hmac
import secrets
from base64 import b64encode
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shaiba_sync.tips import STANZAS

CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def seal(plain: bytes, recipients: Sequence[str] = ()) -> bytes:
    """A file for these recipients and as many made-up ones as make five."""
    keys = [*map(public_key, recipients)]
    keys += [X25519PrivateKey.generate().public_key().public_bytes_raw() for _ in range(STANZAS - len(keys))]
    secrets.SystemRandom().shuffle(keys)
    return seal_to(plain, keys)


def seal_to(plain: bytes, keys: Sequence[bytes]) -> bytes:
    """A file for exactly these."""
    file_key = secrets.token_bytes(16)
    header = b"age-encryption.org/v1\n" + b"".join(_stanza(file_key, key) for key in keys) + b"---"
    mac = hmac.digest(_expand(file_key, b"header"), header, hashlib.sha256)
    nonce = secrets.token_bytes(16)
    payload = ChaCha20Poly1305(_expand(file_key, b"payload", nonce)).encrypt(bytes(11) + b"\1", plain, None)
    return header + b" " + _text(mac) + b"\n" + nonce + payload


def public_key(recipient: str) -> bytes:
    """The 32 bytes of `age1…`."""
    number = 0
    for character in recipient[4:-6]:
        number = number << 5 | CHARACTERS.index(character)
    return (number >> 4).to_bytes(32)


def _stanza(file_key: bytes, key: bytes) -> bytes:
    own = X25519PrivateKey.generate()
    mine = own.public_key().public_bytes_raw()
    shared = own.exchange(X25519PublicKey.from_public_bytes(key))
    wrap = _expand(shared, b"age-encryption.org/v1/X25519", mine + key)
    return (
        b"-> X25519 " + _text(mine) + b"\n" + _text(ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)) + b"\n"
    )


def _expand(key: bytes, info: bytes, salt: bytes | None = None) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)


def _text(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")
