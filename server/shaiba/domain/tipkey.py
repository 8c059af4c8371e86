"""Tip keys: to whom sealed tips are sealed. Whoever inspects a county or city says his own age recipient there.

A phone seals to those that hold today, whose person's grant holds today. Spec: sync/spec/tips.md, "Keys".
"""

from datetime import date

from shaiba_sync.errors import Invalid
from shaiba_sync.tips import is_recipient

from ..kind import (
    WATCHERS,
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    Short,
    View,
    check_days,
    fields_of,
    has_tips,
    must_be_new,
    must_be_open,
)

MOST_DAYS = 62
"""So long a key holds: two months, that who is away when a new one is due does not leave a gap."""


class Publish(Fields, frozen=True):
    """`recipient` is the key as age writes it; it holds from `since` to `until`, its last day."""

    person: RecordId
    recipient: Short
    since: Day
    until: Day


class PublishTipkey(Change, tag="tipkey.publish", frozen=True):
    """Seal to me."""

    set: Publish


class End(Fields, frozen=True):
    """The day from which nobody seals to it."""

    ended: Day


class EndTipkey(Change, tag="tipkey.end", frozen=True):
    """Seal to this one no longer."""

    set: End


def allow(change: PublishTipkey | EndTipkey, past: View | None, context: Context) -> None:
    """Publish: who inspects this very region, for himself. End: he, or admins of the region or of one above it."""
    actor = context.actor
    if isinstance(change, EndTipkey):
        own = past is not None and past["person"] == actor.person
        if not has_tips(context.scope) or not (own or actor.has("admin", region=context.region)):
            raise context.forbid("tipkey", "admin")
        must_be_open(past, "ended")
        check_days(**{"set.ended": change.set.ended})
        return
    if not has_tips(context.scope) or not actor.has_here(*WATCHERS, region=context.region):
        raise context.forbid("tipkey", "inspector")
    must_be_new(past)
    said = change.set
    if said.person != actor.person:
        raise Invalid("set.person", "who_acts")
    if not is_recipient(said.recipient):
        raise Invalid("set.recipient", "not_a_recipient")
    check_days(**{"set.since": said.since, "set.until": said.until})
    if said.until < said.since:
        raise Invalid("set.until", "before_since")
    if (date.fromisoformat(said.until) - date.fromisoformat(said.since)).days > MOST_DAYS:
        raise Invalid("set.until", "too_late")


CHANGES = (PublishTipkey, EndTipkey)
STEPPED = frozenset({"tipkey.publish", "tipkey.end"})
KIND = Kind("tipkey", frozenset({"region"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
