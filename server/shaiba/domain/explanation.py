"""Explanations (待说明): entries of which the village is asked how their invoice stands in other books, too.

A neutral label, no accusation: the clerk sets it and takes it off, the village says what there is to say. In the
village's own log, with the id of the match that only inspection settles. Spec: sync/spec/match.md.
"""

from typing import Annotated

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
)
from ..matched import MOST_MATCHED, MatchedEntry, MatchSettled

OwnEntries = Annotated[list[RecordId], Meta(min_length=1, max_length=MOST_MATCHED)]
OtherEntries = Annotated[list[MatchedEntry], Meta(min_length=1, max_length=MOST_MATCHED)]


class Asked(Fields, frozen=True):
    """The day on which the clerk saw it."""

    asked: Day


class AskedOf(Fields, frozen=True):
    """Entries of this village; those elsewhere that have the same invoice."""

    entries: OwnEntries
    others: OtherEntries | UnsetType = UNSET


class AskExplanation(Change, tag="explanation.ask", frozen=True):
    """An entry is to be explained."""

    set: Asked
    add: AskedOf


class JoinedBy(Fields, frozen=True):
    """What is there besides."""

    entries: OwnEntries | UnsetType = UNSET
    others: OtherEntries | UnsetType = UNSET


class JoinExplanation(Change, tag="explanation.join", frozen=True):
    """The same invoice stands in another entry, too."""

    add: JoinedBy


class ExplanationWord(Fields, frozen=True):
    """What the village says of it."""

    day: Day
    by: RecordId
    name: Short
    text: Text


class Given(Fields, frozen=True):
    """One explanation."""

    words: ExplanationWord


class GiveExplanation(Change, tag="explanation.give", frozen=True):
    """Explain it."""

    append: Given


class Settled(Fields, frozen=True):
    """What came of it, on which day."""

    settled: MatchSettled
    settled_on: Day
    finding: Text


class SettleExplanation(Change, tag="explanation.settle", frozen=True):
    """Inspection has settled it."""

    set: Settled


def allow(
    change: AskExplanation | JoinExplanation | GiveExplanation | SettleExplanation, past: View | None, context: Context
) -> None:
    """Asked and settled by the clerk alone; explained by who answers for the books, in the village itself."""
    if isinstance(change, GiveExplanation):
        must_exist(past, "asked")
        if not context.actor.has_here("accountant", "committee", "branch", region=context.region):
            raise context.forbid("explanation", "accountant")
        word = change.append.words
        if word.by != context.actor.person:
            raise Invalid("append.words.by", "who_acts")
        check_done(word.day, "append.words.day", context)
        return
    if not context.actor.clerk:
        raise context.forbid("explanation", "clerk")
    if isinstance(change, AskExplanation):
        must_be_new(past)
        check_days(**{"set.asked": change.set.asked})
        return
    must_be_open(past, "settled")
    if isinstance(change, SettleExplanation):
        check_days(**{"set.settled_on": change.set.settled_on})


CHANGES = (AskExplanation, JoinExplanation, GiveExplanation, SettleExplanation)
OPEN = ("asked", "entries", "others", "words", "settled", "settled_on", "finding")
KIND = Kind("explanation", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN)
