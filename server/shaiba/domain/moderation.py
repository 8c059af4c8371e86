"""Moderation: what of an appeal or suggestion is hidden from the village, why, by whom; and who decides after that.

The record stands beside the appeal, in its square, with its id; its acts alone say what is hidden. It erases nothing:
who holds the line holds it still (domain/erasure.py). Spec: sync/spec/moderation.md.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType, to_builtins

from shaiba_sync.errors import Invalid, OutOfTurn
from shaiba_sync.merge import Record
from shaiba_sync.moderation import can_moderate, moderation_life

from ..desk import MOST_STEPS, AppealLevel, check_distance, is_desk, speaks_for
from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    Short,
    Text,
    View,
    check_days,
    check_done,
    fields_of,
    must_exist,
)

HideReason = Literal["abuse", "privacy", "advert", "repeat", "unrelated"]
"""人身攻击 他人隐私 广告 重复 与公事无关."""

Part = Annotated[str, Meta(pattern=r"^(words|[0-9a-f]{16}[0-9A-Za-z_-]{33}[0-9a-f]{4})\Z")]
"""`words` of who raised it, or the tag (sync/spec/merge.md) of what was appended since."""

Count = Annotated[int, Meta(ge=0, le=MOST_STEPS)]


class HideAct(Fields, frozen=True):
    """Which part, why (`text`: in own words besides), in which office; `n` is how many acts were taken before."""

    act: Literal["hide"]
    n: Count
    part: Part
    reason: HideReason
    level: AppealLevel
    by: RecordId
    name: Short
    day: Day
    text: Text | UnsetType = UNSET


class HideActs(Fields, frozen=True):
    """One of them."""

    acts: HideAct


class HidePart(Change, tag="moderation.hide", frozen=True):
    """Hide a part before the village."""

    append: HideActs


class ObjectionAct(Fields, frozen=True):
    """That of which part; words need not be said."""

    act: Literal["object"]
    n: Count
    part: Part
    by: RecordId
    day: Day
    text: Text | UnsetType = UNSET


class ObjectActs(Fields, frozen=True):
    """One of them."""

    acts: ObjectionAct


class ObjectToIt(Change, tag="moderation.object", frozen=True):
    """Say that it should not be hidden: one level up decides."""

    append: ObjectActs


class DecisionAct(Fields, frozen=True):
    """Whether it stays hidden (`keep`), and why."""

    act: Literal["keep", "restore"]
    n: Count
    part: Part
    level: AppealLevel
    by: RecordId
    name: Short
    day: Day
    text: Text


class DecideActs(Fields, frozen=True):
    """One of them."""

    acts: DecisionAct


class Decide(Change, tag="moderation.decide", frozen=True):
    """Show it again, or keep it hidden."""

    append: DecideActs


class LateAnswer(Fields, frozen=True):
    """An objection to which the office of `level` should have answered by the day `due`."""

    part: Part
    level: AppealLevel
    due: Day
    day: Day


class LateAnswers(Fields, frozen=True):
    """One of them."""

    overdue: LateAnswer


class SayOverdue(Change, tag="moderation.overdue", frozen=True):
    """Say that an objection is overdue. It is no act: nothing of what is hidden changes by it."""

    append: LateAnswers


def allow(change: HidePart | ObjectToIt | Decide | SayOverdue, past: View | None, context: Context) -> None:
    """Hide, keep, restore: a desk of the level that is said, of what is nobody's close. Object: the person. That it is
    overdue: the clerk."""
    if isinstance(change, SayOverdue):
        _allow_overdue(change.append.overdue, past, context)
        return
    act = change.append.acts
    found, begun, parts = _said_under(change.id, context)
    if isinstance(act, ObjectionAct):
        if found is None or not speaks_for(found.get("person"), context):
            raise context.forbid("moderation", "person")
    elif not is_desk((act.level,), context):
        raise context.forbid("moderation", "desk")
    found = must_exist(found, begun)
    if act.by != context.actor.person:
        raise Invalid("append.acts.by", "who_acts")
    if not isinstance(act, ObjectionAct):
        check_distance(found, context)
    if act.part not in parts:
        raise Invalid("append.acts.part", "not_a_part")
    life = moderation_life((past or {}).get("acts", ()), {})
    part = life.part(act.part)
    said: dict[str, Any] = to_builtins(act)
    if act.n != len(life.taken) or not can_moderate(life, said):
        raise OutOfTurn("moderation", part.state if part else "shown")
    check_done(act.day, "append.acts.day", context, is_late_refused=not isinstance(act, ObjectionAct))


def _said_under(record_id: str, context: Context) -> tuple[View | None, str, tuple[str, ...]]:
    """What villagers said under this id, the field that its beginning says, and its parts: an appeal, or a remark or
    what was brought to a meeting, of which all are the words."""
    if (remark := context.look("remark", record_id)) is not None:
        return {**remark, "person": remark.get("by")}, "text", ("words",)
    if (ask := context.look("ask", record_id)) is not None:
        return ask, "text", ("words",)
    appeal = context.merged("appeal", record_id)
    return context.look("appeal", record_id), "title", tuple(parts_of(appeal)) if appeal else ()


def _allow_overdue(said: LateAnswer, past: View | None, context: Context) -> None:
    if not context.actor.clerk:
        raise context.forbid("moderation", "clerk")
    part = moderation_life((past or {}).get("acts", ()), {}).part(said.part)
    if part is None or part.state != "objected":
        raise OutOfTurn("moderation", part.state if part else "shown")
    check_days(**{"append.overdue.due": said.due, "append.overdue.day": said.day})


def parts_of(appeal: Record) -> Iterator[str]:
    """The parts that may be hidden: what villagers said, and not what offices did."""
    yield "words"
    for name in ("photos", "notes"):
        yield from (tag for tag, _ in appeal.lists.get(name, ()))
    yield from (tag for tag, call in appeal.lists.get("calls", ()) if call.get("call") == "urge")
    yield from (tag for tag, step in appeal.lists.get("steps", ()) if step.get("step") == "rate")


CHANGES = (HidePart, ObjectToIt, Decide, SayOverdue)
KIND = Kind("moderation", frozenset({"square"}), fields_of(CHANGES), CHANGES, allow)
