"""Many rows of a sheet at one glance: where nothing of them is to be told, they are read column by column.

It only decides that all is well. What it does not take is read row by row (parse.py), which says what is wrong.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from shaiba_sync.personal import may_hold_number

from . import cells
from .cells import Bad, Cell
from .sheet import AMOUNTS, COLUMNS, TOTAL_PREFIXES, TOTAL_WORDS, UNITS

BLOCK = 64
"""Rows that are looked at together: one that is odd has so many read by themselves."""

ALWAYS = ("voucher", "date", "direction", "subject", "summary", "payee", "amount_fen")
"""What a row without a fault has, in this order; whatever else it has comes after it."""

TOTALS = frozenset(prefix + total for prefix in TOTAL_PREFIXES for total in TOTAL_WORDS)

SAYS_NO_TOTAL = ("payee", "account", "method", "handler", "witness", "approver", "project", "note")
"""Whoever is paid may be called like a total."""


def _all_han_but(kept: str) -> str:
    """For a class of a pattern. No form of text makes another character of one of these."""
    places = [0x4DFF, *sorted({ord(one) for one in kept if "\u4e00" <= one <= "\u9fff"}), 0xA000]
    return "".join(f"{chr(a + 1)}-{chr(b - 1)}" for a, b in pairwise(places) if b - a > 1)


_NEVER = _all_han_but("".join((*TOTALS, *UNITS)))
MAY_BE_TOTAL = re.compile(rf"^[ -~]*+[^\n{_NEVER}]+$", re.MULTILINE)
"""A line of which all could be of a total's words, and not all of it ASCII: one look at a whole row, which few pass."""


class Tidy(NamedTuple):
    """What rows say, and the voucher of each."""

    rows: list[dict[str, Any]]
    vouchers: Sequence[str]


class Glance:
    """A sheet's columns as they are looked at together. `columns` are the places of each field; `header` has None where
    a column is to be empty. Sheets of other forms (income and expense apart, a field in two columns) it never takes."""

    def __init__(self, header: Sequence[Cell], columns: Mapping[str, Sequence[int]], period: str) -> None:
        self._period = period
        self._width = len(header)
        self._empty = [index for index, cell in enumerate(header) if cell is None]
        at = {field: places[0] for field, places in columns.items() if len(places) == 1}
        self._is_for = len(at) == len(columns) and [field for field in AMOUNTS if field in at] == ["amount"]
        self._is_for = self._is_for and "direction" in at
        self._at = at
        self._words = [
            (one.field, at[one.field], one.required, one.limit)
            for one in COLUMNS
            if one.type == "text" and one.field in at
        ]
        more = (field for field, _, _, _ in self._words if field not in ALWAYS)
        self._fields = (*ALWAYS, *more)
        known = {at[field] for field in (*SAYS_NO_TOTAL, "date", "direction", "amount") if field in at}
        self._may_be_total = [index for index in range(self._width) if index not in known]

    def read(self, rows: Sequence[Sequence[Cell]]) -> Tidy | None:
        """What they say; None where any of them is to be looked at by itself."""
        if not self._is_for or {*map(len, rows)} != {self._width}:
            return None
        try:
            columns = self._texts(list(zip(*rows, strict=True)))
            found = self._facts(columns)
        except (Bad, TypeError):  # a cell that is not what its column asks for; or no text
            return None
        if found is None:
            return None
        for field, index, is_required, limit in self._words:
            column = columns[index]
            if (is_required and not all(column)) or max(map(len, column)) > limit:
                return None
            found[field] = column
        if may_hold_number("\n".join(["\n".join(columns[index]) for _, index, _, _ in self._words])):
            return None
        if MAY_BE_TOTAL.search("\n".join(["\n".join(columns[index]) for index in self._may_be_total])):
            return None
        return Tidy([*_dicts(self._fields, found)], columns[self._at["voucher"]])

    def _texts(self, columns: list[Sequence[Any]]) -> list[Sequence[str]]:
        """Each cell as `cells.plain` has it. Raises `TypeError` where one is no text."""
        for index in self._empty:
            columns[index] = [cell or "" for cell in columns[index]]
        whole = "".join(["".join(column) for column in columns])
        if "\ufeff" not in whole and whole.split(None, 1) == [whole]:
            return columns
        return [[*map(cells.plain, column)] for column in columns]

    def _facts(self, columns: list[Sequence[str]]) -> dict[str, Sequence[Any]] | None:
        """Days, ways and sums. Raises `Bad`."""
        said, ways = columns[self._at["date"]], columns[self._at["direction"]]
        days = {text: cells.day(text) for text in {*said}}
        if not all(cells.in_period(day, self._period) for day in days.values()):
            return None
        way_of = {text: cells.direction(text) for text in {*ways}}
        fens = [cells.amount(text) for text in columns[self._at["amount"]]]
        if any(fen is None or fen <= 0 for fen in fens):
            return None
        return {
            "date": [days[text] for text in said],
            "direction": [way_of[text] for text in ways],
            "amount_fen": fens,
        }


def _dicts(fields: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """Rows of columns, each without the fields of which it says nothing."""
    whole = all(all(columns[field]) for field in fields)
    for values in zip(*(columns[field] for field in fields), strict=True):
        pairs = zip(fields, values, strict=True)
        yield dict(pairs) if whole else {field: value for field, value in pairs if value}
