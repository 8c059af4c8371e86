"""The roll: who belongs to the village, in which household. Read by the village only; a record's id is the person's."""

from msgspec import UNSET, UnsetType

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
    must_be_new,
    must_be_open,
)


class Add(Fields, frozen=True):
    """`household` is the household's number in the roll (03-017), `group` the villagers' group (第3组)."""

    name: Short
    household: RecordId
    group: Short


class AddMember(Change, tag="member.add", frozen=True):
    """A person joins the roll."""

    set: Add


class Update(Fields, frozen=True):
    """What changed."""

    name: Short | UnsetType = UNSET
    household: RecordId | UnsetType = UNSET
    group: Short | UnsetType = UNSET


class UpdateMember(Change, tag="member.update", frozen=True):
    """A person's entry in the roll is put right."""

    set: Update


class LeaveVillage(Change, tag="member.leave", frozen=True):
    """A person leaves the roll; what they wrote stays."""

    set: Leave


def allow(change: AddMember | UpdateMember | LeaveVillage, past: View | None, context: Context) -> None:
    """Clerk, and cadres of the village or of a region above it."""
    if not (context.actor.clerk or context.actor.has("cadre", region=context.region)):
        raise context.forbid("member", "cadre")
    if isinstance(change, AddMember):
        must_be_new(past)
        return
    must_be_open(past, "left")
    if isinstance(change, LeaveVillage):
        check_days(**{"set.left": change.set.left})


CHANGES = (AddMember, UpdateMember, LeaveVillage)
STEPPED = frozenset({"member.add", "member.update", "member.leave"})
KIND = Kind("member", frozenset({"square"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
