"""What a ledger sheet is: its columns, their names and aliases, their types and limits, the words that mean something.

One declaration for both languages: `shaiba kinds` writes it to pwa/src/generated/kinds.ts.
"""

from typing import Literal

import msgspec

Type = Literal["text", "day", "amount", "direction"]
Period = str
"""`2026-10`, `2026-Q3` or `2026`."""

Code = Literal[
    "missing",
    "not_a_date",
    "outside_period",
    "not_an_amount",
    "too_precise",
    "negative",
    "zero",
    "too_large",
    "both_directions",
    "no_direction",
    "duplicate_voucher",
    "too_long",
    "identifier",
    "missing_column",
    "duplicate_column",
    "no_header",
    "empty",
    "not_a_sheet",
    "too_big",
    "too_many_rows",
]
"""What can be wrong, in a word; the phone has a sentence for each. With one of these, nothing is imported."""

NoteCode = Literal["unknown_column", "total", "footer", "other_sheet", "masked"]
"""What was left out, or masked, and does no harm; it is told, so that nobody thinks it was imported."""


class Column(msgspec.Struct, frozen=True):
    """One column: the field of an entry it fills, the name it should have, other names it may have. `limit` is in
    characters (code points)."""

    field: str
    name: str
    aliases: tuple[str, ...]
    type: Type
    required: bool = False
    limit: int = 120


COLUMNS: tuple[Column, ...] = (
    Column("voucher", "凭证号", ("凭证字号", "凭证编号", "凭证号码", "凭证", "单据号", "编号"), "text", True, 40),
    Column("date", "日期", ("记账日期", "业务日期", "发生日期", "收支日期", "支付日期", "时间"), "day", True),
    Column("direction", "收支", ("收/支", "收支方向", "收支类型", "收支类别", "方向"), "direction"),
    Column("amount", "金额", ("发生额", "发生金额", "交易金额", "收支金额"), "amount"),
    Column("income", "收入", ("收入金额", "收入额", "收款金额"), "amount"),
    Column("expense", "支出", ("支出金额", "支出额", "付款金额"), "amount"),
    Column("subject", "科目", ("会计科目", "科目名称", "收支科目", "收支项目"), "text", True),
    Column("summary", "摘要", ("业务摘要", "事由", "用途", "内容", "款项用途", "收支内容"), "text", True, 2000),
    Column(
        "payee",
        "对方",
        (
            "收款人",
            "付款人",
            "收付款人",
            "收/付款人",
            "收款人/付款人",
            "收款单位",
            "付款单位",
            "对方单位",
            "对方名称",
            "对方户名",
            "往来单位",
            "领款人",
            "交款人",
        ),
        "text",
        True,
    ),
    Column("account", "账户", ("账户名称", "银行账户", "资金账户", "开户账户"), "text"),
    Column("method", "支付方式", ("结算方式", "付款方式", "收支方式", "收付方式"), "text"),
    Column("handler", "经手人", ("经办人", "经手", "经办"), "text"),
    Column("witness", "证明人", ("证明", "见证人"), "text"),
    Column("approver", "审批人", ("审批", "批准人", "审批签字"), "text"),
    Column("project", "项目", ("项目名称", "工程项目", "所属项目"), "text"),
    Column("note", "备注", ("附注", "说明"), "text", False, 2000),
)

AMOUNTS = ("amount", "income", "expense")
"""A sheet says what came in and went out in one of three ways: `amount` with `direction`; `income` and `expense`;
a signed `amount` (or a `direction` column that holds signed amounts, when no other amount is there)."""

IGNORED = (
    "序号",
    "行号",
    "余额",
    "结余",
    "附件",
    "附件数",
    "附件张数",
    "票据张数",
    "票据",
    "月",
    "日",
    "月份",
    "年月",
    "制单人",
    "记账人",
)
"""Columns that ledgers often have and that are left out without a word."""

UNITS = ("(元)", "(人民币)", "(人民币元)", "(¥)", "(rmb)", "/元")
"""Endings of a header that say the unit; anything else, like (万元), makes it another column."""

IN_WORDS = ("收", "收入", "入", "进", "收款", "+", "in")
OUT_WORDS = ("支", "支出", "出", "付", "付款", "付出", "-", "out")
BLANK_AMOUNTS = ("-", "--", "—", "——", "–", "/")
"""What accountants write in an amount column for nothing."""

TOTAL_WORDS = ("合计", "小计", "累计", "总计", "共计", "合计数", "累计数", "结转", "结存", "余额", "承前页", "过次页")
TOTAL_PREFIXES = (
    "",
    "本日",
    "本月",
    "本季",
    "本年",
    "本期",
    "本页",
    "上月",
    "上年",
    "上期",
    "期初",
    "期末",
    "年初",
    "年末",
    "月初",
    "月末",
)
"""A row is a total when one of its cells is a prefix and a total word: 合计, 本月合计, 上年结转, 小计：."""

FOOTER_WORDS = (
    "制表",
    "填表",
    "填报",
    "审核",
    "复核",
    "会计",
    "出纳",
    "主任",
    "负责人",
    "单位负责人",
    "监委会",
    "理财小组",
    "注",
    "说明",
)
"""A row with neither day nor amount in which a cell starts with one of these, up to eight characters and a colon."""

HEADER_ROWS = 10
"""The header is looked for in so many first rows: titles often stand above it."""
HEADER_NAMES = 3
"""A row is a header when it names at least so many columns."""

MAX_BYTES = 8 * 2**20
MAX_UNPACKED_BYTES = 64 * 2**20
"""An .xlsx is a zip: what it unpacks to is looked at before it is unpacked."""
MAX_ROWS = 5000
"""Rows of entries in one sheet: more than any village has in a year."""
MAX_FEN = 10**14
"""A trillion yuan: beyond it there is a typing error, and every sum of a ledger stays exact in a double."""
FIRST_YEAR, LAST_YEAR = 2000, 2099
