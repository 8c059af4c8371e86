"""Open a file: .xlsx, .xls or text, told apart by content and never by name, as sheets of cells.

Text is UTF-8 (with or without a byte-order mark), UTF-16 with one, or GB18030, of which GBK is a part; its cells are
parted by commas, tabs or semicolons, whichever the first lines have most of.
"""

import csv
import io
import zipfile
from datetime import date, datetime

import msgspec
from python_calamine import CalamineError, CalamineWorkbook

from .cells import Bad, Cell
from .sheet import MAX_BYTES, MAX_ROWS, MAX_UNPACKED_BYTES

Grid = list[list[Cell]]
_XLSX, _XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MAX_LINES = MAX_ROWS * 2
"""Rows looked at in one sheet, blank ones included."""


class Sheet(msgspec.Struct, frozen=True):
    """One sheet: its name, its cells, and what is merged downwards as (first row, last row, first column), from 0."""

    name: str
    grid: Grid
    merged: tuple[tuple[int, int, int], ...] = ()


def read(content: bytes) -> list[Sheet]:
    """The sheets of a file. Raises `Bad`: `empty`, `too_big`, `not_a_sheet`."""
    if not content.strip():
        raise Bad("empty")
    if len(content) > MAX_BYTES:
        raise Bad("too_big")
    if content.startswith((_XLSX, _XLS)):
        return _workbook(content)
    return [Sheet("", _rows(_text(content)))]


def _workbook(content: bytes) -> list[Sheet]:
    try:
        if content.startswith(_XLSX):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED_BYTES:
                    raise Bad("too_big")
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = []
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                merged = tuple((a[0], b[0], a[1]) for a, b in sheet.merged_cell_ranges or () if b[0] > a[0])
                grid = [[_cell(v) for v in row] for row in sheet.to_python(skip_empty_area=False, nrows=_MAX_LINES)]
                sheets.append(Sheet(name, grid, merged))
            return sheets
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError):
        raise Bad("not_a_sheet") from None


def _cell(value: object) -> Cell:
    if value is None or value == "":
        return None
    return value if isinstance(value, (str, int, float, date, datetime)) else str(value)


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text or text.lstrip()[:1] == "<":  # binary; or HTML, which some programs save as .xls
            break
        return text
    raise Bad("not_a_sheet")


def _rows(text: str) -> Grid:
    first = text.splitlines()[:10]
    mark = max(",\t;", key=lambda m: sum(line.count(m) for line in first))
    try:
        return [[cell or None for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
    except csv.Error:
        raise Bad("not_a_sheet") from None
