"""What comes out of a printer: all of a list and nothing to press, whatever was looked at before."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.acts import settle, synced, turn
from e2e.conftest import NewPhone
from e2e.paper import printed
from e2e.phone import DESK
from e2e.village import RONGXI, Village, fill

CONTROLS = "button.button, a.button, [aria-pressed], input:not([type=checkbox]), select, textarea, nav, .still"
LISTS = {
    "/v/{village}/board": "2026年9月财务收支",
    "/v/{village}/powers": "Z-27",
    "/v/{village}/projects": "老人食堂修缮",
    "/v/{village}/estate/assets": "竹木加工厂房",
    "/v/{village}/looks": "看优亲厚友",
    "/v/{village}/owed": "该公开的",
    "/v/{village}/meetings": "开会",
    "/v/{village}/draws": "摇号",
}


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def _shown(page: Page, selector: str) -> list[str]:
    """The texts of what stands on paper of a selector."""
    found: list[str] = page.locator(selector).evaluate_all(
        "all => all.filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.textContent)"
    )
    return found


def _unbroken(page: Page) -> list[str]:
    """Parts with a heading that no printer breaks well: in a grid a heading is left alone at a page's foot."""
    found: list[str] = page.locator("main :is(section, article):has(> :is(h2, h3))").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).display).filter((way) => /grid|flex/.test(way))"
    )
    return found


def test_lists_and_statements_are_printed_whole_without_buttons_whatever_was_open_before(
    shared_village: Village, phone: NewPhone
) -> None:
    reader = phone(shared_village, size=DESK)
    synced(reader)
    page = turn(reader, fill(shared_village, "/v/{village}/paper/month/{disclosure}"))
    expect(page.get_by_role("article")).to_contain_text("逐笔")
    page.emulate_media(media="print")
    assert _shown(page, CONTROLS) == [] and _shown(page, ".frame > header") == []  # a sheet of its own: no bar above it
    heads, feet = (
        page.locator(part).evaluate_all("all => all.map((one) => getComputedStyle(one).display)")
        for part in ("thead", "tfoot")
    )
    assert set(heads) == {"table-header-group"}  # on each page
    assert set(feet) == {"table-row-group"}  # at the end alone
    assert _pages(printed(page)) > 5

    for path, words in LISTS.items():
        page.emulate_media(media="screen")
        turn(reader, fill(shared_village, path))
        expect(page.get_by_role("main")).to_contain_text(words)
        page.emulate_media(media="print")
        assert words in "".join(_shown(page, "main")), path
        assert _shown(page, CONTROLS) == [], path
        assert _unbroken(page) == [], path

    page.emulate_media(media="screen")
    turn(reader, fill(shared_village, "/v/{village}/powers"))
    changes = page.locator("details").filter(has_text="这一版改了")
    changes.wait_for()
    for event, is_open in (("beforeprint", True), ("afterprint", False)):
        page.evaluate("event => dispatchEvent(new Event(event))", event)
        assert changes.evaluate("one => one.open") is is_open, event

    turn(reader, fill(shared_village, "/v/{village}/search?q=路灯"))
    expect(page.get_by_role("searchbox")).to_have_value("路灯")
    settle(page)
    page.emulate_media(media="print")
    about = " ".join(_shown(page, ".onpaper"))
    assert "：路灯" in about and "数据截至" in about and fill(shared_village, "/v/{village}") in about

    page.emulate_media(media="screen")
    turn(reader, fill(shared_village, "/v/{village}/d/{disclosure}"))
    expect(page.get_by_role("searchbox")).to_have_value("")  # what was found has rows, too
    page.locator("[aria-setsize]").first.wait_for()
    page.emulate_media(media="print")
    assert _unbroken(page) == []
    page.emulate_media(media="screen")
    near = page.get_by_role("listitem").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    whole = page.locator("[aria-setsize]").evaluate_all("all => [all.length, Number(all[0].ariaSetSize)]")
    assert whole[0] == whole[1] > near  # far from the screen there was room alone
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert reader.troubles == []


@pytest.mark.parametrize("size", [DESK, (360, 740)])
def test_the_page_for_the_notice_board_and_the_letter_are_one_page_each_one_after_the_other(
    shared_village: Village, phone: NewPhone, size: tuple[int, int]
) -> None:
    reader = phone(shared_village, size=size)
    synced(reader)
    page = turn(reader, f"/v/{RONGXI}/notice")
    expect(page.get_by_role("article")).to_contain_text("账本核对单")
    assert _pages(printed(page)) == 1
    turn(reader, f"/v/{RONGXI}/paper/quarter")
    expect(page.get_by_role("article")).to_contain_text("写给各家各户")
    assert _pages(printed(page)) == 1
