"""A child process that opens one workbook: `python -m shaiba.ledger.workbook`, the file on stdin, its sheets on stdout.

A broken or hostile file can make any reader of these formats ask for terabytes or abort the process. So it is read
apart, with limits, and what comes out is plain JSON.
"""

import io
import resource
import sys
import zipfile
from datetime import date, datetime
from typing import Any

import msgspec
from python_calamine import CalamineError, CalamineWorkbook

from .sheet import MAX_UNPACKED_BYTES, Code

MEMORY_BYTES = 2**30
CPU_S = 20
MAX_LINES = 120_000
"""Rows looked at in one sheet, blank ones included: twice those of a township's roll (shaiba.roll)."""


class Day(msgspec.Struct, frozen=True):
    """A cell that holds a date: its ISO day."""

    day: str


Raw = str | int | float | bool | Day | None


class Page(msgspec.Struct, frozen=True):
    """One sheet: name, cells, and what is merged downwards as (first row, last row, first column), from 0."""

    name: str
    grid: list[list[Raw]]
    merged: tuple[tuple[int, int, int], ...] = ()


class Book(msgspec.Struct, frozen=True):
    """What the child says: the sheets, or why there are none."""

    pages: list[Page] = []
    bad: Code | None = None


def main() -> None:
    """Read stdin, write stdout."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    sys.stdout.buffer.write(msgspec.json.encode(_open(sys.stdin.buffer.read())))


def _open(content: bytes) -> Book:
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED_BYTES:
                    return Book(bad="too_big")
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return Book([_page(book, name) for name in book.sheet_names])
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError):
        return Book(bad="not_a_sheet")


def _page(book: CalamineWorkbook, name: str) -> Page:
    sheet = book.get_sheet_by_name(name)
    merged = tuple((a[0], b[0], a[1]) for a, b in sheet.merged_cell_ranges or () if b[0] > a[0])
    rows = sheet.to_python(skip_empty_area=False, nrows=MAX_LINES)
    return Page(name, [[_cell(value) for value in row] for row in rows], merged)


def _cell(value: Any) -> Raw:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return Day(value.isoformat())
    return value if isinstance(value, str | int | float) else str(value)


if __name__ == "__main__":
    main()
