"""A request, and an answer to it, as far as what is answered without Litestar reads and says them (plain.py).

Litestar's own `Request` is an `Asked`, too: what answers one answers both.
"""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

if TYPE_CHECKING:
    from litestar.types import Receive, Scope, Send


class Asked(Protocol):
    """A request."""

    @property
    def method(self) -> str: ...

    @property
    def headers(self) -> Mapping[str, str]:
        """By name in small letters; of one that is said twice, the first."""

    @property
    def cookies(self) -> Mapping[str, str]:
        """Of one that is said twice, the last."""

    @property
    def receive(self) -> Any:
        """The next part of its body (ASGI)."""


class Plain:
    """A request as ASGI gives it."""

    def __init__(self, scope: "Scope", receive: "Receive") -> None:
        self._scope: Any = scope
        self.receive = receive

    @property
    def method(self) -> str:
        return str(self._scope["method"])

    @cached_property
    def headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, value in self._scope["headers"]:
            found.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
        return found

    @cached_property
    def cookies(self) -> dict[str, str]:
        """As they are said: what we set needs no quotes, so none are taken off."""
        parts = (part.partition("=") for part in self.headers.get("cookie", "").split(";"))
        return {name.strip(): value.strip() for name, _, value in parts}


class Told(msgspec.Struct, frozen=True):
    """An answer that is whole. `type` is said where there is a body to have one."""

    body: bytes
    type: str
    status: int = 200
    headers: Mapping[str, str] = MappingProxyType({})

    async def send(self, send: "Send") -> None:
        """Say it."""
        headers = dict(self.headers)
        if self.status not in (204, 304):
            headers |= {"content-type": self.type, "content-length": str(len(self.body))}
        said = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": said})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})
