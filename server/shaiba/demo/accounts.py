"""A village's money, month by month: invented, but such as a village of this size has."""

import calendar
import csv
import random
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from .people import names

FILE = Path(__file__).with_name("sorts.csv")


class Sort(NamedTuple):
    """One sort of entry. Amounts are in fen, in steps; `times` is how often a month; the other side is `who`, or
    stands behind an @ in the summary."""

    direction: str
    subject: str
    summaries: tuple[str, ...]
    who: tuple[str, ...]
    low: int
    high: int
    step: int
    times: int
    receipt: str
    project: str = ""


class Entry(NamedTuple):
    """An entry and the sort of receipt it would have."""

    fields: dict[str, Any]
    receipt: str


CASH_FEN = 100_000
"""Above a thousand yuan nothing is paid in cash."""
OUT, IN = "out", "in"
VILLAGER = "villager"


@cache
def sorts() -> tuple[Sort, ...]:
    """The sorts of entries, from sorts.csv beside this module."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Sort(
                direction, subject, tuple(summaries.split("|")), tuple(filter(None, who.split("|"))),
                int(low), int(high), int(step), int(times), receipt, project,
            )
            for direction, subject, summaries, who, low, high, step, times, receipt, project in [*csv.reader(file)][1:]
        )  # fmt: skip


def ledger(code: str, month: str, seed: int, *, scale: float, staff: tuple[str, str, str]) -> list[Entry]:
    """The entries of one month, by day. `staff`: who handles, who witnesses, who approves."""
    rng = random.Random(f"ledger/{seed}/{code}/{month}")
    crowd = names(random.Random(f"crowd/{seed}/{code}"), 160)
    year, number = (int(part) for part in month.split("-"))
    days = calendar.monthrange(year, number)[1]
    entries = []
    for sort in sorts():
        for _ in range(max(1, round(sort.times * scale)) if scale < 1 else sort.times):
            summary, _, payee = rng.choice(sort.summaries).partition("@")
            payee = payee or rng.choice(crowd if sort.who == (VILLAGER,) else sort.who)
            amount = rng.randrange(sort.low, sort.high + 1, sort.step)
            if sort.direction == OUT and sort.high > 500_000:  # most sums are small, a few are not
                amount = max(sort.low, int(amount * rng.random() ** 2) // sort.step * sort.step)
            fields: dict[str, Any] = {
                "date": f"{month}-{rng.randint(1, days):02}",
                "direction": sort.direction,
                "subject": sort.subject,
                "summary": summary,
                "payee": payee,
                "amount_fen": amount,
                "account": "基本户",
                "method": _method(sort, amount, rng),
                "handler": staff[0],
            }
            if sort.direction == OUT:
                fields |= {"witness": staff[1], "approver": staff[2]}
            if sort.project:
                fields["project"] = sort.project
            entries.append(Entry(fields, sort.receipt))
    entries.sort(key=lambda entry: str(entry.fields["date"]))
    return [
        Entry({"voucher": f"{month}-{index:04}", **entry.fields}, entry.receipt)
        for index, entry in enumerate(entries, start=1)
    ]


def _method(sort: Sort, amount_fen: int, rng: random.Random) -> str:
    if amount_fen > CASH_FEN:
        return "银行转账"
    return "现金" if sort.receipt == "slip" else rng.choice(("银行转账", "村务卡", "现金"))


def totals(entries: list[Entry]) -> tuple[int, int]:
    """Fen in and out."""
    sums = {IN: 0, OUT: 0}
    for entry in entries:
        amount, way = entry.fields["amount_fen"], entry.fields["direction"]
        sums[str(way)] += amount if isinstance(amount, int) else 0
    return sums[IN], sums[OUT]
