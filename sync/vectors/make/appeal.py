# ruff: noqa: E501
"""Lives of appeals: told by hand, and random ones (appeal.md)."""

import random
from datetime import date, timedelta
from typing import Any

from common import Vectors, good
from shaiba_sync import LEVELS, STEPS_FROM, appeal_life, parse_calendar, query_code
from working import SHIPPED

SMALL = {
    "2026": SHIPPED["2026"]
    | {"off": ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"], "work": ["2026-10-10"]}
}
RANDOM = 500
PEOPLE = ("p1", "p2", "p3", "p4")
Step = dict[str, Any]


def appeal_vectors() -> Vectors:
    vectors = [told(name, *steps) for name, steps in TOLD.items()]
    vectors.append(told("raised in a case, first at the town", first="town"))
    vectors.append(
        told(
            "terms of one's own",
            TOLD["accepted"][0],
            terms={"accept": 1, "village": 3, "town": 4, "county": 5, "city": 6},
        )
    )
    vectors.append(told("the day of the term is in time", TOLD["accepted"][0], today="2026-10-12"))
    vectors.append(told("the day after is not", TOLD["accepted"][0], today="2026-10-13"))
    vectors += [good(f"the code of {digits}", "query_code", digits=digits) for digits in DIGITS]
    vectors += [good(f"a code: {name}", "is_query_code", text=text) for name, text in CODES.items()]
    chance = random.Random(20261127)  # noqa: S311 — nobody need fail to guess it
    for number in range(RANDOM):
        first = chance.choice(LEVELS[:2])
        vectors.append(told(f"random {number}", *history(chance, first), first=first))
    return vectors


DIGITS = ("38247716", "00000000", "99999999", "12345678", "07940794")
CODES = {
    "right": query_code("38247716"),
    "one digit wrong": "39247716" + query_code("38247716")[8],
    "two digits changed places": "83247716" + query_code("38247716")[8],
    "another check digit": "38247716" + str((int(query_code("38247716")[8]) + 1) % 10),
    "too short": "38247716",
    "too long": query_code("38247716") + "0",
    "with its dashes": "3824-7716-0",
    "not of ASCII": "３８２４７７１６１",
    "empty": "",
}


def told(name: str, *steps: Step, first: str = "village", today: str = "2026-11-27", **more: Any) -> dict[str, Any]:
    return good(name, "appeal_life", filed="2026-09-28", first=first, steps=steps, calendar=SMALL, today=today, **more)


def step(what: str, n: int, day: str, by: str = "p1", **more: Any) -> Step:
    return {"step": what, "n": n, "day": day, "by": by, **more}


ACCEPT = step("accept", 0, "2026-09-30", level="village")
DISPATCH = step("dispatch", 1, "2026-09-30", office="o1")
ANSWER = step("answer", 2, "2026-10-09", "p2", text="t")
REPLY = step("reply", 3, "2026-10-10")
TOLD: dict[str, tuple[Step, ...]] = {
    "raised": (),
    "accepted": (ACCEPT,),
    "accepted higher than where it was": (ACCEPT | {"level": "town", "category": "subsidy"},),
    "a higher level does not give it to a lower": (ACCEPT | {"level": "town"}, step("escalate", 1, "2026-10-08"), step("accept", 2, "2026-10-08", level="town")),
    "to the end": (ACCEPT, DISPATCH, ANSWER, REPLY, step("rate", 4, "2026-10-12", "v", score="satisfied"), step("revisit", 5, "2026-10-20", "p3", result="solved")),
    "the list's order is not that of the steps": (REPLY, ANSWER, DISPATCH, ACCEPT),
    "who handled it does not revisit": (ACCEPT, DISPATCH, ANSWER, REPLY, step("rate", 4, "2026-10-12", "v", score="mostly"), step("revisit", 5, "2026-10-20", "p2", result="solved")),
    "a revisit finds that nothing was done": (ACCEPT, DISPATCH, ANSWER, REPLY, step("rate", 4, "2026-10-12", "v", score="mostly"), step("revisit", 5, "2026-10-20", "p3", result="unsolved")),
    "not satisfied: one level up": (ACCEPT, DISPATCH, ANSWER, REPLY, step("rate", 4, "2026-10-12", "v", score="unsatisfied")),
    "who answered does not review": (ACCEPT, DISPATCH, ANSWER, REPLY | {"by": "p2"}),
    "returned": (ACCEPT, DISPATCH, ANSWER, step("return", 3, "2026-10-10", text="t")),
    "paused: the clock stands": (ACCEPT, step("pause", 1, "2026-10-08", text="t")),
    "resumed: what stood is added": (ACCEPT, step("pause", 1, "2026-10-08", text="t"), step("resume", 2, "2026-10-13", "v")),
    "paused three times": (ACCEPT, *(step(("pause", "resume")[n % 2], n + 1, f"2026-10-{8 + n:02}", text="t") for n in range(5))),
    "extended, once": (ACCEPT, step("extend", 1, "2026-10-08", days=5), step("extend", 2, "2026-10-08", days=1)),
    "extended by more than the term": (ACCEPT, step("extend", 1, "2026-10-08", days=6)),
    "escalated to the top and no further": (ACCEPT, *(step(("escalate", "accept")[n % 2], n + 1, "2026-10-08", level=LEVELS[min((n + 1) // 2, 3)]) for n in range(7))),
    "of two at one time the first counts": (ACCEPT, DISPATCH, DISPATCH | {"office": "o2"}),
    "a step that the state has not is passed over, and what follows it": (ACCEPT, step("reply", 1, "2026-10-08"), step("rate", 2, "2026-10-09", "v", score="satisfied")),
    "dated back before the step that it follows": (ACCEPT, DISPATCH | {"day": "2026-09-01"}),
}  # fmt: skip


def history(chance: random.Random, first: str) -> list[Step]:
    """Steps that mostly fit, some that do not, some said twice at one time, in any order."""
    calendar, day, steps = parse_calendar(SMALL), date(2026, 9, 28), list[Step]()
    for _ in range(chance.randrange(1, 16)):
        life = appeal_life("2026-09-28", first, steps, calendar)
        fitting = STEPS_FROM[life.state] or ("rate",)
        what = (
            chance.choice(fitting)
            if chance.random() < 0.9
            else chance.choice(tuple(STEPS_FROM["accepted"]) + ("rate",))
        )
        day += timedelta(chance.choice((0, 0, 1, 1, 2, 5)))
        n = len(life.taken) if chance.random() < 0.9 else chance.randrange(16)
        steps.append(step(what, n, day.isoformat(), chance.choice(PEOPLE), **_said(chance, what, life.level)))
    if chance.random() < 0.3:
        chance.shuffle(steps)
    return steps


def _said(chance: random.Random, what: str, level: str) -> Step:
    match what:
        case "accept":
            return {"level": chance.choice(LEVELS) if chance.random() < 0.2 else level}
        case "dispatch" | "transfer":
            return {"office": chance.choice(("o1", "o2"))}
        case "extend":
            return {"days": chance.randint(1, 12)}
        case "rate":
            return {"score": chance.choice(("satisfied", "mostly", "unsatisfied", "unsatisfied"))}
        case "revisit":
            return {"result": chance.choice(("solved", "unsolved"))}
        case _:
            return {}
