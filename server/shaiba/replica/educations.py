"""How many a warning-education meeting calls, and how many of them have signed: counted by the clerk, in public.

Worked out from what the logs hold. Spec: sync/spec/match.md, 12.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from shaiba_sync.merge import view
from shaiba_sync.scope import covers, parent_code, region_level

from ..kind import View, day_of
from ..log import log
from ..storage.store import Unavailable
from .duty import Refusal, say
from .replica import Clock, Replica

REST_S = 2.0
"""Between two rounds: a hall in which all sign at once is counted a few times."""
COUNTED_DAYS = 60
"""So long after its day it is still counted."""


class Educations:
    """One per server."""

    def __init__(self, replica: Replica, clock: Clock) -> None:
        self._replica = replica
        self._store = replica.store
        self._clock = clock

    async def run(self) -> None:
        """What a stop left undone; then whatever is said, for as long as the server runs."""
        follower = self._replica.live.follow()
        waiting = set(await self._store.scopes("region/", "education"))
        while True:
            try:
                await self.settle(waiting)
                waiting = set()
            except (Unavailable, Refusal) as error:  # a disk that fails, a copy that takes nothing yet: the next round
                log.error("educations_not_counted", why=str(error))
            await asyncio.sleep(REST_S)
            waiting |= await follower.take()

    async def settle(self, scopes: Iterable[str]) -> None:
        """Count anew what was called in these regions, or above these villages and towns."""
        codes = {scope.partition("/")[2] for scope in scopes if scope.startswith(("village/", "region/"))}
        above = {one for code in codes for one in (code, parent_code(code), parent_code(parent_code(code)))}
        for code in sorted(one for one in above if region_level(one) in ("town", "county")):
            async with self._replica.settling:
                await self._count(code)

    async def _count(self, region: str) -> None:
        scope, today = f"region/{region}", day_of(self._clock())
        for record in await self._store.records(scope, "education"):
            one = view(record)
            if "circular" not in one or _plus(one["day"], COUNTED_DAYS) < today:
                continue
            audience = await self._audience(region, one["circular"])
            called: set[str] = set()
            signed: set[str] = set()
            for home in await self._homes(region):
                called |= {
                    str(grant["person"])
                    for grant in map(view, await self._store.records(home, "grant"))
                    if holds(grant, today) and grant["role"] in audience
                }
                if reading := await self._store.record(home, "reading", one["circular"]):
                    signed |= {word["by"] for word in view(reading).get("signed", ())}
            said = {"called": len(called), "signed": len(called & signed)}
            if said != {field: one.get(field) for field in said}:
                change = {"do": "education.count", "id": record.id, "set": said}
                await say(self._replica, scope, [change], now_ms=self._clock())

    async def _homes(self, region: str) -> list[str]:
        """The public logs of the region's villages, and of the region's or its towns' own offices."""
        villages = [name for name in await self._store.scopes("village/") if covers(region, name[8:])]
        regions = [name for name in await self._store.scopes("region/") if covers(region, name[7:])]
        return [*(name for name in regions if region_level(name[7:]) in ("town", region_level(region))), *villages]

    async def _audience(self, region: str, circular: str) -> frozenset[str]:
        """Whose circular it is: of the nearest region that has it."""
        code = region
        while code:
            if found := await self._store.record(f"region/{code}", "circular", circular):
                said: Mapping[str, Any] = found.fields
                return frozenset(said.get("audience", ()))
            code = parent_code(code)
        return frozenset()


def holds(grant: View, today: str) -> bool:
    """Whether it is held today, and who holds it is known."""
    return "person" in grant and grant["since"] <= today <= grant["until"] and not grant.get("ended", "~") <= today


def _plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
