"""Every screen, one line each: what `python -m e2e.shots` draws and what the accessibility test walks through."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from e2e import sheets
from e2e.village import LONGGANG, MINSHENG, XIMEI, XIYAO, YONGPING
from shaiba.demo.people import CHILD

SCRATCH = Path(__file__).parent / "out"
Who = Literal[
    "nobody", "villager", "accountant", "committee", "station", "department", "supervisor", "cadre", "inspector",
    "roll", "admin", "discipline",
]  # fmt: skip
Then = Callable[[Page], None]


@dataclass(frozen=True)
class Screen:
    """`path` may hold {village}, {disclosure}, {entry}, {appeal}, {payout}, {run}, {project}, {contract}, {draw},
    {poll}, {named}, {polled}, {held}, {appraised}, {meeting}, {few}, {coming}, {matched}.

    `then` is what a finger does first. `main`: also drawn in the dark.
    """

    name: str
    path: str
    who: Who = "nobody"
    then: Then = field(default=lambda _: None)
    main: bool = False


def _press(name: str) -> Then:
    return lambda page: page.get_by_role("main").get_by_role("button", name=re.compile(name)).first.click()


def _take_key(page: Page) -> None:
    """A computer is to film: its key, shown this once."""
    main = page.get_by_role("main")
    main.get_by_role("textbox").fill("村民会议（演示）")
    main.get_by_text(re.compile("^(用电脑拍|With a computer)")).click()
    main.get_by_role("button", name=re.compile("开始直播|Go on air")).click()
    main.get_by_role("button", name=re.compile("取推流密钥|Get a key")).click()
    main.locator("code").nth(1).wait_for()


def _go_on(page: Page) -> None:
    """A recording, ten seconds on: there it has something to show. On a busy machine that may be its end."""
    _press("进 10 秒|On 10 s")(page)
    shows = re.compile("录像|Recording|放完了|Played to the end")
    page.get_by_role("main").get_by_role("status").filter(has_text=shows).wait_for()


def _find(words: str) -> Then:
    def then(page: Page) -> None:
        page.get_by_role("searchbox").fill(words)
        page.locator(".found", has_text=re.compile("[1-9]")).first.wait_for()

    return then


def _unfold(page: Page) -> None:
    """The first of them, in the hall."""
    for _ in range(9):
        page.get_by_role("button", name=re.compile("下一个|Next")).click()


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
    Screen("tip", "/tip", "villager", main=True),
    Screen("tip-write", "/tip", "villager", _press("看明白了|I have read it")),
    Screen("tip-look", "/tip", "villager", _press("用回执号查回音|Look for an answer")),
    Screen("tips", "/tips", "discipline"),
    Screen("tips-back", "/tips", "discipline", _press("恢复单找回|two recovery sheets")),
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
    Screen("meetings", f"/v/{MINSHENG}/meetings"),
    Screen("meeting", f"/v/{MINSHENG}/meetings/{{meeting}}", "villager", main=True),
    Screen("meeting-few", f"/v/{XIMEI}/meetings/{{few}}"),
    Screen("meeting-coming", f"/v/{MINSHENG}/meetings/{{coming}}"),
    Screen("meeting-notice", f"/v/{MINSHENG}/meetings/{{coming}}/notice"),
    Screen("meeting-new", "/v/{village}/meetings/new", "committee"),
    Screen("live", f"/v/{XIMEI}/live"),
    Screen("live-film", "/v/{village}/live", "committee"),
    Screen("live-replay", f"/v/{XIMEI}/live/draw/{{draw}}", then=_go_on),
    Screen("draws", f"/v/{XIMEI}/draws"),
    Screen("draw", f"/v/{XIMEI}/draws/{{draw}}", main=True),
    Screen("draw-big", f"/v/{XIMEI}/draws/{{draw}}/big", then=_unfold),
    Screen("polls", f"/v/{XIMEI}/polls"),
    Screen("poll", f"/v/{XIMEI}/polls/{{poll}}", "villager", main=True),
    Screen("poll-named", f"/v/{XIMEI}/polls/{{named}}", "villager"),
    Screen("poll-counted", f"/v/{XIMEI}/polls/{{polled}}"),
    Screen("poll-recounted", f"/v/{XIMEI}/polls/{{held}}", "committee"),
    Screen("poll-appraised", f"/v/{XIMEI}/polls/{{appraised}}", "supervisor"),
    Screen("poll-new", "/v/{village}/polls/new", "committee"),
    Screen("draw-new", "/v/{village}/draws/new", "committee"),
    Screen("draw-check", "/v/{village}/draws/check", "supervisor"),
    Screen("register", "/v/{village}/estate/contracts/import", "accountant", _pick(sheets.register)),
    Screen("register-faults", "/v/{village}/estate/contracts/import", "accountant", _pick(sheets.bad_register)),
    Screen("review", "/v/{village}/review", "supervisor"),
    Screen("access", "/account/access", "villager"),
    Screen("owed", f"/v/{LONGGANG}/owed", main=True),
    Screen("owed-month", f"/v/{LONGGANG}/owed", then=_press("未公开|not published")),
    Screen("owed-publish", "/v/{village}/owed/publish", "committee"),
    Screen("coverage", f"/v/{LONGGANG}/owed/coverage"),
    Screen("know", "/v/{village}/know"),
    Screen("know-one", "/v/{village}/know", then=_press("高龄")),
    Screen("cases", "/v/{village}/know/cases", "committee"),
    Screen("know-desk", "/v/{village}/know/desk", "admin"),
    Screen("know-write", "/v/{village}/know/scheme", "admin", _press("加一问|Add a question")),
    Screen("open-data", "/v/{village}/board", then=_press("公开数据|Open data")),
    Screen("rules", "/v/{village}/owed/rules", "admin"),
    Screen("rules-changes", "/v/{village}/owed/rules", "admin", _take("lianyuan")),
    Screen("powers", "/v/{village}/powers"),
    Screen("power", "/v/{village}/powers/Z-01"),
    Screen("looks", "/v/{village}/looks", "supervisor"),
    Screen("payout-import", "/v/{village}/payout", "accountant"),
    Screen("roll", "/v/{village}/roll", "roll", main=True),
    Screen("roll-house", "/v/{village}/roll", "roll", _press("01-001")),
    Screen("roll-import", "/v/{village}/roll/import", "roll"),
    Screen("letters-new", "/v/{village}/roll/print", "roll"),
    Screen("letters", "/v/{village}/roll/letters", "supervisor"),
    Screen("offices", "/v/{village}/roll/offices", "admin"),
    Screen("election", "/v/{village}/roll/offices", "admin", _press("换届|election")),
    Screen("above", "/v/{village}/roll/above", "admin", main=True),
    Screen("nominate", "/v/{village}/roll/above", "admin", _press("任职|Appoint")),
    Screen("child", "/v/{village}/roll", "roll", _open_child),
    Screen("appeal-code", "/v/{village}/desk/code"),
    Screen("round", "/round", "cadre", main=True),
    Screen("round-bulk", "/round", "cadre", _together),
    Screen("inbox", "/account/inbox", "villager"),
    Screen("hidden", "/v/{village}/desk/hidden", "villager"),
    Screen("issues", "/v/{village}/desk/issues", "cadre"),
    Screen("matches", f"/v/{XIYAO}/desk/matches", "discipline"),
    Screen("explained", f"/v/{XIYAO}/e/{{matched}}"),
    Screen("meeting-about-a-case", f"/v/{XIYAO}/know/cases"),
    Screen("clues", "/v/{village}/desk/clues", "cadre"),
    Screen("handling", "/v/{village}/desk/rules", "admin"),
    Screen("appeal-capture", "/v/{village}/desk/capture", "committee"),
    Screen("appeal-answer", "/v/{village}/a/square/{appeal}", "cadre"),
    Screen("live-key", "/v/{village}/live", "committee", _take_key),  # last: it leaves a broadcast on air
)
