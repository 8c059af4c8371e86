"""What is said in the demo, by whom, where and when: a year in a county, from a seed and a time."""

import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from shaiba_sync.clock import SHANGHAI
from shaiba_sync.op import b64u_encode, device_id
from shaiba_sync.privacy import DEFAULT_POLICY
from shaiba_sync.scope import parent_code

from ..joint import REVIEW
from ..kind import ROLL, day_of
from ..ledger.diff import entry_id
from ..ledger.mask import Covered, mask_rows, originals
from ..regions import Regions
from ..replica.rents import tell
from . import (
    draws,
    duties,
    entrusted,
    estates,
    know,
    matched,
    meetings,
    payouts,
    polls,
    projects,
    receipts,
    runs,
    sites,
    tipkeys,
)
from .accounts import Entry, ledger, totals
from .board import board
from .examined import Said, Three, signed, under_review
from .handled import Handled
from .people import MARK, Person, everyone, names, people_of
from .places import (
    COUNTIES,
    MAIN,
    OFFICES_IN_COUNTY,
    OFFICES_IN_TOWN,
    OFFICES_IN_VILLAGE,
    PLACES,
    STREET_OFFICE,
    Place,
)
from .roll import grown, roll

SEED = 7
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
RECEIPT_MONTHS = 2
RECEIPTS_A_MONTH = 110
"""So many entries of the main village's newest months have a picture: enough to look at, quick to draw."""
NEIGHBOURS = 24
"""People on the main village's roll besides those whom one can be."""

PRACTICE = "（练习）"
"""After a village's name where people practise: so it stands above every screen, on every sheet and in every code."""

Change = dict[str, Any]


class Act(NamedTuple):
    """What somebody said, where and when. `by` is a person's id, or None for the clerk."""

    at_ms: int
    scope: str
    by: str | None
    changes: list[Change]


class Story:
    """The whole story, from a seed and a time. `device_key` gives the public key of a person's device."""

    def __init__(
        self,
        regions: Regions,
        *,
        device_key: Callable[[str], bytes],
        now_ms: int,
        seed: int = SEED,
        draw: Callable[[str, receipts.Paper], receipts.Picture] = receipts.draw,
        practice: bool = False,
    ) -> None:
        self._device_key = device_key
        self._draw = draw
        self._marked = PRACTICE if practice else ""
        self.now_ms = now_ms
        self.seed = seed
        self.months = last_months(now_ms, max(place.months for place in PLACES))
        self.began_ms = _start_of(self.months[0]) - 20 * DAY_MS
        towns = {parent_code(place.code): "" for place in PLACES}
        counties = dict.fromkeys([*(parent_code(town) for town in towns), *COUNTIES], "")
        self.towns = {code: regions.name(code) for code in towns}
        self.counties = {code: regions.name(code) for code in counties}
        self.people = everyone(seed, self.towns, self.counties)
        self.pictures: dict[str, receipts.Picture] = {}

    def acts(self) -> list[Act]:
        """All that is said, oldest first."""
        acts = [
            *self._beginning(),
            *(act for place in PLACES for act in self._village(place)),
            *(Act(*said) for said in self._handled().said()),
        ]
        acts += self._payout()
        acts += self._runs()
        acts += self._projects()
        acts += self._entrusted()
        acts += self._tipkeys()
        acts += self._estates()
        acts += self._draws()
        acts += self._polls()
        acts += self._meetings()
        acts += self._matched()
        acts += self._duties(acts)
        past = (act._replace(at_ms=min(act.at_ms, self.now_ms)) for act in acts)  # on the first of a month, all at once
        return sorted(past, key=lambda act: act.at_ms)  # stable: what is said at one time stays in order

    def _beginning(self) -> Iterator[Act]:
        """Villages, offices, people, rolls: the clerk's."""
        for code, name in self.towns.items():
            yield self._clerk(f"region/{code}", [*self._offices(code, name, "town", OFFICES_IN_TOWN), *self._who(code)])
        for code, name in self.counties.items():
            yield self._clerk(
                f"region/{code}", [*self._offices(code, name, "county", OFFICES_IN_COUNTY), *self._who(code)]
            )
        for code in sorted({parent_code(parent_code(run.village)) for run in runs.RUNS}):
            since, later = _day(self.began_ms), _day(self.now_ms - 30 * DAY_MS)
            asked = [*runs.procedures(since), *runs.power_lists(since, later)]
            yield self._clerk(f"region/{code}", asked)
        for code in duties.COUNTIES:
            yield self._clerk(f"region/{code}", [duties.catalogue(code, self._owed_since), *know.said(self._id)])
        for code, rules in self._handled().rules():
            yield self._clerk(f"region/{code}", rules)
        for place in PLACES:
            describe = {
                "name": place.name + self._marked,
                "groups": place.groups,
                "households": place.households,
                "people": place.people,
                "about": f"{place.about}（演示数据：人员、账目与事项均为虚构。）",
            }
            changes: list[Change] = [{"do": "village.describe", "id": place.code, "set": describe}]
            changes += self._offices(place.code, place.name, "village", OFFICES_IN_VILLAGE)
            yield self._clerk(f"village/{place.code}", [*changes, *self._who(place.code)])
            members = self._members(place)
            add = [{"do": "member.add", "id": person, "set": fields} for person, fields in members.items()]
            yield self._clerk(f"square/{place.code}", add)
            if place.code == MAIN:
                children = {person: grown(self.now_ms) for person in self._child(place)}
                yield self._clerk(f"office/{place.code}/{ROLL}", roll(place, members, children, self.seed))

    def _clerk(self, scope: str, changes: list[Change]) -> Act:
        return Act(self.began_ms, scope, None, changes)

    def _offices(self, code: str, name: str, level: str, sorts: tuple[tuple[str, str], ...]) -> list[Change]:
        titles = dict(sorts) | ({"government": STREET_OFFICE} if name.endswith("街道") else {})
        return [
            {"do": "office.open", "id": f"{code}-{sort}", "set": {"name": name + title, "level": level, "sort": sort}}
            for sort, title in titles.items()
        ]

    def _who(self, code: str) -> Iterator[Change]:
        since, until = _day(self.began_ms), f"{int(_day(self.now_ms)[:4]) + 3}-12-31"
        heads = [one.head for one, _ in self._answering(code)] + [one.head for one in self._waiting(code)]
        phones = [Person(head, "", "villager", code, "") for head in heads]
        for person in (*self.people, *phones):
            if person.region == code:
                key = self._device_key(person.id)
                members = {"person": person.id, "alg": "ed25519", "key": b64u_encode(key), "since": since}
                yield {"do": "device.enrol", "id": device_id("ed25519", key), "set": members}
                grant = {"person": person.id, "role": person.role, "since": since, "until": until}
                if person.office:
                    grant["office"] = person.office
                if person.role != "villager":  # a villager's name is for the village's roll, not for everyone
                    grant["name"] = person.name + MARK
                yield {"do": "grant.give", "id": self._id("grant", person.id), "set": grant}

    def _members(self, place: Place) -> dict[str, Change]:
        """Whom the village knows by name: fields by the person's id."""
        people = people_of(place, self.seed)
        members = {p.id: {"name": p.name + MARK, "household": p.household, "group": p.group} for p in people}
        if place.code == payouts.VILLAGE:
            members |= payouts.members(place, self._daughter(place), self.seed)
        for one in self._waiting(place.code):
            members[one.head] = {"name": one.name + MARK, "household": one.household, "group": "第2组"}
        if place.code == MAIN:
            members |= self._child(place)
            rng = random.Random(f"roll/{self.seed}")
            for number, name in enumerate(names(rng, NEIGHBOURS)):
                group = rng.randint(1, place.groups)
                household = f"{group:02}-{rng.randint(61, 90):03}"
                members[f"{place.code}-n{number}"] = {
                    "name": name + MARK,
                    "household": household,
                    "group": f"第{group}组",
                }
        return members

    def _child(self, place: Place) -> dict[str, Change]:
        return entrusted.child(self._villagers(place)[2])

    def _entrusted(self) -> Iterator[Act]:
        [place] = (place for place in PLACES if place.code == MAIN)
        county = parent_code(parent_code(MAIN))
        [inspector] = names(random.Random(f"inspector/{self.seed}"), 1)
        for said in entrusted.said(self._villagers(place), last_morning(self.now_ms), self._id):
            yield Act(*said)
        team = entrusted.nominated(county, self.counties[county], inspector, last_morning(self.now_ms), self._id)
        yield Act(*team)

    def _tipkeys(self) -> Iterator[Act]:
        """In the main village's county; elsewhere inspectors have yet to make theirs."""
        county = parent_code(parent_code(MAIN))
        for one in self.people:
            if one.region == county and one.role == "discipline":
                for said in tipkeys.said(one, self._id("tipkey", one.id), last_morning(self.now_ms), self.seed):
                    yield Act(*said)

    def lost(self) -> Person:
        """Whose phone is lost: a letter that replaces it waits for those who may attest it."""
        [place] = (place for place in PLACES if place.code == MAIN)
        return self._villagers(place)[3]

    def _villagers(self, place: Place) -> list[Person]:
        """Those of its villagers whom one can be."""
        return [one for one in people_of(place, self.seed) if one.role == "villager"]

    def _village(self, place: Place) -> Iterator[Act]:
        accountant, chair, supervisor, *_ = people_of(place, self.seed)
        staff = (accountant.name, supervisor.name, chair.name)
        scope = f"village/{place.code}"
        for month in self.months[-place.months :]:
            at_ms = self._published(month)
            entries, covered = self._masked(place, month, staff)
            attached = self._receipts(place, month, entries) if self._has_receipts(place, month) else []
            if place.code in matched.VILLAGES and month == self.months[-1]:
                entries = [*entries, shared := matched.entry(month, entries)]
                paper = self._receipt(place, shared, random.Random(matched.NUMBER)) | {"number": matched.NUMBER}
                attached = [{"do": "entry.attach", "id": self._entry(place, shared), "append": {"receipts": paper}}]
            posts = self._ledger(place, month, entries)
            if place.code == MAIN and month == self.months[-1]:
                yield from self._examined(month, posts[1:], attached, at_ms)
            yield Act(at_ms, scope, accountant.id, posts)
            for where, form in (
                (f"square/{place.code}", "village"),
                (f"office/{place.code}/{accountant.office}", "original"),
            ):
                if kept := originals(covered, self._book(place, month), {}, form):
                    yield Act(at_ms, where, accountant.id, kept)
            if attached:
                yield Act(at_ms + 20 * 60_000, scope, accountant.id, attached)
            for index, item in enumerate(board(place.code, month, self.seed, 4 if place.code == MAIN else 2)):
                fields = {
                    "title": item.title,
                    "class": item.class_,
                    "category": item.category,
                    "period": month,
                    "summary": item.summary,
                }
                publish = {"do": "disclosure.publish", "id": self._id(place.code, month, index), "set": fields}
                yield Act(at_ms + (40 + index) * 60_000, scope, chair.id, [publish])
        if place.code == MAIN:
            yield from self._corrections(place, accountant.id, staff)
            word = {"name": "金玉堂", "why": "firm", "words": f"镇上的药店，有营业执照{MARK}"}
            say: Change = {"do": "plain.say", "id": self._id("plain", word["name"]), "set": word}
            yield Act(self.now_ms - 30 * DAY_MS, scope, accountant.id, [say])
            yield from self._under_review(place, staff)

    def _has_receipts(self, place: Place, month: str) -> bool:
        return place.code == MAIN and month in self.months[-RECEIPT_MONTHS:]

    def _examined(self, month: str, posts: list[Change], attached: list[Change], at_ms: int) -> Iterator[Act]:
        """The newest month was examined before it was published: the county asks for it, as a trial."""
        for attach in attached:
            post = next(post for post in posts if post["id"] == attach["id"])
            post["set"]["pictures"] = [attach["append"]["receipts"]["blob"]]
        county = parent_code(parent_code(MAIN))
        asked = {"signatures": ["supervisor", "cadre"], "since": month, "until": month}
        ask: Change = {"do": "reviewing.ask", "id": "policy", "set": asked}
        yield Act(at_ms - 2 * HOUR_MS, f"village/{MAIN}", f"{county}-admin", [ask])
        for said in signed(posts[0]["set"]["disclosure"], posts, self._three(), _day(at_ms - HOUR_MS)):
            yield self._said(said, at_ms - HOUR_MS)

    def _under_review(self, place: Place, staff: tuple[str, str, str]) -> Iterator[Act]:
        """This month's first invoices are on the phones of those who examine them."""
        today = _day(self.now_ms)
        month = today[:7]
        at_ms = self.now_ms - HOUR_MS
        found = [entry for entry in self._masked(place, month, staff)[0] if entry.receipt == "invoice"]
        chosen = [entry._replace(fields={**entry.fields, "date": f"{month}-01"}) for entry in found[:5]]
        again = {**chosen[-1].fields, "voucher": f"{month}-9001"}
        chosen.append(chosen[-1]._replace(fields=again))
        rng = random.Random(f"review/{self.seed}/{month}")
        papers = [self._receipt(place, entry, rng) for entry in chosen[:5]]
        papers.append(papers[-1])  # one invoice, entered twice
        book = self._id(place.code, month, "review")
        rows: list[Change] = []
        for number, (entry, paper) in enumerate(zip(chosen, papers, strict=True)):
            pictures = {} if number == 2 else {"pictures": [paper["blob"]]}
            rows.append({"id": entry_id(book, str(entry.fields["voucher"])), **entry.fields, **pictures})
        for said in under_review(book, month, rows, papers, self._three(), today):
            yield self._said(said, at_ms)

    def _three(self) -> Three:
        return Three(f"{MAIN}-accountant", f"{MAIN}-supervisor", f"{parent_code(MAIN)}-cadre")

    def _said(self, said: Said, at_ms: int) -> Act:
        where = f"village/{MAIN}" if said.open else f"office/{MAIN}/{REVIEW}"
        return Act(at_ms + said.minutes * 60_000, where, said.by, said.changes)

    def _masked(self, place: Place, month: str, staff: tuple[str, str, str]) -> tuple[list[Entry], list[Covered]]:
        """A month's entries as everyone reads them, and what is covered of them: as publishing does."""
        entries = ledger(place.code, month, self.seed, scale=1 if place.code == MAIN else 0.1, staff=staff)
        members = [{"id": person, **fields} for person, fields in self._members(place).items()]
        masked = mask_rows([entry.fields for entry in entries], DEFAULT_POLICY, members)
        return [entry._replace(fields=row) for entry, row in zip(entries, masked.rows, strict=True)], masked.covered

    def _ledger(self, place: Place, month: str, entries: list[Entry]) -> list[Change]:
        total_in, total_out = totals(entries)
        book = self._book(place, month)
        fields = {
            "title": f"{month[:4]}年{int(month[5:])}月财务收支",
            "class": "finance",
            "category": "ledger",
            "period": month,
            "summary": f"共 {len(entries)} 笔，逐笔公开，村务监督委员会已审核。（演示数据）",
            "total_in": total_in,
            "total_out": total_out,
        }
        posts = [
            {"do": "entry.post", "id": self._entry(place, entry), "set": {"disclosure": book, **entry.fields}}
            for entry in entries
        ]
        return [{"do": "disclosure.publish", "id": book, "set": fields}, *posts]

    def _receipts(self, place: Place, month: str, entries: list[Entry]) -> list[Change]:
        rng = random.Random(f"receipts/{self.seed}/{month}")
        attached = []
        for entry in rng.sample(entries, RECEIPTS_A_MONTH):
            receipt = self._receipt(place, entry, rng)
            attached.append({"do": "entry.attach", "id": self._entry(place, entry), "append": {"receipts": receipt}})
        return attached

    def _receipt(self, place: Place, entry: Entry, rng: random.Random) -> Change:
        """A picture of the paper that an entry would have."""
        fields = entry.fields
        number = f"{rng.randrange(10**11, 10**12)}"
        amount = fields["amount_fen"]
        assert isinstance(amount, int)  # noqa: S101 — for the type checker
        paper = receipts.Paper(
            place.name, number, str(fields["date"]), str(fields["payee"]), str(fields["summary"]),
            amount, str(fields["handler"]), str(fields.get("witness", fields["handler"])),
        )  # fmt: skip
        picture = self._draw(entry.receipt, paper)
        blob = hashlib.sha256(picture.data).hexdigest()
        self.pictures[blob] = picture
        receipt: Change = {"blob": blob, "type": "image/webp", "w": picture.width, "h": picture.height}
        receipt |= {"sort": entry.receipt, "amount_fen": amount}
        if entry.receipt != "slip":
            receipt["number"] = number
        return receipt

    def _corrections(self, place: Place, accountant: str, staff: tuple[str, str, str]) -> Iterator[Act]:
        """Two mistakes, put right in the open: an amount that lost a digit, a wrong payee."""
        for month, number, reason in ((self.months[-3], 40, "amount"), (self.months[-2], 77, "payee")):
            entries, covered = self._masked(place, month, staff)
            people = {one.voucher for one in covered}
            entry = next(
                e for e in entries[number:] if e.fields["direction"] == "out" and e.fields["voucher"] not in people
            )
            book = self._book(place, month)
            if reason == "payee":
                right: Change = {"payee": "顺发建材经营部", "reason": "收款人录入有误，村民提出后与发票核对更正。"}
                changes: list[Change] = []
            else:
                was = entry.fields["amount_fen"]
                assert isinstance(was, int)  # noqa: S101 — for the type checker
                right = {"amount_fen": was * 10, "reason": "金额少录一位，监委会对账发现。"}
                total = totals(entries)[1] + was * 9
                sums = {"total_out": total, "reason": "更正一笔支出，合计随之更正。"}
                changes = [{"do": "disclosure.correct", "id": book, "set": sums}]
            correct = {"do": "entry.correct", "id": self._entry(place, entry), "set": right}
            at_ms = self._published(month) + 9 * DAY_MS
            yield Act(min(at_ms, self.now_ms - 2 * HOUR_MS), f"village/{place.code}", accountant, [correct, *changes])

    def _handled(self) -> Handled:
        def book(code: str) -> str:
            return self._id(code, self.months[-2], "ledger")

        people = {person.id: person for person in self.people}
        return Handled(people, self.towns, self.counties, self._id, book, last_morning(self.now_ms), self.now_ms)

    def _payout(self) -> Iterator[Act]:
        """A batch of subsidies: published, shown to each household, answered by some."""
        [place] = (place for place in PLACES if place.code == payouts.VILLAGE)
        accountant, daughter = people_of(place, self.seed)[0], self._daughter(place)
        at_ms = last_morning(self.now_ms) - 9 * DAY_MS
        said = payouts.batch(place, daughter, self._id(place.code, "payout"), self.seed, at_ms)
        yield Act(at_ms, f"village/{place.code}", accountant.id, said.village)
        yield Act(at_ms, f"square/{place.code}", accountant.id, said.square)
        yield Act(at_ms, f"office/{place.code}/{accountant.office}", accountant.id, said.office)
        for household, change in said.asked.items():
            yield Act(at_ms + HOUR_MS, f"home/{place.code}-{household}", None, [change])
        for number, (one, say) in enumerate(self._answering(place.code)):
            record = said.asked[one.household]["id"]
            answer = {"do": "confirmation.answer", "id": record, "set": payouts.answer(one, say)}
            at = at_ms + DAY_MS + number * HOUR_MS // 2
            yield Act(at, f"home/{place.code}-{one.household}", one.head, [answer])

    def _runs(self) -> Iterator[Act]:
        """Procedures that run; a sheet stands for every paper."""
        names = {person.id: person.name + MARK for person in self.people}
        picture = receipts.sheet()
        blob = hashlib.sha256(picture.data).hexdigest()
        self.pictures[blob] = picture
        sheet: Change = {"blob": blob, "type": "image/webp", "w": picture.width, "h": picture.height}
        for said in runs.said(last_morning(self.now_ms), names.__getitem__, self._id, sheet):
            yield Act(*said)

    def _projects(self) -> Iterator[Act]:
        """What is built, from the need to the end of the warranty, with pictures of how far it is."""
        names = {person.id: person.name + MARK for person in self.people}

        def photo(percent: int) -> Change:
            picture = sites.draw(percent)
            blob = hashlib.sha256(picture.data).hexdigest()
            self.pictures[blob] = picture
            return {"blob": blob, "type": "image/webp", "w": picture.width, "h": picture.height}

        for said in projects.said(last_morning(self.now_ms), names.__getitem__, self._id, photo):
            yield Act(*said)

    def _estates(self) -> Iterator[Act]:
        """What is owned, let and owed; and land rent that twenty-eight households wait for."""
        now_ms = last_morning(self.now_ms)
        for said in estates.said(now_ms, self._id):
            yield Act(*said)
        [place] = (place for place in PLACES if place.code == estates.KANGJIAPING)
        accountant, contract = people_of(place, self.seed)[0], self._id("contract", place.code)
        found = estates.land(place, self._daughter(place), contract, self.seed, now_ms)
        at_ms = now_ms - 300 * DAY_MS
        yield Act(at_ms, f"village/{place.code}", accountant.id, found.village)
        yield Act(at_ms, f"square/{place.code}", accountant.id, found.square)
        yield Act(at_ms, f"office/{place.code}/{accountant.office}", accountant.id, found.office)
        for one, kept in zip(found.village[1:], found.office, strict=True):
            home = f"home/{place.code}-{kept['set']['household']}"
            yield Act(at_ms + HOUR_MS, home, None, [tell({"id": one["id"], **one["set"]}, kept["set"])])
        rents = {kept["set"]["household"]: kept["id"] for kept in found.office}
        for number, house in enumerate(self._waiting(place.code)):
            answer = {"say": "missing", "by": house.head}
            change = {"do": "owed.answer", "id": rents[house.household], "set": {"answer": answer}}
            at = now_ms - 20 * DAY_MS + number * HOUR_MS
            yield Act(at, f"home/{place.code}-{house.household}", house.head, [change])

    def _draws(self) -> Iterator[Act]:
        """Lots for plots: one draw void, one done, one under way."""
        [place] = (place for place in PLACES if place.code == draws.VILLAGE)
        people = people_of(place, self.seed)
        givers = {one.id: device_id("ed25519", self._device_key(one.id)) for one in people}
        voices = draws.Voices(people[1], people[2], givers)
        listed, now_ms = draws.heads(people[3], self.seed), last_morning(self.now_ms)
        for said in draws.said(now_ms, listed, voices, self._id, today=self.now_ms):
            yield Act(*said)

    def _matched(self) -> Iterator[Act]:
        """One invoice in two villages, and a case that is told to all cadres of a town."""
        names = {person.id: person.name + MARK for person in self.people}
        month = self.months[-1]
        entries = {code: entry_id(self._id(code, month, "ledger"), f"{month}-0900") for code in matched.VILLAGES}
        at_ms = self._published(month) + 2 * HOUR_MS
        for said in matched.said(entries, at_ms, last_morning(self.now_ms), names.__getitem__, self._id):
            yield Act(*said)

    def _polls(self) -> Iterator[Act]:
        """A county asks: one poll under way, one counted."""
        people = people_of(polls.PLACE, self.seed)
        for said in polls.said(last_morning(self.now_ms), people, self._id):
            yield Act(*said)

    def _meetings(self) -> Iterator[Act]:
        """Meetings: one after a flood and what came of it, one of too few, two to come."""
        names = {person.id: person.name + MARK for person in self.people}
        for said in meetings.said(last_morning(self.now_ms), names.__getitem__, self._id):
            yield Act(*said)

    @property
    def _owed_since(self) -> str:
        """From the month before last on there are catalogues."""
        return f"{self.months[-2]}-01"

    @property
    def noted_ms(self) -> int:
        """When the clerk looked at what was due of that month: the rest he says when the story has ended."""
        return _start_of(self.months[-1]) + 17 * DAY_MS

    def _duties(self, acts: list[Act]) -> Iterator[Act]:
        """What else the villages under a catalogue publish."""
        for place in PLACES:
            scope, county = f"village/{place.code}", parent_code(parent_code(place.code))
            if county not in duties.COUNTIES:
                continue
            told = [
                duties.Published(_day(act.at_ms), change["set"])
                for act in acts
                if act.scope == scope
                for change in act.changes
                if change["do"] == "disclosure.publish"
            ]
            today = _day(self.now_ms)
            for day, fields in duties.fillings(place.code, county, self._owed_since, told, today):
                record = self._id("owed", place.code, fields["item"], fields["period"])
                publish: Change = {"do": "disclosure.publish", "id": record, "set": fields}
                yield Act(
                    _start_of(day[:7]) + (int(day[8:]) - 1) * DAY_MS + 9 * HOUR_MS,
                    scope,
                    f"{place.code}-committee",
                    [publish],
                )

    def _answering(self, code: str) -> list[tuple[payouts.Line, str]]:
        """Who of a village has a phone besides those whom one can be, and what they say of the batch."""
        found = [place for place in PLACES if place.code == code == payouts.VILLAGE]
        return [one for place in found for one in payouts.answering(place, self._daughter(place), self.seed)]

    def _waiting(self, code: str) -> list[estates.House]:
        """Who of a village has a phone and says that the rent of the land did not come."""
        found = [place for place in PLACES if place.code == code == estates.KANGJIAPING]
        return [one for place in found for one in estates.answering(place, self._daughter(place), self.seed)]

    def _daughter(self, place: Place) -> Person:
        """Who works away: the first of the villagers whom one can be."""
        return self._villagers(place)[0]

    def _published(self, month: str) -> int:
        """When a month's books come out: the fifth of the next at nine; if that is to come, the morning before last."""
        after = _start_of(month) + 32 * DAY_MS
        first = _start_of(datetime.fromtimestamp(after / 1000, SHANGHAI).strftime("%Y-%m"))
        return min(first + 4 * DAY_MS + 9 * HOUR_MS, max(last_morning(self.now_ms) - DAY_MS, first))

    def _book(self, place: Place, month: str) -> str:
        return self._id(place.code, month, "ledger")

    def _entry(self, place: Place, entry: Entry) -> str:
        voucher = str(entry.fields["voucher"])
        return entry_id(self._book(place, voucher[:7]), voucher)

    def id_of(self, *parts: object) -> str:
        """A record's id, the same in every telling."""
        return self._id(*parts)

    def _id(self, *parts: object) -> str:
        return b64u_encode(hashlib.sha256("/".join(map(str, (self.seed, *parts))).encode()).digest()[:9])


def last_months(now_ms: int, count: int) -> list[str]:
    """The last whole months, oldest first: `2025-11` … `2026-10`."""
    year, month = (int(part) for part in _day(now_ms)[:7].split("-"))
    number = year * 12 + month - 1
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(number - count, number)]


def last_morning(now_ms: int) -> int:
    """The last time it was ten in the morning in China: people ask and answer by day."""
    return (now_ms - 2 * HOUR_MS) // DAY_MS * DAY_MS + 2 * HOUR_MS


def _start_of(month: str) -> int:
    year, number = (int(part) for part in month.split("-"))
    return int(datetime(year, number, 1, tzinfo=SHANGHAI).timestamp()) * 1000


def _day(ms: int) -> str:
    return day_of(ms)
