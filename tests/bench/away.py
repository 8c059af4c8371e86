"""The app on a phone whose network goes: a write without any, and a cold start that is cut in the middle."""

import json
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from e2e.acts import ON_PHONE, file_appeal, sign_in, synced
from e2e.phone import Phone
from e2e.until import until
from e2e.village import RONGXI, Village, load_demo
from tests.bench import ledger
from tests.bench.phone import SLOWED, cdp
from tests.bench.table import Row, median, row
from tests.bench.village import CODE, SCOPE, Bench

WRITES = 5
CUTS = (0.15, 0.35, 0.5, 0.7, 0.9)
"""Where the wire is cut: shares of what a cold start fetches."""

BYTES_PER_S = 400_000
"""Slow enough to be cut in the middle of a file."""

# From the tap until the list has it, with its mark: it is in the database of this phone.
_ADD = """async ({ tap, said }) => {
  const frame = () => new Promise(requestAnimationFrame)
  const button = [...document.querySelectorAll('button')].find((one) => one.textContent.includes(tap))
  const start = performance.now()
  button.click()
  while (![...document.querySelectorAll('main ol li')].some((one) => one.textContent.includes(said))) await frame()
  return performance.now() - start
}"""


def away() -> list[Row]:
    """Both, on real Chromium."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        load_demo(folder / "demo")
        demo = Village(folder / "demo", folder / "demo.log")
        demo.start()
        phone = Phone(playwright, demo.port, folder / "writer")
        try:
            sign_in(phone, "villager")
            synced(phone)
            phone.wire.cut()
            page = phone.open(f"/v/{RONGXI}/appeals/new")
            file_appeal(page, title="路灯不亮", text="村口三盏。", photos=[], voice=False)
            expect(page.get_by_role("main")).to_contain_text(ON_PHONE)
            cdp(phone).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
            took = [_write(page, f"已经{number + 2}个月了") for number in range(1 + WRITES)][
                1:
            ]  # the first loads what writes
        finally:
            phone.close()
            demo.stop()
        bench = Bench(folder / "bench")
        try:
            bench.publish_singly(ledger.RECORDS)
            _fetched(
                Phone(playwright, bench.port, folder / "first"), ()
            )  # so that files stand as later phones get them
            until(lambda: not json.loads(bench.village.get("/health"))["packing"], "all is packed", timeout_s=600)
            first, whole = _fetched(Phone(playwright, bench.port, folder / "whole"), ())
            _, cut = _fetched(Phone(playwright, bench.port, folder / "cut"), tuple(share * whole for share in CUTS))
            bundle = len(bench.village.get(f"/log/{SCOPE}/entries/0")) * whole / _plain(bench)
        finally:
            bench.close()
    again = max(0.0, cut - whole) / len(CUTS)
    return [
        row("write to «on this phone»", median(took) / 1000, 0.050, "s", at_most=1, limit_is="budget"),
        row("fetched again after a cut", again, bundle, "B", at_most=1, limit_is="one bundle"),
        row("had come when the first rows stood", first, whole, "B", at_most=0.25, limit_is="of a cold start"),
    ]


def _write(page: Page, said: str) -> float:
    page.get_by_label("补充几句").fill(said)
    return float(page.evaluate(_ADD, {"tap": "补上去", "said": said}))


def _fetched(phone: Phone, cuts: tuple[float, ...]) -> tuple[int, int]:
    """Bytes down of a cold start, cut at these, until the first rows stand and until all is there; the app itself is on
    the phone before."""
    try:
        page = phone.open("/")
        page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        _rest(page, phone)
        before = phone.wire.down
        phone.wire.slow(BYTES_PER_S)
        phone.open(f"/v/{CODE}")
        for at in cuts:
            until(lambda at=at: phone.wire.down - before >= at, "so much came", timeout_s=120)  # type: ignore[misc]
            phone.wire.cut()
            phone.wire.mend()
        page.locator("#money").wait_for()  # of the newest rows, which come first
        first = phone.wire.down - before
        _rest(page, phone)
        return first, phone.wire.down - before
    finally:
        phone.close()


def _rest(page: Page, phone: Phone) -> None:
    """Until nothing more comes: a phone tries again within three seconds."""
    last, since = -1, time.monotonic()
    while time.monotonic() - since < 5:
        if phone.wire.down != last:
            last, since = phone.wire.down, time.monotonic()
        page.wait_for_timeout(100)


def _plain(bench: Bench) -> int:
    """Bytes of all lines, as they are written."""
    return sum(len(line) + 1 for line in bench.village.lines(SCOPE))
