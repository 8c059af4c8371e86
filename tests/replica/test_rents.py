"""What a contract makes due to households reaches each of them alone, in full, and once."""

from shaiba.replica.payouts import Payouts
from shaiba_sync.merge import view
from tests.conftest import HOME, TODAY, VILLAGE, Village
from tests.replica.test_payouts import OFFICE, SUPERVISORY, World, house, scope_of

EARLIER = "2026-06-30"
LAND = {
    "number": "LZ-1", "title": "油茶地流转", "sort": "transfer", "owed_to": "party", "party": "第3组农户",
    "since": "2024-01-01", "until": "2033-12-31",
}  # fmt: skip


def rent(number: int, contract: str = "k1") -> dict[str, object]:
    members = {"contract": contract, "number": number + 1, "due": TODAY, "amount_fen": 1_000 + number, "payee": "王*"}
    return {"do": "rent.post", "id": f"{contract}-{number}", "set": members}


def kept(number: int, contract: str = "k1") -> dict[str, object]:
    members = {"disclosure": contract, "payee": f"王{number}", "household": house(number)}
    return {"do": "original.keep", "id": f"{contract}-{number}", "set": members}


async def made(village: Village) -> World:
    world = World(village)
    await world.settle()
    shop = LAND | {"owed_to": "village", "title": "店面出租"}
    signs = [{"do": "contract.sign", "id": name, "set": set_} for name, set_ in (("k1", LAND), ("k2", shop))]
    await world.push(village.accountant, HOME, *signs, *(rent(number) for number in range(3)), rent(0, "k2"))
    return world


async def owed(world: World, number: int) -> list[dict[str, object]]:
    return [view(one) for one in await world.village.store.records(scope_of(number), "owed")]


async def test_each_household_is_told_its_own_line_in_full_once(village: Village) -> None:
    world = await made(village)
    await world.payouts.settle([HOME])
    assert await owed(world, 1) == []  # the office has not said yet whose line it is
    await world.push(village.accountant, OFFICE, *(kept(number) for number in range(3)), kept(0, "k2"))
    for _ in range(2):
        await world.payouts.settle([HOME, OFFICE])
    [line] = await owed(world, 1)
    assert {name: line[name] for name in ("contract", "payee", "amount_fen", "due")} == {
        "contract": "k1", "payee": "王1", "amount_fen": 1_001, "due": TODAY,
    }  # fmt: skip
    assert [one["id"] for one in await owed(world, 0)] == ["k1-0"], "rent owed to the village is no household's"
    assert await owed(world, 5) == []


async def test_a_sum_that_was_put_right_is_told_anew_and_one_that_was_withdrawn_is_not(village: Village) -> None:
    world = await made(village)
    await world.push(village.accountant, OFFICE, *(kept(number) for number in range(3)))
    withdrawn = {"do": "rent.withdraw", "id": "k1-2", "set": {"withdrawn": "写了两遍"}}
    await world.push(village.accountant, HOME, withdrawn)
    await world.payouts.settle([HOME, OFFICE])
    assert await owed(world, 2) == []
    right = {"do": "rent.correct", "id": "k1-1", "set": {"reason": "亩数抄错了", "amount_fen": 900}}
    await world.push(village.accountant, HOME, right)
    for _ in range(2):
        await world.payouts.settle([HOME])
    [line] = await owed(world, 1)
    assert (line["amount_fen"], line["payee"], line["due"]) == (900, "王1", TODAY)
    head = await village.store.head(scope_of(1))
    assert head is not None and head.size == 2, "told once, and once anew"


async def test_what_a_stop_left_untold_is_told_afterwards(village: Village) -> None:
    world = await made(village)
    await world.push(village.accountant, OFFICE, kept(2))
    again = Payouts(village.replica, village.time)
    await again.settle(await village.store.scopes(f"village/{VILLAGE}"))
    assert [one["payee"] for one in await owed(world, 2)] == ["王2"]


async def told(village: Village, days: tuple[str, str] = (TODAY, TODAY)) -> World:
    """Of each of eight households two sums, each due on one of the days."""
    world = World(village)
    await world.settle()
    sums = [rent(number) for number in range(16)]
    for number, one in enumerate(sums):
        one["set"] = {**one["set"], "due": days[number // 8]}  # type: ignore[dict-item]
    await world.push(village.accountant, HOME, {"do": "contract.sign", "id": "k1", "set": LAND}, *sums)
    keep = [{**kept(number), "set": {**kept(number % 8)["set"]}} for number in range(16)]  # type: ignore[dict-item]
    await world.push(village.accountant, OFFICE, *keep)
    await world.payouts.settle([HOME, OFFICE])
    return world


async def say(world: World, number: int, sum_: int = 0, **answer: object) -> None:
    phone = world.phones[number]
    said = {"answer": {**answer, "by": phone.person}}
    change = {"do": "owed.answer", "id": f"k1-{number + 8 * sum_}", "set": said}
    await world.push(phone, scope_of(number), change)
    await world.payouts.settle([scope_of(number)])


async def test_who_must_act_is_told_that_rent_did_not_come_and_that_it_came(village: Village) -> None:
    world = await told(village)
    await say(world, 2, say="other", got_fen=70)
    for scope in (OFFICE, SUPERVISORY):
        lacks = await world.record(scope, "shortfall", "k1-2")
        assert (lacks["contract"], lacks["household"], lacks["answer"]["got_fen"]) == ("k1", house(2), 70)
    await say(world, 2, say="received")
    assert (await world.record(SUPERVISORY, "shortfall", "k1-2"))["answer"]["say"] == "received"


async def test_counts_of_each_day_move_by_five_households(village: Village) -> None:
    world = await told(village, (EARLIER, TODAY))
    for number in range(4):
        await say(world, number, say="received")
        await say(world, number, 1, say="received")
    assert "counts" not in await world.record(HOME, "contract", "k1"), "eight answers, of two days"
    await say(world, 4, say="other", got_fen=70)
    counts = [{"due": EARLIER, "received": 4, "missing": 0, "other": 1}]
    assert (await world.record(HOME, "contract", "k1"))["counts"] == counts
    await say(world, 0, say="other", got_fen=70)
    assert (await world.record(HOME, "contract", "k1"))["counts"] == counts
    heads = {scope: await village.store.head(scope) for scope in await village.store.scopes()}
    await world.payouts.settle([*heads])
    assert {scope: await village.store.head(scope) for scope in await village.store.scopes()} == heads
