"""Every screen as it comes out of a printer: `python -m e2e.paper [name…]` writes e2e/out/paper/<screen>.pdf."""

import sys

from playwright.sync_api import Page

from e2e.gallery import asked_for, demo_county, shown
from e2e.phone import DESK
from e2e.screens import SCRATCH

OUT = SCRATCH / "paper"


def printed(page: Page) -> bytes:
    """The screen as a PDF, as a browser's print window makes it unless one changes something: A4, no backgrounds."""
    return page.pdf(format="A4", prefer_css_page_size=True)


def main() -> int:
    screens = asked_for("e2e.paper", str(__doc__), "screens to print; all when none is named")
    OUT.mkdir(parents=True, exist_ok=True)
    with demo_county() as (playwright, village):
        for screen, page in shown(playwright, village, screens, DESK):
            (OUT / f"{screen.name}.pdf").write_bytes(printed(page))
    sys.stdout.write(f"{len(screens)} screens on paper in {OUT}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
