"""People as the township's roll has them, each in a household. A record's id is the person's, and is random: it stands
in public beside what the person's phone signs, and must not be worked out from a name.

They stand in `office/<village>/roll`, as households do. No identity number, no day of birth, of a phone the last four
digits: enough to know at the counter who asks for a letter.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import UnknownRecord

from ..kind import (
    Change,
    Context,
    Fields,
    Kind,
    Leave,
    RecordId,
    Short,
    View,
    check_days,
    fields_of,
    is_roll,
    must_be_new,
    must_be_open,
)

Tail = Annotated[str, Meta(pattern=r"^[0-9]{4}\Z")]


class Add(Fields, frozen=True):
    """`household` is the household's number, `relation` to its head (户主, 妻, 长子), `phone_tail` four digits."""

    name: Short
    household: RecordId
    relation: Short | UnsetType = UNSET
    phone_tail: Tail | UnsetType = UNSET


class AddResident(Change, tag="resident.add", frozen=True):
    """A person enters the roll."""

    set: Add


class Update(Fields, frozen=True):
    """What changed. Who moves to another household stays the same person."""

    name: Short | UnsetType = UNSET
    household: RecordId | UnsetType = UNSET
    relation: Short | UnsetType = UNSET
    phone_tail: Tail | UnsetType = UNSET


class UpdateResident(Change, tag="resident.update", frozen=True):
    """A person's entry is put right."""

    set: Update


class LeaveRoll(Change, tag="resident.leave", frozen=True):
    """A person leaves the roll: moved away, or died."""

    set: Leave


def allow(change: AddResident | UpdateResident | LeaveRoll, past: View | None, context: Context) -> None:
    """Clerk, and cadres of the village or of a region above it; in the roll alone; into a household that is there."""
    if not is_roll(context.scope) or not (context.actor.clerk or context.actor.has("cadre", region=context.region)):
        raise context.forbid("resident", "cadre")
    if isinstance(change, AddResident):
        must_be_new(past)
    else:
        must_be_open(past, "left")
    if isinstance(change, LeaveRoll):
        check_days(**{"set.left": change.set.left})
    elif change.set.household is not UNSET and context.look("household", change.set.household) is None:
        raise UnknownRecord("household")


CHANGES = (AddResident, UpdateResident, LeaveRoll)
STEPPED = frozenset({"resident.add", "resident.update", "resident.leave"})
KIND = Kind("resident", frozenset({"office"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
