"""What is not there when it is due, or says nothing, is noted by the clerk: in the log, where nobody takes it back.

A phone works out the same by itself (sync/spec/duty.md); this is what makes it last: what is published tomorrow was
not there today.
"""

import asyncio
from typing import Any

from shaiba_sync.scope import covers, parent_code

from ..kind import day_of
from ..log import log
from ..storage.store import Unavailable
from .duty import Refusal, say
from .overdue import DAY_MS
from .owed import Asked, Standing, asked_of, owed_by
from .replica import Clock, Replica

NOTED = ("overdue", "empty")


async def keep_noting_absences(replica: Replica, clock: Clock, *, every_ms: int = DAY_MS) -> None:
    """Note them now and once a day."""
    while True:
        try:
            await note_absences(replica, now_ms=clock())
        except (Refusal, Unavailable):  # tomorrow again
            log.exception("absences_failed")
        await asyncio.sleep(every_ms / 1000)


async def note_absences(replica: Replica, *, now_ms: int) -> int:
    """Note of every village what is absent today and was not noted yet; returns how many."""
    if replica.restored:
        return 0
    count, today = 0, day_of(now_ms)
    years = (str(int(today[:4]) - 1), today[:4])
    asked: dict[str, Asked] = {}
    """By town: all its villages have the same above them."""
    asking = [name.removeprefix("region/") for name in await replica.store.scopes("region/", "catalogue")]
    for scope in await replica.store.scopes("village/"):
        village = scope.removeprefix("village/")
        if not any(covers(code, village) for code in asking):
            continue
        town = parent_code(village)
        if town not in asked:
            asked[town] = await asked_of(replica, village)
        if not asked[town].anything:
            continue
        changes = _absent(await owed_by(replica, scope, asked[town], years, today), asked[town], today)
        if changes:
            await say(replica, scope, changes, now_ms=now_ms)
            count += len(changes)
    return count


def _absent(standing: Standing, asked: Asked, today: str) -> list[dict[str, Any]]:
    changes = []
    for one in standing.owed:
        record = f"{one.state}-{one.item}-{one.period}"
        if one.state not in NOTED or record in standing.noted:
            continue
        catalogue, name = asked.item(one)
        said = {"sort": one.state, "item": one.item, "name": name, "period": one.period, "due": one.due, "day": today}
        empty = {"disclosure": one.disclosure} if one.disclosure else {}
        changes.append({"do": "absence.note", "id": record, "set": said | {"catalogue": catalogue} | empty})
    return changes
