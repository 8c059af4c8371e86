"""Grants: who may do what, where, and until when. The region is the key of the scope that the grant is written in.

An election is one op: what was held ends, and is given to others. Spec: sync/spec/roll.md, "Grants".
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
    """Clerk, and admins of the region or of one above it; of villagers, in a village, also who keeps its roll."""
    role = change.set.role if isinstance(change, GiveGrant) else (past or {}).get("role")
    roll = role == "villager" and context.scope.kind == "village" and context.actor.keeps_roll(context.region)
    if not (context.actor.clerk or roll or context.actor.has("admin", region=context.region)):
        raise context.forbid("grant", "admin")
    if isinstance(change, GiveGrant):
        must_be_new(past)
        check_days(**{"set.since": change.set.since, "set.until": change.set.until})
        if change.set.until < change.set.since:
            raise Invalid("set.until", "before_since")
        return
    must_be_open(past, "ended")
    check_days(**{"set.ended": change.set.ended})


CHANGES = (GiveGrant, EndGrant)
STEPPED = frozenset({"grant.give", "grant.end"})
KIND = Kind(
    "grant", frozenset({"village", "region"}), fields_of(CHANGES), CHANGES, allow, index=("person",), stepped=STEPPED
)
