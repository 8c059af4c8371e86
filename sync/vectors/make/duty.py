"""Catalogues and what was published under them: told by hand, and random years (duty.md)."""

import random
from typing import Any

from appeal import SMALL
from common import Vectors, bad, good

RANDOM = 500
Said = dict[str, Any]
LEDGER = {"key": "C-21", "period": "month", "day": 10, "category": "ledger"}
DUES = {"key": "D-04", "period": "quarter", "day": 20, "category": "dues"}
PLAN = {"key": "D-02", "period": "year", "month": 1, "day": 31, "category": "plan"}
SEAL = {"key": "V-19", "period": "month", "working": 5, "category": "seal"}
EVENT = {"key": "V-08", "period": "event", "working": 5, "category": "resolution"}
FIRST = {"id": "catalogue-1", "since": "2026-01-01", "items": [LEDGER, DUES, PLAN, SEAL, EVENT]}
SECOND = {"id": "catalogue-2", "since": "2026-09-01", "items": [LEDGER | {"day": 5}, DUES, EVENT]}
TENTH = {"id": "catalogue-10", "since": "2026-09-01", "items": [SEAL]}
BOOK = {"id": "d1", "category": "ledger", "period": "2026-09", "day": "2026-10-09", "total_in": 100, "total_out": 0}
MISSED = {"item": "C-21", "period": "2026-09", "day": "2026-10-13"}


def duty_vectors() -> Vectors:
    vectors = [good(f"period_days: {one}", "period_days", period=one) for one in PERIODS]
    vectors += [
        bad(f"period_days: {one!r} is none", "period_days", "malformed", "period", period=one) for one in NO_PERIODS
    ]
    vectors += [
        good(f"due_day: {name}", "due_day", item=item, period=period, calendar=SMALL)
        for name, (item, period) in DUE.items()
    ]
    vectors += [told(name, **more) for name, more in TOLD.items()]
    vectors.append(bad("obligations: of no year", "obligations", "malformed", "period", **ASKED | {"year": "2026-Q1"}))
    chance = random.Random(20261128)  # noqa: S311 — nobody need fail to guess it
    vectors += [told(f"random {number}", **some_year(chance)) for number in range(RANDOM)]
    return vectors


PERIODS = ("2026", "2026-Q1", "2026-Q4", "2026-02", "2028-02", "2026-12", "1970-01", "8999-12")
NO_PERIODS = ("", "26", "2026-13", "2026-00", "2026-Q0", "2026-Q5", "2026-q1", "2026-1", "2026-10-01", "9000", "2026\n")
DUE: dict[str, tuple[Said, str]] = {
    "the tenth of the next month": (LEDGER, "2026-10"),
    "a day at a weekend moves to Monday": (LEDGER, "2026-12"),
    "a weekend that is worked does not": (LEDGER, "2026-09"),
    "a day in the holidays moves past them": (LEDGER | {"day": 2}, "2026-09"),
    "of December in the next year": (LEDGER | {"day": 20}, "2026-12"),
    "the last day of a shorter month": (LEDGER | {"day": 31}, "2027-01"),
    "the second month after": (LEDGER | {"month": 2}, "2026-11"),
    "twelve months after": (LEDGER | {"month": 12}, "2026-01"),
    "of a quarter": (DUES, "2026-Q3"),
    "of a year": (PLAN, "2026"),
    "working days after the month": (SEAL, "2026-09"),
    "no working day after": (SEAL | {"working": 0}, "2026-10"),
}
ASKED: Said = {
    "levels": [[FIRST]], "disclosures": [], "absences": [], "year": "2026", "calendar": SMALL, "today": "2026-10-12",
}  # fmt: skip
TOLD: dict[str, Said] = {
    "nothing was published": {},
    "nothing is owed before there is a catalogue": {"levels": [[], []]},
    "of a year that has not begun nothing": {"year": "2027"},
    "of a year before the catalogue nothing": {"year": "2025"},
    "in time": {"disclosures": [BOOK]},
    "on the day itself": {"disclosures": [BOOK | {"day": "2026-10-10"}]},
    "two days late": {"disclosures": [BOOK | {"day": "2026-10-12"}]},
    "the first of two counts": {"disclosures": [BOOK | {"id": "d2", "day": "2026-10-12"}, BOOK]},
    "withdrawn": {"disclosures": [BOOK | {"withdrawn": "重复"}]},
    "empty": {"disclosures": [BOOK | {"total_in": 0}]},
    "empty before it is due": {"disclosures": [BOOK | {"total_in": 0}], "today": "2026-10-09"},
    "empty in words": {"disclosures": [BOOK | {"total_in": 0, "summary": "本月没有收支。"}]},
    "an empty one and then one that is not": {
        "disclosures": [BOOK | {"total_in": 0, "day": "2026-10-01"}, BOOK | {"id": "d2", "day": "2026-10-12"}]
    },
    "the clerk said that it was not there": {"disclosures": [BOOK], "absences": [MISSED], "today": "2026-11-01"},
    "the clerk said so twice": {
        "disclosures": [BOOK],
        "absences": [MISSED, MISSED | {"day": "2026-10-11"}],
        "today": "2026-11-01",
    },
    "an absence of another period": {"disclosures": [BOOK], "absences": [MISSED | {"period": "2026-08"}]},
    "it names an item of another category": {"disclosures": [BOOK | {"item": "V-19"}]},
    "it names an item that there is not": {"disclosures": [BOOK | {"item": "X-01"}]},
    "it names a quarter's item, but is a month's": {"disclosures": [BOOK | {"item": "D-04"}]},
    "of two items with its category the first counts": {
        "levels": [[FIRST | {"items": [LEDGER, LEDGER | {"key": "C-22"}]}]],
        "disclosures": [BOOK],
    },
    "the newer version counts from the first month that begins in it": {"levels": [[FIRST, SECOND]]},
    "versions are numbers": {"levels": [[FIRST, TENTH, SECOND]]},
    "a nearer region's list counts before one above it": {"levels": [[SECOND], [FIRST]]},
    "the whole year": {"today": "2027-03-01"},
}


def told(name: str, **more: Any) -> dict[str, Any]:
    return good(f"obligations: {name}", "obligations", **ASKED | more)


def some_year(chance: random.Random) -> Said:
    lists = [[some_list(chance, n) for n in range(1, chance.randint(1, 3))] for _ in range(chance.randint(1, 3))]
    keys = [item["key"] for versions in lists for one in versions for item in one["items"]] or ["A-01"]
    published = [some_disclosure(chance, number, keys) for number in range(chance.randrange(24))]
    missed = [
        {"item": chance.choice(keys), "period": some_period(chance), "day": some_day(chance)}
        for _ in range(chance.randrange(6))
    ]
    year = chance.choice(("2025", "2026", "2026", "2026"))
    return {"levels": lists, "disclosures": published, "absences": missed, "year": year, "today": some_day(chance)}


def some_list(chance: random.Random, number: int) -> Said:
    items: list[Said] = []
    for key in range(chance.randint(1, 4)):
        item: Said = {"key": f"A-{key:02}", "period": chance.choice(("month", "month", "quarter", "year", "event"))}
        if item["period"] == "event" or chance.random() < 0.4:
            item["working"] = chance.randrange(30)
        else:
            item["day"] = chance.randint(1, 31)
            if chance.random() < 0.3:
                item["month"] = chance.randint(1, 4)
        if chance.random() < 0.8:
            item["category"] = chance.choice(("ledger", "dues", "seal"))
        items.append(item)
    return {"id": f"catalogue-{number}", "since": some_day(chance), "items": items}


def some_disclosure(chance: random.Random, number: int, keys: list[str]) -> Said:
    one: Said = {
        "id": f"d{number}",
        "category": chance.choice(("ledger", "dues", "seal", "plan")),
        "period": some_period(chance),
        "day": some_day(chance),
    }
    if chance.random() < 0.3:
        one["item"] = chance.choice((*keys, "X-01"))
    if chance.random() < 0.6:
        one["summary"] = "本月情况"
    if chance.random() < 0.3:
        one |= {"total_in": chance.choice((0, 5)), "total_out": 0}
    if chance.random() < 0.1:
        one["withdrawn"] = "重复"
    return one


def some_period(chance: random.Random) -> str:
    year = chance.choice(("2025", "2026", "2026"))
    part = chance.choice(("", "-Q1", "-Q2", "-Q3", "-Q4", *(f"-{month:02}" for month in range(1, 13))))
    return year + part


def some_day(chance: random.Random) -> str:
    return f"{chance.choice((2025, 2026, 2026, 2027))}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
