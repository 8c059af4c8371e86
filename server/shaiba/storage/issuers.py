"""The key that signs a poll's tokens without seeing them: RFC 9474, blind RSA of 2,048 bits, one key for each poll.

Python's `pow` takes longer for some numbers than for others. So what is raised to the secret power is always another
number than was sent (`sign_blinded`), and a key lives no longer than its poll. Spec: sync/spec/poll.md, 7.

What reads and writes keys in files is loaded when there is one (it brings OpenSSH's along): most servers have none.
"""

import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from shaiba_sync.blind import MODULUS_BYTES, issuer_modulus, sign_blinded

from .files import write_whole

BITS, E = 2048, 65537


class Issuer:
    """One poll's."""

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        numbers = key.private_numbers()
        self._p, self._q = (prime.to_bytes(MODULUS_BYTES // 2) for prime in (numbers.p, numbers.q))
        self._n = numbers.public_numbers.n
        self.spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        issuer_modulus(self.spki)

    def sign(self, blinded: bytes, below: Callable[[int], int] = secrets.randbelow) -> bytes:
        """The blind signature. `malformed` (rule `poll`) where this is no number below the modulus, and not 0."""
        return sign_blinded(self._p, self._q, blinded, (2 + below(self._n - 2)).to_bytes(MODULUS_BYTES))


class Issuers:
    """The keys in a folder, one file each, named by its poll."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Issuer] = {}

    def get(self, poll: str) -> Issuer | None:
        """A poll's; None where it has none any more, or not yet."""
        if poll not in self._known and (path := self._path(poll)).is_file():
            from cryptography.hazmat.primitives.serialization import load_pem_private_key

            key = load_pem_private_key(path.read_bytes(), None)
            assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101 — this wrote it
            self._known[poll] = Issuer(key)
        return self._known.get(poll)

    def make(self, poll: str) -> Issuer:
        """A poll's, made where it has none. It is on the disk before anybody hears of it."""
        if (found := self.get(poll)) is None:
            from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

            key = rsa.generate_private_key(E, BITS)
            pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            write_whole(self._path(poll), pem)
            found = self._known[poll] = Issuer(key)
        return found

    def forget(self, poll: str) -> None:
        """The poll is closed: nobody signs for it any more."""
        self._known.pop(poll, None)
        self._path(poll).unlink(missing_ok=True)

    def _path(self, poll: str) -> Path:
        return self._folder / f"{poll}.pem"
