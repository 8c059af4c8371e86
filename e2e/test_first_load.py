"""What a phone fetches until the first screen says that it is up to date, the worker of the loop included."""

from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from playwright.sync_api import Request

from e2e.acts import settle
from e2e.conftest import NewPhone
from e2e.village import APP, RONGXI, Village

SCRIPTS = 60_000
STYLES = 8_000


@pytest.mark.parametrize("path", ["/choose", f"/v/{RONGXI}"])
def test_the_first_screen_needs_few_bytes(shared_village: Village, phone: NewPhone, path: str) -> None:
    one = phone(shared_village, new=True)
    fetched: set[str] = set()

    def note(request: Request) -> None:
        if request.service_worker is None:  # the worker fetches the rest for later, after the screen is there
            fetched.add(urlsplit(request.url).path)

    one.context.on("request", note)
    settle(one.open(path))
    scripts = _brotli([name for name in fetched if name.endswith(".js") and name != "/sw.js"])
    assert any("/worker-" in name for name in scripts), "the loop's worker is counted too"
    styles = _brotli([name for name in fetched if name.endswith(".css")])
    assert 0 < sum(scripts.values()) <= SCRIPTS, "\n".join(f"{size} {name}" for name, size in sorted(scripts.items()))
    assert 0 < sum(styles.values()) <= STYLES, styles


def _brotli(names: list[str]) -> dict[str, int]:
    return {name: len(brotli.compress((APP / Path(name.lstrip("/"))).read_bytes(), quality=11)) for name in names}
