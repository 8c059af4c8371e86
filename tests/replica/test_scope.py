"""Nothing leaks: who may read and write which scope, as a table."""

import msgspec
import pytest

from shaiba.kind import Actor, Grant, View
from shaiba.replica.scope import may_read, may_write
from shaiba_sync.scope import parse_scope
from tests.conftest import HOME, NOW_MS, OTHER_VILLAGE, SQUARE, TOWN, VILLAGE, Village, lines_of
from tests.web.test_identity import sign_in

CASE = f"case/{VILLAGE}-a1"


def actor(person: str, *grants: tuple[str, str, str | None]) -> Actor:
    return Actor("d", person, tuple(Grant(person, r, region, o, "2025-01-01", "2029-01-01") for r, region, o in grants))


COUNTY, OTHER_COUNTY = "350524000000", "350525000000"
ACTORS: dict[str, Actor | None] = {
    "nobody": None,
    "stranger": actor("stranger"),
    "villager": actor("p1", ("villager", VILLAGE, None)),
    "neighbour": actor("p2", ("villager", VILLAGE, None)),
    "committee": actor("p3", ("committee", VILLAGE, None)),
    "other village": actor("p4", ("villager", OTHER_VILLAGE, None), ("committee", OTHER_VILLAGE, None)),
    "town cadre": actor("p5", ("cadre", TOWN, None)),
    "county officer": actor("p6", ("cadre", COUNTY, "audit")),
    "roll keeper": actor("p7", ("cadre", TOWN, "roll")),
    "inspector": actor("p8", ("inspector", COUNTY, None)),
    "observer": actor("p9", ("observer", VILLAGE, None)),
    "daughter": msgspec.structs.replace(actor("p10", ("villager", VILLAGE, None)), homes=(f"{VILLAGE}-1",)),
    "accountant": actor("p11", ("accountant", VILLAGE, None)),
    "supervisor": actor("p12", ("supervisor", VILLAGE, "supervisory")),
    "clerk": Actor("c", None, (), clerk=True),
}
EVERYONE = set(ACTORS)
OFFICES_ABOVE = {"town cadre", "county officer", "roll keeper", "inspector"}
OF_THE_VILLAGE = {
    *("villager", "daughter", "neighbour", "committee", "observer", "accountant", "supervisor", "clerk"),
    *OFFICES_ABOVE,
}
TABLE = {
    HOME: EVERYONE,
    f"region/{TOWN}": EVERYONE,
    SQUARE: OF_THE_VILLAGE,
    CASE: {"villager", "clerk", *OFFICES_ABOVE},
    f"office/{VILLAGE}/roll": {"roll keeper", "clerk"},
    f"office/{VILLAGE}/review": {"accountant", "supervisor", "town cadre", "county officer", "roll keeper", "clerk"},
    f"office/{COUNTY}/audit": {"county officer", "clerk"},
    f"office/{TOWN}/audit": {"county officer", "clerk"},
    f"office/{COUNTY}/land": {"clerk"},
    f"home/{VILLAGE}-1": {"daughter", "clerk"},
    f"home/{VILLAGE}-2": {"clerk"},
    f"home/{OTHER_VILLAGE}-1": {"clerk"},
    f"watch/{COUNTY}": {"inspector", "clerk"},
    f"watch/{TOWN}": {"inspector", "clerk"},
    f"watch/{OTHER_COUNTY}": {"clerk"},
    "box/abc": {"clerk"},
    "poll/abc": {"clerk"},
    "meeting/abc": {"clerk"},
}


def look(kind: str, record_id: str) -> View | None:
    """The one appeal of the case: the villager's."""
    return {"person": "p1"} if (kind, record_id) == ("appeal", "a1") else None


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("scope", TABLE)
def test_who_may_read(scope: str, who: str) -> None:
    assert may_read(ACTORS[who], parse_scope(scope), look) == (who in TABLE[scope])


@pytest.mark.parametrize("who", [who for who in ACTORS if who != "nobody"])
@pytest.mark.parametrize("scope", TABLE)
def test_who_may_read_may_write_what_the_kinds_allow(scope: str, who: str) -> None:
    found = ACTORS[who]
    assert found is not None
    assert may_write(found, parse_scope(scope), look, size=1) == (who in TABLE[scope])


@pytest.mark.parametrize("who", [who for who in ACTORS if who != "nobody"])
def test_a_case_is_begun_by_whoever_belongs_to_its_village(who: str) -> None:
    found = ACTORS[who]
    assert found is not None
    assert may_write(found, parse_scope(CASE), look, size=0) == (who in OF_THE_VILLAGE)


def case_of(person: str, record_id: str) -> dict[str, object]:
    members = {"person": person, "title": "私下说", "category": "finance", "text": "请查第三季度的工程款。"}
    return {"do": "appeal.file", "id": record_id, "set": members}


async def test_no_line_leaves_its_audience(village: Village) -> None:
    """The villager's case is pulled by the villager and the cadre, by nobody else, whatever they ask."""
    line = village.villager.say(CASE, case_of("p-villager", "a1"))
    assert (await village.sync(line))[0].verdict == "stored"
    readers = {"p-villager", "p-cadre"}
    for phone in (village.villager, village.neighbour, village.accountant, village.cadre):
        await village.act_as(phone)
        for asked in (
            await village.sync(have={CASE: (0, 0)}),
            await village.sync(mine=True),
        ):
            assert (line in lines_of(asked)) == (phone.person in readers), phone.person
        village.client.cookies.clear()
    assert await village.sync(have={CASE: (0, 0)}) == []


async def test_a_case_that_is_not_yours_and_one_that_is_not_there_are_refused_alike(village: Village) -> None:
    await village.sync(village.villager.say(CASE, case_of("p-villager", "a1")))
    nothing = f"case/{OTHER_VILLAGE}-zz"
    answers = []
    for scope in (CASE, nothing):
        line = village.neighbour.say(scope, case_of("p-neighbour", scope.partition("-")[2]))
        answers.append((await village.sync(line))[0])
    assert [(a.error, a.retry, dict(a.detail)) for a in answers] == [("forbidden", "never", {})] * 2


async def test_nobody_joins_a_case_by_filing_into_it(village: Village) -> None:
    await village.sync(village.villager.say(CASE, case_of("p-villager", "a1")))
    assert await village.refusal(village.neighbour.say(CASE, case_of("p-neighbour", "a2"))) == "forbidden"
    await sign_in(village, village.neighbour)
    assert await village.sync(have={CASE: (0, 0)}) == []


async def test_what_a_role_opens_closes_with_the_role(village: Village) -> None:
    await village.sync(village.villager.say(SQUARE, case_of("p-villager", "s1")))
    await sign_in(village, village.neighbour)
    assert lines_of(await village.sync(mine=True)) != []
    found = await village.store.refer("grant", "person", "p-neighbour")
    end = {"do": "grant.end", "id": found[0].record.id, "set": {"ended": "2026-11-01", "why": "迁出"}}
    from shaiba.replica.duty import say

    await say(village.replica, HOME, [end], now_ms=NOW_MS)
    assert await village.sync(mine=True) == []
