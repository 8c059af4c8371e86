"""Meetings: called, moved, counted, written down, voted in, promised at; all by who calls meetings, in their own name.

What is said is taken in however late or by however few: that it is, everyone works out alike (shaiba_sync.meeting).
What is refused is what nobody could judge. Spec: sync/spec/meeting.md.
"""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Closed, Invalid
from shaiba_sync.meeting import MEETING_RULES, MeetingSort, meeting_rule

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    Photo,
    RecordId,
    Short,
    Text,
    View,
    check_days,
    check_done,
    day_of,
    fields_of,
    must_be_new,
    must_exist,
)
from ..met import met_on, must_be_caller

MOST_DAYS = 366
"""So far ahead a meeting is called, and something promised."""

NEWEST_RULE = max(MEETING_RULES)
ItemKey = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,19}\Z")]
Hour = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
Heads = Annotated[int, Meta(ge=0, le=100_000)]
DoorKey = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{43}\Z")]


class AgendaItem(Fields, frozen=True):
    """What is to be talked about."""

    key: ItemKey
    title: Short


class Call(Fields, frozen=True):
    """`told`: the day on which the village was told; `called`: how many are called; `invited`: who else comes."""

    sort: MeetingSort
    rule: Annotated[int, Meta(ge=1, le=NEWEST_RULE)]
    title: Short
    place: Short
    day: Day
    hour: Hour
    agenda: Annotated[list[AgendaItem], Meta(min_length=1, max_length=20)]
    told: Day
    by: RecordId
    name: Short
    called: Heads | UnsetType = UNSET
    text: Text | UnsetType = UNSET
    invited: Annotated[list[Short], Meta(min_length=1, max_length=20)] | UnsetType = UNSET


class CallMeeting(Change, tag="meeting.call", frozen=True):
    """Call a meeting."""

    set: Call


class MeetingWord(Fields, frozen=True):
    """Who says it, and on which day."""

    day: Day
    by: RecordId
    name: Short


class MeetingMove(Fields, frozen=True):
    """When and where it is instead, and why; `told` is the day on which that was said."""

    day: Day
    hour: Hour
    place: Short
    reason: Text
    told: Day
    by: RecordId
    name: Short


class AddMove(Fields, frozen=True):
    """One move; the last counts."""

    moves: MeetingMove


class MoveMeeting(Change, tag="meeting.move", frozen=True):
    """Say that it is at another time, or elsewhere."""

    append: AddMove


class Cancel(Fields, frozen=True):
    """Why it is not held."""

    cancelled: Text


class CancelMeeting(Change, tag="meeting.cancel", frozen=True):
    """Call it off."""

    set: Cancel


class MeetingDoor(Fields, frozen=True):
    """The public half of the key that hangs at the door."""

    key: DoorKey
    by: RecordId


class AddDoor(Fields, frozen=True):
    """One key."""

    doors: MeetingDoor


class OpenDoor(Change, tag="meeting.door", frozen=True):
    """Hang up a code by which those who come say that they are there."""

    append: AddDoor


class MeetingPaper(Photo, frozen=True, kw_only=True):
    """A picture of a paper; `item` is the item that it belongs to."""

    name: Short
    day: Day
    item: ItemKey | UnsetType = UNSET


class AddPaper(Fields, frozen=True):
    """One paper."""

    papers: MeetingPaper


class AttachPaper(Change, tag="meeting.attach", frozen=True):
    """Put a paper with it."""

    append: AddPaper


class MeetingCount(MeetingWord, frozen=True, kw_only=True):
    """So many are there."""

    key: RecordId
    present: Heads


class AddCount(Fields, frozen=True):
    """One count."""

    counts: MeetingCount


class CountMeeting(Change, tag="meeting.count", frozen=True):
    """Say how many are there."""

    append: AddCount


class MeetingMinute(MeetingWord, frozen=True, kw_only=True):
    """What was said to an item."""

    key: RecordId
    item: ItemKey
    text: Annotated[str, Meta(min_length=1, max_length=8000)]


class AddMinute(Fields, frozen=True):
    """One version; those before it stay."""

    minutes: MeetingMinute


class WriteMinute(Change, tag="meeting.minute", frozen=True):
    """Write down what was said."""

    append: AddMinute


class MeetingVote(MeetingWord, frozen=True, kw_only=True):
    """What was put to the vote, and what was counted by hand."""

    key: RecordId
    item: ItemKey
    title: Short
    agree: Heads
    against: Heads
    abstain: Heads


class AddVote(Fields, frozen=True):
    """One vote."""

    votes: MeetingVote


class CountVote(Change, tag="meeting.vote", frozen=True):
    """Say how a vote went."""

    append: AddVote


class MeetingConfirm(MeetingWord, frozen=True, kw_only=True):
    """`of`: the key of what is right."""

    of: RecordId


class AddConfirm(Fields, frozen=True):
    """One confirmation."""

    confirms: MeetingConfirm


class ConfirmIt(Change, tag="meeting.confirm", frozen=True):
    """Say that what somebody else wrote or counted is right."""

    append: AddConfirm


class MeetingPromise(MeetingWord, frozen=True, kw_only=True):
    """What was promised, by whom (an office), until when; `ask` is what it answers."""

    key: RecordId
    what: Text
    who: Short
    due: Day
    item: ItemKey | UnsetType = UNSET
    ask: RecordId | UnsetType = UNSET


class AddPromise(Fields, frozen=True):
    """One promise."""

    promises: MeetingPromise


class MakePromise(Change, tag="meeting.promise", frozen=True):
    """Write down what was promised."""

    append: AddPromise


class MeetingFollow(MeetingWord, frozen=True, kw_only=True):
    """How far a promise is."""

    of: RecordId
    state: Literal["going", "done"]
    text: Text


class AddFollow(Fields, frozen=True):
    """One word of it."""

    follows: MeetingFollow


class FollowPromise(Change, tag="meeting.follow", frozen=True):
    """Say how far a promise is, or that it is kept."""

    append: AddFollow


KEYED = ("counts", "minutes", "votes", "promises")
"""Lists whose members have a key of their own."""
CONFIRMED = ("counts", "minutes", "votes")
AFTER = ("counts", "minutes", "votes")
"""What nobody says before the day."""
STAYS = ("minutes", "confirms", "follows")
"""What is still said of a meeting that was called off."""


def allow(change: Any, past: View | None, context: Context) -> None:
    """All by who may call a meeting here, in their own name; a paper and a reason have none."""
    if isinstance(change, CallMeeting):
        must_be_caller("meeting", change.set.by, "set.by", context)
        must_be_new(past)
        _check_call(change.set, context)
        return
    [(field, said)] = _said(change)
    by = getattr(said, "by", context.actor.person)
    must_be_caller("meeting", by or "", f"append.{field}.by", context)
    past = must_exist(past, "agenda")
    if "cancelled" in past and field not in STAYS:
        raise Closed
    at = f"append.{field}"
    if isinstance(said, MeetingMove):
        check_done(said.told, f"{at}.told", context)
        _check_ahead(said.day, f"{at}.day", context)
    elif isinstance(said, MeetingWord | MeetingPaper):
        check_done(said.day, f"{at}.day", context)
        _check_said(field, said, past, context)


def _said(change: Any) -> list[tuple[str, Any]]:
    """The one list, or register, that a change says, and what."""
    struct = change.set if isinstance(change, CancelMeeting) else change.append
    return [(name, getattr(struct, name)) for name in struct.__struct_fields__]


def _check_call(said: Call, context: Context) -> None:
    check_done(said.told, "set.told", context)
    _check_ahead(said.day, "set.day", context)
    keys = [item.key for item in said.agenda]
    if len(set(keys)) < len(keys):
        raise Invalid("set.agenda", "twice")
    if said.called is UNSET and meeting_rule(said.rule, said.sort).present is not None:
        raise Invalid("set.called", "missing")


def _check_said(field: str, said: MeetingWord | MeetingPaper, past: View, context: Context) -> None:
    at = f"append.{field}"
    item = getattr(said, "item", UNSET)
    if item is not UNSET and all(item != one["key"] for one in past["agenda"]):
        raise Invalid(f"{at}.item", "not_one_of")
    written = {one["key"]: one for name in KEYED for one in past.get(name, ())}
    if field in KEYED and said.key in written:  # type: ignore[union-attr]
        raise Invalid(f"{at}.key", "twice")
    if field in AFTER and day_of(context.now_ms) < met_on(past):
        raise Invalid(f"{at}.day", "too_early")
    if isinstance(said, MeetingCount) and said.present > past.get("called", said.present):
        raise Invalid(f"{at}.present", "more_than_there_are")
    if isinstance(said, MeetingPromise):
        _check_ahead(said.due, f"{at}.due", context)
        if said.due < said.day:
            raise Invalid(f"{at}.due", "too_early")
    if isinstance(said, MeetingConfirm):
        _check_confirm(said, past)
    if isinstance(said, MeetingFollow):
        _check_follow(said, past)


def _check_confirm(said: MeetingConfirm, past: View) -> None:
    wrote = next((one for name in CONFIRMED for one in past.get(name, ()) if one["key"] == said.of), None)
    if wrote is None:
        raise Invalid("append.confirms.of", "unknown")
    if wrote["by"] == said.by:
        raise Invalid("append.confirms.of", "own_word")


def _check_follow(said: MeetingFollow, past: View) -> None:
    if all(one["key"] != said.of for one in past.get("promises", ())):
        raise Invalid("append.follows.of", "unknown")
    if any((one["of"], one["state"]) == (said.of, "done") for one in past.get("follows", ())):
        raise Closed


def _check_ahead(day: str, field: str, context: Context) -> None:
    check_days(**{field: day})
    if day > (date.fromisoformat(day_of(context.now_ms)) + timedelta(days=MOST_DAYS)).isoformat():
        raise Invalid(field, "too_late")


CHANGES = (
    CallMeeting,
    MoveMeeting,
    CancelMeeting,
    OpenDoor,
    AttachPaper,
    CountMeeting,
    WriteMinute,
    CountVote,
    ConfirmIt,
    MakePromise,
    FollowPromise,
)
OPEN = (
    "sort", "rule", "title", "place", "day", "hour", "agenda", "called", "told", "cancelled", "moves", "counts",
    "minutes", "votes", "promises", "follows", "confirms",
)  # fmt: skip
KIND = Kind("meeting", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN)
