"""Payouts: a batch of money that reaches households (补贴发放批次), and how many of them say that it came.

Whoever publishes it says until when households may answer. The counts are the clerk's alone, and stand there only for
a group in which nobody is told apart. Spec: sync/spec/payout.md.
"""

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    HouseholdCounts,
    Kind,
    Short,
    Text,
    View,
    check_days,
    fields_of,
    must_be_new,
    must_be_open,
    must_exist,
)

Period = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]))?\Z")]
Sum = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
Households = Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class Publish(Fields, frozen=True):
    """`policy` 政策名称, `batch` 批次; `standard_fen` for each `unit` (亩); `paid` when the money was sent, `until` the
    last day on which a household answers."""

    policy: Short
    batch: Short
    period: Period
    paid: Day
    until: Day
    households: Households
    total_fen: Sum
    unit: Short | UnsetType = UNSET
    standard_fen: Sum | UnsetType = UNSET
    note: Text | UnsetType = UNSET


class PublishPayout(Change, tag="payout.publish", frozen=True):
    """Make a batch public; its list follows (`payment`)."""

    set: Publish


class Withdraw(Fields, frozen=True):
    """The reason why it no longer stands."""

    withdrawn: Text


class WithdrawPayout(Change, tag="payout.withdraw", frozen=True):
    """The batch no longer stands; it stays readable with the reason."""

    set: Withdraw


class Tally(Fields, frozen=True):
    """So many, up to now."""

    counts: HouseholdCounts


class CountPayout(Change, tag="payout.count", frozen=True):
    """What households said, added up."""

    set: Tally


def allow(change: PublishPayout | WithdrawPayout | CountPayout, past: View | None, context: Context) -> None:
    """Publish, withdraw: clerk (in the open), and accountants of the village or of a region above it. Count: clerk."""
    actor = context.actor
    if isinstance(change, CountPayout):
        if not actor.clerk:
            raise context.forbid("payout", "clerk")
        must_exist(past, "policy")
        if change.set.counts.are_too_few:
            raise Invalid("set.counts", "too_few")
        return
    if not (actor.clerk or actor.has("accountant", region=context.region)):
        raise context.forbid("payout", "accountant")
    if isinstance(change, WithdrawPayout):
        must_be_open(past, "withdrawn")
        return
    must_be_new(past)
    said = change.set
    check_days(**{"set.paid": said.paid, "set.until": said.until})
    if said.until < said.paid:
        raise Invalid("set.until", "before_paid")
    if (said.unit is UNSET) != (said.standard_fen is UNSET):
        raise Invalid("set.unit", "without_standard")


CHANGES = (PublishPayout, WithdrawPayout, CountPayout)
STEPPED = frozenset({"payout.publish", "payout.withdraw"})
OPEN = (
    "policy", "batch", "period", "paid", "until", "households", "total_fen", "unit", "standard_fen", "note", "counts",
    "withdrawn",
)  # fmt: skip
KIND = Kind("payout", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
