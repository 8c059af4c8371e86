"""The village: its name, how many live there, what it looks like. One record, whose id is the region's code."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import Change, Context, Fields, Kind, Photo, Short, Text, View, fields_of

Heads = Annotated[int, Meta(ge=0, le=1_000_000)]


class Describe(Fields, frozen=True):
    """`groups` are villagers' groups (村民小组), `people` those on the household register."""

    name: Short | UnsetType = UNSET
    groups: Heads | UnsetType = UNSET
    households: Heads | UnsetType = UNSET
    people: Heads | UnsetType = UNSET
    about: Text | UnsetType = UNSET
    cover: Photo | UnsetType = UNSET


class DescribeVillage(Change, tag="village.describe", frozen=True):
    """Say what is known of the village; later words replace earlier ones, field by field."""

    set: Describe


def allow(change: DescribeVillage, past: View | None, context: Context) -> None:
    """Clerk; committee of the village; cadres of the regions above."""
    if not (context.actor.clerk or context.actor.has("committee", "cadre", region=context.region)):
        raise context.forbid("village", "committee")
    if change.id != context.region:
        raise Invalid("id", "not_the_region")
    if past is None and change.set.name is UNSET:
        raise Invalid("set.name", "missing")


CHANGES = (DescribeVillage,)
OPEN = ("name", "groups", "households", "people", "about")
KIND = Kind("village", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN)
