"""A passkey, in software: what a browser answers when it is asked for one. It lies where a test says so."""

import hashlib
import json
import secrets
from typing import Any
from urllib.parse import urlsplit

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from shaiba_sync.op import b64u_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """One credential on one thing. `origin` is what the browser says; `rp`, whom it signs for; `verifies`: whether the
    person's finger was asked."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.rp = urlsplit(origin).hostname or ""
        self.verifies = True
        self.count = 0
        self.id = secrets.token_bytes(32)
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.create` brings, as JSON."""
        point = self._key.public_key().public_numbers()
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        data = self._data(ATTESTED) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._said(clientDataJSON=b64u_encode(client), attestationObject=b64u_encode(attestation))

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.get` brings, as JSON."""
        self.count += 1
        data = self._data(0)
        client = self._client("webauthn.get", options["challenge"])
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._said(
            clientDataJSON=b64u_encode(client), authenticatorData=b64u_encode(data), signature=b64u_encode(signature)
        )

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.rp.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, sort: str, challenge: str) -> bytes:
        return json.dumps({"type": sort, "challenge": challenge, "origin": self.origin}).encode()

    def _said(self, **response: str) -> dict[str, Any]:
        name = b64u_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
