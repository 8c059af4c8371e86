"""`shaiba import`: what an operator takes in, and what the villagers see of it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from shaiba.app import open_replica
from shaiba.cli import main
from shaiba.cli.faults import WHY
from shaiba.data_folder import DataFolder
from shaiba.regions import FILE
from shaiba_sync.merge import view

SHEETS = Path(__file__).parents[2] / "sync" / "vectors" / "ledger"
VILLAGE = "350583112216"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    assert main(["init", "--data", str(tmp_path / "data"), "--name", "test.example"]) == 0
    return tmp_path / "data"


def _import(data: Path, file: Path, *more: str) -> int:
    return main(
        ["import", "ledger", str(file), "--village", VILLAGE, "--period", "2026-10", "--data", str(data), *more]
    )


def _records(data: Path, kind: str) -> list[dict[str, Any]]:
    async def read() -> list[dict[str, Any]]:
        async with open_replica(DataFolder(data)) as replica:
            return [view(record) for record in await replica.store.records(f"village/{VILLAGE}", kind)]

    return asyncio.run(read())


def test_a_dry_run_publishes_nothing(data, capsys):
    assert _import(data, SHEETS / "plain.xlsx", "--dry-run") == 0
    assert "5 added" in capsys.readouterr().out
    assert _records(data, "disclosure") == []


def test_a_ledger_is_published_once_and_says_who_imported_it(data, capsys):
    assert _import(data, SHEETS / "plain.xlsx") == _import(data, SHEETS / "plain.xls") == 0
    assert "Nothing to publish" in capsys.readouterr().out
    [disclosure] = _records(data, "disclosure")
    assert (disclosure["total_in"], disclosure["total_out"]) == (2_100_000, 628_050)
    assert "书记员" in disclosure["summary"]
    assert {entry["disclosure"] for entry in _records(data, "entry")} == {disclosure["id"]}


def test_a_correction_needs_a_reason_and_moves_the_totals(data, tmp_path, capsys):
    _import(data, SHEETS / "plain_utf8.csv")
    changed = tmp_path / "changed.csv"
    changed.write_text(
        (SHEETS / "plain_utf8.csv").read_text(encoding="utf-8").replace("186元", "187元"), encoding="utf-8"
    )
    assert _import(data, changed) == 2
    assert "--reason" in capsys.readouterr().err
    assert _import(data, changed, "--reason", "漏记一元") == 0
    [disclosure] = _records(data, "disclosure")
    assert (disclosure["total_out"], disclosure["reason"]) == (628_150, "漏记一元")
    assert [e["amount_fen"] for e in _records(data, "entry") if e["voucher"] == "2026-10-0004"] == [18_700]


def test_with_any_fault_nothing_is_published_and_all_are_told(data, capsys):
    assert _import(data, SHEETS / "every_fault.xlsx") == 1
    told = capsys.readouterr().out.splitlines()
    assert 'G8 金额(元) "186.005" has more than two decimals' in told
    assert told[-1] == "22 problems; nothing was taken in."
    assert _records(data, "entry") == []


NUMBERS = ("510107198001011235", "6222021234567894", "13912345678")


@pytest.mark.parametrize("mask", [False, True])
def test_a_number_in_any_cell_in_the_file_s_name_or_in_the_reason_is_told_nowhere_and_never_public(
    data, tmp_path, capsys, mask
):
    rows = [line.split(",") for line in (SHEETS / "plain_utf8.csv").read_text(encoding="utf-8-sig").splitlines()]
    row, more = 1, ["--mask"] if mask else []
    for column, number in ((column, number) for column in range(len(rows[row])) for number in NUMBERS):
        cells = [list(line) for line in rows]
        cells[row][column] = f"{cells[row][column]} {number}"
        file = tmp_path / f"账本{number}.csv"
        file.write_text("\n".join(map(",".join, cells)), encoding="utf-8")
        _import(data, file, *more, "--reason", "补录")
    assert _import(data, SHEETS / "plain_utf8.csv", "--reason", f"电话{NUMBERS[2]}") == 2
    assert (
        main(["import", "ledger", str(tmp_path / f"{NUMBERS[0]}.csv"), "--village", VILLAGE, "--period", "2026-10"])
        == 2
    )
    told = "".join(capsys.readouterr())
    kept = b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())
    for number in NUMBERS:
        assert number not in told and number.encode() not in kept
    assert bool(_records(data, "entry")) is mask


def test_every_fault_has_words():
    from typing import get_args

    from shaiba.ledger.sheet import Code

    assert set(WHY) == set(get_args(Code))


def test_regions_are_checked_before_they_are_used(data, tmp_path, capsys):
    _import(data, SHEETS / "plain.xlsx")
    bad, short = tmp_path / "bad.csv", tmp_path / "short.csv"
    bad.write_text("code,name,level,parent\n1,x,village,\n")
    short.write_text("code,name,level,parent\n330000000000,浙江省,province,\n", encoding="utf-8")
    for file, word in ((bad, "row 2"), (short, VILLAGE)):
        assert main(["import", "regions", str(file), "--data", str(data)]) == 1
        assert word in capsys.readouterr().out
    assert main(["import", "regions", str(FILE), "--data", str(data)]) == 0
    assert (data / "regions.csv").read_bytes() == FILE.read_bytes()


def test_a_village_that_is_none(data, capsys):
    file = str(SHEETS / "plain.xlsx")
    assert main(["import", "ledger", file, "--village", "999", "--period", "2026-10", "--data", str(data)]) == 2
    assert "no village" in capsys.readouterr().err
