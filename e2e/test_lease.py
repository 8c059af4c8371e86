"""S9 and S12, their registers: with no network a phone shows by how many days a lease is past its day and what rent did
not come; a payment is seen by another phone; a household reads what it is owed, in full (sync/spec/lease.md)."""

import re
from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from e2e.acts import OFFLINE, PROVEN, settle, synced, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK
from e2e.village import RONGXI, YONGPING, Village

KANGJIAPING = "430821212212"
SHOP, LAND = "沿街店面3号出租（演示）", "油茶地流转（演示）"


def test_rent_that_did_not_come_is_seen_without_network_and_less_once_some_of_it_came(
    shared_village: Village, phone: NewPhone
) -> None:
    neighbour = phone(shared_village)
    page = synced(neighbour, YONGPING)
    turn(neighbour, f"/v/{YONGPING}/estate")
    main = page.get_by_role("main")
    expect(main).to_contain_text("该收的租金差 30,000.00 元")
    neighbour.wire.cut()
    page.reload()
    settle(page, OFFLINE)
    first = main.get_by_role("list", name="合同").get_by_role("listitem").first
    expect(first).to_contain_text(SHOP)  # what is late longest stands first
    first.get_by_role("link").click()
    expect(main).to_contain_text(re.compile("过期 4[78] 天"))  # of a day that ended at its midnight
    expect(main).to_contain_text(re.compile("差 30,000.00 元 · 拖欠 (229|230) 天"))
    expect(main.get_by_role("region", name="说明")).to_contain_text("正在商量续签")
    address = page.url
    neighbour.reconnect()

    accountant = phone(shared_village, "accountant", YONGPING, size=DESK)
    desk = synced(accountant, YONGPING)
    turn(accountant, address[address.index("/v/") :])
    settle(desk)
    there = desk.get_by_role("main")
    there.get_by_label("多少钱").fill("12000")
    there.get_by_role("button", name="登记", exact=True).click()
    expect(there).to_contain_text("差 18,000.00 元")
    expect(there).to_contain_text(PROVEN)
    expect(there.get_by_role("region", name="该什么时候付多少")).to_contain_text(
        re.compile("晚了 (229|230) 天")
    )  # and so it stays
    expect(main).to_contain_text(re.compile("差 18,000.00 元 · 拖欠 4[78] 天"))
    expect(main.get_by_role("button", name="登记", exact=True)).to_have_count(0)


def test_a_household_reads_what_it_is_owed_and_nobody_else_its_name(shared_village: Village, phone: NewPhone) -> None:
    villager = phone(shared_village, "villager", KANGJIAPING)
    name = villager.person
    page = synced(villager, KANGJIAPING)
    turn(villager, f"/v/{KANGJIAPING}/estate")
    main = page.get_by_role("main")
    own = main.get_by_role("region", name="欠我家的")
    expect(own).to_contain_text(name[0])
    expect(own).to_contain_text(re.compile("拖欠 15[01] 天"))
    assert "*" not in own.inner_text()
    main.get_by_role("list", name="合同").get_by_role("link", name=LAND).click()
    expect(main).to_contain_text("28 户")
    schedule = main.get_by_role("region", name="该什么时候付多少")
    expect(schedule.get_by_role("listitem").first).to_contain_text("*")
    turn(villager, f"/v/{KANGJIAPING}/estate/debts")
    expect(main).to_contain_text("没有公开的债")


def test_contracts_go_out_into_excel_and_come_back_with_what_was_changed_in_it(
    shared_village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    accountant = phone(shared_village, "accountant", RONGXI, size=DESK)
    page = synced(accountant, RONGXI)
    turn(accountant, f"/v/{RONGXI}/estate")
    settle(page)
    main = page.get_by_role("main")
    with page.expect_download() as saved:
        main.get_by_role("button", name="存成 Excel").click()
    sheet = tmp_path / "合同.xlsx"
    saved.value.save_as(sheet)
    main.get_by_role("link", name="用表登记").click()
    page.locator("input[type=file]").set_input_files(sheet)
    preview = main.get_by_role("region", name="没有错")
    expect(preview).to_contain_text("新的 0 条")
    expect(preview).to_contain_text("改了 0 条")
    expect(main.get_by_role("button", name="公开", exact=False)).to_have_count(0)

    book = load_workbook(sheet)
    contracts, dues = book.worksheets[0], book.worksheets[1]
    names = [cell.value for cell in contracts[1]]
    contracts.cell(2, names.index("押金") + 1, 5000)
    title = contracts.cell(2, names.index("合同") + 1).value
    contracts.append(
        [
            "HT-2026-031",
            "村部二楼出租（演示）",
            "出租",
            "对方付给村里",
            "蓉溪裁缝店",
            date(2026, 1, 1),
            date(2030, 12, 31),
        ]
    )
    dues.append(["HT-2026-031", 1, None, None, "明天", 6000])
    book.save(sheet)
    page.locator("input[type=file]").set_input_files(sheet)
    wrong = main.get_by_role("row").filter(has_text="明天")
    expect(wrong).to_contain_text("E 列 · 应付日")
    dues.cell(dues.max_row, 5, date(2099, 3, 1))
    book.save(sheet)
    page.locator("input[type=file]").set_input_files(sheet)
    expect(preview).to_contain_text("新的 2 条")
    expect(preview.get_by_role("listitem").filter(has_text=title)).to_contain_text("5,000.00")
    preview.get_by_role("button", name="公开这 3 条").click()
    expect(preview).to_contain_text("请填上")
    preview.get_by_label("为什么改").fill("押金抄错了")
    preview.get_by_role("button", name="公开这 3 条").click()
    page.get_by_role("dialog").get_by_role("button", name="公开这 3 条").click()
    expect(main).to_contain_text(PROVEN)

    neighbour = phone(shared_village)
    there = synced(neighbour, RONGXI)
    turn(neighbour, f"/v/{RONGXI}/estate")
    neighbour.wire.cut()
    there.reload()
    settle(there, OFFLINE)
    listed = there.get_by_role("main").get_by_role("list", name="合同")
    listed.get_by_role("link", name="村部二楼出租（演示）").click()
    expect(there.get_by_role("main")).to_contain_text("6,000.00")
    there.go_back()
    listed.get_by_role("link", name=title).click()
    expect(there.get_by_role("main")).to_contain_text("更正过：押金抄错了")


def test_a_household_says_with_no_network_that_its_rent_did_not_come_and_who_must_act_reads_it(
    shared_village: Village, phone: NewPhone
) -> None:
    villager = phone(shared_village, "villager", KANGJIAPING)
    page = synced(villager, KANGJIAPING)
    turn(villager, f"/v/{KANGJIAPING}/estate")
    settle(page)
    own = page.get_by_role("main").get_by_role("region", name="欠我家的")
    expect(own).to_contain_text("村里登记：还没有付")
    villager.wire.cut()
    page.reload()
    settle(page, OFFLINE)
    own.get_by_role("button", name="没收到").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("补充一句").fill("问过会计，说还没有发。")
    dialog.get_by_role("button", name="就这样说").click()
    expect(own).to_contain_text("您家说：没收到 「问过会计，说还没有发。」")
    expect(own.get_by_role("button", name="没收到")).to_have_attribute("aria-pressed", "true")
    villager.reconnect()
    expect(own).to_contain_text(PROVEN)

    accountant = phone(shared_village, "accountant", KANGJIAPING, size=DESK)
    desk = synced(accountant, KANGJIAPING)
    turn(accountant, f"/v/{KANGJIAPING}/estate")
    settle(desk)
    main = desk.get_by_role("main")
    main.get_by_role("list", name="合同").get_by_role("link", name=LAND).click()
    told = main.get_by_role("region", name="7 户说没收到或金额不符")
    expect(told).to_contain_text("问过会计，说还没有发。")
    expect(main.get_by_role("region", name="各家怎么说")).to_contain_text("6 户")  # of the demo; counts move by five
    public = b"".join(shared_village.lines(f"village/{KANGJIAPING}")).decode()
    assert "问过会计" not in public
