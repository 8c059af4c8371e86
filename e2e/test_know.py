"""What offices publish for everybody: a policy as it will be read, its next version, its end; a circular and who signed
for it; and what is public as files."""

import csv
import io
import re

from playwright.sync_api import expect

from e2e.acts import PROVEN, settle, synced, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK
from e2e.village import HUANGHE, RONGXI, Village


def test_a_policy_is_seen_before_it_is_published_renewed_and_ended(shared_village: Village, phone: NewPhone) -> None:
    office = phone(shared_village, "admin", RONGXI, size=DESK)
    page = synced(office, RONGXI)
    turn(office, f"/v/{RONGXI}/know/scheme")
    settle(page)
    main = page.get_by_role("main")
    main.get_by_label("名称").fill("取暖补贴（演示）")
    main.get_by_label("用大白话说").fill("冬天烧煤的钱，找 13912345678。")
    expect(main).to_contain_text("公开以后谁都看得到")
    page.reload()
    settle(page)
    expect(main).to_contain_text("上次没写完的还在")
    expect(main.get_by_label("名称")).to_have_value("取暖补贴（演示）")
    main.get_by_label("用大白话说").fill("冬天烧煤的钱，县里出一半。")
    main.get_by_role("button", name="看看大家会看到什么").click()
    expect(main.get_by_label("谁能申请")).to_have_attribute("aria-invalid", "true")
    main.get_by_label("谁能申请").fill("常住在村里的人家")
    main.get_by_label("到哪里办").fill("镇便民中心")
    main.get_by_role("button", name="加一问").click()
    main.get_by_role("textbox", name="第 1 问").fill("这个冬天住在村里吗？")
    main.get_by_role("button", name="看看大家会看到什么").click()
    preview = main.get_by_role("region", name="大家会看到")
    expect(preview).to_contain_text("冬天烧煤的钱，县里出一半。")
    expect(preview).to_contain_text("这个冬天住在村里吗？")
    main.get_by_role("button", name="发布").click()
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(main).to_contain_text(PROVEN)

    villager = phone(shared_village)
    there = synced(villager, RONGXI)
    turn(villager, f"/v/{RONGXI}/know")
    read = there.get_by_role("main")
    expect(read).to_contain_text("取暖补贴（演示）")

    main.get_by_role("link", name="看清单").click()
    own = main.get_by_role("listitem").filter(has_text="取暖补贴（演示）")
    own.get_by_role("link", name="出新的一版").click()
    main.get_by_label("谁能申请").fill("常住在村里、没有集中供暖的人家")
    main.get_by_role("button", name="看看大家会看到什么").click()
    changes = main.get_by_role("region", name="和上一版不同的地方")
    expect(changes).to_contain_text(re.compile("常住在村里的人家.*没有集中供暖"))
    main.get_by_role("button", name="发布").click()
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(main).to_contain_text(PROVEN)
    main.get_by_role("link", name="看清单").click()
    expect(own.filter(has_text="已有新的一版")).to_have_count(1)
    expect(read.get_by_role("button", name="取暖补贴（演示）")).to_have_count(1)
    own.get_by_role("button", name="不再执行").click()
    page.get_by_role("dialog").get_by_label("为什么").fill("资金用完了")
    page.get_by_role("dialog").get_by_role("button", name="不再执行").click()
    expect(own.filter(has_text="资金用完了")).to_have_count(1)
    expect(read).not_to_contain_text("取暖补贴（演示）")


def test_a_circular_is_signed_for_and_the_office_counts_who_has(shared_village: Village, phone: NewPhone) -> None:
    office = phone(shared_village, "inspector", HUANGHE, size=DESK)
    page = synced(office, HUANGHE)
    turn(office, f"/v/{HUANGHE}/know/circular")
    settle(page)
    main = page.get_by_role("main")
    said = {
        "名称": "重复报销（演示）",
        "出了什么事": "一张发票报了两次。",
        "怎么处理": "退回，警告。",
        "要记住什么": "先对票号。",
    }
    for label, text in said.items():
        main.get_by_label(label).fill(text)
    main.get_by_role("button", name="看看大家会看到什么").click()
    expect(main).to_contain_text("至少选一种人")
    main.get_by_role("button", name="村委会").click()
    main.get_by_role("button", name="看看大家会看到什么").click()
    expect(main.get_by_role("region", name="大家会看到")).to_contain_text("一张发票报了两次。")
    main.get_by_role("button", name="发布").click()
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(main).to_contain_text(PROVEN)

    committee = phone(shared_village, "committee", HUANGHE)
    name = committee.person
    there = synced(committee, HUANGHE)
    turn(committee, f"/v/{HUANGHE}/know/cases")
    case = there.get_by_role("article").filter(has_text="重复报销（演示）")
    case.get_by_role("button", name="看过了，签字").click()
    expect(case).to_contain_text(f"本村已签字：{name}")
    settle(there)

    main.get_by_role("link", name="看清单").click()
    own = main.get_by_role("listitem").filter(has_text="重复报销（演示）").first
    expect(own).to_contain_text("1 个村有人签字")
    own.get_by_text("谁签了").click()
    expect(own).to_contain_text(name)


def test_what_is_public_is_had_as_files_from_the_board(shared_village: Village, phone: NewPhone) -> None:
    neighbour = phone(shared_village, size=DESK)
    page = synced(neighbour, RONGXI)
    turn(neighbour, f"/v/{RONGXI}/board")
    settle(page)
    page.get_by_role("button", name="公开数据下载").first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("可以自由使用")
    with page.expect_download() as saved:
        sheet.get_by_role("link", name="下载合同，CSV 格式").click()
    about, head, *rows = csv.reader(io.StringIO(saved.value.path().read_text(encoding="utf-8-sig")))
    assert "free to use" in about[0]
    assert {row[head.index("village")] for row in rows} == {RONGXI}
    sheet.get_by_role("button", name="全县").click()
    with page.expect_download() as saved:
        sheet.get_by_role("link", name="下载惠民政策，CSV 格式").click()
    assert "高龄" in saved.value.path().read_text(encoding="utf-8-sig")
