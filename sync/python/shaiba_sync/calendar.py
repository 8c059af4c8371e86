"""Working days: China's, with the holidays that the State Council moves (调休), as data.

A year without a table counts Monday to Friday, and `years_without` says so. Days are days in China, as ISO dates.
Spec: sync/spec/calendar.md. Vectors: sync/vectors/calendar.json.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from shaiba_sync.errors import Malformed

MAX_WORKING_DAYS = 1000
"""So many working days at most are counted on from a day: four years."""

MAX_CALENDAR_DAYS = 100
"""So many days at most are named off, or worked, in one year."""


class CalendarYear(NamedTuple):
    """What one year has besides Monday to Friday: `off` days, and `work` days at a weekend. `version` is the notice."""

    version: str
    off: frozenset[str]
    work: frozenset[str]


Calendar = Mapping[str, CalendarYear]
"""The years for which there is a table, by name: `"2026"`."""


def parse_calendar(data: Any) -> Calendar:
    """Read the tables of years, as they stand in JSON."""
    if type(data) is not dict:
        raise Malformed("calendar")
    return {year: _year(year, table) for year, table in data.items()}


def is_working_day(calendar: Calendar, day: str) -> bool:
    """Whether offices work on that day."""
    return _is_working(calendar, _date(day))


def add_working_days(calendar: Calendar, day: str, count: int) -> str:
    """The day that is so many working days after this one, which itself does not count; for 0 the day itself."""
    if type(count) is not int or not 0 <= count <= MAX_WORKING_DAYS:
        raise Malformed("days")
    at = _date(day)
    while count > 0:
        if at == date.max:
            raise Malformed("day")
        at += _DAY
        count -= _is_working(calendar, at)
    return at.isoformat()


def working_days_between(calendar: Calendar, after: str, until: str) -> int:
    """The working days after one day up to and with another; 0 where it does not come later."""
    at, last, count = _date(after), _date(until), 0
    while at < last:
        at += _DAY
        count += _is_working(calendar, at)
    return count


def years_without(calendar: Calendar, since: str, until: str) -> list[str]:
    """The years from one day to another for which there is no table: there, Monday to Friday were counted."""
    years = range(_date(since).year, _date(until).year + 1)
    return [str(year) for year in years if str(year) not in calendar]


_DAY = timedelta(days=1)
_SATURDAY = 5
_ISO = re.compile(r"(19[7-9][0-9]|[2-9][0-9]{3})-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"19[7-9][0-9]|[2-9][0-9]{3}")


def _date(day: Any) -> date:
    if type(day) is not str or not _ISO.fullmatch(day):  # fromisoformat() alone would take "20260101" and "2026-W01-1"
        raise Malformed("day")
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise Malformed("day") from None


def _is_working(calendar: Calendar, day: date) -> bool:
    table, text = calendar.get(str(day.year)), day.isoformat()
    if table is not None and (text in table.off or text in table.work):
        return text in table.work
    return day.weekday() < _SATURDAY


def _year(year: str, table: Any) -> CalendarYear:
    if not _YEAR.fullmatch(year) or type(table) is not dict or table.keys() != set(CalendarYear._fields):
        raise Malformed("calendar")
    version = table["version"]
    if type(version) is not str or not 1 <= len(version) <= 120:
        raise Malformed("calendar")
    off, work = _days(year, table["off"]), _days(year, table["work"])
    if off & work or any(date.fromisoformat(day).weekday() < _SATURDAY for day in work):
        raise Malformed("calendar")
    return CalendarYear(version, off, work)


def _days(year: str, days: Any) -> frozenset[str]:
    """Days of the year, in order, each once."""
    if type(days) is not list or len(days) > MAX_CALENDAR_DAYS:
        raise Malformed("calendar")
    try:
        found = [_date(day).isoformat() for day in days]
    except Malformed:
        raise Malformed("calendar") from None
    if found != sorted(set(found)) or any(not day.startswith(year) for day in found):
        raise Malformed("calendar")
    return frozenset(found)
