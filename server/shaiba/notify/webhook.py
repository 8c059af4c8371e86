"""Knocks posted to a county's own service, signed so that it knows whose they are."""

import hashlib
import hmac

from ..log import Sealed, log
from ..replica.replica import Clock
from .notifier import Knock, Outcome
from .safe import Unreached, Unsafe, post

HEADER = "Shaiba-Signature"


def sign(secret: bytes, time_s: int, body: bytes) -> str:
    """`t=<seconds>,v1=<hex>`: the time is signed too, so that nobody sends an old knock again."""
    mac = hmac.new(secret, f"{time_s}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={time_s},v1={mac}"


class WebhookNotifier:
    """`private`: the operator named the address, so it may be inside."""

    name = "webhook"

    def __init__(self, url: str, secret: bytes, clock: Clock) -> None:
        self._url = url
        self._secret = Sealed(secret)
        self._clock = clock

    async def send(self, knock: Knock) -> Outcome:
        body = knock.line()
        headers = {
            "Content-Type": "application/json",
            HEADER: sign(self._secret.open(), self._clock() // 1000, body),
        }
        try:
            status = await post(self._url, headers, body, private=True)
        except (Unsafe, Unreached) as error:
            log.error("notify_failed", by=self.name, why=str(error))
            return "again"
        if status < 300:
            return "sent"
        log.error("notify_failed", by=self.name, status=status)
        return "again" if status >= 500 or status in (408, 429) else "never"
