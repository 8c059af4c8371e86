"""Nominations: above a village an office is given by two. One nominates, another gives what was nominated (grant.py).

A record's id is that of the grant that it may become. Spec: sync/spec/roll.md, "Above a village".
"""

from msgspec import UNSET, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    Role,
    Short,
    View,
    check_days,
    fields_of,
    must_be_new,
    must_be_open,
)


class Nominate(Fields, frozen=True):
    """What the grant would say; `by` is who nominates, `instead` the grant that would end with it."""

    person: RecordId
    role: Role
    since: Day
    until: Day
    name: Short
    by: RecordId
    office: RecordId | UnsetType = UNSET
    instead: RecordId | UnsetType = UNSET


class MakeNomination(Change, tag="nomination.make", frozen=True):
    """Somebody is to hold an office, if another one agrees."""

    set: Nominate


class Drop(Fields, frozen=True):
    """The day it was dropped."""

    dropped: Day


class DropNomination(Change, tag="nomination.drop", frozen=True):
    """Nothing comes of it."""

    set: Drop


def allow(change: MakeNomination | DropNomination, past: View | None, context: Context) -> None:
    """Clerk, and admins of the region or of one above it; nobody nominates himself."""
    actor = context.actor
    if not (actor.clerk or actor.has("admin", region=context.region)):
        raise context.forbid("nomination", "admin")
    if isinstance(change, DropNomination):
        must_be_open(past, "dropped")
        check_days(**{"set.dropped": change.set.dropped})
        return
    said = change.set
    if not actor.clerk and said.by != actor.person:
        raise Invalid("set.by", "who_acts")
    must_be_new(past)
    if said.person == said.by:
        raise Invalid("set.person", "oneself")
    check_days(**{"set.since": said.since, "set.until": said.until})
    if said.until < said.since:
        raise Invalid("set.until", "before_since")


CHANGES = (MakeNomination, DropNomination)
STEPPED = frozenset({"nomination.make", "nomination.drop"})
KIND = Kind("nomination", frozenset({"region"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
