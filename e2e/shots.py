"""Pictures of every screen: `python -m e2e.shots [name…]` writes e2e/shots/<screen>-<phone|desk>-<light|dark>.webp."""

import argparse
import io
import sys
import tempfile
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Playwright, sync_playwright

from e2e.acts import settle, sign_in, synced
from e2e.phone import DESK, PHONE, Phone
from e2e.screens import SCREENS, Screen, Who
from e2e.village import Village, fill, load_demo

OUT = Path(__file__).parent / "shots"
SIZES = {"phone": PHONE, "desk": DESK}
# Some browsers offer to install the app, others not: no picture shows it.
NO_HINT = "addEventListener('beforeinstallprompt', (event) => event.stopImmediatePropagation(), true)"
LIMIT = 10_000_000  # bytes of all pictures together: they live in the repository


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m e2e.shots", description=__doc__)
    parser.add_argument("names", nargs="*", help="screens to draw; all when none is named")
    names = parser.parse_args().names
    screens = [screen for screen in SCREENS if not names or screen.name in names]
    if not names:
        for old in OUT.glob("*.webp"):
            old.unlink()
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place)
        load_demo(folder / "data")
        village = Village(folder / "data", folder / "server.log")
        village.start()
        try:
            for size in SIZES:
                _draw_all(playwright, village, screens, size, folder)
        finally:
            village.stop()
    total = sum(path.stat().st_size for path in OUT.glob("*.webp"))
    sys.stdout.write(f"{len(list(OUT.glob('*.webp')))} pictures, {total / 1e6:.1f} MB, in {OUT}\n")
    return 0 if total <= LIMIT else 1


def _draw_all(playwright: Playwright, village: Village, screens: list[Screen], size: str, folder: Path) -> None:
    people: list[Who] = sorted({screen.who for screen in screens})
    for who in people:
        phone = Phone(playwright, village.port, folder / f"{size}-{who}", size=SIZES[size])
        try:
            phone.context.add_init_script(NO_HINT)
            synced(phone)
            sign_in(phone, who)
            for screen in screens:
                if screen.who == who:
                    _draw(phone, village, screen, size)
        finally:
            phone.close()


def _draw(phone: Phone, village: Village, screen: Screen, size: str) -> None:
    colours: list[Literal["light", "dark"]] = ["light", "dark"] if screen.main else ["light"]
    page = phone.open(fill(village, screen.path))
    settle(page)
    screen.then(page)
    settle(page)
    for colour in colours:
        page.emulate_media(color_scheme=colour, reduced_motion="reduce")
        settle(page)
        png = page.screenshot(animations="disabled")
        picture = Image.open(io.BytesIO(png)).convert("RGB")
        picture.save(OUT / f"{screen.name}-{size}-{colour}.webp", "WEBP", quality=58, method=6)
    page.emulate_media(color_scheme="light")


if __name__ == "__main__":
    sys.exit(main())
