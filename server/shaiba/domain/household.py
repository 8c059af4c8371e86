"""Households as the township's roll has them. A record's id is the household's number in its village (03-017).

They stand in `office/<village>/roll`: read by those whose office is the roll, and by nobody else. What the village
itself reads of its people is `member`; what everyone reads are counts (`village`).
"""

from msgspec import UNSET, UnsetType

from ..kind import Change, Context, Fields, Kind, Short, View, fields_of, is_roll, must_be_new, must_exist


class Add(Fields, frozen=True):
    """`group` is the villagers' group (第3组), `note` how the house is found. No address, no identity number: what is
    not needed to hand over a letter is not held."""

    group: Short
    note: Short | UnsetType = UNSET


class AddHousehold(Change, tag="household.add", frozen=True):
    """A household enters the roll."""

    set: Add


class Update(Fields, frozen=True):
    """What changed."""

    group: Short | UnsetType = UNSET
    note: Short | UnsetType = UNSET


class UpdateHousehold(Change, tag="household.update", frozen=True):
    """A household's entry is put right."""

    set: Update


def allow(change: AddHousehold | UpdateHousehold, past: View | None, context: Context) -> None:
    """Clerk, and cadres of the village or of a region above it; in the roll alone."""
    if not is_roll(context.scope) or not (context.actor.clerk or context.actor.has("cadre", region=context.region)):
        raise context.forbid("household", "cadre")
    if isinstance(change, AddHousehold):
        must_be_new(past)
    else:
        must_exist(past)


CHANGES = (AddHousehold, UpdateHousehold)
STEPPED = frozenset({"household.add", "household.update"})
KIND = Kind("household", frozenset({"office"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
