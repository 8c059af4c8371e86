"""Payments: one household's line in the public list of a payout, masked as a ledger's row is (sync/spec/privacy.md).

What is covered of it is the `original` of the same id; the household's own line is its `confirmation`.
Spec: sync/spec/payout.md.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Closed, Invalid

from ..kind import Change, Context, Fields, Kind, RecordId, Short, View, fields_of, must_be_new

Number = Annotated[int, Meta(ge=1, le=10_000)]
Amount = Annotated[int, Meta(ge=1, le=2**53 - 1)]


class Post(Fields, frozen=True):
    """`number` is its place in the list, `payee` the head of the household, `quantity` of what the payout pays by
    (3.52 亩), as the sheet has it."""

    payout: RecordId
    number: Number
    payee: Short
    amount_fen: Amount
    quantity: Short | UnsetType = UNSET
    note: Short | UnsetType = UNSET


class PostPayment(Change, tag="payment.post", frozen=True):
    """Put a line into the list of a payout."""

    set: Post


def allow(change: PostPayment, past: View | None, context: Context) -> None:
    """Clerk (in the open), and accountants of the village or of a region above it."""
    if not (context.actor.clerk or context.actor.has("accountant", region=context.region)):
        raise context.forbid("payment", "accountant")
    must_be_new(past)
    payout = context.look("payout", change.set.payout)
    if payout is None:
        raise Invalid("set.payout", "unknown")
    if "withdrawn" in payout:
        raise Closed


CHANGES = (PostPayment,)
STEPPED = frozenset({"payment.post"})
OPEN = ("payout", "number", "payee", "quantity", "amount_fen", "note")
KIND = Kind("payment", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
