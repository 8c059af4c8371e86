"""Procedures (办事流程): the steps that a kind of decision must go through, as a county says them.

One record a version, `<key>-<n>`, never changed: a run goes on by the version that it began with, and everyone can put
two versions side by side. Those that come with the program are proposals. Spec: sync/spec/procedure.md.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    Role,
    Short,
    Text,
    View,
    check_days,
    fields_of,
    must_be_new,
    must_be_open,
)

StepKey = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,19}\Z")]
Days = Annotated[int, Meta(ge=0, le=3650)]
Share = Annotated[str, Meta(pattern=r"^>=?[1-9]/[1-9]\Z")]
"""`>=2/3`: two thirds or more; `>1/2`: more than half."""
Names = Annotated[list[Short], Meta(min_length=1, max_length=12)]
VERSION = re.compile(r"[a-z]{1,20}-[1-9][0-9]{0,5}")


class ProcedureStep(Fields, frozen=True):
    """A step. `body` whose it is, in words; `who` which offices say that it was taken. Its days are counted from the
    step `after`, else from the one before: not earlier than `min`, not later than `max`. `shown` days it stands in
    public; of those called `present` are there, and of those present (or called: `of`) `agree`; `papers` are put with
    it; for one of the `excuses` it may be left out."""

    key: StepKey
    title: Short
    body: Short
    who: Annotated[list[Role], Meta(min_length=1, max_length=6)]
    after: StepKey | UnsetType = UNSET
    unit: Literal["calendar", "working"] | UnsetType = UNSET
    min: Days | UnsetType = UNSET
    max: Days | UnsetType = UNSET
    shown: Days | UnsetType = UNSET
    present: Share | UnsetType = UNSET
    agree: Share | UnsetType = UNSET
    of: Literal["called", "present"] | UnsetType = UNSET
    papers: Names | UnsetType = UNSET
    excuses: Names | UnsetType = UNSET


class Say(Fields, frozen=True):
    """`since`: the day from which new runs go by it."""

    title: Short
    since: Day
    steps: Annotated[list[ProcedureStep], Meta(min_length=1, max_length=30)]
    note: Text | UnsetType = UNSET


class SayProcedure(Change, tag="procedure.say", frozen=True):
    """A procedure, or its next version."""

    set: Say


class End(Fields, frozen=True):
    """The day from which no run begins by it."""

    ended: Day


class EndProcedure(Change, tag="procedure.end", frozen=True):
    """No run begins by it any more; those that began go on."""

    set: End


def allow(change: SayProcedure | EndProcedure, past: View | None, context: Context) -> None:
    """Clerk, and admins of the region or of one above it."""
    if not (context.actor.clerk or context.actor.has("admin", region=context.region)):
        raise context.forbid("procedure", "admin")
    if isinstance(change, EndProcedure):
        must_be_open(past, "ended")
        check_days(**{"set.ended": change.set.ended})
        return
    must_be_new(past)
    if not VERSION.fullmatch(change.id):
        raise Invalid("id", "not_a_version")
    check_days(**{"set.since": change.set.since})
    _check_steps(change.set.steps)


def _check_steps(steps: Sequence[ProcedureStep]) -> None:
    seen: set[str] = set()
    for number, step in enumerate(steps):
        at = f"set.steps[{number}]"
        if step.key in seen:
            raise Invalid(f"{at}.key", "twice")
        if step.after is not UNSET and step.after not in seen:
            raise Invalid(f"{at}.after", "not_before")
        if step.min is not UNSET and step.max is not UNSET and step.max < step.min:
            raise Invalid(f"{at}.max", "before_min")
        if step.of is not UNSET and step.agree is UNSET:
            raise Invalid(f"{at}.of", "without_agree")
        for name in ("papers", "excuses", "who"):
            listed = getattr(step, name)
            if listed is not UNSET and len(set(listed)) < len(listed):
                raise Invalid(f"{at}.{name}", "twice")
        seen.add(step.key)


CHANGES = (SayProcedure, EndProcedure)
STEPPED = frozenset({"procedure.say", "procedure.end"})
OPEN = ("title", "since", "steps", "note", "ended")
KIND = Kind("procedure", frozenset({"region"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
