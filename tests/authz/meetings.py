"""The meetings of the matrix: one that is held today, others to be called off."""

from collections.abc import Iterator
from typing import Any

from shaiba_sync import attend_id

Change = dict[str, Any]

MANY = 200
"""Meetings that somebody calls off."""
LIVE = "live"


def called(record: str, by: str, *, told: str, day: str) -> Change:
    said = {
        "sort": "open", "rule": 1, "title": "修渠", "place": "晒坝", "day": day, "hour": "19:30", "told": told,
        "agenda": [{"key": "ditch", "title": "怎么修"}], "by": by, "name": "赵某",
    }  # fmt: skip
    return {"do": "meeting.call", "id": record, "set": said}


class MeetingStage:
    """What is called early, and what is said of it before the matrix begins."""

    def __init__(self, today: str, yesterday: str) -> None:
        self._today, self._yesterday = today, yesterday
        self._off: Iterator[str] = iter([f"v{number}" for number in range(MANY)])
        self._wrote: dict[str, int] = {}
        self._asked: dict[str, int] = {}
        self._keys = 0

    def early(self, by: str) -> list[Change]:
        """Of one who calls them, five days ago."""
        told = "2026-11-13"
        return [called(record, by, told=told, day=self._today) for record in (LIVE, *(f"v{n}" for n in range(MANY)))]

    def counted(self, number: int, by: str) -> list[Change]:
        """By each of two: a count, and a promise."""
        self._wrote[by] = number
        count = self._word(by, key=f"c{number}", present=9)
        promise = self._word(by, key=f"w{number}", what="清淤", who="村委会", due=self._today)
        return [
            {"do": "meeting.count", "id": LIVE, "append": {"counts": count}},
            {"do": "meeting.promise", "id": LIVE, "append": {"promises": promise}},
        ]

    def asked(self, number: int, by: str) -> Change:
        """By each of two."""
        self._asked[by] = number
        return self._ask(f"a{number}", by)

    def change(self, verb: str, target: str, me: str, *, wanted: bool) -> Change:
        """What somebody says."""
        match verb:
            case "meeting.call":
                return called(target, me, told=self._today, day="2026-11-30")
            case "meeting.cancel":
                return {"do": verb, "id": next(self._off) if wanted else LIVE, "set": {"cancelled": "下雨"}}
            case "attend.say":
                said = {"meeting": LIVE, "who": me, "way": "remote", "by": me, "day": self._today}
                return {"do": verb, "id": attend_id(LIVE, me), "set": said}
            case "ask.say":
                return self._ask(target, me)
            case "ask.second":
                other = 1 if self._asked.get(me) == 0 else 0
                return {"do": verb, "id": f"a{other}", "add": {"seconders": [me]}}
            case "ask.mark":
                return {"do": verb, "id": "a0", "append": {"marks": self._word(me, mark="asked")}}
        self._keys += 1
        key = f"k{self._keys}"
        field, said = {
            "meeting.move": ("moves", {"hour": "20:00", "place": "晒坝", "reason": "抢收", "told": self._today}),
            "meeting.door": ("doors", {}),
            "meeting.attach": ("papers", {}),
            "meeting.count": ("counts", {"key": key, "present": 9}),
            "meeting.minute": ("minutes", {"key": key, "item": "ditch", "text": "用水泥板。"}),
            "meeting.vote": ("votes", {"key": key, "item": "ditch", "title": "修", "agree": 5, "against": 1}),
            "meeting.confirm": ("confirms", {"of": "c1" if self._wrote.get(me) == 0 else "c0"}),
            "meeting.promise": ("promises", {"key": key, "what": "清淤", "who": "村委会", "due": self._today}),
            "meeting.turn": ("turns", {"item": "ditch", "at": 0}),
            "meeting.follow": ("follows", {"of": "w0", "state": "going", "text": "在清。"}),
        }[verb]
        whole: Change = self._word(me, **said)
        if verb == "meeting.door":
            whole = {"key": "A" * 43, "by": me}
        if verb == "meeting.attach":
            whole = {"blob": "0" * 64, "type": "image/webp", "w": 1, "h": 1, "name": "报价", "day": self._today}
        if verb == "meeting.vote":
            whole["abstain"] = 0
        return {"do": verb, "id": LIVE, "append": {field: whole}}

    def _ask(self, record: str, by: str) -> Change:
        said = {"meeting": LIVE, "sort": "question", "text": "哪天修？", "person": by}
        return {"do": "ask.say", "id": record, "set": said}

    def _word(self, by: str, **more: Any) -> Change:
        return {"day": self._today, "by": by, "name": "赵某", **more}
