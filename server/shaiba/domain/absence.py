"""Absences (缺位): what a village owed to the public and was not there, or said nothing, as the clerk noted it.

One record an item and period, for each sort; nobody takes it back, and publishing later does not. Who publishes may
explain it, in the open. Spec: sync/spec/duty.md.
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
    must_exist,
)

AbsenceSort = Literal["overdue", "empty"]
ItemKey = Annotated[str, Meta(pattern=r"^[A-Z]-[0-9]{2,3}\Z")]
Period = Annotated[str, Meta(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]))?\Z")]


class Note(Fields, frozen=True):
    """`name` of the item as the catalogue has it; `due` when it should have been there, `day` when it was not;
    `catalogue` the version that asks for it; `disclosure` the one that says nothing."""

    sort: AbsenceSort
    item: ItemKey
    name: Short
    period: Period
    due: Day
    day: Day
    catalogue: RecordId
    disclosure: RecordId | UnsetType = UNSET


class NoteAbsence(Change, tag="absence.note", frozen=True):
    """Something is not there."""

    set: Note


class AbsenceWord(Fields, frozen=True):
    """What who publishes says of it. It changes nothing of that it was not there."""

    day: Day
    by: RecordId
    name: Short
    text: Text


class Explain(Fields, frozen=True):
    """One explanation."""

    words: AbsenceWord


class ExplainAbsence(Change, tag="absence.explain", frozen=True):
    """Say why it was not there."""

    append: Explain


def allow(change: NoteAbsence | ExplainAbsence, past: View | None, context: Context) -> None:
    """It is noted by the clerk alone; explained by who publishes in the village itself."""
    if isinstance(change, NoteAbsence):
        if not context.actor.clerk:
            raise context.forbid("absence", "clerk")
        must_be_new(past)
        said = change.set
        if change.id != f"{said.sort}-{said.item}-{said.period}":
            raise Invalid("id", "not_of_it")
        check_days(**{"set.due": said.due, "set.day": said.day})
        return
    must_exist(past, "item")
    if not context.actor.has_here("accountant", "committee", "branch", region=context.region):
        raise context.forbid("absence", "accountant")
    word = change.append.words
    if word.by != context.actor.person:
        raise Invalid("append.words.by", "who_acts")
    check_done(word.day, "append.words.day", context)


CHANGES = (NoteAbsence, ExplainAbsence)
OPEN = ("sort", "item", "name", "period", "due", "day", "catalogue", "disclosure", "words")
KIND = Kind("absence", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN)
