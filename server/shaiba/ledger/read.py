"""Open a file: .xlsx, .xls or text, told apart by content and never by name, as sheets of cells.

Text is UTF-8 (with or without a byte-order mark), UTF-16 with one, or GB18030, of which GBK is a part; its cells are
parted by commas, tabs or semicolons, whichever the first lines have most of.
"""

import csv
import io
import subprocess
import sys
from collections.abc import Sequence
from datetime import date

import msgspec

from .cells import Bad, Cell
from .sheet import HEADER_ROWS, MAX_BYTES
from .workbook import Book, Day, Raw

Grid = list[list[Cell]]
BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx and .xls begin."""
ENCODINGS = ("utf-8-sig", "gb18030")
MARKED = "utf-16"
"""The encoding of text that begins with its byte-order mark."""
WAIT_S = 60
"""What the child may take, its start on a busy machine included."""


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
    if content.startswith(BOOKS):
        return _workbook(content)
    return [Sheet("", _rows(_text(content)))]


def _workbook(content: bytes) -> list[Sheet]:
    """Let a child read it (workbook.py); what kills the child is no sheet."""
    command = (sys.executable, "-m", "shaiba.ledger.workbook")
    try:
        child = subprocess.run(command, input=content, capture_output=True, timeout=WAIT_S, check=True)  # noqa: S603
        book = msgspec.json.decode(child.stdout, type=Book)
    except (subprocess.SubprocessError, msgspec.DecodeError):
        raise Bad("not_a_sheet") from None
    if book.bad:
        raise Bad(book.bad)
    return [Sheet(page.name, [[_cell(raw) for raw in row] for row in page.grid], page.merged) for page in book.pages]


def _cell(raw: Raw) -> Cell:
    return date.fromisoformat(raw.day) if isinstance(raw, Day) else raw


def _text(content: bytes) -> str:
    for encoding in (MARKED,) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text or text.lstrip()[:1] == "<":  # binary; or HTML, which some programs save as .xls
            break
        return text
    raise Bad("not_a_sheet")


def delimiter(first: Sequence[str]) -> str:
    """What parts the cells, going by the first lines: a comma, a tab or a semicolon."""
    return max(",\t;", key=lambda mark: sum(line.count(mark) for line in first))


def _rows(text: str) -> Grid:
    mark = delimiter(text.splitlines()[:HEADER_ROWS])
    try:
        return [[cell or None for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
    except csv.Error:
        raise Bad("not_a_sheet") from None
