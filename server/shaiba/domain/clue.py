"""Clues: what an inspector makes of an appeal that he read, for inspection alone.

In `watch/<code>`, which the inspectors of that region and those above it read. Whom the clue is about stands below that
region: so the office accused has nobody among its readers. Spec: sync/spec/appeal.md, "Clues".
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid
from shaiba_sync.scope import covers

from ..kind import (
    WATCHERS,
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    RegionCode,
    Short,
    Text,
    View,
    check_done,
    fields_of,
    must_be_new,
    must_be_open,
)

Conclusion = Literal["true", "partly", "false", "unclear"]
"""属实 部分属实 不实 无法查实."""


class Raise(Fields, frozen=True):
    """`about` is the appeal that it was made from (scope and id), `accused` the region and maybe the `office` that it
    concerns, `text` what is to be looked at; by whom, on which day."""

    title: Short
    text: Text
    about: Annotated[str, Meta(pattern=r"^(square/[0-9]{12}|case/[0-9]{12}-[0-9A-Za-z_-]{1,30}) [0-9A-Za-z_-]{1,43}\Z")]
    accused: RegionCode
    by: RecordId
    name: Short
    day: Day
    office: RecordId | UnsetType = UNSET


class RaiseClue(Change, tag="clue.raise", frozen=True):
    """Make a clue of an appeal."""

    set: Raise


class Conclude(Fields, frozen=True):
    """What was found, by whom, on which day."""

    conclusion: Conclusion
    found: Text
    concluded_by: RecordId
    concluded: Day


class ConcludeClue(Change, tag="clue.conclude", frozen=True):
    """Say what was found."""

    set: Conclude


def allow(change: RaiseClue | ConcludeClue, past: View | None, context: Context) -> None:
    """Inspectors; the one who raised it does not conclude it."""
    if not context.actor.has(*WATCHERS, region=context.region):
        raise context.forbid("clue", "inspector")
    if isinstance(change, RaiseClue):
        accused = change.set.accused
        if not covers(context.region, accused) or accused == context.region:
            raise Invalid("set.accused", "not_below")
        if change.set.by != context.actor.person:
            raise Invalid("set.by", "who_acts")
        must_be_new(past)
        check_done(change.set.day, "set.day", context)
        return
    past = must_be_open(past, "concluded")
    if change.set.concluded_by != context.actor.person:
        raise Invalid("set.concluded_by", "who_acts")
    if change.set.concluded_by == past.get("by"):
        raise context.forbid("clue", "another_person")
    check_done(change.set.concluded, "set.concluded", context)


CHANGES = (RaiseClue, ConcludeClue)
KIND = Kind("clue", frozenset({"watch"}), fields_of(CHANGES), CHANGES, allow)
