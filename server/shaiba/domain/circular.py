"""Case circulars (案例通报): what came of a case, without names, for those in office to read and sign.

Who has read one says so in the log of his own village (domain/reading.py). Spec: sync/spec/know.md.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    Role,
    Short,
    Text,
    View,
    check_days,
    fields_of,
    must_be_new,
    must_be_open,
)

ItemKey = Annotated[str, Meta(pattern=r"^[A-Z]-[0-9]{2,3}\Z")]


class Publish(Fields, frozen=True):
    """`facts` 违纪事实 without names, `law` 依据, `outcome` 处分, `lesson` 教训; `powers` the items of the power list
    that it is about; `audience` the roles that are to read it and sign; `replaces` the circular
    whose place it takes: what it says of the case is read, and signed for, anew; `clue` the one that it comes from, by
    its id alone."""

    title: Short
    day: Day
    facts: Text
    outcome: Text
    lesson: Text
    audience: Annotated[list[Role], Meta(min_length=1, max_length=13)]
    law: Text | UnsetType = UNSET
    powers: Annotated[list[ItemKey], Meta(min_length=1, max_length=12)] | UnsetType = UNSET
    replaces: RecordId | UnsetType = UNSET
    clue: RecordId | UnsetType = UNSET


class PublishCircular(Change, tag="circular.publish", frozen=True):
    """A case to learn from."""

    set: Publish


class Withdraw(Fields, frozen=True):
    """The reason why it no longer stands."""

    withdrawn: Text


class WithdrawCircular(Change, tag="circular.withdraw", frozen=True):
    """It no longer stands."""

    set: Withdraw


def allow(change: PublishCircular | WithdrawCircular, past: View | None, context: Context) -> None:
    """Clerk; discipline and inspectors of the region or of one above it."""
    if not context.actor.clerk and not context.actor.has("discipline", "inspector", region=context.region):
        raise context.forbid("circular", "discipline")
    if isinstance(change, WithdrawCircular):
        must_be_open(past, "withdrawn")
        return
    must_be_new(past)
    check_days(**{"set.day": change.set.day})
    if "villager" in change.set.audience:
        raise Invalid("set.audience", "not_one_of")


CHANGES = (PublishCircular, WithdrawCircular)
STEPPED = frozenset({"circular.publish", "circular.withdraw"})
OPEN = ("title", "day", "facts", "law", "outcome", "lesson", "audience", "powers", "replaces", "clue", "withdrawn")
KIND = Kind("circular", frozenset({"region"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
