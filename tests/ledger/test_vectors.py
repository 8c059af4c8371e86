"""The importer against the files and cells that the phone's importer is held to as well."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shaiba.ledger import cells
from shaiba.ledger.diff import diff, entry_id
from shaiba.ledger.parse import parse
from shaiba_sync.personal import find_personal

FOLDER = Path(__file__).parents[2] / "sync" / "vectors" / "ledger"


def _vectors(name: str) -> list[Any]:
    found = json.loads((FOLDER / name).read_text(encoding="utf-8"))["vectors"]
    assert len({vector["name"] for vector in found}) == len(found), "names are unique"
    return [pytest.param(vector, id=vector["name"]) for vector in found]


@pytest.mark.parametrize("vector", _vectors("cases.json"))
def test_files(vector):
    got = parse((FOLDER / vector["file"]).read_bytes(), vector["period"], mask=vector.get("mask", False))
    said = msgspec.to_builtins(got)
    numbered = said.pop("numbered")  # for who masks the rows, not a part of what they say
    assert said == vector["want"]
    holding = {place for place, row in enumerate(got.rows) if any(find_personal(str(text)) for text in row.values())}
    assert holding <= {*numbered}


READ = {
    "day": cells.day,
    "amount": cells.amount,
    "direction": cells.direction,
    "header": cells.header,
    "text": cells.plain,
}


@pytest.mark.parametrize("vector", _vectors("cells.json"))
def test_cells(vector):
    try:
        got = READ[vector["fn"]](vector["cell"])
    except cells.Bad as bad:
        assert vector.get("want_error") == bad.code
    else:
        assert got == vector.get("want", "a refusal")


@pytest.mark.parametrize("vector", _vectors("diff.json"))
def test_diffs(vector):
    got = diff(vector["rows"], vector["published"])
    assert msgspec.to_builtins(got) == vector["want"]
    assert {voucher: entry_id(vector["disclosure"], voucher) for voucher in vector["ids"]} == vector["ids"]


def test_a_broken_workbook_is_no_sheet_and_harms_nobody():
    book = bytearray((FOLDER / "plain.xls").read_bytes())
    book[2183] = 0xA2  # one byte of a length: a reader asks for two terabytes, and the process with it dies
    assert [problem.code for problem in parse(bytes(book), "2026-10").problems] == ["not_a_sheet"]
