"""What villages owe to the public and how it stands, read from their public logs and those above them.

Said into the log by `absences`, told to those above by `web/coverage.py`. Spec: sync/spec/duty.md.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from shaiba_sync.calendar import Calendar
from shaiba_sync.clock import parse_stamp
from shaiba_sync.duty import Obligation, catalogue_on, obligations, period_days
from shaiba_sync.merge import Record, view
from shaiba_sync.scope import parent_code

from ..kind import day_of
from .overdue import handling_of
from .replica import Replica


class Asked(NamedTuple):
    """What the regions above a village ask of it: versions of each, the nearest first."""

    levels: Sequence[Sequence[Mapping[str, Any]]]
    calendar: Calendar

    @property
    def anything(self) -> bool:
        """Whether there is a catalogue at all."""
        return any(self.levels)

    def item(self, owed: Obligation) -> tuple[str, str]:
        """The version by which this is owed, and what the item is called in it."""
        version = catalogue_on(self.levels, period_days(owed.period)[0]) or {"id": "", "items": ()}
        return version["id"], next((one["name"] for one in version["items"] if one["key"] == owed.item), owed.item)


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
    records = await replica.store.records(scope, "disclosure")
    published = [_published(one) for one in records if "period" in one.fields and "category" in one.fields]
    absences = {one.id: view(one) for one in await replica.store.records(scope, "absence") if "item" in one.fields}
    found: list[Obligation] = []
    for year in years:
        found += obligations(asked.levels, published, list(absences.values()), year, asked.calendar, today)
    return Standing(tuple(found), frozenset(absences))


def _published(record: Record) -> dict[str, Any]:
    day = day_of(parse_stamp(min(record.tags.values())[:16]).millis)
    return {"id": record.id, "day": day, **view(record)}
