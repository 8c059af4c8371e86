"""A township's roll from a sheet: its households and people, or every fault of it at once; and what that would change.

One row is one person. Files are opened, cells read and faults told as those of ledgers are (shaiba.ledger). What is
not needed is not taken: of a phone the last four digits, of an identity number nothing (its column is left out).
People are known again by village, household and name; a sheet never takes anybody away: whom it lacks is told.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from shaiba_sync.personal import find_personal, hide_personal

from .ledger import cells
from .ledger.cells import Bad
from .ledger.parse import Note, Problem, find_header, letter
from .ledger.read import Sheet, read

RollCode = Literal[
    "missing", "too_long", "identifier", "missing_column", "duplicate_column", "no_header", "empty", "not_a_sheet",
    "too_big", "too_many_rows", "unknown_village", "not_a_number", "not_a_phone", "duplicate_person", "group_differs",
]  # fmt: skip
"""What can be wrong, in a word. With one of these, nothing is imported."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "village": ("村", "村名", "村庄", "行政村", "所在村", "村代码"),
    "household": ("户编号", "户号", "户编码", "家庭编号"),
    "group": ("组别", "村民小组", "小组", "组"),
    "name": ("姓名", "名字", "成员姓名"),
    "relation": ("与户主关系", "关系", "家庭关系"),
    "phone_tail": ("手机尾号", "手机", "手机号", "手机号码", "电话", "联系电话", "尾号"),
    "note": ("备注", "住址备注", "地址备注", "位置"),
}
"""The columns, each by its own name first."""
REQUIRED = ("household", "group", "name")
LIMIT = 120
MAX_ROWS = 60_000
"""People in one sheet: more than most townships have."""

_NUMBER = re.compile(r"[0-9A-Za-z_-]{1,43}")
_FIELD_OF = {cells.header(name): field for field, names in COLUMNS.items() for name in names}

View = Mapping[str, Any]
Change = dict[str, Any]


class Person(msgspec.Struct, frozen=True):
    """One row: a person, and what it says of the household. What is empty says nothing."""

    village: str
    household: str
    group: str
    name: str
    relation: str = ""
    phone_tail: str = ""
    note: str = ""


class Parsed(msgspec.Struct, frozen=True):
    """What a sheet says. With problems there are people too, but nothing may be imported."""

    people: list[Person]
    problems: list[Problem]
    notes: list[Note]


class Held(NamedTuple):
    """What the roll of one village holds now."""

    households: Mapping[str, View]
    residents: Mapping[tuple[str, str], View]
    """By household and name, without those who left."""


class Diff(NamedTuple):
    """What the rows of one village would do: the people added, changed (with what changes, before and after) and
    missing from the sheet; the changes to say; how many households and people there are then."""

    added: list[Person]
    changed: list[tuple[Person, dict[str, tuple[Any, Any]]]]
    missing: list[tuple[str, str]]
    changes: list[Change]
    households: int
    people: int


def parse(content: bytes, villages: Mapping[str, str]) -> Parsed:
    """Read a file as the roll of these villages (code: name). Of a single one its column may be left out."""
    try:
        sheets = read(content)
    except Bad as bad:
        return Parsed([], [Problem(0, "", "", bad.code, "")], [])
    headed = [(sheet, at) for sheet in sheets if (at := find_header(sheet.grid, _FIELD_OF)) is not None]
    if not headed:
        blank = all(cell is None for sheet in sheets for row in sheet.grid for cell in row)
        return Parsed([], [Problem(0, "", "", "empty" if blank else "no_header", "")], [])
    reader = _Reader(*headed[0], villages)
    notes = [Note(0, "other_sheet", hide_personal(sheet.name)) for sheet, _ in headed[1:]]
    return Parsed(reader.people, reader.problems, notes + reader.notes)


def held_of(households: Iterable[View], residents: Iterable[View]) -> Held:
    """The roll of a village from its records."""
    living = (one for one in residents if "left" not in one)
    return Held({one["id"]: one for one in households}, {(one["household"], one["name"]): one for one in living})


def diff(people: Iterable[Person], held: Held, new_id: Callable[[], str]) -> Diff:
    """What the people of one village's rows change in its roll. Households come before who lives in them."""
    households: dict[str, dict[str, str]] = {}
    lacking = dict(held.residents)
    found = Diff([], [], [], [], 0, 0)
    persons: list[Change] = []
    for person in people:
        house = {field: value for field in ("group", "note") if (value := getattr(person, field))}
        households[person.household] = house | households.get(person.household, {})
        fields = {field: value for field in ("relation", "phone_tail") if (value := getattr(person, field))}
        past = lacking.pop((person.household, person.name), None)
        if past is None:
            found.added.append(person)
            made = {"name": person.name, "household": person.household, **fields}
            persons.append({"do": "resident.add", "id": new_id(), "set": made})
        elif after := _differs(fields, past):
            found.changed.append((person, {field: (past.get(field), value) for field, value in after.items()}))
            persons.append({"do": "resident.update", "id": past["id"], "set": after})
    for number, fields in households.items():
        before = held.households.get(number)
        if before is None:
            found.changes.append({"do": "household.add", "id": number, "set": fields})
        elif after := _differs(fields, before):
            found.changes.append({"do": "household.update", "id": number, "set": after})
    found.changes.extend(persons)
    found.missing.extend(lacking)
    inhabited = {household for household, _ in held.residents} | households.keys()
    return found._replace(households=len(inhabited), people=len(held.residents) + len(found.added))


class _Reader:
    """One pass over a sheet."""

    def __init__(self, sheet: Sheet, at: int, villages: Mapping[str, str]) -> None:
        self.people: list[Person] = []
        self.problems: list[Problem] = []
        self.notes: list[Note] = []
        self._header = sheet.grid[at]
        self._villages = villages
        self._code_of = _codes_by_name(villages)
        self._columns: dict[str, int] = {}
        self._first: dict[tuple[str, str], Person] = {}
        self._named: set[tuple[str, str, str]] = set()
        self._read_header(at)
        if not self.problems:
            _fill_merged(sheet, at)
            for index in range(at + 1, len(sheet.grid)):
                self._read_row(sheet.grid[index], index + 1)
            if not self.people and not self.problems:
                self._problem(0, None, "empty", "")
            elif len(self.people) > MAX_ROWS:
                self._problem(0, None, "too_many_rows", str(len(self.people)))

    def _read_header(self, at: int) -> None:
        for index, cell in enumerate(self._header):
            field = _FIELD_OF.get(cells.header(cell))
            if field is None:
                if cells.plain(cell):
                    self.notes.append(Note(at + 1, "unknown_column", hide_personal(cells.plain(cell))))
            elif field in self._columns:
                self._problem(at + 1, index, "duplicate_column", cells.plain(cell))
            else:
                self._columns[field] = index
        required = REQUIRED if len(self._villages) == 1 else ("village", *REQUIRED)
        for field in required:
            if field not in self._columns:
                self.problems.append(Problem(at + 1, "", COLUMNS[field][0], "missing_column", ""))

    def _read_row(self, row: list[cells.Cell], number: int) -> None:
        texts = {field: cells.plain(row[i]) if i < len(row) else "" for field, i in self._columns.items()}
        if not any(texts.values()) or all(_FIELD_OF.get(cells.header(text)) for text in texts.values() if text):
            return  # blank, or the header again at the top of a page
        before = len(self.problems)
        for field, text in texts.items():
            self._check(field, text, number)
        if len(self.problems) > before:
            return
        fields = texts | {"phone_tail": re.sub(r"[^0-9]", "", texts.get("phone_tail", ""))[-4:]}
        village = self._village(texts["village"]) if "village" in texts else next(iter(self._villages))
        assert village is not None  # noqa: S101 — for the type checker: _check has told it
        person = Person(**{**fields, "village": village})
        first = self._first.setdefault((village, person.household), person)
        if person.group != first.group:
            self._problem(number, self._columns["group"], "group_differs", person.group)
        elif (who := (village, person.household, person.name)) in self._named:
            self._problem(number, self._columns["name"], "duplicate_person", person.name)
        else:
            self._named.add(who)
            self.people.append(person)

    def _check(self, field: str, text: str, number: int) -> None:
        """Tell what is wrong with one cell."""
        code: RollCode | None = None
        if not text:
            code = "missing" if field in ("village", *REQUIRED) else None
        elif field == "phone_tail":
            code = None if re.fullmatch(r"\D*(?:\d\D*){4}(?:(?:\d\D*){7})?", text, re.ASCII) else "not_a_phone"
        elif find_personal(text):
            code = "identifier"
        elif len(text) > LIMIT:
            code = "too_long"
        elif field == "village" and self._village(text) is None:
            code = "unknown_village"
        elif field == "household" and not _NUMBER.fullmatch(text):
            code = "not_a_number"
        if code:
            self._problem(number, self._columns[field], code, text)

    def _village(self, text: str) -> str | None:
        return self._code_of.get(text) or self._code_of.get(_short(text))

    def _problem(self, row: int, index: int | None, code: RollCode, value: str) -> None:
        name = cells.plain(self._header[index]) if index is not None else ""
        where = "" if index is None else letter(index)
        self.problems.append(Problem(row, where, hide_personal(name), code, hide_personal(value)))


def _codes_by_name(villages: Mapping[str, str]) -> dict[str, str]:
    """Villages by code, by name, and, where only one has it, by what is left of a name without its ending."""
    shorts = [_short(name) for name in villages.values()]
    found = {_short(name): code for code, name in villages.items() if shorts.count(_short(name)) == 1}
    return found | {name: code for code, name in villages.items()} | {code: code for code in villages}


def _short(name: str) -> str:
    """联中 of 联中村, 联中村委会, 联中村民委员会."""
    return re.sub(r"(?:村|社区)$", "", re.sub(r"(?:[村居]民委员会|[村居]委会)$", "", name))


def _fill_merged(sheet: Sheet, at: int) -> None:
    """A household written once beside all its people is said of each."""
    for first, last, left in sheet.merged:
        if first > at and left < len(sheet.grid[first]):
            for row in sheet.grid[first + 1 : last + 1]:
                if left < len(row):
                    row[left] = sheet.grid[first][left]


def _differs(fields: Mapping[str, str], past: View) -> dict[str, str]:
    return {field: value for field, value in fields.items() if past.get(field) != value}
