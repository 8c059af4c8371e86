"""Ledgers as village accountants keep them, in Excel: one in order, one with everything wrong at once."""

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import Page

HEADER = ["凭证号", "日期", "科目", "摘要", "收入（元）", "支出（元）", "收款人", "经手人", "证明人", "审批人"]
FAULTS = {
    (2, "日期"): "初二",
    (3, "收入（元）"): "三万多",
    (4, "支出（元）"): 12.345,
    (4, "科目"): None,
}
"""What the bad sheet says, by row (as Excel numbers them) and column; besides, row 5 repeats the voucher of row 2."""


def this_month() -> str:
    """The month that nobody has published yet, as the village's calendar has it: 2026-11."""
    return datetime.now(timezone(timedelta(hours=8))).strftime("%Y-%m")


def choose(page: Page, sheet: Path) -> None:
    """On the accountant's screen: take this month, and a file as its ledger."""
    page.get_by_label(re.compile("哪个月的账|Which month")).select_option(this_month())
    page.locator("input[type=file]").first.set_input_files(sheet)


def good(path: Path) -> Path:
    return _save(path, [HEADER, *_rows()])


def paying(path: Path, name: str, shop: str) -> Path:
    """A row to a person, with what is nobody's business, and one to a shop that is written as a person is."""
    day, signed = f"{this_month()}-01", ["陈志明", "林秀英", "黄建国"]
    person = ["记-9101", day, "救助支出", "付中风临时救助", None, 800, name, *signed]
    return _save(path, [HEADER, person, ["记-9102", day, "公益支出", "付水泥款", None, 1200, shop, *signed]])


def bad(path: Path) -> Path:
    rows = [list(HEADER), *_rows()]
    for (row, column), value in FAULTS.items():
        rows[row - 1][HEADER.index(column)] = value
    return _save(path, [*rows, _rows()[0]])


def not_a_sheet(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    return path


def register(path: Path) -> Path:
    """Contracts and, on a second sheet, what they make due: two that are new."""
    head = ["编号", "合同", "类别", "谁付给谁", "对方", "从", "到", "押金"]
    rows = [
        [
            "HT-2026-031",
            "村部二楼出租（演示）",
            "出租",
            "对方付给村里",
            "蓉溪裁缝店",
            "2026-01-01",
            "2030-12-31",
            5_000,
        ],
        [
            "HT-2026-032",
            "后山毛竹林承包（演示）",
            "承包",
            "对方付给村里",
            "青竹工艺厂",
            "2026-01-01",
            "2035-12-31",
            None,
        ],
    ]
    dues = [["合同编号", "第几笔", "应付日", "金额"], ["HT-2026-031", 1, "2099-03-01", 6_000]]
    return _save(path, [head, *rows], dues)


def bad_register(path: Path) -> Path:
    """Contracts with three faults."""
    head = ["编号", "合同", "类别", "谁付给谁", "对方", "从", "到"]
    return _save(path, [head, ["HT-2026-031", "村部二楼出租", "租凭", "收", None, "2026-01-01", "明年底"]])


def _rows() -> list[list[object]]:
    signed = ["陈志明", "林秀英", "黄建国"]
    day = f"{this_month()}-01"
    return [
        ["记-9001", day, "公益支出", "三组路灯更换灯头十二盏", None, 1_486.5, "晋江照明店", *signed],
        ["记-9002", day, "补助收入", "水渠清淤补助到账", 32_000, None, "县农业农村局", *signed],
        ["记-9003", day, "工程建设", "后厝组水渠清淤人工费", None, "12,750.00", "吴水生等六人", *signed],
    ]


def _save(path: Path, *sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def invoiced(path: Path, voucher: str, summary: str, amount: int) -> Path:
    """One row, bought of somebody who writes invoices."""
    day, signed = f"{this_month()}-01", ["陈志明", "林秀英", "黄建国"]
    return _save(path, [HEADER, [voucher, day, "办公费", summary, None, amount, "县城办公用品店", *signed]])
