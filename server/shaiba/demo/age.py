"""age as its specification has it (C2SP age v1), for the demo's inspectors and for tests: pyrage adds a stanza of its
own, and slots have just five.

What is sealed here pyrage opens, and the phone's library; nothing here opens anything.
"""

import hashlib
import hmac
import secrets
from base64 import b64encode
from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shaiba_sync.tips import BECH32, STANZAS, bech32_sum

Draw = Callable[[int], bytes]
"""So many bytes by chance."""


def seal(plain: bytes, recipients: Sequence[str] = ()) -> bytes:
    """A file for these recipients and as many made-up ones as make five."""
    keys = [*map(public_key, recipients)]
    keys += [X25519PrivateKey.generate().public_key().public_bytes_raw() for _ in range(STANZAS - len(keys))]
    secrets.SystemRandom().shuffle(keys)
    return seal_to(plain, keys)


def seal_to(plain: bytes, keys: Sequence[bytes], draw: Draw = secrets.token_bytes) -> bytes:
    """A file for exactly these."""
    file_key = draw(16)
    return _file(file_key, b"".join(_stanza(file_key, key, draw) for key in keys), plain, draw)


def seal_with(passphrase: str, plain: bytes, work: int, draw: Draw = secrets.token_bytes) -> bytes:
    """A file that a passphrase opens; `work` is log2 of scrypt's cost."""
    file_key, salt = draw(16), draw(16)
    salted = b"age-encryption.org/v1/scrypt" + salt
    wrap = hashlib.scrypt(passphrase.encode(), salt=salted, n=1 << work, r=8, p=1, maxmem=1 << work + 11, dklen=32)
    body = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
    stanza = b"-> scrypt " + _text(salt) + f" {work}\n".encode() + _text(body) + b"\n"
    return _file(file_key, stanza, plain, draw)


def identity_of(secret: bytes) -> tuple[str, str]:
    """`AGE-SECRET-KEY-1…` and `age1…` of 32 secret bytes."""
    public = X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    return _bech32("age-secret-key-", secret).upper(), _bech32("age", public)


def public_key(recipient: str) -> bytes:
    """The 32 bytes of `age1…`."""
    number = 0
    for character in recipient[4:-6]:
        number = number << 5 | BECH32.index(character)
    return (number >> 4).to_bytes(32)


def _file(file_key: bytes, stanzas: bytes, plain: bytes, draw: Draw) -> bytes:
    header = b"age-encryption.org/v1\n" + stanzas + b"---"
    mac = hmac.digest(_expand(file_key, b"header"), header, hashlib.sha256)
    nonce = draw(16)
    payload = ChaCha20Poly1305(_expand(file_key, b"payload", nonce)).encrypt(bytes(11) + b"\1", plain, None)
    return header + b" " + _text(mac) + b"\n" + nonce + payload


def _bech32(prefix: str, data: bytes) -> str:
    bits = int.from_bytes(data) << 4  # 32 bytes are 51 characters and a bit
    values = [bits >> 5 * place & 31 for place in reversed(range(52))]
    expanded = [*(ord(one) >> 5 for one in prefix), 0, *(ord(one) & 31 for one in prefix)]
    check = bech32_sum([*expanded, *values, *bytes(6)]) ^ 1
    values += [check >> 5 * place & 31 for place in reversed(range(6))]
    return f"{prefix}1{''.join(BECH32[value] for value in values)}"


def _stanza(file_key: bytes, key: bytes, draw: Draw) -> bytes:
    own = X25519PrivateKey.from_private_bytes(draw(32))
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
