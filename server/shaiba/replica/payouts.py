"""What the server says of payouts, and of rents, by itself: it shows each household its line, tells those who must act
of money that did not come, and counts answers where nobody is told apart.

Worked out from what the logs hold, so that it goes on after a stop wherever it was.
Spec: sync/spec/payout.md, sync/spec/lease.md.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from shaiba_sync.merge import view
from shaiba_sync.scope import parse_scope

from ..kind import FEWEST, View
from ..log import log
from ..storage.store import Unavailable
from .duty import Refusal, say_all
from .rents import untold
from .replica import Clock, Replica

REST_S = 1.0
"""Between two rounds: a village that answers all at once is counted a few times, not hundreds."""

Act = tuple[str, list[dict[str, Any]]]

ASKED = {"confirmation": "payout", "owed": "contract"}
"""What households answer, and of which it is."""


class Payouts:
    """One per server."""

    def __init__(self, replica: Replica, clock: Clock) -> None:
        self._replica = replica
        self._store = replica.store
        self._clock = clock

    async def run(self) -> None:
        """What a stop left undone; then whatever is said, for as long as the server runs."""
        follower = self._replica.live.follow()
        waiting = {*await self._store.scopes("village/", *ASKED.values()), *await self._store.scopes("home/", *ASKED)}
        while True:
            try:
                await self.settle(waiting)
                waiting = set()
            except (Unavailable, Refusal) as error:  # a disk that fails, a copy that takes nothing yet: the next round
                log.error("payouts_not_settled", why=str(error))
            await asyncio.sleep(REST_S)
            waiting |= await follower.take()

    async def settle(self, scopes: Iterable[str]) -> None:
        """Do what follows from what was said in these scopes."""
        async with self._replica.settling:
            await self._settle(scopes)

    async def _settle(self, scopes: Iterable[str]) -> None:
        said = [parse_scope(name) for name in scopes]
        villages = {scope.region for scope in said if scope.kind in ("village", "office")}
        for village in sorted(villages):
            await self._ask(village)
            await self._say(await untold(self._store, village, partial(self._kept, village)))
        homes = [scope for scope in said if scope.kind == "home" and scope.region]
        counted: set[tuple[str, str, str]] = set()
        for home in sorted(homes):
            village, household = home.region, home.key[13:]
            for record in await self._store.records(home.name, *ASKED):
                one, of = view(record), ASKED[record.kind]
                if "answer" in one and of in one:
                    await self._tell(village, household, one, of)
                    counted.add((village, record.kind, one[of]))
        for village, kind, batch in sorted(counted):
            await self._count(village, kind, batch)

    async def _ask(self, village: str) -> None:
        """Show every household of the village the lines that it has not been shown."""
        scope = f"village/{village}"
        for payout in await self._records(scope, "payout"):
            if "withdrawn" in payout or "policy" not in payout:
                continue
            asked = {found.record.id for found in await self._store.refer("confirmation", "payout", payout["id"])}
            if len(asked) >= payout["households"]:
                continue
            originals = {one["id"]: one for one in await self._originals(village, payout["id"])}
            payments = [one for one in await self._records(scope, "payment") if one["id"] in originals]
            acts = [
                (f"home/{village}-{originals[one['id']]['household']}", [ask(payout, one, originals[one["id"]])])
                for one in payments
                if one["id"] not in asked
            ]
            await self._say(acts)

    async def _originals(self, village: str, payout: str) -> list[View]:
        """What offices keep of the payout's lines."""
        return [one for one in await self._kept(village) if one["disclosure"] == payout]

    async def _kept(self, village: str) -> list[View]:
        """What offices keep that is a household's."""
        return [
            one
            for scope in await self._store.scopes(f"office/{village}/")
            for one in await self._records(scope, "original")
            if "household" in one
        ]

    async def _tell(self, village: str, household: str, one: View, of: str) -> None:
        """Keep those who must act told of a household's newest answer, where it is or was that something lacks."""
        acts: list[Act] = []
        for scope in await self._offices(village, one["id"]):
            told = await self._store.record(scope, "shortfall", one["id"])
            answer = one["answer"]
            if view(told)["answer"] == answer if told else answer["say"] == "received":
                continue
            members = {name: one[name] for name in (of, "payee", "amount_fen")}
            members |= {"household": household, "answer": answer}
            acts.append((scope, [{"do": "shortfall.note", "id": one["id"], "set": members}]))
        await self._say(acts)

    async def _offices(self, village: str, payment: str) -> list[str]:
        """The office that holds the list, and the supervisory committee."""
        scopes = [
            scope
            for scope in await self._store.scopes(f"office/{village}/")
            if await self._store.record(scope, "original", payment)
        ]
        scopes += [
            f"office/{village}/{office['id']}"
            for office in await self._records(f"village/{village}", "office")
            if office.get("sort") == "supervisory" and "closed" not in office
        ]
        return list(dict.fromkeys(scopes))

    async def _count(self, village: str, kind: str, batch: str) -> None:
        """Say what households said of a payout; of a contract, of each day on which something was due."""
        found = await self._store.refer(kind, ASKED[kind], batch)
        answered = [(one.scope, view(one.record)) for one in found if "answer" in one.record.fields]
        days = sorted({one.get("due", "") for _, one in answered})
        counted = [
            (day, await self._mark(kind, [one for one in answered if one[1].get("due", "") == day])) for day in days
        ]
        enough = [(day, counts) for day, counts in counted if sum(counts.values()) >= FEWEST]
        held = await self._store.record(f"village/{village}", ASKED[kind], batch)
        if held is None or not enough or "withdrawn" in held.fields:
            return
        said: Any = enough[0][1] if kind == "confirmation" else [{"due": day, **counts} for day, counts in enough]
        begun = "policy" if kind == "confirmation" else "since"
        if begun in held.fields and held.fields.get("counts") != said:
            change = {"do": f"{ASKED[kind]}.count", "id": batch, "set": {"counts": said}}
            await self._say([(f"village/{village}", [change])])

    async def _mark(self, kind: str, answered: list[tuple[str, View]]) -> dict[str, int]:
        """Count those answers that are not in the public counts as they are, if they are enough that nobody is told
        apart. What is counted is marked before it is told: so a stop in between never lets a few through alone."""
        fresh = [(scope, one) for scope, one in answered if one.get("counted") != one["answer"]["say"]]
        if len(fresh) < FEWEST:
            return counts_of(one for _, one in answered)
        marks = [
            (scope, [{"do": f"{kind}.count", "id": one["id"], "set": {"counted": one["answer"]["say"]}}])
            for scope, one in fresh
        ]
        await self._say(marks)
        return counts_of({**one, "counted": one["answer"]["say"]} for _, one in answered)

    async def _records(self, scope: str, kind: str) -> list[View]:
        return [view(record) for record in await self._store.records(scope, kind)]

    async def _say(self, acts: list[Act]) -> None:
        if acts:
            await say_all(self._replica, acts, now_ms=self._clock())


def ask(payout: View, payment: View, original: View) -> dict[str, Any]:
    """The change that shows a household its line in full."""
    members = {"payout": payout["id"], "until": payout["until"]}
    fields: Mapping[str, Any] = {**payment, **{name: original[name] for name in ("payee", "note") if name in original}}
    members |= {name: fields[name] for name in ("payee", "amount_fen", "quantity", "note") if name in fields}
    return {"do": "confirmation.ask", "id": payment["id"], "set": members}


def counts_of(confirmations: Iterable[View]) -> dict[str, int]:
    """How many of these are counted as what."""
    said = Counter(one["counted"] for one in confirmations if "counted" in one)
    return {say: said[say] for say in ("received", "missing", "other")}
