"""Findings: what came of a sealed tip, as far as everybody may read it. Names nobody, and is never taken away.

One that was wrong is followed by another that says which it stands for, and why. Spec: sync/spec/tips.md, "Replies".
"""

from typing import Literal

from msgspec import UNSET, UnsetType

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
    Text,
    View,
    check_done,
    fields_of,
    has_tips,
    must_be_new,
)

Conclusion = Literal["true", "partly", "false", "unestablished"]
"""属实 部分属实 不实 无法查实."""


class Publish(Fields, frozen=True):
    """`about` is the region complained about; `instead` the finding that this one stands for, and `why`."""

    about: RegionCode
    day: Day
    conclusion: Conclusion
    summary: Text
    instead: RecordId | UnsetType = UNSET
    why: Text | UnsetType = UNSET


class PublishFinding(Change, tag="finding.publish", frozen=True):
    """Say what was found."""

    set: Publish


def allow(change: PublishFinding, past: View | None, context: Context) -> None:
    """Who inspects this very region; of what stands below it."""
    if not has_tips(context.scope) or not context.actor.has_here(*WATCHERS, region=context.region):
        raise context.forbid("finding", "inspector")
    must_be_new(past)
    said = change.set
    if not covers(context.region, said.about) or said.about == context.region:
        raise Invalid("set.about", "not_below")
    check_done(said.day, "set.day", context, is_late_refused=False)
    if (said.instead is UNSET) != (said.why is UNSET):
        raise Invalid("set.why", "missing" if said.why is UNSET else "not_here")
    if said.instead is not UNSET and context.look("finding", said.instead) is None:
        raise Invalid("set.instead", "unknown")


CHANGES = (PublishFinding,)
STEPPED = frozenset({"finding.publish"})
KIND = Kind("finding", frozenset({"region"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
