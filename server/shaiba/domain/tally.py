"""Tallies: what a counter of a vote on paper saw, with pictures of the sheets. Three count, each for himself.

What differs is shown, not resolved. Spec: sync/spec/poll.md, 2.
"""

from typing import Annotated

from msgspec import Meta

from shaiba_sync.ballot import MOST_OPTIONS
from shaiba_sync.errors import Invalid
from shaiba_sync.poll import answer_id

from ..kind import Change, Context, Count, Day, Fields, Kind, Photo, RecordId, Role, View, check_done, fields_of

COUNTERS = ("committee", "branch", "supervisor", "cadre", "station", "discipline")


class Record(Fields, frozen=True):
    """The sums of the sheets, and what was not valid; who counted, as what, on which day."""

    poll: RecordId
    counts: Annotated[list[Count], Meta(min_length=1, max_length=MOST_OPTIONS)]
    spoiled: Count
    sheets: Annotated[list[Photo], Meta(min_length=1, max_length=12)]
    day: Day
    by: RecordId
    role: Role


class RecordTally(Change, tag="tally.record", frozen=True):
    """Say what was counted; said again where it was mistyped."""

    set: Record


def allow(change: RecordTally, past: View | None, context: Context) -> None:
    """Who holds one of the offices that count, in the own name, of a vote on paper, from its day on."""
    said = change.set
    if said.role not in COUNTERS or not context.actor.has(said.role, region=context.region):
        raise context.forbid("tally", "office")
    if said.by != context.actor.person:
        raise Invalid("set.by", "who_acts")
    if change.id != answer_id(said.poll, said.by):
        raise Invalid("id", "not_the_id")
    poll = context.look("poll", said.poll)
    if poll is None or "place" not in poll or "voided" in poll:
        raise Invalid("set.poll", "unknown")
    check_done(said.day, "set.day", context)
    if said.day < poll["opens"]:
        raise Invalid("set.day", "too_early")
    if len(said.counts) != len(poll.get("options", said.counts)):
        raise Invalid("set.counts", "not_as_many")


CHANGES = (RecordTally,)
STEPPED = frozenset({"tally.record"})
OPEN = ("poll", "counts", "spoiled", "day", "role")
KIND = Kind(
    "tally", frozenset({"village", "region"}), fields_of(CHANGES), CHANGES, allow, index=("poll",), open=OPEN,
    stepped=STEPPED,
)  # fmt: skip
