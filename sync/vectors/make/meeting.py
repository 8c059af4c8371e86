"""Meetings told by hand, each with one thing wrong, and 200 random ones (meeting.md)."""

import random
from datetime import date, timedelta
from typing import Any

from common import Vectors, good
from shaiba_sync.meeting import MEETING_SORTS

DAY = date(2026, 11, 20)
RANDOM = 200
Said = dict[str, Any]


def meeting_vectors() -> Vectors:
    vectors = [good(f"rule 1: {sort}", "meeting_rule", number=1, sort=sort) for sort in MEETING_SORTS]
    vectors += [
        good("a rule to come asks for nothing", "meeting_rule", number=2, sort="assembly"),
        good("a sort to come asks for nothing", "meeting_rule", number=1, sort="other"),
        good("who comes, comes once", "attend_id", meeting="m1", who="p1"),
        good("who comes to another", "attend_id", meeting="m1p", who="1"),
        good("an id beyond ASCII", "attend_id", meeting="坝", who="王"),
        good("what is signed at the door", "door_message", meeting="m1", who="p1"),
    ]
    vectors += [told(name, said, on) for name, said, on in stories()]
    chance = random.Random(20261128)  # noqa: S311 — nobody need fail to guess it
    vectors += [told(f"random {number}", history(chance), chance.randrange(-12, 20)) for number in range(RANDOM)]
    return vectors


def told(name: str, said: Said, on: int) -> dict[str, Any]:
    """`on`: so many days after the meeting's first day."""
    return good(name, "meeting_life", said=said, today=day(on))


def day(number: int) -> str:
    return (DAY + timedelta(number)).isoformat()


def call(sort: str = "representatives", **more: Any) -> Said:
    agenda = [{"key": "ditch"}, {"key": "money"}]
    when = {"place": "坝", "day": day(0), "hour": "19:30", "told": day(-5)}
    return {"sort": sort, "rule": 1, "called": 38, "agenda": agenda, **when} | more


def count(key: str, present: int, by: str = "a") -> Said:
    return {"key": key, "by": by, "present": present}


def vote(agree: int, against: int = 0, abstain: int = 0, key: str = "v") -> Said:
    return {"key": key, "by": "a", "agree": agree, "against": against, "abstain": abstain}


def ok(*keys: str, by: str = "b") -> list[Said]:
    return [{"of": key, "by": by} for key in keys]


def minutes(key: str, item: str) -> Said:
    return {"key": key, "item": item, "by": "a"}


def moved(on: int, said_on: int, hour: str = "20:00") -> Said:
    return {"day": day(on), "hour": hour, "place": "会议室", "told": day(said_on)}


def stories() -> list[tuple[str, Said, int]]:
    both = [minutes("n1", "ditch"), minutes("n2", "money")]
    two = [*ok("n1", "n2"), *ok("n1", "n2", by="c")]
    held = call(counts=[count("c", 27)], votes=[vote(25, 1, 1)], minutes=both, confirms=[*ok("c", "v"), *two])
    promise = [{"key": "w", "due": day(10)}]
    return [
        ("it is to come", call(), -1),
        ("it is today", call(), 0),
        ("it was held as it should be", held, 9),
        ("it was held, and nobody counted", call(), 1),
        ("of an open one no number is asked", call("open"), 1),
        ("called two days before", call(told=day(-2)), -1),
        ("called three days before", call(told=day(-3)), -1),
        ("called after it was", call(told=day(2)), 2),
        ("nine days before an assembly", call("assembly", told=day(-9)), -1),
        ("ten days before an assembly", call("assembly", told=day(-10)), -1),
        ("moved two days on, and said the day before", call(moves=[moved(2, 1)]), 1),
        ("another hour of the day that was told", call(moves=[moved(0, -1)]), 0),
        ("moved away and back again", call(moves=[moved(4, -4), moved(0, -1)]), 0),
        ("cancelled", call(cancelled="下雨", told=day(0)), 5),
        ("too few", call(counts=[count("c", 25)], votes=[vote(25)], confirms=ok("c", "v")), 1),
        ("just enough", call(counts=[count("c", 26)], votes=[vote(14)], confirms=ok("c", "v")), 1),
        ("counted by one alone", call(counts=[count("c", 27)], votes=[vote(25)]), 1),
        ("confirmed by who counted", call(counts=[count("c", 27)], confirms=ok("c", by="a")), 1),
        ("the newest that is confirmed counts", call(counts=[count("c", 27), count("d", 3)], confirms=ok("c")), 1),
        ("nobody said how many were called", {k: v for k, v in held.items() if k != "called"}, 1),
        ("more voted than were there", held | {"votes": [vote(26, 1, 1)]}, 1),
        ("half of those present is lost", call(counts=[count("c", 28)], votes=[vote(14, 14)], confirms=ok("c")), 1),
        ("of a party's, half of those called", call("party", counts=[count("c", 30)], votes=[vote(19, 11)]), 1),
        ("of a party's, more than half of those called", call("party", counts=[count("c", 30)], votes=[vote(20)]), 1),
        ("of an open one, of who votes", call("open", votes=[vote(3, 2, 1), vote(4, 2, 1, key="w")]), 1),
        ("minutes confirmed by one", held | {"confirms": ok("c", "v", "n1", "n2")}, 8),
        ("minutes are in time on the seventh day", held | {"confirms": ok("c", "v")}, 7),
        ("a new version is confirmed anew", held | {"minutes": [*both, minutes("n3", "ditch")]}, 8),
        ("minutes of what was not on the agenda", held | {"minutes": [*both, minutes("n3", "other")]}, 8),
        ("a promise on its last day", call(promises=promise), 10),
        ("a promise a day later", call(promises=promise), 11),
        ("a promise kept", call(promises=promise, follows=[follow("going", 9), follow("done", 10)]), 30),
        ("a promise kept late", call(promises=promise, follows=[follow("done", 11)]), 30),
        ("a rule to come", call(rule=2, told=day(0)), 1),
    ]


def follow(state: str, on: int) -> Said:
    return {"of": "w", "state": state, "day": day(on)}


def history(chance: random.Random) -> Said:
    """Whatever may be said, in nearly any order."""
    said = call(chance.choice(MEETING_SORTS), told=day(-chance.randrange(14)), called=chance.randint(0, 40))
    if chance.random() < 0.1:
        del said["called"]
    if chance.random() < 0.1:
        said["cancelled"] = "下雨"
    keys = [f"k{number}" for number in range(9)]
    lists: dict[str, list[Said]] = {
        "moves": [moved(chance.randrange(-3, 6), chance.randrange(-6, 3)) for _ in range(chance.choice((0, 0, 1, 2)))],
        "counts": [count(key, chance.randint(0, 40), chance.choice("ab")) for key in keys[: chance.randrange(3)]],
        "minutes": [minutes(key, chance.choice(("ditch", "money"))) for key in keys[3 : 3 + chance.randrange(4)]],
        "votes": [
            vote(*(chance.randrange(20) for _ in range(3)), key=key) for key in keys[6 : 6 + chance.randrange(3)]
        ],
        "confirms": [{"of": chance.choice(keys), "by": chance.choice("abc")} for _ in range(chance.randrange(14))],
        "promises": [{"key": "w", "due": day(chance.randrange(12))}][: chance.randrange(2)],
        "follows": [follow(chance.choice(("going", "done")), chance.randrange(14)) for _ in range(chance.randrange(3))],
    }
    return said | {name: some for name, some in lists.items() if some}
