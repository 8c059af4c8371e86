"""Debts (债权债务): what the village owes, and what it is owed, besides contracts; and what was paid of it.

How late it is, is worked out by everyone alike (shaiba_sync.lease). Spec: sync/spec/lease.md.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid

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
    must_be_new,
    must_be_open,
    must_exist,
    must_say_more,
    said_or_past,
)

DebtSide = Literal["owes", "owed"]
"""The village owes it; it is owed to the village."""
Amount = Annotated[int, Meta(ge=1, le=10**11)]
Moved = Annotated[int, Meta(ge=-(10**11), le=10**11)]


class Declare(Fields, frozen=True):
    """`party` masked as a payee is; `due` where a day was agreed."""

    side: DebtSide
    party: Short
    amount_fen: Amount
    reason: Text
    since: Day
    due: Day | UnsetType = UNSET


class DeclareDebt(Change, tag="debt.declare", frozen=True):
    """Make a debt public."""

    set: Declare


class Correct(Fields, frozen=True):
    """What is put right, and why. Which side owes stays: a debt of the other side is another."""

    why: Text
    party: Short | UnsetType = UNSET
    amount_fen: Amount | UnsetType = UNSET
    reason: Text | UnsetType = UNSET
    since: Day | UnsetType = UNSET
    due: Day | UnsetType = UNSET


class CorrectDebt(Change, tag="debt.correct", frozen=True):
    """Put right what was written wrongly; what stood there stays readable in the log."""

    set: Correct


class DebtPaid(Fields, frozen=True):
    """What was paid of it; less than nothing: that came back."""

    day: Day
    amount_fen: Moved
    entry: RecordId | UnsetType = UNSET


class Pay(Fields, frozen=True):
    """One payment."""

    paid: DebtPaid


class PayDebt(Change, tag="debt.pay", frozen=True):
    """Say what was paid of it."""

    append: Pay


class Withdraw(Fields, frozen=True):
    """Why it does not stand: it was written twice, a court said so, it was forgiven."""

    withdrawn: Text


class WithdrawDebt(Change, tag="debt.withdraw", frozen=True):
    """The debt no longer stands; it stays readable with the reason."""

    set: Withdraw


def allow(change: DeclareDebt | CorrectDebt | PayDebt | WithdrawDebt, past: View | None, context: Context) -> None:
    """Accountants of the village or of a region above it."""
    if not context.actor.has("accountant", region=context.region):
        raise context.forbid("debt", "accountant")
    if isinstance(change, DeclareDebt):
        must_be_new(past)
        _check_days(change.set, context)
        return
    past = must_exist(past, "side")
    must_be_open(past, "withdrawn")
    if isinstance(change, CorrectDebt):
        must_say_more(change.set, but="why")
        _check_days(change.set, context, past)
        return
    if isinstance(change, WithdrawDebt):
        return
    said = change.append.paid
    check_done(said.day, "append.paid.day", context, is_late_refused=False)
    if said.amount_fen == 0:
        raise Invalid("append.paid.amount_fen", "too_small")
    if said.entry is not UNSET and context.look("entry", said.entry) is None:
        raise Invalid("append.paid.entry", "unknown")


def _check_days(said: Declare | Correct, context: Context, past: View | None = None) -> None:
    if said.since is not UNSET:
        check_done(said.since, "set.since", context, is_late_refused=False)
    check_days(**{"set.due": said.due})
    since, due = (said_or_past(said, past, field) for field in ("since", "due"))
    if due is not None and due < since:
        raise Invalid("set.due", "before_since")


CHANGES = (DeclareDebt, CorrectDebt, PayDebt, WithdrawDebt)
STEPPED = frozenset({"debt.declare", "debt.correct", "debt.pay", "debt.withdraw"})
OPEN = ("side", "party", "amount_fen", "reason", "since", "due", "why", "paid", "withdrawn")
KIND = Kind("debt", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
