"""The roll: every fault of a sheet at once, what a sheet changes, what is taken in, and who may read it."""

import asyncio
import io
import json
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import Workbook

from shaiba.app import open_replica
from shaiba.cli import main
from shaiba.data_folder import DataFolder
from shaiba.regions import load_regions
from shaiba.replica.duty import say
from shaiba.roll import Person, diff, held_of, parse
from shaiba_sync.merge import view
from tests.conftest import HOME, TOWN, VILLAGE, Phone, Village, grant, lines_of

VILLAGES = {"350524102207": "联中村", "350524102208": "蓬溪村"}
HEAD = "村,户编号,组别,姓名,与户主关系,手机号,备注,身份证号\n"
GOOD = f"""{HEAD}联中村,01-001,第1组,唐某,户主,139 1234 5678,晒谷场边,510107198001011235
联中村,01-001,第1组,李某,妻,,,
蓬溪村,02-003,第2组,唐某,户主,0688,,
"""
ROLL = f"office/{VILLAGE}/roll"


VECTORS = Path(__file__).parents[2] / "sync" / "vectors" / "roll"


def vectors(name: str) -> list[Any]:
    found = json.loads((VECTORS / name).read_text(encoding="utf-8"))["vectors"]
    return [pytest.param(vector, id=vector["name"]) for vector in found]


@pytest.mark.parametrize("vector", vectors("cases.json"))
def test_sheets_as_the_phone_reads_them(vector):
    assert msgspec.to_builtins(parse(vector["text"].encode(), vector["villages"])) == vector["want"]


@pytest.mark.parametrize("vector", vectors("diff.json"))
def test_diffs_as_the_phone_makes_them(vector):
    people = [Person(**person) for person in vector["people"]]
    held = held_of(vector["households"], vector["residents"])
    numbers = count()
    found = diff(people, held, lambda: f"n{next(numbers)}")
    want = vector["want"]
    assert (msgspec.to_builtins(found.added), found.changes) == (want["added"], want["changes"])
    assert (found.households, found.people) == (want["households"], want["people"])
    assert [list(missing) for missing in found.missing] == want["missing"]
    changed = [{"person": p, "fields": {k: list(pair) for k, pair in f.items()}} for p, f in found.changed]
    assert msgspec.to_builtins(changed) == want["changed"]


def test_a_township_of_more_than_ten_thousand_people_is_read_whole():
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [["户编号", "组别", "姓名"], *([f"{n // 4}", "第1组", f"人{n}"] for n in range(12_000))]:
        sheet.append(row)
    raw = io.BytesIO()
    book.save(raw)
    assert len(parse(raw.getvalue(), {VILLAGE: "联中村"}).people) == 12_000


def told(text: str, villages: dict[str, str] | None = None) -> list[str]:
    return [f"{p.column}{p.row} {p.code} {p.value}" for p in parse(text.encode(), villages or VILLAGES).problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_sheet_is_read_and_what_is_not_needed_is_left_out(encoding):
    found = parse(GOOD.encode(encoding), VILLAGES)
    assert found.problems == []
    assert found.people == [
        Person(VILLAGE, "01-001", "第1组", "唐某", "户主", "5678", "晒谷场边"),
        Person(VILLAGE, "01-001", "第1组", "李某", "妻"),
        Person("350524102208", "02-003", "第2组", "唐某", "户主", "0688"),
    ]
    assert [(note.row, note.code, note.value) for note in found.notes] == [(1, "unknown_column", "身份证号")]


def test_a_household_that_is_merged_down_is_said_of_each_of_its_people():
    book = Workbook()
    rows = [["名册"], ["户编号", "组别", "姓名"], ["01-001", "第1组", "唐某"], [None, None, "李某"]]
    for row in rows:
        book.active.append(row)
    for cells in ("A3:A4", "B3:B4"):
        book.active.merge_cells(cells)
    raw = io.BytesIO()
    book.save(raw)
    found = parse(raw.getvalue(), {VILLAGE: "联中村"})
    assert [(one.household, one.name) for one in found.people] == [("01-001", "唐某"), ("01-001", "李某")]


def test_every_fault_is_told_at_once_and_no_number_is_repeated():
    rows = """某村,01-001,第1组,唐某,,,,
联中村,三组1,第1组,李某,,12345,,
联中村,01-002,,,,,,
联中村,01-003,第1组,周某,,,,
联中村,01-003,第2组,周妻,,,,
联中村,01-003,第1组,周某,,,,
联中村,510107198001011235,第1组,吴某,,,电话13912345678,
"""
    assert told(HEAD + rows) == [
        "A2 unknown_village 某村",
        "B3 not_a_number 三组1",
        "F3 not_a_phone 12345",
        "C4 missing ",
        "D4 missing ",
        "C6 group_differs 第2组",
        "D7 duplicate_person 周某",
        "B8 identifier 510*************35",
        "G8 identifier 电话139******78",
    ]


def test_a_file_that_is_no_roll_is_told_so():
    assert told("") == ["0 empty "]
    assert told("一,二\n三,四\n") == ["0 no_header "]
    assert told("户编号,组别,姓名\n01,1,唐某\n") == ["1 missing_column "]
    assert told("户编号,组别,姓名,组\n", {VILLAGE: "联中村"}) == ["D1 duplicate_column 组"]
    assert told("户编号,组别,姓名\n", {VILLAGE: "联中村"}) == ["0 empty "]


def test_a_sheet_adds_and_changes_and_takes_nobody_away():
    people = parse(GOOD.encode(), VILLAGES).people[:2]
    first = diff(people, held_of([], []), iter(["p1", "p2"]).__next__)
    assert [change["do"] for change in first.changes] == ["household.add", "resident.add", "resident.add"]
    assert (first.households, first.people) == (1, 2)
    houses = [{"id": "01-001", "group": "第1组", "note": "晒谷场边"}]
    held = [
        {"id": "p1", "name": "唐某", "household": "01-001", "relation": "户主", "phone_tail": "0000"},
        {"id": "p2", "name": "李某", "household": "01-001", "relation": "妻"},
        {"id": "p3", "name": "老唐", "household": "01-001"},
        {"id": "p4", "name": "远唐", "household": "01-009", "left": "2026-01-01"},
    ]
    again = diff(people, held_of(houses, held), iter([]).__next__)
    assert again.changes == [{"do": "resident.update", "id": "p1", "set": {"phone_tail": "5678"}}]
    assert again.missing == [("01-001", "老唐")]
    assert (again.households, again.people) == (1, 3)


@pytest.mark.parametrize("written", ["联中村", "联中", "联中村委会", "联中村民委员会", "联中村村民委员会", VILLAGE])
def test_a_village_is_known_by_what_people_call_it(written):
    text = f"村,户编号,组别,姓名\n{written},1,1,唐某\n"
    assert [one.village for one in parse(text.encode(), VILLAGES).people] == [VILLAGE]
    assert told(text, {VILLAGE: "联中村", "350524102209": "联中社区"}) == (
        [] if written in ("联中村", VILLAGE) else [f"A2 unknown_village {written}"]
    )


async def test_who_keeps_the_roll_reads_it_and_nobody_else(village: Village) -> None:
    keeper = Phone("p-keeper")
    people = [keeper.enrolment(), grant(keeper.person, "cadre", office="roll")]
    await say(village.replica, f"region/{TOWN}", people, now_ms=village.time())
    add = {"do": "household.add", "id": "01-001", "set": {"group": "第1组"}}
    assert await village.refusal(village.villager.say(ROLL, add)) == "forbidden"
    assert await village.refusal(village.cadre.say(ROLL, add)) == "forbidden"  # a cadre, but of no such office
    assert (await village.sync(keeper.say(ROLL, add)))[0].verdict == "stored"
    assert lines_of(await village.sync(have={ROLL: (0, 0)})) == []
    assert not [line for line in lines_of(await village.sync(have={HOME: (0, 0)})) if b"household.add" in line]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    assert main(["init", "--data", str(tmp_path / "data"), "--name", "test.example"]) == 0
    return tmp_path / "data"


def test_a_township_takes_its_roll_in_and_the_public_hears_two_counts(data, tmp_path, capsys):
    file = tmp_path / "名册.csv"
    name = load_regions().name(VILLAGE)
    file.write_text(GOOD.replace("联中村", name).replace("蓬溪村", VILLAGE), encoding="utf-8")
    asked = ["import", "roll", str(file), "--region", TOWN, "--data", str(data)]
    assert main([*asked, "--dry-run"]) == 0
    assert records(data, ROLL, "resident") == []
    assert main(asked) == 0
    assert "3 added" in capsys.readouterr().out
    assert {one["name"] for one in records(data, ROLL, "resident")} == {"唐某", "李某"}
    assert {one["id"] for one in records(data, ROLL, "household")} == {"01-001", "02-003"}
    [public] = records(data, HOME, "village")
    assert public == {"kind": "village", "id": VILLAGE, "name": name, "households": 2, "people": 3}
    assert main(asked) == 0
    assert "Nothing to take in" in capsys.readouterr().out
    file.write_text(HEAD + "某村,1,1,唐某,,,,\n", encoding="utf-8")
    assert main(asked) == 1
    assert 'A2 村 "某村" is no village of the region' in capsys.readouterr().out
    assert main([*asked[:3], "--region", "990000000000", "--data", str(data)]) == 2


def records(data: Path, scope: str, kind: str) -> list[dict[str, Any]]:
    async def read() -> list[dict[str, Any]]:
        async with open_replica(DataFolder(data)) as replica:
            return [view(record) for record in await replica.store.records(scope, kind)]

    return asyncio.run(read())
