"""Writes the files of sync/vectors/ledger: `python tests/ledger/make_sheets.py`. cases.json says what they say.

The files are committed; run this only to change them.
"""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

FOLDER = Path(__file__).parents[2] / "sync" / "vectors" / "ledger"
_AFTERNOON = datetime(2026, 10, 9, 14, 30)  # noqa: DTZ001 — sheets know no time zone
_LONG_AGO = datetime(2026, 1, 1)  # noqa: DTZ001
PLAIN = [
    "凭证号",
    "日期",
    "收支",
    "科目",
    "摘要",
    "对方",
    "金额(元)",
    "账户",
    "支付方式",
    "经手人",
    "证明人",
    "审批人",
    "项目",
    "备注",
]
ROWS = [
    [
        "2026-10-0001",
        "2026-10-08",
        "收",
        "经营收入-租金",
        "老村部商铺三季度租金",
        "周某",
        "9000",
        "基本户",
        "转账",
        "李某",
        "",
        "",
        "",
        "",
    ],
    [
        "2026-10-0002",
        "2026/10/9",
        "支",
        "管理费用-维修费",
        "第三组路灯维修材料",
        "宏达五金店",
        "4,860.00",
        "基本户",
        "转账",
        "李某",
        "王某",
        "赵某",
        "P-3",
        "附数量清单",
    ],
    [
        "2026-10-0003",
        "2026.10.18",
        "支出",
        "公益支出",
        "老人节慰问品",
        "永兴超市",
        "￥1,234.5",
        "基本户",
        "现金",
        "李某",
        "王某",
        "赵某",
        "",
        "",
    ],
    [
        "2026-10-0004",
        "2026年10月28日",
        "支",
        "管理费用-办公费",
        "打印纸两箱",
        "晨光文具店",
        "186元",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
    ],
    [
        "2026-10-0005",
        "20261031",
        "收入",
        "补助收入",
        "一事一议奖补",
        "镇财政所",
        "１２０００．００",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
    ],
]


_BOTH_WAYS = [
    ["凭证号", "日期", "收支", "科目", "摘要", "对方", "收入", "支出"],
    ["1", "2026-10-08", "", "租金", "商铺租金", "周某", "9000", ""],
    ["2", "2026-10-08", "支", "租金", "商铺租金", "周某", "9000", "0"],
    ["3", "2026-10-08", "收", "租金", "商铺租金", "周某", "9000", "10"],
    ["4", "2026-10-08", "", "租金", "商铺租金", "周某", "-9000", ""],
    ["5", "2026-10-08", "", "租金", "商铺租金", "周某", "", "-"],
    ["6", "2026-10-08", "支", "租金", "商铺租金", "周某", "", "10"],
]


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    _csv("plain_utf8.csv", [PLAIN, *ROWS], "utf-8")
    _csv("plain_bom.csv", [PLAIN, *ROWS], "utf-8-sig")
    _csv("plain_gbk.csv", [PLAIN, *ROWS], "gbk")
    _csv("plain_tabs.csv", [PLAIN, *ROWS], "utf-8", "\t")
    _xlsx("plain.xlsx", lambda sheet: _fill(sheet, [PLAIN, *ROWS]))
    _xls("plain.xls", [PLAIN, *ROWS])
    _xlsx("two_columns.xlsx", _two_columns)
    _xlsx("signed.xlsx", _signed)
    _xlsx("merged.xlsx", _merged)
    _xlsx("every_fault.xlsx", _every_fault)
    _xlsx("months.xlsx", _months)
    _csv("unknown_columns.csv", [["序号", *PLAIN[:7], "满意度"], ["1", *ROWS[0][:7], "好"]], "utf-8")
    _csv("personal.csv", _PERSONAL, "utf-8")
    _csv("missing_columns.csv", [["凭证号", "日期", "摘要", "收款人"], ["1", "2026-10-08", "租金", "周某"]], "utf-8")
    _csv("wan.csv", [[*PLAIN[:6], "金额(万元)"], [*ROWS[0][:6], "0.9"]], "utf-8")
    _csv("both_ways.csv", _BOTH_WAYS, "utf-8")
    _csv("no_header.csv", [["姓名", "电话"], ["周某", "无"]], "utf-8")
    _csv("only_header.csv", [PLAIN], "utf-8")
    (FOLDER / "empty.csv").write_bytes(b"")
    _xlsx("blank.xlsx", lambda sheet: None)
    (FOLDER / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (FOLDER / "page.xls").write_bytes("<html><table><tr><td>凭证号</td></tr></table></html>".encode())
    with zipfile.ZipFile(FOLDER / "not_a_book.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("readme.txt", (2026, 1, 1, 0, 0, 0)), "no sheet in here")


def _two_columns(sheet: Worksheet) -> None:
    """Titles above, income and expense apart, dates and numbers as Excel has them, totals between, a footer below."""
    sheet.append(["蓉溪村2026年10月收支明细账"])
    sheet.append(["单位：元"])
    sheet.append(
        [
            "凭证 号",
            "记账日期",
            "会计科目",
            "业务摘要",
            "收款人",
            "付款人",
            "收入（元）",
            "支出（元）",
            "余额",
            "经办人",
        ]
    )
    sheet.append(["", "", "", "上月结转", "", "", "", "", 88000.5])
    sheet.append([1, date(2026, 10, 8), "租金", "商铺租金", "", "周某", 9000, None, 97000.5, "李某"])
    sheet.append([2, _AFTERNOON, "维修费", "路灯材料", "宏达五金店", "", 0, 0.1 + 0.2, 97000.2, "李某"])
    sheet.append([])
    sheet.append([3, 46313, "办公费", "打印纸\n两箱", "晨光文具店", "", "-", "1,186.00", 95814.2, "李某"])
    sheet.append(["", "", "", "本月合计", "", "", 9000, 1186.3])
    sheet.append(
        ["凭证号", "记账日期", "会计科目", "业务摘要", "收款人", "付款人", "收入(元)", "支出(元)", "余额", "经办人"]
    )
    sheet.append([4, "2026-10-30", "补助", "奖补", "", "镇财政所", 486000000.01, "—", 1, "李某"])
    sheet.append(["合 计", "", "", "", "", "", 486009000.01, 1186.3])
    sheet.append(["制表：李某", "", "", "审核：王某"])


def _signed(sheet: Worksheet) -> None:
    """One column: what came in is positive, what went out negative."""
    sheet.append(["凭证号", "日期", "科目", "摘要", "对方单位", "收支"])
    sheet.append(["A1", "2026-10-08", "租金", "商铺租金", "周某", 9000])
    sheet.append(["A2", "2026-10-09", "维修费", "路灯材料", "宏达五金店", -4860.05])
    sheet.append(["A3", "2026-10-10", "维修费", "退料", "宏达五金店", "（60.00）"])
    sheet.append(["A4", "2026-10-11", "维修费", "工时", "张某", "−￥1,000"])


def _merged(sheet: Worksheet) -> None:
    """A voucher and its day merged over three lines; a total merged sideways."""
    sheet.append(["凭证号", "日期", "收支", "科目", "摘要", "对方", "金额"])
    sheet.append(["17", "2026-10-08", "支", "误工补贴", "巡河", "周某", 100])
    sheet.append([None, None, "支", None, "巡河", "张某", 120])
    sheet.append([None, None, "支", None, "巡河", "唐某", 140])
    sheet.append(["18", "2026-10-09", "支", "办公费", "打印纸", "晨光文具店", 186])
    sheet.append(["合计", None, None, None, None, None, 546])
    for where in ("A2:A4", "B2:B4", "D2:D4", "A6:F6"):
        sheet.merge_cells(where)


def _every_fault(sheet: Worksheet) -> None:
    """One bad cell after another; each must be told, and all at once."""
    good = ["2026-10-08", "支", "办公费", "打印纸", "晨光文具店", "186"]

    def row(voucher: object, **bad: object) -> None:
        cells = dict(zip(("date", "way", "subject", "summary", "payee", "amount"), good, strict=True)) | bad
        sheet.append([voucher, *cells.values()])

    sheet.append(["凭证号", "日期", "收支", "科目", "摘要", "对方", "金额(元)"])
    row("V1")
    row("V2", date="2026-02-30")
    row("V3", date="上周五")
    row("V4", date="2026-09-30")
    row("V5", date="")
    row("V6", amount="一百八")
    row("V7", amount="186.005")
    row("V8", amount="1,86")
    row("V9", amount="-186")
    row("V10", amount="0.00")
    row("V11", amount="")
    row("V12", amount="1000000000000.01")
    row("V13", way="")
    row("V14", way="借")
    row("V1")
    row("")
    row("V17", subject="", payee=" ")
    row("V18", payee="店" * 121)
    row("V19", date="2026-13-01", way="?", summary="", amount="x")
    row("V20", amount="186.500")


# Personal numbers, all invented: in cells that are imported, in some that are not, and one of an office.
_PERSONAL = [
    [*PLAIN[:7], "经手人", "满意度 13912345678"],
    ["V1", "2026-10-08", "支", "救助", "临时救助 身份证510107198001011235", "唐某", "500", "13912345678", ""],
    ["V2", "2026-10-09", "支", "救助", "转账", "唐某 6222 0212 3456 7894", "500", "李某", ""],
    ["510107198001011235", "2026-10-10", "支", "救助", "误工补贴", "唐某", "电话13912345678", "李某", ""],
    ["V4", "2026-10-11", "支", "救助", "监督电话 0834-2166188 公示牌", "唐某", "80", "李某", ""],
    ["制表：李某 13912345678", "", "", "", "", "", "", "", ""],
]


def _months(sheet: Worksheet) -> None:
    """One sheet for each month: the one named after the period is read."""
    book = sheet.parent
    assert book is not None
    sheet.title = "说明"
    sheet.append(["每月一表"])
    for month in (1, 10):
        other = book.create_sheet(f"{month}月")
        _fill(other, [PLAIN[:7], [f"M{month}", f"2026-{month:02}-08", *ROWS[0][2:7]]])


def _fill(sheet: Worksheet, rows: list[list[str]]) -> None:
    for row in rows:
        sheet.append([cell or None for cell in row])


def _xlsx(name: str, fill: Callable[[Worksheet], None]) -> None:
    book = Workbook()
    book.properties.created = book.properties.modified = _LONG_AGO
    fill(book.active)
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(FOLDER / name, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in made.namelist():  # fixed times: the same file from the same words
            packed.writestr(zipfile.ZipInfo(part, (2026, 1, 1, 0, 0, 0)), made.read(part))


def _xls(name: str, rows: list[list[str]]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.save(str(FOLDER / name))


def _csv(name: str, rows: list[list[str]], encoding: str, mark: str = ",") -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark).writerows(rows)
    (FOLDER / name).write_bytes(text.getvalue().encode(encoding))


if __name__ == "__main__":
    main()
