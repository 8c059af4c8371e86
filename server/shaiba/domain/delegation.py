"""Delegations: somebody lets another of the village read her cases, or act for her, until a day (委托).

They stand in the square, beside the roll: whoever reads «X for Y» there can see by what right. What one gives for them
is looked at when the other asks (replica/who.py), so it ends by itself. A child's is entrusted by who keeps the roll,
to somebody else. Spec: sync/spec/family.md.
"""

from datetime import date, timedelta
from typing import Literal

from shaiba_sync.errors import Invalid

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    View,
    check_days,
    day_of,
    fields_of,
    is_on_roll,
    must_be_new,
    must_be_open,
    must_exist,
)

MOST_DAYS = 366
"""A delegation lasts a year at most, from the day it is taken."""


class Give(Fields, frozen=True):
    """`person` lets `to` read her cases, or act for her besides; or only attest who she is when her phone is lost.
    `until` is the last day it holds."""

    person: RecordId
    to: RecordId
    may: Literal["read", "act", "attest"]
    until: Day


class GiveDelegation(Change, tag="delegation.give", frozen=True):
    """Let somebody read one's cases, or act for oneself."""

    set: Give


class Charge(Fields, frozen=True):
    """A child's: `by` is who keeps the roll. It holds until the child comes of age or has a phone of its own, and no
    longer than `until`."""

    person: RecordId
    to: RecordId
    may: Literal["act"]
    until: Day
    by: RecordId


class EntrustChild(Change, tag="delegation.entrust", frozen=True):
    """Let a parent or guardian act for a child."""

    set: Charge


class End(Fields, frozen=True):
    """It holds no more as soon as this is said, whatever the day: no clock can put it off."""

    ended: Day


class EndDelegation(Change, tag="delegation.end", frozen=True):
    """End it before its day."""

    set: End


def allow(change: GiveDelegation | EntrustChild | EndDelegation, past: View | None, context: Context) -> None:
    """Give: the person, to another; both on the village's roll. Entrust: who keeps that roll, never to himself. End:
    either of the two, and of a child's also who keeps the roll."""
    actor = context.actor
    today = day_of(context.now_ms)
    if isinstance(change, EndDelegation):
        past = must_exist(past)
        keeps = "by" in past and actor.keeps_roll(context.region)
        if not keeps and (actor.person is None or actor.person not in (past.get("person"), past.get("to"))):
            raise context.forbid("delegation", "person")
        must_be_open(past, "ended")
        check_days(**{"set.ended": change.set.ended})
        return
    given = change.set
    if isinstance(change, EntrustChild):
        if not actor.keeps_roll(context.region) or actor.person in (given.person, given.to):
            raise context.forbid("delegation", "cadre")
        if change.set.by != actor.person:
            raise Invalid("set.by", "who_acts")
        if not is_on_roll(context.look("member", given.person), today):
            raise Invalid("set.person", "not_on_roll")
    elif actor.person != given.person or not is_on_roll(context.look("member", given.person), today):
        raise context.forbid("delegation", "person")
    must_be_new(past)
    check_days(**{"set.until": given.until})
    if given.to == given.person:
        raise Invalid("set.to", "oneself")
    if not is_on_roll(context.look("member", given.to), today):
        raise Invalid("set.to", "not_on_roll")
    if date.fromisoformat(given.until) > date.fromisoformat(today) + timedelta(days=MOST_DAYS):
        raise Invalid("set.until", "too_late")


CHANGES = (GiveDelegation, EntrustChild, EndDelegation)
STEPPED = frozenset({"delegation.entrust"})
KIND = Kind("delegation", frozenset({"square"}), fields_of(CHANGES), CHANGES, allow, index=("to",), stepped=STEPPED)
