"""Rents (应收应付): one sum that a contract makes due on a day, whoever is to get it, and what was paid of it.

Where many are owed by one contract (land rent), `payee` is who of them, masked; what is covered is the `original` of
the same id, and the household's own line is its `owed`. Spec: sync/spec/lease.md.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Closed, Invalid

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
    fields_of,
    must_be_new,
    must_exist,
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


def allow(change: PostRent | PayRent, past: View | None, context: Context) -> None:
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
    must_exist(past, "contract")
    said = change.append.paid
    check_done(said.day, "append.paid.day", context, is_late_refused=False)
    if said.amount_fen == 0:
        raise Invalid("append.paid.amount_fen", "too_small")
    if said.entry is not UNSET and context.look("entry", said.entry) is None:
        raise Invalid("append.paid.entry", "unknown")


CHANGES = (PostRent, PayRent)
STEPPED = frozenset({"rent.post", "rent.pay"})
OPEN = ("contract", "number", "due", "payee", "quantity", "amount_fen", "paid")
KIND = Kind("rent", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
