"""A child: the keeper of the roll entrusts it to somebody else, until it comes of age or speaks for itself."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from shaiba.replica.duty import say
from tests.conftest import HOME, SQUARE, VILLAGE, Phone, Village, grant
from tests.web.test_identity import enrol
from tests.web.test_letters import PATH, ROLL, Staff

CASE = f"case/{VILLAGE}-c1"


class Home:
    """A mother with a phone and a child without one, entrusted to her, who raised something in the child's name."""

    def __init__(self, staff: Staff) -> None:
        self.staff, self.village, self.mother = staff, staff.village, Phone("p1")

    async def settle(self, grown: str) -> None:
        village, now_ms = self.village, self.village.time()
        child = {"name": "小唐", "household": "03-017", "grown": grown}
        await say(village.replica, ROLL, [{"do": "resident.add", "id": "p-child", "set": child}], now_ms=now_ms)
        await say(village.replica, HOME, [self.mother.enrolment(), grant("p1", "villager")], now_ms=now_ms)
        members = [("p1", "唐某"), ("p-child", "小唐")]
        add = [
            {"do": "member.add", "id": one, "set": {"name": name, "household": "03-017", "group": "第3组"}}
            for one, name in members
        ]
        await say(village.replica, SQUARE, add, now_ms=now_ms)

    async def entrust(self, until: str, record: str = "g1") -> str:
        await self.village.act_as(self.staff.keeper)
        given = {"person": "p-child", "to": "p1", "may": "act", "until": until, "by": self.staff.keeper.person}
        change = {"do": "delegation.entrust", "id": record, "set": given}
        verdict = await self.village.sync(self.staff.keeper.say(SQUARE, change, now_ms=self.village.time()))
        self.village.client.cookies.clear()
        return str(getattr(verdict[0], "verdict", getattr(verdict[0], "error", "")))

    async def raise_it(self, record: str) -> str:
        filed = {"person": "p-child", "by": "p1", "title": "校车", "category": "transport", "text": "路灯不亮。"}
        change = {"do": "appeal.file", "id": record, "set": filed}
        line = self.mother.say(f"case/{VILLAGE}-{record}", change, now_ms=self.village.time())
        verdict = await self.village.sync(line)
        return str(getattr(verdict[0], "verdict", getattr(verdict[0], "error", "")))

    async def hears(self) -> bool:
        """Whether the case comes to the mother's phone."""
        self.village.client.cookies.clear()
        await self.village.act_as(self.mother)
        scopes: list[Any] = (await self.village.client.get("/identity/me")).json()["scopes"]
        self.village.client.cookies.clear()
        return CASE in scopes


@pytest_asyncio.fixture
async def home(village: Village) -> AsyncIterator[Home]:
    staff = Staff(village)
    await staff.settle()
    yield Home(staff)


async def test_a_parent_speaks_for_a_child_until_the_year_of_coming_of_age(home: Home) -> None:
    await home.settle("2027")
    assert await home.raise_it("c1") == "forbidden"
    assert await home.entrust("2027-11-01") == "stored"
    assert await home.raise_it("c1") == "stored"
    assert await home.hears()
    home.village.time.now_ms += 45 * 86_400_000  # the second of January, long before the last day that was written
    assert not await home.hears()
    assert await home.raise_it("c2") == "forbidden"


async def test_who_is_no_child_by_the_roll_is_entrusted_to_nobody(home: Home) -> None:
    await home.settle("2030")
    given = {"person": "p2", "to": "p1", "may": "act", "until": "2027-06-30", "by": home.staff.keeper.person}
    member = {"do": "member.add", "id": "p2", "set": {"name": "李某", "household": "03-017", "group": "第3组"}}
    await say(home.village.replica, SQUARE, [member], now_ms=home.village.time())
    await home.village.act_as(home.staff.keeper)
    line = home.staff.keeper.say(SQUARE, {"do": "delegation.entrust", "id": "g2", "set": given})
    await home.village.sync(line)
    home.village.client.cookies.clear()
    filed = {"person": "p2", "by": "p1", "title": "低保", "category": "subsidy", "text": "请说明。"}
    raised = home.mother.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": filed})
    assert getattr((await home.village.sync(raised))[0], "error", "") == "forbidden"


async def test_with_a_phone_of_its_own_a_child_speaks_for_itself(home: Home) -> None:
    await home.settle("2029")
    assert await home.entrust("2027-06-30") == "stored"
    assert await home.raise_it("c1") == "stored"
    letter = await home.staff.letter("p-child")
    await home.staff.release(letter)
    assert (await enrol(home.village, Phone("p-child"), letter["code"], "03-017")).status_code == 201
    assert not await home.hears()


async def test_what_the_roll_is_put_right_to_counts_at_once(home: Home) -> None:
    await home.settle("2028")
    assert await home.entrust("2027-06-30") == "stored"
    assert await home.raise_it("c1") == "stored" and await home.hears()
    left = {"do": "resident.leave", "id": "p-child", "set": {"left": "2026-11-18"}}
    gone = {"do": "member.leave", "id": "p-child", "set": {"left": "2026-11-18"}}
    await say(home.village.replica, ROLL, [left], now_ms=home.village.time())
    await say(home.village.replica, SQUARE, [gone], now_ms=home.village.time())
    assert not await home.hears()


async def test_no_letter_is_made_for_a_child_under_fourteen(home: Home) -> None:
    for grown, status in (("2030", 403), ("2029", 201)):
        child = {"name": f"小{grown}", "household": "03-017", "grown": grown}
        add = {"do": "resident.add", "id": f"p-{grown}", "set": child}
        await say(home.village.replica, ROLL, [add], now_ms=home.village.time())
        answer = await home.staff.post(home.staff.keeper, PATH, people=[f"p-{grown}"])
        assert answer.status_code == status, answer.text
