"""Readings (阅签): who of a village's officials has read a case circular, in the village's own log, or a town's.

One record a circular, with its id: so nobody's phone carries the signatures of other villages, and the village sees who
of its own has read it. Spec: sync/spec/know.md.
"""

from shaiba_sync.errors import Invalid
from shaiba_sync.scope import region_level

from ..kind import Change, Context, Day, Fields, Kind, RecordId, Role, Short, View, check_done, fields_of


class ReadingSigned(Fields, frozen=True):
    """Who has read it, in which office."""

    day: Day
    by: RecordId
    name: Short
    role: Role


class Sign(Fields, frozen=True):
    """One signature."""

    signed: ReadingSigned


class SignReading(Change, tag="reading.sign", frozen=True):
    """Say that one has read it."""

    append: Sign


def allow(change: SignReading, past: View | None, context: Context) -> None:
    """Whoever holds one of the circular's roles in the village or town itself."""
    if context.scope.kind == "region" and region_level(context.region) != "town":
        raise context.forbid("reading", "scope")
    said = change.append.signed
    found = context.above("circular", change.id)
    if found is None or "audience" not in found or "withdrawn" in found:
        raise Invalid("id", "no_circular")
    if said.role not in found["audience"]:
        raise Invalid("append.signed.role", "not_one_of")
    if not context.actor.has_here(said.role, region=context.region):
        raise context.forbid("reading", said.role)
    if said.by != context.actor.person:
        raise Invalid("append.signed.by", "who_acts")
    check_done(said.day, "append.signed.day", context)


CHANGES = (SignReading,)
KIND = Kind("reading", frozenset({"village", "region"}), fields_of(CHANGES), CHANGES, allow, open=("signed",))
