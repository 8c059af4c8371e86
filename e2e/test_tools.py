"""The tools of these tests work: otherwise what they show is worth nothing."""

import functools
import http.server
import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Error, Playwright

from e2e.phone import Phone
from e2e.pictures import photo_with_place, says_where


@pytest.fixture
def page_port(tmp_path: Path) -> Iterator[int]:
    """A server that knows one page."""
    folder = tmp_path / "www"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>yard</title><h1>yard</h1>")
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


_PUT = """() => new Promise((done, fail) => {
  const open = indexedDB.open('x', 1)
  open.onupgradeneeded = () => open.result.createObjectStore('s')
  open.onsuccess = () => {
    const act = open.result.transaction('s', 'readwrite', { durability: 'strict' })
    act.objectStore('s').put('kept', 'k')
    act.oncomplete = () => done(true)
    act.onerror = () => fail(act.error)
  }
})"""

_GET = """() => new Promise((done) => {
  const open = indexedDB.open('x', 1)
  open.onsuccess = () => {
    const asked = open.result.transaction('s').objectStore('s').get('k')
    asked.onsuccess = () => done(asked.result)
  }
})"""


def test_a_phone_that_lost_its_power_has_what_it_stored(playwright: Playwright, tmp_path: Path, page_port: int) -> None:
    phone = Phone(playwright, page_port, tmp_path / "phone")
    try:
        phone.open("/").evaluate(_PUT)
        phone.kill()
        phone.start()
        assert phone.open("/").evaluate(_GET) == "kept"
    finally:
        phone.close()


def test_a_phone_behind_a_cut_wire_reaches_nothing(playwright: Playwright, tmp_path: Path, page_port: int) -> None:
    phone = Phone(playwright, page_port, tmp_path / "phone")
    try:
        phone.open("/")
        phone.wire.cut()
        with pytest.raises(Error, match="ERR_CONNECTION"):
            phone.open("/?again")  # the browser may still hold the page itself for fresh
        phone.page.wait_for_url("chrome-error://**")
        phone.wire.mend()
        assert phone.open("/").title() == "yard"
    finally:
        phone.close()


def test_a_request_to_another_origin_is_noticed(playwright: Playwright, tmp_path: Path, page_port: int) -> None:
    phone = Phone(playwright, page_port, tmp_path / "phone")
    try:
        phone.open("/").evaluate("() => fetch('http://example.invalid/x').catch(() => null)")
        assert phone.strangers == ["http://example.invalid/x"]
    finally:
        phone.close()


def test_a_generated_photo_does_say_where_it_was_taken() -> None:
    data = photo_with_place(1)
    assert len(data) > 100_000
    assert says_where(data)


def test_a_photo_without_metadata_does_not() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 40)).save(out, "WEBP")
    assert not says_where(out.getvalue())
