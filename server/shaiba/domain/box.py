"""Boxes: what a poll's answers in a village, or in several together, added up to. Closed by the clerk, once.

Of a secret poll with the file of its ballots, so that everybody counts again. Spec: sync/spec/poll.md, 13.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.ballot import MOST_OPTIONS
from shaiba_sync.errors import Invalid
from shaiba_sync.poll import FEWEST_BALLOTS
from shaiba_sync.scope import covers

from ..kind import Change, Context, Count, Fields, Kind, RecordId, RegionCode, Sha256Hex, View, fields_of, must_be_new

Root = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{43}\Z")]


class Close(Fields, frozen=True):
    """Whose answers are in it, how many asked and answered, the sums; the ballots' file and the root over them."""

    poll: RecordId
    villages: Annotated[list[RegionCode], Meta(min_length=1, max_length=2_000)]
    asked: Count
    ballots: Count
    counts: Annotated[list[Count], Meta(max_length=MOST_OPTIONS * 5)]
    blob: Sha256Hex | UnsetType = UNSET
    root: Root | UnsetType = UNSET


class CloseBox(Change, tag="box.close", frozen=True):
    """Count a box."""

    set: Close


def allow(change: CloseBox, past: View | None, context: Context) -> None:
    """The clerk. A box of fewer than ten is none, but of an open poll, of which everybody sees who said what."""
    if not context.actor.clerk:
        raise context.forbid("box", "clerk")
    must_be_new(past)
    said = change.set
    if change.id != said.poll:
        raise Invalid("id", "not_the_id")
    if not all(covers(context.region, village) for village in said.villages):
        raise Invalid("set.villages", "not_below")
    if (said.blob is UNSET) != (said.root is UNSET):
        raise Invalid("set.root", "missing" if said.root is UNSET else "not_here")
    poll = context.above("poll", said.poll) or {}
    if (said.blob is not UNSET or poll.get("secrecy") == "named") and said.ballots < FEWEST_BALLOTS:
        raise Invalid("set.ballots", "too_few")


CHANGES = (CloseBox,)
OPEN = ("poll", "villages", "asked", "ballots", "counts", "blob", "root")
KIND = Kind("box", frozenset({"village", "region"}), fields_of(CHANGES), CHANGES, allow, index=("poll",), open=OPEN)
