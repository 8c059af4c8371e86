"""Openings: how often in a month a role opened what is covered in public. A record's id is `<month>_<role>`.

A count and nothing else: who opened what is told to the person concerned. Spec: sync/spec/privacy.md.
"""

import re

from shaiba_sync.errors import Invalid

from ..kind import Change, Context, Count, Fields, Kind, View, fields_of


class Tally(Fields, frozen=True):
    """So many, up to now."""

    count: Count


class CountOpenings(Change, tag="openings.count", frozen=True):
    """One more was opened."""

    set: Tally


_ID = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])_[a-z_]{1,20}")


def allow(change: CountOpenings, past: View | None, context: Context) -> None:
    """The clerk alone; a count does not fall."""
    if not context.actor.clerk:
        raise context.forbid("openings", "clerk")
    if not _ID.fullmatch(change.id):
        raise Invalid("id", "pattern")
    if past is not None and change.set.count < past["count"]:
        raise Invalid("set.count", "too_small")


CHANGES = (CountOpenings,)
KIND = Kind("openings", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow)
