"""A village served by the real server, and phones that reach it through wires which tests cut."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from e2e.phone import Phone
from e2e.village import APP, Village, copy_folder, load_demo
from e2e.visitors import Visitors
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


@pytest.fixture(scope="session")
def shared_village(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """For tests that leave the history of the village as it is, or only add to it."""
    place = tmp_path_factory.mktemp("shared")
    yield from _served(Village(copy_folder(demo_folder, place / "data"), place / "server.log"))


@pytest.fixture
def village(demo_folder: Path, tmp_path: Path) -> Iterator[Village]:
    """For tests that stop the server, edit its folder, or count what is in it: a copy of one's own."""
    yield from _served(Village(copy_folder(demo_folder, tmp_path / "data"), tmp_path / "server.log"))


@pytest.fixture
def still(demo_folder: Path, tmp_path: Path) -> Village:
    """A copy that nobody serves: for tests of what lies in the folder."""
    return Village(copy_folder(demo_folder, tmp_path / "data"), tmp_path / "server.log")


NewPhone = Callable[..., Phone]


@pytest.fixture(scope="session")
def visitors(playwright: Playwright, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitors]:
    place = tmp_path_factory.mktemp("visitors")
    folder = copy_folder(demo_folder, place / "data")
    found = Visitors(playwright, lambda: contextmanager(_served)(Village(folder, place / "server.log")), place)
    yield found
    found.close()


@pytest.fixture
def phone(playwright: Playwright, visitors: Visitors, tmp_path: Path) -> Iterator[NewPhone]:
    """A phone that has synced the village of most tests before: `phone(village)`, with `size`, `language`, `colours` as
    `Phone` takes them. `new`: one that never saw the app; so is one that goes past the wire."""
    made: list[Phone] = []

    def make(village: Village, *, new: bool = False, **how: Any) -> Phone:
        folder = tmp_path / f"phone-{len(made)}"
        wire = None if new or how.get("direct") else visitors.borrow(len(made), village, folder)
        made.append(Phone(playwright, village.port, folder, wire=wire, **how))
        return made[-1]

    yield make
    for one in made:
        one.close()


def _served(village: Village) -> Iterator[Village]:
    village.start()
    yield village
    village.stop()
