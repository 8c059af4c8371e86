"""What a contract makes due to households reaches each of them alone, in full, and once."""

from shaiba.replica.payouts import Payouts
from shaiba_sync.merge import view
from tests.conftest import HOME, TODAY, VILLAGE, Village
from tests.replica.test_payouts import OFFICE, World, house, scope_of

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


async def test_what_a_stop_left_untold_is_told_afterwards(village: Village) -> None:
    world = await made(village)
    await world.push(village.accountant, OFFICE, kept(2))
    again = Payouts(village.replica, village.time)
    await again.settle(await village.store.scopes(f"village/{VILLAGE}"))
    assert [one["payee"] for one in await owed(world, 2)] == ["王2"]
