"""What is owed to the public (公开义务): by which day, and whether it came in time, late, empty or not at all.

A catalogue is data, in versions; what was published is a list. What was not there on a day stays so: it counts as
published no earlier than the clerk last said that it was missing.
Spec: sync/spec/duty.md. Vectors: sync/vectors/duty.json.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import msgspec

from shaiba_sync.calendar import Calendar, add_working_days, is_working_day
from shaiba_sync.errors import Malformed

ObligationState = Literal["on_time", "late", "empty", "due", "overdue"]

OBLIGATION_STATES = ("on_time", "late", "overdue", "empty", "due")
"""In the order in which coverage counts them."""


class Obligation(msgspec.Struct, frozen=True):
    """What one item owes of one period. `days`: late or overdue by so many; while it is due, so many are left."""

    item: str
    period: str
    due: str
    state: ObligationState
    days: int
    published: str | None
    disclosure: str | None


Said = Mapping[str, Any]
Levels = Sequence[Sequence[Said]]
"""The versions of each region's catalogue, the nearest region's first."""


def obligations(
    levels: Levels,
    disclosures: Sequence[Said],
    absences: Sequence[Said],
    year: str,
    calendar: Calendar,
    today: str,
) -> tuple[Obligation, ...]:
    """Everything that is owed of the periods of a year which have begun."""
    return owed_of(begun(levels, year, calendar, today), disclosures, absences, today)


class Begun(NamedTuple):
    """A period that has begun: the items of which it is owed, and by which day each."""

    period: str
    items: Sequence[Said]
    due: Sequence[str]


def begun(levels: Levels, year: str, calendar: Calendar, today: str) -> tuple[Begun, ...]:
    """Those of a year; the same for all villages below the same regions."""
    found = []
    for period in _periods(year):
        first = period_days(period)[0]
        version = catalogue_on(levels, first) if first <= today else None
        if version is not None:
            sort = period_sort(period)
            items = [item for item in version["items"] if item["period"] == sort]
            found.append(Begun(period, items, [due_day(item, period, calendar) for item in items]))
    return tuple(found)


def owed_of(
    periods: Sequence[Begun], disclosures: Sequence[Said], absences: Sequence[Said], today: str
) -> tuple[Obligation, ...]:
    """Everything that a village owes of these periods."""
    by_period: dict[str, list[Said]] = {}
    for one in disclosures:
        if "withdrawn" not in one:
            by_period.setdefault(one["period"], []).append(one)
    missed: dict[tuple[str, str], str] = {}
    for absence in absences:
        at = absence["item"], absence["period"]
        missed[at] = max(missed.get(at, ""), absence["day"])
    found = []
    for period, items, due in periods:
        published = _by_item(items, by_period.get(period, ()))
        for item, day in zip(items, due, strict=True):
            key = item["key"]
            if said := published.get(key):
                found.append(_obligation(key, period, day, said, missed.get((key, period), ""), today))
            else:
                found.append(_open(key, period, day, today))
    return tuple(found)


def catalogue_on(levels: Levels, day: str) -> Said | None:
    """The version in force on a day: of the nearest region that has one, the greatest."""
    for versions in levels:
        begun = [one for one in versions if one["since"] <= day]
        if begun:
            return max(begun, key=lambda one: int(one["id"].rpartition("-")[2]))
    return None


def due_day(item: Said, period: str, calendar: Calendar) -> str:
    """The last day on which an item of a period is in time."""
    last = date.fromisoformat(period_days(period)[1])
    if "working" in item:
        return add_working_days(calendar, last.isoformat(), item["working"])
    month = _month_after(last, item.get("month", 1))
    day = month.replace(day=min(item["day"], _last_day(month).day)).isoformat()
    return day if is_working_day(calendar, day) else add_working_days(calendar, day, 1)


def is_empty(disclosure: Said) -> bool:
    """Whether it says nothing: no words, and no sum but 0."""
    return not (disclosure.get("summary") or disclosure.get("total_in") or disclosure.get("total_out"))


def period_sort(period: str) -> str:
    """Of a period, whether it is a month, a quarter or a year."""
    if not _PERIOD.fullmatch(period):
        raise Malformed("period")
    return "year" if len(period) == 4 else "quarter" if "Q" in period else "month"


def period_days(period: str) -> tuple[str, str]:
    """The first and the last day of a period."""
    sort = period_sort(period)
    year = int(period[:4])
    if sort == "year":
        return f"{period}-01-01", f"{period}-12-31"
    first = date(year, int(period[6]) * 3 - 2 if sort == "quarter" else int(period[5:]), 1)
    return first.isoformat(), _last_day(_month_after(first, 2) if sort == "quarter" else first).isoformat()


_PERIOD = re.compile(r"(19[7-9][0-9]|[2-8][0-9]{3})(-(0[1-9]|1[0-2]|Q[1-4]))?")


def _periods(year: str) -> Iterator[str]:
    if period_sort(year) != "year":
        raise Malformed("period")
    yield from (f"{year}-{month:02}" for month in range(1, 13))
    yield from (f"{year}-Q{quarter}" for quarter in range(1, 5))
    yield year


def _by_item(items: Sequence[Said], disclosures: Sequence[Said]) -> dict[str, list[Said]]:
    """What was published of a period, by the item that it fulfils."""
    first: dict[str, str] = {}
    for item in items:
        if "category" in item:
            first.setdefault(item["category"], item["key"])
    found: dict[str, list[Said]] = {}
    for one in disclosures:
        key = one["item"] if "item" in one else first.get(one["category"])
        if key is not None:
            found.setdefault(key, []).append(one)
    return found


def _obligation(item: str, period: str, due: str, published: Sequence[Said], missed: str, today: str) -> Obligation:
    past = max(0, _days_between(due, today))
    first = min(published, key=lambda one: (is_empty(one), one["day"], one["id"]))
    if is_empty(first):
        return Obligation(item, period, due, "empty", past, first["day"], first["id"])
    day = max(first["day"], missed)
    late = max(0, _days_between(due, day))
    return Obligation(item, period, due, "late" if late else "on_time", late, day, first["id"])


@lru_cache(4096)  # all villages that published nothing owe the same
def _open(item: str, period: str, due: str, today: str) -> Obligation:
    past = max(0, _days_between(due, today))
    return Obligation(
        item, period, due, "overdue" if today > due else "due", past or _days_between(today, due), None, None
    )


@lru_cache(4096)  # of all villages the same few days are due
def _days_between(after: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(after)).days


def _month_after(day: date, months: int) -> date:
    """The first day of the month that comes so many after the day's own."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def _last_day(month: date) -> date:
    return _month_after(month, 1) - timedelta(1)
