"""Confirmations: what a payout brought one household, in full, and what the household says to it.

They stand in `home/<village>-<household>`, which its own people read and nobody else. The clerk asks, with the line as
the accountant signed it; anyone of the household answers, and answers anew until the last day: the newest counts.
Spec: sync/spec/payout.md.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Closed

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    HouseholdAnswer,
    HouseholdSay,
    Kind,
    RecordId,
    Short,
    View,
    check_answer,
    check_days,
    day_of,
    fields_of,
    must_be_new,
    must_exist,
)

Amount = Annotated[int, Meta(ge=1, le=2**53 - 1)]


class Ask(Fields, frozen=True):
    """The household's line, and the day until which it answers."""

    payout: RecordId
    payee: Short
    amount_fen: Amount
    until: Day
    quantity: Short | UnsetType = UNSET
    note: Short | UnsetType = UNSET


class AskHousehold(Change, tag="confirmation.ask", frozen=True):
    """Show a household its line, and ask whether the money came."""

    set: Ask


class Give(Fields, frozen=True):
    """One answer, whole: two that are given apart never mix."""

    answer: HouseholdAnswer


class AnswerAsked(Change, tag="confirmation.answer", frozen=True):
    """Say whether the money came."""

    set: Give


class Note(Fields, frozen=True):
    """What of the household's is in the public counts."""

    counted: HouseholdSay


class CountAnswer(Change, tag="confirmation.count", frozen=True):
    """The answer is in the counts now."""

    set: Note


def allow(change: AskHousehold | AnswerAsked | CountAnswer, past: View | None, context: Context) -> None:
    """Ask, count: the clerk. Answer: whoever the roll has in the household today, in their own name."""
    actor = context.actor
    if not isinstance(change, AnswerAsked):
        if not actor.clerk:
            raise context.forbid("confirmation", "clerk")
        if isinstance(change, CountAnswer):
            must_exist(past, "payout")
            return
        must_be_new(past)
        check_days(**{"set.until": change.set.until})
        return
    past = check_answer("confirmation", change.set.answer, past, "payout", context)
    if past["until"] < day_of(context.now_ms):
        raise Closed


CHANGES = (AskHousehold, AnswerAsked, CountAnswer)
KIND = Kind("confirmation", frozenset({"home"}), fields_of(CHANGES), CHANGES, allow, index=("payout",))
