# ruff: noqa: E501
"""What is hidden: lives told by hand, and random ones (moderation.md)."""

import random
from datetime import date, timedelta
from typing import Any

from appeal import SMALL
from common import Vectors, good
from shaiba_sync import ACTS_FROM, LEVELS, moderation_life, parse_calendar

RANDOM = 300
PEOPLE = ("p1", "p2", "p3", "p4")
Act = dict[str, Any]


def moderation_vectors() -> Vectors:
    vectors = [told(name, *acts) for name, acts in TOLD.items()]
    chance = random.Random(20261127)  # noqa: S311 — nobody need fail to guess it
    return vectors + [told(f"random {number}", *history(chance)) for number in range(RANDOM)]


def told(name: str, *acts: Act) -> dict[str, Any]:
    return good(name, "moderation_life", acts=acts, calendar=SMALL)


def act(what: str, n: int, day: str, by: str = "p1", part: str = "words", **more: Any) -> Act:
    return {"act": what, "n": n, "part": part, "day": day, "by": by, **more}


PHOTO = "0000000000010000AAECAwQFBgcICQoLDA0ODwaaaaaaaaaaa0001"
HIDE = act("hide", 0, "2026-09-30", reason="abuse", level="village")
OBJECT = act("object", 1, "2026-09-30", "v")
KEEP = act("keep", 2, "2026-10-09", "p2", level="town", text="t")
RESTORE = act("restore", 2, "2026-10-09", "p2", level="town", text="t")
TOLD: dict[str, tuple[Act, ...]] = {
    "nothing was ever hidden": (),
    "hidden": (HIDE,),
    "hidden twice": (HIDE, HIDE | {"n": 1, "by": "p2"}),
    "two parts": (HIDE, HIDE | {"n": 1, "part": PHOTO, "reason": "privacy"}),
    "objected to: due in working days of the level above": (HIDE, OBJECT),
    "objected to twice": (HIDE, OBJECT, OBJECT | {"n": 2}),
    "an objection to what is shown": (OBJECT | {"n": 0},),
    "restored": (HIDE, OBJECT, RESTORE),
    "restored without an objection": (HIDE, RESTORE | {"n": 1}),
    "who hid it thinks better of it": (HIDE, act("restore", 1, "2026-09-30", level="village")),
    "kept": (HIDE, OBJECT, KEEP),
    "kept without an objection": (HIDE, KEEP | {"n": 1}),
    "kept by the level that hid it": (HIDE, OBJECT, KEEP | {"level": "village"}),
    "kept by who hid it, in a higher office": (HIDE, OBJECT, KEEP | {"by": "p1"}),
    "kept by a level above the one that it went to": (HIDE, OBJECT, KEEP | {"level": "city"}),
    "kept, objected to again, restored by the county": (HIDE, OBJECT, KEEP, act("object", 3, "2026-10-10", "v"), act("restore", 4, "2026-10-12", "p3", level="county", text="t")),
    "a lower level does not show what a higher one kept": (HIDE, OBJECT, KEEP, act("restore", 3, "2026-10-10", level="village", text="t")),
    "what the city kept stays": (HIDE | {"level": "city"}, OBJECT, KEEP | {"level": "city"}, act("object", 3, "2026-10-10", "v")),
    "from the city it stays in the city": (HIDE | {"level": "city"}, OBJECT),
    "a lower level does not hide again what a higher one restored": (HIDE, OBJECT, RESTORE, HIDE | {"n": 3, "day": "2026-10-10"}),
    "the one that restored it may": (HIDE, OBJECT, RESTORE, HIDE | {"n": 3, "day": "2026-10-10", "level": "town", "reason": "advert"}),
    "the list's order is not that of the acts": (KEEP, OBJECT, HIDE),
    "of two at one time the first counts": (HIDE, HIDE | {"part": PHOTO}),
    "dated back before the act that it follows": (HIDE, OBJECT | {"day": "2026-01-01"}),
}  # fmt: skip


def history(chance: random.Random) -> list[Act]:
    """Acts that mostly fit, some that do not, some said twice at one time, in any order."""
    calendar, day, acts = parse_calendar(SMALL), date(2026, 9, 28), list[Act]()
    for _ in range(chance.randrange(1, 14)):
        life = moderation_life(acts, calendar)
        part = chance.choice(("words", PHOTO))
        found = life.part(part)
        fits = ACTS_FROM[found.state if found else "shown"]
        what = chance.choice(fits) if chance.random() < 0.9 else chance.choice(("hide", "object", "keep", "restore"))
        day += timedelta(chance.choice((0, 0, 1, 2, 5)))
        n = len(life.taken) if chance.random() < 0.9 else chance.randrange(12)
        said: Act = {"level": chance.choice(LEVELS)} if what != "object" else {}
        if what == "hide":
            said["reason"] = chance.choice(("abuse", "privacy", "advert", "repeat", "unrelated"))
        acts.append(act(what, n, day.isoformat(), chance.choice(PEOPLE), part, **said))
    if chance.random() < 0.3:
        chance.shuffle(acts)
    return acts
