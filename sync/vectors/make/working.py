# ruff: noqa: E501
"""Working days, with and without the tables of years (calendar.md). Not named as its subject: Python has a `calendar`,
and whatever stands in this folder is found before it."""

import json
from pathlib import Path
from typing import Any

from common import Vectors, bad, good

SHIPPED: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "server" / "shaiba" / "data" / "calendar.json").read_text(encoding="utf-8")
)
SMALL = {
    "2026": {"version": "t", "off": ["2026-10-01", "2026-10-02", "2026-10-03"], "work": ["2026-09-26", "2026-10-10"]}
}


def calendar_vectors() -> Vectors:
    vectors = [
        good("the tables that come with the program", "parse_calendar", data=SHIPPED),
        good("no table at all", "parse_calendar", data={}),
        good("a year in which nothing moves", "parse_calendar", data={"2030": {"version": "x", "off": [], "work": []}}),
    ]
    for name, day in {
        "a Friday": "2026-11-27", "a Saturday": "2026-11-28", "a holiday in the week": "2026-10-01",
        "a Saturday that is worked": "2026-09-26", "a Sunday of a holiday": "2026-10-04", "a year without a table": "2027-01-01",
    }.items():  # fmt: skip
        vectors.append(good(f"worked? {name}", "is_working_day", calendar=SMALL, day=day))
    for name, day, count in [
        ("five from a Friday", "2026-11-27", 5), ("none", "2026-11-28", 0), ("one from a Saturday", "2026-11-28", 1),
        ("over a holiday and a worked Saturday", "2026-09-25", 6), ("into a year without a table", "2026-12-30", 3),
        ("a leap day", "2028-02-28", 1), ("the most", "2026-01-01", 1000),
    ]:  # fmt: skip
        vectors.append(good(f"add: {name}", "add_working_days", calendar=SMALL, day=day, count=count))
    for day, count in [
        ("2025-01-24", 1), ("2025-01-24", 3), ("2025-01-27", 5), ("2025-09-26", 1), ("2025-09-30", 3), ("2026-02-13", 2),
        ("2026-02-14", 5), ("2026-09-18", 6), ("2026-09-24", 10), ("2026-12-04", 20),
    ]:  # fmt: skip
        vectors.append(
            good(f"add, China: {count} from {day}", "add_working_days", calendar=SHIPPED, day=day, count=count)
        )
    for name, after, until in [
        ("a week", "2026-11-20", "2026-11-27"), ("the same day", "2026-11-27", "2026-11-27"), ("backwards", "2026-11-27", "2026-11-20"),
        ("over the holiday", "2026-09-25", "2026-10-11"), ("from one year into the next", "2026-12-31", "2027-01-04"),
    ]:  # fmt: skip
        vectors.append(good(f"between: {name}", "working_days_between", calendar=SMALL, after=after, until=until))
    for since, until in [("2025-03-01", "2027-02-01"), ("2026-01-01", "2026-12-31"), ("2027-01-01", "2026-01-01")]:
        vectors.append(good(f"without: {since} to {until}", "years_without", calendar=SMALL, since=since, until=until))
    table = SMALL["2026"]
    for name, data in {
        "a list": [], "nothing": None, "a year of five digits": {"20260": table}, "a year before 1970": {"1969": table | {"off": [], "work": []}},
        "no work": {"2026": {"version": "t", "off": []}}, "a member more": {"2026": table | {"x": 1}}, "no version": {"2026": table | {"version": ""}},
        "a version too long": {"2026": table | {"version": "x" * 121}}, "a day of another year": {"2026": table | {"off": ["2025-10-01"]}},
        "out of order": {"2026": table | {"off": ["2026-10-02", "2026-10-01"]}}, "a day twice": {"2026": table | {"off": ["2026-10-02", "2026-10-02"]}},
        "off and worked": {"2026": table | {"off": ["2026-10-10"]}}, "work on a Friday": {"2026": table | {"work": ["2026-10-09"]}},
        "no such day": {"2026": table | {"off": ["2026-02-30"]}}, "a number": {"2026": table | {"off": [20261001]}},
        "too many": {"2026": table | {"off": [f"2026-{m:02}-{d:02}" for m in (1, 3, 5, 7) for d in range(1, 27)]}}, "a table that is a list": {"2026": []},
    }.items():  # fmt: skip
        vectors.append(bad(f"no calendar: {name}", "parse_calendar", "malformed", "calendar", data=data))
    for name, text in {
        "the 30th of February": "2026-02-30", "without dashes": "20260227", "a week": "2026-W09-5", "a time": "2026-02-27T00:00", "empty": "",
        "1969": "1969-12-31", "a line break": "2026-02-27\n", "other digits": "2026-02-2٧", "five digits": "12026-02-27", "month 13": "2026-13-01",
    }.items():  # fmt: skip
        vectors.append(bad(f"no day: {name}", "is_working_day", "malformed", "day", calendar={}, day=text))
    vectors.append(
        bad("add: beyond the last day", "add_working_days", "malformed", "day", calendar={}, day="9999-12-31", count=1)
    )
    for count in (-1, 1001):
        vectors.append(
            bad(f"add: {count}", "add_working_days", "malformed", "days", calendar={}, day="2026-02-27", count=count)
        )
    return vectors
