"""Epoch: a log that had lost lines for good was gone on with, openly. Said by the clerk, at the place of the first line
that was lost.

Spec: sync/spec/scope.md, Giving up. That the log is in the epoch said is seen to where it begins (replica/restore.py).
"""

from typing import Annotated

from msgspec import Meta

from ..kind import Change, Context, Count, Fields, Kind, Short, View, fields_of, must_be_new


class Begun(Fields, frozen=True):
    """The number of the epoch; the place of the first line that was lost, which is this entry's own; how many lines
    somebody could show to have been lost, at least; and who decided (an office and a number, nobody's name)."""

    epoch: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    first: Count
    lost: Count
    order: Short


class BeginEpoch(Change, tag="epoch.begin", frozen=True):
    """Go on without the lines that nobody brought back. It cannot be taken back."""

    set: Begun


def allow(change: BeginEpoch, past: View | None, context: Context) -> None:
    """The clerk alone."""
    if not context.actor.clerk:
        raise context.forbid("epoch", "clerk")
    must_be_new(past)


SCOPES = frozenset({"region", "village", "square", "watch", "home", "case", "box", "poll", "meeting", "office"})
CHANGES = (BeginEpoch,)
KIND = Kind("epoch", SCOPES, fields_of(CHANGES), CHANGES, allow)
