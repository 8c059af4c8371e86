"""What villagers bring to a meeting: questions, proposals, and that they want to speak; before it, in it, after it.

What comes of it is said as of suggestions to polls (domain/suggestion.py). Spec: sync/spec/meeting.md, 7 and 8.
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
    View,
    check_done,
    day_of,
    fields_of,
    is_on_roll,
    must_be_new,
    must_exist,
)
from ..met import check_meeting, must_be_caller

AskSort = Literal["question", "proposal", "speak"]
"""问题, 建议, 要发言."""
AskTurn = Literal["asked", "called", "done"]
"""会上问过了; 轮到发言, 发过言."""
MARKS_OF = {"question": ("asked",), "proposal": ("asked",), "speak": ("called", "done")}
ItemKey = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,19}\Z")]


class Ask(Fields, frozen=True):
    """What, to which item of the agenda, and who."""

    meeting: RecordId
    sort: AskSort
    text: Annotated[str, Meta(min_length=1, max_length=500)]
    person: RecordId
    item: ItemKey | UnsetType = UNSET


class SayAsk(Change, tag="ask.say", frozen=True):
    """Bring something to a meeting."""

    set: Ask


class Seconders(Fields, frozen=True):
    """Who wants to know it too: a person, by the id."""

    seconders: Annotated[list[RecordId], Meta(min_length=1, max_length=1)]


class SecondAsk(Change, tag="ask.second", frozen=True):
    """Add one's own voice to what a neighbour asks."""

    add: Seconders


class AskMarked(Fields, frozen=True):
    """That it was asked in the meeting, or that somebody had the word."""

    mark: AskTurn
    day: Day
    by: RecordId
    name: Short


class AddMark(Fields, frozen=True):
    """One of them."""

    marks: AskMarked


class MarkAsk(Change, tag="ask.mark", frozen=True):
    """Say that its turn came."""

    append: AddMark


def allow(change: SayAsk | SecondAsk | MarkAsk, past: View | None, context: Context) -> None:
    """Say, second: who is on the roll today, in the own name. Mark: who may call meetings."""
    if isinstance(change, MarkAsk):
        marked = change.append.marks
        must_be_caller("ask", marked.by, "append.marks.by", context)
        past = must_exist(past, "text")
        check_done(marked.day, "append.marks.day", context)
        if marked.mark not in MARKS_OF[past["sort"]]:
            raise Invalid("append.marks.mark", "not_one_of")
        return
    person = context.actor.person
    if person is None or not is_on_roll(context.look("member", person), day_of(context.now_ms)):
        raise context.forbid("ask", "roll")
    if isinstance(change, SecondAsk):
        past = must_exist(past, "text")
        if change.add.seconders != [person] or person == past["person"]:
            raise context.forbid("ask", "neighbour")
        return
    must_be_new(past)
    if change.set.person != person:
        raise Invalid("set.person", "who_acts")
    meeting = check_meeting(change.set.meeting, context)
    if change.set.item is not UNSET and all(change.set.item != one["key"] for one in meeting["agenda"]):
        raise Invalid("set.item", "not_one_of")


CHANGES = (SayAsk, SecondAsk, MarkAsk)
KIND = Kind("ask", frozenset({"square"}), fields_of(CHANGES), CHANGES, allow, index=("meeting",))
