"""Payouts end to end on the server: the accountant's list reaches each household alone, answers reach those who must
act, and what everybody reads is a count of no fewer than five.
"""

from typing import Any

from shaiba.replica.duty import say
from shaiba.replica.payouts import Payouts
from shaiba.replica.scope import readable
from shaiba.replica.who import actor_by
from shaiba_sync.merge import view
from tests.conftest import HOME, SQUARE, VILLAGE, Phone, Village, grant, lines_of
from tests.domain.test_payout import PUBLISH

OFFICE = f"office/{VILLAGE}/committee"
SUPERVISORY = f"office/{VILLAGE}/supervisory"
HOUSES = 8


def house(number: int) -> str:
    return f"03-{number:03}"


def scope_of(number: int) -> str:
    return f"home/{VILLAGE}-{house(number)}"


class World:
    """A village whose accountant has published a batch of eight lines; of each household somebody has a phone."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.payouts = Payouts(village.replica, village.time)
        self.phones = [Phone(f"p-{number}") for number in range(HOUSES)]

    async def settle(self) -> None:
        village, say_ = self.village, self.say
        offices = [{"do": "office.open", "id": "supervisory",
                    "set": {"name": "监委会", "level": "village", "sort": "supervisory"}}]  # fmt: skip
        people = [change for phone in self.phones for change in (phone.enrolment(), grant(phone.person, "villager"))]
        held = grant(village.accountant.person, "accountant", office="committee")
        await say_(HOME, *offices, *people, held)
        member = {"name": "王某", "group": "第3组"}
        add = [
            {"do": "member.add", "id": phone.person, "set": {**member, "household": house(number)}}
            for number, phone in enumerate(self.phones)
        ]
        await say_(SQUARE, *add)

    async def publish(self) -> None:
        await self.list_lines()
        await self.keep_originals()

    async def list_lines(self) -> None:
        until = PUBLISH["set"] | {"households": HOUSES, "until": "2026-12-31"}
        lines = [
            {"do": "payment.post", "id": f"r{number}",
             "set": {"payout": "b1", "number": number + 1, "payee": "王*", "amount_fen": 100 + number}}
            for number in range(HOUSES)
        ]  # fmt: skip
        await self.push(self.village.accountant, HOME, PUBLISH | {"set": until}, *lines)

    async def keep_originals(self) -> None:
        kept = [
            {"do": "original.keep", "id": f"r{number}",
             "set": {"disclosure": "b1", "payee": f"王{number}", "household": house(number)}}
            for number in range(HOUSES)
        ]  # fmt: skip
        await self.push(self.village.accountant, OFFICE, *kept)
        await self.payouts.settle([HOME, OFFICE])

    async def answer(self, number: int, **answer: Any) -> None:
        phone = self.phones[number]
        change = {
            "do": "confirmation.answer",
            "id": f"r{number}",
            "set": {"answer": {**answer, "by": phone.person}},
        }
        await self.push(phone, scope_of(number), change)
        await self.payouts.settle([scope_of(number)])

    async def push(self, phone: Phone, scope: str, *changes: dict[str, Any]) -> None:
        (verdict, *_) = await self.village.sync(phone.say(scope, *changes, now_ms=self.village.time()))
        assert getattr(verdict, "verdict", "") == "stored", verdict

    async def say(self, scope: str, *changes: dict[str, Any]) -> None:
        await say(self.village.replica, scope, changes, now_ms=self.village.time())

    async def record(self, scope: str, kind: str, record_id: str) -> dict[str, Any]:
        found = await self.village.store.record(scope, kind, record_id)
        return view(found) if found else {}

    async def counts(self) -> Any:
        return (await self.record(HOME, "payout", "b1")).get("counts")


async def make(village: Village) -> World:
    world = World(village)
    await world.settle()
    await world.publish()
    return world


async def test_each_household_reads_its_own_line_in_full_and_no_other(village: Village) -> None:
    world = await make(village)
    line = await world.record(scope_of(3), "confirmation", "r3")
    assert (line["payee"], line["amount_fen"], line["until"]) == ("王3", 103, "2026-12-31")
    await village.act_as(world.phones[3])
    answer = await village.client.post("/sync", content=b'{"v":1,"have":{},"mine":true}\n')
    assert f'"{scope_of(3)}"' in answer.text
    assert not any(f'"{scope_of(number)}"' in answer.text for number in range(HOUSES) if number != 3)
    assert f'"{OFFICE}"' not in answer.text
    asked = await village.sync(have={scope_of(4): (0, 0), scope_of(3): (0, 0)})
    assert len(lines_of(asked)) == 1
    refused = world.phones[3].say(
        scope_of(4), {"do": "confirmation.answer", "id": "r4", "set": {"answer": {"say": "received", "by": "p-3"}}}
    )
    assert await village.refusal(refused) == "forbidden"


async def test_whom_the_roll_puts_elsewhere_reads_there(village: Village) -> None:
    world = await make(village)
    phone = world.phones[3]
    before = (await actor_by(village.store, phone.device, village.time())).actor
    assert before.homes == (f"{VILLAGE}-{house(3)}",)
    await world.say(SQUARE, {"do": "member.update", "id": phone.person, "set": {"household": house(5)}})
    after = (await actor_by(village.store, phone.device, village.time())).actor
    assert [name for name in await readable(village.store, after) if name.startswith("home/")] == [scope_of(5)]
    await world.say(SQUARE, {"do": "member.leave", "id": phone.person, "set": {"left": "2026-11-01"}})
    assert (await actor_by(village.store, phone.device, village.time())).actor.homes == ()


async def test_asked_again_nothing_is_said_twice(village: Village) -> None:
    world = await make(village)
    heads = {scope: await village.store.head(scope) for scope in await village.store.scopes()}
    await world.payouts.settle([*heads])
    assert {scope: await village.store.head(scope) for scope in await village.store.scopes()} == heads


async def test_who_must_act_is_told_what_lacks_and_that_it_came(village: Village) -> None:
    world = await make(village)
    await world.answer(2, say="received")
    assert await world.record(OFFICE, "shortfall", "r2") == {}
    await world.answer(2, say="other", got_fen=70, words="少了三毛")
    for scope in (OFFICE, SUPERVISORY):
        told = await world.record(scope, "shortfall", "r2")
        assert (told["household"], told["payee"], told["answer"]["got_fen"]) == (house(2), "王2", 70)
    await world.answer(2, say="received")
    assert (await world.record(SUPERVISORY, "shortfall", "r2"))["answer"]["say"] == "received"
    assert OFFICE not in await readable(village.store, (await actor_by(village.store, world.phones[2].device, 0)).actor)


async def test_counts_move_by_five_households_and_never_by_one(village: Village) -> None:
    world = await make(village)
    for number in range(4):
        await world.answer(number, say="received")
        await world.answer(number, say="missing")
    assert await world.counts() is None
    await world.answer(4, say="received")
    assert await world.counts() == {"received": 1, "missing": 4, "other": 0}
    for number in (5, 6, 7, 0):
        await world.answer(number, say="received")
    assert await world.counts() == {"received": 1, "missing": 4, "other": 0}
    await world.answer(1, say="received")
    assert await world.counts() == {"received": 6, "missing": 2, "other": 0}
    await world.answer(1, say="missing")
    await world.answer(1, say="received")
    assert await world.counts() == {"received": 6, "missing": 2, "other": 0}


async def test_of_a_withdrawn_batch_nobody_is_asked_and_nothing_counted(village: Village) -> None:
    world = World(village)
    await world.settle()
    await world.publish()
    await world.push(village.accountant, HOME, {"do": "payout.withdraw", "id": "b1", "set": {"withdrawn": "名单错了"}})
    for number in range(5):
        await world.answer(number, say="received")
    assert await world.counts() is None


async def test_of_a_batch_that_was_withdrawn_first_nobody_is_asked_at_all(village: Village) -> None:
    world = World(village)
    await world.settle()
    await world.list_lines()
    await world.push(village.accountant, HOME, {"do": "payout.withdraw", "id": "b1", "set": {"withdrawn": "名单错了"}})
    await world.keep_originals()
    assert [await world.record(scope_of(number), "confirmation", f"r{number}") for number in range(HOUSES)] == [{}] * 8


async def test_what_a_stop_left_marked_is_told_later(village: Village) -> None:
    world = await make(village)
    for number in range(5):
        await world.say(
            scope_of(number), {"do": "confirmation.count", "id": f"r{number}", "set": {"counted": "received"}}
        )
        answer = {"say": "received", "by": f"p-{number}"}
        change = {"do": "confirmation.answer", "id": f"r{number}", "set": {"answer": answer}}
        await world.push(world.phones[number], scope_of(number), change)
    await world.payouts.settle(await village.store.scopes("home/"))
    assert await world.counts() == {"received": 5, "missing": 0, "other": 0}
