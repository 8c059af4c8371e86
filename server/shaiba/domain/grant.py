"""Grants: who may do what, where, and until when. The region is the key of the scope that the grant is written in.

An election is one op: what was held ends, and is given to others. Above a village it takes two people: one nominates
(nomination.py), another gives. Spec: sync/spec/roll.md, "Grants".
"""

import msgspec
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


class Give(Fields, frozen=True):
    """`until` is the last day the grant holds; it ends by itself. `name` is shown beside what the person writes."""

    person: RecordId
    role: Role
    since: Day
    until: Day
    office: RecordId | UnsetType = UNSET
    name: Short | UnsetType = UNSET


class GiveGrant(Change, tag="grant.give", frozen=True):
    """Give a person a role for a term."""

    set: Give


class End(Fields, frozen=True):
    """The day from which the grant no longer holds, and the reason."""

    ended: Day
    why: Short


class EndGrant(Change, tag="grant.end", frozen=True):
    """End a grant before its term."""

    set: End


def allow(change: GiveGrant | EndGrant, past: View | None, context: Context) -> None:
    """Clerk, and admins of the region or of one above it; of villagers, in a village, also who keeps its roll. Above a
    village an admin gives what another one nominated."""
    role = change.set.role if isinstance(change, GiveGrant) else (past or {}).get("role")
    roll = role == "villager" and context.scope.kind == "village" and context.actor.keeps_roll(context.region)
    if not (context.actor.clerk or roll or context.actor.has("admin", region=context.region)):
        raise context.forbid("grant", "admin")
    if isinstance(change, GiveGrant):
        must_be_new(past)
        if context.scope.kind == "region" and not context.actor.clerk:
            _check_second(change, context)
        check_days(**{"set.since": change.set.since, "set.until": change.set.until})
        if change.set.until < change.set.since:
            raise Invalid("set.until", "before_since")
        return
    must_be_open(past, "ended")
    check_days(**{"set.ended": change.set.ended})


def _check_second(change: GiveGrant, context: Context) -> None:
    """Somebody else nominated this very grant, and it is not one's own."""
    asked = context.look("nomination", change.id)
    giver = context.actor.person
    if asked is None or "dropped" in asked or giver in (asked["by"], change.set.person):
        raise context.forbid("grant", "another_person")
    said = msgspec.to_builtins(change.set)
    for name in ("person", "role", "since", "until", "name", "office"):
        if said.get(name) != asked.get(name):
            raise Invalid(f"set.{name}", "not_as_nominated")


CHANGES = (GiveGrant, EndGrant)
STEPPED = frozenset({"grant.give", "grant.end"})
KIND = Kind(
    "grant", frozenset({"village", "region"}), fields_of(CHANGES), CHANGES, allow, index=("person",), stepped=STEPPED
)
