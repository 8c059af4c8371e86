"""A household's part of a secret poll, as its phone does it (pwa/src/features/poll/poll.ts): it asks for a ballot,
takes the blinding off the ticket, fills it in. For the demo, and for tests that need more households than phones.

Spec: sync/spec/poll.md, 7 to 11.
"""

import random
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba_sync.ballot import ballot_digest, ballot_head, cast_ballot, finish_ballot, words_commitment
from shaiba_sync.blind import MODULUS_BYTES, SPKI_BYTES, blind_token, draw_inverse, issuer_modulus, unblind_token
from shaiba_sync.op import b64u_decode, b64u_encode
from shaiba_sync.poll import answer_id

SALT = bytes(16)
"""Of the words; a phone draws it."""


class Voter:
    """Whose ballot it is: `who`, the household or person, counted in `village`; `chance` makes its secrets."""

    def __init__(self, poll: str, village: str, who: str, chance: random.Random) -> None:
        self.poll, self.village, self.who = poll, village, who
        self.key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        self.token, self.rand = self.key.public_key().public_bytes_raw(), chance.randbytes(32)
        self._chance, self._inverses = chance, list[bytes]()
        self.tsig = [bytes(MODULUS_BYTES)]
        self.record = answer_id(poll, who)
        self._moduli: list[bytes] = []

    def ask(self, issuers: list[str], by: str) -> dict[str, Any]:
        """The change by which one of the household, `by`, asks for the ballot."""
        self._moduli = [issuer_modulus(b64u_decode(spki, SPKI_BYTES)) for spki in issuers]
        prepared = self.rand + self.token
        drawn = self._chance.randbytes
        self._inverses = [draw_inverse(one, drawn) for one in self._moduli]
        blinded = [
            b64u_encode(blind_token(one, prepared, drawn(48), inverse))
            for one, inverse in zip(self._moduli, self._inverses, strict=True)
        ]
        said = {"poll": self.poll, "who": self.who, "by": by, "blinded": blinded}
        return {"do": "token.ask", "id": self.record, "set": said}

    def unblind(self, signed: Sequence[str]) -> None:
        """Take in the ticket: what each issuer signed."""
        self.tsig = [
            unblind_token(modulus, self.rand + self.token, b64u_decode(one, MODULUS_BYTES), inverse)
            for modulus, inverse, one in zip(self._moduli, self._inverses, signed, strict=True)
        ]

    def line(self, choice: list[int], n: int = 1, words: str = "") -> bytes:
        """The ballot."""
        commitment = words_commitment(SALT, words) if words else ""
        head = ballot_head(self.poll, self.token, self.rand, self.tsig, n, choice, commitment)
        return finish_ballot(head, self.key.sign(ballot_digest(head)))

    def ballot(self, choice: list[int], n: int = 1, words: str = "", box: str = "") -> bytes:
        """What is sent; `box`: in another village than the household's."""
        return cast_ballot(self.line(choice, n, words), box or self.village, SALT, words)
