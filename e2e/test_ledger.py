"""The accountant's month: from the Excel file to every phone, and nothing public that has a fault in it."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from e2e import sheets
from e2e.acts import PROVEN, find_entries, settle, synced, turn
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.village import RONGXI, Village

SCOPE = f"village/{RONGXI}"


def test_a_sheet_with_faults_publishes_nothing_and_every_fault_is_named(
    shared_village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    before = _published(shared_village)
    page = _give(phone(shared_village, "accountant"), sheets.bad(tmp_path / "账本.xlsx"))
    main = page.get_by_role("main")
    expect(main.get_by_role("alert")).to_contain_text("有 5 处要改")
    for row, column, said in (
        (2, "日期", "初二"),
        (3, "收入", "三万多"),
        (4, "支出", "12.345"),
        (4, "科目", "（空着）"),
        (5, "凭证号", "记-9001"),
    ):
        found = main.get_by_role("row").filter(has_text=re.compile(f"第 {row} 行.*{column}"))
        expect(found).to_contain_text(said)
    expect(main.get_by_role("button", name="公开")).to_have_count(0)
    assert _published(shared_village) == before


def test_what_is_no_sheet_is_told_so(shared_village: Village, phone: NewPhone, tmp_path: Path) -> None:
    page = _give(phone(shared_village, "accountant"), sheets.not_a_sheet(tmp_path / "账本.xlsx"))
    expect(page.get_by_role("main")).to_contain_text("打不开")


def test_a_sheet_in_order_is_shown_first_then_published_and_proven_on_another_phone(
    village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    reader = phone(village)
    synced(reader)
    before = _published(village)

    page = _give(phone(village, "accountant"), sheets.good(tmp_path / "账本.xlsx"))
    main = page.get_by_role("main")
    expect(main).to_contain_text("新增 3 笔")
    expect(main).to_contain_text("32,000.00")
    expect(main).to_contain_text("14,236.50")
    covered = main.get_by_role("region", name="1 笔遮住了名字、病情或号码")
    expect(covered).to_contain_text(re.compile("谁都看得到.*吴\\*生等六人.*本村人看到.*吴水生等六人"))
    assert _published(village) == before, "a dry run says what would be, and does nothing"

    main.get_by_role("button", name="公开 3 笔").click()
    page.get_by_role("dialog").get_by_role("button", name="公开", exact=True).click()
    expect(main).to_contain_text("公开了")
    expect(main).to_contain_text(PROVEN)
    assert _published(village) == before + 1, "one month, one act"

    there = turn(reader, f"/v/{RONGXI}/search")
    find_entries(there, "记-9003").get_by_role("link").first.click()
    expect(there.get_by_role("main")).to_contain_text("12,750.00")
    expect(there.get_by_role("main")).to_contain_text("吴*生等六人")
    public = b"".join(village.lines(SCOPE))
    assert "吴水生".encode() not in public
    assert "吴水生".encode() in b"".join(village.lines(f"square/{RONGXI}"))
    expect(there.get_by_role("main")).to_contain_text(PROVEN)


def _published(village: Village) -> int:
    """How many acts put entries into the ledger."""
    return sum(b'"do":"entry.post"' in line for line in village.lines(SCOPE))


def _give(accountant: Phone, sheet: Path) -> Page:
    """The accountant chooses the month and the file."""
    synced(accountant)
    page = turn(accountant, f"/v/{RONGXI}/import")
    settle(page)
    sheets.choose(page, sheet)
    return page
