"""S9 and S12, their registers: with no network a phone shows by how many days a lease is past its day and what rent did
not come; a payment is seen by another phone; a household reads what it is owed, in full (sync/spec/lease.md)."""

import re

from playwright.sync_api import expect

from e2e.acts import OFFLINE, PROVEN, settle, sign_in, synced
from e2e.conftest import NewPhone
from e2e.phone import DESK
from e2e.village import YONGPING, Village

KANGJIAPING = "430821212212"
SHOP, LAND = "沿街店面3号出租（演示）", "油茶地流转（演示）"


def test_rent_that_did_not_come_is_seen_without_network_and_less_once_some_of_it_came(
    shared_village: Village, phone: NewPhone
) -> None:
    neighbour = phone(shared_village)
    page = synced(neighbour, YONGPING)
    neighbour.open(f"/v/{YONGPING}/estate")
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
    neighbour.wire.mend()

    accountant = phone(shared_village, size=DESK)
    sign_in(accountant, "accountant", YONGPING)
    desk = synced(accountant, YONGPING)
    accountant.open(address[address.index("/v/") :])
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
    villager = phone(shared_village)
    name = sign_in(villager, "villager", KANGJIAPING)
    page = synced(villager, KANGJIAPING)
    villager.open(f"/v/{KANGJIAPING}/estate")
    main = page.get_by_role("main")
    own = main.get_by_role("region", name="欠我家的")
    expect(own).to_contain_text(name[0])
    expect(own).to_contain_text(re.compile("拖欠 15[01] 天"))
    assert "*" not in own.inner_text()
    main.get_by_role("list", name="合同").get_by_role("link", name=LAND).click()
    expect(main).to_contain_text("28 户")
    schedule = main.get_by_role("region", name="该什么时候付多少")
    expect(schedule.get_by_role("listitem").first).to_contain_text("*")
    villager.open(f"/v/{KANGJIAPING}/estate/debts")
    expect(main).to_contain_text("没有公开的债")
