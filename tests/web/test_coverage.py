"""Coverage: what it says of each village follows from the logs that it names; it is kept until one of them changes."""

import pytest

from shaiba.regions import load_regions
from shaiba.replica.absences import note_absences
from shaiba.replica.duty import say
from shaiba_sync.scope import covers
from shaiba_sync.tree import open_note
from tests.conftest import HOME, NOW_MS, OTHER_VILLAGE, TOWN, VILLAGE, Village

ITEM = {
    "key": "C-21", "group": "财务", "name": "月度收支明细", "by": "报账员", "category": "ledger", "period": "month",
    "day": 10,
}  # fmt: skip
SAY = {"do": "catalogue.say", "id": "catalogue-1", "set": {"title": "目录", "since": "2026-10-01", "items": [ITEM]}}
BOOK = {"title": "十月", "class": "finance", "category": "ledger", "period": "2026-10", "summary": "三笔"}
PATH = f"/coverage/{TOWN}/2026.json"


async def test_it_counts_what_the_logs_say(village: Village) -> None:
    await say(village.replica, f"region/{TOWN}", [SAY], now_ms=NOW_MS)
    said = (await village.client.get(PATH)).json()
    assert (said["items"], said["day"]) == ([["C-21", "月度收支明细"]], "2026-11-18")
    row, other = said["villages"]
    assert (row["village"], row["counts"]) == (VILLAGE, [[0, 0, 1, 0, 1]])
    assert row["overdue"] == [["C-21", "2026-10", "2026-11-10"]]
    assert other == {"village": OTHER_VILLAGE, "name": "蓬溪村", "begun": False}
    head = open_note(row["head"], village.replica.vkey)
    stored = await village.store.head(HOME)
    assert stored is not None and (head.origin.endswith(HOME), head.size) == (True, stored.size)


async def test_it_is_sent_once_and_reckoned_again_when_a_log_has_grown(village: Village) -> None:
    await say(village.replica, f"region/{TOWN}", [SAY], now_ms=NOW_MS)
    first = await village.client.get(PATH)
    again = await village.client.get(PATH, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await note_absences(village.replica, now_ms=NOW_MS)
    late = {"do": "disclosure.publish", "id": "d1", "set": BOOK}
    await say(village.replica, HOME, [late], now_ms=NOW_MS)
    then = await village.client.get(PATH, headers={"if-none-match": first.headers["etag"]})
    assert then.json()["villages"][0]["counts"] == [[0, 1, 0, 0, 1]]
    [row] = (await village.client.get(f"/open/{VILLAGE}/absence.json")).json()["rows"]
    assert (row["sort"], row["period"], row["day"]) == ("overdue", "2026-10", "2026-11-18")


async def test_what_a_region_above_asks_anew_is_reckoned_anew(village: Village) -> None:
    assert (await village.client.get(PATH)).json()["items"] == []
    await say(village.replica, f"region/{TOWN}", [SAY], now_ms=NOW_MS)
    assert (await village.client.get(PATH)).json()["items"] == [["C-21", "月度收支明细"]]
    renamed = {"title": "目录", "since": "2026-10-01", "items": [{**ITEM, "name": "收支"}]}
    again = {"do": "catalogue.say", "id": "catalogue-2", "set": renamed}
    await say(village.replica, f"region/{TOWN}", [again], now_ms=NOW_MS)
    assert (await village.client.get(PATH)).json()["items"] == [["C-21", "收支"]]


async def test_of_other_places_and_years_there_is_none(village: Village) -> None:
    for path in ("/coverage/x/2026.json", f"/coverage/{VILLAGE}/2026.json", "/coverage/350000000000/2026.json"):
        assert (await village.client.get(path)).status_code == 404
    for file in ("2026", "1999.json", "2026.csv", "2026-10.json"):
        assert (await village.client.get(f"/coverage/{TOWN}/{file}")).status_code == 404


@pytest.mark.parametrize("code", ["330100000000", "350524102000", "350524102207", "350000000000", "99", "", "abc"])
def test_the_villages_of_a_region_are_those_that_it_covers(code: str) -> None:
    regions = load_regions()
    want = [one for one in regions if one.level == "village" and covers(code, one.code)]
    assert regions.villages(code) == want
    assert bool(want) is (len(code) == 12)
