"""The meetings of the demo: 民生村 meets on its yard after the flood (S6); a proposal from away becomes a project, what
was promised is followed; in 溪美村 too few came; and in both one is called. Invented.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba_sync.meeting import attend_id, door_message
from shaiba_sync.op import b64u_encode
from shaiba_sync.scope import parent_code

from ..kind import day_of
from .people import MARK

MINSHENG, XIMEI = "510705103223", "350524102207"
DAY_MS, HOUR_MS = 86_400_000, 3_600_000
HELD_DAYS, TOLD_DAYS = 40, 44
"""So many days ago the yard met, and was called."""

Change = dict[str, Any]
Said = tuple[int, str, str | None, list[Change]]


class Teller:
    """Says what people of a village say, each in the own name, so many days ago."""

    def __init__(self, village: str, now_ms: int, name: Callable[[str], str], record: Callable[..., str]) -> None:
        self._village, self._now_ms, self._name, self._record = village, now_ms, name, record

    def id(self, name: str) -> str:
        """The id of something of the village's meetings."""
        return self._record("meeting", self._village, name)

    def person(self, part: str) -> str:
        """Somebody of the village; the cadre is of its town."""
        return f"{parent_code(self._village) if part == 'cadre' else self._village}-{part}"

    def day(self, days: float) -> str:
        """So many days ago."""
        return day_of(self._now_ms - round(days * DAY_MS))

    def call(self, days: float, meeting: str, on: float, fields: Change) -> Said:
        """A call, for a day that was (or is: less than nothing) so many days ago."""
        items = [{"key": f"i{n + 1}", "title": title} for n, title in enumerate(fields["agenda"])]
        said = {"rule": 1, "day": self.day(on), "told": self.day(days), **fields, "agenda": items}
        author = {"by": self.person("committee"), "name": self._name(self.person("committee"))}
        return self._said(days, "village", "committee", "meeting.call", meeting, {"set": said | author})

    def append(self, days: float, part: str, meeting: str, verb: str, field: str, said: Change) -> Said:
        """One thing more of a meeting, or of what was asked."""
        word = {"day": self.day(days), "by": self.person(part), "name": self._name(self.person(part))}
        scope = "square" if verb.startswith("ask.") else "village"
        return self._said(days, scope, part, verb, meeting, {"append": {field: word | said}})

    def set(self, days: float, scope: str, part: str, verb: str, record: str, said: Change) -> Said:
        """A record of its own."""
        return self._said(days, scope, part, verb, record, {"set": said})

    def raw(self, days: float, scope: str, part: str, change: Change) -> Said:
        """Whatever else."""
        return self._now_ms - round(days * DAY_MS), f"{scope}/{self._village}", self.person(part), [change]

    def _said(self, days: float, scope: str, part: str, verb: str, record: str, said: Change) -> Said:
        return self.raw(days, scope, part, {"do": verb, "id": record, **said})


def said(now_ms: int, name: Callable[[str], str], record: Callable[..., str]) -> Iterator[Said]:
    """What is said: when, where, by whom, the changes. `now_ms` is a morning."""
    here = Teller(MINSHENG, now_ms, name, record)
    yield from _flood(here, name)
    yield from _too_few(Teller(XIMEI, now_ms, name, record))
    coming = {
        "sort": "representatives", "title": f"秋收后公益事项代表会{MARK}", "place": "村部", "hour": "19:30",
        "called": 38, "agenda": ["水渠由哪一家管", "明年修哪一段路"],
    }  # fmt: skip
    yield here.call(1, here.id("coming"), -6, coming)
    other = Teller(XIMEI, now_ms, name, record)
    open_day = {
        "sort": "supervision", "title": f"监督日：茶青市场的账{MARK}", "place": "茶青市场", "hour": "09:00",
        "agenda": ["本季度收支", "铺位租金收了多少"],
    }  # fmt: skip
    yield other.call(1, other.id("coming"), -6, open_day)


def _flood(here: Teller, name: Callable[[str], str]) -> Iterator[Said]:
    """The yard meets, and what came of it."""
    meeting, proposal, question, speaker = (here.id(one) for one in ("flood", "slabs", "money", "speak"))
    called = {
        "sort": "open", "title": f"水毁灌溉渠先修哪一段{MARK}", "place": "村部晒坝", "hour": "19:30",
        "agenda": ["先修哪一段", "钱从哪里来"], "text": "在外务工的可以在手机上提问、提建议。",
    }  # fmt: skip
    yield here.call(TOLD_DAYS, meeting, HELD_DAYS, called)
    door = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(meeting.encode()).digest())
    key = {"key": b64u_encode(door.public_key().public_bytes_raw()), "by": here.person("committee")}
    hung = {"do": "meeting.door", "id": meeting, "append": {"doors": key}}
    yield here.raw(TOLD_DAYS - 0.1, "village", "committee", hung)
    away, near = here.person("villager-1"), here.person("villager-2")
    ask = {"meeting": meeting, "item": "i1", "sort": "proposal", "person": away}
    text = "我在外面做工程，见过水泥预制沟，比土沟结实。三组那一段先换，行不行？"
    yield here.set(TOLD_DAYS - 1, "square", "villager-1", "ask.say", proposal, ask | {"text": text})
    second = {"do": "ask.second", "id": proposal, "add": {"seconders": [near]}}
    yield here.raw(TOLD_DAYS - 2, "square", "villager-2", second)
    ask = {"meeting": meeting, "item": "i2", "sort": "question", "text": "修渠要不要每户出钱？", "person": near}
    yield here.set(TOLD_DAYS - 2, "square", "villager-2", "ask.say", question, ask)
    ask = {"meeting": meeting, "sort": "speak", "text": "说说我家田边那一段。", "person": near}
    yield here.set(HELD_DAYS, "square", "villager-2", "ask.say", speaker, ask)
    for who, way in ((away, "remote"), (near, "door")):
        came = {"meeting": meeting, "who": who, "way": way, "by": who, "day": here.day(HELD_DAYS)}
        if way == "door":
            came["door"] = b64u_encode(door.sign(door_message(meeting, who)))
        part = who.removeprefix(f"{MINSHENG}-")
        yield here.set(HELD_DAYS, "square", part, "attend.say", attend_id(meeting, who), came)
    for record, mark in ((proposal, "asked"), (question, "asked"), (speaker, "called"), (speaker, "done")):
        yield here.append(HELD_DAYS, "committee", record, "ask.mark", "marks", {"mark": mark})
    vote = {"key": "v1", "item": "i1", "title": "三组一段换成水泥预制沟，先修", "agree": 58, "against": 2, "abstain": 3}
    first = "三组那一段垮得多，先修。在外务工的乡亲提议换成水泥预制沟，大家赞成。"
    second_text = "先用上级的水毁修复专项，不向每户收钱，差的从集体账上出，账公开。"
    lists: list[tuple[str, str, Change]] = [
        ("count", "counts", {"key": "c1", "present": 63}),
        ("vote", "votes", vote),
        ("minute", "minutes", {"key": "n1", "item": "i1", "text": first}),
        ("minute", "minutes", {"key": "n2", "item": "i2", "text": second_text}),
        ("promise", "promises", {"key": "w1", "what": "三天内先接临时水管，保住秋菜", "who": "村委会",
                                 "due": here.day(HELD_DAYS - 3), "item": "i1"}),
        ("promise", "promises", {"key": "w2", "what": "一个月内把抢修误工的钱发到手", "who": "村委会",
                                 "due": here.day(HELD_DAYS - 30), "item": "i2"}),
    ]  # fmt: skip
    for verb, field, fields in lists:
        yield here.append(HELD_DAYS, "committee", meeting, f"meeting.{verb}", field, fields)
    for part in ("supervisor", "cadre"):
        for of in ("c1", "v1", "n1", "n2"):
            yield here.append(HELD_DAYS - 1, part, meeting, "meeting.confirm", "confirms", {"of": of})
    done = {"of": "w1", "state": "done", "text": "临时水管接通了，三组的菜地都灌上了水。"}
    yield here.append(HELD_DAYS - 2, "committee", meeting, "meeting.follow", "follows", done)
    going = {"of": "w2", "state": "going", "text": "名单在核对，有两户对不上工日。"}
    yield here.append(8, "committee", meeting, "meeting.follow", "follows", going)
    by = {"meeting": meeting, "by": here.person("committee")}
    adopted = {"of": [proposal], "outcome": "adopted", "text": "照这个办，列为工程，进度在工程里看。"}
    yield here.set(HELD_DAYS - 1, "village", "committee", "suggestion.answer", here.id("yes"), by | adopted)
    answered = {"of": [question], "outcome": "answered", "text": "不向每户收钱，用水毁修复专项。"}
    yield here.set(HELD_DAYS - 1, "village", "committee", "suggestion.answer", here.id("no-money"), by | answered)
    yield from _ditch(here, name, meeting, proposal)


def _ditch(here: Teller, name: Callable[[str], str], meeting: str, proposal: str) -> Iterator[Said]:
    """The project that came of the proposal."""
    project = here.id("ditch")
    begun = {
        "number": "P-001", "title": f"三组灌溉渠修复{MARK}", "source": "grant", "method": "compare",
        "budget_fen": 9_600_000, "place": "第3组", "need": "大水冲垮了灌溉渠，坝坝会定了换成水泥预制沟。",
        "began": here.day(36), "by": here.person("committee"), "name": name(here.person("committee")),
        "meeting": meeting, "proposal": proposal,
    }  # fmt: skip
    yield here.set(36, "village", "committee", "project.begin", project, begun)
    line = {"item": "水泥预制沟", "unit": "米", "quantity_milli": 260_000, "price_fen": 28_000}
    stages: list[tuple[float, str, str, str, Change]] = [
        (34, "committee", "design", "designs", {"lines": [line]}),
        (30, "committee", "quote", "quotes", {"bidder": "宏远建筑队", "amount_fen": 7_300_000}),
        (30, "committee", "quote", "quotes", {"bidder": "顺达工程队", "amount_fen": 7_450_000}),
        (29, "committee", "quote", "quotes", {"bidder": "兴民建筑公司", "amount_fen": 7_520_000}),
        (26, "committee", "contract", "contracts",
         {"party": "宏远建筑队", "amount_fen": 7_300_000, "due": here.day(-20), "advance_percent": 20}),
        (15, "supervisor", "progress", "progress", {"percent": 35, "text": "第一段铺好了。",
                                                    "present": [name(here.person("supervisor"))]}),
        (4, "supervisor", "progress", "progress", {"percent": 70, "text": "第二段通水。",
                                                   "present": [name(here.person("supervisor"))]}),
    ]  # fmt: skip
    for days, part, verb, field, fields in stages:
        yield here.append(days, part, project, f"project.{verb}", field, fields)


def _too_few(here: Teller) -> Iterator[Said]:
    """Representatives of whom too few came: their vote stays marked."""
    meeting = here.id("few")
    called = {
        "sort": "representatives", "title": f"茶青市场铺位租金{MARK}", "place": "村部", "hour": "20:00",
        "called": 40, "agenda": ["铺位租金定多少"],
    }  # fmt: skip
    yield here.call(24, meeting, 20, called)
    vote = {"key": "v1", "item": "i1", "title": "每间每月三百元", "agree": 11, "against": 1, "abstain": 0}
    minute = {"key": "n1", "item": "i1", "text": "来了十二个人，议了租金，没到人数，下次再议。"}
    yield here.append(20, "committee", meeting, "meeting.count", "counts", {"key": "c1", "present": 12})
    yield here.append(20, "committee", meeting, "meeting.vote", "votes", vote)
    yield here.append(19, "committee", meeting, "meeting.minute", "minutes", minute)
    for part in ("supervisor", "cadre"):
        for of in ("c1", "v1", "n1"):
            yield here.append(18, part, meeting, "meeting.confirm", "confirms", {"of": of})
