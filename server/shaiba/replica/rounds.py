"""Rounds of sealed tips: slots come, holders of keys reply, the clerk closes a round and says how many there were.

Who sent a slot is asked by nobody here, and known to nobody: a county and a round is all that comes with one.
Spec: sync/spec/tips.md, "Rounds" to "Server".
"""

import asyncio
import hashlib
import secrets
import sqlite3
import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable

import msgspec

from shaiba_sync.errors import Late, NotFound, NoWork, SlowDown, Taken
from shaiba_sync.merge import view
from shaiba_sync.op import b64u_encode
from shaiba_sync.regain import Levels, levels_of, path_in
from shaiba_sync.scope import parent_code
from shaiba_sync.tips import (
    LEAST_REPLIES,
    REPLY_BYTES,
    SlotAnswer,
    SlotProof,
    answer_bytes,
    format_slot_answer,
    round_at,
    slot_work,
    work_bits,
)
from shaiba_sync.tree import HASH_BYTES, leaf_hash

from ..kind import WATCHERS, Actor, day_of
from ..log import log
from ..storage.slots import Reply, SlotStore
from ..storage.store import Unavailable
from .duty import Refusal, say
from .replica import Clock, Replica
from .scope import home_scope
from .who import grants_of

LEAST_CEILING, SLOTS_A_PERSON = 1_000, 5
NO_REPLIES = answer_bytes([])
"""Bytes of the proof, with which an answer begins."""

TREES = 8
"""Rounds whose trees are remembered: most phones ask for their slot of the round before (0.7 MB for 10,000)."""


class RoundRules(msgspec.Struct, frozen=True):
    """What a phone must know before it sends: seconds of a round, zero bits of the work, the server's clock, ms."""

    round_s: int
    bits: int
    now: int


class Rounds:
    """One per server. `kept`: so many rounds are kept once they have closed; `bits`: the work asked in quiet times."""

    def __init__(
        self,
        replica: Replica,
        store: SlotStore,
        *,
        round_s: int,
        bits: int,
        kept: int,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._replica = replica
        self._store = store
        self.round_s = round_s
        self._bits = bits
        self._kept = kept
        self._random = random
        self._closing = asyncio.Lock()
        self._served: dict[str, list[str]] = {}
        self._ceilings: dict[str, int] = {}
        self._ceilings_of = -1
        self._planting = threading.Lock()
        self._trees: OrderedDict[tuple[str, int], tuple[list[bytes], Levels]] = OrderedDict()

    # --- a phone ---

    async def rules(self, county: str, now_ms: int) -> RoundRules:
        """Those of a county; of one that is not served, those of quiet times."""
        bits, now = self._bits, round_at(now_ms, self.round_s)
        if ceiling := await self._ceiling(county, now):
            count = await asyncio.to_thread(self._store.count, county, now)
            bits = work_bits(self._bits, count, ceiling)
        return RoundRules(self.round_s, bits, now_ms)

    async def take(
        self, county: str, round: int, slot: bytes, nonce: bytes, *, since: int, was: bytes, now_ms: int
    ) -> bytes:
        """Count a slot, and answer. Raises `NotFound`, `Late`, `NoWork`, `SlowDown`."""
        now = round_at(now_ms, self.round_s)
        self._check_round(round, now)
        work = slot_work(county, round, hashlib.sha256(slot).digest(), nonce)
        if work < self._bits:  # first: what has cost nothing shall cost nothing here
            raise NoWork(self._bits)
        ceiling = await self._ceiling(county, now)
        if not ceiling:
            raise NotFound
        bits = work_bits(self._bits, await asyncio.to_thread(self._store.count, county, now), ceiling)
        if work < bits:
            raise NoWork(bits)
        taken = await asyncio.to_thread(self._store.take, county, now, slot, ceiling)
        if taken == "closed":
            taken = await asyncio.to_thread(self._store.take, county, now + 1, slot, ceiling)
        if taken == "full":
            raise SlowDown(max(1, ((now + 1) * self.round_s * 1000 - now_ms) // 1000))
        return await asyncio.to_thread(self._answer, county, since, was)

    def _answer(self, county: str, since: int, was: bytes) -> bytes:
        rounds = [(number, _split(data)) for number, data in self._store.answers(county, since)]
        proof, is_there = self._proof(county, was)
        answer = format_slot_answer(SlotAnswer(proof, rounds[-self._kept :]))
        return answer if is_there else bytes(NO_REPLIES) + answer[NO_REPLIES:]

    def _proof(self, county: str, was: bytes) -> tuple[SlotProof | None, bool]:
        """The way of a slot to the root of its round; or, of one that is not there, of another: it costs as much."""
        closed = self._store.rounds(county)
        found = self._store.find(was)
        is_there = found is not None and found[0] == county and any(found[1] == number for number, _ in closed)
        number = found[1] if found and is_there else closed[-1][0] if closed else None
        if number is None:
            return None, False
        hashes, levels = self._tree(county, number)
        if not hashes:  # a round of replies alone
            return None, False
        index = bisect_left(hashes, was) % len(hashes)
        return SlotProof(number, index, len(hashes), path_in(levels, index)), is_there

    def _tree(self, county: str, number: int) -> tuple[list[bytes], Levels]:
        place = (county, number)
        with self._planting:
            if place not in self._trees:
                hashes = self._store.hashes(county, number)
                self._trees[place] = hashes, levels_of([leaf_hash(one) for one in hashes])
            self._trees.move_to_end(place)
            while len(self._trees) > TREES:
                self._trees.popitem(last=False)
            return self._trees[place]

    async def _ceiling(self, county: str, round: int) -> int:
        """How many slots a county may send in a round; none where no roll of its villages is kept here. People are
        counted once a round."""
        if self._ceilings_of != round:
            self._ceilings, self._ceilings_of = {}, round
            await self._look_round()
        if county not in self._served and county in self._replica.regions:  # a village begins at any time
            await self._look_round()
        if county in self._served and county not in self._ceilings:
            people = [await self._replica.store.count(scope, "member") for scope in self._served[county]]
            self._ceilings[county] = max(LEAST_CEILING, SLOTS_A_PERSON * sum(people))
        return self._ceilings.get(county, 0)

    async def _look_round(self) -> None:
        """Which counties have villages here."""
        self._served = {}
        for scope in await self._replica.store.scopes("square/"):
            self._served.setdefault(county_of(scope.removeprefix("square/")), []).append(scope)

    @staticmethod
    def _check_round(round: int, now: int) -> None:
        if round not in (now, now - 1):
            raise Late(now)

    # --- a holder of a key ---

    async def holds_key(self, actor: Actor, county: str, now_ms: int) -> bool:
        """Whether the person has a key that holds today, in the county or above it, and the office for it."""
        for region in _above(county):
            if actor.has_here(*WATCHERS, region=region) and actor.person in await self._persons(region, now_ms):
                return True
        return False

    async def _persons(self, region: str, now_ms: int) -> set[str]:
        """Whose keys hold in a region today."""
        today = day_of(now_ms)
        keys = map(view, await self._replica.store.records(home_scope(region), "tipkey"))
        return {
            key["person"]
            for key in keys
            if "person" in key and key["since"] <= today <= key["until"] and not key.get("ended", "~") <= today
        }

    async def holders(self, county: str, now_ms: int) -> int:
        """How many people may reply to a county's tips today: so many replies a round has at most."""
        found = set()
        for region in _above(county):
            for person in await self._persons(region, now_ms):
                grants = grants_of(await self._replica.store.refer("grant", "person", person), day_of(now_ms))
                if any(grant.role in WATCHERS and grant.region == region for grant in grants):
                    found.add(person)
        return len(found)

    async def reply(self, actor: Actor, county: str, round: int, mailbox: bytes, reply: bytes, *, now_ms: int) -> None:
        """Keep a holder's reply. Raises `NotFound` to whoever is none, `Late`, `Taken`."""
        await self._check_holder(actor, county, now_ms)
        now = round_at(now_ms, self.round_s)
        self._check_round(round, now)
        put, sent = self._store.put_reply, (str(actor.person), mailbox, reply)
        taken = await asyncio.to_thread(put, county, now, *sent)
        if taken == "closed":
            taken = await asyncio.to_thread(put, county, now + 1, *sent)
        if taken == "other":
            raise Taken

    async def kept_rounds(self, actor: Actor, county: str, now_ms: int) -> list[tuple[int, int]]:
        """The rounds that a holder may take, and how many slots each has. Raises `NotFound`."""
        await self._check_holder(actor, county, now_ms)
        return await asyncio.to_thread(self._store.rounds, county)

    async def bundle(self, actor: Actor, county: str, round: int, n: int, now_ms: int) -> bytes:
        """One bundle of a round. Raises `NotFound`."""
        await self._check_holder(actor, county, now_ms)
        data = await asyncio.to_thread(self._store.bundle, county, round, n)
        if data is None:
            raise NotFound
        return data

    async def replies(self, actor: Actor, county: str, round: int, now_ms: int) -> bytes:
        """An answer as to a slot, of this round's replies alone. Raises `NotFound`."""
        await self._check_holder(actor, county, now_ms)
        for number, data in await asyncio.to_thread(self._store.answers, county, round - 1):
            if number == round:
                return format_slot_answer(SlotAnswer(None, [(number, _split(data))]))
        raise NotFound

    async def _check_holder(self, actor: Actor, county: str, now_ms: int) -> None:
        if county not in self._replica.regions or not await self.holds_key(actor, county, now_ms):
            raise NotFound

    # --- the clerk ---

    async def close(self, now_ms: int) -> int:
        """Close what is over, say so, let go of what was kept long enough; returns how many rounds closed."""
        now = round_at(now_ms, self.round_s)
        async with self._closing:
            over = dict.fromkeys(await asyncio.to_thread(self._store.open_before, now))
            await self._ceiling("", now)
            for county in self._served:
                if await self.holders(county, now_ms):
                    closed = await asyncio.to_thread(self._store.rounds, county)
                    if all(number != now - 1 for number, _ in closed):
                        over[county, now - 1] = None
            for county, number in over:
                await self._shut(county, number, now_ms)
            await asyncio.to_thread(self._store.pack)
            await self._say(now_ms)
            await asyncio.to_thread(self._store.forget, now - self._kept, now + 1)
        return len(over)

    async def _shut(self, county: str, number: int, now_ms: int) -> None:
        """With as many replies as there could have been: how many there were is nobody's business."""
        sent = await asyncio.to_thread(self._store.replies, county, number)
        most = max(LEAST_REPLIES, await self.holders(county, now_ms), len(sent))
        made_up = [(self._random(HASH_BYTES), self._random(REPLY_BYTES)) for _ in range(most - len(sent))]
        await asyncio.to_thread(self._store.shut, county, number, sorted([*sent, *made_up]))

    async def _say(self, now_ms: int) -> None:
        """What closed, in the log of its county. A restored copy says nothing; it does when it is whole."""
        if self._replica.restored:
            return
        for one in await asyncio.to_thread(self._store.unsaid):
            scope, number = home_scope(one.county), str(one.round)
            if one.slots and await self._replica.store.record(scope, "slots", number) is None:
                said = {"round": one.round, "count": one.slots, "root": b64u_encode(one.root)}
                await say(self._replica, scope, [{"do": "slots.count", "id": number, "set": said}], now_ms=now_ms)
                log.info("round_closed", round=one.round, slots=one.slots)
            await asyncio.to_thread(self._store.note_said, one.county, one.round)


async def keep_closing(rounds: Rounds, clock: Clock) -> None:
    """Close rounds as they end, for as long as the server runs."""
    while True:
        try:
            await rounds.close(clock())
        except (Refusal, Unavailable, sqlite3.Error):  # with the next round again
            log.exception("rounds_failed")
        length = rounds.round_s * 1000
        await asyncio.sleep((length - clock() % length + 1) / 1000)


def county_of(village: str) -> str:
    """To which county a village's phones send."""
    return parent_code(parent_code(village))


def _above(county: str) -> list[str]:
    """The regions whose keys read a county's slots: itself, and its city."""
    above = parent_code(county)
    return [county, above] if parent_code(above) else [county]


def _split(data: bytes) -> list[Reply]:
    each = HASH_BYTES + REPLY_BYTES
    return [(data[at : at + HASH_BYTES], data[at + HASH_BYTES : at + each]) for at in range(0, len(data), each)]
