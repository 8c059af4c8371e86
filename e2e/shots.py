"""Pictures of every screen: `python -m e2e.shots [name…]` writes e2e/shots/<screen>-<phone|desk>-<light|dark>.webp."""

import io
import sys
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Page

from e2e.acts import settle
from e2e.gallery import asked_for, demo_county, shown
from e2e.phone import DESK, PHONE
from e2e.screens import SCREENS, Screen

OUT = Path(__file__).parent / "shots"
SIZES = {"phone": PHONE, "desk": DESK}
# Some browsers offer to install the app, others not: no picture shows it.
NO_HINT = "addEventListener('beforeinstallprompt', (event) => event.stopImmediatePropagation(), true)"
LIMIT = 10_000_000  # bytes of all pictures together: they live in the repository


def main() -> int:
    screens = asked_for("e2e.shots", str(__doc__), "screens to draw; all when none is named")
    if len(screens) == len(SCREENS):
        for old in OUT.glob("*.webp"):
            old.unlink()
    OUT.mkdir(exist_ok=True)
    with demo_county() as (playwright, village):
        for size, pixels in SIZES.items():
            for screen, page in shown(playwright, village, screens, pixels, NO_HINT):
                _draw(page, screen, size)
    total = sum(path.stat().st_size for path in OUT.glob("*.webp"))
    sys.stdout.write(f"{len(list(OUT.glob('*.webp')))} pictures, {total / 1e6:.1f} MB, in {OUT}\n")
    return 0 if total <= LIMIT else 1


def _draw(page: Page, screen: Screen, size: str) -> None:
    colours: list[Literal["light", "dark"]] = ["light", "dark"] if screen.main else ["light"]
    for colour in colours:
        page.emulate_media(color_scheme=colour, reduced_motion="reduce")
        settle(page)
        png = page.screenshot(animations="disabled")
        picture = Image.open(io.BytesIO(png)).convert("RGB")
        picture.save(OUT / f"{screen.name}-{size}-{colour}.webp", "WEBP", quality=55, method=6)
    page.emulate_media(color_scheme="light")


if __name__ == "__main__":
    sys.exit(main())
