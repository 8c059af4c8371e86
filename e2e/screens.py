"""Every screen, one line each: what `python -m e2e.shots` draws and what the accessibility test walks through."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from e2e import sheets
from e2e.village import LONGGANG, MINSHENG, XIMEI, YONGPING
from shaiba.demo.people import CHILD

SCRATCH = Path(__file__).parent / "out"
Who = Literal[
    "nobody", "villager", "accountant", "committee", "station", "department", "supervisor", "cadre", "inspector",
    "roll", "admin",
]  # fmt: skip
Then = Callable[[Page], None]


@dataclass(frozen=True)
class Screen:
    """`path` may hold {village}, {disclosure}, {entry}, {appeal}, {payout}, {run}, {project}, {contract}, {draw}.

    `then` is what a finger does first. `main`: also drawn in the dark.
    """

    name: str
    path: str
    who: Who = "nobody"
    then: Then = field(default=lambda _: None)
    main: bool = False


def _press(name: str) -> Then:
    return lambda page: page.get_by_role("main").get_by_role("button", name=re.compile(name)).first.click()


def _find(words: str) -> Then:
    return lambda page: page.get_by_role("searchbox").fill(words)


def _unfold(page: Page) -> None:
    """The first of them, in the hall."""
    for _ in range(9):
        page.keyboard.press("ArrowRight")


def _open_child(page: Page) -> None:
    """The demo's child, in its household."""
    page.get_by_role("searchbox").fill(CHILD)
    page.get_by_role("main").get_by_role("listitem").get_by_role("button").first.click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile(f".{CHILD}（演示）")).click()


def _attest(page: Page) -> None:
    page.get_by_label(re.compile("信上的作证号|digits on the letter")).fill("0000")


def _choose(make: Callable[[Path], Path]) -> Then:
    """Take a sheet as this month's ledger."""

    def then(page: Page) -> None:
        SCRATCH.mkdir(exist_ok=True)  # the file stays: the screen reads it again when its month is changed
        sheets.choose(page, make(SCRATCH / "账本.xlsx"))
        page.locator("#problems, #preview").wait_for()

    return then


def _pick(make: Callable[[Path], Path]) -> Then:
    """Take a file as a register."""

    def then(page: Page) -> None:
        SCRATCH.mkdir(exist_ok=True)
        page.locator("input[type=file]").first.set_input_files(make(SCRATCH / "合同.xlsx"))
        page.locator("#problems, #preview").wait_for()

    return then


def _take(template: str) -> Then:
    """Begin a county's list with a template."""

    def then(page: Page) -> None:
        page.get_by_label(re.compile("从哪里开始改|Begin with")).select_option(template)
        page.locator("#changes").wait_for()

    return then


def _together(page: Page) -> None:
    page.get_by_label("全选").or_(page.get_by_label("Select all")).first.check()
    page.get_by_role("button", name=re.compile("^(受理|Take in)$")).first.click()
    page.get_by_role("dialog").wait_for()


SCREENS = (
    Screen("choose", "/choose"),
    Screen("choose-found", "/choose", then=_find("rongxi")),
    Screen("home", "/v/{village}", main=True),
    Screen("board", "/v/{village}/board", main=True),
    Screen("disclosure", "/v/{village}/d/{disclosure}", main=True),
    Screen("share", "/v/{village}/d/{disclosure}/share"),
    Screen("statement", "/v/{village}/paper/month/{disclosure}"),
    Screen("letter", "/v/{village}/paper/quarter"),
    Screen("year", "/v/{village}/paper/year"),
    Screen("payee", "/v/{village}/payees/宏达五金店"),
    Screen("entry", "/v/{village}/e/{entry}", main=True),
    Screen("proof", "/v/{village}/e/{entry}", then=_press("凭什么信它|Why believe it"), main=True),
    Screen("search", "/v/{village}/search", then=_find("路灯")),
    Screen("notice", "/v/{village}/notice"),
    Screen("appeals-locked", "/v/{village}/appeals"),
    Screen("account-nobody", "/account"),
    Screen("scan", "/scan"),
    Screen("about", "/about"),
    Screen("gone", "/v/{village}/nowhere"),
    Screen("appeals", "/v/{village}/appeals", "villager", main=True),
    Screen("appeal-new", "/v/{village}/appeals/new", "villager", main=True),
    Screen("appeal", "/v/{village}/a/square/{appeal}", "villager", main=True),
    Screen("outbox", "/outbox", "villager"),
    Screen("carry", "/carry", "villager"),
    Screen("account", "/account", "villager", main=True),
    Screen("family", "/account/family", "villager", main=True),
    Screen("lost", "/account/family", "villager", _attest, main=True),
    Screen("import", "/v/{village}/import", "accountant"),
    Screen("import-faults", "/v/{village}/import", "accountant", _choose(sheets.bad)),
    Screen("import-preview", "/v/{village}/import", "accountant", _choose(sheets.good), main=True),
    Screen("payouts", f"/v/{MINSHENG}/payouts"),
    Screen("payout", f"/v/{MINSHENG}/payouts/{{payout}}"),
    Screen("runs", "/v/{village}/runs"),
    Screen("run", f"/v/{LONGGANG}/runs/{{run}}", main=True),
    Screen("run-new", "/v/{village}/run", "committee"),
    Screen("projects", "/v/{village}/projects"),
    Screen("project", "/v/{village}/projects/{project}", main=True),
    Screen("project-add", "/v/{village}/projects/{project}", "committee"),
    Screen("project-new", "/v/{village}/projects/new", "committee"),
    Screen("contracts", f"/v/{YONGPING}/estate"),
    Screen("contract", f"/v/{YONGPING}/estate/contracts/{{contract}}", main=True),
    Screen("assets", "/v/{village}/estate/assets", "accountant"),
    Screen("debts", "/v/{village}/estate/debts", "accountant"),
    Screen("contract-new", "/v/{village}/estate/contracts/new", "accountant"),
    Screen("draws", f"/v/{XIMEI}/draws"),
    Screen("draw", f"/v/{XIMEI}/draws/{{draw}}", main=True),
    Screen("draw-big", f"/v/{XIMEI}/draws/{{draw}}/big", then=_unfold),
    Screen("draw-new", "/v/{village}/draws/new", "committee"),
    Screen("draw-check", "/v/{village}/draws/check", "supervisor"),
