"""A second phone: a secret shown by one phone and read by another, for five minutes and one phone only.

Kept in memory: a restart costs one tap. Both phones show four digits made of the secret and the new phone's id; who
offered first and is not the phone beside you shows other digits. Spec: sync/spec/people.md, "A second phone".
"""

import hashlib
import hmac
import secrets

import msgspec

from shaiba_sync.errors import BadCode

from .device import NewKey

LASTS_MS = 5 * 60_000
MOST = 10_000
"""Links at a time; the oldest gives way."""


class Link(msgspec.Struct):
    """One phone's offer to link another: who it is for, where that is enrolled, and which phone has answered."""

    secret: str
    person: str
    region: str
    expires_ms: int
    offered: NewKey | None = None


class Links:
    """The links of this process, by the device that shows them."""

    def __init__(self) -> None:
        self._links: dict[str, Link] = {}
        self._confirmed: dict[str, int] = {}

    def begin(self, device: str, *, person: str, region: str, now_ms: int) -> Link:
        """A new link of this device, in the place of an older one."""
        self._links.pop(device, None)
        if len(self._links) >= MOST:
            del self._links[next(iter(self._links))]
        link = self._links[device] = Link(secrets.token_urlsafe(16), person, region, now_ms + LASTS_MS)
        return link

    def of(self, device: str, now_ms: int) -> Link | None:
        """The link that this device shows."""
        link = self._links.get(device)
        return link if link and now_ms < link.expires_ms else None

    def offer(self, secret: str, new: NewKey, now_ms: int) -> None:
        """A phone has read the secret. A second one voids it: somebody else has seen it. Raises `BadCode`."""
        for device, link in self._links.items():
            if hmac.compare_digest(link.secret.encode(), secret.encode()) and now_ms < link.expires_ms:
                if link.offered is not None and link.offered.device != new.device:
                    del self._links[device]
                    break
                link.offered = new
                return
        raise BadCode

    def take(self, device: str, new_device: str, now_ms: int) -> Link:
        """Use up this device's link for the phone that its owner has compared. Raises `BadCode`."""
        link = self.of(device, now_ms)
        if link is None or link.offered is None or link.offered.device != new_device:
            raise BadCode
        del self._links[device]
        if len(self._confirmed) >= MOST:
            del self._confirmed[next(iter(self._confirmed))]
        self._confirmed[new_device] = now_ms + LASTS_MS
        return link

    def was_confirmed(self, device: str, now_ms: int) -> bool:
        """Whether this phone was linked just now; asked once, when it begins its first session."""
        return now_ms < self._confirmed.pop(device, 0)

    def drop(self, device: str) -> None:
        """The owner thinks better of it."""
        self._links.pop(device, None)


def digits(secret: str, new_device: str) -> str:
    """What both phones show."""
    found = hashlib.sha256(f"shaiba-link-v1\n{secret}\n{new_device}".encode()).digest()
    return f"{int.from_bytes(found[:4], 'big') % 10_000:04}"
