"""Appeals: a villager asks or disputes, in text or by voice, and is answered; step by step, and each has its term.

In `square/<village>` the whole village reads it; in `case/<village>-<random>` only the person, whoever she lets read
it (sync/spec/family.md), the cadres above, and the offices that it was given to.
What an office says on the way (`appeal.answer`) is words; what it does is a step, and the steps alone say where the
appeal stands (sync/spec/appeal.md). A case holds one appeal, whose id is the case's random part: so nobody can join a
case by knowing its name.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType, to_builtins

from shaiba_sync.appeal import LEVELS, STEPS_FROM, AppealLife, appeal_life, can_take_step
from shaiba_sync.errors import Invalid, OutOfTurn
from shaiba_sync.scope import covers, region_level

from ..kind import (
    ANSWERERS,
    AppealCategory,
    Change,
    Context,
    Day,
    Fields,
    Kind,
    Photo,
    RecordId,
    Short,
    Text,
    View,
    Voice,
    check_days,
    check_done,
    day_of,
    fields_of,
    handed_to,
    in_conflict,
    is_paid_close,
    must_be_new,
    must_exist,
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
    "answer": (("text",), ()),
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


class About(Fields, frozen=True):
    """The record that an appeal disputes."""

    scope: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{1,16}/[0-9A-Za-z_/-]{1,80}\Z")]
    kind: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")]
    id: RecordId


class File(Fields, frozen=True):
    """`text` or `voice` must be there; `place` says where, in words; `by` who speaks for the person."""

    person: RecordId
    title: Short
    category: AppealCategory
    text: Text | UnsetType = UNSET
    about: About | UnsetType = UNSET
    voice: Voice | UnsetType = UNSET
    place: Short | UnsetType = UNSET
    by: RecordId | UnsetType = UNSET


class FileAppeal(Change, tag="appeal.file", frozen=True):
    """Raise something."""

    set: File


class Attach(Fields, frozen=True):
    """One photo."""

    photos: Photo


class AttachPhoto(Change, tag="appeal.attach", frozen=True):
    """Add a photo to one's own appeal."""

    append: Attach


class Note(Fields, frozen=True):
    """More from the person who appealed, or from who speaks for them (`by`)."""

    text: Text
    by: RecordId | UnsetType = UNSET


class Add(Fields, frozen=True):
    """One note."""

    notes: Note


class AddNote(Change, tag="appeal.add", frozen=True):
    """Add words to one's own appeal."""

    append: Add


class Answer(Fields, frozen=True):
    """What an office says. `name` is of the person who answers."""

    text: Text
    name: Short
    office: RecordId | UnsetType = UNSET


class Give(Fields, frozen=True):
    """One answer."""

    answers: Answer


class AnswerAppeal(Change, tag="appeal.answer", frozen=True):
    """Say something about somebody's appeal, for an office. It changes nothing of where it stands."""

    append: Give


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
    text: Text | UnsetType = UNSET


class Take(Fields, frozen=True):
    """One step."""

    steps: Step


class TakeStep(Change, tag="appeal.step", frozen=True):
    """Take an appeal one step on."""

    append: Take


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


class Raise(Fields, frozen=True):
    """One call."""

    calls: Call


class CallOut(Change, tag="appeal.call", frozen=True):
    """Say that it is time."""

    append: Raise


class Voices(Fields, frozen=True):
    """Who adds a voice: a person, by the id."""

    supporters: Annotated[list[RecordId], msgspec.Meta(min_length=1, max_length=1)]


class Support(Change, tag="appeal.support", frozen=True):
    """Add one's own voice to somebody's appeal (附议)."""

    add: Voices


def allow(
    change: FileAppeal | AttachPhoto | AddNote | AnswerAppeal | TakeStep | CallOut | Support,
    past: View | None,
    context: Context,
) -> None:
    """File, attach, add: the person, as a member of the village, or who acts for them and says so. Answer: whose office
    it is (`ANSWERERS`), unless the appeal is of somebody close. Steps and calls: `_check_step`, `_check_call`."""
    if isinstance(change, FileAppeal):
        speaker = _speaker(change.set.person, context)
        must_be_new(past)
        if change.set.by != speaker:
            raise Invalid("set.by", "who_acts")
        if change.set.text is UNSET and change.set.voice is UNSET:
            raise Invalid("set.text", "missing")
        if context.scope.kind == "case" and context.scope.key != f"{context.region}-{change.id}":
            raise Invalid("id", "not_the_case")
        return
    if past is None and context.scope.kind == "case" and not (_answers(context) or context.actor.clerk):
        raise context.forbid("appeal", "person")  # as of a case that is somebody else's
    past = must_exist(past, "person")
    if isinstance(change, AnswerAppeal):
        if not (_answers(context) or _is_of(handed_to(past), context)):
            raise context.forbid("appeal", "cadre")
        _check_distance(past, context)
        return
    if isinstance(change, TakeStep):
        _check_step(change.append.steps, past, context)
        return
    if isinstance(change, CallOut):
        _check_call(change.append.calls, past, context)
        return
    if isinstance(change, Support):
        [voice] = change.add.supporters
        own = voice in (context.actor.person, past["person"])
        if context.scope.kind != "square" or context.actor.person != voice or voice == past["person"]:
            raise context.forbid("appeal", "person" if own else "neighbour")
        return
    speaker = _speaker(past["person"], context)
    if isinstance(change, AddNote) and change.append.notes.by != speaker:
        raise Invalid("append.notes.by", "who_acts")


def _answers(context: Context) -> bool:
    return context.actor.has(*ANSWERERS[context.scope.kind], region=context.region)


def _speaker(person: str, context: Context) -> str | UnsetType:
    """Who is to be named beside the person: nobody where they speak themselves."""
    if context.actor.person is None or not _speaks(person, context):
        raise context.forbid("appeal", "person")
    return UNSET if context.actor.person == person else context.actor.person


def _check_step(step: Step, past: View, context: Context) -> None:
    """Who takes it, whether the appeal stands where the step begins, and what the step says; in this order."""
    actor, level = context.actor, step.level
    life = appeal_life(day_of(context.now_ms), FIRST[context.scope.kind], past.get("steps", ()), {})
    speaks = step.step in ("rate", "resume") and _speaks(past["person"], context)
    if not (speaks or _takes(step, life, context)):
        raise context.forbid("appeal", "person" if step.step == "rate" else "desk")
    if step.by != actor.person:
        raise Invalid("append.steps.by", "who_acts")
    if not speaks:
        _check_distance(past, context)
    if step.n != len(life.taken) or step.step not in STEPS_FROM[life.state]:
        raise OutOfTurn("appeal", life.state)
    _check_said(step)
    if step.step == "accept" and level is not UNSET and LEVELS.index(level) < LEVELS.index(life.level):
        raise Invalid("append.steps.level", "too_low")
    if not can_take_step(life, to_builtins(step)):  # twice, too long, nowhere higher, or its own judge
        why = "another_person" if step.step in ("reply", "return", "revisit") else "no_more"
        raise Invalid("append.steps.step", why)
    check_done(step.day, "append.steps.day", context, is_late_refused=not speaks)


def _check_said(step: Step) -> None:
    must, may = SAID[step.step]
    for name in ("level", "category", "office", "to", "reason", "days", "score", "how", "result", "text"):
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
        return step.level is not UNSET and _is_desk((step.level,), context)
    if name in ("reply", "return", "revisit"):
        return _is_desk(LEVELS[LEVELS.index(life.level) :], context)
    of_office = life.office is not None and _is_of({life.office}, context)
    if of_office and name in ("answer", "pause", "resume", "extend", "escalate"):
        return True
    return _is_desk((life.level,), context) and not (name == "answer" and life.office is not None)


def _check_call(call: Call, past: View, context: Context) -> None:
    life = appeal_life(day_of(context.now_ms), FIRST[context.scope.kind], past.get("steps", ()), {})
    higher = LEVELS[LEVELS.index(life.level) + 1 :]
    may = {
        "urge": _speaks(past["person"], context),
        "supervise": context.actor.has("discipline", "inspector", region=context.region) or _is_desk(higher, context),
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


def _check_distance(past: View, context: Context) -> None:
    """Nobody handles his own appeal, nor that of somebody close, nor what is said of a row that pays these (回避)."""
    person = context.actor.person
    close = person == past["person"] or in_conflict(context.beside("interest", person or ""), past["person"])
    if close or _is_about_own(past.get("about", {}), context):
        raise context.forbid("appeal", "nobody_close")


def _is_about_own(about: View, context: Context) -> bool:
    if about.get("kind") != "entry" or about["scope"] != f"village/{context.region}":
        return False
    entry = context.above("entry", about["id"])
    return entry is not None and is_paid_close(context, entry.get("payee", ""))


def _is_desk(levels: Iterable[str], context: Context) -> bool:
    return any(
        grant.role in DESKS[context.scope.kind]
        and covers(grant.region, context.region)
        and region_level(grant.region) in levels
        for grant in context.actor.grants
    )


def _is_of(offices: Collection[str], context: Context) -> bool:
    return any(grant.office in offices and covers(grant.region, context.region) for grant in context.actor.grants)


def _speaks(person: str, context: Context) -> bool:
    """Whether it is the person, or who acts for them."""
    actor = context.actor
    return actor.belongs(context.region) and (actor.person == person or actor.acts_for(person, context.region))


CHANGES = (FileAppeal, AttachPhoto, AddNote, AnswerAppeal, TakeStep, CallOut, Support)
KIND = Kind("appeal", frozenset({"square", "case"}), fields_of(CHANGES), CHANGES, allow, index=("person",))
