"""What the server says of draws by itself: it closes what phones contributed, and writes the order once those who
entered the result agree.

Worked out from what the logs hold, so that it goes on after a stop wherever it was; every phone recomputes both.
Spec: sync/spec/draw.md, 9 and 11.
"""

from collections.abc import Iterable
from typing import Any

from shaiba_sync.draw import contributions_root, draw_order, draw_seed, entered_results, list_root, read_values
from shaiba_sync.merge import view
from shaiba_sync.op import b64u_encode

from ..kind import View, day_of
from ..log import log
from ..storage.store import Unavailable
from .duty import Refusal, say
from .replica import Clock, Replica

ROUND_S = 30.0
"""What is said is looked at once it is; and so often, whether a day has ended."""
GRACE_MS = 5 * 60_000
"""What came in the last moment of the last day is written by then."""


class Draws:
    """One per server."""

    def __init__(self, replica: Replica, clock: Clock) -> None:
        self._replica = replica
        self._store = replica.store
        self._clock = clock

    async def run(self) -> None:
        """What a stop left undone; then whatever is said, and whatever day ends, for as long as the server runs."""
        follower = self._replica.live.follow()
        waiting, day = set(await self._store.scopes("village/", "draw")), self._ended_after()
        while True:
            try:
                await self.settle(waiting)
                waiting = set()
            except (Unavailable, Refusal) as error:  # a disk that fails, a copy that takes nothing yet: the next round
                log.error("draws_not_settled", why=str(error))
            waiting |= await follower.take(ROUND_S)
            if day != self._ended_after():
                waiting, day = set(await self._store.scopes("village/", "draw")), self._ended_after()

    async def settle(self, scopes: Iterable[str]) -> None:
        """Do what follows in these villages."""
        async with self._replica.settling:
            for scope in sorted(scopes):
                if scope.startswith("village/"):
                    await self._settle(scope)

    async def _settle(self, scope: str) -> None:
        for record in await self._store.records(scope, "draw"):
            if change := await self._next(scope, view(record)):
                await say(self._replica, scope, [change], now_ms=self._clock())

    async def _next(self, scope: str, draw: View) -> dict[str, Any] | None:
        if "root" not in draw or "voided" in draw or "order" in draw:
            return None
        if "values" not in draw:
            if draw["contributions_until"] >= self._ended_after():
                return None
            return closed(draw["id"], await self._contributed(scope, draw["id"]))
        return settled(draw) if entered_results(draw).state == "agreed" else None

    async def _contributed(self, scope: str, draw: str) -> list[str]:
        """What was taken: no more than fit (domain/contribution.py)."""
        square = scope.replace("village/", "square/")
        found = [one.record for one in await self._store.refer("contribution", "draw", draw) if one.scope == square]
        return [str(one.fields["value"]) for one in found if "value" in one.fields]

    def _ended_after(self) -> str:
        """The first day that has not ended for good."""
        return day_of(self._clock() - GRACE_MS)


def closed(draw: str, contributed: list[str]) -> dict[str, Any]:
    """The change that closes a draw with these values."""
    values = sorted({*read_values({"values": contributed})})
    said = {"values": [b64u_encode(one) for one in values], "values_root": b64u_encode(contributions_root(values))}
    return {"do": "draw.close", "id": draw, "set": said}


def settled(draw: View) -> dict[str, Any]:
    """The change that says the order of a draw on whose results those who entered agree."""
    results = entered_results(draw).results
    seed = draw_seed(list_root(draw["entrants"]), contributions_root(read_values(draw)), results)
    order = draw_order([one["id"] for one in draw["entrants"]], seed)
    return {
        "do": "draw.settle",
        "id": draw["id"],
        "set": {"results": list(results), "seed": b64u_encode(seed), "order": order},
    }
