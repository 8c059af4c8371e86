"""Whose hands an appeal is in: the desks that take it in, and what each step and call must say, by whom.

An appeal's steps are words in its record (domain/appeal.py); who may take which is decided here, as sync/spec/appeal.md
has it. What else is a desk's (clusters of appeals) asks the same.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType, to_builtins

from shaiba_sync.appeal import LEVELS, STEPS_FROM, AppealLife, appeal_life, can_take_step
from shaiba_sync.errors import Invalid, OutOfTurn
from shaiba_sync.scope import covers, region_level

from .kind import (
    ANSWERERS,
    AppealCategory,
    Context,
    Day,
    Fields,
    RecordId,
    Short,
    Text,
    View,
    check_days,
    check_done,
    day_of,
    in_conflict,
    is_paid_close,
)

AppealLevel = Literal["village", "town", "county", "city"]
StepName = Literal[
    "accept", "dispatch", "transfer", "pause", "resume", "extend", "escalate",
    "answer", "return", "reply", "rate", "revisit",
]  # fmt: skip
CallName = Literal["urge", "supervise", "overdue"]
StepReason = Literal["beyond_power", "beyond_region", "policy", "repeated", "survey", "not_ours"]
"""超权限 跨区域 政策限制 重复反映 需勘查 不归本单位."""
Score = Literal["satisfied", "mostly", "unsatisfied"]
Outcome = Literal["adopted", "partly", "declined", "passed_on"]
"""What came of a suggestion: 采纳 部分采纳 不采纳 转有关单位."""

MOST_STEPS = 200
"""A life of so many steps has been in the wrong hands for years."""

SAID: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "accept": (("level",), ("category", "text")),
    "dispatch": (("office", "to"), ("text",)),
    "transfer": (("office", "to", "reason"), ("text",)),
    "pause": (("text",), ()),
    "resume": ((), ("text",)),
    "extend": (("days", "reason"), ("text",)),
    "escalate": (("reason",), ("text",)),
    "answer": (("text",), ("outcome",)),
    "return": (("text",), ()),
    "reply": ((), ("text",)),
    "rate": (("score",), ("text",)),
    "revisit": (("how", "result", "text"), ()),
}
"""What each step must say, and what it may, besides who and when."""

DESKS: Mapping[str, tuple[str, ...]] = {
    "square": ("committee", "branch", "liaison", "cadre", "discipline", "inspector"),
    "case": ANSWERERS["case"],
}
"""The roles that take an appeal in, give it to an office, and see to its reply; by the scope it stands in."""

FIRST: Mapping[str, AppealLevel] = {"square": "village", "case": "town"}
"""The level that an appeal begins at: of a case the village hears nothing."""


class Step(Fields, frozen=True):
    """What somebody did about an appeal; `n` is how many steps were taken before. Which of the rest it says: `SAID`.
    `by` is who takes it, `name` what he is called, `to` the name of the `office` that it goes to."""

    step: StepName
    n: Annotated[int, msgspec.Meta(ge=0, le=MOST_STEPS)]
    day: Day
    by: RecordId
    name: Short | UnsetType = UNSET
    level: AppealLevel | UnsetType = UNSET
    category: AppealCategory | UnsetType = UNSET
    office: RecordId | UnsetType = UNSET
    to: Short | UnsetType = UNSET
    reason: StepReason | UnsetType = UNSET
    days: Annotated[int, msgspec.Meta(ge=1, le=20)] | UnsetType = UNSET
    score: Score | UnsetType = UNSET
    how: Literal["visit", "phone"] | UnsetType = UNSET
    result: Literal["solved", "unsolved"] | UnsetType = UNSET
    outcome: Outcome | UnsetType = UNSET
    text: Text | UnsetType = UNSET


class Call(Fields, frozen=True):
    """Words that change nothing of where it stands: who waits urges (催办), who stands above supervises (督办), and the
    clerk says what is overdue, of which `due`."""

    call: CallName
    day: Day
    by: RecordId | UnsetType = UNSET
    name: Short | UnsetType = UNSET
    level: AppealLevel | UnsetType = UNSET
    due: Day | UnsetType = UNSET
    text: Text | UnsetType = UNSET


def check_step(step: Step, past: View, context: Context) -> None:
    """Who takes it, whether the appeal stands where the step begins, and what the step says; in this order."""
    actor, level = context.actor, step.level
    life = appeal_life(day_of(context.now_ms), FIRST[context.scope.kind], past.get("steps", ()), {})
    speaks = step.step in ("rate", "resume") and speaks_for(past.get("person"), context)
    if not (speaks or _takes(step, life, context)):
        raise context.forbid("appeal", "person" if step.step == "rate" else "desk")
    if step.by != actor.person:
        raise Invalid("append.steps.by", "who_acts")
    if not speaks:
        check_distance(past, context)
    if step.n != len(life.taken) or step.step not in STEPS_FROM[life.state]:
        raise OutOfTurn("appeal", life.state)
    _check_said(step, isinstance(past.get("sort"), str))
    if step.step == "accept" and level is not UNSET and LEVELS.index(level) < LEVELS.index(life.level):
        raise Invalid("append.steps.level", "too_low")
    if not can_take_step(life, to_builtins(step)):  # twice, too long, nowhere higher, or its own judge
        why = "another_person" if step.step in ("reply", "return", "revisit") else "no_more"
        raise Invalid("append.steps.step", why)
    check_done(step.day, "append.steps.day", context, is_late_refused=not speaks)


def _check_said(step: Step, is_suggestion: bool) -> None:
    must, may = SAID[step.step]
    if step.step == "answer":  # what came of it is said of a suggestion, and of nothing else
        must, may = (("text", "outcome"), ()) if is_suggestion else (("text",), ())
    for name in ("level", "category", "office", "to", "reason", "days", "score", "how", "result", "outcome", "text"):
        said = getattr(step, name) is not UNSET
        if name in must and not said:
            raise Invalid(f"append.steps.{name}", "missing")
        if said and name not in (*must, *may):
            raise Invalid(f"append.steps.{name}", "unknown_field")


def _takes(step: Step, life: AppealLife, context: Context) -> bool:
    """Whether the step is for this person's office to take: that which has the appeal, or the desk of its level; a
    higher desk may take it in, review it and look again."""
    name = step.step
    if name == "rate":
        return False
    if name == "accept":
        return step.level is not UNSET and is_desk((step.level,), context)
    if name in ("reply", "return", "revisit"):
        return is_desk(LEVELS[LEVELS.index(life.level) :], context)
    of_office = life.office is not None and is_of({life.office}, context)
    if of_office and name in ("answer", "pause", "resume", "extend", "escalate"):
        return True
    return is_desk((life.level,), context) and not (name == "answer" and life.office is not None)


def check_call(call: Call, past: View, context: Context) -> None:
    life = appeal_life(day_of(context.now_ms), FIRST[context.scope.kind], past.get("steps", ()), {})
    higher = LEVELS[LEVELS.index(life.level) + 1 :]
    may = {
        "urge": speaks_for(past.get("person"), context),
        "supervise": context.actor.has("discipline", "inspector", region=context.region) or is_desk(higher, context),
        "overdue": context.actor.clerk,
    }[call.call]
    if not may:
        raise context.forbid("appeal", {"urge": "person", "overdue": "clerk"}.get(call.call, "desk"))
    if call.by != (UNSET if context.actor.clerk else context.actor.person):
        raise Invalid("append.calls.by", "who_acts")
    if life.state in ("satisfied", "revisited"):
        raise OutOfTurn("appeal", life.state)
    for name in ("level", "due"):
        if (getattr(call, name) is not UNSET) != (call.call == "overdue"):
            raise Invalid(f"append.calls.{name}", "missing" if call.call == "overdue" else "unknown_field")
    check_days(**{"append.calls.day": call.day, "append.calls.due": call.due})


def check_distance(past: View, context: Context) -> None:
    """Nobody handles his own appeal, nor that of somebody close, nor what is said of a row that pays these (回避)."""
    person = context.actor.person
    for whose in (past.get("person"), past.get("meant")):
        if whose is not None and (whose == person or in_conflict(context.beside("interest", person or ""), whose)):
            raise context.forbid("appeal", "nobody_close")
    if _is_about_own(past.get("about", {}), context):
        raise context.forbid("appeal", "nobody_close")


def _is_about_own(about: View, context: Context) -> bool:
    if about.get("kind") != "entry" or about["scope"] != f"village/{context.region}":
        return False
    entry = context.above("entry", about["id"])
    return entry is not None and is_paid_close(context, entry.get("payee", ""))


def is_desk(levels: Iterable[str], context: Context) -> bool:
    return any(
        grant.role in DESKS[context.scope.kind]
        and covers(grant.region, context.region)
        and region_level(grant.region) in levels
        for grant in context.actor.grants
    )


def is_of(offices: Collection[str], context: Context) -> bool:
    return any(grant.office in offices and covers(grant.region, context.region) for grant in context.actor.grants)


def speaks_for(person: str | None, context: Context) -> bool:
    """Whether it is the person, or who acts for them; for what nobody claimed yet nobody speaks."""
    actor = context.actor
    if person is None or not actor.belongs(context.region):
        return False
    return actor.person == person or actor.acts_for(person, context.region)
