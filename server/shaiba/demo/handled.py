"""How the demo's appeals are handled: its regions' rules, and what villagers and officers say (appeals.py)."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from shaiba_sync.appeal import query_code
from shaiba_sync.scope import parent_code

from ..kind import day_of
from .appeals import APPEALS, CLUE, COMMON, HIDDEN, REPLIES, Asked, Done, Hidden
from .people import MARK, Person
from .places import BUREAUS, INSPECTED, MAIN, OFFICES_IN_COUNTY, OFFICES_IN_TOWN, STATIONS, STREET, STREET_OFFICE

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

Change = dict[str, Any]
Saying = tuple[int, str, str, list[Change]]
"""When, where, by whom, the changes."""


class Handled(NamedTuple):
    """`towns` and `counties` are names by code; `record` makes an id; `book` is the ledger of a village that an appeal
    may be about; `morning_ms` the last time it was ten in the morning."""

    people: Mapping[str, Person]
    towns: Mapping[str, str]
    counties: Mapping[str, str]
    record: Callable[..., str]
    book: Callable[[str], str]
    morning_ms: int
    now_ms: int

    def rules(self) -> Iterator[tuple[str, list[Change]]]:
        """Which office is for what, and what is said often: by the code of the region that says it."""
        for code in self.counties:
            yield code, [self._reply(code, *reply) for reply in REPLIES]
        for code in INSPECTED:
            yield code, [self._route(code, "livelihood", f"{STREET}-government", self.towns[STREET] + STREET_OFFICE)]
        for code in STATIONS:
            yield code, [self._route(code, "subsidy", f"{code}-station", self._station(code))]
        for code in BUREAUS:
            name = self.counties[code] + dict(OFFICES_IN_COUNTY)["station"]
            yield code, [self._route(code, "transport", f"{code}-station", name)]

    def said(self) -> Iterator[Saying]:
        """All of it, appeal by appeal."""
        for asked in APPEALS:
            yield from self._appeal(asked)
        yield self._common()

    def _route(self, code: str, category: str, office: str, to: str) -> Change:
        route = {"category": category, "office": office, "to": to}
        return {"do": "handling.route", "id": self.record("route", code), "set": route}

    def _reply(self, code: str, name: str, step: str, text: str) -> Change:
        members = {"name": name, "step": step, "text": text}
        return {"do": "handling.reply", "id": self.record("reply", code, name), "set": members}

    def _station(self, code: str) -> str:
        return self.towns[code] + dict(OFFICES_IN_TOWN)["station"]

    def _appeal(self, asked: Asked) -> Iterator[Saying]:
        person = f"{asked.village}-villager-{asked.villager}"
        record, scope = self.record("appeal", asked.village, asked.title), f"square/{asked.village}"
        at_ms = self.morning_ms - asked.hours_ago * HOUR_MS
        yield self._raised(asked, record, person, at_ms)
        for number, voice in enumerate(f"{asked.village}-{tail}" for tail in asked.voices):
            support = {"do": "appeal.support", "id": record, "add": {"supporters": [voice]}}
            yield at_ms + (number + 1) * HOUR_MS, scope, voice, [support]
        if (asked.village, asked.title) == CLUE[:2]:
            yield self._clue(asked, record, at_ms + DAY_MS)
        for hidden in HIDDEN:
            if (asked.village, asked.title) == hidden[:2]:
                yield from self._hidden(hidden, record, person, at_ms)
        for role, later, text in asked.answers:
            region = asked.village if role == "committee" else parent_code(asked.village)
            by = self.people[f"{region}-{role}"]
            answer = {"text": text, "name": by.name + MARK, **({"office": by.office} if by.office else {})}
            change = {"do": "appeal.answer", "id": record, "append": {"answers": answer}}
            yield at_ms + later * HOUR_MS, scope, by.id, [change]
        for number, done in enumerate(asked.steps):
            yield self._step(asked, record, done, number, at_ms + done.hours * HOUR_MS)

    def _raised(self, asked: Asked, record: str, person: str, at_ms: int) -> Saying:
        """By the villager, or written down for him by the committee."""
        digits = int.from_bytes(hashlib.sha256(record.encode()).digest()[:8], "big") % 10**8
        fields: Change = {"title": asked.title, "category": asked.category, "text": asked.text}
        fields["code"] = query_code(f"{digits:08}")
        if asked.suggestion:
            fields["sort"] = "suggestion"
        if asked.place:
            fields["place"] = asked.place
        if asked.about_ledger:
            book = self.book(asked.village)
            fields["about"] = {"scope": f"village/{asked.village}", "kind": "disclosure", "id": book}
        verb, by = "appeal.file", person
        if asked.channel:
            chair = self.people[f"{asked.village}-committee"]
            verb, by = "appeal.capture", chair.id
            fields |= {"channel": asked.channel, "by": by, "name": chair.name + MARK, "meant": person}
        else:
            fields["person"] = person
        return at_ms, f"square/{asked.village}", by, [{"do": verb, "id": record, "set": fields}]

    def _hidden(self, hidden: Hidden, record: str, author: str, at_ms: int) -> Iterator[Saying]:
        """By the village's committee; its author may say that it should not be."""
        scope, chair = f"square/{hidden.village}", self.people[f"{hidden.village}-committee"]
        act: Change = {"act": "hide", "n": 0, "part": "words", "reason": hidden.reason, "text": hidden.text}
        at_ms += 3 * HOUR_MS
        act |= {"level": "village", "by": chair.id, "name": chair.name + MARK, "day": day_of(at_ms)}
        yield at_ms, scope, chair.id, [{"do": "moderation.hide", "id": record, "append": {"acts": act}}]
        if hidden.objected:
            at_ms += 2 * HOUR_MS
            act = {"act": "object", "n": 1, "part": "words", "by": author, "day": day_of(at_ms)}
            yield at_ms, scope, author, [{"do": "moderation.object", "id": record, "append": {"acts": act}}]

    def _clue(self, asked: Asked, record: str, at_ms: int) -> Saying:
        county = parent_code(parent_code(asked.village))
        by = self.people[f"{county}-inspector"]
        raised = {
            "title": asked.title, "text": CLUE[2], "about": f"square/{asked.village} {record}",
            "accused": asked.village, "by": by.id, "name": by.name + MARK, "day": day_of(at_ms),
        }  # fmt: skip
        return (
            at_ms,
            f"watch/{county}",
            by.id,
            [{"do": "clue.raise", "id": self.record("clue", record), "set": raised}],
        )

    def _step(self, asked: Asked, record: str, done: Done, number: int, at_ms: int) -> Saying:
        region = asked.village if done.by in ("committee", "villager") else parent_code(asked.village)
        tail = f"-{asked.villager}" if done.by == "villager" else ""
        by, at_ms = self.people[f"{region}-{done.by}{tail}"], min(at_ms, self.now_ms)
        step: Change = {"step": done.step, "n": number, "day": day_of(at_ms), "by": by.id}
        if done.by != "villager":
            step["name"] = by.name + MARK
        if "office" in done.said:
            step["to"] = self._station(region)
        change = {"do": "appeal.step", "id": record, "append": {"steps": step | done.said}}
        return at_ms, f"square/{asked.village}", by.id, [change]

    def _common(self) -> Saying:
        """The town makes one issue of what two appeals have in common, and says how far it is."""
        town, (name, field, titles, text) = parent_code(MAIN), COMMON
        by, at_ms = self.people[f"{town}-cadre"], self.now_ms - HOUR_MS
        day, record = day_of(at_ms), self.record("issue", name)
        office = {"office": f"{town}-government", "to": self.towns[town] + dict(OFFICES_IN_TOWN)["government"]}
        opened = {"name": name, "field": field, **office, "by": by.id, "day": day}
        refs = [f"{MAIN} {self.record('appeal', MAIN, title)}" for title in titles]
        moved = {"stage": "studying", "text": text, "by": by.id, "name": by.name + MARK, "day": day}
        changes: list[Change] = [
            {"do": "issue.open", "id": record, "set": opened},
            {"do": "issue.link", "id": record, "add": {"appeals": refs}},
            {"do": "issue.move", "id": record, "append": {"stages": moved}},
        ]
        return at_ms, f"region/{town}", by.id, changes
