"""Catalogues in the demo, and what three counties' villages published under them: most in time, one thing late, one
empty, and in 龙岗村 a month's accounts not at all.

The clerk's notes of it are his own (replica/absences.py), made as the story goes on.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from shaiba_sync.calendar import parse_calendar
from shaiba_sync.duty import Obligation, obligations

from ..catalogue_sheet import TEMPLATES, read_catalogue
from ..domain.disclosure import CATEGORIES
from .places import MAIN

Change = dict[str, Any]

COUNTIES = {"350583000000": "quanzhou", "510705000000": "reference", "430821000000": "yongding"}
"""Which template each took."""
MINSHENG = "510705103223"
EMPTY = (MINSHENG, "receipts")
LATE = (MAIN, "receipts")
"""Of the month before last."""
LATE_DAYS = 7
EARLY_DAYS = 3
NOTE = "[建议] 演示用的目录，请县里改成自己的。"
WORDS = "已经张贴在村务公开栏，原件放在村部，随时可以查。（演示数据）"


class Published(NamedTuple):
    """Something that the rest of the story publishes: the day, and what it says."""

    day: str
    fields: Mapping[str, Any]


def items_of(county: str) -> list[Change]:
    """What a county asks for."""
    return read_catalogue((TEMPLATES / f"{COUNTIES[county]}.csv").read_bytes())


def catalogue(county: str, since: str) -> Change:
    """A county's list, from a month on."""
    items = items_of(county)
    fields = {"title": f"村务公开目录（{len(items)} 项）", "since": since, "note": NOTE, "items": items}
    return {"do": "catalogue.say", "id": "catalogue-1", "set": fields}


def fillings(
    village: str, county: str, since: str, published: Sequence[Published], today: str
) -> Iterator[tuple[str, Change]]:
    """What else a village publishes, so that little is missing: the day, and what it says. No ledger is made up."""
    items = {item["key"]: item for item in items_of(county)}
    told = [{"id": str(at), "day": one.day, **one.fields} for at, one in enumerate(published)]
    levels = [[{"id": "catalogue-1", "since": since, "items": list(items.values())}]]
    for year in (since[:4], *(() if today[:4] == since[:4] else (today[:4],))):
        for one in obligations(levels, told, [], year, parse_calendar({}), today):
            item = items[one.item]
            if one.state == "overdue" and item.get("category") != "ledger":
                yield from _filling(village, one, item, one.period == since[:7])


def _filling(village: str, one: Obligation, item: Change, is_first: bool) -> Iterator[tuple[str, Change]]:
    category = item.get("category", "household_service")
    of_class = next(name for name, categories in CATEGORIES.items() if category in categories)
    fields = {"title": item["name"], "class": of_class, "category": category, "period": one.period, "item": one.item}
    days = -EARLY_DAYS
    if is_first and (village, category) == LATE:
        days = LATE_DAYS
    if not (is_first and (village, category) == EMPTY):
        fields["summary"] = WORDS
    yield (date.fromisoformat(one.due) + timedelta(days)).isoformat(), fields
