"""The app itself: hashed files for ever, the page and the worker asked for again, every other path is the page."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.conftest import Village, open_village

PAGE = "<!doctype html><title>晒坝</title>" + " " * 500


@pytest_asyncio.fixture
async def served(tmp_path: Path) -> AsyncIterator[Village]:
    app = tmp_path / "app"
    (app / "assets").mkdir(parents=True)
    (app / "index.html").write_text(PAGE)
    (app / "sw.js").write_text("self.x = 1")
    (app / "manifest.webmanifest").write_text("{}")
    (app / "assets" / "main-AbC123.js").write_text("let a = 1\n" * 100)
    (app / "assets" / "pic-AbC123.webp").write_bytes(b"RIFF")
    (app / ".stamp").write_text("not to be served")
    async with open_village(tmp_path) as village:
        yield village


@pytest.mark.parametrize("path", ["/", "/index.html", "/v/350524102207", "/v/350524102207/board/finance", "/account"])
async def test_the_apps_paths_are_its_page_and_are_asked_for_again(served: Village, path: str) -> None:
    answer = await served.client.get(path)
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["cache-control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    again = await served.client.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "kind"), [("/sw.js", "text/javascript"), ("/manifest.webmanifest", "application/manifest+json")]
)
async def test_the_worker_and_the_manifest_are_asked_for_again(served: Village, path: str, kind: str) -> None:
    answer = await served.client.get(path)
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
async def test_hashed_files_are_for_ever_and_packed(served: Village, encoding: str) -> None:
    answer = await served.client.get("/assets/main-AbC123.js", headers={"accept-encoding": encoding})
    assert answer.text == "let a = 1\n" * 100
    assert answer.headers.get("content-encoding", "identity") == encoding
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "accept-encoding"
    picture = await served.client.get("/assets/pic-AbC123.webp")
    assert "content-encoding" not in picture.headers


@pytest.mark.parametrize("path", ["/assets/gone-123.js", "/favicon.ico", "/.stamp"])
async def test_what_is_not_the_apps_is_not_found(served: Village, path: str) -> None:
    answer = await served.client.get(path)
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/../data/name", "/%2e%2e/data/name", "/assets/..%2f..%2fdata/name"])
async def test_nothing_outside_the_apps_folder_is_served(served: Village, path: str) -> None:
    assert "test.example" not in (await served.client.get(path)).text
