"""A phone: Chromium with a folder and a wire of its own, that can lose its power and be started again."""

import contextlib
import os
import shutil
import signal
from pathlib import Path
from typing import Literal

from playwright.sync_api import BrowserContext, Error, Page, Playwright, Request

from e2e.until import until
from e2e.wire import Wire

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-compositing",
    "--disable-software-rasterizer",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]

# The clock of the page. That of a worker cannot be had: without one the loop runs in the page, as on phones that have
# none.
_AHEAD = """(ahead) => {
  globalThis.Earlier ??= Date
  const Earlier = globalThis.Earlier
  globalThis.Date = class extends Earlier {
    constructor(...parts) { super(...(parts.length > 0 ? parts : [Earlier.now() + ahead])) }
    static now() { return Earlier.now() + ahead }
  }
  delete globalThis.Worker
}"""

NAME = "shaiba.localhost"
"""What every phone calls the server, wherever its wire begins: a browser knows what it has stored by the address, so
what one phone stored any other can begin with. Browsers trust whatever ends so as they trust `localhost`."""

PHONE = (360, 740)
DESK = (1440, 900)


class Phone:
    """`page` is the app's tab; `strangers` are requests to anywhere but its own origin; `troubles`: script errors.

    `direct`: past the wire, at the origin that the server calls its own; a passkey is good for no other."""

    def __init__(
        self,
        playwright: Playwright,
        server_port: int,
        folder: Path,
        *,
        size: tuple[int, int] = PHONE,
        language: str = "zh-CN",
        colours: Literal["light", "dark"] = "light",
        direct: bool = False,
    ) -> None:
        self.wire = Wire(server_port)
        self.origin = f"http://localhost:{server_port}" if direct else f"http://{NAME}"
        self.folder = folder
        self.strangers: list[str] = []
        self.troubles: list[str] = []
        self._playwright = playwright
        self._size, self._language, self._colours = size, language, colours
        self._context: BrowserContext | None = None
        self.person = ""
        """the name of whom it is enrolled for"""
        self.led_to: str | None = None
        """where the app led by itself as its person was enrolled (acts.sign_in)"""
        self._ahead_ms = 0
        self.page: Page
        self.start()

    @property
    def context(self) -> BrowserContext:
        assert self._context is not None, "the phone is off"
        return self._context

    def start(self) -> None:
        """Switch on. What it had stored is still there."""
        width, height = self._size
        self._context = self._playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=chromium(),
            args=[*FLAGS, f"--host-resolver-rules=MAP {NAME}:80 127.0.0.1:{self.wire.port}"],
            headless=True,
            viewport={"width": width, "height": height},
            device_scale_factor=2 if width < 700 else 1,
            has_touch=width < 700,
            locale=self._language,
            timezone_id="Asia/Shanghai",
            color_scheme=self._colours,
            permissions=["microphone", "camera"],
            accept_downloads=True,
        )
        self._context.set_default_timeout(60_000)
        self._context.on("request", self._note_request)
        self._context.on("weberror", lambda trouble: self.troubles.append(str(trouble.error)))
        self.page = self._context.pages[0]
        if self._ahead_ms:
            self.set_ahead(self._ahead_ms)

    def open(self, path: str = "/") -> Page:
        self.led_to = None
        self.page.goto(self.origin + path)
        return self.page

    def set_ahead(self, ms: int) -> None:
        """From the next page on the phone's clock is so much ahead of this machine's."""
        self._ahead_ms = ms
        self.context.add_init_script(f"({_AHEAD})({ms})")

    def reconnect(self) -> None:
        """The network is back, and the phone's system tells the browser. (`wire.mend` alone leaves it to the app to try
        again, which it does after ever longer waits.)"""
        self.wire.mend()
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def kill(self) -> None:
        """Take the battery out: every process of the browser ends at once, and nothing more is written."""
        found = _processes_of(self.folder)
        assert found, "no browser runs on this folder"
        for pid in found:
            _send(pid, signal.SIGSTOP)  # so that none of them sees the others die
        for pid in found:
            _send(pid, signal.SIGKILL)
        until(lambda: not _processes_of(self.folder), "the browser's processes have ended")
        context, self._context = self.context, None
        with contextlib.suppress(Error):  # it may have noticed by itself
            context.close()
        for lock in self.folder.glob("Singleton*"):
            lock.unlink(missing_ok=True)

    def close(self) -> None:
        if self._context is not None:
            self._context.close()
            self._context = None
        self.wire.close()

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "blob:", "data:", "about:", "chrome:")):
            self.strangers.append(request.url)


def chromium() -> str:
    """The system's browser; there is no other way to have one. The headless shell is the same engine without windows,
    for two thirds of the work."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("no Chromium: .ci/browser installs it")


def _processes_of(folder: Path) -> list[int]:
    """The browser's processes. Only some name the folder; the others descend from these."""
    parent_of: dict[int, int] = {}
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0")
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state == "Z":
            continue
        pid = int(entry.name)
        parent_of[pid] = int(parent)
        if f"--user-data-dir={folder}".encode() in command:
            found.add(pid)
    while more := {pid for pid, parent in parent_of.items() if parent in found and pid not in found}:
        found |= more
    return sorted(found)


def _send(pid: int, what: signal.Signals) -> None:
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return
