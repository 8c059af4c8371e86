"""Every list on a phone is kept as an Excel file, with no network: what it holds, and where it came from."""

from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from e2e.acts import OFFLINE, settle, synced, turn
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.village import RONGXI, XIMEI, Village

LISTS = {
    f"{RONGXI}/board": ("所属期", "2026年9月"),
    f"{RONGXI}/payees": ("对方", "宏达五金店"),
    f"{RONGXI}/owed": ("哪一项", None),
    f"{RONGXI}/powers": ("名称", "四议两公开事项"),
    f"{RONGXI}/looks": ("看什么", None),
    f"{RONGXI}/runs": ("事项", None),
    f"{RONGXI}/projects": ("工程", None),
    f"{RONGXI}/know": ("惠民政策", "高龄补贴（演示）"),
    f"{RONGXI}/know/cases": ("怎么处理", None),
    f"{RONGXI}/estate/assets": ("名称", "竹木加工厂房（演示）"),
    f"{RONGXI}/estate/debts": ("对方", None),
    f"{RONGXI}/appeals": ("一句话说清", None),
    f"{XIMEI}/draws": ("种类", "分东西"),
    f"{XIMEI}/meetings": ("种类", None),
    f"{XIMEI}/polls": ("为什么问", None),
}
LATE = (f"{XIMEI}/draws", f"{XIMEI}/meetings", f"{XIMEI}/polls")
"""Screens that are fetched aside, or when they are first wanted, and then kept."""


def test_lists_are_kept_as_excel_files_with_no_network(
    shared_village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    reader = phone(shared_village, "villager")
    page = synced(reader)
    for path in LATE:
        _list(reader, path)
    with page.expect_download():  # the writer of files is fetched when it is first wanted
        _list(reader, f"{RONGXI}/board").click()
    reader.wire.cut()
    settle(page, OFFLINE)
    for path, (column, words) in LISTS.items():
        with page.expect_download() as saved:
            _list(reader, path).click()
        file = tmp_path / "list.xlsx"
        saved.value.save_as(file)
        sheet, about = load_workbook(file).worksheets[0], load_workbook(file).worksheets[-1]
        head = [cell.value for cell in sheet[1]]
        assert column in head, (path, head)
        held = [row[head.index(column)] for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert held and all(held), path
        assert words is None or words in held, (path, held)
        village, _, name = path.partition("/")
        log = f"square/{village}" if name == "appeals" else f"village/{village}"
        assert log in str(list(about.values)), path
    assert reader.troubles == []


def test_an_officer_s_lists_are_files_too(shared_village: Village, phone: NewPhone, tmp_path: Path) -> None:
    keeper = phone(shared_village, "roll")
    synced(keeper)
    for path, column, log in (
        ("roll", "姓名", f"office/{RONGXI}/roll"),
        ("desk/issues", "几件诉求", f"village/{RONGXI}"),
    ):
        with keeper.page.expect_download() as saved:
            _list(keeper, f"{RONGXI}/{path}").click()
        saved.value.save_as(tmp_path / "list.xlsx")
        book = load_workbook(tmp_path / "list.xlsx")
        head, first = ([cell.value for cell in book.worksheets[0][row]] for row in (1, 2))
        assert first[head.index(column)], path
        assert log in str(list(book.worksheets[-1].values)), path


def _list(reader: Phone, path: str) -> Locator:
    """Come to a list from where there is none; its button."""
    save = reader.page.get_by_role("main").get_by_role("button", name="存成 Excel")
    turn(reader, "/about")
    expect(save).to_have_count(0)
    turn(reader, f"/v/{path}")
    expect(save).to_be_visible()
    return save
