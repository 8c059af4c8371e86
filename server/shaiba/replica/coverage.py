"""How each village of a region keeps to its catalogue, as it is told to those above.

What was reckoned of a village is kept while its log and those above it are the same. Spec: sync/spec/duty.md.
"""

from typing import NamedTuple

from shaiba_sync.duty import OBLIGATION_STATES

from ..storage.store import Head
from .owed import Asked, owed_by
from .replica import Replica

_PLACE = {state: at for at, state in enumerate(OBLIGATION_STATES)}


class Reckoned(NamedTuple):
    """A village as it stands: counts by item, what is overdue, what the items are called."""

    counts: dict[str, list[int]]
    overdue: list[tuple[str, str, str]]
    names: dict[str, str]


class Coverage:
    """What was reckoned, by village and year, and as of which heads and day."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._kept: dict[tuple[str, str], tuple[tuple[object, ...], Reckoned]] = {}

    async def of(self, head: Head, year: str, today: str, asked: Asked, above: tuple[object, ...]) -> Reckoned:
        """How a village stands. `above` says as of which logs `asked` was read."""
        asof = (head.epoch, head.size, today, above)
        kept = self._kept.get((head.scope, year))
        if kept is not None and kept[0] == asof:
            return kept[1]
        found = await self._reckon(head.scope, year, today, asked)
        self._kept[head.scope, year] = asof, found
        return found

    async def _reckon(self, scope: str, year: str, today: str, asked: Asked) -> Reckoned:
        found = Reckoned({}, [], {})
        for one in (await owed_by(self._replica, scope, asked, [year], today)).owed:
            if (counts := found.counts.get(one.item)) is None:
                counts = found.counts[one.item] = [0] * len(OBLIGATION_STATES)
                found.names[one.item] = asked.item(one)[1]
            counts[_PLACE[one.state]] += 1
            if one.state == "overdue":
                found.overdue.append((one.item, one.period, one.due))
        return found
