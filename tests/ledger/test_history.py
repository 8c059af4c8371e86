"""`shaiba import history`: many villages and months in one text file, whole or not at all, and once."""

import asyncio
import csv
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from shaiba.app import open_replica
from shaiba.cli import main
from shaiba.data_folder import DataFolder
from shaiba_sync.merge import view

VILLAGES = ("350583112216", "350583112202", "350583112201")
HEADER = ("村编码", "日期", "凭证号", "收支", "金额", "科目", "摘要", "收款人", "余额")


def _rows(villages: tuple[str, ...] = VILLAGES, months: int = 3, each: int = 4) -> list[list[str]]:
    """Months in turn, villages mixed, as a county's own export may have them."""
    return [
        [
            v,
            f"2025-{month:02}-{1 + n % 28:02}",
            f"{n + 1}",
            "支" if n % 2 else "收",
            f"{n + 1}.50",
            "办公费",
            f"第{n}笔",
            "某店",
            "",
        ]
        for month in range(months, 0, -1)
        for n in range(each)
        for v in villages
    ]


def _write(file: Path, rows: list[list[str]], encoding: str = "utf-8", header: tuple[str, ...] = HEADER) -> Path:
    with file.open("w", encoding=encoding, newline="") as text:
        csv.writer(text).writerows([header, *rows])
    return file


def _import(data: Path, file: Path, *more: str) -> int:
    return main(["import", "history", str(file), "--data", str(data), *more])


def _records(data: Path, kind: str, village: str = VILLAGES[0]) -> list[dict[str, Any]]:
    async def read() -> list[dict[str, Any]]:
        async with open_replica(DataFolder(data)) as replica:
            return [view(record) for record in await replica.store.records(f"village/{village}", kind)]

    return asyncio.run(read())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    assert main(["init", "--data", str(tmp_path / "data"), "--name", "test.example"]) == 0
    return tmp_path / "data"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_each_village_has_its_months_whatever_the_order_and_the_encoding(data, tmp_path, capsys, encoding):
    assert _import(data, _write(tmp_path / "县.csv", _rows(), encoding)) == 0
    assert "36 rows of 3 villages: 36 to add" in capsys.readouterr().out
    for village in VILLAGES:
        found = {one["period"]: one for one in _records(data, "disclosure", village)}
        assert sorted(found) == ["2025-01", "2025-02", "2025-03"]
        assert (found["2025-02"]["total_in"], found["2025-02"]["total_out"]) == (150 + 350, 250 + 450)
        assert len(_records(data, "entry", village)) == 12
    assert list(data.glob("import-*")) == []


def test_imported_again_nothing_is_said_and_what_came_later_is_added(data, tmp_path, capsys):
    file = _write(tmp_path / "a.csv", _rows())
    assert _import(data, file) == _import(data, file) == 0
    assert "Nothing to publish" in capsys.readouterr().out
    assert _import(data, _write(tmp_path / "b.csv", _rows(each=5))) == 0
    assert "45 rows of 3 villages: 9 to add" in capsys.readouterr().out
    assert len(_records(data, "entry")) == 15


def test_what_is_published_is_corrected_with_a_reason_only(data, tmp_path, capsys):
    _import(data, _write(tmp_path / "a.csv", _rows()))
    rows = _rows()
    rows[0][4] = "9.00"
    assert _import(data, _write(tmp_path / "b.csv", rows)) == 2
    assert "1 published entries would be corrected" in capsys.readouterr().err
    assert _import(data, _write(tmp_path / "b.csv", rows), "--reason", "原账抄错") == 0
    [march] = [one for one in _records(data, "disclosure") if one["period"] == "2025-03"]
    assert march["total_in"] == 900 + 350


def test_every_bad_row_is_told_and_nothing_is_published(data, tmp_path, capsys):
    rows = _rows()
    rows[0][0] = "350583112999"
    rows[3][1] = "昨天"
    rows[7][4] = "1,86"
    rows[9][0] = ""
    assert _import(data, _write(tmp_path / "a.csv", rows)) == 1
    told = capsys.readouterr().out
    assert 'A2 村编码 "350583112999" is no code of a village' in told
    assert 'B5 日期 "昨天" is not a date' in told
    assert "A11 村编码 is empty" in told
    rows[0][0] = rows[9][0] = VILLAGES[0]
    rows[3][1] = "2025-03-09"
    assert _import(data, _write(tmp_path / "b.csv", rows)) == 1
    assert 'E9 金额 "1,86" is not an amount' in capsys.readouterr().out
    assert _records(data, "disclosure") == []
    assert list(data.glob("import-*")) == []


def test_more_faults_than_a_terminal_shows_stand_in_a_file(data, tmp_path, capsys):
    rows = _rows(each=20)
    for row in rows:
        row[4] = "?"
    assert _import(data, _write(tmp_path / "a.csv", rows)) == 1
    assert "180 problems, all of them in" in capsys.readouterr().out
    assert len((tmp_path / "a.csv.faults.txt").read_text(encoding="utf-8").splitlines()) == 180


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (("村名", *HEADER[1:]), "村编码 has no column"),
        (("村编码", "几号", *HEADER[2:]), "日期 has no column"),
        (("一", "二", "三"), "no header"),
    ],
)
def test_a_file_that_does_not_say_where_rows_belong_is_told_so(data, tmp_path, capsys, header, said):
    assert _import(data, _write(tmp_path / "a.csv", _rows(), header=header)) == 1
    assert said in capsys.readouterr().out


def test_the_period_may_be_said(data, tmp_path):
    rows = [[*row[:8], "2025-Q1"] for row in _rows(VILLAGES[:1])]
    for number, row in enumerate(rows):
        row[2] = str(number)  # a voucher stands once in a period
    assert _import(data, _write(tmp_path / "a.csv", rows, header=(*HEADER[:8], "期间"))) == 0
    assert [one["period"] for one in _records(data, "disclosure")] == ["2025-Q1"]


def test_a_dry_run_publishes_nothing(data, tmp_path):
    file = _write(tmp_path / "a.csv", _rows())
    assert _import(data, file, "--dry-run") == 0
    assert _records(data, "disclosure") == []
    assert _import(data, file) == 0
    assert len(_records(data, "entry")) == 12


def test_killed_it_goes_on_where_it_was(data, tmp_path):
    file = _write(tmp_path / "a.csv", _rows(months=12, each=40))
    command = [sys.executable, "-m", "shaiba", "import", "history", str(file), "--data", str(data)]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    began = time.monotonic()
    while not _entries(data / "shaiba.db") and time.monotonic() < began + 60:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert _import(data, file) == 0
    for village in VILLAGES:
        assert len(_records(data, "disclosure", village)) == 12
        entries = _records(data, "entry", village)
        assert len({one["id"] for one in entries}) == len(entries) == 480
    assert main(["verify", str(data)]) == 0


def _entries(database: Path) -> int:
    with sqlite3.connect(database) as db:
        return int(db.execute("SELECT count(*) FROM record WHERE kind='entry'").fetchone()[0])
