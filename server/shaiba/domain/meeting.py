"""Meetings: called, moved, counted, written down, voted in, promised at; all by who calls meetings, in their own name.

What is said is taken in however late or by however few: that it is, everyone works out alike (shaiba_sync.meeting).
What is refused is what nobody could judge. Spec: sync/spec/meeting.md.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.clock import MAX_DRIFT_MS
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
Millis = Annotated[int, Meta(ge=0, le=2**48 - 1)]
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


class ItemTurn(MeetingWord, frozen=True, kw_only=True):
    """When an item was come to, ms since 1970: there one finds it in a recording."""

    item: ItemKey
    at: Millis


class AddTurn(Fields, frozen=True):
    """One turn; an item may be come back to."""

    turns: ItemTurn


class TurnToItem(Change, tag="meeting.turn", frozen=True):
    """Say that an item of the agenda begins now."""

    append: AddTurn


KEYED = ("counts", "minutes", "votes", "promises")
"""Lists whose members have a key of their own."""
CONFIRMED = ("counts", "minutes", "votes")
STAYS = ("minutes", "confirms", "follows")
"""What is still said of a meeting that was called off."""


def allow(change: Any, past: View | None, context: Context) -> None:
    """All by who may call a meeting here, in their own name; a paper and a reason have none. Then `CHECKS`."""
    if isinstance(change, CallMeeting):
        must_be_caller("meeting", change.set.by, "set.by", context)
        must_be_new(past)
        _check_call(change.set, context)
        return
    struct = change.set if isinstance(change, CancelMeeting) else change.append
    [field] = struct.__struct_fields__
    said, at = getattr(struct, field), f"append.{field}"
    must_be_caller("meeting", getattr(said, "by", context.actor.person) or "", f"{at}.by", context)
    past = must_exist(past, "agenda")
    if "cancelled" in past and field not in STAYS:
        raise Closed
    for check in CHECKS[field]:
        check(said, at, past, context)


def _check_call(said: Call, context: Context) -> None:
    check_done(said.told, "set.told", context)
    _check_ahead(said.day, "set.day", context)
    keys = [item.key for item in said.agenda]
    if len(set(keys)) < len(keys):
        raise Invalid("set.agenda", "twice")
    if said.called is UNSET and meeting_rule(said.rule, said.sort).present is not None:
        raise Invalid("set.called", "missing")


def _is_told(said: Any, at: str, _: View, context: Context) -> None:
    check_done(said.told, f"{at}.told", context)


def _is_ahead(said: Any, at: str, _: View, context: Context) -> None:
    _check_ahead(said.day, f"{at}.day", context)


def _is_done(said: Any, at: str, _: View, context: Context) -> None:
    check_done(said.day, f"{at}.day", context)


def _is_of_the_agenda(said: Any, at: str, past: View, _: Context) -> None:
    if said.item is not UNSET and all(said.item != one["key"] for one in past["agenda"]):
        raise Invalid(f"{at}.item", "not_one_of")


def _has_its_own_key(said: Any, at: str, past: View, _: Context) -> None:
    if any(one["key"] == said.key for name in KEYED for one in past.get(name, ())):
        raise Invalid(f"{at}.key", "twice")


def _is_not_before_the_day(_: Any, at: str, past: View, context: Context) -> None:
    if day_of(context.now_ms) < met_on(past):
        raise Invalid(f"{at}.day", "too_early")


def _is_of_who_was_called(said: Any, at: str, past: View, _: Context) -> None:
    if said.present > past.get("called", said.present):
        raise Invalid(f"{at}.present", "more_than_there_are")


def _is_due_after(said: Any, at: str, _: View, context: Context) -> None:
    _check_ahead(said.due, f"{at}.due", context)
    if said.due < said.day:
        raise Invalid(f"{at}.due", "too_early")


def _is_anothers_word(said: Any, at: str, past: View, _: Context) -> None:
    wrote = next((one for name in CONFIRMED for one in past.get(name, ()) if one["key"] == said.of), None)
    if wrote is None:
        raise Invalid(f"{at}.of", "unknown")
    if wrote["by"] == said.by:
        raise Invalid(f"{at}.of", "own_word")


def _is_of_an_open_promise(said: Any, at: str, past: View, _: Context) -> None:
    if all(one["key"] != said.of for one in past.get("promises", ())):
        raise Invalid(f"{at}.of", "unknown")
    if any((one["of"], one["state"]) == (said.of, "done") for one in past.get("follows", ())):
        raise Closed


def _has_begun(said: Any, at: str, _: View, context: Context) -> None:
    if said.at > context.now_ms + MAX_DRIFT_MS:
        raise Invalid(f"{at}.at", "too_late")


def _check_ahead(day: str, field: str, context: Context) -> None:
    check_days(**{field: day})
    if day > (date.fromisoformat(day_of(context.now_ms)) + timedelta(days=MOST_DAYS)).isoformat():
        raise Invalid(field, "too_late")


CHECKS: Mapping[str, tuple[Callable[[Any, str, View, Context], None], ...]] = {
    "moves": (_is_told, _is_ahead),
    "cancelled": (),
    "doors": (),
    "papers": (_is_done, _is_of_the_agenda),
    "turns": (_is_done, _is_of_the_agenda, _is_not_before_the_day, _has_begun),
    "counts": (_is_done, _has_its_own_key, _is_not_before_the_day, _is_of_who_was_called),
    "minutes": (_is_done, _is_of_the_agenda, _has_its_own_key, _is_not_before_the_day),
    "votes": (_is_done, _is_of_the_agenda, _has_its_own_key, _is_not_before_the_day),
    "confirms": (_is_done, _is_anothers_word),
    "promises": (_is_done, _is_of_the_agenda, _has_its_own_key, _is_due_after),
    "follows": (_is_done, _is_of_an_open_promise),
}
"""What is asked of each thing that is said, in this order; the first that fails is the refusal."""

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
    TurnToItem,
)
OPEN = (
    "sort", "rule", "title", "place", "day", "hour", "agenda", "called", "told", "cancelled", "moves", "counts",
    "minutes", "votes", "promises", "follows", "confirms", "turns",
)  # fmt: skip
KIND = Kind("meeting", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN)
