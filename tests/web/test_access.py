"""Who opens what is covered says why; the person concerned reads who did, and everyone how often."""

from typing import Any

import pytest

from shaiba.replica.access import MOST_A_DAY
from shaiba.replica.duty import say
from shaiba_sync.merge import view
from tests.conftest import HOME, OTHER_VILLAGE, TOWN, VILLAGE, Phone, Village, grant
from tests.web.test_identity import OURS

OFFICE = f"office/{VILLAGE}/committee"
ROLL = f"office/{VILLAGE}/roll"
ASK = {"scope": OFFICE, "id": "e1", "why": "audit", "words": "核对救助名单"}


async def settle(village: Village) -> None:
    kept = {"disclosure": "d1", "payee": "唐某某", "people": [village.villager.person]}
    await say(village.replica, OFFICE, [{"do": "original.keep", "id": "e1", "set": kept}], now_ms=village.time())
    mine = {"disclosure": "d1", "payee": "李某", "people": [village.cadre.person]}
    await say(village.replica, OFFICE, [{"do": "original.keep", "id": "e2", "set": mine}], now_ms=village.time())


async def ask(village: Village, by: Phone, **changed: Any) -> Any:
    village.client.cookies.clear()
    await village.act_as(by)
    return await village.client.post("/privacy/open", json=ASK | changed, headers=OURS)


async def told(village: Village, by: Phone) -> list[dict[str, Any]]:
    village.client.cookies.clear()
    await village.act_as(by)
    return list((await village.client.get("/privacy/access")).json()["accesses"])


async def test_an_opening_is_told_to_whom_it_concerns_and_counted(village: Village) -> None:
    await settle(village)
    for count in (1, 2):
        answer = await ask(village, village.cadre, words=f"核对救助名单{count}")
        assert answer.json() == {"fields": {"disclosure": "d1", "payee": "唐某某"}}
        record = await village.store.record(HOME, "openings", "2026-11_cadre")
        assert record is not None and view(record)["count"] == count
    accesses = await told(village, village.villager)
    assert [(one["role"], one["why"], one["words"], one["id"]) for one in accesses] == [
        ("cadre", "audit", "核对救助名单2", "e1"),
        ("cadre", "audit", "核对救助名单1", "e1"),
    ]
    assert await told(village, village.neighbour) == []


@pytest.mark.parametrize(
    ("by", "changed", "status"),
    [
        ("villager", {}, 403),
        ("accountant", {}, 403),
        ("cadre", {"id": "e2"}, 403),  # it names himself
        ("cadre", {"id": "none"}, 403),
        ("cadre", {"scope": ROLL}, 403),
        ("cadre", {"scope": f"office/{OTHER_VILLAGE}/committee"}, 403),
        ("cadre", {"why": "curious"}, 400),
        ("cadre", {"words": "看看"}, 400),
        ("cadre", {"words": "电话13912345678"}, 422),
    ],
)
async def test_who_may_not_opens_nothing_and_nothing_is_counted(
    village: Village, by: str, changed: dict[str, str], status: int
) -> None:
    await settle(village)
    assert (await ask(village, getattr(village, by), **changed)).status_code == status
    assert await told(village, village.villager) == []
    assert await village.store.records(HOME, "openings") == []


async def test_so_many_a_day_and_no_more(village: Village) -> None:
    await settle(village)
    for n in range(MOST_A_DAY):
        assert (await ask(village, village.cadre, words=f"核对名单第{n}次")).status_code == 200
    assert (await ask(village, village.cadre, words="核对名单再一次")).status_code == 429
    village.time.now_ms += 86_400_000
    assert (await ask(village, village.cadre, words="核对名单再一次")).status_code == 200


async def test_who_reads_the_roll_is_told_once_a_day_and_forgotten_after_a_year(village: Village) -> None:
    keeper = Phone("p-keeper")
    town = [keeper.enrolment(), grant(keeper.person, "cadre", office="roll", name="林某")]
    await say(village.replica, f"region/{TOWN}", town, now_ms=village.time())
    house = {"do": "household.add", "id": "03-017", "set": {"group": "第3组"}}
    person = {"do": "resident.add", "id": village.villager.person, "set": {"name": "唐某", "household": "03-017"}}
    await say(village.replica, ROLL, [house, person], now_ms=village.time())
    for _ in range(2):
        village.client.cookies.clear()
        await village.act_as(keeper)
        await village.sync(mine=True)
    (access,) = await told(village, village.villager)
    assert (access["day"], access["scope"], access["name"], access["why"]) == ("2026-11-18", ROLL, "林某", "")
    assert await told(village, village.neighbour) == []
    await village.store.write(lambda tx: tx.forget("reading", village.time() + 2 * 86_400_000))
    assert await told(village, village.villager) == []


OWN_TAIL, OTHERS_TAIL, OTHERS_NAME, OTHERS_ILLNESS = "7894", "4417", "李四喜", "尿毒症"
"""Canaries: the first must be in one's own copy, the others must not."""


async def test_a_copy_of_ones_own_has_the_originals_with_what_is_others_covered(village: Village) -> None:
    me, other = village.villager.person, village.neighbour.person
    names = {me: ("唐三明", "03-017"), "p-wife": ("王秀英", "03-017"), other: (OTHERS_NAME, "03-018")}
    names |= {"p-same": ("唐三明", "05-001")}
    square = [
        {"do": "member.add", "id": one, "set": {"name": name, "household": house, "group": "第3组"}}
        for one, (name, house) in names.items()
    ]
    await say(village.replica, f"square/{VILLAGE}", square, now_ms=village.time())
    rows: dict[str, dict[str, Any]] = {
        "mine": {"payee": "唐三明", "summary": f"高血压，卡号************{OWN_TAIL}", "people": [me]},
        "wife": {"payee": "王秀英", "summary": "独生子女奖励", "people": ["p-wife"], "household": "03-017"},
        "group": {
            "payee": f"唐三明、{OTHERS_NAME}",
            "summary": f"{OTHERS_NAME}{OTHERS_ILLNESS}，卡号************{OTHERS_TAIL}",
            "people": [me, other],
        },
        "namesake": {"payee": "唐三明", "summary": f"{OTHERS_ILLNESS}补助", "people": [me, "p-same"]},
        "others": {"payee": OTHERS_NAME, "summary": "低保", "people": [other]},
    }
    keep = [{"do": "original.keep", "id": one, "set": {"disclosure": "d1", **row}} for one, row in rows.items()]
    await say(village.replica, OFFICE, keep, now_ms=village.time())
    village.client.cookies.clear()
    await village.act_as(village.villager)
    answer = await village.client.get("/privacy/own")
    found = {one["id"]: one for one in answer.json()["originals"]}
    assert {name: one["shared"] for name, one in found.items()} == {
        "mine": False, "wife": False, "group": True, "namesake": True
    }  # fmt: skip
    assert found["mine"]["summary"] == f"高血压，卡号************{OWN_TAIL}"
    assert found["group"]["payee"] == "唐三明、李*喜"
    for canary in (OTHERS_TAIL, OTHERS_NAME, OTHERS_ILLNESS, other, "p-same"):
        assert canary not in answer.text
