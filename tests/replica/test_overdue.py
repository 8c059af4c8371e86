"""The clerk says what is overdue: once for each day that was due, and not before."""

from shaiba.replica.overdue import say_overdue
from shaiba_sync.merge import view
from tests.conftest import NOW_MS, VILLAGE

DAY_MS = 86_400_000
SQUARE = f"square/{VILLAGE}"


async def calls(village) -> list[dict[str, object]]:
    record = await village.store.record(SQUARE, "appeal", "a1")
    return list(view(record).get("calls", ()))


async def test_it_is_said_the_day_after_and_once(village):
    members = {"person": village.villager.person, "title": "路灯", "category": "other", "text": "不亮"}
    line = village.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": members})
    [verdict, *_] = await village.sync(line)
    assert verdict.verdict == "stored"
    said = [await say_overdue(village.replica, now_ms=NOW_MS + days * DAY_MS) for days in (0, 2, 3, 4)]
    assert said == [0, 0, 1, 0]  # raised on a Wednesday: two working days
    assert await calls(village) == [{"call": "overdue", "day": "2026-11-21", "level": "village", "due": "2026-11-20"}]
