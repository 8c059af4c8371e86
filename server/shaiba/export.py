"""Rows as files that other programs read, CSV, JSON, XLSX: piece by piece, so that a county is never held whole.

Spec: sync/spec/open.md. Text stays text: in CSV one that a spreadsheet would take for a formula is quoted with `'`, in
XLSX every text is a string. Twin for a phone's own lists: pwa/src/sheet/xlsx.ts.
"""

import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any, Literal
from xml.sax.saxutils import escape

import msgspec

Format = Literal["csv", "json", "xlsx"]
Cell = str | int | None
Row = Sequence[Cell]

TYPES: Mapping[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001
"""With what a text begins that a spreadsheet may run."""
MOST_ROWS = 1_048_575
"""Rows of a sheet below its head; what is more stands on a further one."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LINK = "application/vnd.openxmlformats-package.relationships+xml"
_BEGIN = f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'
_END = "</sheetData></worksheet>"


def safe(cell: Cell) -> Cell:
    """A cell of a CSV file, which a spreadsheet opens without running anything."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


async def write_csv(
    about: Mapping[str, Any], columns: Sequence[str], parts: AsyncIterator[list[Row]]
) -> AsyncIterator[bytes]:
    """One line of where it came from, one of the columns, then the rows. A mark at the start says that it is UTF-8."""
    yield b"\xef\xbb\xbf" + _lines([[f"# {json.dumps(about, ensure_ascii=False)}"], columns])
    async for rows in parts:
        yield _lines([[safe(cell) for cell in row] for row in rows])


async def write_json(
    about: Mapping[str, Any], columns: Sequence[str], parts: AsyncIterator[list[Row]]
) -> AsyncIterator[bytes]:
    """`{"about":{…},"rows":[{column: value, …}, …]}`; what a row does not say is not there."""
    yield f'{{"about":{compact(about)},"rows":['.encode()
    comma = b""
    async for rows in parts:
        said = [{name: cell for name, cell in zip(columns, row, strict=True) if cell is not None} for row in rows]
        if said:
            yield comma + b",\n".join(map(_encode, said))
            comma = b",\n"
    yield b"]}\n"


async def write_xlsx(
    about: Mapping[str, Any], columns: Sequence[str], parts: AsyncIterator[list[Row]]
) -> AsyncIterator[bytes]:
    """The rows on one sheet, or on as many as they need; where they came from on the last."""
    sink = _Sink()
    names: list[str] = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file:
        room = 0
        sheet: Any = None
        async for rows in _never_empty(parts):
            for row in rows:
                if room == 0 or sheet is None:
                    if sheet is not None:
                        _close(sheet)
                    sheet, room = _open(file, names, "rows"), MOST_ROWS
                    sheet.write(_row(columns).encode())
                sheet.write(_row(row).encode())
                room -= 1
            if sheet is None:  # nothing at all: the names of the columns
                sheet, room = _open(file, names, "rows"), MOST_ROWS
                sheet.write(_row(columns).encode())
            yield sink.take()
        _close(sheet)
        last = _open(file, names, "about")
        for name, value in about.items():
            last.write(_row([name, value if isinstance(value, str) else compact(value)]).encode())
        _close(last)
        for name, text in _parts(names):
            file.writestr(name, text)
    yield sink.take()


WRITERS: Mapping[Format, Callable[..., AsyncIterator[bytes]]] = {
    "csv": write_csv,
    "json": write_json,
    "xlsx": write_xlsx,
}


class _Sink(io.RawIOBase):
    """Where a zip is written that is sent as it grows: nothing is gone back to."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken


async def _never_empty(parts: AsyncIterator[list[Row]]) -> AsyncIterator[list[Row]]:
    async for rows in parts:
        yield rows
    yield []


def _open(file: zipfile.ZipFile, names: list[str], what: str) -> Any:
    names.append(what if what not in names else f"{what} {names.count(what) + len(names)}")
    sheet = file.open(f"xl/worksheets/sheet{len(names)}.xml", "w", force_zip64=True)
    sheet.write(_BEGIN.encode())
    return sheet


def _close(sheet: Any) -> None:
    sheet.write(_END.encode())
    sheet.close()


def _row(cells: Row) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, str):
        text = "".join(sign for sign in cell if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))
        return f'<c s="1" t="inlineStr"><is><t xml:space="preserve">{escape(text, {chr(13): "&#13;"})}</t></is></c>'
    return f"<c><v>{cell}</v></c>"


def _parts(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What a workbook needs besides its sheets (ECMA-376)."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in zip(numbers, names, strict=True)
    )
    yield "xl/workbook.xml", f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    links = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _related([*links, ("styles", "styles.xml")])
    yield "_rels/.rels", _related([("officeDocument", "xl/workbook.xml")])
    yield (
        "xl/styles.xml",
        f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill>'
        '<patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1">'
        '<xf/></cellStyleXfs><cellXfs count="2"><xf/><xf quotePrefix="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET}.worksheet+xml"/>' for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{_LINK}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>{overrides}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET}.styles+xml"/></Types>',
    )


def _related(links: Sequence[tuple[str, str]]) -> str:
    said = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{sort}" Target="{target}"/>'
        for n, (sort, target) in enumerate(links, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{said}</Relationships>'


def _lines(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def compact(value: Any) -> str:
    """A value as JSON without a space."""
    return _encode(value).decode()


_encode = msgspec.json.Encoder().encode
