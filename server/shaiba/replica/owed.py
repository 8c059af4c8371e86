"""What villages owe to the public and how it stands, read from their public logs and those above them.

Said into the log by `absences`, told to those above by `web/coverage.py`. Spec: sync/spec/duty.md.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from shaiba_sync.calendar import Calendar
from shaiba_sync.clock import parse_stamp
from shaiba_sync.duty import Begun, Obligation, begun, catalogue_on, owed_of, period_days
from shaiba_sync.merge import Record, view
from shaiba_sync.scope import parent_code

from ..kind import day_of
from .overdue import handling_of
from .replica import Replica


class Asked:
    """What the regions above a village ask of it: versions of each, the nearest first. A town's villages share it: by
    which day each thing is due is reckoned once for all of them."""

    def __init__(self, levels: Sequence[Sequence[Mapping[str, Any]]], calendar: Calendar) -> None:
        self.levels = levels
        self._calendar = calendar
        self._begun: dict[tuple[str, str], tuple[Begun, ...]] = {}
        self._named: dict[tuple[str, str], tuple[str, str]] = {}

    @property
    def anything(self) -> bool:
        """Whether there is a catalogue at all."""
        return any(self.levels)

    def item(self, owed: Obligation) -> tuple[str, str]:
        """The version by which this is owed, and what the item is called in it."""
        at = owed.period, owed.item
        if at not in self._named:
            version = catalogue_on(self.levels, period_days(owed.period)[0]) or {"id": "", "items": ()}
            name = next((one["name"] for one in version["items"] if one["key"] == owed.item), owed.item)
            self._named[at] = version["id"], name
        return self._named[at]

    def begun(self, year: str, today: str) -> tuple[Begun, ...]:
        """The periods of a year that have begun by today."""
        at = year, today
        if at not in self._begun:
            self._begun[at] = begun(self.levels, year, self._calendar, today)
        return self._begun[at]


async def asked_of(replica: Replica, village: str) -> Asked:
    """What is asked of a village."""
    levels = []
    code = parent_code(village)
    while code:
        said = [{"id": one.id, **view(one)} for one in await replica.store.records(f"region/{code}", "catalogue")]
        levels.append([one for one in said if "items" in one])
        code = parent_code(code)
    calendar, _ = await handling_of(replica, village)
    return Asked(levels, calendar)


class Standing(NamedTuple):
    """How it stands in a village, and which absences were noted, by their ids."""

    owed: tuple[Obligation, ...]
    noted: frozenset[str]


async def owed_by(replica: Replica, scope: str, asked: Asked, years: Sequence[str], today: str) -> Standing:
    """What is owed of these years."""
    published, absences = [], {}
    for one in await replica.store.records(scope, "absence", "disclosure"):
        if one.kind == "absence" and "item" in one.fields:
            absences[one.id] = view(one)
        elif one.kind == "disclosure" and "period" in one.fields and "category" in one.fields:
            published.append(_published(one))
    found: list[Obligation] = []
    for year in years:
        found += owed_of(asked.begun(year, today), published, list(absences.values()), today)
    return Standing(tuple(found), frozenset(absences))


def _published(record: Record) -> dict[str, Any]:
    day = day_of(parse_stamp(min(record.tags.values())[:16]).millis)
    return {"id": record.id, "day": day, **view(record)}
