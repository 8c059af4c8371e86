"""Erasure: by whose order a line went out of a log, and why. Said by the clerk, in the scope of the line.

Spec: sync/spec/erase.md. Whether the line is there is looked at where it is taken out (replica/erase.py).
"""

from typing import Annotated

from msgspec import Meta

from ..kind import Change, Context, Count, Fields, Kind, Short, View, fields_of, must_be_new

MOST_RECORDS = 1_000

Leaf = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{42}[AEIMQUYcgkosw048]\Z")]
Reason = Annotated[str, Meta(pattern=r"^[a-z_]{1,32}\Z")]
Place = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}/[0-9A-Za-z_-]{1,43}\Z")]


class Order(Fields, frozen=True):
    """The place of the line and its leaf; a reason code; who decided (an office and a number, nobody's name); and
    which records the line spoke of, as `kind/id`, so that whoever looks for one finds the gap."""

    seq: Count
    leaf: Leaf
    why: Reason
    order: Short
    records: Annotated[list[Place], Meta(min_length=1, max_length=MOST_RECORDS)]


class OrderErasure(Change, tag="erasure.order", frozen=True):
    """Take a line out. It is never said twice of one record: an erasure cannot be taken back."""

    set: Order


def allow(change: OrderErasure, past: View | None, context: Context) -> None:
    """The clerk alone."""
    if not context.actor.clerk:
        raise context.forbid("erasure", "clerk")
    must_be_new(past)


SCOPES = frozenset({"region", "village", "square", "watch", "home", "case", "box", "poll", "meeting", "office"})
CHANGES = (OrderErasure,)
KIND = Kind("erasure", SCOPES, fields_of(CHANGES), CHANGES, allow)
