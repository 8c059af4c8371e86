"""The village of the matrix: everybody enrolled, every record there that a change needs."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import count
from typing import Any, NamedTuple

import msgspec

from shaiba.identity.session import begin
from shaiba.regions import Regions, parse_regions
from shaiba.replica.duty import say
from shaiba_sync.clock import Stamp
from shaiba_sync.keys import PrivateKey
from shaiba_sync.op import b64u_encode, device_id
from shaiba_sync.wire import Refused, Verdict
from tests.authz.draws import EARLY_MS, DrawStage
from tests.authz.live import LiveStage
from tests.authz.meetings import MeetingStage
from tests.authz.people import everybody, person_of
from tests.authz.polls import PLACES, PollStage
from tests.authz.table import (
    ACTS_FOR,
    CHANGES,
    ISSUES,
    NO_LONGER,
    NOT_OF_THE_HOUSE,
    OF_THE_HOUSE,
    OWNERS,
    REACHES,
    READS_FOR,
    RELATIVE,
    STEPPED,
    Held,
    Place,
    Sort,
    Who,
    hears,
    is_official,
    may,
)
from tests.conftest import NOW_MS, TODAY, TOWN, VILLAGE, Phone, Village

COUNTY, OTHER_COUNTY, SIBLING = "350524000000", "350525000000", "350524102208"
WHERE: dict[Place, str] = {
    "village": f"village/{VILLAGE}",
    "town": f"region/{TOWN}",
    "county": f"region/{COUNTY}",
    "sibling": f"village/{SIBLING}",
    "elsewhere": f"region/{OTHER_COUNTY}",
}
NAMES: dict[Sort, str] = {
    "region": f"region/{TOWN}",
    "county": f"region/{COUNTY}",
    "village": f"village/{VILLAGE}",
    "square": f"square/{VILLAGE}",
    "roll": f"office/{VILLAGE}/roll",
    "books": f"office/{VILLAGE}/books",
    "review": f"office/{VILLAGE}/review",
    "case": f"case/{VILLAGE}-author",
    "watch": f"watch/{COUNTY}",
    "home": f"home/{VILLAGE}-h1",
    "next door": f"home/{VILLAGE}-h0",
    "box": "box/abc",
    "poll": "poll/abc",
    "meeting": "meeting/abc",
}
YESTERDAY, TOMORROW = "2026-11-17", "2026-11-19"
DAYS = {
    "holds": ("2025-01-01", "2028-12-31", None),
    "first day": (TODAY, "2028-12-31", None),
    "last day": ("2025-01-01", TODAY, None),
    "ends tomorrow": ("2025-01-01", "2028-12-31", TOMORROW),
    "ended": ("2025-01-01", "2028-12-31", TODAY),
    "past": ("2025-01-01", YESTERDAY, None),
    "to come": (TOMORROW, "2028-12-31", None),
}
BATCH = 2_000
"""Ops in a request."""

PHOTO = {"type": "image/png", "w": 64, "h": 48}
SHA = "0" * 64
NEVER = 99
"""A place in a life that it never reaches: who may take a step hears that it is not its turn."""
RECIPIENT = "age1nkwee8pqm345r5x53ecl3hm8y8vx2845x99zhcc233lnqdp3qads6eajzy"
NO_TAG = "0" * 16 + "A" * 33 + "0" * 4

Change = dict[str, Any]


class Cell(NamedTuple):
    """Somebody tries something somewhere. `own`: on a record of their own."""

    who: Who
    do: str
    sort: Sort
    own: bool

    @property
    def wanted(self) -> bool:
        return may(self.who, self.do, self.sort, own=self.own)

    @property
    def stepped(self) -> bool:
        """Whether it is taken only with a passkey shown lately."""
        return self.wanted and self.do.split()[0] in STEPPED and is_official(self.who)

    def __str__(self) -> str:
        return f"{self.who.name} | {self.do}{' (own)' if self.own else ''} | {self.sort}"


def regions() -> Regions:
    rows = [
        ["code", "name", "level", "parent"],
        ["350000000000", "福建省", "province", ""],
        ["350500000000", "泉州市", "city", "350000000000"],
        [COUNTY, "安溪县", "county", "350500000000"],
        [OTHER_COUNTY, "永春县", "county", "350500000000"],
        [TOWN, "蓬莱镇", "town", COUNTY],
        [VILLAGE, "联中村", "village", TOWN],
        [SIBLING, "蓬溪村", "village", TOWN],
    ]
    return Regions(parse_regions(rows))


@cache
def cells_of(kind: str) -> list[Cell]:
    """Everybody × the changes of a kind × where it stands; and the mighty where it does not."""
    people = everybody()
    mighty = [one for one in people if one.clerk or one.grants in (_held("cadre"), _held("admin"))]
    found = []
    for do, rule in CHANGES.items():
        if do.partition(".")[0] != kind:
            continue
        for sort in sorted(rule.sorts):
            for who in people:
                handles = do.startswith(("appeal.answer", "appeal.step", "moderation.")) and not rule.clerk
                for own in (False, True) if rule.own or handles else (False,):
                    if _makes_sense(who, do, own):
                        found.append(Cell(who, do, sort, own))
        twins = {sort for other, one in CHANGES.items() if other.split()[0] == do.split()[0] for sort in one.sorts}
        found += [Cell(who, do, sort, False) for sort in NAMES if sort not in twins for who in mighty]
    return found


def _held(role: str) -> tuple[Held, ...]:
    return (Held(role, "county"),)


def _makes_sense(who: Who, do: str, own: bool) -> bool:
    """The clerk is no person, who is unknown has nothing; of what was raised, only some have their own."""
    if own and (who.clerk or not who.signs):
        return False
    if do == "delegation.end" and not own:
        return who.name != "author"  # it is hers that others try
    if do in ("appeal.capture", "appeal.meant"):
        return True
    if do == "appeal.support":
        return who.name != "author"  # it is hers to which others add their voices
    if do.startswith(("appeal.", "moderation.")) and not do.startswith("appeal.file"):
        return own == (who.name in OWNERS) or (not own and who.name == "author in office")
    return True


class ClerkPhone(Phone):
    """The server's own key, used as a phone's."""

    def __init__(self, key: PrivateKey, public_key: bytes) -> None:
        self.given = key, public_key
        super().__init__("")

    def make_key(self) -> tuple[PrivateKey, bytes]:
        return self.given


class World:
    """Where the cells are tried."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.people = {one.name: one for one in everybody()}
        clerk = village.replica.clerk
        self.phones: dict[str, Phone] = {
            name: ClerkPhone(clerk.key, clerk.public_key) if one.clerk else Phone(person_of(one))
            for name, one in self.people.items()
        }
        self._numbers: Iterator[int] = count(1)
        self._items: Iterator[str] = iter(())
        self._runs: Iterator[str] = iter(())
        self._projects: Iterator[str] = iter(())
        self._ended: dict[str, Iterator[str]] = {}
        self._called: dict[Sort, Iterator[str]] = {}
        self._draws = DrawStage(TODAY, YESTERDAY, TOMORROW)
        self._polls = PollStage()
        self._live = LiveStage()
        self._meetings = MeetingStage(TODAY, YESTERDAY)

    async def settle(self) -> None:
        """Enrol everybody, let those who raise something raise it, and end what has ended."""
        acts: dict[str, list[Change]] = defaultdict(list)
        ends: dict[str, list[Change]] = defaultdict(list)
        home = WHERE["village"]
        for name, one in self.people.items():
            phone = self.phones[name]
            if not one.clerk and name != "unknown":
                acts[home].append(phone.enrolment())
            for held in one.grants:
                given, ended = _grant(phone.person, held)
                acts[WHERE[held.place]].append(given)
                if ended:
                    ends[WHERE[held.place]].append(ended)
        await self.village.replica.settling.acquire()  # or the server would end by itself what the matrix ends
        self.village.time.now_ms -= EARLY_MS
        await self._say(acts)
        await self._announce_draws()
        await self._open_polls()
        await self._open_streams()
        await self._announce_meetings()
        self.village.time.now_ms += EARLY_MS
        raised = [self._raise(name, sort) for name in OWNERS for sort in ("square", "case")]
        relatives = {"relatives": [self.phones["author"].person]}
        close = {"do": "interest.declare", "id": self.phones[RELATIVE].person, "add": relatives}
        lines = [*raised, self.phones[RELATIVE].say(NAMES["square"], close)]
        for verdict in await self.push(lines):
            assert isinstance(verdict, Verdict), verdict
        gone = {"do": "device.revoke", "id": self.phones["revoked"].device, "set": {"revoked": TODAY, "why": "丢失"}}
        ends[home].append(gone)
        await self._say(ends)
        self.phones["revoked"].last = Stamp(NOW_MS + 1_000, 0)  # what it says is said after
        house = {"do": "household.add", "id": "h0", "set": {"group": "第1组"}}
        kept = {"do": "original.keep", "id": "o0", "set": {"disclosure": "d0", "payee": "李某"}}
        await self._say({NAMES["village"]: [publish("d0")], NAMES["roll"]: [house], NAMES["books"]: [kept]})
        await self._delegate()
        await self._hold_meetings()
        await self._examine()
        await self._begin_runs()
        await self._call_meetings()
        await self._capture()
        await self._enter_draws()
        await self._say({NAMES[sort]: self._polls.said() for sort in PLACES})
        await self._say({NAMES[sort]: self._polls.asked() for sort in ("roll", "books")})
        await self._say({NAMES["village"]: self._live.said()})
        await self._publish_tipkeys()

    async def _capture(self) -> None:
        """What an officer wrote down for each owner, to be claimed; clues, to be concluded."""
        desk, inspector = self.phones["committee county holds"], self.phones["inspector county holds"]
        heard: dict[str, list[Change]] = {name: [] for name in OWNERS}
        for name, changes in heard.items():
            person = self.phones[name].person
            changes += [capture(f"k-{name}-{n}".replace(" ", "-"), desk.person, meant=person) for n in range(FEW)]
        self._heard = {name: (one["id"] for one in changes) for name, changes in heard.items()}
        clues = [clue(f"u{n}", inspector.person) for n in range(SPARE)]
        self._clues = (one["id"] for one in clues[1:])
        opened = [desk.say(NAMES[sort], issue("i0", desk.person)) for sort in ("village", "region", "county")]
        assert [one for one in await self.push(opened) if isinstance(one, Refused)] == []
        lines = [desk.say(NAMES["square"], *(one for changes in heard.values() for one in changes))]
        assert [
            one for one in await self.push([*lines, inspector.say(NAMES["watch"], *clues)]) if isinstance(one, Refused)
        ] == []

    async def _announce_draws(self) -> None:
        chair = self.phones["committee county holds"]
        await self.session("committee county holds")
        now_ms = self.village.time()
        lines = [chair.say(NAMES["village"], one, now_ms=now_ms) for one in self._draws.early(chair.person)]
        assert [one for one in await self.push(lines) if isinstance(one, Refused)] == []
        self.village.client.cookies.clear()

    async def _open_polls(self) -> None:
        admin = self.phones["admin county holds"]
        await self.session("admin county holds")
        now_ms = self.village.time()
        lines = [
            admin.say(NAMES[sort], one, now_ms=now_ms)
            for sort in PLACES
            for one in self._polls.early(admin.person, sort)
        ]
        assert [one for one in await self.push(lines) if isinstance(one, Refused)] == []
        issuer = self.phones[ISSUES]
        await self.session(ISSUES)
        lines = [issuer.say(NAMES["village"], one, now_ms=now_ms) for one in self._polls.keyed(issuer.person)]
        assert [one for one in await self.push(lines) if isinstance(one, Refused)] == []
        self.village.client.cookies.clear()

    async def _open_streams(self) -> None:
        chair, now_ms = self.phones["committee county holds"], self.village.time()
        opened = self._live.early(chair.person, now_ms)
        lines = [chair.say(NAMES["village"], one, now_ms=now_ms) for one in opened]
        assert [one for one in await self.push(lines) if isinstance(one, Refused)] == []

    async def _announce_meetings(self) -> None:
        chair = self.phones["committee county holds"]
        await self.session("committee county holds")
        now_ms = self.village.time()
        lines = [chair.say(NAMES["village"], one, now_ms=now_ms) for one in self._meetings.early(chair.person)]
        assert [one for one in await self.push(lines) if isinstance(one, Refused)] == []
        self.village.client.cookies.clear()

    async def _hold_meetings(self) -> None:
        """Two count, and two ask: so each of them may confirm and second what the other said."""
        for number, (held, asks) in enumerate(
            (("committee county holds", "author"), ("supervisor county holds", OWNERS[1]))
        ):
            await self.session(held)
            counts, asker = self.phones[held], self.phones[asks]
            lines = [counts.say(NAMES["village"], one) for one in self._meetings.counted(number, counts.person)]
            assert [one for one in await self.push(lines) if isinstance(one, Refused)] == []
            self.village.client.cookies.clear()
            ask = asker.say(NAMES["square"], self._meetings.asked(number, asker.person))
            assert [one for one in await self.push([ask]) if isinstance(one, Refused)] == []

    async def _enter_draws(self) -> None:
        village = NAMES["village"]
        await self._say({village: self._draws.closed()})
        for role in ("committee", "supervisor"):
            phone = self.phones[f"{role} county holds"]
            lines = [phone.say(village, one) for one in self._draws.entered(phone.person, role)]
            assert [one for one in await self.push(lines) if isinstance(one, Refused)] == []
        await self._say({village: self._draws.settled()})

    async def _publish_tipkeys(self) -> None:
        """Keys of an inspector, to be ended; and one of each who may have one."""
        for name, who in self.people.items():
            if not may(who, "tipkey.publish", "county", own=False):
                continue
            person = self.phones[name].person
            found = [tipkey(f"t-{person}", person)]
            if name == "inspector county holds":
                found += [tipkey(f"t{n}", person) for n in range(SPARE)]
                self._tipkeys = (one["id"] for one in found[2:])
            await self.session(name)
            said = await self.push([self.phones[name].say(NAMES["county"], *found)])
            assert [one for one in said if isinstance(one, Refused)] == []
        self.village.client.cookies.clear()

    async def _examine(self) -> None:
        """An item that the first office approved, and its signature: the second may go on."""
        keeper, first = self.phones["accountant county holds"], self.phones["supervisor county holds"]
        submit = {"do": "review.submit", "id": "r0", "set": ITEM | {"person": keeper.person}}
        await self.session("accountant county holds")
        [said] = await self.push([keeper.say(NAMES["village"], {"do": "plain.say", "id": "n0", "set": PLAIN})])
        assert isinstance(said, Verdict), said
        await self.session("supervisor county holds")
        spare = [{"do": "review.submit", "id": f"w{n}", "set": submit["set"]} for n in range(SPARE)]
        self._items = (one["id"] for one in spare)
        lines = [
            keeper.say(NAMES["review"], submit, *spare),
            first.say(NAMES["review"], judge(first.person, "supervisor")),
            first.say(NAMES["village"], countersign(first.person, "supervisor")),
        ]
        for verdict in await self.push(lines):
            assert isinstance(verdict, Verdict), verdict
        self.village.client.cookies.clear()

    async def _begin_runs(self) -> None:
        """A procedure whose steps are the committee's, and runs of it: one to go on with, others to be given up. And so
        with projects."""
        circular = {"do": "circular.publish", "id": "c0", "set": CIRCULAR}
        await self._say({NAMES["county"]: [procedure("test-1"), circular]})
        chair = self.phones["committee county holds"]
        begun = [run(f"g{number}", chair.person) for number in range(SPARE)]
        self._runs = (one["id"] for one in begun)
        needed = [project(f"n{number}", chair.person) for number in range(SPARE)]
        self._projects = (one["id"] for one in needed)
        lines = [
            chair.say(NAMES["village"], run("run0", chair.person), *begun),
            chair.say(NAMES["village"], project("project0", chair.person), *needed),
        ]
        for verb, (begun, _) in ENDED.items():
            found = [begun | {"id": f"{verb.partition('.')[0]}-{number}"} for number in range(SPARE)]
            self._ended[verb] = (one["id"] for one in found[1:])
            held = "accountant county holds"
            await self.session(held)
            assert [
                one
                for one in await self.push([self.phones[held].say(NAMES["village"], *found)])
                if isinstance(one, Refused)
            ] == []
        self.village.client.cookies.clear()
        assert [one for one in await self.push(lines) if isinstance(one, Refused)] == []

    async def _call_meetings(self) -> None:
        """About a case, in the town and in the county: one to be counted, others to be held."""
        held = "inspector county holds"
        inspector = self.phones[held]
        await self.session(held)
        places: tuple[Sort, ...] = ("region", "county")
        for sort in places:
            ids = [f"called{number}" for number in range(SPARE)]
            self._called[sort] = iter(ids[1:])
            lines = [inspector.say(NAMES[sort], *(education(one, inspector.person) for one in ids))]
            assert [one for one in await self.push(lines) if isinstance(one, Refused)] == []
        self.village.client.cookies.clear()

    async def _delegate(self) -> None:
        """The author lets others read her cases and act for her; some of it has ended since."""
        square, author = NAMES["square"], self.phones["author"]
        people = [phone.person for phone in self.phones.values() if phone.person]
        there = (*people, "p-other", THIRD, CHILD)
        house = {self.phones[name].person for name in (*OF_THE_HOUSE, *NOT_OF_THE_HOUSE[:3])}
        await self._say({square: [_member(one, "h1" if one in house else "h0") for one in there]})
        beside = _member(self.phones[NOT_OF_THE_HOUSE[3]].person, "h1")
        await self._say({f"square/{SIBLING}": [beside], NAMES["home"]: [asking("c0")]})
        await self._say({NAMES["next door"]: [asking("c0")]})
        lines = []
        for name, who in self.people.items():
            if not who.clerk and hears(who, "square"):
                members = {"person": self.phones[name].person, "to": THIRD, "may": "read", "until": TODAY}
                given = {"do": "delegation.give", "id": given_by(name), "set": members}
                lines.append(self.phones[name].say(square, given))
        for number, name in enumerate((*READS_FOR, *NO_LONGER)):
            may, until = (
                "read" if name.startswith("reads") else "act",
                TODAY if name.endswith("today") else "2027-11-18",
            )
            until = YESTERDAY if name.endswith("yesterday") else until
            may = "attest" if name.startswith("attests") else may
            members = {"person": author.person, "to": self.phones[name].person, "may": may, "until": until}
            lines.append(author.say(square, {"do": "delegation.give", "id": f"d{number}", "set": members}))
            if name == NO_LONGER[0]:
                lines.append(author.say(square, {"do": "delegation.end", "id": f"d{number}", "set": {"ended": TODAY}}))
        assert [one for one in await self.push(lines) if isinstance(one, Refused)] == []
        left = {"do": "member.leave", "id": self.phones[NO_LONGER[3]].person, "set": {"left": TODAY}}
        moved = {"do": "member.leave", "id": self.phones[NOT_OF_THE_HOUSE[0]].person, "set": {"left": TODAY}}
        await self._say({square: [left, moved]})

    def _raise(self, name: str, sort: str) -> bytes:
        phone = self.phones[name]
        record, scope = self.appeal(name, sort)
        members = {"person": phone.person, "title": "问", "category": "finance", "text": "请说明。"}
        return phone.say(scope, {"do": "appeal.file", "id": record, "set": members})

    def appeal(self, name: str, sort: str) -> tuple[str, str]:
        """What an owner raised: its id, and where it stands."""
        record = name.replace(" ", "-")
        return record, f"case/{VILLAGE}-{record}" if sort == "case" else NAMES["square"]

    async def _say(self, acts: dict[str, list[Change]]) -> None:
        for scope, changes in acts.items():
            await say(self.village.replica, scope, changes, now_ms=self.village.time())

    async def session(self, name: str, *, shown_ms: int | None = 0, used_ms: int | None = None) -> None:
        """From now on the client has a session of theirs: so long ago a passkey was shown in it, or never, and so long
        ago it was used."""
        store, now_ms = self.village.store, self.village.time()
        device = self.phones[name].device
        token, made = await begin(store, device, now_ms=now_ms - (shown_ms or 0), stepped=shown_ms is not None)
        if used_ms is not None:
            used = msgspec.structs.replace(made, used_ms=now_ms - used_ms)
            await store.write(lambda tx: tx.note_session(used))
        self.village.client.cookies.clear()
        self.village.client.cookies.set(self.village.server.cookie, token)

    async def push(self, lines: list[bytes]) -> list[Verdict | Refused]:
        """A verdict for each."""
        found: list[Verdict | Refused] = []
        for start in range(0, len(lines), BATCH):
            part = lines[start : start + BATCH]
            found += (await self.village.sync(*part))[: len(part)]
        return found

    async def try_all(self, cells: list[Cell], *, stepped: bool = True) -> list[Verdict | Refused]:
        """Everybody tries; records that a change ends are there for each who may. `stepped`: whoever needs it shows a
        passkey first, and brings his own; else all comes in the session that the client has, if any."""
        acts: dict[str, list[Change]] = defaultdict(list)
        shared: dict[tuple[str, Sort], str] = {}
        lines = []
        for cell in cells:
            owned = cell.own and cell.do in ("device.revoke", "delegation.end")
            place = (cell.do, cell.sort)
            if cell.wanted or owned or place not in shared:
                number = next(self._numbers)
                target, first = self._prepare(cell, f"x{number}")
                if first and cell.sort in CHANGES[cell.do].sorts:
                    acts[NAMES[cell.sort]].append(first)
                if not (cell.wanted or owned):
                    shared[place] = target
            else:
                target = shared[place]
            scope, change = self._change(cell, target)
            lines.append(self.phones[cell.who.name].say(scope, change))
        await self._say(acts)
        return await (self._push_own(cells, lines) if stepped else self.push(lines))

    async def _push_own(self, cells: list[Cell], lines: list[bytes]) -> list[Verdict | Refused]:
        own: dict[str, list[int]] = defaultdict(list)
        for index, cell in enumerate(cells):
            own[cell.who.name if cell.stepped else ""].append(index)
        found: dict[int, Verdict | Refused] = {}
        for name, indices in own.items():
            self.village.client.cookies.clear()
            if name:
                await self.session(name)
            else:  # nobody's, and nobody's passkey: what needs none
                self.village.client.cookies.set("other", "x")
            verdicts = await self.push([lines[index] for index in indices])
            found.update(zip(indices, verdicts, strict=True))
        self.village.client.cookies.clear()
        return [found[index] for index in range(len(lines))]

    def _prepare(self, cell: Cell, fresh: str) -> tuple[str, Change | None]:
        """The id that the change is of, and what makes its record first."""
        verb = cell.do.split()[0]
        match verb:
            case "handling.unroute":
                return fresh, {
                    "do": "handling.route",
                    "id": fresh,
                    "set": {"category": "subsidy", "office": "books", "to": "代理中心"},
                }
            case "handling.unreply":
                return fresh, {"do": "handling.reply", "id": fresh, "set": REPLY}
            case "procedure.say" | "procedure.end":
                version = f"test-{fresh[1:]}0"
                return version, procedure(version) if verb == "procedure.end" else None
            case "scheme.end":
                return fresh, {"do": "scheme.publish", "id": fresh, "set": SCHEME}
            case "circular.withdraw":
                return fresh, {"do": "circular.publish", "id": fresh, "set": CIRCULAR}
            case "explanation.join" | "explanation.give" | "explanation.settle":
                return fresh, {"do": "explanation.ask", "id": fresh, **EXPLANATION}
            case "match.join" | "match.settle":
                return fresh, {"do": "match.find", "id": fresh, **MATCH}
            case "education.hold" | "education.count":
                # a person calls one, and the clerk counts what has been called: "called" early, for each region
                return next(self._called[cell.sort]) if cell.wanted and verb != "education.count" else "called0", None
            case "absence.note" | "absence.explain":
                made = absence(int(fresh[1:]))
                return made["id"], made if verb == "absence.explain" else None
            case "office.close":
                return fresh, {"do": "office.open", "id": fresh, "set": OFFICE}
            case "nomination.drop":
                return fresh, nomination(fresh, Held("observer", "village"))
            case "grant.give" if cell.sort in ("region", "county"):
                return fresh, nomination(fresh, Held(_given(cell), "village"))
            case "grant.end":
                given, _ = _grant("p-other", Held(_given(cell), "village"))
                return fresh, given | {"id": fresh}
            case "device.revoke":
                person = self.phones[cell.who.name].person if cell.own else "p-other"
                enrolment = enrol(person)
                return enrolment["id"], enrolment
            case "plain.withdraw":
                return "n0", None
            case "delegation.end":
                return given_by(cell.who.name if cell.own else "author"), None
            case "member.update" | "member.leave":
                return fresh, {"do": "member.add", "id": fresh, "set": MEMBER}
            case "resident.update" | "resident.leave":
                return fresh, {"do": "resident.add", "id": fresh, "set": RESIDENT}
            case "household.update":
                return fresh, {"do": "household.add", "id": fresh, "set": {"group": "第1组"}}
            case "disclosure.correct" | "disclosure.withdraw":
                return fresh, publish(fresh)
            case "entry.correct" | "entry.attach":
                return fresh, {"do": "entry.post", "id": fresh, "set": ENTRY}
            case "payout.withdraw" | "payout.count":
                return fresh, payout(fresh)
            case "payment.post":
                return fresh, payout(f"p{fresh}")
            case "confirmation.answer" | "confirmation.count":
                return fresh, asking(fresh)
            case "owed.answer" | "owed.count":
                return fresh, {"do": "owed.tell", "id": fresh, "set": OWED}
            case _:
                return fresh, None

    def _change(self, cell: Cell, target: str) -> tuple[str, Change]:
        """Where and what."""
        verb, name, scope = cell.do.split()[0], cell.who.name, NAMES[cell.sort]
        me, other = self.phones[name].person, "p-other"
        change: Change = {"do": verb, "id": target}
        match verb:
            case "village.describe":
                change |= {"id": VILLAGE, "set": {"name": "联中村"}}
            case "office.open":
                change["set"] = OFFICE
            case "office.close":
                change["set"] = {"closed": TODAY}
            case "handling.terms":
                terms = {"accept": 2, "village": 5, "town": 10, "county": 15, "city": 20}
                change |= {"id": "terms", "set": terms}
            case "handling.year":
                change |= {"id": "2027", "set": {"version": "通知", "off": [], "work": []}}
            case "handling.route":
                change["set"] = {"category": "subsidy", "office": "books", "to": "代理中心"}
            case "handling.unroute" | "handling.unreply":
                change["set"] = {"ended": TODAY}
            case "handling.reply":
                change["set"] = REPLY
            case "procedure.say":
                change = procedure(target)
            case "procedure.end":
                change["set"] = {"ended": TODAY}
            case "powers.say":
                item = {"key": "Z-01", "group": "财务", "name": "月度收支", "body": "报账员"}
                change |= {"id": f"power-{target[1:]}", "set": {"title": "清单", "since": TODAY, "items": [item]}}
            case "catalogue.say":
                item = {"key": "C-01", "group": "财务", "name": "收支", "period": "month", "day": 10, "by": "报账员"}
                change |= {"id": f"catalogue-{target[1:]}", "set": {"title": "目录", "since": TODAY, "items": [item]}}
            case "scheme.publish":
                change["set"] = SCHEME
            case "scheme.end":
                change["set"] = {"ended": TODAY}
            case "circular.publish":
                change["set"] = CIRCULAR
            case "circular.withdraw":
                change["set"] = {"withdrawn": "重发"}
            case "reading.sign":
                signed = {"day": TODAY, "by": me or other, "name": "赵某", "role": "committee"}
                change |= {"id": "c0", "append": {"signed": signed}}
            case "explanation.ask":
                change |= EXPLANATION
            case "explanation.join":
                change["add"] = {"others": [f"{SIBLING} e9"]}
            case "explanation.give":
                word = {"day": TODAY, "by": me or other, "name": "赵某", "text": "与邻村合买。"}
                change["append"] = {"words": word}
            case "explanation.settle":
                change["set"] = {"settled": "explained", "settled_on": TODAY, "finding": "合买。"}
            case "match.find":
                change |= MATCH
            case "match.join":
                change["add"] = {"entries": [f"{SIBLING} e9"]}
            case "match.settle":
                change["set"] = {
                    "settled": "upheld",
                    "finding": "重复。",
                    "by": me or other,
                    "name": "周某",
                    "day": TODAY,
                }
            case "education.call":
                change = education(target, me or other)
            case "education.hold":
                change["set"] = {"came": 1, "held": TODAY}
            case "education.count":
                change["set"] = {"called": 1, "signed": 0}
            case "absence.note":
                item, period = target.split("-", 1)[1].rsplit("-", 1)
                change["set"] = ABSENCE | {"item": item, "period": period}
            case "absence.explain":
                word = {"day": TODAY, "by": me or other, "name": "赵某", "text": "正在核对。"}
                change["append"] = {"words": word}
            case "run.begin":
                change = run(target, me or other)
            case "run.step" | "run.explain":
                said = {"step": "decide", "day": TODAY, "by": me or other, "name": "赵某"}
                field, more = ("steps", {}) if verb == "run.step" else ("words", {"text": "正在补办。"})
                change |= {"id": "run0", "append": {field: said | more}}
            case "run.attach":
                paper = {"step": "decide", "name": "签到表", "day": TODAY, "blob": SHA, **PHOTO}
                change |= {"id": "run0", "append": {"papers": paper}}
            case "run.stop":
                change |= {"id": next(self._runs) if cell.wanted else "run0", "set": {"stopped": "不办了"}}
            case "project.begin":
                change = project(target, me or other)
            case "project.stop":
                change |= {"id": next(self._projects) if cell.wanted else "project0", "set": {"stopped": "不修了"}}
            case _ if verb.partition(".")[0] in ("draw", "entrants", "contribution"):
                held = [one.role for one in cell.who.grants if one.role in CHANGES["draw.enter"].roles]
                device, roles = self.phones[name].device, held or ["committee"]
                change = self._draws.change(verb, target, me or other, device, roles, wanted=cell.wanted)
            case _ if verb.partition(".")[0] in (
                "poll",
                "vote",
                "token",
                "ticket",
                "answered",
                "signing",
                "box",
                "suggestion",
                "tally",
            ):
                counts = CHANGES["tally.record"].roles
                held = [one.role for one in cell.who.grants if one.role in counts and one.place in REACHES[cell.sort]]
                change = self._polls.change(
                    cell.do, target, cell.sort, me or other, held or ["committee"], wanted=cell.wanted
                )
            case _ if verb.partition(".")[0] in ("stream", "recording", "remark"):
                change = self._live.change(verb, me or other, self.village.time(), wanted=cell.wanted)
            case _ if verb.partition(".")[0] in ("meeting", "attend", "ask"):
                change = self._meetings.change(verb, target, me or other, wanted=cell.wanted)
            case _ if verb in ENDED:
                kind = verb.partition(".")[0]
                change |= {"id": next(self._ended[verb]) if cell.wanted else f"{kind}-0", "set": ENDED[verb][1]}
            case "asset.register" | "contract.sign" | "debt.declare":
                change |= {"set": {"asset": ASSET, "contract": CONTRACT, "debt": DEBT}[verb.partition(".")[0]]["set"]}
            case "asset.correct":
                change |= {"id": "asset-0", "set": {"reason": "写错了", "size": "2 亩"}}
            case "contract.correct":
                change |= {"id": "contract-0", "set": {"reason": "抄错了", "size": "2 亩"}}
            case "rent.correct":
                change |= {"id": "rent-0", "set": {"reason": "抄错了", "amount_fen": 2}}
            case "debt.correct":
                change |= {"id": "debt-0", "set": {"why": "抄错了", "amount_fen": 2}}
            case "contract.explain":
                words = {"day": TODAY, "by": me or other, "name": "赵某", "text": "正在催。"}
                change |= {"id": "contract-0", "append": {"words": words}}
            case "rent.post":
                change["set"] = RENT["set"]
            case "rent.pay" | "debt.pay":
                kind = verb.partition(".")[0]
                change |= {"id": f"{kind}-0", "append": {"paid": {"day": TODAY, "amount_fen": 1}}}
            case "owed.tell":
                change["set"] = OWED
            case "contract.count":
                counts = {"due": TODAY, "received": 5, "missing": 0, "other": 0}
                change |= {"id": "contract-0", "set": {"counts": [counts]}}
            case _ if verb in STAGES:
                field, said = STAGES[verb]
                stage = {"day": TODAY, "by": me or other, "name": "赵某", **said}
                change |= {"id": "project0", "append": {field: stage}}
            case "policy.ask":
                change |= {"id": "witness", "set": {"committee": 0, "outside": 0, "days": 7, "witnesses": []}}
            case "masking.say":
                change |= {"id": "policy", "set": {"names": "surname", "village": "full", "illness": []}}
            case "plain.say":
                change["set"] = PLAIN
            case "plain.withdraw":
                change["set"] = {"withdrawn": TODAY}
            case "grant.give":
                change = _grant(other, Held(_given(cell), "village"))[0] | {"id": target}
                change["set"] |= {"name": NOMINEE}
            case "nomination.make":
                change = nomination(target, Held("observer", "village"), by=me or "p-mayor")
            case "nomination.drop":
                change["set"] = {"dropped": TODAY}
            case "grant.end":
                change["set"] = {"ended": TODAY, "why": "换届"}
            case "device.enrol":
                change = enrol(other)
            case "device.revoke":
                change["set"] = {"revoked": TOMORROW, "why": "丢失"}
            case "member.add":
                change["set"] = MEMBER
            case "member.update" | "resident.update":
                change["set"] = {"name": "李四"}
            case "member.leave" | "resident.leave":
                change["set"] = {"left": TODAY}
            case "interest.declare":
                change |= {"id": me if cell.own else other, "add": {"businesses": ["联中建材店"]}}
            case "interest.withdraw":
                change |= {"id": self.phones[RELATIVE].person, "drop": {"businesses": [NO_TAG]}}
            case "delegation.end":
                change["set"] = {"ended": TODAY}
            case "delegation.give":
                change["set"] = {"person": me if cell.own else other, "to": THIRD, "may": "act", "until": TODAY}
            case "delegation.entrust":
                given = {"person": CHILD, "to": THIRD, "may": "act", "until": TODAY}
                change["set"] = given | {"by": me or other}
            case "household.add" | "household.update":
                change["set"] = {"group": "第2组"}
            case "resident.add":
                change["set"] = RESIDENT
            case "disclosure.publish":
                change = publish(target)
            case "disclosure.correct":
                change["set"] = {"reason": "写错了", "title": "更正"}
            case "disclosure.withdraw":
                change["set"] = {"withdrawn": "重复"}
            case "entry.post":
                change["set"] = ENTRY
            case "entry.correct":
                change["set"] = {"reason": "写错了", "amount_fen": 2}
            case "entry.attach":
                change["append"] = {"receipts": {"blob": SHA, "sort": "receipt", **PHOTO}}
            case "original.keep":
                change["set"] = {"disclosure": "d0", "payee": "李某"}
            case "review.submit":
                change["set"] = ITEM | {"person": me or other}
            case "review.correct":
                change |= {"id": "r0", "set": {"reason": "写错了", "amount_fen": 2}}
            case "review.attach":
                change |= {"id": "r0", "append": {"receipts": {"blob": SHA, "sort": "receipt", **PHOTO}}}
            case "review.withdraw":
                change |= {"id": next(self._items) if cell.wanted else "r0", "set": {"withdrawn": "重复"}}
            case "review.judge":
                change = judge(me or other, _signer(cell.who))
            case "countersign.give":
                change = countersign(me or other, _signer(cell.who))
            case "countersign.tell":
                returned = {"entry": "e0", "on": TODAY, "why": "unclear"}
                change |= {"id": f"d0_{_signer(cell.who)}", "append": {"returns": returned}}
            case "reviewing.ask":
                asked = {"signatures": ["supervisor", "cadre"], "since": "2027-01", "until": "9999-12"}
                change |= {"id": "policy", "set": asked}
            case "openings.count":
                change |= {"id": "2026-11_cadre", "set": {"count": 10}}
            case "payout.publish":
                change = payout(target)
            case "payout.withdraw":
                change["set"] = {"withdrawn": "重复"}
            case "payout.count":
                change["set"] = {"counts": {"received": 5, "missing": 0, "other": 0}}
            case "payment.post":
                change["set"] = {"payout": f"p{target}", "number": 1, "payee": "李*", "amount_fen": 1}
            case "confirmation.ask":
                change = asking(target)
            case "confirmation.answer" | "owed.answer":
                change["set"] = {"answer": {"say": "received", "by": me or other}}
            case "confirmation.count" | "owed.count":
                change["set"] = {"counted": "received"}
            case "shortfall.note":
                answer = {"say": "missing", "by": other}
                change["set"] = {"payout": "p0", "household": "h1", "payee": "李某", "amount_fen": 1, "answer": answer}
            case "erasure.order":
                order = {"seq": 0, "leaf": "A" * 43, "why": "court", "order": "县法院", "records": ["member/x"]}
                change["set"] = order
            case "epoch.begin":
                change["set"] = {"epoch": 1, "first": 0, "lost": 0, "order": "县政府"}
            case "appeal.file":
                members = {
                    "person": me if cell.own else other,
                    "title": "问",
                    "category": "finance",
                    "text": "请说明。",
                }
                if cell.do.endswith("case") and cell.sort == "case":
                    target = secrets.token_hex(8)
                    scope = f"case/{VILLAGE}-{target}"
                change |= {"id": target, "set": members}
            case "appeal.capture":
                change = capture(target, me or other)
            case "appeal.meant":
                change |= {"id": "k-author-0", "set": {"meant": self.phones["author"].person}}
            case "appeal.claim":
                heard = next(self._heard[name]) if cell.wanted else "k-author-0"
                change |= {"id": heard, "set": {"person": me or other}}
            case "issue.open":
                change = issue(target, me or other)
            case "issue.link" | "issue.part":
                field = "appeals" if verb == "issue.link" else "apart"
                change |= {"id": "i0", "add": {field: [f"{VILLAGE} author"]}}
            case "issue.move":
                moved = {"stage": "studying", "text": "正在研究。", "by": me or other, "day": TODAY}
                change |= {"id": "i0", "append": {"stages": moved}}
            case "tipkey.publish":
                change = tipkey(target, me or other)
            case "tipkey.end":
                change |= {"id": next(self._tipkeys) if cell.wanted else "t0", "set": {"ended": TODAY}}
            case "tipsafe.keep":
                change["set"] = {"person": me or other, "wrapped": "A" * 400, "nested": ["A" * 700] * 3}
            case "finding.publish":
                change["set"] = {"about": TOWN, "day": TODAY, "conclusion": "partly", "summary": "石料少了一半。"}
            case "slots.count":
                number = int(target[1:])
                change |= {"id": str(number), "set": {"round": number, "count": 7, "root": "A" * 43}}
            case "clue.raise":
                change = clue(target, me or other)
            case "clue.conclude":
                found = {"conclusion": "partly", "found": "已核实。", "concluded_by": me or other, "concluded": TODAY}
                change |= {"id": next(self._clues) if cell.wanted else "u0", "set": found}
            case "moderation.hide" | "moderation.object" | "moderation.decide":
                change["id"], _ = self.appeal(name if cell.own else "author", cell.sort)
                word = {"moderation.decide": "keep"}.get(verb, verb.partition(".")[2])
                act: Change = {"act": word, "n": NEVER, "part": "words", "by": me or other, "day": TODAY}
                if word != "object":
                    act |= {"level": "village" if cell.do.endswith("village") else "town", "name": "林某"}
                act |= {"hide": {"reason": "abuse"}, "keep": {"text": "仍不公开。"}}.get(word, {})
                change["append"] = {"acts": act}
            case "moderation.overdue":
                change["id"], _ = self.appeal("author", cell.sort)
                change["append"] = {"overdue": {"part": "words", "level": "town", "due": TODAY, "day": TODAY}}
            case _:
                change["id"], place = self.appeal(name if cell.own else "author", cell.sort)
                scope = place if cell.sort in CHANGES[cell.do].sorts else scope
                if verb == "appeal.support":
                    return scope, change | {"add": {"supporters": [me or other]}}
                about: Change = {"day": TODAY, **({} if cell.who.clerk else {"by": me})}
                level = {"level": "village" if cell.do.endswith("village") else "town"}
                late = {"level": "village", "due": TODAY} if cell.do.endswith("overdue") else {}
                what = {"score": "mostly"} if cell.do.endswith("rate") else level
                word = cell.do.split()[-1] if verb == "appeal.call" else ""
                change["append"] = {
                    "appeal.attach": {"photos": {"blob": SHA, **PHOTO}},
                    "appeal.add": {"notes": {"text": "补充", **({"by": me} if name in ACTS_FOR else {})}},
                    "appeal.answer": {"answers": {"text": "已核实。", "name": "林某"}},
                    "appeal.step": {"steps": {"step": cell.do.split()[1] if verb == "appeal.step" else "", "n": NEVER}},
                    "appeal.call": {"calls": {"call": word, **about, **late}},
                }[verb]
                if verb == "appeal.step":
                    change["append"]["steps"] |= {**about, **what, **({"by": other} if cell.who.clerk else {})}
        return scope, change


def capture(record_id: str, by: str, **more: str) -> Change:
    heard = {"title": "路灯不亮", "category": "livelihood", "text": "群里说的。", "channel": "group"}
    return {"do": "appeal.capture", "id": record_id, "set": {**heard, "by": by, "name": "林某", **more}}


def issue(record_id: str, by: str) -> Change:
    opened = {"name": "路灯没人管", "field": "livelihood", "office": "o-none", "to": "综合站", "by": by, "day": TODAY}
    return {"do": "issue.open", "id": record_id, "set": opened}


def tipkey(record_id: str, person: str) -> Change:
    said = {"person": person, "recipient": RECIPIENT, "since": TODAY, "until": "2026-12-31"}
    return {"do": "tipkey.publish", "id": record_id, "set": said}


def clue(record_id: str, by: str) -> Change:
    about = {"about": f"square/{VILLAGE} author", "accused": VILLAGE}
    raised = {"title": "重复报账", "text": "两张发票号码相同。", **about, "by": by, "name": "周某", "day": TODAY}
    return {"do": "clue.raise", "id": record_id, "set": raised}


REPLY = {"name": "已修好", "step": "answer", "text": "〔标题〕已经办好。"}
FEW = 20
OFFICE = {"name": "村委会", "level": "village", "sort": "committee"}
PLAIN = {"name": "石大山", "why": "firm", "words": "有营业执照的建材店"}
MEMBER = {"name": "李三", "household": "h0", "group": "第1组"}
RESIDENT = {"name": "李三", "household": "h0"}
ENTRY = {
    "disclosure": "d0",
    "voucher": "1",
    "date": TODAY,
    "direction": "out",
    "subject": "办公费",
    "summary": "纸",
    "payee": "文具店",
    "amount_fen": 1,
}


ITEM = {**ENTRY, "period": "2026-11"}
DIGEST = "A" * 43
SPARE = 200
"""Items that are there to be taken out of their book."""


def judge(person: str, role: str) -> Change:
    said = {"person": person, "role": role, "verdict": "approve", "digest": DIGEST, "on": TODAY}
    return {"do": "review.judge", "id": "r0", "append": {"verdicts": said}}


def countersign(person: str, role: str) -> Change:
    book = {"disclosure": "d0", "role": role}
    return {"do": "countersign.give", "id": f"d0_{role}", "set": book, "add": {"items": [DIGEST], "people": [person]}}


def _signer(who: Who) -> str:
    """The role for which they would sign."""
    return "cadre" if any(held.role == "cadre" for held in who.grants) else "supervisor"


THIRD = "p-third"
"""To whom everybody gives something to end."""
CHILD = "p-child"
NOMINEE = "李某"


def given_by(name: str) -> str:
    """The id of what somebody gave."""
    return f"g{hashlib.sha256(name.encode()).hexdigest()[:20]}"


def publish(record_id: str) -> Change:
    members = {"title": "收支", "class": "finance", "category": "ledger", "period": "2026-09"}
    return {"do": "disclosure.publish", "id": record_id, "set": members}


def procedure(record_id: str) -> Change:
    steps = [{"key": "decide", "title": "决议", "body": "村委会", "who": ["committee"]}]
    return {"do": "procedure.say", "id": record_id, "set": {"title": "用印", "since": "2026-01-01", "steps": steps}}


SCHEME = {
    "title": "高龄津贴",
    "plain": "八十岁以上每月有一笔钱。",
    "who": "年满八十",
    "since": TODAY,
    "window": "便民中心",
}
CIRCULAR = {
    "title": "虚报工程", "day": TODAY, "facts": "虚报。", "outcome": "处分。", "lesson": "公开。",
    "audience": ["committee"],
}  # fmt: skip
ABSENCE = {"sort": "overdue", "name": "收支", "due": TODAY, "day": TODAY, "catalogue": "catalogue-1"}


def absence(number: int) -> Change:
    """One of an item and year of its own."""
    item, period = f"A-{number % 1000:03}", str(2000 + number // 1000)
    made = {"do": "absence.note", "id": f"overdue-{item}-{period}"}
    return made | {"set": ABSENCE | {"item": item, "period": period}}


EXPLANATION = {"set": {"asked": TODAY}, "add": {"entries": ["e0"], "others": [f"{SIBLING} e0"]}}
MATCH = {"set": {"number": "12345678", "found": TODAY}, "add": {"entries": [f"{VILLAGE} e0", f"{SIBLING} e0"]}}


def education(record_id: str, by: str) -> Change:
    where = {"title": "警示教育会", "day": TODAY, "hour": "15:00", "place": "镇礼堂"}
    return {"do": "education.call", "id": record_id, "set": {"circular": "c0", **where, "by": by, "name": "周某"}}


def run(record_id: str, by: str) -> Change:
    begun = {"procedure": "test-1", "title": "修水渠", "began": TODAY, "by": by, "name": "赵某"}
    return {"do": "run.begin", "id": record_id, "set": begun}


def project(record_id: str, by: str) -> Change:
    members = {"number": "P-1", "title": "修水渠", "source": "grant", "method": "direct", "budget_fen": 100}
    begun = {**members, "began": TODAY, "need": "渠塌了", "by": by, "name": "赵某"}
    return {"do": "project.begin", "id": record_id, "set": begun}


BILL = [{"item": "水泥", "unit": "吨", "quantity_milli": 1000, "price_fen": 100}]
STAGES: dict[str, tuple[str, Change]] = {
    "project.design": ("designs", {"lines": BILL}),
    "project.quote": ("quotes", {"bidder": "甲队", "amount_fen": 100}),
    "project.contract": ("contracts", {"party": "甲队", "amount_fen": 100}),
    "project.progress": ("progress", {"percent": 10}),
    "project.alter": ("changes", {"amount_fen": 1, "reason": "加长"}),
    "project.accept": ("acceptances", {"result": "repair", "present": ["钱某"]}),
    "project.pay": ("payments", {"amount_fen": 1, "of": "work"}),
    "project.warrant": ("warranties", {"until": TOMORROW, "retained_fen": 1}),
    "project.explain": ("words", {"text": "雨天停工。"}),
}
"""What each stage of a project says, and in which list."""


ASSET: Change = {"do": "asset.register", "set": {"number": "A-1", "name": "店面", "sort": "shop"}}
CONTRACT: Change = {
    "do": "contract.sign",
    "set": {"number": "HT-1", "title": "店面出租", "sort": "lease", "owed_to": "village", "party": "周*",
            "since": "2026-01-01", "until": "2028-12-31"},
}  # fmt: skip
RENT: Change = {
    "do": "rent.post",
    "set": {"contract": "contract-0", "number": 1, "due": TODAY, "amount_fen": 1},
}
OWED: Change = {"contract": "contract-0", "payee": "李某", "due": TODAY, "amount_fen": 1}
DEBT: Change = {
    "do": "debt.declare",
    "set": {"side": "owes", "party": "甲队", "amount_fen": 1, "reason": "工程款", "since": TODAY},
}
ENDED: dict[str, tuple[Change, Change]] = {
    "asset.retire": (ASSET, {"retired": "拆了"}),
    "contract.end": (CONTRACT, {"ended": TODAY, "why": "退租"}),
    "rent.withdraw": (RENT, {"withdrawn": "写了两遍"}),
    "debt.withdraw": (DEBT, {"withdrawn": "重复"}),
}
"""What ends once: what makes its record, and what it says."""


def payout(record_id: str) -> Change:
    members = {"policy": "补贴", "batch": "第一批", "period": "2026", "paid": TODAY, "until": TOMORROW}
    return {"do": "payout.publish", "id": record_id, "set": {**members, "households": 1, "total_fen": 1}}


def asking(record_id: str) -> Change:
    members = {"payout": "p0", "payee": "李某", "amount_fen": 1, "until": TOMORROW}
    return {"do": "confirmation.ask", "id": record_id, "set": members}


def _member(person: str, household: str) -> Change:
    return {"do": "member.add", "id": person, "set": {**MEMBER, "household": household}}


def enrol(person: str) -> Change:
    """A device of which nobody has the key."""
    key = hashlib.sha256(secrets.token_bytes(16)).digest()
    members = {"person": person, "alg": "ed25519", "key": b64u_encode(key), "since": "2026-01-01"}
    return {"do": "device.enrol", "id": device_id("ed25519", key), "set": members}


def _given(cell: Cell) -> str:
    """The role that is given or ended."""
    return "villager" if cell.do.endswith("villager") else "observer"


def nomination(record_id: str, held: Held, by: str = "p-mayor") -> Change:
    """Of the other person, by somebody who is nobody of the matrix."""
    given, _ = _grant("p-other", held)
    return {"do": "nomination.make", "id": record_id, "set": {**given["set"], "name": NOMINEE, "by": by}}


def _grant(person: str, held: Held) -> tuple[Change, Change | None]:
    since, until, ended = DAYS[held.term]
    record = secrets.token_hex(8)
    office = {"office": held.office} if held.office else {}
    members = {"person": person, "role": held.role, "since": since, "until": until, **office}
    end = {"do": "grant.end", "id": record, "set": {"ended": ended, "why": "换届"}} if ended else None
    return {"do": "grant.give", "id": record, "set": members}, end
