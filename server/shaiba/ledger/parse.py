"""The whole sheet: find the header, read every row, tell every fault at once.

Spec by example: sync/vectors/ledger. The phone's twin is pwa/src/features/ledger.
"""

from collections.abc import Container, Sequence
from typing import Any, NamedTuple

import msgspec

from shaiba_sync.personal import hide_personal, may_hold_number
from shaiba_sync.privacy import strike_personal

from . import cells
from .cells import Bad, Cell
from .glance import ALWAYS, BLOCK, MAY_BE_TOTAL, SAYS_NO_TOTAL, TOTALS, Glance
from .read import Sheet, read
from .sheet import (
    AMOUNTS,
    COLUMNS,
    FOOTER_WORDS,
    HEADER_NAMES,
    HEADER_ROWS,
    IGNORED,
    MAX_ROWS,
    Code,
    Column,
    NoteCode,
)

Row = dict[str, Any]
"""One entry: the fields of `entry.post` but for `disclosure`."""


class Problem(msgspec.Struct, frozen=True):
    """A bad cell. `row` counts from 1 as the sheet does; `column` is its letter, `name` what the header calls it;
    `value` is what stands there, personal numbers masked. A fault of the whole file has row 0 and no column."""

    row: int
    column: str
    name: str
    code: str
    value: str


class Note(msgspec.Struct, frozen=True):
    """What was left out or masked: the row (or the header's, for a column), and its words."""

    row: int
    code: NoteCode
    value: str


class Parsed(msgspec.Struct, frozen=True):
    """What a sheet says. With problems there are rows too (those that are right), but nothing may be published."""

    sheet: str
    rows: list[Row]
    problems: list[Problem]
    notes: list[Note]
    numbered: list[int]
    """Places of the rows that may hold a personal number: the others were looked at, and hold none."""

    @property
    def total_in(self) -> int:
        """Fen that came in."""
        return sum(row["amount_fen"] for row in self.rows if row["direction"] == "in")

    @property
    def total_out(self) -> int:
        """Fen that went out."""
        return sum(row["amount_fen"] for row in self.rows if row["direction"] == "out")


def parse(content: bytes, period: str, *, mask: bool = False) -> Parsed:
    """Read a file as the ledger of a period (`2026-10`, `2026-Q3`, `2026`). Personal numbers are faults, or
    noted where they will be masked (mask.py)."""
    try:
        sheets = read(content)
    except Bad as bad:
        return Parsed("", [], [Problem(0, "", "", bad.code, "")], [], [])
    headed = [(sheet, at) for sheet in sheets if (at := find_header(sheet.grid, COLUMN_BY_NAME)) is not None]
    if not headed:
        blank = all(cell is None for sheet in sheets for row in sheet.grid for cell in row)
        return Parsed("", [], [Problem(0, "", "", "empty" if blank else "no_header", "")], [], [])
    sheet, at = next((pair for pair in headed if _named_after(pair[0].name, period)), headed[0])
    reader = _Reader(sheet, at, period, mask)
    others = [Note(0, "other_sheet", hide_personal(other.name)) for other, _ in headed if other is not sheet]
    return Parsed(sheet.name, reader.rows, reader.problems, others + reader.notes, reader.numbered)


def parse_rows(
    header: list[Cell], rows: Sequence[tuple[int, list[Cell]]], period: str, *, mask: bool = False
) -> Parsed:
    """Some rows of a longer text, each with the number of its line, as the sheet of a period."""
    reader = _Reader(Sheet("", [header, *(row for _, row in rows)]), 0, period, mask)
    lines = (0, 1, *(line for line, _ in rows))
    problems = [msgspec.structs.replace(one, row=lines[one.row]) for one in reader.problems]
    notes = [msgspec.structs.replace(one, row=lines[one.row]) for one in reader.notes]
    return Parsed("", reader.rows, problems, notes, reader.numbered)


def letter(index: int) -> str:
    """The letter of a column counted from 0: A … Z, AA …"""
    head, tail = divmod(index, 26)
    return (letter(head - 1) if head else "") + chr(65 + tail)


class _Line(NamedTuple):
    """A row under way: its number, its cells, each of them as text, and whether a personal number may be in any."""

    number: int
    cells: list[Cell]
    texts: list[str]
    has_number: bool


class _Reader:
    """One pass over a sheet."""

    def __init__(self, sheet: Sheet, at: int, period: str, mask: bool) -> None:
        self.rows: list[Row] = []
        self.numbered: list[int] = []
        self.problems: list[Problem] = []
        self.notes: list[Note] = []
        self._period = period
        self._mask = mask
        self._header = sheet.grid[at]
        self._names = [cells.header(cell) for cell in self._header]
        self._columns: dict[str, list[int]] = {}
        self._first_row: dict[str, int] = {}  # where each voucher was met
        self._read_header(sheet.grid, at)
        self._people = {i for field in SAYS_NO_TOTAL for i in self._columns.get(field, ())}
        self._facts = {i for field in ("date", *AMOUNTS) for i in self._columns.get(field, ())}
        self._amounts = [field for field in AMOUNTS if field in self._columns]
        self._sole = {field: places[0] for field, places in self._columns.items() if len(places) == 1}
        self._words = [
            (one.field, self._sole.get(one.field, -1), one.type == "day", one.required, one.limit)
            for one in COLUMNS
            if one.field in self._columns and one.type in ("text", "day")
        ]
        if not self.problems:
            self._merge(sheet, at)
            glance = Glance(self._header, self._columns, period)
            for index in range(at + 1, len(sheet.grid), BLOCK):
                self._read_rows(glance, sheet.grid[index : index + BLOCK], index + 1)
            if not self.rows and not self.problems:
                self._problem(0, None, "empty", "")
            elif len(self.rows) > MAX_ROWS:
                self._problem(0, None, "too_many_rows", str(len(self.rows)))
        self.problems.sort(key=lambda p: (p.row, len(p.column), p.column))

    def _read_header(self, grid: list[list[Cell]], at: int) -> None:
        for index, cell in enumerate(self._header):
            name = cells.header(cell)
            column = COLUMN_BY_NAME.get(name)
            if column:
                self._columns.setdefault(column.field, []).append(index)
                if column.type != "text" and len(self._columns[column.field]) > 1:
                    self._problem(at + 1, index, "duplicate_column", cells.plain(cell))
            elif name and name not in IGNORED:
                self._note(at + 1, "unknown_column", cells.plain(cell))
        if not any(field in self._columns for field in AMOUNTS) and "direction" in self._columns:
            index = self._columns["direction"][0]
            if not any(cells.is_direction(row[index]) for row in grid[at + 1 :] if index < len(row)):
                self._columns["amount"] = self._columns.pop("direction")
        for column in COLUMNS:
            if column.required and column.field not in self._columns:
                self.problems.append(Problem(at + 1, "", column.name, "missing_column", ""))
        if not any(field in self._columns for field in AMOUNTS):
            self.problems.append(Problem(at + 1, "", "金额", "missing_column", ""))

    def _merge(self, sheet: Sheet, at: int) -> None:
        """Fill what is merged downwards. A voucher over several rows is one with several lines: 17, 17/2, 17/3."""
        vouchers = self._columns.get("voucher", [])
        for first, last, left in sheet.merged:
            if first <= at or first >= len(sheet.grid) or left >= len(sheet.grid[first]):
                continue
            value = sheet.grid[first][left]
            for line, row in enumerate(sheet.grid[first + 1 : last + 1], start=2):
                if value is not None and left < len(row):
                    row[left] = f"{cells.plain(value)}/{line}" if left in vouchers else value

    def _read_rows(self, glance: Glance, rows: list[list[Cell]], number: int) -> None:
        """Rows from this number on: at one glance, or each by itself."""
        tidy = glance.read(rows)
        if tidy is None or len({*tidy.vouchers}) < len(rows) or not self._first_row.keys().isdisjoint(tidy.vouchers):
            for place, row in enumerate(rows, number):
                self._read_row(row, place)
            return
        self._first_row.update(zip(tidy.vouchers, range(number, number + len(rows)), strict=True))
        self.rows += tidy.rows

    def _read_row(self, row: list[Cell], number: int) -> None:
        texts = cells.texts(row)
        whole = "\n".join(texts)
        if not any(texts) or self._is_header(texts):
            return
        if MAY_BE_TOTAL.search(whole) and (total := self._total(texts)):
            self._note(number, "total", total)
            return
        if not self._has_facts(texts) and (footer := _footer(texts)):
            self._note(number, "footer", footer)
            return
        before = len(self.problems)
        line = _Line(number, row, texts, may_hold_number(whole))  # few rows do
        entry: Row = dict.fromkeys(ALWAYS)
        self._read_amount(line, entry)
        self._read_texts(line, entry)
        if len(self.problems) == before:
            if line.has_number:
                self.numbered.append(len(self.rows))
            self.rows.append(entry)

    def _has_facts(self, texts: list[str]) -> bool:
        """Whether a day or a sum stands there."""
        return any(index < len(texts) and texts[index] for index in self._facts)

    def _is_header(self, texts: list[str]) -> bool:
        """Whether a page's header stands here again."""
        day = self._columns["date"][0]  # of few rows its name stands there
        if len(texts) != len(self._names) or cells.header(texts[day]) != self._names[day]:
            return False
        return all(map(str.__eq__, map(cells.header, texts), self._names))

    def _total(self, texts: list[str]) -> str | None:
        """What says that a row is a total. A person may be called so."""
        return next((text for i, text in enumerate(texts) if i not in self._people and _is_total(text)), None)

    def _read_texts(self, line: "_Line", entry: Row) -> None:
        """What stands in all columns but those of money."""
        width, has_number = len(line.texts), line.has_number
        for field, index, is_day, is_required, limit in self._words:
            if index < 0:
                index, typed = self._cell(line, field)
            else:
                typed = line.texts[index] if index < width else ""
            text = hide_personal(typed) if has_number else typed
            if not text:
                if is_required:
                    self._problem(line.number, index, "missing", "")
            elif is_day:
                self._read_day(line, index, entry)
            elif text != typed and not self._mask:
                self._problem(line.number, index, "identifier", text)
            elif len(text) > limit:
                self._problem(line.number, index, "too_long", text)
            elif field == "voucher" and self._was_met(strike_personal(typed) if has_number else typed, line.number):
                self._problem(line.number, index, "duplicate_voucher", text)
            else:
                if text != typed:
                    self._note(line.number, "masked", text)
                entry[field] = typed

    def _was_met(self, voucher: str, number: int) -> bool:
        """Whether the voucher stands in a row above."""
        return self._first_row.setdefault(voucher, number) != number

    def _read_day(self, line: "_Line", index: int, entry: Row) -> None:
        try:
            day = cells.day(line.cells[index])
        except Bad as bad:
            self._problem(line.number, index, bad.code, line.texts[index])
            return
        if not cells.in_period(day, self._period):
            self._problem(line.number, index, "outside_period", line.texts[index])
        entry["date"] = day

    def _read_amount(self, line: "_Line", entry: Row) -> None:
        before = len(self.problems)
        said = self._read_direction(line)
        found: dict[str, tuple[int, int]] = {}
        for field in self._amounts:
            index, text = self._cell(line, field)
            try:
                fen = cells.amount(line.cells[index]) if text else None
            except Bad as bad:
                self._problem(line.number, index, bad.code, text)
                continue
            if fen is not None and (fen != 0 or field == "amount"):
                found[field] = (fen, index)
        if len(self.problems) == before:
            self._settle(line, entry, found, said)

    def _read_direction(self, line: "_Line") -> str | None:
        """What the direction column says. It must say it, but where income and expense have columns of their own."""
        if "direction" not in self._columns:
            return None
        index, text = self._cell(line, "direction")
        if not text and "amount" not in self._columns:
            return None
        try:
            return cells.direction(text)
        except Bad as bad:
            self._problem(line.number, index, bad.code, text)
            return None

    def _settle(self, line: "_Line", entry: Row, found: dict[str, tuple[int, int]], said: str | None) -> None:
        """Which way the money went, and how much of it."""
        if not found:
            self._problem(line.number, self._cell(line, self._amounts[0])[0], "missing", "")
            return
        field, (fen, index) = next(iter(found.items()))
        way = {"income": "in", "expense": "out"}.get(field, said)
        if len(found) > 1:
            index = list(found.values())[1][1]
            self._problem(line.number, index, "both_directions", line.texts[index])
            return
        if said is not None and said != way:
            index, text = self._cell(line, "direction")
            self._problem(line.number, index, "both_directions", text)
            return
        if way is None:
            way, fen = ("out", -fen) if fen < 0 else ("in", fen)
        if fen <= 0:
            self._problem(line.number, index, "negative" if fen < 0 else "zero", line.texts[index])
        else:
            entry["direction"], entry["amount_fen"] = way, fen

    def _cell(self, line: "_Line", field: str) -> tuple[int, str]:
        """The first cell of a field that holds anything (收款人 and 付款人 may both be there), else its first cell: its
        column, and what it says."""
        texts = line.texts
        if (sole := self._sole.get(field)) is not None:
            return sole, texts[sole] if sole < len(texts) else ""
        indexes = self._columns[field]
        for index in indexes:
            if index < len(texts) and (text := texts[index]):
                return index, text
        return indexes[0], ""

    def _problem(self, row: int, index: int | None, code: Code, value: str) -> None:
        name = cells.plain(self._header[index]) if index is not None and index < len(self._header) else ""
        where = "" if index is None else letter(index)
        self.problems.append(Problem(row, where, hide_personal(name), code, hide_personal(value)))

    def _note(self, row: int, code: NoteCode, value: str) -> None:
        self.notes.append(Note(row, code, hide_personal(value)))


COLUMN_BY_NAME: dict[str, Column] = {
    cells.header(name): column for column in COLUMNS for name in (column.name, *column.aliases)
}


def find_header(grid: list[list[Cell]], names: Container[str]) -> int | None:
    """The first of the rows that name most columns, where it names enough of them."""
    counts = [sum(cells.header(cell) in names for cell in row) for row in grid[:HEADER_ROWS]]
    best = max(counts, default=0)
    return counts.index(best) if best >= HEADER_NAMES else None


def _named_after(name: str, period: str) -> bool:
    year, _, month = period.partition("-")
    if not month.isdigit():
        return False
    tight = cells.header(name)
    digits = "".join(c if c.isdigit() else " " for c in tight).split()
    if year + month in digits:
        return True
    return f"{int(month)}月" in tight and str(int(month)) in [d.lstrip("0") for d in digits]


def _is_total(text: str) -> bool:
    return not text.isascii() and cells.header(text) in TOTALS


def _footer(texts: list[str]) -> str | None:
    """The first words of a row that begins as those do under a sheet."""
    return next(filter(None, texts)) if any(map(_starts_footer, texts)) else None


def _starts_footer(text: str) -> bool:
    tight = text.replace(" ", "").replace("：", ":")
    return any(tight.startswith(word) and ":" in tight[: len(word) + 9] for word in FOOTER_WORDS)
