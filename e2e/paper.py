"""Every screen as it comes out of a printer: `python -m e2e.paper [name…]` writes e2e/out/paper/<screen>.pdf."""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from e2e.acts import settle, sign_in, synced
from e2e.phone import DESK, Phone
from e2e.screens import SCRATCH, SCREENS, Who
from e2e.village import Village, fill, load_demo

OUT = SCRATCH / "paper"


def printed(page: Page) -> bytes:
    """The screen as a PDF, as a browser's print window makes it unless one changes something: A4, no backgrounds."""
    return page.pdf(format="A4", prefer_css_page_size=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m e2e.paper", description=__doc__)
    parser.add_argument("names", nargs="*", help="screens to print; all when none is named")
    names = parser.parse_args().names
    screens = [screen for screen in SCREENS if not names or screen.name in names]
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place)
        load_demo(folder / "data")
        village = Village(folder / "data", folder / "server.log")
        village.start()
        try:
            people: list[Who] = sorted({screen.who for screen in screens})
            for who in people:
                phone = Phone(playwright, village.port, folder / who, size=DESK)
                try:
                    synced(phone)
                    sign_in(phone, who)
                    for screen in screens:
                        if screen.who == who:
                            page = phone.open(fill(village, screen.path))
                            settle(page)
                            screen.then(page)
                            settle(page)
                            (OUT / f"{screen.name}.pdf").write_bytes(printed(page))
                finally:
                    phone.close()
        finally:
            village.stop()
    sys.stdout.write(f"{len(screens)} screens on paper in {OUT}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
