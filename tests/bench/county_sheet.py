"""The text file with a county's ledgers that is imported: of so many villages, the same rows for each."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from shaiba.regions import load_regions
from tests.bench import ledger

MONTHS = 12
POOL = 20_000
"""Rows that are made; further villages have the same."""
COLUMNS = {
    "voucher": "凭证号",
    "date": "日期",
    "subject": "科目",
    "summary": "摘要",
    "payee": "收款人",
    "account": "账户",
    "method": "支付方式",
    "handler": "经手人",
    "witness": "证明人",
    "approver": "审批人",
}


def write(file: Path, rows: int, villages: int) -> None:
    """So many rows in all, a village after the other, as a program of accountants writes them."""
    codes = [region.code for region in load_regions() if region.level == "village"][:villages]
    with file.open("w", encoding="gb18030", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["村编码", *COLUMNS.values(), "收支", "金额"])
        each = -(-rows // villages)
        made = list(islice(_rows(each), each))
        writer.writerows(islice(([code, *row] for code in codes for row in made), rows))


def _rows(each: int) -> Iterator[list[str]]:
    number = 0
    for act in ledger.acts(min(each, POOL), MONTHS):
        for change in act.changes:
            if change["do"] == "entry.post":
                entry, number = {**change["set"], "voucher": f"记-{number}"}, number + 1
                way = {"in": "收", "out": "支"}[entry["direction"]]
                yield [*(entry.get(field, "") for field in COLUMNS), way, f"{entry['amount_fen'] / 100:.2f}"]
