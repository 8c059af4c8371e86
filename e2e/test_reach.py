"""Everybody can use it: nothing serious for axe on any screen, in both languages; a keyboard reaches what matters."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.acts import PROVEN, close_sheet, follow, settle, synced
from e2e.conftest import NewPhone
from e2e.phone import DESK, PHONE
from e2e.screens import SCREENS, Who
from e2e.village import RONGXI, ROOT, Village, fill

AXE = (ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SERIOUS = ("serious", "critical")
Language = Literal["中文", "English"]
Colours = Literal["light", "dark"]
LOOKS: tuple[tuple[Language, tuple[int, int], Colours], ...] = (
    ("中文", PHONE, "light"),
    ("中文", DESK, "dark"),
    ("English", DESK, "dark"),  # what a phone shows stands there, too, beside more
)
PEOPLE: tuple[Who, ...] = tuple(dict.fromkeys(screen.who for screen in SCREENS))


@pytest.mark.long
@pytest.mark.parametrize("who", PEOPLE)
def test_axe_finds_nothing_serious_on_any_screen(shared_village: Village, phone: NewPhone, who: Who) -> None:
    one = phone(shared_village, who)
    synced(one)
    looks = one.context.new_page()  # a tab where the language is chosen, so that the screen stays as it is
    looks.goto(one.origin + "/account")
    found, turns = [], LOOKS
    for screen in (screen for screen in SCREENS if screen.who == who):
        for nth, (language, size, colours) in enumerate(turns):
            _show(one.page, size, colours)
            _speak(looks, one.page, language)
            if nth == 0:
                screen.then(_turn_to(one.page, fill(shared_village, screen.path)))
            settle(one.page)
            contrast = language == "中文"  # both have the same colours, and to compare them is most of axe's work
            troubles = serious(one.page, contrast)
            found += [f"{screen.name} {language} {size[0]} {colours}: {trouble}" for trouble in troubles]
        turns = turns[::-1]  # the next screen begins as this one ended
    assert not found, "\n".join(found)
    assert not one.strangers
    assert not one.troubles


def _speak(looks: Page, page: Page, language: Language) -> None:
    code = "en" if language == "English" else "zh-CN"
    if page.locator("html").get_attribute("lang") != code:
        looks.get_by_role("button", name=language).click()
        expect(page.locator("html")).to_have_attribute("lang", code)


_MARK = """() => {
  const screens = document.querySelectorAll('.left > *, .right > *, main > :not(.left, .right)')
  for (const one of screens) one.dataset.old = ''
}"""


def _turn_to(page: Page, path: str) -> Page:
    """As a link does; but its screen is a new one even where the address is the one it was."""
    elsewhere = next(one for one in ("/about", "/scan", "/choose") if not page.url.endswith(one) and one != path)
    for where in (elsewhere, path):
        page.evaluate(_MARK)
        follow(page, where)
        expect(page.locator("[data-old]")).to_have_count(0)
        settle(page)
    return page


def _show(page: Page, size: tuple[int, int], colours: Colours) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")


# Every rule of axe's has one impact, whatever it finds: those with a lesser one would be run for nothing.
_LOOK = """([tags, serious, contrast]) => {
  const rules = { 'color-contrast': { enabled: contrast } }
  for (const { id, impact } of axe._audit.rules) if (!serious.includes(impact)) rules[id] = { enabled: false }
  return axe.run(document, { runOnly: tags, resultTypes: ['violations'], rules })
}"""


def serious(page: Page, contrast: bool) -> list[str]:
    """What axe holds against the page, one line each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    report: dict[str, Any] = page.evaluate(_LOOK, [TAGS, SERIOUS, contrast])
    return [
        f"{rule['id']} ({rule['impact']}) {node['target']} {node['failureSummary']}"
        for rule in report["violations"]
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]


def test_a_keyboard_alone_files_an_appeal(shared_village: Village, phone: NewPhone) -> None:
    one = phone(shared_village, "villager", size=DESK)
    page = one.open(f"/v/{RONGXI}")
    settle(page)
    main = page.get_by_role("main")
    title = "键盘也能提诉求"
    _tab_to(page, page.get_by_role("navigation").get_by_role("link", name="诉求"))
    page.keyboard.press("Enter")
    _tab_to(page, main.get_by_role("link", name="说一件事"))
    page.keyboard.press("Enter")
    _tab_to(page, main.get_by_role("button", name="民生", exact=True))
    page.keyboard.press("Enter")
    _tab_to(page, main.get_by_label("一句话说清"))
    page.keyboard.insert_text(title)
    _tab_to(page, main.get_by_label("慢慢说"))
    page.keyboard.insert_text("只用键盘，也要能说。")
    _tab_to(page, main.get_by_role("button", name="交上去"))
    page.keyboard.press("Enter")
    expect(main).to_contain_text(title)
    expect(main).to_contain_text(PROVEN)


@pytest.mark.parametrize("width", [700, 1440], ids=["one screen", "list and entry side by side"])
def test_a_keyboard_alone_reads_an_entry_and_its_proof(shared_village: Village, phone: NewPhone, width: int) -> None:
    one = phone(shared_village, size=(width, 900))
    page = one.open(fill(shared_village, "/v/{village}/d/{disclosure}"))
    settle(page)
    _tab_to(page, page.locator("main a[href*='/e/']").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/e/**")
    _tab_to(page, page.get_by_role("main").get_by_role("button", name="凭什么信它"))
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    close_sheet(page)


def _tab_to(page: Page, target: Locator, most: int = 150) -> None:
    """Press Tab until `target` has the focus, and see that it shows it."""
    target.first.wait_for()
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.first.evaluate("(node) => node === document.activeElement || node.contains(document.activeElement)"):
            return
    raise AssertionError(f"Tab does not reach {target}")
