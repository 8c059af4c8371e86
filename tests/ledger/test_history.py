"""`shaiba import history`: many villages and months in one text file, whole or not at all, and once."""

import asyncio
import csv
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shaiba.app import open_replica
from shaiba.cli import main
from shaiba.cli.import_history import Import
from shaiba.cli.import_village import Looked
from shaiba.data_folder import DataFolder
from shaiba.ledger import history
from shaiba.ledger.history import Scratch
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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_stands_in_quotes_is_one_cell_and_lines_are_counted_on(data, tmp_path, capsys, end):
    rows = _rows(VILLAGES[:1], months=1, each=6)
    for row in rows:
        row[0] = row[0] + "?"[: row is rows[4]]
    rows[1][6], rows[3][7] = f'修路，"东段",{end}又修桥', "某,店"
    file = tmp_path / "a.csv"
    with file.open("w", encoding="gb18030", newline="") as text:
        csv.writer(text, lineterminator=end).writerows([HEADER, *rows])
    assert _import(data, file) == 1
    assert f'A7 村编码 "{VILLAGES[0]}?" is no code of a village' in capsys.readouterr().out
    file.write_bytes(file.read_bytes().replace(b"?", b""))
    assert _import(data, file) == 0
    entries = {one["voucher"]: one for one in _records(data, "entry")}
    assert (entries["2"]["summary"], entries["4"]["payee"]) == ('修路，"东段", 又修桥', "某,店")
    assert len(entries) == 6


@pytest.mark.parametrize("odd", [b"\xff\xff\n", b'"a\nb\0"\n', b"\0\n"])
def test_a_file_that_is_no_text_after_all_is_told_so_alone(data, tmp_path, capsys, odd):
    file = _write(tmp_path / "a.csv", [["?", *row[1:]] for row in _rows(each=200)], "gb18030")
    with file.open("ab") as content:
        content.write(odd)
    assert _import(data, file) == 1
    assert capsys.readouterr().out.startswith("The file is no .xlsx, .xls or .csv\n1 problem")


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


@pytest.fixture
def looked_at(data: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A folder that a file was only looked at in, whose ids, salts and stamps are drawn already; and the file."""
    file = _write(tmp_path / "a.csv", [[*row[:7], "陈志明", ""] for row in _rows(months=12, each=40)])
    assert _import(data, file, "--dry-run") == 0
    scratch = Scratch(next(data.glob("import-*.db")))
    scratch.say("draws", f"{'5e' * 32} {1_760_000_000_000}")
    scratch.close()
    return data, file


def test_the_logs_are_the_same_to_the_byte_with_no_one_and_two_workers(looked_at, tmp_path):
    data, file = looked_at
    roots = []
    for workers in "012":
        copy = shutil.copytree(data, tmp_path / workers)
        assert _import(copy, file, "--workers", workers) == 0
        roots.append(_heads(copy))
    assert len(roots[0]) == 6  # of each village, and of its square: who is paid is covered
    assert roots[0] == roots[1] == roots[2]
    assert main(["verify", str(tmp_path / "2")]) == 0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_stopped_it_goes_on_to_the_same_logs(looked_at, tmp_path, how):
    data, file = looked_at
    whole = shutil.copytree(data, tmp_path / "whole")
    assert _import(whole, file, "--workers", "0") == 0
    child = _begin(data, file, "--workers", "1")
    _wait(lambda: _entries(data / "shaiba.db"))
    child.send_signal(how)
    told = child.communicate()[1]
    assert child.returncode in (0, -signal.SIGKILL) or b"it goes on where it was" in told
    assert _import(data, file) == 0
    assert _heads(data) == _heads(whole)
    assert list(data.glob("import-*")) == []
    for village in VILLAGES:
        entries = _records(data, "entry", village)
        assert len({one["id"] for one in entries}) == len(entries) == 480


@pytest.mark.parametrize("last", [VILLAGES[0], "350583112999"], ids=["a row more", "a village that is none"])
def test_while_a_file_is_read_its_villages_are_looked_at_and_again_where_more_of_them_comes(
    data, tmp_path, capsys, monkeypatch, last
):
    seen: list[str] = []
    look_at = Import._look_at

    async def seen_at(work: Import, village: str) -> Looked:
        seen.append(village)
        return await look_at(work, village)

    monkeypatch.setattr(Import, "_look_at", seen_at)
    monkeypatch.setattr(history, "TURN", 5)
    monkeypatch.setattr(history, "STEP", 10)
    rows = sorted(_rows(months=12), key=lambda row: VILLAGES.index(row[0]))
    more = [last, "2025-12-31", "99", "收", "7.00", "办公费", "最后一笔", "某店", ""]
    is_wrong = last not in VILLAGES
    assert _import(data, _write(tmp_path / "a.csv", [*rows, more]), "--workers", "1") == is_wrong
    out = capsys.readouterr().out
    if is_wrong:
        assert out.startswith('A146 村编码 "350583112999"')
        assert (len(_records(data, "entry")), [*data.glob("import-*")]) == (0, [])
    else:
        assert sorted(seen) == sorted([*VILLAGES, VILLAGES[0]])
        assert "145 rows of 3 villages: 145 to add" in out
        assert (len(_records(data, "entry")), len(_records(data, "disclosure"))) == (49, 12)


def test_a_worker_that_dies_is_said_and_another_does_its_work(looked_at):
    data, file = looked_at
    child = _begin(data, file, "--workers", "2")
    _wait(lambda: [os.kill(one, signal.SIGKILL) for one in _workers_of(child.pid)])
    told = child.communicate()[1].decode()
    assert child.returncode == 0, told
    assert "A process of this command has ended (-9); another does its work." in told
    assert [len(_records(data, "entry", village)) for village in VILLAGES] == [480] * 3


def test_bad_rows_that_several_find_are_told_in_the_order_of_the_file(data, tmp_path, capsys):
    rows = _rows(each=12)
    for number in range(0, len(rows), 7):
        rows[number][4] = f"{number}?"
    assert _import(data, _write(tmp_path / "a.csv", rows), "--workers", "2") == 1
    lines = [int(one[1:].split()[0]) for one in capsys.readouterr().out.splitlines() if "is not an amount" in one]
    assert lines == [number + 2 for number in range(0, len(rows), 7)]
    assert list(data.glob("import-*")) == []


def test_into_a_damaged_log_nothing_is_taken(data, tmp_path, capsys):
    assert _import(data, _write(tmp_path / "a.csv", _rows())) == 0
    with closing(sqlite3.connect(data / "shaiba.db")) as db, db:
        db.execute("UPDATE log SET line=x'00' WHERE rowid=1")
    assert _import(data, _write(tmp_path / "b.csv", _rows(each=5))) == 2
    assert "is damaged, and nothing is added to it" in capsys.readouterr().err


def test_a_scratch_file_that_is_none_is_begun_anew(data, tmp_path):
    file = _write(tmp_path / "a.csv", _rows())
    assert _import(data, file, "--dry-run") == 0
    next(data.glob("import-*.db")).write_bytes(b"no database" * 1000)
    assert _import(data, file) == 0
    assert len(_records(data, "entry")) == 12


def _heads(data: Path) -> list[tuple[str, int, bytes]]:
    with closing(sqlite3.connect(data / "shaiba.db")) as db:
        return db.execute("SELECT name, size, frontier FROM scope ORDER BY name").fetchall()


def _begin(data: Path, file: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "shaiba", "import", "history", str(file), "--data", str(data), *more]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _workers_of(parent: int) -> list[int]:
    """The processes that it has begun to work for it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_child = int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent
            if is_child and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


def _wait(looks: Callable[[], Any]) -> Any:
    began = time.monotonic()
    while not (found := looks()) and time.monotonic() < began + 60:
        time.sleep(0.01)
    return found


def _entries(database: Path) -> int:
    with closing(sqlite3.connect(database)) as db:
        return int(db.execute("SELECT count(*) FROM record WHERE kind='entry'").fetchone()[0])
