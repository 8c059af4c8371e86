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


async def test_so_is_an_objection_to_what_was_hidden(village):
    members = {"person": village.villager.person, "title": "路灯", "category": "other", "text": "不亮"}
    await village.sync(village.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": members}))
    hide = {"act": "hide", "n": 0, "reason": "abuse", "level": "town", "name": "林某"}
    for by, verb, act in ((village.cadre, "hide", hide), (village.villager, "object", {"act": "object", "n": 1})):
        await village.act_as(by)
        said = act | {"part": "words", "by": by.person, "day": "2026-11-18"}
        [verdict, *_] = await village.sync(
            by.say(SQUARE, {"do": f"moderation.{verb}", "id": "a1", "append": {"acts": said}})
        )
        assert verdict.verdict == "stored"
    counts = [await say_overdue(village.replica, now_ms=NOW_MS + days * DAY_MS) for days in (3, 21, 22, 23)]
    record = await village.store.record(SQUARE, "moderation", "a1")
    late = {"part": "words", "level": "county", "due": "2026-12-09", "day": "2026-12-10"}
    assert counts == [1, 0, 1, 0]  # the appeal itself; then, after 15 working days, the objection
    assert view(record)["overdue"] == [late]
