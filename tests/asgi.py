"""The application asked as its own server asks it, in this process: for tests that ask tens of thousands of times, of
whose work httpx would be half. A test that asks a few times uses `Village.client`."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

HOST = "localhost:8700"


class Answer(msgspec.Struct, frozen=True):
    """What came back; names as httpx has them."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


class Asker:
    """One who asks, with the cookies that there are at that moment."""

    def __init__(self, app: Any, cookies: Callable[[], Mapping[str, str]]) -> None:
        self._app, self._cookies = app, cookies

    async def get(self, path: str, *, params: Mapping[str, str] | None = None, headers: Any = None) -> Answer:
        return await self.request("GET", path, query=urlencode(params or {}), headers=headers)

    async def post(self, path: str, *, content: bytes = b"", json: Any = None, headers: Any = None) -> Answer:
        """Bytes as they are, or a value as JSON."""
        if json is not None:
            content, headers = msgspec.json.encode(json), {"content-type": "application/json", **(headers or {})}
        return await self.request("POST", path, content=content, headers=headers)

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        leaves: bool = False,
    ) -> Answer:
        """The answer once it is whole; of a stream that goes on for ever what it begins with, to who then `leaves`."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies().items())
        said = {"host": HOST, "cookie": cookies, "content-length": str(len(content)), **(headers or {})}
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "root_path": "",
            "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in said.items() if value],
            "server": ("localhost", 8700), "client": ("127.0.0.1", 1),
        }  # fmt: skip
        asked = iter([{"type": "http.request", "body": content, "more_body": False}])
        told: list[Any] = []
        enough = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if message := next(asked, None):
                return message
            await enough.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            told.append(message)
            if message["type"] == "http.response.body" and (leaves or not message.get("more_body")):
                enough.set()

        await self._app(scope, receive, send)
        first, *parts = told
        names: dict[str, str] = {}
        for name, value in ((name.decode().lower(), value.decode()) for name, value in first["headers"]):
            names[name] = f"{names[name]}, {value}" if name in names else value
        return Answer(first["status"], names, b"".join(part.get("body", b"") for part in parts))
