"""The life of an appeal: where it stands, by when somebody must act, and why; from its steps alone.

A step says how many were taken before it (`n`). Of two that say the same, the first in the list's order is taken and
the other is passed over: so replicas that hold the same record agree, whatever the order in which they heard of it.
Spec: sync/spec/appeal.md. Vectors: sync/vectors/appeal.json.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from shaiba_sync.calendar import Calendar, add_working_days, working_days_between

LEVELS = ("village", "town", "county", "city")
"""From below."""

DEFAULT_TERMS: Mapping[str, int] = {"accept": 2, "village": 5, "town": 10, "county": 15, "city": 20}
"""Working days within which an appeal is accepted, and answered at each level [建议]."""

MAX_PAUSES = 2
"""So often the clock stands still for missing papers, in a whole life."""

STEPS_FROM: Mapping[str, tuple[str, ...]] = {
    "received": ("accept",),
    "accepted": ("dispatch", "answer", "pause", "extend", "escalate"),
    "dispatched": ("answer", "transfer", "pause", "extend", "escalate"),
    "paused": ("resume",),
    "answered": ("reply", "return"),
    "replied": ("rate",),
    "satisfied": ("revisit",),
    "revisited": (),
}
"""Which steps each state has."""

Step = Mapping[str, Any]


class AppealStay(msgspec.Struct, frozen=True):
    """A term that ran: until it was accepted (`accept`) or answered (`handle`) at a level. `due` is the last day in
    time, None while the clock stands; `ended` the day on which it was done."""

    what: str
    level: str
    began: str
    days: int
    extended: int
    paused: int
    due: str | None
    ended: str | None


class AppealLife(msgspec.Struct, frozen=True):
    """Where an appeal stands. `taken` are the places in the list of the steps that count; `handlers` who took one on
    behalf of an office; `reopened` how often it went up because the answer did not do."""

    state: str
    level: str
    taken: tuple[int, ...]
    stays: tuple[AppealStay, ...]
    day: str
    pauses: int = 0
    reopened: int = 0
    office: str | None = None
    category: str | None = None
    answered_by: str | None = None
    score: str | None = None
    handlers: tuple[str, ...] = ()
    before: str = ""
    """The state to which it comes back from `paused` or `answered`."""
    since: str = ""
    """The day on which it was last paused."""

    @property
    def due(self) -> str | None:
        """The last day on which whoever must act now is in time."""
        return None if self.stays[-1].ended else self.stays[-1].due


def appeal_life(
    filed: str, first: str, steps: Sequence[Step], calendar: Calendar, terms: Mapping[str, int] = DEFAULT_TERMS
) -> AppealLife:
    """The life of an appeal that was raised on that day, first at that level."""
    life = AppealLife("received", first, (), (_stay("accept", first, filed, calendar, terms),), filed)
    for place in sorted(range(len(steps)), key=lambda place: steps[place]["n"]):
        step = steps[place]
        if step["n"] == len(life.taken) and can_take_step(life, step):
            life = _take(life, place, step, calendar, terms)
    return life


def can_take_step(life: AppealLife, step: Step) -> bool:
    """Whether the appeal's state has this step, as it is said."""
    name, by = step["step"], step.get("by")
    if name not in STEPS_FROM[life.state]:
        return False
    if name == "accept":
        return LEVELS.index(step["level"]) >= LEVELS.index(life.level)
    if name == "pause":
        return life.pauses < MAX_PAUSES
    if name == "extend":
        return life.stays[-1].extended == 0 and step["days"] <= life.stays[-1].days
    if name == "escalate":
        return life.level != LEVELS[-1]
    if name in ("reply", "return"):
        return by != life.answered_by
    return name != "revisit" or by not in life.handlers


def query_code(digits: str) -> str:
    """The code by which one asks where an appeal stands: eight digits drawn by chance, and their check digit (ISO 7064,
    MOD 11,10), so that a slip of the pen is told from a code that is somebody else's."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return digits + str((11 - product) % 10)


def is_query_code(code: str) -> bool:
    """Whether it is one: nine digits, the last of which fits."""
    return len(code) == 9 and code.isascii() and code.isdigit() and query_code(code[:8]) == code


def is_overdue(life: AppealLife, today: str) -> bool:
    """Whether somebody should have acted before that day."""
    return life.due is not None and life.due < today


def _take(life: AppealLife, place: int, step: Step, calendar: Calendar, terms: Mapping[str, int]) -> AppealLife:
    day = max(life.day, step["day"])  # no step comes before the one that it follows
    name, by = step["step"], step.get("by")
    life = msgspec.structs.replace(life, taken=(*life.taken, place), day=day)
    if name not in ("rate", "resume") and by is not None and by not in life.handlers:
        life = msgspec.structs.replace(life, handlers=tuple(sorted((*life.handlers, by))))
    match name:
        case "accept":
            level = step["level"]
            stays = (*_ended(life, day), _stay("handle", level, day, calendar, terms))
            category = step.get("category", life.category)
            return msgspec.structs.replace(life, state="accepted", level=level, stays=stays, category=category)
        case "dispatch" | "transfer":
            return msgspec.structs.replace(life, state="dispatched", office=step["office"])
        case "answer":
            return msgspec.structs.replace(life, state="answered", before=life.state, answered_by=by)
        case "return":
            return msgspec.structs.replace(life, state=life.before)
        case "pause":
            stays = _changed(life, calendar, stands=True)
            return msgspec.structs.replace(
                life, state="paused", before=life.state, pauses=life.pauses + 1, stays=stays, since=day
            )
        case "resume":
            stays = _changed(life, calendar, paused=working_days_between(calendar, life.since, day))
            return msgspec.structs.replace(life, state=life.before, stays=stays)
        case "extend":
            return msgspec.structs.replace(life, stays=_changed(life, calendar, extended=step["days"]))
        case "escalate":
            return _up(life, day, calendar, terms)
        case "reply":
            return msgspec.structs.replace(life, state="replied", stays=_ended(life, day))
        case "rate":
            return _judged(life, step["score"] != "unsatisfied", "satisfied", day, calendar, terms, step["score"])
        case _:
            return _judged(life, step["result"] == "solved", "revisited", day, calendar, terms, life.score)


def _judged(
    life: AppealLife, good: bool, state: str, day: str, calendar: Calendar, terms: Mapping[str, int], score: str | None
) -> AppealLife:
    """It has ended, or begins again one level up."""
    if good:
        return msgspec.structs.replace(life, state=state, score=score)
    reopened = msgspec.structs.replace(life, reopened=life.reopened + 1, score=score)
    return _up(reopened, day, calendar, terms)


def _up(life: AppealLife, day: str, calendar: Calendar, terms: Mapping[str, int]) -> AppealLife:
    """One level higher nobody has taken it yet; from the highest it comes back there."""
    level = LEVELS[min(LEVELS.index(life.level) + 1, len(LEVELS) - 1)]
    stays = (*_ended(life, day), _stay("accept", level, day, calendar, terms))
    return msgspec.structs.replace(life, state="received", level=level, stays=stays, office=None, answered_by=None)


def _stay(what: str, level: str, day: str, calendar: Calendar, terms: Mapping[str, int]) -> AppealStay:
    days = terms["accept" if what == "accept" else level]
    return AppealStay(what, level, day, days, 0, 0, add_working_days(calendar, day, days), None)


def _ended(life: AppealLife, day: str) -> tuple[AppealStay, ...]:
    """The terms so far, of which none runs on."""
    last = life.stays[-1]
    return (*life.stays[:-1], last if last.ended else msgspec.structs.replace(last, ended=day))


def _changed(
    life: AppealLife, calendar: Calendar, *, extended: int = 0, paused: int = 0, stands: bool = False
) -> tuple[AppealStay, ...]:
    """The terms where the last is longer, or stands still."""
    last = life.stays[-1]
    more, stood = last.extended + extended, last.paused + paused
    due = None if stands else add_working_days(calendar, last.began, last.days + more + stood)
    return (*life.stays[:-1], msgspec.structs.replace(last, extended=more, paused=stood, due=due))
