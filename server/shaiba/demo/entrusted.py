"""What one lets another do in the demo: speak for a child, attest a lost phone, agree who is to hold an office."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from shaiba_sync.scope import parent_code

from ..kind import day_of
from .people import CHILD, MARK, Person
from .places import MAIN

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
KEEPER = f"{parent_code(MAIN)}-keeper"
"""Who keeps the main village's roll."""

Change = dict[str, Any]
Said = tuple[int, str, str, list[Change]]
"""When, where, by whom, what."""


def child(parent: Person) -> dict[str, Change]:
    """A child of that villager, as the square has it, by its id."""
    fields = {"name": f"{parent.name[0]}{CHILD}{MARK}", "household": parent.household, "group": parent.group}
    return {f"{parent.region}-child": fields}


def said(villagers: Sequence[Person], now_ms: int, id_of: Callable[..., str]) -> Iterator[Said]:
    """The third villager speaks for a child, by the keeper's word; and three may attest the fourth's lost phone."""
    first, _, third, fourth = villagers
    at_ms, square = now_ms - 20 * DAY_MS, f"square/{MAIN}"
    until = day_of(at_ms + 360 * DAY_MS)
    [of] = child(third)
    given: Change = {"person": of, "to": third.id, "may": "act", "until": until, "by": KEEPER}
    yield at_ms, square, KEEPER, [{"do": "delegation.entrust", "id": id_of("child", of), "set": given}]
    for one in (first.id, third.id, f"{MAIN}-n0"):
        attest = {"person": fourth.id, "to": one, "may": "attest", "until": until}
        give: Change = {"do": "delegation.give", "id": id_of("attest", one), "set": attest}
        yield at_ms + HOUR_MS, square, fourth.id, [give]


def nominated(county: str, name: str, inspector: str, now_ms: int, id_of: Callable[..., str]) -> Said:
    """One administrator of the county nominates for a new inspection team; the other has yet to agree."""
    by, team = f"{county}-admin", f"{county}-inspection"
    office = {"name": f"{name}第一巡察组{MARK}", "level": "county", "sort": "inspection"}
    since = day_of(now_ms + 30 * DAY_MS)
    asked = {"person": f"{county}-inspector", "role": "inspector", "name": inspector + MARK, "office": team, "by": by}
    asked |= {"since": since, "until": f"{int(since[:4]) + 2}-12-31"}
    changes: list[Change] = [
        {"do": "office.open", "id": team, "set": office},
        {"do": "nomination.make", "id": id_of("nomination", county), "set": asked},
    ]
    return now_ms - DAY_MS, f"region/{county}", by, changes
