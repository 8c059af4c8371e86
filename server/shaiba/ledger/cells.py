"""One cell: text, day, amount or direction out of whatever a sheet holds there. No floating point touches money.

A cell is `str`, `int`, `float`, `date`, `datetime` or None, as a reader gives it.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from .sheet import BLANK_AMOUNTS, FIRST_YEAR, IN_WORDS, LAST_YEAR, MAX_FEN, OUT_WORDS, UNITS, Code

Cell = str | int | float | date | datetime | None


class Bad(Exception):
    """The cell is not what its column asks for; `code` says why."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


def plain(cell: Cell) -> str:
    """A cell as text: white space at the ends gone and one space inside, whole numbers without a point, days as ISO."""
    if type(cell) is str:  # most are
        return " ".join(cell.replace("\ufeff", "").split())
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case float():
            return format(Decimal(format(cell, ".15g")).normalize(), "f")
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
    return " ".join(str(cell).replace("\ufeff", "").split())


def texts(row: Sequence[Cell]) -> list[str]:
    """Each cell of a row as `plain` has it. A row of tidy texts, as most are, is seen at one glance."""
    bare = ["" if cell is None else cell for cell in row]
    try:
        whole = "".join(bare)  # type: ignore[arg-type]  # what is no text says so
        if "\ufeff" not in whole and whole.split(None, 1) == [whole]:
            return bare  # type: ignore[return-value]
    except TypeError:
        pass
    return [plain(cell) for cell in row]


def header(cell: Cell) -> str:
    """The name of a column in the form that names are compared in: NFKC, without white space, unit, star and colon."""
    return _header_text(plain(cell))


@lru_cache(4096)  # a repeated header is looked for in every row
def _header_text(text: str) -> str:
    name = _tight_text(text).replace("*", "").replace(":", "")
    if name.endswith(UNITS):
        unit = next(unit for unit in UNITS if name.endswith(unit))
        return name.removesuffix(unit) or name
    return name


def day(cell: Cell) -> str:
    """An ISO day from a date, an Excel serial number, or 2026-10-08, 2026/10/8, 2026.10.8, 2026年10月8日, 20261008."""
    if isinstance(cell, date):
        return _real(cell.year, cell.month, cell.day)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, (int, float)):
        whole = int(cell)
        if whole < 100_000:  # Excel counts days from 1899-12-30; a fraction is the time of day
            counted = date(1899, 12, 30) + timedelta(days=max(whole, 0))
            return _real(counted.year, counted.month, counted.day)
    return _written_day(plain(cell))


@lru_cache(4096)  # a county's days of ten years
def _written_day(text: str) -> str:
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text))
    if not found:
        raise Bad("not_a_date")
    month, day_ = next((found[f"m{n}"], found[f"d{n}"]) for n in (1, 2, 3) if found[f"m{n}"])
    return _real(int(found["y"]), int(month), int(day_))


def amount(cell: Cell) -> int | None:
    """Fen, exactly; None for an empty cell or a dash. Text may have ¥, commas, 元, full-width digits, (1.00) for −1."""
    if type(cell) is str and _SIMPLE_AMOUNT.fullmatch(cell):
        return int(cell.replace(".", "")) if cell[-3:-2] == "." else int(cell) * 100
    # of a number, what Excel shows: 15 digits, so that 0.1 + 0.2 is 0.3
    text = format(Decimal(format(cell, ".15g")), "f") if isinstance(cell, float) else _tight(cell)
    text = text.replace("\u2212", "-")
    if text == "" or text in BLANK_AMOUNTS:
        return None
    bracketed = text.startswith("(") and text.endswith(")")  # how bookkeepers write what is less than nothing
    found = _AMOUNT.fullmatch(text[1:-1] if bracketed else text)
    if not found:
        raise Bad("not_an_amount")
    minus, minus_after_sign, whole, part = found.groups(default="")
    cents = part.rstrip("0")
    if len(cents) > 2:
        raise Bad("too_precise")
    fen = int(whole.replace(",", "")) * 100 + int(cents.ljust(2, "0"))
    if fen > MAX_FEN:
        raise Bad("too_large")
    return -fen if bracketed or minus or minus_after_sign else fen


def is_direction(cell: Cell) -> bool:
    """Whether a cell says which way money went."""
    return _tight(cell) in IN_WORDS + OUT_WORDS


def direction(cell: Cell) -> str:
    """`in` or `out`."""
    word = _tight(cell)
    if word in IN_WORDS:
        return "in"
    if word in OUT_WORDS:
        return "out"
    raise Bad("no_direction")


def is_period(text: str) -> bool:
    """Whether it is a month, a quarter or a year as a disclosure says it: 2026-10, 2026-Q3, 2026."""
    return re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]))?", text) is not None


def in_period(iso_day: str, period: str) -> bool:
    """Whether a day lies in a month, quarter or year."""
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        return iso_day[:4] == year and (int(iso_day[5:7]) + 2) // 3 == int(part[1])
    return iso_day.startswith(period)


_DAY = re.compile(
    r"(?P<y>[0-9]{4})"
    r"(?:(?P<sep>[-/.])(?P<m1>[0-9]{1,2})(?P=sep)(?P<d1>[0-9]{1,2})"
    r"|年(?P<m2>[0-9]{1,2})月(?P<d2>[0-9]{1,2})日?"
    r"|(?P<m3>[0-9]{2})(?P<d3>[0-9]{2}))"
    r"(?: [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
)
_SIMPLE_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{2})?", re.ASCII)
"""As most are written; never too large."""
_AMOUNT = re.compile(
    r"(-?)(?:¥|rmb|人民币)?(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,30})(?:\.([0-9]{1,30}))?(?:元[整正]?)?"
)


def _tight(cell: Cell) -> str:
    """NFKC (full-width digits and brackets become plain ones), no white space, lower case."""
    return _tight_text(plain(cell))


@lru_cache(4096)  # a sheet says the same subjects, names and ways of paying over and over
def _tight_text(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _real(year: int, month: int, day_: int) -> str:
    try:
        real = date(year, month, day_)
    except ValueError:
        raise Bad("not_a_date") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Bad("not_a_date")
    return real.isoformat()
