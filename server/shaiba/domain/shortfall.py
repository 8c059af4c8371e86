"""Shortfalls: a household says that a payment did not come, or came as another sum. A record's id is the payment's.

They stand with the office that holds the list and with the supervisory committee, who must act on it; nobody else reads
which household it was. Spec: sync/spec/payout.md.
"""

from typing import Annotated

from msgspec import Meta

from ..kind import Change, Context, Fields, HouseholdAnswer, Kind, RecordId, Short, View, fields_of, is_roll

Amount = Annotated[int, Meta(ge=1, le=2**53 - 1)]


class Note(Fields, frozen=True):
    """Which household, what it should have got, and its newest answer: one that says 收到 has settled it."""

    payout: RecordId
    household: RecordId
    payee: Short
    amount_fen: Amount
    answer: HouseholdAnswer


class NoteShortfall(Change, tag="shortfall.note", frozen=True):
    """Tell those who must act; said again when the household answers anew."""

    set: Note


def allow(change: NoteShortfall, past: View | None, context: Context) -> None:
    """The clerk alone, who has it from the household; never among the roll."""
    if is_roll(context.scope) or not context.actor.clerk:
        raise context.forbid("shortfall", "clerk")


CHANGES = (NoteShortfall,)
KIND = Kind("shortfall", frozenset({"office"}), fields_of(CHANGES), CHANGES, allow)
