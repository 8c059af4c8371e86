"""Every screen, one line each: what `python -m e2e.shots` draws and what the accessibility test walks through."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Page

Who = Literal["nobody", "villager", "accountant", "cadre"]
Then = Callable[[Page], None]


@dataclass(frozen=True)
class Screen:
    """`path` may hold {village}, {disclosure}, {entry}, {appeal}; `then` is what a finger does first.

    `main`: also drawn in the dark.
    """

    name: str
    path: str
    who: Who = "nobody"
    then: Then = field(default=lambda _: None)
    main: bool = False


def _press(name: str) -> Then:
    return lambda page: page.get_by_role("button", name=name).first.click()


def _type(label: str, text: str) -> Then:
    return lambda page: page.get_by_role("searchbox", name=label).or_(page.get_by_label(label)).first.fill(text)


SCREENS = (
    Screen("choose", "/choose"),
    Screen("home", "/v/{village}", main=True),
    Screen("board", "/v/{village}/board", main=True),
    Screen("disclosure", "/v/{village}/d/{disclosure}", main=True),
    Screen("entry", "/v/{village}/e/{entry}", main=True),
    Screen("search", "/v/{village}/search"),
    Screen("appeals-locked", "/v/{village}/appeals"),
    Screen("appeals", "/v/{village}/appeals", "villager", main=True),
    Screen("appeal-new", "/v/{village}/appeals/new", "villager", main=True),
    Screen("appeal", "/v/{village}/a/square/{appeal}", "villager", main=True),
    Screen("appeal-answer", "/v/{village}/a/square/{appeal}", "cadre"),
    Screen("import", "/v/{village}/import", "accountant"),
    Screen("outbox", "/outbox", "villager"),
    Screen("account-nobody", "/account"),
    Screen("account", "/account", "villager", main=True),
    Screen("scan", "/scan"),
    Screen("about", "/about"),
)
