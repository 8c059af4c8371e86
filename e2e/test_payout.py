"""A list of who is paid: a fault in it publishes nothing, and in order it is shown as everyone will read it."""

from pathlib import Path

from playwright.sync_api import expect

from e2e.acts import PROVEN, settle, synced, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK
from e2e.village import MINSHENG, Village

LIST = """2026年农资补贴发放表
序号,户编号,户主,身份证号,面积（亩）,金额（元）
1,03-101,王德明,510705197001010019,3.50,350.00
2,03-102,阿牛,,2,200.00
3,03-103,李四,,1,100.00
合计,,,,,650.00
"""


def test_a_list_with_a_fault_publishes_nothing_and_one_in_order_is_shown_as_everyone_will_read_it(
    shared_village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    accountant = phone(shared_village, "accountant", MINSHENG, size=DESK)
    synced(accountant, MINSHENG)
    page = turn(accountant, f"/v/{MINSHENG}/payout")
    settle(page)
    main = page.get_by_role("main")
    sheet = tmp_path / "名单.csv"
    sheet.write_text(LIST.replace("100.00", "一百"), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(sheet)
    expect(main.get_by_role("row").filter(has_text="第 5 行")).to_contain_text("一百")
    expect(main.get_by_role("button", name="公开", exact=False)).to_have_count(0)

    sheet.write_text(LIST, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(sheet)
    preview = main.get_by_role("region", name="公开以后是这样")
    expect(preview).to_contain_text("3 户，一共 650.00 元")
    for name in ("王*明", "阿*", "李*"):
        expect(preview).to_contain_text(name)
    main.get_by_label("政策名称").fill("农资补贴")
    main.get_by_label("批次").fill("2026年第一批")
    main.get_by_role("button", name="公开 3 户").click()
    page.get_by_role("dialog").get_by_role("button", name="公开", exact=True).click()
    expect(main).to_contain_text(PROVEN)
    main.get_by_role("link", name="看这一批").click()
    expect(main).to_contain_text("名单加起来和总额、户数一致")
    expect(main).to_contain_text("答复的还不到 5 户")
    public = b"".join(shared_village.lines(f"village/{MINSHENG}")).decode()
    assert "阿*" in public and "阿牛" not in public and "510705197001010019" not in public

    page = turn(accountant, f"/v/{MINSHENG}/payout")
    settle(page)
    again = LIST.replace("2,200.00", "2,210.00").replace("03-103,李四", "03-104,吴九").replace("650.00", "660.00")
    sheet.write_text(again, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(sheet)
    expect(main).to_contain_text("和已经公开的「农资补贴 · 2026年第一批」有 1 户一样")
    for line in ("阿* · 2 · 200.00 元 → 阿* · 2 · 210.00 元", "吴* · 1 · 100.00 元", "李* · 1 · 100.00 元"):
        expect(main.get_by_role("listitem").filter(has_text=line)).to_have_count(1)
    main.get_by_role("link", name="农资补贴 · 2026年第一批").click()
    expect(main).to_contain_text("3 户")
    assert accountant.troubles == []
