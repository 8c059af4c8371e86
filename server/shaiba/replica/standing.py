"""Where an appeal stands, for whoever has its code and no session: its state, and nothing that anybody wrote.

Spec: sync/spec/appeal.md, "Asking by code".
"""

import msgspec

from shaiba_sync.appeal import appeal_life, is_query_code
from shaiba_sync.clock import parse_stamp
from shaiba_sync.merge import view
from shaiba_sync.scope import parse_scope

from ..desk import FIRST
from ..kind import day_of
from .overdue import handling_of
from .replica import Replica


class Standing(msgspec.Struct, frozen=True):
    """Where it stands today. `office` is the name of the office that has it, `due` the last day on which whoever must
    act is in time; each may be empty."""

    state: str
    level: str
    office: str
    due: str
    today: str


async def standing_by_code(replica: Replica, village: str, code: str, now_ms: int) -> Standing | None:
    """None where no appeal of the village has the code; and a code that is none is looked for like any other."""
    found = [one for one in await replica.store.refer("appeal", "code", code) if _is_of(one.scope, village)]
    calendar, terms = await handling_of(replica, village)
    if not found or not is_query_code(code) or "title" not in found[0].record.tags:
        return None
    scope, record = found[0].scope, found[0].record
    filed = day_of(parse_stamp(record.tags["title"][:16]).millis)
    steps = view(record).get("steps", ())
    life = appeal_life(filed, FIRST[parse_scope(scope).kind], steps, calendar, terms)
    given = [steps[place] for place in life.taken if steps[place].get("office") == life.office]
    office = given[-1].get("to", "") if life.office and given else ""
    return Standing(life.state, life.level, office, life.due or "", day_of(now_ms))


def _is_of(scope: str, village: str) -> bool:
    return parse_scope(scope).region == village
