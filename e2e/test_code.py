"""Who has nine digits reads how far an appeal is, on any phone, without signing in; who guesses is held up."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from e2e.acts import PROVEN, file_appeal, scan, sign_in, turn
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.village import Village
from shaiba.demo.places import MAIN
from shaiba.web.ceiling import EACH_A_MINUTE
from shaiba_sync.appeal import query_code

ELSEWHERE = "350524102299"
TITLE = "只有查询码的人看不到的标题"


def test_nine_digits_tell_how_far_it_is_and_no_word_of_it(village: Village, phone: NewPhone, tmp_path: Path) -> None:
    mine, anybody = phone(village), phone(village)
    sign_in(mine, "villager", MAIN)
    page = turn(mine, f"/v/{MAIN}/appeals/new")
    file_appeal(page, title=TITLE, text="正文也看不到。", photos=[], voice=False, village=MAIN)
    page.wait_for_url("**/a/square/*")
    expect(page.locator("body")).to_contain_text(PROVEN)
    found = re.search(r"查询码 (\d{4}-\d{4}-\d)", page.get_by_role("main").inner_text())
    assert found is not None

    other = turn(anybody, f"/v/{MAIN}/desk/code")
    _ask(other, found[1])
    expect(other.get_by_role("main")).to_contain_text("等村里受理")
    expect(other.get_by_role("main")).not_to_contain_text(TITLE)

    receipt = _receipt(page, tmp_path)
    other = scan(anybody, receipt)
    other.wait_for_url("**/desk/code")  # the code does not stay in the address
    expect(other.get_by_role("main")).to_contain_text("等村里受理")
    expect(other.get_by_role("main")).not_to_contain_text(TITLE)

    for number in range(3 * EACH_A_MINUTE):  # more than a slow machine asks in the minute
        _ask(other, query_code(f"{number:08}"))
        expect(other.get_by_role("button", name="查", exact=True)).to_be_enabled()
        if "请求太多" in other.get_by_role("main").inner_text():
            break
    expect(other.get_by_role("main")).to_contain_text("请求太多")
    expect(other.get_by_role("main")).not_to_contain_text("等村里受理")

    _scans_what_is_not_here(anybody)
    main = scan(anybody, receipt).get_by_role("main")
    expect(main).to_contain_text("记下了")
    expect(main.get_by_role("button", name="诉求回执")).to_contain_text("还没到手机上，有网时点开看")
    mine.wire.cut()
    page = scan(mine, receipt)
    page.wait_for_url("**/a/square/*")
    expect(page.get_by_role("main")).to_contain_text(TITLE)


def _receipt(page: Page, folder: Path) -> Path:
    """Of the appeal that is open: its picture."""
    page.get_by_role("main").get_by_role("button", name="诉求回执").click()
    picture = page.get_by_role("dialog").get_by_role("img", name="诉求回执")
    picture.screenshot(path=folder / "receipt.png")
    return folder / "receipt.png"


def _scans_what_is_not_here(phone: Phone) -> None:
    """Without network a printed code of another village is not lost: it waits where it was scanned."""
    phone.wire.cut()
    page = turn(phone, "/scan")
    page.get_by_label("或者写下、粘贴码里的内容").fill(ELSEWHERE)
    page.get_by_role("button", name="去看", exact=True).click()
    page.wait_for_url(f"**/v/{ELSEWHERE}")
    main = turn(phone, "/scan").get_by_role("main")
    expect(main.get_by_role("link", name=f"村 {ELSEWHERE}")).to_contain_text("还没到手机上，有网时点开看")


def _ask(page: Page, code: str) -> None:
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查", exact=True).click()
