"""Procedures that run (办件): how far one is, what of it lacks, who is late; from what was said of it alone.

A procedure is data: steps in an order, each with who takes it, a quorum, papers, days. What happened is a list; nothing
of it is refused for being wrong: a step that was passed over, taken too late or by too few stays a fault for everyone.
Spec: sync/spec/procedure.md. Vectors: sync/vectors/procedure.json.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

import msgspec

from shaiba_sync.calendar import Calendar, add_working_days

RunState = Literal["running", "done", "stopped"]
StepState = Literal["waiting", "next", "skipped", "done", "excused"]

TRY_FAULTS = ("quorum", "votes", "no_excuse")
"""What may be wrong with one attempt at a step."""

STEP_FAULTS = ("skipped", "overdue", "order", "early", "late", "paper", "paper_after", "shown")
"""What may be wrong with a step among the others."""


class StepTry(msgspec.Struct, frozen=True):
    """An attempt at a step; the last that is not refused as an excuse counts. `place` is its place in the list."""

    place: int
    faults: tuple[str, ...]


class StepStanding(msgspec.Struct, frozen=True):
    """How a step stands. `earliest` and `due` are the first and last day on which it is in time, `until` the last on
    which it is shown in public; `lacking` are papers that are asked for and not there."""

    key: str
    state: StepState
    day: str | None
    earliest: str | None
    due: str | None
    until: str | None
    tries: tuple[StepTry, ...]
    faults: tuple[str, ...]
    lacking: tuple[str, ...]


class RunLife(msgspec.Struct, frozen=True):
    """How a run stands: `taken` of its steps are done or excused, and so many `faults` are seen in all."""

    state: RunState
    steps: tuple[StepStanding, ...]
    taken: int
    faults: int


Said = Mapping[str, Any]


def run_life(
    procedure: Sequence[Said],
    began: str,
    steps: Sequence[Said],
    papers: Sequence[Said],
    calendar: Calendar,
    today: str,
    *,
    stopped: bool = False,
) -> RunLife:
    """The life of a run of these steps that began on that day, from what was said of it (in the list's order)."""
    tries = [_tries(step, steps) for step in procedure]
    days = [_day(some, steps) for some in tries]
    run = _Run(procedure, began, steps, papers, calendar, "" if stopped else today, tries, days)
    found = tuple(_standing(run, at) for at in range(len(procedure)))
    faults = sum(len(one.faults) + sum(len(single.faults) for single in one.tries) for one in found)
    is_over = all(one.state in ("done", "excused", "skipped") for one in found)
    state: RunState = "stopped" if stopped else "done" if is_over else "running"
    return RunLife(state, found, sum(day is not None for day in days), faults)


def is_enough(share: str, part: object, whole: object) -> bool:
    """Whether a part of a whole is such a share of it: `>=2/3`, `>1/2`. What was not counted is not enough."""
    if type(part) is not int or type(whole) is not int or not 0 <= part <= whole or whole == 0:
        return False
    above, below = int(share[-3]), int(share[-1])
    return part * below >= whole * above if share.startswith(">=") else part * below > whole * above


class _Run(NamedTuple):
    procedure: Sequence[Said]
    began: str
    steps: Sequence[Said]
    papers: Sequence[Said]
    calendar: Calendar
    today: str
    tries: Sequence[tuple[StepTry, ...]]
    """The attempts at each step."""
    days: Sequence[str | None]
    """The day of each step, if it was taken."""


def _tries(step: Said, steps: Sequence[Said]) -> tuple[StepTry, ...]:
    """The attempts at a step, by their day and then as they were said."""
    places = [place for place, said in enumerate(steps) if said["step"] == step["key"]]
    places.sort(key=lambda place: str(steps[place]["day"]))
    return tuple(StepTry(place, _try_faults(step, steps[place])) for place in places)


def _try_faults(step: Said, said: Said) -> tuple[str, ...]:
    if "excuse" in said:
        return () if said["excuse"] in step.get("excuses", ()) else ("no_excuse",)
    found = []
    if "present" in step and not is_enough(step["present"], said.get("present"), said.get("called")):
        found.append("quorum")
    whole = said.get("called" if step.get("of") == "called" else "present")
    if "agree" in step and not is_enough(step["agree"], said.get("agree"), whole):
        found.append("votes")
    return tuple(found)


def _counting(tries: Sequence[StepTry]) -> StepTry | None:
    return next((one for one in reversed(tries) if "no_excuse" not in one.faults), None)


def _day(tries: Sequence[StepTry], steps: Sequence[Said]) -> str | None:
    counts = _counting(tries)
    return None if counts is None else str(steps[counts.place]["day"])


def _standing(run: _Run, at: int) -> StepStanding:
    step, day, tries = run.procedure[at], run.days[at], run.tries[at]
    state = _state(run, at)
    earliest, due = (None, None) if state == "waiting" else (_term(run, at, "min"), _term(run, at, "max"))
    is_done = day is not None and state == "done"
    until = _days_on(run, step, day, step["shown"]) if is_done and day is not None and "shown" in step else None
    asked = step.get("papers", ()) if is_done else ()
    held = {one["name"]: one["day"] for one in reversed(run.papers) if one["step"] == step["key"]}  # the first counts
    is_before = day is not None and any(before is not None and before > day for before in run.days[:at])
    is_early = day is not None and earliest is not None and day < earliest
    faults = {
        "skipped": state == "skipped",
        "overdue": day is None and due is not None and due < run.today,
        "order": is_before,
        "early": is_early and not is_before,
        "late": day is not None and due is not None and day > due,
        "paper": any(name not in held for name in asked),
        "paper_after": day is not None and any(held[name] > day for name in asked if name in held),
        "shown": until is not None and any(later is not None and later <= until for later in run.days[at + 1 :]),
    }
    named = tuple(name for name in STEP_FAULTS if faults[name])
    lacking = tuple(name for name in asked if name not in held)
    return StepStanding(step["key"], state, day, earliest, due, until, tries, named, lacking)


def _state(run: _Run, at: int) -> StepState:
    if (counts := _counting(run.tries[at])) is not None:
        return "excused" if "excuse" in run.steps[counts.place] else "done"
    if any(day is not None for day in run.days[at:]):
        return "skipped"
    return "next" if at == 0 or any(day is not None for day in run.days[at - 1 :]) else "waiting"


def _term(run: _Run, at: int, name: str) -> str | None:
    """The first or the last day in time: counted from the step that is named, else from the nearest taken before."""
    step = run.procedure[at]
    if name not in step:
        return None
    taken = {one["key"]: day for one, day in zip(run.procedure[:at], run.days, strict=False) if day is not None}
    nearest = list(taken.values())[-1] if taken else run.began
    return _days_on(run, step, taken.get(step.get("after"), nearest), step[name])


def _days_on(run: _Run, step: Said, day: str, count: int) -> str:
    if step.get("unit") == "working":
        return add_working_days(run.calendar, day, count)
    return (date.fromisoformat(day) + timedelta(count)).isoformat()
