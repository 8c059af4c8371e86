"""Secret polls end to end on the server: asked for in the square, cast without a name, counted once, whatever stops it
when; nothing of it is told before, and nothing that is kept says whose a ballot is."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import structlog
from cryptography.hazmat.primitives.asymmetric import rsa

from shaiba.demo.voter import Voter as Household
from shaiba.replica.duty import say
from shaiba.storage.ballots import BallotFolder
from shaiba.storage.issuers import Issuer
from shaiba_sync import (
    BALLOT_BYTES,
    b64u_decode,
    b64u_encode,
    cast_ballot,
    newest_ballots,
    read_ballot,
    read_ballots_file,
    read_cast,
    recount,
)
from shaiba_sync.ballot import Cast
from shaiba_sync.merge import view
from shaiba_sync.wire import Refused, Verdict
from tests.conftest import HOME, NOW_MS, OTHER_VILLAGE, SQUARE, TOWN, VILLAGE, Phone, Village, grant, lines_of
from tests.sync.test_poll import alone

DAY_MS = 86_400_000
OTHER_SQUARE, OTHER_HOME = f"square/{OTHER_VILLAGE}", f"village/{OTHER_VILLAGE}"
REGION = f"region/{TOWN}"
POLL = {
    "title": "来年先修哪一样", "why": "钱只够修一样", "about": "choice", "opens": "2026-11-18", "closes": "2026-11-20",
    "by": "p-cadre", "unit": "household", "secrecy": "secret", "answer": "single", "options": ["路", "水", "灯"],
    "suggestions": "welcome", "late_h": 48,
}  # fmt: skip
OVER_MS = 6 * DAY_MS


class Voter(Household):
    """A household's phone: asks in the square, casts with nothing of its own."""

    def __init__(self, number: int, village: str = VILLAGE, poll: str = "q1") -> None:
        super().__init__(poll, village, f"h-{number:03}", random.Random(f"{village}{number}"))  # noqa: S311
        self.phone = Phone(f"p{village[-3:]}-{number}")

    def asks(self, issuers: list[str]) -> dict[str, Any]:
        return self.ask(issuers, self.phone.person)


class World:
    def __init__(self, village: Village) -> None:
        self.village = village
        self.voters = [Voter(number) for number in range(12)]
        self.others = [Voter(number, OTHER_VILLAGE) for number in range(4)]

    async def settle(self) -> None:
        for home, square, voters in ((HOME, SQUARE, self.voters), (OTHER_HOME, OTHER_SQUARE, self.others)):
            phones = [one.phone for one in voters]
            known = [change for one in phones for change in (one.enrolment(), grant(one.person, "villager"))]
            await say(self.village.replica, home, known, now_ms=NOW_MS)
            members = [{"name": "王某", "group": "第3组", "household": one.who} for one in voters]
            add = [
                {"do": "member.add", "id": one.phone.person, "set": m} for one, m in zip(voters, members, strict=True)
            ]
            await say(self.village.replica, square, add, now_ms=NOW_MS)

    async def push(self, phone: Phone, scope: str, *changes: dict[str, Any]) -> str:
        line = phone.say(scope, *changes, now_ms=self.village.time())
        [verdict] = [one for one in await self.village.sync(line) if isinstance(one, Verdict | Refused)]
        self.village.client.cookies.clear()
        return verdict.error if isinstance(verdict, Refused) else str(verdict.verdict)

    async def open(self, **other: Any) -> str:
        return await self.push(self.village.cadre, REGION, {"do": "poll.open", "id": "q1", "set": POLL | other})

    async def go_on(self) -> dict[str, Any]:
        """What the server does by itself; the poll as it stands then."""
        await self.village.server.polls.settle(await self.village.store.scopes())
        return await self.poll()

    async def poll(self) -> dict[str, Any]:
        record = await self.village.store.record(REGION, "poll", "q1")
        assert record
        return dict(view(record))

    async def equip(self, voters: list[Voter]) -> None:
        issuers = (await self.go_on())["issuers"]
        for one in voters:
            assert await self.push(one.phone, f"square/{one.village}", one.asks(issuers)) == "stored"
        await self.go_on()
        for one in voters:
            ticket = await self.village.store.record(f"home/{one.village}-{one.who}", "ticket", one.record)
            assert ticket
            one.unblind(ticket.fields["signed"])

    async def cast(self, data: bytes) -> tuple[int, str]:
        answer = await self.village.client.post("/ballot", content=data)
        return answer.status_code, answer.json()["error"] if answer.content else ""

    async def box(self, scope: str = HOME) -> dict[str, Any]:
        record = await self.village.store.record(scope, "box", "q1")
        assert record
        return dict(view(record))

    async def file(self, close: dict[str, Any]) -> bytes:
        answer = await self.village.client.get(f"/blob/{close['blob']}")
        assert answer.status_code == 200
        return answer.content


@pytest_asyncio.fixture
async def world(village: Village) -> AsyncIterator[World]:
    found = World(village)
    await found.settle()
    yield found


async def test_a_secret_poll_from_question_to_recount(world: World) -> None:
    assert await world.open() == "stored"
    await world.equip([*world.voters, *world.others])
    assert (
        await world.push(world.voters[0].phone, SQUARE, world.voters[0].asks((await world.poll())["issuers"]))
        == "taken"
    )
    for number, one in enumerate(world.voters):
        words = "先把桥修了" if number in (2, 7) else ""
        assert await world.cast(one.ballot([number % 3], words=words)) == (204, "")
    again = world.voters[0].ballot([2], n=2)
    assert [await world.cast(again), await world.cast(again)] == [(204, "")] * 2, "sent twice, counted once"
    assert await world.cast(world.voters[0].ballot([0])) == (204, ""), "an older one that comes late changes nothing"
    for one in world.others:
        assert await world.cast(one.ballot([1])) == (204, "")
    assert "ballots" not in await world.go_on(), "not before the last phone may be back"
    world.village.time.now_ms += OVER_MS
    poll = await world.go_on()
    assert (poll["asked"], poll["ballots"], poll["counts"]) == (16, 16, [3, 8, 5])
    assert poll["boxes"] == [TOWN], "four are too few, and so the twelve of the only other box join them"
    close = await world.box(REGION)
    data = await world.file(close)
    assert recount(poll, close, data, None, world.voters[0].line([2], n=2)) == []
    assert read_ballots_file(data)[1] == ["先把桥修了"] * 2
    faults, total, twice = alone()(poll, [(close, data)])
    assert (faults, [total[at] for at in range(3)], twice) == ([], [3, 8, 5], [])
    assert await world.cast(world.voters[0].ballot([1], n=3)) == (409, "closed")
    assert (await world.go_on())["ballots"] == 16
    folder = world.village.server.config.data / "polls"
    assert [path for path in folder.rglob("*") if path.is_file()] == [], "the key and what was cast are gone"


async def test_a_village_of_ten_has_its_box_and_its_phones_recount(world: World) -> None:
    await world.open()
    await world.equip(world.voters)
    for number, one in enumerate(world.voters[:11]):
        await world.cast(one.ballot([number % 3]))
    world.village.time.now_ms += OVER_MS
    poll, close = await world.go_on(), await world.box()
    assert poll["boxes"] == [VILLAGE] and close["asked"] == 12 and close["ballots"] == 11
    square = await world.village.store.records(SQUARE, "token")
    assert recount(poll, close, await world.file(close), len(square), world.voters[4].line([1])) == []


async def test_of_fewer_than_ten_nothing_is_said(world: World) -> None:
    await world.open()
    await world.equip(world.voters[:9])
    for one in world.voters[:9]:
        await world.cast(one.ballot([0]))
    world.village.time.now_ms += OVER_MS
    poll = await world.go_on()
    assert (poll["ballots"], poll["boxes"], "counts" in poll) == (9, [], False)
    assert await world.village.store.record(HOME, "box", "q1") is None


async def test_open_answers_are_counted_from_the_squares(world: World) -> None:
    await world.open(secrecy="open")
    for number, one in enumerate([*world.voters[:3], *world.others]):
        for choice in (0, number % 3):
            said = {"poll": "q1", "who": one.who, "said": {"by": one.phone.person, "choice": [choice]}}
            give = {"do": "vote.give", "id": one.record, "set": said}
            assert await world.push(one.phone, f"square/{one.village}", give) == "stored"
    assert "issuers" not in await world.go_on()
    world.village.time.now_ms += OVER_MS
    poll = await world.go_on()
    assert (poll["ballots"], poll["counts"], poll["boxes"]) == (7, [3, 2, 2], [VILLAGE, OTHER_VILLAGE])
    assert (await world.box())["counts"] == [1, 1, 1]


async def test_named_answers_reach_the_office_that_asks_when_all_is_over_and_nobody_else(world: World) -> None:
    asked = {"secrecy": "named", "office": "o1"}
    clerk = [{"do": "grant.give", "id": "g-o1", "set": {**grant("p-cadre", "cadre")["set"], "office": "o1"}}]
    await say(world.village.replica, REGION, clerk, now_ms=NOW_MS)
    assert await world.open(**asked) == "stored"
    for number, one in enumerate([*world.voters, *world.others]):
        for choice in (0, number % 3):
            said = {"poll": "q1", "who": one.who, "said": {"by": one.phone.person, "choice": [choice]}}
            give = {"do": "vote.give", "id": one.record, "set": said}
            assert await world.push(one.phone, f"home/{one.village}-{one.who}", give) == "stored"
    await world.go_on()
    assert await world.village.store.refer("answered", "poll", "q1") == [], "no count before the close"
    world.village.time.now_ms += OVER_MS
    poll = await world.go_on()
    voted = len(world.voters) + len(world.others)
    brought = await world.village.store.refer("answered", "poll", "q1")
    assert {one.scope for one in brought} == {f"office/{TOWN}/o1"}
    assert len(brought) == poll["ballots"] == voted >= 10
    chosen = [one.record.fields["said"]["choice"][0] for one in brought]
    assert poll["counts"] == [chosen.count(option) for option in range(3)]
    assert TOWN in poll["boxes"], "of a village's few no sum is said"
    for scope in (HOME, OTHER_HOME, REGION, SQUARE, OTHER_SQUARE):
        assert [
            *await world.village.store.records(scope, "vote"),
            *await world.village.store.records(scope, "answered"),
        ] == []
    await world.go_on()
    assert len(await world.village.store.refer("answered", "poll", "q1")) == voted


async def test_an_appraisal_needs_two_issuers_and_either_alone_is_caught(world: World) -> None:
    store, office = world.village.store, f"office/{TOWN}/o2"
    second, issuer = Phone("p-second"), Issuer(rsa.generate_private_key(65537, 2048))
    opened = {"do": "office.open", "id": "o2", "set": {"name": "纪委", "level": "town", "sort": "discipline"}}
    known = [second.enrolment(), grant(second.person, "discipline", office="o2"), opened]
    await say(world.village.replica, REGION, known, now_ms=NOW_MS)
    assert await world.open(about="appraisal", second="o2") == "stored"
    assert "issuers" not in await world.go_on(), "not before the second office is ready"
    key = {"do": "poll.second", "id": "q1", "set": {"issuer": b64u_encode(issuer.spki)}}
    assert await world.push(second, REGION, key) == "stored"
    issuers = (await world.go_on())["issuers"]
    assert issuers[1:] == [b64u_encode(issuer.spki)]

    asking = [*world.voters, *world.others]
    for one in asking:
        assert await world.push(one.phone, f"square/{one.village}", one.asks(issuers)) == "stored"
    for _ in range(2):  # it asks the second, and waits for it
        await world.go_on()
    assert await store.refer("ticket", "poll", "q1") == [], "the server alone gives nothing"
    waiting = await store.records(office, "signing")
    assert sorted(one.fields["village"] for one in waiting) == [VILLAGE] * 12 + [OTHER_VILLAGE] * 4
    assert {name for one in waiting for name in one.fields} == {"poll", "village", "blinded"}, (
        "for whom, it is not told"
    )
    for one in waiting:
        signed = b64u_encode(issuer.sign(b64u_decode(one.fields["blinded"], 256)))
        give = {"do": "signing.give", "id": one.id, "set": {"signed": signed}}
        assert await world.push(second, office, give) == "stored"
    for _ in range(2):  # what is asked again is given once
        await world.go_on()
    assert len(await store.refer("ticket", "poll", "q1")) == len(asking)
    for one in asking:
        ticket = await store.record(f"home/{one.village}-{one.who}", "ticket", one.record)
        assert ticket
        one.unblind(ticket.fields["signed"])
        assert await world.cast(one.ballot([0])) == (204, "")
    alone_signed = world.voters[0].tsig
    for tsig in (alone_signed[:1], alone_signed[1:], alone_signed[:1] * 2, alone_signed[1:] * 2):
        world.voters[0].tsig = tsig
        assert await world.cast(world.voters[0].ballot([1], n=2)) == (401, "bad_token")

    world.village.time.now_ms += OVER_MS
    poll, close = await world.go_on(), await world.box(REGION)
    data = await world.file(close)
    assert recount(poll, close, data) == [] == alone()(poll, [(close, data)])[0]
    counts = [{"village": VILLAGE, "count": 12}, {"village": OTHER_VILLAGE, "count": 4}]
    tell = {"do": "poll.issued", "id": "q1", "set": {"issued": counts}}
    assert await world.push(second, REGION, tell) == "stored"
    told = await world.poll()
    assert recount(told, close, data) == [] == alone()(told, [(close, data)])[0]
    for count in (3, 5):
        lied = told | {"issued": [counts[0], {"village": OTHER_VILLAGE, "count": count}]}
        assert recount(lied, close, data) == ["issued"]
        assert alone()(lied, [(close, data)])[0]


async def test_what_is_no_ballot_is_refused_with_its_own_code(world: World) -> None:
    await world.open()
    one, stranger = world.voters[0], world.voters[1]
    await world.equip([one])
    good = one.ballot([0])
    signed = one.line([0]).replace(b'"choice":[0]', b'"choice":[1]')
    refusals = [
        (good[:-1], 400, "malformed"),
        (good + b"\0", 413, "too_large"),
        (bytes(BALLOT_BYTES), 400, "malformed"),
        (stranger.ballot([0]), 401, "bad_token"),
        (cast_ballot(signed, VILLAGE, b"", ""), 401, "bad_signature"),
        (one.ballot([3]), 422, "invalid"),
        (Voter(0, poll="q2").ballot([0]), 404, "not_found"),
        (one.ballot([0], box="350524102299"), 404, "unknown_region"),
        (one.ballot([0], box=TOWN), 404, "unknown_region"),
        (one.ballot([0], words="我的电话13800138000"), 422, "identifier"),
    ]
    for data, status, code in refusals:
        assert await world.cast(data) == (status, code)
    assert list((world.village.server.config.data / "polls" / "ballots").rglob("*")) == []
    assert await world.cast(good) == (204, "")
    assert await world.cast(one.ballot([1])) == (409, "taken"), "under one number one answer"
    world.village.time.now_ms += OVER_MS
    assert await world.cast(one.ballot([1], n=2)) == (409, "closed")


async def test_nobody_answers_before_it_opens_or_after_it_is_void(world: World) -> None:
    await world.open(opens="2026-11-19")
    one = world.voters[0]
    issuers = (await world.go_on())["issuers"]
    assert await world.push(one.phone, SQUARE, one.asks(issuers)) == "invalid"
    assert await world.cast(one.ballot([0])) == (409, "out_of_turn")
    void = {"do": "poll.void", "id": "q1", "set": {"voided": "问错了"}}
    assert await world.push(world.village.cadre, REGION, void) == "stored"
    await world.go_on()
    assert await world.cast(one.ballot([0])) == (409, "closed")
    assert not list((world.village.server.config.data / "polls" / "keys").glob("*"))


async def test_a_flood_is_told_to_slow_down(world: World) -> None:
    answers = [await world.cast(b"x") for _ in range(3)]
    assert answers == [(400, "malformed")] * 3
    world.village.server.casting._asked[""] = 6_000
    world.village.server.casting._minute = world.village.time() // 60_000
    assert await world.cast(b"x") == (429, "slow_down")


# --- a stop at any moment --------------------------------------------------------------------------------------------


async def test_whenever_it_is_stopped_each_ballot_is_counted_once(world: World) -> None:
    """Cancelled one step of the event loop later each time, until it comes through."""
    await world.open()
    await world.equip(world.voters)
    for number, one in enumerate(world.voters):
        await world.cast(one.ballot([number % 3]))
    world.village.time.now_ms += OVER_MS
    steps = stops = 0
    while "ballots" not in await world.poll():
        task = asyncio.create_task(world.go_on())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        stops += (await asyncio.gather(task, return_exceptions=True))[0].__class__ is asyncio.CancelledError
        steps += 1
        assert steps < 5_000
    assert stops > 5
    poll = await world.go_on()
    assert (poll["ballots"], poll["counts"], poll["boxes"]) == (12, [4, 4, 4], [VILLAGE])
    assert recount(poll, await world.box(), await world.file(await world.box()), 12) == []


def test_a_ballot_that_was_being_written_is_there_whole_or_not(tmp_path: Path) -> None:
    folder, voter = BallotFolder(tmp_path), Voter(1)
    data = voter.ballot([0])
    (tmp_path / "q1").mkdir()
    (tmp_path / "q1" / f"{VILLAGE}.new").write_bytes(data[:100])  # the power went
    assert folder.read("q1") == {}
    folder.take("q1", read_cast(data), data)
    assert [one.ballot.line for one in folder.read("q1")[VILLAGE]] == [voter.line([0])]


# --- what nobody is told ---------------------------------------------------------------------------------------------


async def test_no_count_is_told_before_the_end_by_any_route(world: World) -> None:
    await world.open()
    await world.equip(world.voters)
    client = world.village.client

    async def told() -> list[str]:
        pages = [f"/open/{code}/{kind}.json" for code in (TOWN, VILLAGE) for kind in ("poll", "box")]
        read = [(await client.get(page)).text for page in (*pages, "/health", "/openapi.json")]
        items = await world.village.sync(have=dict.fromkeys((REGION, HOME), (0, 0)))
        refused = [str(await world.cast(data)) for data in (world.voters[3].ballot([2]), b"", bytes(BALLOT_BYTES))]
        return [*read, *map(repr, lines_of(items)), *refused[1:], *[refused[0]]]

    before = await told()
    for one in world.voters:
        await world.cast(one.ballot([1]))
    await world.go_on()
    assert [one.replace("\n", "") for one in await told()][4:] == [one.replace("\n", "") for one in before][4:]
    kinds = [record.kind for scope in (REGION, HOME) for record in await world.village.store.records(scope)]
    assert "box" not in kinds
    methods = [await client.request(method, "/ballot") for method in ("GET", "HEAD", "PUT", "DELETE")]
    assert {answer.status_code for answer in methods} == {405}


async def test_thirty_ghosts_are_seen_in_the_square(world: World) -> None:
    """Whoever keeps the roll can make up people; but each asks where all neighbours read, and under who made it up."""
    await world.open()
    ghosts = [Voter(number) for number in range(100, 130)]
    issuers = (await world.go_on())["issuers"]
    assert await world.push(ghosts[0].phone, SQUARE, ghosts[0].asks(issuers)) == "unknown_device"
    world.voters += ghosts
    world.others = []
    await say(
        world.village.replica,
        HOME,
        [change for one in ghosts for change in (one.phone.enrolment(), grant(one.phone.person, "villager"))],
        now_ms=NOW_MS,
    )
    assert await world.push(ghosts[0].phone, SQUARE, ghosts[0].asks(issuers)) == "forbidden", "on no roll"
    members = [{"name": "鬼某", "group": "第9组", "household": one.who} for one in ghosts]
    add = [{"do": "member.add", "id": one.phone.person, "set": m} for one, m in zip(ghosts, members, strict=True)]
    await say(world.village.replica, SQUARE, add, now_ms=NOW_MS)
    await world.equip(ghosts)
    neighbour = await world.village.token_of(world.village.neighbour.device)
    world.village.client.cookies.set(world.village.server.cookie, neighbour)
    lines = b"\n".join(lines_of(await world.village.sync(have={SQUARE: (0, 0)})))
    asked = [json.loads(line) for line in lines.split(b"\n") if b"token.ask" in line]
    assert {one["do"][0]["set"]["by"] for one in asked} == {one.phone.person for one in ghosts}
    assert lines.count("鬼某".encode()) == 30, "and who put them on the roll is in the line"


# --- who said what ---------------------------------------------------------------------------------------------------

VOTERS, VILLAGES = 1_000, [f"3505241022{number:02}" for number in range(10, 15)]


class Remembering(BallotFolder):
    """The fault that the test must tell: ballots are kept as they come."""

    def take(self, poll: str, cast: Cast, data: bytes) -> None:
        path = self._folder / poll / cast.box
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(data)


def linked(folder: Path, asked: dict[str, list[bytes]]) -> float:
    """The share of voters whose ballot is found by who knows all that is stored: in which order they asked (the
    square's log), and how the ballots lie in the files."""
    right = 0
    for village, tokens in asked.items():
        data = (folder / "q1" / village).read_bytes()
        lying = [read_cast(data[at : at + BALLOT_BYTES]).ballot.token for at in range(0, len(data), BALLOT_BYTES)]
        right += max(
            sum(a == b for a, b in zip(tokens, guess, strict=True)) for guess in (lying, lying[::-1], sorted(lying))
        )
    return right / VOTERS


@pytest.mark.parametrize(("kept", "found"), [(BallotFolder, False), (Remembering, True)])
def test_of_a_thousand_voters_nobody_is_found_by_what_is_stored(
    tmp_path: Path, kept: type[BallotFolder], found: bool
) -> None:
    """Each casts in the order in which he asked: the worst that can happen."""
    folder = kept(tmp_path)
    asked: dict[str, list[bytes]] = {village: [] for village in VILLAGES}
    with structlog.testing.capture_logs() as logs:
        for number in range(VOTERS):
            voter = Voter(number, VILLAGES[number % 5])
            data = voter.ballot([number % 3])
            folder.take("q1", read_cast(data), data)
            asked[voter.village].append(voter.token)
    assert logs == []
    share, chance = linked(tmp_path, asked), len(VILLAGES) / VOTERS
    assert (share > 0.9) == found
    assert found or share <= chance + 0.02
    assert found or {path.stat().st_mtime for path in tmp_path.rglob("3*")} == {0}, "no file says when it was written"


async def test_nothing_in_the_folder_but_the_ballots_file_knows_a_token(world: World) -> None:
    await world.open()
    await world.equip(world.voters)
    with structlog.testing.capture_logs() as logs:
        for one in world.voters:
            await world.cast(one.ballot([1]))
        await world.go_on()
    tokens = [one.token for one in world.voters] + [b64u_encode(one.token).encode() for one in world.voters]
    data = world.village.server.config.data
    for path in data.rglob("*"):
        if path.is_file() and "ballots" not in path.parts:
            held = path.read_bytes()
            assert not any(token in held for token in tokens), path
    assert not any(b64u_encode(one.token) in str(logs) for one in world.voters)
    assert "ballot" not in str(logs)


def test_of_one_token_the_newest_counts_whatever_came_last(tmp_path: Path) -> None:
    folder, voter = BallotFolder(tmp_path), Voter(1)
    for n in (2, 1, 3, 2):
        data = voter.ballot([n % 3], n=n)
        folder.take("q1", read_cast(data), data)
    lines = [one.ballot.line for one in folder.read("q1")[VILLAGE]]
    assert lines == [voter.line([0], n=3)] == [one.line for one in newest_ballots(map(read_ballot, lines))]
