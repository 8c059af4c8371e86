"""What is overdue is said by the clerk, once for each day that was due: in the log, where nobody takes it back.

A phone works out the same by itself (sync/spec/appeal.md); this is what makes it public. It names no person.
"""

import asyncio
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from shaiba_sync.appeal import DEFAULT_TERMS, appeal_life, is_overdue
from shaiba_sync.calendar import Calendar, parse_calendar
from shaiba_sync.clock import parse_stamp
from shaiba_sync.merge import Record, view
from shaiba_sync.moderation import moderation_life
from shaiba_sync.scope import parent_code, parse_scope

from ..desk import FIRST
from ..kind import day_of
from ..log import log
from ..storage.store import Unavailable
from .duty import Refusal, say
from .replica import Clock, Replica

SHIPPED = Path(__file__).parent.parent / "data" / "calendar.json"
DAY_MS = 86_400_000


async def keep_saying_overdue(replica: Replica, clock: Clock, *, every_ms: int = DAY_MS) -> None:
    """Say it now and once a day."""
    while True:
        try:
            await say_overdue(replica, now_ms=clock())
        except (Refusal, Unavailable):  # tomorrow again
            log.exception("overdue_failed")
        await asyncio.sleep(every_ms / 1000)


async def say_overdue(replica: Replica, *, now_ms: int) -> int:
    """Say of each appeal, and of each objection to what was hidden, that is overdue today what was due, unless it has
    been said; returns of how many."""
    if replica.restored:
        return 0
    count, today = 0, day_of(now_ms)
    for prefix in ("square/", "case/"):
        for scope in await replica.store.scopes(prefix, "appeal", "moderation"):
            appeals = await replica.store.records(scope, "appeal")
            hidden = await replica.store.records(scope, "moderation")
            calendar, terms = await handling_of(replica, parse_scope(scope).region)
            changes = [change for one in appeals if (change := _overdue(one, prefix[:-1], calendar, terms, today))]
            changes += [late for one in hidden for late in _objections(one, calendar, terms, today)]
            if changes:
                await say(replica, scope, changes, now_ms=now_ms)
                count += len(changes)
    return count


@cache
def _shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return found


def _overdue(record: Record, sort: str, calendar: Calendar, terms: dict[str, int], today: str) -> dict[str, Any] | None:
    if "title" not in record.tags:  # its beginning was erased
        return None
    appeal = view(record)
    filed = day_of(parse_stamp(record.tags["title"][:16]).millis)
    life = appeal_life(filed, FIRST[sort], appeal.get("steps", ()), calendar, terms)
    said = {call.get("due") for call in appeal.get("calls", ())}
    if not is_overdue(life, today) or life.due in said:
        return None
    call = {"call": "overdue", "day": today, "level": life.level, "due": life.due}
    return {"do": "appeal.call", "id": record.id, "append": {"calls": call}}


def _objections(record: Record, calendar: Calendar, terms: dict[str, int], today: str) -> Iterator[dict[str, Any]]:
    hiding = view(record)
    said = {(one["part"], one["due"]) for one in hiding.get("overdue", ())}
    for part in moderation_life(hiding.get("acts", ()), calendar, terms).parts:
        if part.due is not None and part.due < today and (part.part, part.due) not in said:
            late = {"part": part.part, "level": part.to, "due": part.due, "day": today}
            yield {"do": "moderation.overdue", "id": record.id, "append": {"overdue": late}}


async def handling_of(replica: Replica, village: str) -> tuple[Calendar, dict[str, int]]:
    """The working days and terms that hold in a village: of two regions the nearer counts."""
    years = dict(_shipped())
    terms = dict(DEFAULT_TERMS)
    above = []
    code = parent_code(village)
    while code:
        above.append(code)
        code = parent_code(code)
    for code in reversed(above):
        for record in await replica.store.records(f"region/{code}", "handling"):
            if record.id == "terms":
                terms = {name: record.fields[name] for name in DEFAULT_TERMS}
            elif "off" in record.fields:
                years[record.id] = {name: record.fields[name] for name in ("version", "off", "work")}
    return parse_calendar(years), terms
