"""Meetings: whether one was called in time, whether enough were there, what was decided and promised, and what lacks.

Nothing of it is refused for being wrong: what is wrong is worked out from the record by everyone alike, and stays.
Spec: sync/spec/meeting.md. Vectors: sync/vectors/meeting.json.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, get_args

import msgspec

from shaiba_sync.op import b64u_encode
from shaiba_sync.procedure import is_enough

MeetingSort = Literal["open", "committees", "party", "representatives", "assembly", "joint", "supervision"]
"""坝坝会, 两委会, 党员大会, 村民代表会议, 村民会议, 联席会, 监督日."""
MeetingState = Literal["coming", "today", "held", "cancelled"]
MEETING_FAULTS = ("notice", "quorum", "uncounted", "unconfirmed", "minutes")
VOTE_FAULTS = ("quorum", "sum", "unconfirmed")

MINUTES_DAYS = 7
"""Within so many days after a meeting its minutes are confirmed."""
MINUTES_HANDS = 2
"""So many others confirm minutes; of a count or a vote, one."""

Said = Mapping[str, Any]


class MeetingRule(msgspec.Struct, frozen=True):
    """Days of notice; the share of those called that is present; that of those present (or called: `of`) that
    agrees. What is None is not asked."""

    notice: int
    present: str | None = None
    agree: str | None = None
    of: Literal["present", "called"] = "present"


MEETING_RULES: Mapping[int, Mapping[str, MeetingRule]] = {
    1: {
        "open": MeetingRule(3),
        "committees": MeetingRule(1, ">1/2", ">1/2"),
        "party": MeetingRule(3, ">=2/3", ">1/2", "called"),
        "representatives": MeetingRule(3, ">=2/3", ">1/2"),
        "assembly": MeetingRule(10, ">1/2", ">1/2"),
        "joint": MeetingRule(3, ">1/2", ">1/2"),
        "supervision": MeetingRule(5),
    }
}
"""By the number of the rule and the sort of meeting. A number once used never changes."""
MEETING_SORTS: tuple[MeetingSort, ...] = get_args(MeetingSort)


class MinutesLife(msgspec.Struct, frozen=True):
    """What stands of an agenda item: the place in the list of its newest version (None: there is none), and how many
    others confirmed that."""

    item: str
    place: int | None
    hands: int


class VoteLife(msgspec.Struct, frozen=True):
    """How a vote went, and what is wrong with it."""

    key: str
    outcome: Literal["carried", "lost"]
    faults: tuple[str, ...]


class PromiseLife(msgspec.Struct, frozen=True):
    """Whether a promise was kept; `done` is the day on which it was."""

    key: str
    state: Literal["open", "overdue", "done", "late"]
    done: str | None


class MeetingLife(msgspec.Struct, frozen=True):
    """How a meeting stands. `present` is what was counted, `needed` whether the rule asks for a number."""

    state: MeetingState
    day: str
    hour: str
    place: str
    present: int | None
    needed: bool
    faults: tuple[str, ...]
    minutes: tuple[MinutesLife, ...]
    votes: tuple[VoteLife, ...]
    promises: tuple[PromiseLife, ...]


def attend_id(meeting: str, who: str) -> str:
    """The id under which somebody comes to a meeting: so he comes once."""
    said = b"shaiba/meeting/attend/v1\0" + _sized(meeting) + _sized(who)
    return b64u_encode(hashlib.sha256(said).digest())


def door_message(meeting: str, who: str) -> bytes:
    """What is signed with the key that hangs at the door."""
    return b"shaiba/meeting/door/v1\0" + _sized(meeting) + _sized(who)


def meeting_rule(rule: int, sort: str) -> MeetingRule:
    """What holds of a sort of meeting; where this program does not know the rule, nothing is asked."""
    return MEETING_RULES.get(rule, {}).get(sort, MeetingRule(0))


def meeting_life(said: Said, today: str) -> MeetingLife:
    """How a meeting stands on that day, from its record alone."""
    rule = meeting_rule(said["rule"], said["sort"])
    stands: Said = said["moves"][-1] if said.get("moves") else said
    day = str(stands["day"])
    state: MeetingState = "held" if day < today else "today" if day == today else "coming"
    hands = _hands(said)
    count = _count(said, hands)
    present = None if count is None else int(count["present"])
    is_short = rule.present is not None and not is_enough(rule.present, present, said.get("called"))
    minutes = _minutes(said, hands)
    faults = {
        "notice": _days(_told(said, day), day) < rule.notice,
        "quorum": count is not None and is_short,
        "uncounted": count is None and state == "held" and rule.present is not None,
        "unconfirmed": count is not None and not hands.get(count["key"]),
        "minutes": _days(day, today) > MINUTES_DAYS and any(one.hands < MINUTES_HANDS for one in minutes),
    }
    is_cancelled = "cancelled" in said
    return MeetingLife(
        "cancelled" if is_cancelled else state,
        day,
        str(stands["hour"]),
        str(stands["place"]),
        present,
        rule.present is not None,
        () if is_cancelled else tuple(name for name in MEETING_FAULTS if faults[name]),
        minutes,
        tuple(_vote(one, rule, said.get("called"), present, hands, is_short=is_short) for one in said.get("votes", ())),
        tuple(_promise(one, said.get("follows", ()), today) for one in said.get("promises", ())),
    )


def _told(said: Said, day: str) -> str:
    """The day on which it was first said that it would be on that day: one who called it off and on again has not told
    earlier by that; a new hour on the day that was told is told in time."""
    told = ""
    for one in (said, *said.get("moves", ())):
        if one["day"] != day:
            told = ""
        elif not told:
            told = str(one["told"])
    return told


def _hands(said: Said) -> dict[str, int]:
    """How many confirmed each key, its writer not among them."""
    wrote = {one["key"]: one["by"] for name in ("counts", "minutes", "votes") for one in said.get(name, ())}
    found: dict[str, set[str]] = {}
    for one in said.get("confirms", ()):
        if wrote.get(one["of"], one["by"]) != one["by"]:
            found.setdefault(one["of"], set()).add(one["by"])
    return {key: len(people) for key, people in found.items()}


def _count(said: Said, hands: Mapping[str, int]) -> Said | None:
    counts: Sequence[Said] = said.get("counts", ())
    confirmed = [one for one in counts if hands.get(one["key"])]
    return confirmed[-1] if confirmed else counts[-1] if counts else None


def _minutes(said: Said, hands: Mapping[str, int]) -> tuple[MinutesLife, ...]:
    written: Sequence[Said] = said.get("minutes", ())
    places = {one["item"]: place for place, one in enumerate(written)}  # the newest of each item
    return tuple(
        MinutesLife(key, place, 0 if place is None else hands.get(written[place]["key"], 0))
        for key in (one["key"] for one in said["agenda"])
        for place in (places.get(key),)
    )


def _vote(
    one: Said, rule: MeetingRule, called: object, present: int | None, hands: Mapping[str, int], *, is_short: bool
) -> VoteLife:
    voted = one["agree"] + one["against"] + one["abstain"]
    whole = called if rule.of == "called" else present
    share = rule.agree if rule.agree is not None and whole is not None else None
    carried = is_enough(share or ">1/2", one["agree"], whole if share else voted)
    faults = {
        "quorum": is_short,
        "sum": present is not None and voted > present,
        "unconfirmed": not hands.get(one["key"]),
    }
    named = tuple(name for name in VOTE_FAULTS if faults[name])
    return VoteLife(one["key"], "carried" if carried else "lost", named)


def _promise(one: Said, follows: Sequence[Said], today: str) -> PromiseLife:
    done = next((str(said["day"]) for said in follows if said["of"] == one["key"] and said["state"] == "done"), None)
    if done is not None:
        return PromiseLife(one["key"], "late" if done > one["due"] else "done", done)
    return PromiseLife(one["key"], "overdue" if today > one["due"] else "open", None)


def _days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


def _sized(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(4, "big") + data
