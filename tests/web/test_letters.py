"""Letters: two people make one phone somebody's; nothing else does."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from shaiba.identity.letters import LASTS_MS, TRIES, attest
from shaiba.replica.duty import say
from shaiba_sync.errors import BadCode
from shaiba_sync.merge import view
from tests.conftest import HOME, OTHER_VILLAGE, SQUARE, TODAY, TOWN, VILLAGE, Phone, Village, grant
from tests.web.test_identity import OURS, enrol, sign_in

ROLL = f"office/{VILLAGE}/roll"
PATH = "/identity/letters"


class Staff:
    """A village with a roll of three, its keeper, a supervisor; and who is not any of these."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.keeper, self.supervisor, self.second = Phone("p-keeper"), Phone("p-supervisor"), Phone("p-second")

    async def settle(self) -> None:
        now_ms = self.village.time()
        roles = [(self.keeper, "cadre", "roll", "林某"), (self.second, "cadre", "roll", "陈某")]
        town = [c for p, r, o, n in roles for c in (p.enrolment(), grant(p.person, r, office=o, name=n))]
        await say(self.village.replica, f"region/{TOWN}", town, now_ms=now_ms)
        await say(
            self.village.replica,
            HOME,
            [self.supervisor.enrolment(), grant("p-supervisor", "supervisor")],
            now_ms=now_ms,
        )
        people = [("p1", "唐某"), ("p2", "李某"), ("p3", "远唐")]
        add = [{"do": "resident.add", "id": p, "set": {"name": n, "household": "03-017"}} for p, n in people]
        gone = {"do": "resident.leave", "id": "p3", "set": {"left": "2026-01-01"}}
        house = {"do": "household.add", "id": "03-017", "set": {"group": "第3组"}}
        await say(self.village.replica, ROLL, [house, *add, gone], now_ms=now_ms)

    async def post(self, by: Phone, path: str, **body: Any) -> Any:
        self.village.client.cookies.clear()
        await self.village.act_as(by)
        return await self.village.client.post(path, json={"region": VILLAGE, **body}, headers=OURS)

    async def listed(self, by: Phone, region: str = VILLAGE) -> Any:
        self.village.client.cookies.clear()
        await self.village.act_as(by)
        return await self.village.client.get(PATH, params={"region": region})

    async def letter(self, person: str = "p1") -> dict[str, Any]:
        answer = await self.post(self.keeper, PATH, people=[person])
        assert answer.status_code == 201, answer.text
        [letter] = answer.json()["letters"]
        return dict(letter)

    async def release(self, letter: dict[str, Any], by: Phone | None = None) -> int:
        return int((await self.post(by or self.supervisor, f"{PATH}/release", ids=[letter["id"]])).json()["done"])


@pytest_asyncio.fixture
async def staff(village: Village) -> AsyncIterator[Staff]:
    found = Staff(village)
    await found.settle()
    yield found


async def test_a_letter_enrols_once_it_was_released_by_somebody_else(staff: Staff) -> None:
    letter = await staff.letter()
    assert (letter["name"], letter["household"], len(letter["code"]), len(letter["secret"])) == (
        "唐某",
        "03-017",
        12,
        26,
    )
    assert (await enrol(staff.village, Phone("x"), letter["code"], "03-017")).status_code == 401
    assert await staff.release(letter, by=staff.keeper) == 0  # a cadre too, but the one who asked
    assert (await enrol(staff.village, Phone("x"), letter["secret"], "")).status_code == 401
    assert await staff.release(letter) == 1
    answer = await enrol(staff.village, Phone("x"), letter["code"], "03-017")
    assert (answer.status_code, answer.json()["person"], answer.json()["name"]) == (201, "p1", "唐某")
    assert (await enrol(staff.village, Phone("x"), letter["secret"], "")).status_code == 401  # one letter, one phone


async def test_nobody_releases_his_own_letter_nor_that_of_who_is_close(staff: Staff) -> None:
    village, second = staff.village, staff.second.person
    people = {"do": "resident.add", "id": second, "set": {"name": "陈某", "household": "03-017"}}
    await say(village.replica, ROLL, [people], now_ms=village.time())
    close = {"do": "interest.declare", "id": second, "add": {"relatives": ["p1"]}}
    assert await village.sync(staff.second.say(SQUARE, close))
    own, relative, other = await staff.letter(second), await staff.letter("p1"), await staff.letter("p2")
    told = {one["id"]: one["close"] for one in (await staff.listed(staff.second)).json()["letters"]}
    assert told == {own["id"]: True, relative["id"]: True, other["id"]: False}
    ids = [one["id"] for one in (own, relative, other)]
    assert (await staff.post(staff.second, f"{PATH}/release", ids=ids)).json() == {"done": 1}
    assert await staff.release(own) == await staff.release(relative) == 1
    assert await staff.release(other) == 0


async def test_who_comes_with_a_letter_belongs_to_the_village(staff: Staff) -> None:
    letter = await staff.letter()
    await staff.release(letter, by=staff.second)
    account = (await enrol(staff.village, Phone("x"), letter["secret"], "")).json()
    assert [(g["role"], g["region"], g["until"]) for g in account["grants"]] == [("villager", VILLAGE, "2031-12-31")]
    assert account["scopes"] == [SQUARE, f"home/{VILLAGE}-03-017"]
    member = await staff.village.store.record(SQUARE, "member", "p1")
    assert member is not None
    assert view(member) == {"kind": "member", "id": "p1", "name": "唐某", "household": "03-017", "group": "第3组"}
    again = await staff.letter()  # a second phone: nothing is said twice
    await staff.release(again)
    account = (await enrol(staff.village, Phone("y"), again["code"], "03-017")).json()
    assert len(account["grants"]) == 1


async def test_who_may_ask_release_see_and_void(staff: Staff) -> None:
    village, letter = staff.village, await staff.letter()
    for by in (village.villager, village.accountant, village.cadre, staff.supervisor):
        assert (await staff.post(by, PATH, people=["p1"])).status_code == 403, by.person
    for by in (village.villager, village.accountant):
        for path in ("release", "void"):
            assert (await staff.post(by, f"{PATH}/{path}", ids=[letter["id"]])).status_code == 403
        assert (await staff.listed(by)).status_code == 403
    assert (await staff.listed(staff.supervisor, OTHER_VILLAGE)).status_code == 403
    village.client.cookies.clear()
    assert (await village.client.get(PATH, params={"region": VILLAGE})).status_code == 401
    unprotected = await village.client.post(f"{PATH}/void", json={"region": VILLAGE, "ids": [letter["id"]]})
    assert unprotected.status_code == 403
    elsewhere = await staff.post(staff.keeper, f"{PATH}/void", region=OTHER_VILLAGE, ids=[letter["id"]])
    assert elsewhere.json() == {"done": 0}
    assert (await staff.post(village.cadre, f"{PATH}/void", ids=[letter["id"]])).json() == {"done": 1}
    assert await staff.release(letter) == 0


async def test_letters_are_for_people_on_the_roll_who_have_not_left(staff: Staff) -> None:
    for people in (["p3"], ["p1", "p-nobody"]):
        assert (await staff.post(staff.keeper, PATH, people=people)).json()["error"] == "not_found"
    assert (await staff.post(staff.keeper, PATH, people=[])).json()["error"] == "malformed"
    letter = await staff.letter("p2")
    await staff.release(letter)
    gone = {"do": "resident.leave", "id": "p2", "set": {"left": "2026-11-01"}}
    await say(staff.village.replica, ROLL, [gone], now_ms=staff.village.time())
    assert (await enrol(staff.village, Phone("x"), letter["code"], "03-017")).json()["error"] == "bad_code"


async def test_a_new_letter_voids_the_one_before_and_a_list_tells_how_each_stands(staff: Staff) -> None:
    first, other = await staff.letter(), await staff.letter("p2")
    await staff.release(first)
    second = await staff.letter()
    assert (await enrol(staff.village, Phone("x"), first["code"], "03-017")).status_code == 401
    await staff.release(second)
    await enrol(staff.village, Phone("x"), second["code"], "03-017")
    listed = (await staff.listed(staff.supervisor)).json()["letters"]
    states = {one["id"]: (one["name"], one["state"], one["asked_by"], one["mine"]) for one in listed}
    assert states == {
        first["id"]: ("唐某", "void", "林某", False),
        other["id"]: ("李某", "waiting", "林某", False),
        second["id"]: ("唐某", "used", "林某", False),
    }
    assert all(one["mine"] for one in (await staff.listed(staff.keeper)).json()["letters"])
    staff.village.time.now_ms += LASTS_MS
    found = {one["id"]: one["state"] for one in (await staff.listed(staff.keeper)).json()["letters"]}
    assert (found[other["id"]], await staff.release(other)) == ("past", 0)


async def test_a_letter_that_replaces_turns_the_lost_phone_off_when_two_people_let_it(staff: Staff) -> None:
    village, store = staff.village, staff.village.store
    first = await staff.letter()
    await staff.release(first)
    await enrol(village, lost := Phone("p1"), first["code"], "03-017")
    village.time.now_ms += 1_000
    answer = await staff.post(staff.keeper, PATH, people=["p1"], replaces=True)
    [letter] = answer.json()["letters"]
    assert [one["replaces"] for one in (await staff.listed(staff.supervisor)).json()["letters"]] == [True, False]
    assert await staff.release(letter, by=staff.keeper) == 0
    assert (await enrol(village, Phone("p1"), letter["code"], "03-017")).json()["error"] == "bad_code"
    assert (await sign_in(village, lost)).status_code == 200  # a letter that nobody released turns nothing off
    assert await staff.release(letter, by=staff.second) == 1
    assert (await enrol(village, new := Phone("p1"), letter["code"], "03-017")).status_code == 201
    assert (await sign_in(village, lost)).json()["error"] == "device_revoked"
    [old], [added] = [await store.find("device", one.device) for one in (lost, new)]
    assert (old.scope, view(old.record)["revoked"], view(added.record)["since"]) == (HOME, TODAY, TODAY)


async def test_two_whom_the_person_named_stand_for_the_second_official(staff: Staff) -> None:
    village = staff.village
    one, other, third = Phone("p-one"), Phone("p-other"), Phone("p-third")
    now_ms = village.time()
    changes = [c for p in (one, other, third) for c in (p.enrolment(), grant(p.person, "villager"))]
    await say(village.replica, HOME, changes, now_ms=now_ms)
    member = {"household": "03-018", "group": "第3组"}
    people = [("p1", "唐某"), ("p-one", "甲某"), ("p-other", "乙某"), ("p-third", "丙某")]
    add = [{"do": "member.add", "id": p, "set": {"name": n, **member}} for p, n in people]
    await say(village.replica, SQUARE, add, now_ms=now_ms)
    first = await staff.letter()
    await staff.release(first)
    await enrol(village, lost := Phone("p1"), first["code"], "03-017")
    for number, (to, may) in enumerate([("p-one", "attest"), ("p-other", "attest"), ("p-third", "act")]):
        given = {"person": "p1", "to": to, "may": may, "until": "2027-06-30"}
        line = lost.say(SQUARE, {"do": "delegation.give", "id": f"d{number}", "set": given})
        assert (await village.sync(line))[0].verdict == "stored"
    village.time.now_ms += 1_000
    [letter] = (await staff.post(staff.keeper, PATH, people=["p1"], replaces=True)).json()["letters"]

    async def attest(by: Phone, digits: str = letter["digits"]) -> Any:
        return (await staff.post(by, f"{PATH}/attest", id=letter["id"], digits=digits)).json()

    async def asked(by: Phone) -> list[tuple[str, int, bool]]:
        village.client.cookies.clear()
        await village.act_as(by)
        found = (await village.client.get(f"{PATH}/attest")).json()["waiting"]
        return [(one["name"], one["count"], one["mine"]) for one in found]

    wrong = f"{(int(letter['digits']) + 1) % 10_000:04}"
    assert await asked(one) == [("唐某", 0, False)] and await asked(third) == []
    assert (await attest(one, wrong))["error"] == "bad_code"
    assert (await attest(third))["error"] == (await attest(village.villager))["error"] == "forbidden"
    assert await attest(one) == await attest(one) == {"count": 1}  # one is one, however often
    assert await asked(other) == [("唐某", 1, False)] and await asked(one) == [("唐某", 1, True)]
    assert (await enrol(village, Phone("p1"), letter["code"], "03-017")).json()["error"] == "bad_code"
    assert await attest(other) == {"count": 2}
    assert (await enrol(village, Phone("p1"), letter["code"], "03-017")).status_code == 201
    assert (await sign_in(village, lost)).json()["error"] == "device_revoked"
    assert await asked(other) == []


async def test_five_wrong_digits_void_a_letter_and_of_one_that_replaces_nothing_nobody_is_asked(staff: Staff) -> None:
    letter, store = await staff.letter(), staff.village.store
    for _ in range(2):  # it replaces nothing: whatever is typed
        with pytest.raises(BadCode):
            await attest(store, letter["id"], letter["digits"], region=VILLAGE, by="p9", now_ms=staff.village.time())
    [letter] = (await staff.post(staff.keeper, PATH, people=["p1"], replaces=True)).json()["letters"]
    wrong = f"{(int(letter['digits']) + 1) % 10_000:04}"
    for digits in [wrong] * TRIES + [letter["digits"]]:
        with pytest.raises(BadCode):
            await attest(store, letter["id"], digits, region=VILLAGE, by="p9", now_ms=staff.village.time())


async def test_a_person_reads_which_letters_were_made_in_his_name_and_what_the_roll_says_of_him(staff: Staff) -> None:
    letter = await staff.letter()
    await staff.release(letter)
    await staff.letter("p2")
    await enrol(staff.village, Phone("p1"), letter["code"], "03-017")
    own = (await staff.village.client.get("/privacy/own")).json()
    [mine] = own["letters"]
    assert (mine["state"], mine["asked_by"], mine["replaces"]) == ("used", "林某", False)
    assert own["rolls"] == [
        {"region": VILLAGE, "kind": "resident", "id": "p1", "name": "唐某", "household": "03-017"},
    ]
    staff.village.client.cookies.clear()
    assert (await staff.village.client.get("/privacy/own")).status_code == 401


async def test_two_people_of_a_village_replace_nobody_s_phones_who_has_an_office_above_it(staff: Staff) -> None:
    give = grant("p1", "inspector", name="唐某")
    await say(staff.village.replica, f"region/{TOWN}", [give], now_ms=staff.village.time())
    assert (await staff.post(staff.keeper, PATH, people=["p1"], replaces=True)).json()["error"] == "forbidden"
    many = await staff.post(staff.keeper, PATH, people=["p2", "p1"], replaces=True)
    assert (many.json()["error"], many.json()["detail"]) == ("invalid", {"field": "people", "why": "too_long"})
    assert (await staff.post(staff.keeper, PATH, people=["p2"], replaces=True)).status_code == 201


async def test_the_secrets_of_a_letter_are_kept_nowhere(staff: Staff, tmp_path: Path) -> None:
    letter = await staff.letter()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert letter["person"].encode() in kept
    assert letter["code"].encode() not in kept
    assert letter["secret"].encode() not in kept
