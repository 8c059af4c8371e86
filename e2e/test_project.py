"""A project on two phones: progress with a photo is entered where there is no network, arrives once, and a villager
follows it to its acceptance; what was done before its time is marked, and stays (sync/spec/project.md)."""

from pathlib import Path

from playwright.sync_api import expect

from e2e.acts import OFFLINE, ON_PHONE, PROVEN, settle, synced, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK
from e2e.pictures import photo_with_place
from e2e.until import until
from e2e.village import RONGXI, Village

TITLE = "老人食堂修缮（演示）"
BILL = """项目,单位,数量,单价,常用价
屋面翻修,平方米,180,210,180-240
排烟设备,套,一,10500,9000-11000
"""


def test_progress_entered_without_network_arrives_once_and_is_followed_to_acceptance(
    shared_village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    builder = phone(shared_village, "supervisor", RONGXI)
    page = synced(builder, RONGXI)
    turn(builder, f"/v/{RONGXI}/projects")
    main = page.get_by_role("main")
    main.get_by_text(TITLE).click()
    settle(page)
    wrong = main.get_by_role("region", name="不对的地方")
    expect(wrong).to_contain_text("还没签合同")
    expect(wrong).to_contain_text("付得比修得快")

    builder.wire.cut()
    page.reload()
    settle(page, OFFLINE)
    main.get_by_label("修了百分之几").fill("100")
    main.get_by_label("谁在场看").fill("钱某、孙某")
    shot = tmp_path / "site.jpg"
    shot.write_bytes(photo_with_place(7, (800, 600)))
    page.locator("input[data-from=gallery]").set_input_files(shot)
    expect(main.get_by_text("照片 ✓ 1")).to_be_visible()
    main.get_by_role("button", name="登记", exact=True).click()
    line = main.get_by_role("region", name="从头到尾")
    expect(line).to_contain_text("修了 100%")
    expect(main).to_contain_text(ON_PHONE)
    builder.reconnect()
    expect(main).to_contain_text(PROVEN)
    [project] = [one for one in shared_village.records(f"village/{RONGXI}", "project") if one.fields["title"] == TITLE]
    progress = [one for _, one in project.lists["progress"] if one["percent"] == 100]
    assert len(progress) == 1
    until(lambda: shared_village.blob(progress[0]["photos"][0]["blob"]), "the picture, which comes after its line")

    neighbour = phone(shared_village, size=DESK)
    other = synced(neighbour, RONGXI)
    turn(neighbour, f"/v/{RONGXI}/projects/{project.id}")
    there = other.get_by_role("main")
    expect(there.get_by_role("region", name="从头到尾")).to_contain_text("在场：钱某、孙某")
    expect(there.get_by_role("button", name="登记", exact=True)).to_have_count(0)
    main.get_by_label("登记什么").select_option("acceptances")
    main.get_by_label("谁在场看").fill("钱某")
    main.get_by_role("button", name="登记", exact=True).click()
    expect(there.get_by_role("region", name="验收了")).to_be_visible()
    expect(there.get_by_role("region", name="不对的地方")).to_contain_text("过了完工日才验收")
    expect(there.get_by_role("region", name="不对的地方")).to_contain_text("还没签合同")


def test_versions_of_a_design_stand_side_by_side_and_a_sheet_with_a_fault_is_not_published(
    shared_village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    chair = phone(shared_village, "committee", RONGXI, size=DESK)
    page = synced(chair, RONGXI)
    turn(chair, f"/v/{RONGXI}/projects")
    main = page.get_by_role("main")
    main.get_by_role("link", name="三组沟渠修复").click()
    settle(page)
    designs = main.get_by_role("region", name="每一版设计")
    expect(designs.get_by_role("group", name="每一版设计").get_by_role("button")).to_have_count(6)
    expect(designs.get_by_role("status")).to_contain_text("新加 1 项，去掉 1 项")
    designs.get_by_label("和哪一版比").select_option("0")
    expect(designs.get_by_role("status")).to_contain_text("新加 3 项")

    main.get_by_role("link", name=TITLE).click()
    settle(page)
    main.get_by_label("登记什么").select_option("designs")
    sheet = tmp_path / "清单.csv"
    sheet.write_text(BILL, encoding="utf-8")
    page.locator("input[type=file][accept*=xls]").set_input_files(sheet)
    expect(main.get_by_role("row").filter(has_text="第 3 行")).to_contain_text("一")
    main.get_by_role("button", name="登记", exact=True).click()
    expect(main).to_contain_text("请填上。")
    sheet.write_text(BILL.replace("一,", "1,"), encoding="utf-8")
    page.locator("input[type=file][accept*=xls]").set_input_files(sheet)
    expect(main).to_contain_text("2 项，一共 48,300.00 元")
    expect(main).to_contain_text("签了合同以后又改设计")  # said before it is entered
    main.get_by_role("button", name="登记", exact=True).click()
    expect(main.get_by_role("region", name="每一版设计").get_by_role("group").get_by_role("button")).to_have_count(2)
    expect(main).to_contain_text(PROVEN)
