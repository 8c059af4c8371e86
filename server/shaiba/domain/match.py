"""Matches (票据比对): one invoice in the books of two villages, as the clerk found it, for inspection to settle.

In `watch/<county>`. What everybody reads of it is an `explanation` in each village. Spec: sync/spec/match.md.
"""

from typing import Annotated

from msgspec import Meta

from shaiba_sync.errors import Invalid

from ..kind import (
    WATCHERS,
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    Short,
    Text,
    View,
    check_days,
    check_done,
    fields_of,
    must_be_new,
    must_be_open,
    must_exist,
)
from ..matched import MOST_MATCHED, MatchedEntry, MatchSettled


class Matched(Fields, frozen=True):
    """Entries with the invoice."""

    entries: Annotated[list[MatchedEntry], Meta(min_length=1, max_length=MOST_MATCHED)]


class Find(Fields, frozen=True):
    """The invoice's number as it is compared, and the day on which the clerk saw it twice."""

    number: Short
    found: Day


class FindMatch(Change, tag="match.find", frozen=True):
    """One invoice stands in several entries."""

    set: Find
    add: Matched


class JoinMatch(Change, tag="match.join", frozen=True):
    """It stands in another entry too."""

    add: Matched


class Settle(Fields, frozen=True):
    """What came of it. `finding` is for everybody to read; who settled it is not."""

    settled: MatchSettled
    finding: Text
    by: RecordId
    name: Short
    day: Day


class SettleMatch(Change, tag="match.settle", frozen=True):
    """Say what came of it."""

    set: Settle


def allow(change: FindMatch | JoinMatch | SettleMatch, past: View | None, context: Context) -> None:
    """Found by the clerk, settled by inspection."""
    if isinstance(change, SettleMatch):
        if not context.actor.has(*WATCHERS, region=context.region):
            raise context.forbid("match", "inspector")
        must_exist(past, "number")
        must_be_open(past, "settled")
        if change.set.by != context.actor.person:
            raise Invalid("set.by", "who_acts")
        check_done(change.set.day, "set.day", context)
        return
    if not context.actor.clerk:
        raise context.forbid("match", "clerk")
    if isinstance(change, FindMatch):
        must_be_new(past)
        check_days(**{"set.found": change.set.found})
        return
    past = must_be_open(past, "settled")
    if len({*past["entries"], *change.add.entries}) > MOST_MATCHED:
        raise Invalid("add.entries", "too_long")


CHANGES = (FindMatch, JoinMatch, SettleMatch)
KIND = Kind("match", frozenset({"watch"}), fields_of(CHANGES), CHANGES, allow)
