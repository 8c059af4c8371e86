"""A village served by the real server, and phones that reach it through wires which tests cut."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from e2e.acts import SEAL, keep_desk, kept_of, synced
from e2e.people import be
from e2e.phone import Phone
from e2e.screens import Who
from e2e.until import until
from e2e.village import APP, RONGXI, Village, copy_folder, load_demo
from tests.once import once

expect.set_options(timeout=60_000)  # a bound, not a wait: machines of two busy cores are slow
# Without it, what the service worker asks for is not seen by `Phone.strangers`.
os.environ["PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS"] = "1"


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo county, loaded once for all workers. Tests use copies."""
    if not (APP / "index.html").exists():
        pytest.exit("the app is not built: make app", returncode=2)
    return once(tmp_path_factory, "demo", load_demo)


@dataclass(frozen=True)
class Begun:
    """What most tests begin with. `data`: the demo's folder once it was served, so that its clerk has looked through
    it, and what every phone fetches is packed. `plain`: what a phone has stored that has been to the village of most
    tests: the whole log, and the app, fetched, checked and stored. `desk`: what an officer's has, which keeps more."""

    data: Path
    plain: Path
    desk: Path

    def phone(self, folder: Path, who: Who = "nobody") -> Path:
        """Begin a phone's folder with it."""
        return copy_folder(self.plain if who in ("nobody", "villager") else self.desk, folder)


@pytest.fixture(scope="session")
def begun(playwright: Playwright, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """It costs seconds of a processor, so it is done once for all workers."""

    def begin(folder: Path) -> None:
        folder.mkdir()
        village = Village(copy_folder(demo_folder, folder / "data"), folder / "server.log")
        with contextmanager(_served)(village):
            one = Phone(playwright, village.port, folder / "plain")
            page = synced(one)
            until(lambda: kept_of(page, SEAL) == SEAL, "the phone has all that everybody keeps")
            one.close()
            officer = Phone(playwright, village.port, copy_folder(folder / "plain", folder / "desk"))
            keep_desk(synced(officer))
            officer.close()

    folder = once(tmp_path_factory, "begun", begin)
    return Begun(folder / "data", folder / "plain", folder / "desk")


@pytest.fixture(scope="session")
def shared_village(begun: Begun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """For tests that leave the history of the village as it is, or only add to it."""
    place = tmp_path_factory.mktemp("shared")
    yield from _served(Village(copy_folder(begun.data, place / "data"), place / "server.log"))


@pytest.fixture
def village(begun: Begun, tmp_path: Path) -> Iterator[Village]:
    """For tests that stop the server, edit its folder, or count what is in it: a copy of one's own."""
    yield from _served(Village(copy_folder(begun.data, tmp_path / "data"), tmp_path / "server.log"))


@pytest.fixture
def still(demo_folder: Path, tmp_path: Path) -> Village:
    """A copy that nobody serves: for tests of what lies in the folder."""
    return Village(copy_folder(demo_folder, tmp_path / "data"), tmp_path / "server.log")


NewPhone = Callable[..., Phone]


@pytest.fixture
def phone(playwright: Playwright, begun: Begun, tmp_path: Path) -> Iterator[NewPhone]:
    """A phone that has synced the village of most tests before: `phone(village)`, with `size`, `language`, `colours` as
    `Phone` takes them. `phone(village, who, home, nth=1)` is that of one of the demo's people, enrolled long ago.
    `new`: one that never saw the app; so is one that goes past the wire."""
    made: list[Phone] = []

    def make(
        village: Village, who: Who = "nobody", home: str = RONGXI, *, nth: int = 0, new: bool = False, **how: Any
    ) -> Phone:
        folder = tmp_path / f"phone-{len(made)}"
        if not new and not how.get("direct"):
            begun.phone(folder, who)
        made.append(Phone(playwright, village.port, folder, **how))
        if who != "nobody":
            be(made[-1], who, home, nth=nth)
        return made[-1]

    yield make
    for one in made:
        one.close()


def _served(village: Village) -> Iterator[Village]:
    village.start()
    yield village
    village.stop()
