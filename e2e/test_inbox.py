"""What concerns a person comes to her inbox, and stays there without network."""

import re

from playwright.sync_api import expect

from e2e.acts import PROVEN, file_appeal, settle, sign_in, take_step
from e2e.conftest import NewPhone
from e2e.phone import DESK
from e2e.village import Village
from shaiba.demo.places import MAIN

TITLE = "三组晒谷场的灯不亮"


def test_an_answer_comes_to_the_inbox_and_stays_there_without_network(shared_village: Village, phone: NewPhone) -> None:
    mine, desk = phone(shared_village), phone(shared_village, size=DESK)
    sign_in(mine, "villager", MAIN)
    page = mine.open("/account/inbox")
    settle(page)
    if (mark := page.get_by_role("button", name="全部标为看过")).is_visible():
        mark.click()
    bar = page.get_by_role("navigation").filter(has=page.get_by_role("link", name=re.compile("我的")))
    expect(bar.locator("small")).to_have_count(0)
    page = mine.open(f"/v/{MAIN}/appeals/new")
    file_appeal(page, title=TITLE, text="请来修。", photos=[], voice=False, village=MAIN)
    page.wait_for_url("**/a/square/*")
    address = page.url.removeprefix(mine.wire.origin)
    expect(page.locator("body")).to_contain_text(PROVEN, timeout=60_000)

    sign_in(desk, "committee", MAIN)
    desk.open(address)
    take_step(desk.page)

    expect(bar.locator("small")).to_have_text("1", timeout=60_000)
    mine.wire.cut()
    page = mine.open("/account/inbox")
    main = page.get_by_role("main")
    expect(main).to_contain_text("受理了")
    expect(main).to_contain_text(TITLE)
    main.get_by_role("link", name=re.compile("受理了")).first.click()
    page.wait_for_url("**/a/square/*")
    expect(bar.locator("small")).to_have_count(0)
