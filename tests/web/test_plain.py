"""What is answered before Litestar is loaded is answered as Litestar's own routes answer it, and nothing else is."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from threading import Event
from typing import Any

import pytest
import pytest_asyncio

from shaiba.app import App, load_rest
from shaiba.cli.serve import serve_app
from shaiba.replica.duty import say_all
from shaiba.storage.store import Unavailable
from shaiba.web.plain import answer_plainly
from shaiba.web.rest import Rest
from shaiba_sync.errors import Unavailable as NotNow
from tests.asgi import Answer, Asker
from tests.conftest import HOME, NOW_MS, VILLAGE, Village, grant

SYNC = b'{"v":1,"have":{"%b":[0,0]}}\n' % HOME.encode()
MINE = b'{"v":1,"have":{},"mine":true}\n'
LOG = f"/log/{HOME}"

CASES: list[tuple[str, str, dict[str, Any], int]] = [
    ("GET", "/health", {}, 200),
    ("GET", f"{LOG}/checkpoint", {}, 200),
    ("GET", f"{LOG}/entries/0", {}, 200),
    ("GET", f"{LOG}/entries/0", {"headers": {"accept-encoding": "gzip;q=0, br"}}, 200),
    ("GET", f"{LOG}/entries/0-1", {"headers": {"accept-encoding": "gzip"}}, 200),
    ("GET", f"{LOG}/entries/1-0", {}, 404),
    ("GET", f"{LOG}/entries/00", {}, 404),
    ("GET", f"{LOG}/entries/9", {}, 404),
    ("GET", "/log/village/000000000000/checkpoint", {}, 404),
    ("POST", "/sync", {"content": SYNC}, 200),
    ("POST", "/sync", {"content": SYNC, "headers": {"accept-encoding": "br"}}, 200),
    ("POST", "/sync", {"content": b'{"v":1,"have":{}}\n'}, 204),
    ("POST", "/sync", {"content": MINE}, 401),
    ("POST", "/sync", {"content": MINE, "headers": {"cookie": "shaiba=nonsense"}}, 401),
    ("POST", "/sync", {"content": b"x"}, 400),
    ("POST", "/sync", {"content": b'{"v":2,"have":{}}\n'}, 426),
    ("POST", "/sync", {"content": b"x" * 16_000_001}, 413),
    ("POST", "/sync", {"content": b"zz", "headers": {"content-encoding": "gzip"}}, 400),
    ("POST", "/sync", {"content": b"zz", "headers": {"content-encoding": "br"}}, 400),
]


@pytest_asyncio.fixture
async def grown(village: Village) -> AsyncIterator[Village]:
    """With two bundles."""
    await say_all(village.replica, [(HOME, [grant(f"p{n}", "villager")]) for n in range(520)], now_ms=NOW_MS)
    yield village


def asker(village: Village, load: Any = None) -> Asker:
    return Asker(App(village.server, load or (lambda: load_rest(village.server))), dict)


async def by_both(village: Village, method: str, path: str, **more: Any) -> tuple[Answer, Answer]:
    """The plain answer, and that of Litestar's route, which a slash at the end leads to."""
    app = asker(village)
    return await app.request(method, path, **more), await app.request(method, f"{path}/", **more)


async def test_both_say_the_same_to_the_byte(grown: Village) -> None:
    for method, path, more, status in CASES:
        plain, other = await by_both(grown, method, path, **more)
        assert (plain.status_code, plain.headers, plain.content) == (status, other.headers, other.content), (path, more)
        assert other.status_code == status


async def test_both_say_that_a_note_is_still_the_same(grown: Village) -> None:
    tag = (await asker(grown).get(f"{LOG}/checkpoint")).headers["etag"]
    plain, other = await by_both(grown, "GET", f"{LOG}/checkpoint", headers={"if-none-match": f'"x", {tag}'})
    assert plain == other
    assert (plain.status_code, plain.content) == (304, b"")


async def test_both_know_who_calls_by_the_same_cookie(grown: Village) -> None:
    session = (await grown.cookie_of(grown.villager.device))["cookie"]
    for cookie, status in ((session, 204), (f"a=b; shaiba=x;{session}", 204), (f"{session}; shaiba=x", 401)):
        plain, other = await by_both(grown, "POST", "/sync", content=MINE, headers={"cookie": cookie})
        assert plain == other
        assert plain.status_code == status


@pytest.mark.parametrize(("error", "status"), [(Unavailable("the disk is full"), 503), (RuntimeError("a secret"), 500)])
async def test_both_say_that_something_failed(
    grown: Village, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    async def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(grown.store, "head", broken)
    plain, other = await by_both(grown, "GET", f"{LOG}/checkpoint")
    assert plain == other
    assert (plain.status_code, plain.json()["error"]) == (status, "unavailable")
    assert str(error) not in plain.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sync"), ("PUT", "/sync"), ("POST", "/health"), ("HEAD", f"{LOG}/checkpoint"), ("GET", "/"),
        ("POST", f"{LOG}/entries/0"), ("GET", f"/log/square/{VILLAGE}/checkpoint"), ("GET", f"{LOG}/entries/0.p/3"),
        ("GET", "/log/village/35052410220\u0667/checkpoint"), ("GET", f"{LOG}/checkpoint\n"), ("GET", "/log/key"),
    ],
)  # fmt: skip
async def test_all_else_is_not_answered_plainly(village: Village, method: str, path: str) -> None:
    scope: Any = {"type": "http", "method": method, "path": path, "headers": []}
    never: Any = None
    assert not await answer_plainly(village.server, scope, never, never)


async def test_who_wants_a_village_has_it_before_the_rest_is_loaded_and_all_others_wait(grown: Village) -> None:
    go_on = Event()

    def load() -> Any:
        assert go_on.wait(30)
        return load_rest(grown.server)

    app = asker(grown, load)
    waiting = asyncio.create_task(app.get("/log/key"))
    assert (await app.post("/sync", content=SYNC)).status_code == 200
    assert (await app.get(f"{LOG}/entries/0-1")).status_code == 200
    assert not waiting.done()
    go_on.set()
    assert (await waiting).status_code == 200


async def test_who_waits_for_too_long_is_told_when_to_come_again() -> None:
    go_on = Event()
    rest = Rest(lambda: go_on.wait(30) and never)
    never: Any = None
    try:
        with pytest.raises(NotNow) as refused:
            await rest.app(0.01)
        assert refused.value.detail == {"after_s": 5}
    finally:
        go_on.set()


async def test_what_cannot_be_loaded_ends_the_server(village: Village) -> None:
    def load() -> Any:
        raise ImportError("half of it is missing")

    app = App(village.server, load)
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(ImportError, match="half"):
        await serve_app(app, listener, loading=app.rest.load())
    answer = await Asker(app, dict).get("/log/key")  # who waited for it meanwhile is told as of any other failure
    assert (answer.status_code, answer.json()["error"]) == (500, "unavailable")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_server_listens_before_litestar_is_loaded() -> None:
    found = "import sys, shaiba.cli.serve; print([name for name in sys.modules if name.startswith('litestar')])"
    said = subprocess.run([sys.executable, "-c", found], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"
