"""What a village owes one household by a contract, in that household's own scope: whose line it is, in full.

The clerk's alone, once the accountant has published the sum and kept whose it is. Whether it was paid stands in the
public `rent` of the same id. Spec: sync/spec/lease.md.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ..kind import Change, Context, Day, Fields, Kind, RecordId, Short, View, fields_of, must_be_new

Amount = Annotated[int, Meta(ge=1, le=10**11)]


class Tell(Fields, frozen=True):
    """The line, as the office has it."""

    contract: RecordId
    payee: Short
    due: Day
    amount_fen: Amount
    quantity: Short | UnsetType = UNSET


class TellOwed(Change, tag="owed.tell", frozen=True):
    """Show a household what it is owed."""

    set: Tell


def allow(change: TellOwed, past: View | None, context: Context) -> None:
    """Clerk."""
    if not context.actor.clerk:
        raise context.forbid("owed", "clerk")
    must_be_new(past)


CHANGES = (TellOwed,)
KIND = Kind("owed", frozenset({"home"}), fields_of(CHANGES), CHANGES, allow, index=("contract",))
