"""S4: two offices examine the month before it is public, with no network; one invoice comes back; once it is public, a
picture and a text are ready for the village's chat."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from e2e import sheets
from e2e.acts import OFFLINE, PROVEN, find_entries, settle, synced, synced_desk, turn
from e2e.conftest import NewPhone
from e2e.device import Line
from e2e.phone import Phone
from e2e.village import RONGXI, Village
from shaiba_sync.wire import SyncHeader

SCOPE = f"village/{RONGXI}"


@pytest.mark.long
def test_two_offices_examine_offline_one_invoice_comes_back_and_the_village_sees_who_signed(
    village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    asked = {"signatures": ["supervisor", "cadre"], "since": sheets.this_month(), "until": "9999-12"}
    assert say(village, {"do": "reviewing.ask", "id": "policy", "set": asked}) == "stored"
    keeper, first, second = (phone(village, who) for who in ("accountant", "supervisor", "cadre"))
    page = at_desk(keeper, "import")
    sheets.choose(page, sheets.good(tmp_path / "账本.xlsx"))
    main = page.get_by_role("main")
    expect(main.get_by_role("button", name="公开 3 笔")).to_have_count(0)
    main.get_by_role("button", name="送会审（3 笔）").click()
    expect(main.get_by_role("button", name="公开 3 笔")).to_be_disabled()
    book = page.url.rpartition("/")[2]
    publish = {"title": "不等了", "class": "finance", "category": "ledger", "period": sheets.this_month()}
    assert say(village, {"do": "disclosure.publish", "id": book, "set": publish}) == "not_signed"

    committee = at_desk(first, f"review/{book}")
    expect(committee.get_by_role("article", name="记-9001")).to_be_visible()
    first.wire.cut()
    committee.reload()
    settle(committee, OFFLINE)
    approve(committee, "记-9001")
    item = committee.get_by_role("article", name="记-9002")
    expect(item).to_be_visible()
    committee.get_by_role("button", name="退回", exact=True).click()
    sheet = committee.get_by_role("dialog")
    sheet.get_by_label("说一句").fill("补贴文件没有附")
    sheet.get_by_role("button", name="退回", exact=True).click()
    approve(committee, "记-9003")
    committee.get_by_role("button", name="签字（2 笔）").click()
    expect(committee.get_by_role("main")).to_contain_text("只在本机")
    first.reconnect()

    returned = main.get_by_role("listitem").filter(has_text="补贴文件没有附")
    returned.get_by_role("button", name="改这一笔").click()
    main.get_by_label("摘要").fill("水渠清淤补助到账，晋农〔2026〕41号")
    main.get_by_label("改了什么、为什么").fill("写上文号")
    main.get_by_role("button", name="改好，再送审").click()
    again = committee.get_by_role("article", name="记-9002")
    expect(again).to_contain_text("写上文号")
    approve(committee, "记-9002")
    committee.get_by_role("button", name="签字（1 笔）").click()
    expect(committee.get_by_role("main")).to_contain_text(PROVEN)

    cadre = at_desk(second, f"review/{book}")
    expect(cadre.get_by_role("article", name="记-9001")).to_be_visible()
    second.wire.cut()
    settle(cadre, OFFLINE)
    for voucher in ("记-9001", "记-9002", "记-9003"):
        approve(cadre, voucher)
    cadre.get_by_role("button", name="签字（3 笔）").click()
    second.reconnect()
    expect(cadre.get_by_role("main")).to_contain_text(PROVEN)

    main.get_by_role("button", name="公开 3 笔").click()
    page.get_by_role("dialog").get_by_role("button", name="公开", exact=True).click()
    expect(main).to_contain_text("公开了")
    handed_on(main.get_by_role("region", name="转到村里的群"), book)
    assert not keeper.troubles and not first.troubles and not second.troubles

    reader = phone(village)
    synced(reader)
    there = turn(reader, f"/v/{RONGXI}/search")
    find_entries(there, "记-9002").get_by_role("link").first.click()
    shown = there.get_by_role("main")
    for words in ("监委会看过、签字", "驻村干部看过、签字", "监委会退回过", "补贴文件没有附", PROVEN):
        expect(shown).to_contain_text(words)
    reader.wire.cut()
    there = turn(reader, f"/v/{RONGXI}/d/{book}")  # what the picture's code says
    expect(there.get_by_role("main")).to_contain_text("3 笔都有签字")
    assert saved_list(there) == ["记-9001", "记-9002", "记-9003"]
    there.get_by_role("link", name="转发").click()
    handed_on(there.get_by_role("main"), book)
    assert not reader.troubles


def handed_on(pack: Locator, book: str) -> None:
    """What everyone gets of a month, made on their own phone: a picture as wide as a chat shows, and a text."""
    text = pack.get_by_role("region", name="群里发的文字")
    for words in (
        "收入 32,000.00 元，支出 14,236.50 元",
        "吴*生等六人",
        "3 笔都看过、签了字",
        "退回过 1 次",
        f"/d/{book}",
    ):
        expect(text).to_contain_text(words)
    expect(pack).not_to_contain_text("吴水生")
    with pack.page.expect_download() as saved:
        pack.get_by_role("button", name="存长图").click()
    assert saved.value.suggested_filename.endswith("-公开.png")
    with Image.open(saved.value.path()) as picture:
        assert picture.width == 1080
        assert picture.height > 2000


def saved_list(page: Page) -> list[object]:
    """The vouchers of the list on the screen, as another program reads them from the file that was saved."""
    with page.expect_download() as saved:
        page.get_by_role("button", name="存成 Excel").click()
    rows = load_workbook(io.BytesIO(saved.value.path().read_bytes()))["明细"]
    return [row[0] for row in rows.iter_rows(min_row=2, values_only=True)]


def at_desk(one: Phone, path: str) -> Page:
    synced_desk(one)
    page = turn(one, f"/v/{RONGXI}/{path}")
    settle(page)
    return page


def approve(page: Page, voucher: str) -> None:
    expect(page.get_by_role("article", name=voucher)).to_be_visible()
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_role("article", name=voucher)).to_have_count(0)


def say(village: Village, change: dict[str, object]) -> str:
    """The clerk says it; what he hears."""
    line = Line(village.port)
    verdict, *_ = [json.loads(one) for one in line.sync(SyncHeader({}), [village.clerk().op(SCOPE, [change])])]
    line.close()
    return str(verdict.get("error", verdict["verdict"]))
