"""Web Push without a word: a browser is told to look, by its push service (RFC 8030), for this server (RFC 8292)."""

import base64
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from ..log import log
from ..replica.replica import Clock
from ..storage.store import Store
from .notifier import Knock, Outcome
from .safe import Unreached, Unsafe, post

LASTS_S = 12 * 3600
"""A token's life; RFC 8292 allows a day."""
TTL_S = 86_400
"""So long a push service keeps the knock for a phone that is off."""
GONE = (404, 410)


class Vapid:
    """The server's key for push services, and the tokens that it signs."""

    def __init__(self, secret: bytes, subject: str) -> None:
        self._key = key_of(secret)
        self._subject = subject
        point = self._key.public_key().public_numbers()
        self.public = _b64(b"\x04" + point.x.to_bytes(32) + point.y.to_bytes(32))
        """As a browser is given it (applicationServerKey): X9.62, uncompressed. Written here, for what else writes keys
        (OpenSSH's, PEM) is a fiftieth of a server's start."""

    def header(self, endpoint: str, now_ms: int) -> str:
        """The `Authorization` of a message to this endpoint."""
        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": now_ms // 1000 + LASTS_S, "sub": self._subject}
        said = f"{_b64(msgspec.json.encode({'typ': 'JWT', 'alg': 'ES256'}))}.{_b64(msgspec.json.encode(claims))}"
        r, s = decode_dss_signature(self._key.sign(said.encode(), ECDSA(hashes.SHA256())))
        return f"vapid t={said}.{_b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={self.public}"


def key_of(secret: bytes) -> EllipticCurvePrivateKey:
    """The P-256 key of these 32 bytes."""
    return derive_private_key(int.from_bytes(secret, "big"), SECP256R1())


class PushNotifier:
    """To every browser in which the person asked for it."""

    name = "push"

    def __init__(self, store: Store, vapid: Vapid, clock: Clock, *, private: bool = False) -> None:
        self._store = store
        self._vapid = vapid
        self._clock = clock
        self._private = private

    async def send(self, knock: Knock) -> Outcome:
        outcomes = [await self._send(endpoint) for endpoint in await self._store.pushes_of(knock.person)]
        return "again" if "again" in outcomes else "sent"

    async def _send(self, endpoint: str) -> Outcome:
        headers = {
            "Authorization": self._vapid.header(endpoint, self._clock()),
            "TTL": str(TTL_S),
            "Urgency": "normal",
            "Topic": "look",
        }
        try:
            status = await post(endpoint, headers, b"", private=self._private)
        except Unsafe as error:
            log.error("push_unsafe", why=str(error))  # no address: it is a person's browser
            await self._store.write(lambda tx: tx.drop_push(endpoint))
            return "never"
        except Unreached as error:
            log.error("notify_failed", by=self.name, why=str(error))
            return "again"
        if status in GONE:
            await self._store.write(lambda tx: tx.drop_push(endpoint))
            return "never"
        return "sent" if status < 300 else "again" if status >= 500 or status == 429 else "never"


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
