"""A county's history: one text file with the ledgers of many villages over many months, in whatever order.

The file is read once, a row at a time, into a scratch database beside it, by village and month; then each month is a
sheet like any other (parse.py). Neither the file nor a village is ever held in memory whole.
"""

import codecs
import csv
import sqlite3
from collections.abc import Callable, Container, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from shaiba_sync.personal import hide_personal

from . import cells
from .cells import Bad, Cell
from .parse import COLUMN_BY_NAME, Parsed, Problem, find_header, letter, parse_rows
from .read import ENCODINGS, MARKED, delimiter
from .sheet import HEADER_ROWS

VILLAGE = ("村编码", "村代码", "行政区划代码", "区划代码", "村庄编码", "village")
"""Names of the column that says whose books a row is of: a village's 12-digit code."""

PERIOD = ("期间", "账期", "会计期间", "period")
"""Names of the column that says of which month, quarter or year (2025-03, 2025-Q1, 2025). Where it says nothing: of the
day's month."""

STEP = 20_000
"""Rows that are held until they are written by village and period."""

TURN = 4_000
"""Rows that are read before others have a turn; a step is some of them."""

MOST_CELL = csv.field_size_limit()
"""Characters: a longer cell is no cell."""

MOST_DAYS = 100_000
"""Spellings of days that are remembered: of a hundred years, in some ways of writing them."""

Progress = Callable[[int], None]

Raw = str | list[str]
"""A row as the file has it: its line, whose cells only have to be parted; or the cells, where a quote stands in it."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[tuple[int, Raw]]).decode


class Wrong(Exception):
    """The cell does not say where its row belongs; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Month(msgspec.Struct, frozen=True):
    """One village's rows of one period, as its sheet would be read. `parsed.problems` count as the file does."""

    village: str
    period: str
    parsed: Parsed


class Kept(NamedTuple):
    """A month that was read, as it is kept: how many rows it has, and `Parsed` packed."""

    period: str
    rows: int
    parsed: bytes

    @classmethod
    def of(cls, month: Month) -> "Kept":
        """It, packed."""
        return cls(month.period, len(month.parsed.rows), msgspec.msgpack.encode(month.parsed))


class Scratch:
    """The rows by village and period, in a file that may be thrown away at any time. Several processes may read it,
    one of them write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = self._open()
        try:
            self.header  # noqa: B018 — a file that was being written when the power went is no database
        except sqlite3.DatabaseError:
            self.drop()
            self._db = self._open()

    def close(self) -> None:
        """Let go of the file; it stays."""
        self._db.close()

    def drop(self) -> None:
        """Throw it away."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(f"{self.path.name}{suffix}").unlink(missing_ok=True)

    @property
    def header(self) -> list[Cell] | None:
        """The columns' names, once the whole file was taken; None until then."""
        found = self.said("header") if self.said("count") else None
        return msgspec.json.decode(found) if found else None

    def said(self, name: str) -> str | None:
        """What was kept under this name."""
        found = self._db.execute("SELECT value FROM said WHERE name=?", (name,)).fetchone()
        return str(found[0]) if found else None

    def say(self, name: str, value: str) -> None:
        """Keep it."""
        self._db.execute("INSERT OR REPLACE INTO said VALUES (?,?)", (name, value))

    def take(
        self, file: Path, villages: Container[str], progress: Progress
    ) -> Generator[frozenset[str], None, list[Problem]]:
        """Read the file, and between some rows and others say of which villages rows were put down just now: of those
        they can be looked at. What is wrong with where a row belongs is told at the end, all of it; then nothing is
        kept."""
        self.drop()
        self._db = self._open()
        reader = _Rows(file, villages)
        count = 0
        parts: dict[tuple[str, str], list[tuple[int, Raw]]] = {}
        for village, period, row in reader:
            if (part := parts.get((village, period))) is None:
                part = parts[village, period] = []
            part.append(row)
            count += 1
            if count % TURN == 0:
                yield self._put(parts, reader) if count % STEP == 0 else frozenset()
                progress(count)
        last = self._put(parts, reader)
        progress(count)
        if not reader.problems:
            self.say("count", str(count))
        yield last
        return reader.problems

    def count(self) -> int:
        """How many rows there are."""
        return int(self.said("count") or 0)

    def villages(self) -> list[str]:
        """Whose books these are."""
        return [one for (one,) in self._db.execute("SELECT DISTINCT village FROM part ORDER BY village")]

    def look(self, village: str, *, mask: bool = False) -> list[Month]:
        """A village's periods, oldest first, each read as a sheet: as far as the file was read. Raises `LookupError`
        where it was not."""
        if (said := self.said("header")) is None:
            raise LookupError("the file was not taken")
        header: list[Cell] = msgspec.json.decode(said)
        mark, empty = self.said("mark") or ",", [index for index, cell in enumerate(header) if cell is None]
        sql = "SELECT period, rows FROM part WHERE village=? ORDER BY period, rowid"
        found = []
        for period, group in groupby(self._db.execute(sql, (village,)).fetchall(), key=itemgetter(0)):
            rows = [(line, _cells(raw, mark, empty)) for _, part in group for line, raw in _decode(part)]
            found.append(Month(village, period, parse_rows(header, rows, period, mask=mask)))
        return found

    def keep(self, village: str, months: Iterable[Kept]) -> None:
        """Keep a village's periods as they were looked at."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR REPLACE INTO month VALUES (?,?,?,?)", [(village, *month) for month in months])
        self._db.execute("COMMIT")

    def periods(self) -> list[tuple[str, str, int]]:
        """What is kept: village, period, how many rows; in order."""
        return self._db.execute("SELECT village, period, rows FROM month ORDER BY village, period").fetchall()

    def month(self, village: str, period: str) -> Month:
        """One of these."""
        sql = "SELECT parsed FROM month WHERE village=? AND period=?"
        [(parsed,)] = self._db.execute(sql, (village, period)).fetchall()
        return Month(village, period, msgspec.msgpack.decode(parsed, type=Parsed))

    def _put(self, parts: dict[tuple[str, str], list[tuple[int, Raw]]], reader: "_Rows") -> frozenset[str]:
        rows = [(*place, _encode(part)) for place, part in parts.items()]
        self._db.execute("BEGIN")
        self.say("header", msgspec.json.encode(reader.header).decode())
        self.say("mark", reader.mark)
        self._db.executemany("INSERT INTO part VALUES (?,?,?)", rows)
        self._db.execute("COMMIT")
        put = frozenset(village for village, _ in parts)
        parts.clear()
        return put

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None, timeout=60)
        with suppress(sqlite3.DatabaseError):  # whoever asks it next says so
            db.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;"
                "CREATE TABLE IF NOT EXISTS said (name TEXT PRIMARY KEY, value TEXT);"
                "CREATE TABLE IF NOT EXISTS part (village TEXT, period TEXT, rows BLOB);"
                "CREATE INDEX IF NOT EXISTS part_at ON part (village, period);"
                "CREATE TABLE IF NOT EXISTS month"
                " (village TEXT, period TEXT, rows INTEGER, parsed BLOB, PRIMARY KEY (village, period))"
            )
        return db


class _Rows:
    """The rows of a file as the scratch database keeps them: village, period, line of the file and what stands in it.
    Of a line without quotes only those cells are looked at that say where it belongs. These columns have no name in
    `header`, and are emptied when a row is read, so that letters of columns stay true."""

    def __init__(self, file: Path, villages: Container[str]) -> None:
        self._file = file
        self._villages = villages
        self.problems: list[Problem] = []
        self.header: list[Cell] = []
        self.mark = ","

    def __iter__(self) -> Iterator[tuple[str, str, tuple[int, Raw]]]:
        try:
            encoding = _encoding(self._file)
            self.mark = _mark(self._file, encoding)
            rows = _numbered(self._file, encoding, self.mark)
            first = [row for _, row in zip(range(HEADER_ROWS), rows, strict=False)]
            grid = [_cells(raw, self.mark) for _, raw in first]
            at = find_header(grid, COLUMN_BY_NAME)
        except Bad as bad:
            self.problems.append(Problem(0, "", "", bad.code, ""))
            return
        if at is None:
            self.problems.append(Problem(0, "", "", "no_header", ""))
            return
        line, names = first[at][0], grid[at]
        columns = {name: index for index, cell in reversed(list(enumerate(names))) if (name := cells.header(cell))}
        village = next((columns[name] for name in VILLAGE if name in columns), None)
        period = next((columns[name] for name in PERIOD if name in columns), None)
        day = next((i for i, c in enumerate(names) if _field(c) == "date"), None)
        for index, name in ((village, VILLAGE[0]), (day, "日期")):
            if index is None:
                self.problems.append(Problem(line, "", name, "missing_column", ""))
        if village is None or day is None:
            return
        self.header = [None if index in (village, period) else cell for index, cell in enumerate(names)]
        try:
            yield from self._sorted([*first[at + 1 :]], village, period, day)
            yield from self._sorted(rows, village, period, day)
        except Bad as bad:  # what was told of its rows until here may be no rows
            self.problems[:] = [Problem(0, "", "", bad.code, "")]

    def _sorted(
        self, rows: Iterable[tuple[int, Raw]], village: int, period: int | None, day: int
    ) -> Iterator[tuple[str, str, tuple[int, Raw]]]:
        codes: dict[Cell, str] = {}  # what was read well is read once: a file says it over and over
        months: dict[Cell, str] = {}
        periods: dict[Cell, str] = {}
        mark, parted = self.mark, max(village, day if period is None else period) + 1
        for numbered in rows:
            raw = numbered[1]
            row: Sequence[Cell] = raw.split(mark, parted) if isinstance(raw, str) else raw
            try:
                code = codes[row[village]]
                said = months[row[day]] if period is None else periods[row[period]]
            except (KeyError, IndexError):
                line, row = numbered[0], _cells(raw, mark)
                if not any(row):
                    continue
                before = len(self.problems)
                code = self._read(line, row, village, VILLAGE[0], self._village)
                named = self._read(line, row, period, PERIOD[0], _period) if period is not None else None
                said = named or self._read(line, row, day, "日期", lambda cell: cells.day(cell)[:7])
                if len(self.problems) > before:
                    continue
                codes[row[village]] = code
                if named:
                    periods[row[period]] = named  # type: ignore[index]
                elif len(months) < MOST_DAYS:
                    months[row[day]] = said
            yield code, said, numbered

    def _read(self, line: int, row: list[Cell], index: int, name: str, reads: Callable[[Cell], Any]) -> Any:
        cell = row[index] if index < len(row) else None
        try:
            return reads(cell)
        except (Bad, Wrong) as bad:
            self.problems.append(Problem(line, letter(index), name, bad.code, hide_personal(cells.plain(cell))))
            return None

    def _village(self, cell: Cell) -> str:
        code = cells.plain(cell)
        if not code:
            raise Wrong("missing")
        if code.endswith("000") or code not in self._villages:
            raise Wrong("unknown_village")
        return code


def _cells(raw: Raw, mark: str, empty: Iterable[int] = ()) -> list[Cell]:
    """The cells of a row, but for the columns that are to be empty."""
    row: list[Any] = raw.split(mark) if isinstance(raw, str) else [*raw]
    for index in empty:
        if index < len(row):
            row[index] = None
    return row


def _numbered(file: Path, encoding: str, mark: str) -> Iterator[tuple[int, Raw]]:
    """Every row with the number of its (last) line. Raises `Bad`."""
    number = 0
    with file.open(encoding=encoding, newline="") as text:
        try:
            for line in text:
                number += 1
                if '"' not in line and "\0" not in line and len(line) < MOST_CELL:
                    if bare := line.rstrip("\r\n"):
                        yield number, bare
                    continue
                reader = csv.reader(chain((line,), text), delimiter=mark)
                row = next(reader)
                if any("\0" in cell for cell in row):
                    raise Bad("not_a_sheet")
                number += reader.line_num - 1
                yield number, row
        except (csv.Error, UnicodeDecodeError):
            raise Bad("not_a_sheet") from None


def _mark(file: Path, encoding: str) -> str:
    """What parts its cells. Raises `Bad`."""
    with file.open(encoding=encoding, newline="") as text:
        try:
            return delimiter([line for _, line in zip(range(HEADER_ROWS), text, strict=False)])
        except UnicodeDecodeError:
            raise Bad("not_a_sheet") from None


def _encoding(file: Path) -> str:
    """How the text is written, looked for in the whole file: a name in GBK may come late. The last that is left to try
    is not tried: who reads the file sees whether it is that. Raises `Bad`."""
    with file.open("rb") as content:
        start = content.read(2)
        if not start:
            raise Bad("empty")
        *tried, last = (MARKED,) if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ENCODINGS
        for encoding in tried:
            content.seek(0)
            decoder = codecs.getincrementaldecoder(encoding)()
            try:
                for part in iter(lambda: content.read(2**20), b""):
                    decoder.decode(part)
                decoder.decode(b"", final=True)
                return encoding
            except UnicodeDecodeError:
                continue
    return last


def _period(cell: Cell) -> str | None:
    said = cells.plain(cell)
    if not said:
        return None
    if not cells.is_period(said):
        raise Wrong("not_a_period")
    return said


def _field(cell: Cell) -> str | None:
    column = COLUMN_BY_NAME.get(cells.header(cell))
    return column.field if column else None
