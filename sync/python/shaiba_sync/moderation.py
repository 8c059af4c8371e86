"""What of a record is hidden, since when, why, and who must answer an objection by when; from the acts alone.

An act says how many were taken before it (`n`), as an appeal's steps do. Spec: sync/spec/moderation.md.
Vectors: sync/vectors/moderation.json.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from shaiba_sync.appeal import DEFAULT_TERMS, LEVELS
from shaiba_sync.calendar import Calendar, add_working_days

ModerationAct = Mapping[str, Any]

ACTS_FROM: Mapping[str, tuple[str, ...]] = {
    "shown": ("hide",),
    "hidden": ("object", "restore"),
    "objected": ("keep", "restore"),
    "kept": ("object", "restore"),
    "restored": ("hide",),
}
"""Which acts each state of a part has."""


class HiddenPart(msgspec.Struct, frozen=True):
    """How a part stands. `reason`, `by` and `day` are of the act that hid it; `level` is that which decided last, `to`
    the one that an objection went to, `due` the last day on which it is answered in time; `hands` who hid or kept it.
    `acts` are the places in the list of what was said of it."""

    part: str
    state: str
    reason: str
    by: str
    day: str
    level: str
    acts: tuple[int, ...]
    hands: tuple[str, ...] = ()
    to: str | None = None
    due: str | None = None


class ModerationLife(msgspec.Struct, frozen=True):
    """`taken` are the places in the list of the acts that count; `parts` stand as they were first hidden."""

    taken: tuple[int, ...] = ()
    parts: tuple[HiddenPart, ...] = ()
    day: str = ""

    def part(self, name: str) -> HiddenPart | None:
        """How that part stands; None where nobody ever hid it."""
        return next((one for one in self.parts if one.part == name), None)


def moderation_life(
    acts: Sequence[ModerationAct], calendar: Calendar, terms: Mapping[str, int] = DEFAULT_TERMS
) -> ModerationLife:
    """How each part of a record stands after these acts."""
    life = ModerationLife()
    for place in sorted(range(len(acts)), key=lambda place: acts[place]["n"]):
        act = acts[place]
        if act["n"] == len(life.taken) and can_moderate(life, act):
            life = _taken(life, place, act, calendar, terms)
    return life


def can_moderate(life: ModerationLife, act: ModerationAct) -> bool:
    """Whether the part's state has this act, as it is said."""
    past, name, by = life.part(act["part"]), act["act"], act.get("by")
    if name not in ACTS_FROM[past.state if past else "shown"]:
        return False
    if past is None:
        return True
    if name == "object":
        return not (past.state == "kept" and past.level == LEVELS[-1])
    if name == "keep":
        return _is_at_least(act["level"], past.to or past.level) and by not in past.hands
    return _is_at_least(act["level"], past.level)


def is_hidden(part: HiddenPart | None) -> bool:
    """Whether readers get the place-holder."""
    return part is not None and part.state != "restored"


def _taken(
    life: ModerationLife, place: int, act: ModerationAct, calendar: Calendar, terms: Mapping[str, int]
) -> ModerationLife:
    day = max(life.day, act["day"])  # no act comes before the one that it follows
    past = life.part(act["part"])
    after = _after(past, place, act, day, calendar, terms)
    parts = tuple(after if one is past else one for one in life.parts) if past else (*life.parts, after)
    return ModerationLife((*life.taken, place), parts, day)


def _after(
    past: HiddenPart | None, place: int, act: ModerationAct, day: str, calendar: Calendar, terms: Mapping[str, int]
) -> HiddenPart:
    name, by = act["act"], act["by"]
    if past is None or name == "hide":
        acts, hands = (past.acts, past.hands) if past else ((), ())
        return HiddenPart(act["part"], "hidden", act["reason"], by, day, act["level"], (*acts, place), _with(hands, by))
    past = msgspec.structs.replace(past, acts=(*past.acts, place))
    if name == "object":
        to = LEVELS[min(LEVELS.index(past.level) + 1, len(LEVELS) - 1)]
        return msgspec.structs.replace(past, state="objected", to=to, due=add_working_days(calendar, day, terms[to]))
    hands = _with(past.hands, by) if name == "keep" else past.hands
    state = "kept" if name == "keep" else "restored"
    return msgspec.structs.replace(past, state=state, level=act["level"], hands=hands, to=None, due=None)


def _with(hands: tuple[str, ...], by: str) -> tuple[str, ...]:
    return hands if by in hands else tuple(sorted((*hands, by)))


def _is_at_least(level: str, least: str) -> bool:
    return LEVELS.index(level) >= LEVELS.index(least)
