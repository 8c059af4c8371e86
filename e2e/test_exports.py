"""Every list on a phone is kept as an Excel file, with no network: what it holds, and where it came from."""

from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from e2e.acts import OFFLINE, settle, synced, turn
from e2e.conftest import NewPhone
from e2e.village import RONGXI, Village, fill

LISTS = {
    "board": ("所属期", "2026年9月"),
    "powers": ("名称", "四议两公开事项"),
    "runs": ("事项", None),
    "projects": ("工程", None),
    "know": ("惠民政策", "高龄补贴（演示）"),
    "estate/assets": ("名称", "竹木加工厂房（演示）"),
    "estate/debts": ("对方", None),
}


def test_lists_are_kept_as_excel_files_with_no_network(
    shared_village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    reader = phone(shared_village)
    page = synced(reader)
    turn(reader, f"/v/{RONGXI}/board")
    with page.expect_download():  # the writer of files is fetched when it is first wanted
        page.get_by_role("button", name="存成 Excel").click()
    reader.wire.cut()
    settle(page, OFFLINE)
    for path, (column, words) in LISTS.items():
        turn(reader, fill(shared_village, f"/v/{{village}}/{path}"))
        rows = page.get_by_role("main").get_by_role("listitem")
        expect(rows.first).to_be_visible()
        with page.expect_download() as saved:
            page.get_by_role("button", name="存成 Excel").click()
        file = tmp_path / "list.xlsx"
        saved.value.save_as(file)
        sheet, about = load_workbook(file).worksheets[0], load_workbook(file).worksheets[-1]
        head = [cell.value for cell in sheet[1]]
        assert column in head, (path, head)
        held = [row[head.index(column)] for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert held and all(held), path
        assert words is None or words in held, (path, held)
        assert f"village/{RONGXI}" in str(list(about.values)), path
    assert reader.troubles == []
