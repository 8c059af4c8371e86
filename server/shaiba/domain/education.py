"""Warning-education meetings (警示教育会): what came of a case, before all who hold such offices in a town or county.

Who has read the case says so by `reading`; how many that are is counted here, by the clerk. Spec: sync/spec/match.md.
"""

from typing import Annotated

from msgspec import Meta

from shaiba_sync.errors import Invalid
from shaiba_sync.scope import region_level

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    Short,
    View,
    check_days,
    check_done,
    day_of,
    fields_of,
    must_be_new,
    must_be_open,
    must_exist,
)

Hour = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
Heads = Annotated[int, Meta(ge=0, le=100_000)]


class Call(Fields, frozen=True):
    """About which circular, when and where; by whom it is called. Whom it calls, the circular's `audience` says."""

    circular: RecordId
    title: Short
    day: Day
    hour: Hour
    place: Short
    by: RecordId
    name: Short


class CallEducation(Change, tag="education.call", frozen=True):
    """Call a meeting."""

    set: Call


class Hold(Fields, frozen=True):
    """How many came, as they were counted there."""

    came: Heads
    held: Day


class HoldEducation(Change, tag="education.hold", frozen=True):
    """It was held."""

    set: Hold


class Count(Fields, frozen=True):
    """How many are called, and how many of these have signed that they have read the circular."""

    called: Heads
    signed: Heads


class CountEducation(Change, tag="education.count", frozen=True):
    """Say how many."""

    set: Count


def allow(change: CallEducation | HoldEducation | CountEducation, past: View | None, context: Context) -> None:
    """Inspection of the region or of one above it; counted by the clerk."""
    if isinstance(change, CountEducation):
        if not context.actor.clerk:
            raise context.forbid("education", "clerk")
        must_exist(past, "circular")
        return
    if not context.actor.has("discipline", "inspector", region=context.region):
        raise context.forbid("education", "discipline")
    if isinstance(change, HoldEducation):
        past = must_be_open(past, "held")
        check_done(change.set.held, "set.held", context)
        if change.set.held < past["day"]:
            raise Invalid("set.held", "too_early")
        return
    must_be_new(past)
    if region_level(context.region) not in ("town", "county"):
        raise Invalid("scope", "not_of_it")
    said = change.set
    circular = context.above("circular", said.circular)
    if circular is None or "audience" not in circular or "withdrawn" in circular:
        raise Invalid("set.circular", "no_circular")
    if said.by != context.actor.person:
        raise Invalid("set.by", "who_acts")
    check_days(**{"set.day": said.day})
    if said.day < day_of(context.now_ms):
        raise Invalid("set.day", "too_early")


CHANGES = (CallEducation, HoldEducation, CountEducation)
STEPPED = frozenset({"education.call", "education.hold"})
OPEN = ("circular", "title", "day", "hour", "place", "called", "signed", "came", "held")
KIND = Kind("education", frozenset({"region"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
