"""Who comes to a meeting: in the square, each person once. At the door he signs with the key that hangs there.

Everybody else reads a number (meeting.count). Spec: sync/spec/meeting.md, 4 and 5.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import BadSignature, Closed, Invalid, Malformed
from shaiba_sync.keys import verify_bytes
from shaiba_sync.meeting import attend_id, door_message
from shaiba_sync.op import b64u_decode

from ..kind import Change, Context, Day, Fields, Kind, RecordId, View, check_done, day_of, fields_of, is_on_roll
from ..met import check_meeting, met_on

AttendWay = Literal["door", "proxy", "remote"]
"""到场, 代别人, 远程."""
DoorSignature = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{86}\Z")]


class Come(Fields, frozen=True):
    """`who` comes, `by` says so. `door`: what was signed with the key at the door."""

    meeting: RecordId
    who: RecordId
    way: AttendWay
    by: RecordId
    day: Day
    door: DoorSignature | UnsetType = UNSET


class SayAttend(Change, tag="attend.say", frozen=True):
    """Come to a meeting, or say anew how."""

    set: Come


def allow(change: SayAttend, past: View | None, context: Context) -> None:
    """Who is on the roll today; for another, who lives with him or acts for him. `past` may be said again."""
    said, actor = change.set, context.actor
    member = context.look("member", actor.person or "")
    if actor.person is None or not is_on_roll(member, day_of(context.now_ms)):
        raise context.forbid("attend", "roll")
    if said.by != actor.person:
        raise Invalid("set.by", "who_acts")
    if change.id != attend_id(said.meeting, said.who):
        raise Invalid("id", "not_the_id")
    meeting = check_meeting(said.meeting, context)
    if (said.way == "proxy") == (said.who == said.by):
        raise Invalid("set.way", "not_one_of")
    if said.way == "proxy":
        _check_proxy(said, member or {}, context)
    check_done(said.day, "set.day", context)
    if said.day > met_on(meeting):
        raise Closed
    if said.way != "proxy" and said.day != met_on(meeting):
        raise Invalid("set.day", "not_the_day")
    if (said.way == "door") != (said.door is not UNSET):
        raise Invalid("set.door", "missing" if said.door is UNSET else "not_here")
    if said.door is not UNSET and not _is_signed(said, said.door, meeting):
        raise Invalid("set.door", "not_the_door")


def _check_proxy(said: Come, member: View, context: Context) -> None:
    other = context.look("member", said.who)
    if not is_on_roll(other, day_of(context.now_ms)):
        raise Invalid("set.who", "unknown")
    lives_with = "household" in member and member["household"] == (other or {}).get("household")
    if not (lives_with or context.actor.acts_for(said.who, context.region)):
        raise context.forbid("attend", "household")


def _is_signed(said: Come, door: str, meeting: View) -> bool:
    message = door_message(said.meeting, said.who)
    for hung in meeting.get("doors", ()):
        try:
            verify_bytes("ed25519", b64u_decode(hung["key"], 32), b64u_decode(door, 64), message)
        except (BadSignature, Malformed):
            continue
        return True
    return False


CHANGES = (SayAttend,)
KIND = Kind("attend", frozenset({"square"}), fields_of(CHANGES), CHANGES, allow, index=("meeting",))
