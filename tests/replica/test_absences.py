"""The clerk notes what is not there: the day after it was due, once; what comes later leaves that as it is."""

from shaiba.replica.absences import note_absences
from shaiba.replica.duty import say
from tests.conftest import HOME, NOW_MS, TOWN

DAY_MS = 86_400_000
LEDGER = {"key": "C-21", "group": "财务", "name": "月度收支明细", "by": "报账员", "category": "ledger"}
ITEMS = [LEDGER | {"period": "month", "day": 25}, LEDGER | {"key": "C-08", "name": "决议", "period": "event"}]
SAY = {"do": "catalogue.say", "id": "catalogue-1", "set": {"title": "目录", "since": "2026-10-01", "items": ITEMS}}
BOOK = {"title": "十月", "class": "finance", "category": "ledger", "period": "2026-10"}


async def absences(village) -> dict[str, dict[str, object]]:
    return {one.id: dict(one.fields) for one in await village.store.records(HOME, "absence")}


async def noted(village, *days: int) -> list[int]:
    """How many are noted so many days after 2026-11-18."""
    return [await note_absences(village.replica, now_ms=NOW_MS + day * DAY_MS) for day in days]


async def test_without_a_catalogue_nothing_is_owed(village):
    assert await noted(village, 0, 400) == [0, 0]


async def test_it_is_noted_the_day_after_and_once(village):
    await say(village.replica, f"region/{TOWN}", [SAY], now_ms=NOW_MS)
    assert await noted(village, 0, 7, 8, 9) == [0, 0, 1, 0]
    want = {"sort": "overdue", "item": "C-21", "name": "月度收支明细", "period": "2026-10", "due": "2026-11-25"}
    assert await absences(village) == {"overdue-C-21-2026-10": want | {"day": "2026-11-26", "catalogue": "catalogue-1"}}


async def test_what_is_published_later_does_not_take_it_away(village):
    await say(village.replica, f"region/{TOWN}", [SAY], now_ms=NOW_MS)
    await noted(village, 8)
    publish = {"do": "disclosure.publish", "id": "d1", "set": BOOK | {"summary": "逐笔在后"}}
    await say(village.replica, HOME, [publish], now_ms=NOW_MS + 9 * DAY_MS)
    await noted(village, 10)
    assert list(await absences(village)) == ["overdue-C-21-2026-10"]


async def test_what_says_nothing_is_noted_as_empty_and_again_when_it_is_withdrawn(village):
    await say(village.replica, f"region/{TOWN}", [SAY], now_ms=NOW_MS)
    publish = {"do": "disclosure.publish", "id": "d1", "set": BOOK}
    await say(village.replica, HOME, [publish], now_ms=NOW_MS)
    await noted(village, 1)
    found = await absences(village)
    assert {id: one["disclosure"] for id, one in found.items()} == {"empty-C-21-2026-10": "d1"}
    withdraw = {"do": "disclosure.withdraw", "id": "d1", "set": {"withdrawn": "重做"}}
    await say(village.replica, HOME, [withdraw], now_ms=NOW_MS + DAY_MS)
    await noted(village, 8)
    assert sorted(await absences(village)) == ["empty-C-21-2026-10", "overdue-C-21-2026-10"]


async def test_a_restored_copy_says_nothing(village):
    await say(village.replica, f"region/{TOWN}", [SAY], now_ms=NOW_MS)
    village.replica.restored = True
    assert await noted(village, 8) == [0]
