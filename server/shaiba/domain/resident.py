"""People as the township's roll has them, each in a household. A record's id is the person's, and is random: it stands
in public beside what the person's phone signs, and must not be worked out from a name.

They stand in `office/<village>/roll`, as households do. No identity number, no day of birth, of a phone the last four
digits: enough to know at the counter who asks for a letter. Of a child, and of a child only, the year of coming of age.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid, UnknownRecord

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
    day_of,
    fields_of,
    is_roll,
    must_be_new,
    must_be_open,
)

Tail = Annotated[str, Meta(pattern=r"^[0-9]{4}\Z")]
Year = Annotated[str, Meta(pattern=r"^[0-9]{4}\Z")]
OF_AGE = 18
"""Years."""


class Add(Fields, frozen=True):
    """`household` is the household's number, `relation` to its head (户主, 妻, 长子), `phone_tail` four digits; `grown`
    the year in which a child comes of age: nobody else has one."""

    name: Short
    household: RecordId
    relation: Short | UnsetType = UNSET
    phone_tail: Tail | UnsetType = UNSET
    grown: Year | UnsetType = UNSET


class AddResident(Change, tag="resident.add", frozen=True):
    """A person enters the roll."""

    set: Add


class Update(Fields, frozen=True):
    """What changed. Who moves to another household stays the same person."""

    name: Short | UnsetType = UNSET
    household: RecordId | UnsetType = UNSET
    relation: Short | UnsetType = UNSET
    phone_tail: Tail | UnsetType = UNSET
    grown: Year | UnsetType = UNSET


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
        return
    if change.set.household is not UNSET and context.look("household", change.set.household) is None:
        raise UnknownRecord("household")
    year = int(day_of(context.now_ms)[:4])
    if change.set.grown is not UNSET and not year < int(change.set.grown) <= year + OF_AGE:
        raise Invalid("set.grown", "not_a_child")


CHANGES = (AddResident, UpdateResident, LeaveRoll)
STEPPED = frozenset({"resident.add", "resident.update", "resident.leave"})
KIND = Kind("resident", frozenset({"office"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
