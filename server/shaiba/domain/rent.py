"""Rents (应收应付): one sum that a contract makes due on a day, whoever is to get it, and what was paid of it.

Where many are owed by one contract (land rent), `payee` is who of them, masked; what is covered is the `original` of
the same id, and the household's own line is its `owed`. What was written wrongly is put right or withdrawn in the open.
Spec: sync/spec/lease.md.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Closed, Invalid
from shaiba_sync.lease import paid_fen

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
)

Number = Annotated[int, Meta(ge=1, le=10_000)]
Amount = Annotated[int, Meta(ge=1, le=10**11)]
Moved = Annotated[int, Meta(ge=-(10**11), le=10**11)]


class Post(Fields, frozen=True):
    """`number` is its place in the contract's schedule; `quantity` what it is paid by (2.39 亩)."""

    contract: RecordId
    number: Number
    due: Day
    amount_fen: Amount
    payee: Short | UnsetType = UNSET
    quantity: Short | UnsetType = UNSET


class PostRent(Change, tag="rent.post", frozen=True):
    """Put a sum into the schedule of a contract."""

    set: Post


class Correct(Fields, frozen=True):
    """What is put right, and why. Whose it is stays: what is another's is another sum."""

    reason: Text
    due: Day | UnsetType = UNSET
    amount_fen: Amount | UnsetType = UNSET
    quantity: Short | UnsetType = UNSET


class CorrectRent(Change, tag="rent.correct", frozen=True):
    """Put right what was written wrongly; what stood there stays readable in the log."""

    set: Correct


class Withdraw(Fields, frozen=True):
    """Why it does not stand: it was written twice, the contract says otherwise."""

    withdrawn: Text


class WithdrawRent(Change, tag="rent.withdraw", frozen=True):
    """The sum is no longer due; it stays readable with the reason."""

    set: Withdraw


class RentPaid(Fields, frozen=True):
    """Money that came, or was paid out (less than nothing: that went back); `entry` is its line in the ledger."""

    day: Day
    amount_fen: Moved
    entry: RecordId | UnsetType = UNSET


class Pay(Fields, frozen=True):
    """One payment."""

    paid: RentPaid


class PayRent(Change, tag="rent.pay", frozen=True):
    """Say what was paid of it."""

    append: Pay


def allow(change: PostRent | CorrectRent | PayRent | WithdrawRent, past: View | None, context: Context) -> None:
    """Accountants of the village or of a region above it."""
    if not context.actor.has("accountant", region=context.region):
        raise context.forbid("rent", "accountant")
    if isinstance(change, PostRent):
        must_be_new(past)
        check_days(**{"set.due": change.set.due})
        contract = context.look("contract", change.set.contract)
        if contract is None or "since" not in contract:
            raise Invalid("set.contract", "unknown")
        if "ended" in contract:
            raise Closed
        return
    past = must_be_open(must_exist(past, "contract"), "withdrawn")
    if isinstance(change, CorrectRent):
        must_say_more(change.set)
        check_days(**{"set.due": change.set.due})
        return
    if isinstance(change, WithdrawRent):
        if paid_fen(past.get("paid", ())) != 0:
            raise Invalid("set.withdrawn", "was_paid")
        return
    said = change.append.paid
    check_done(said.day, "append.paid.day", context, is_late_refused=False)
    if said.amount_fen == 0:
        raise Invalid("append.paid.amount_fen", "too_small")
    if said.entry is not UNSET and context.look("entry", said.entry) is None:
        raise Invalid("append.paid.entry", "unknown")


CHANGES = (PostRent, CorrectRent, PayRent, WithdrawRent)
STEPPED = frozenset({"rent.post", "rent.correct", "rent.pay", "rent.withdraw"})
OPEN = ("contract", "number", "due", "payee", "quantity", "amount_fen", "reason", "paid", "withdrawn")
KIND = Kind("rent", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
