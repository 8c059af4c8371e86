"""Every screen in turn, as its person sees it: what is drawn (e2e/shots.py) and printed (e2e/paper.py)."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from e2e.acts import settle, synced
from e2e.people import be
from e2e.phone import Phone
from e2e.screens import SCREENS, Screen, Who
from e2e.village import Village, fill, load_demo


def asked_for(module: str, what: str, names: str) -> list[Screen]:
    """The screens that the command line names, or all."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=what)
    parser.add_argument("names", nargs="*", help=names)
    named = parser.parse_args().names
    return [screen for screen in SCREENS if not named or screen.name in named]


@contextmanager
def demo_county() -> Iterator[tuple[Playwright, Village]]:
    """The demo county, served from a folder of its own."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        load_demo(Path(place) / "data")
        village = Village(Path(place) / "data", Path(place) / "server.log")
        village.start()
        try:
            yield playwright, village
        finally:
            village.stop()


def shown(
    playwright: Playwright, village: Village, screens: list[Screen], size: tuple[int, int], script: str = ""
) -> Iterator[tuple[Screen, Page]]:
    """Each with what a finger does first done. `script` is what every page begins with."""
    people: list[Who] = sorted({screen.who for screen in screens})
    for who in people:
        with tempfile.TemporaryDirectory() as folder:
            phone = Phone(playwright, village.port, Path(folder), size=size)
            try:
                if script:
                    phone.context.add_init_script(script)
                synced(phone)
                if who != "nobody":
                    phone.page.goto("about:blank")
                    be(phone, who)
                    synced(phone)
                for screen in screens:
                    if screen.who == who:
                        page = phone.open(fill(village, screen.path))
                        settle(page)
                        screen.then(page)
                        settle(page)
                        yield screen, page
            finally:
                phone.close()
