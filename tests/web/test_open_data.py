"""Open data: the same rows in three forms, nothing that is not public, no formula, and where it came from."""

import csv
import io
import json
from itertools import pairwise

import httpx
import pytest
from openpyxl import load_workbook

from shaiba import export
from shaiba.domain import KINDS
from shaiba.replica.duty import say
from shaiba_sync.tree import open_note
from tests.conftest import HOME, NOW_MS, TOWN, VILLAGE, Village

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
