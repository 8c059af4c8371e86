"""The app in Chromium with its processor slowed four times: what a cheap phone feels. Bounds: budgets.md, Phone.

The slowing is of the page's own thread, which is where a finger waits. The network is slowed in the wire, so that the
loop's worker and the service worker share it.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, Playwright, sync_playwright

from e2e.acts import settle
from e2e.phone import Phone
from e2e.until import until
from e2e.village import Village
from tests.bench import ledger
from tests.bench.table import Row, median, row
from tests.bench.village import CODE, Bench

ROUNDS = 3
SLOWED = 4

SLOW_4G = (200_000, 0.075)
"""1.6 Mbit/s, 150 ms there and back."""

THREE_G = (75_000, 0.55)
"""600 kbit/s, 1.1 s there and back."""

_WATCH = """() => {
  const seen = (window.__seen = { tasks: [], lcp: 0 })
  const note = ({ startTime, duration }) => seen.tasks.push([startTime, duration])
  new PerformanceObserver((list) => list.getEntries().forEach(note))
    .observe({ type: 'longtask', buffered: true })
  new PerformanceObserver((list) => (seen.lcp = list.getEntries().at(-1).startTime))
    .observe({ type: 'largest-contentful-paint', buffered: true })
}"""

_PAINTS = """() => ({
  fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  lcp: window.__seen.lcp,
  now: performance.now(),
  tasks: window.__seen.tasks,
})"""

# The home has added up what came. Not a locator: to make what it looks with takes a slowed page a task of 50 ms.
_ADDED_UP = "() => document.getElementById('money')"

# From the stroke until the row is on the screen: two frames after it is in the page.
_TYPE = """async ({ text }) => {
  const frame = () => new Promise(requestAnimationFrame)
  const box = document.querySelector('input[type=search]')
  box.focus()
  window.__seen.tasks.length = 0
  const start = performance.now()
  box.value = text
  box.dispatchEvent(new Event('input', { bubbles: true }))
  while (!document.querySelector('main [role=listitem], main ul li')) await frame()
  await frame()
  return performance.now() - start
}"""

_SCROLL = """async () => {
  const frame = () => new Promise(requestAnimationFrame)
  let [longest, last] = [0, await frame()]
  for (let i = 0; i < 240; i++) {
    scrollBy(0, 700)
    const now = await frame()
    longest = Math.max(longest, now - last)
    last = now
  }
  return longest
}"""


@dataclass
class Felt:
    """What one phone felt, ms and bytes; a list per figure, one of each round."""

    figures: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, value: float) -> None:
        self.figures.setdefault(name, []).append(value)

    def at_most(self, name: str, bound: float, unit: str = "s", called: str = "") -> Row:
        scale = 1000 if unit == "s" else 1
        return row(
            called or name, median(self.figures[name]) / scale, bound / scale, unit, at_most=1, limit_is="budget"
        )


def phone() -> list[Row]:
    """A village of 10,000 records in 250 acts: first and second start, search, a long list, what it takes to keep."""
    felt = Felt()
    with _phones(ledger.ACTS) as make:
        for _ in range(ROUNDS):
            with make() as one:
                one.wire.slow(*SLOW_4G)
                _start(one, felt, "cold start, slow 4G")
            with make() as one:
                one.wire.slow(*THREE_G)
                _start(one, felt, "cold start, 3G")
            with make() as one:
                _merge(one, felt, "250 acts")
                _again(one, felt)
                _search(one, felt)
                _keeps(one, felt)
    bounds = {
        "cold start, slow 4G: first paint": 2_000,
        "cold start, slow 4G: largest paint": 2_000,
        "cold start, slow 4G: blocked": 300,
        "cold start, 3G: largest paint": 4_000,
        "10,000 records in 250 acts, proven and merged": 6_000,
        "10,000 records in 250 acts: longest task once rows stand": 50,
        "warm start: first paint": 700,
        "search: one sign": 100,
        "search: two words": 100,
        "list of 10,000: first rows": 200,
        "list of 10,000: longest frame while it is scrolled": 50,
    }
    rows = [felt.at_most(name, bound) for name, bound in bounds.items()]
    return [
        *rows,
        felt.at_most("kept on the phone", 15_000_000, "B"),
        felt.at_most("heap of the page", 60_000_000, "B"),
    ]


def phone_acts() -> list[Row]:
    """The same village in 10,000 single acts."""
    felt = Felt()
    with _phones(ledger.RECORDS) as make:
        for _ in range(ROUNDS):
            with make() as one:
                _merge(one, felt, "as many acts")
    return [
        felt.at_most("10,000 records in as many acts, proven and merged", 6_000),
        felt.at_most("10,000 records in as many acts: longest task once rows stand", 50),
    ]


def imported(village: Village, code: str, records: int) -> list[Row]:
    """A village of an imported county, so many rows: what it weighs on a phone, and how long until one has it."""
    felt = Felt()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for number in range(ROUNDS):
            with _Made(playwright, village.port, Path(folder) / f"phone-{number}") as one:
                _merge(one, felt, "an import", code)
                _again(one, felt)
                _keeps(one, felt)
    what = f"a village of {records:,} rows"
    bounds = {  # those of a village of 10,000
        "10,000 records in an import, proven and merged": (f"{what} opened by a phone", 6_000, "s"),
        "warm start: first paint": (f"{what} opened again", 700, "s"),
        "kept on the phone": (f"{what} on the phone", 15_000_000, "B"),
    }
    return [felt.at_most(name, bound, unit, called) for name, (called, bound, unit) in bounds.items()]


def after_restarts(village: Village, code: str, records: int) -> Row:
    """A new phone opens a village whose server was started just now, beside the next one that does."""
    cold: list[float] = []
    warm: list[float] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for number in range(ROUNDS):
            village.stop()
            village.start()
            for name, took in (("cold", cold), ("warm", warm)):
                with _Made(playwright, village.port, Path(folder) / f"{name}-{number}") as one:
                    took.append(_opened(one, code)["now"] / 1000)
    what = f"a village of {records:,} rows opened after a restart"
    return row(what, median(cold), median(warm), "s", at_most=1.5, limit_is="warm")


def _start(one: Phone, felt: Felt, name: str) -> None:
    page = one.open(f"/v/{CODE}")
    settle(page)
    seen = page.evaluate(_PAINTS)
    felt.note(f"{name}: first paint", seen["fcp"])
    felt.note(f"{name}: largest paint", seen["lcp"])
    felt.note(f"{name}: blocked", sum(ms - 50 for _, ms in seen["tasks"]))


def _opened(one: Phone, code: str) -> Any:
    """A village is opened, until all of it is here and added up; what the page felt."""
    page = one.open(f"/v/{code}")
    settle(page, every_ms=100)
    page.wait_for_function(_ADDED_UP, polling=100)
    return page.evaluate(_PAINTS)


def _merge(one: Phone, felt: Felt, acts: str, code: str = CODE) -> None:
    seen = _opened(one, code)
    felt.note(f"10,000 records in {acts}, proven and merged", seen["now"])
    later = [
        ms for begun, ms in seen["tasks"] if begun >= seen["lcp"]
    ]  # the first drawing counts where it is «blocked»
    felt.note(f"10,000 records in {acts}: longest task once rows stand", max(later, default=0))


def _again(one: Phone, felt: Felt) -> None:
    one.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    one.page.reload()
    settle(one.page)
    felt.note("warm start: first paint", one.page.evaluate(_PAINTS)["fcp"])


def _search(one: Phone, felt: Felt) -> None:
    for name, text in (
        ("search: one sign", "路"),
        ("search: two words", "路灯 现金"),
        ("list of 10,000: first rows", "年"),
    ):
        page = one.open(f"/v/{CODE}/search")
        settle(page)
        _rest(page)
        felt.note(name, page.evaluate(_TYPE, {"text": text}))
    felt.note("list of 10,000: longest frame while it is scrolled", one.page.evaluate(_SCROLL))


def _rest(page: Page) -> None:
    """Until the page has nothing to do: a second without a task of 50 ms, as a reader begins to type."""
    page.evaluate("() => new Promise((done) => requestIdleCallback(done, { timeout: 5000 }))")
    count: Callable[[], int] = lambda: page.evaluate("() => window.__seen.tasks.length")  # noqa: E731
    last = -1

    def calm() -> bool:
        nonlocal last
        page.wait_for_timeout(700)
        before, last = last, count()
        return before == last

    until(calm, "the page is at rest")


def _keeps(one: Phone, felt: Felt) -> None:
    used = one.page.evaluate(
        "() => navigator.storage.estimate().then((all) => all.usageDetails?.indexedDB ?? all.usage)"
    )
    felt.note("kept on the phone", used)
    session = cdp(one)
    session.send("HeapProfiler.collectGarbage")
    felt.note("heap of the page", session.send("Runtime.getHeapUsage")["usedSize"])


def cdp(one: Phone) -> CDPSession:
    """What only the browser's own protocol can say or do."""
    return one.context.new_cdp_session(one.page)


@contextmanager
def _phones(acts: int) -> Iterator[Callable[[], "_Made"]]:
    """Makes phones on the village, each with nothing on it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bench = Bench(Path(folder))
        made = iter(range(1_000))
        try:
            bench.publish(acts)
            yield lambda: _Made(playwright, bench.port, Path(folder) / f"phone-{next(made)}")
        finally:
            bench.close()


class _Made:
    def __init__(self, playwright: Playwright, port: int, folder: Path) -> None:
        self.phone = Phone(playwright, port, folder)
        self.phone.page.add_init_script(f"({_WATCH})()")
        cdp(self.phone).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})

    def __enter__(self) -> Phone:
        return self.phone

    def __exit__(self, *_: object) -> None:
        self.phone.close()
