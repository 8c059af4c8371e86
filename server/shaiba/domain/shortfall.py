"""Shortfalls: a household says that a payment, or a rent owed to it, did not come, or came as another sum. A record's
id is the payment's, or the rent's.

They stand with the office that holds the list and with the supervisory committee, who must act on it; nobody else reads
which household it was. Spec: sync/spec/payout.md.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import Change, Context, Fields, HouseholdAnswer, Kind, RecordId, Short, View, fields_of, is_roll

Amount = Annotated[int, Meta(ge=1, le=2**53 - 1)]


class Note(Fields, frozen=True):
    """Of which payout or contract, which household, what it should have got, and its newest answer: one that says 收到
    has settled it."""

    household: RecordId
    payee: Short
    amount_fen: Amount
    answer: HouseholdAnswer
    payout: RecordId | UnsetType = UNSET
    contract: RecordId | UnsetType = UNSET


class NoteShortfall(Change, tag="shortfall.note", frozen=True):
    """Tell those who must act; said again when the household answers anew."""

    set: Note


def allow(change: NoteShortfall, past: View | None, context: Context) -> None:
    """The clerk alone, who has it from the household; never among the roll."""
    if is_roll(context.scope) or not context.actor.clerk:
        raise context.forbid("shortfall", "clerk")
    if (change.set.payout is UNSET) == (change.set.contract is UNSET):
        raise Invalid("set.payout", "missing" if change.set.payout is UNSET else "not_here")


CHANGES = (NoteShortfall,)
KIND = Kind("shortfall", frozenset({"office"}), fields_of(CHANGES), CHANGES, allow)
