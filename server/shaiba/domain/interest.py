"""Interests: on whom somebody in office may not decide (回避). A record's id is the person's.

They stand in the square: a villager's phone must know whom it may ask. What was declared is taken back by an admin
only: nobody frees himself. Spec: sync/spec/roll.md, "Grants".
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import Change, Context, Fields, Kind, RecordId, View, fields_of, must_exist

Names = Annotated[list[Annotated[str, Meta(min_length=1, max_length=120)]], Meta(min_length=1, max_length=100)]
People = Annotated[list[RecordId], Meta(min_length=1, max_length=100)]
Tags = Annotated[list[str], Meta(min_length=1, max_length=100)]


class Declared(Fields, frozen=True):
    """`relatives` are people by their ids, `businesses` names as they stand in ledgers."""

    relatives: People | UnsetType = UNSET
    businesses: Names | UnsetType = UNSET


class DeclareInterest(Change, tag="interest.declare", frozen=True):
    """Somebody is close to me, or something is mine: what concerns them is not for me to answer."""

    add: Declared


class Withdrawn(Fields, frozen=True):
    """The tags of what no longer holds."""

    relatives: Tags | UnsetType = UNSET
    businesses: Tags | UnsetType = UNSET


class WithdrawInterest(Change, tag="interest.withdraw", frozen=True):
    """What was declared no longer holds."""

    drop: Withdrawn


def allow(change: DeclareInterest | WithdrawInterest, past: View | None, context: Context) -> None:
    """Declare: the person, in whatever office there or above. Withdraw: admins of the village or of a region above."""
    actor = context.actor
    if isinstance(change, WithdrawInterest):
        if not actor.has("admin", region=context.region):
            raise context.forbid("interest", "admin")
        must_exist(past)
    elif actor.person != change.id:
        raise context.forbid("interest", "person")
    elif change.add.relatives is not UNSET and change.id in change.add.relatives:
        raise Invalid("add.relatives", "oneself")


CHANGES = (DeclareInterest, WithdrawInterest)
STEPPED = frozenset({"interest.withdraw"})
KIND = Kind("interest", frozenset({"square"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
