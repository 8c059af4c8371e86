"""What a village owes one household by a contract, in that household's own scope: whose line it is, in full, and what
the household says to it.

The clerk tells it, once the accountant has published the sum and kept whose it is, and anew where the sum was put
right. What the village says was paid stands in the public `rent` of the same id. Anyone of the household says whether
it came, and anew: the newest counts.
Spec: sync/spec/lease.md.
"""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid, Taken

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
    day_of,
    fields_of,
    must_exist,
)

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


class Give(Fields, frozen=True):
    """One answer, whole: two that are given apart never mix."""

    answer: HouseholdAnswer


class AnswerOwed(Change, tag="owed.answer", frozen=True):
    """Say whether the money came."""

    set: Give


class Note(Fields, frozen=True):
    """What of the household's is in the public counts."""

    counted: HouseholdSay


class CountOwed(Change, tag="owed.count", frozen=True):
    """The answer is in the counts now."""

    set: Note


def allow(change: TellOwed | AnswerOwed | CountOwed, past: View | None, context: Context) -> None:
    """Tell, count: the clerk. Answer: whoever the roll has in the household today, in their own name; that it did not
    come from the day after it was due."""
    if isinstance(change, AnswerOwed):
        past = check_answer("owed", change.set.answer, past, "contract", context)
        if change.set.answer.say == "missing" and day_of(context.now_ms) <= past["due"]:
            raise Invalid("set.answer.say", "too_early")
        return
    if not context.actor.clerk:
        raise context.forbid("owed", "clerk")
    if isinstance(change, CountOwed):
        must_exist(past, "contract")
    elif past is not None and msgspec.to_builtins(change.set).items() <= past.items():
        raise Taken


CHANGES = (TellOwed, AnswerOwed, CountOwed)
KIND = Kind("owed", frozenset({"home"}), fields_of(CHANGES), CHANGES, allow, index=("contract",))
