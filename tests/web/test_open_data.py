"""Open data: the same rows in three forms, nothing that is not public, no formula, and where it came from."""

import csv
import io
import json
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from shaiba import export
from shaiba.domain import KINDS
from shaiba.kind import day_of
from shaiba.regions import Regions, parse_regions
from shaiba.replica.duty import say
from shaiba_sync.tree import open_note
from tests.conftest import HOME, NOW_MS, TOWN, VILLAGE, Village, open_village, some_regions
from tests.replica.test_erase import take_out

BOOK = {"title": "十月收支", "class": "finance", "category": "ledger", "period": "2026-10"}
POST = {
    "disclosure": "b1", "voucher": "记-1", "date": "2026-10-08", "direction": "out", "subject": "维修费",
    "payee": "王*明", "amount_fen": 486000,
}  # fmt: skip
FORMULAS = ["=1+1", "=cmd|' /C calc'!A0", "+86", "-1", "@SUM(A1)", "\t=1", "＝1+1"]  # noqa: RUF001


async def publish(village: Village) -> None:
    posts = [{"do": "entry.post", "id": f"e{n}", "set": {**POST, "summary": text}} for n, text in enumerate(FORMULAS)]
    changes = [{"do": "disclosure.publish", "id": "b1", "set": BOOK}, *posts]
    await say(village.replica, HOME, changes, now_ms=NOW_MS)
    secret = {"do": "original.keep", "id": "e0", "set": {"disclosure": "b1", "payee": "王德明"}}
    await say(village.replica, f"square/{VILLAGE}", [secret], now_ms=NOW_MS)


async def test_the_three_forms_say_the_same_and_where_it_came_from(village: Village) -> None:
    await publish(village)
    answers = {form: await village.client.get(f"/open/{VILLAGE}/entry.{form}") for form in export.TYPES}
    assert {answer.status_code for answer in answers.values()} == {200}
    said = answers["json"].json()
    rows = said["rows"]
    assert [row["summary"] for row in rows] == FORMULAS
    assert rows[0] | POST == rows[0]
    [note] = said["about"]["heads"]
    assert "free to use" in said["about"]["terms"]
    assert open_note(note, said["about"]["log"]).origin.endswith(HOME)
    first, columns, *lines = csv.reader(io.StringIO(answers["csv"].content.decode("utf-8-sig")))
    assert json.loads(first[0].removeprefix("# "))["heads"] == [note]
    assert [line[columns.index("id")] for line in lines] == [row["id"] for row in rows]
    book = load_workbook(io.BytesIO(answers["xlsx"].content))
    assert book.sheetnames == ["rows", "about"]
    head, *cells = book["rows"].iter_rows(values_only=True)
    assert list(head) == columns
    assert [row[columns.index("amount_fen")] for row in cells] == [POST["amount_fen"]] * len(FORMULAS)


async def test_no_text_is_a_formula(village: Village) -> None:
    await publish(village)
    text = (await village.client.get(f"/open/{VILLAGE}/entry.csv")).content.decode("utf-8-sig")
    _, columns, *lines = csv.reader(io.StringIO(text))
    assert [line[columns.index("summary")] for line in lines] == [f"'{one}" for one in FORMULAS]
    answer = await village.client.get(f"/open/{VILLAGE}/entry.xlsx")
    rows = load_workbook(io.BytesIO(answer.content))["rows"]
    cells = [row[columns.index("summary")] for row in rows.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == FORMULAS
    assert all(cell.quotePrefix for cell in cells)


async def test_what_is_covered_or_not_public_is_not_there(village: Village) -> None:
    await publish(village)
    for kind in KINDS:
        for code in (VILLAGE, TOWN):
            answer = await village.client.get(f"/open/{code}/{kind.name}.json")
            assert answer.status_code == (200 if kind.open else 404), kind.name
            assert "王德明" not in answer.text


async def test_what_is_withdrawn_says_so(village: Village) -> None:
    await publish(village)
    withdraw = {"do": "disclosure.withdraw", "id": "b1", "set": {"withdrawn": "重做"}}
    await say(village.replica, HOME, [withdraw], now_ms=NOW_MS)
    [row] = (await village.client.get(f"/open/{TOWN}/disclosure.json")).json()["rows"]
    assert (row["village"], row["withdrawn"]) == (VILLAGE, "重做")


async def test_who_has_it_is_told_so_until_there_is_more(village: Village) -> None:
    path = f"/open/{VILLAGE}/disclosure.csv"
    have = (await village.client.get(path)).headers["etag"]
    same = await village.client.get(path, headers={"if-none-match": have})
    assert (same.status_code, same.content) == (304, b"")
    await publish(village)
    assert (await village.client.get(path, headers={"if-none-match": have})).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        f"/open/{VILLAGE}/entry", f"/open/{VILLAGE}/entry.ods", f"/open/{VILLAGE}/grant.json", "/open/x/entry.csv",
        "/open/350524102999/entry.csv", "/open/350000000000/entry.csv", f"/open/{VILLAGE}/entry.csv.json",
    ],
)  # fmt: skip
async def test_all_else_is_not_found(village: Village, path: str) -> None:
    answer = await village.client.get(path)
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


async def test_more_than_two_at_a_time_are_asked_to_wait(village: Village) -> None:
    village.server.exporting = 2
    answer: httpx.Response = await village.client.get(f"/open/{VILLAGE}/entry.csv")
    assert (answer.status_code, answer.json()["error"]) == (429, "slow_down")
    village.server.exporting = 0


async def test_what_a_sheet_cannot_hold_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 2)

    async def parts() -> export.AsyncIterator[list[export.Row]]:
        yield [(n, "x\x00y") for n in range(3)]
        yield [(n, None) for n in range(3, 5)]

    made = b"".join([part async for part in export.write_xlsx({"source": "s"}, ["n", "t"], parts())])
    book = load_workbook(io.BytesIO(made))
    numbers = [row[0] for sheet in book.worksheets[:-1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert numbers == list(range(5))
    assert all(a < b for a, b in pairwise(numbers))
    assert book.worksheets[0]["B2"].value == "xy"


COUNTY = "350524000000"
FINANCE = {"title": "月度财务", "since": "2026-01-01", "steps": [
    {"key": "collect", "title": "收齐票据", "body": "报账员", "who": ["accountant"]}]}  # fmt: skip
WHERE = {
    "scheme": (f"region/{COUNTY}", {"do": "scheme.publish", "set": {
        "title": "高龄津贴", "plain": "每月有一笔钱。", "who": "年满 80 周岁", "since": "2026-01-01", "window": "3 号",
        "papers": ["身份证"], "questions": [{"ask": "老人满 80 周岁了吗？", "need": "yes"}]}}),
    "circular": (f"region/{COUNTY}", {"do": "circular.publish", "set": {
        "title": "虚报工程", "day": "2026-10-20", "facts": "虚报。", "outcome": "处分。", "lesson": "公开。",
        "audience": ["committee"]}}),
    "catalogue": (f"region/{TOWN}", {"do": "catalogue.say", "id": "catalogue-1", "set": {
        "title": "目录", "since": "2026-01-01",
        "items": [{"key": "C-01", "group": "财务", "name": "月度收支", "period": "month", "by": "会计", "day": 10}]}}),
    "powers": (f"region/{COUNTY}", {"do": "powers.say", "id": "power-1", "set": {
        "title": "权力清单", "since": "2026-01-01",
        "items": [{"key": "Z-01", "group": "财务", "name": "报销", "body": "村委会"}]}}),
    "procedure": (f"region/{COUNTY}", {"do": "procedure.say", "id": "finance-1", "set": FINANCE}),
    "asset": (HOME, {"do": "asset.register", "set": {"number": "A-1", "name": "店面", "sort": "shop"}}),
    "contract": (HOME, {"do": "contract.sign", "set": {
        "number": "HT-1", "title": "店面出租", "sort": "lease", "owed_to": "village", "party": "周*",
        "since": "2026-01-01", "until": "2028-12-31"}}),
    "debt": (HOME, {"do": "debt.declare", "set": {
        "side": "owes", "party": "甲队", "amount_fen": 100, "reason": "工程款", "since": "2026-01-01"}}),
    "payout": (HOME, {"do": "payout.publish", "set": {
        "policy": "补贴", "batch": "第一批", "period": "2026", "paid": "2026-09-28", "until": "2026-12-31",
        "households": 1, "total_fen": 100}}),
}  # fmt: skip
"""Of each sort of list a record, and where it stands."""


@pytest.mark.parametrize("kind", WHERE)
async def test_each_list_is_there_of_the_village_and_of_its_county(village: Village, kind: str) -> None:
    scope, change = WHERE[kind]
    said = {"id": "x1", **change}
    if scope == HOME:
        await village.sync(village.accountant.say(HOME, said, now_ms=village.time()))
    else:
        await say(village.replica, scope, [said], now_ms=NOW_MS)
    for code in (VILLAGE, TOWN, COUNTY):
        rows = (await village.client.get(f"/open/{code}/{kind}.json")).json()["rows"]
        [row] = [row for row in rows if row["id"] == said["id"]]
        assert row["village"] == scope.partition("/")[2]
        told = {name: json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, list) else value
                for name, value in change["set"].items()}  # fmt: skip
        assert told.items() <= row.items()


async def test_how_something_is_done_is_there_step_by_step(village: Village) -> None:
    scope, change = WHERE["procedure"]
    await say(village.replica, scope, [change], now_ms=NOW_MS)
    day, by = "2026-11-18", village.accountant.person
    begin = {"do": "run.begin", "id": "r1", "set": {
        "procedure": "finance-1", "title": "十月的账", "began": day, "by": by, "name": "李某"}}  # fmt: skip
    take = {
        "do": "run.step",
        "id": "r1",
        "append": {"steps": {"step": "collect", "day": day, "by": by, "name": "李某"}},
    }
    for act in (begin, take):
        await village.sync(village.accountant.say(HOME, act, now_ms=village.time()))
    [row] = (await village.client.get(f"/open/{COUNTY}/run.json")).json()["rows"]
    assert (row["title"], row["procedure"]) == ("十月的账", "finance-1")
    assert [step["step"] for step in json.loads(row["steps"])] == ["collect"]


async def test_what_a_region_says_is_not_told_of_another(tmp_path: Path) -> None:
    beside = "350524101000"
    rows = [
        ["code", "name", "level", "parent"],
        *([one.code, one.name, one.level, one.parent] for one in some_regions()),
    ]
    async with open_village(
        tmp_path, regions=Regions(parse_regions([*rows, [beside, "湖头镇", "town", COUNTY]]))
    ) as village:
        await village.settle()
        await say(village.replica, f"region/{beside}", [{"id": "x1", **WHERE["scheme"][1]}], now_ms=NOW_MS)
        assert (await village.client.get(f"/open/{VILLAGE}/scheme.json")).json()["rows"] == []
        assert len((await village.client.get(f"/open/{COUNTY}/scheme.json")).json()["rows"]) == 1


async def test_who_signed_for_a_circular_is_told_village_by_village(village: Village) -> None:
    scope, change = WHERE["circular"]
    case = {"id": "c1", **change, "set": change["set"] | {"audience": ["accountant"]}}
    await say(village.replica, scope, [case], now_ms=NOW_MS)
    now_ms = village.time()
    signed = {"day": day_of(now_ms), "by": village.accountant.person, "name": "吴某", "role": "accountant"}
    sign = {"do": "reading.sign", "id": "c1", "append": {"signed": signed}}
    await village.sync(village.accountant.say(HOME, sign, now_ms=now_ms))
    [row] = (await village.client.get(f"/open/{COUNTY}/reading.json")).json()["rows"]
    assert (row["village"], row["id"], json.loads(row["signed"])) == (VILLAGE, "c1", [signed])


async def test_what_was_erased_is_not_there(tmp_path: Path) -> None:
    async with open_village(tmp_path) as village:
        await village.settle()
        scope, change = WHERE["debt"]
        done = await village.sync(village.accountant.say(scope, {"id": "x1", **change}, now_ms=village.time()))
        seq = (await village.store.head(scope)).size - 1  # type: ignore[union-attr]
        assert done and "甲队" in (await village.client.get(f"/open/{VILLAGE}/debt.csv")).text
        await take_out(village, seq, tmp_path)
        assert "甲队" not in (await village.client.get(f"/open/{VILLAGE}/debt.csv")).text
