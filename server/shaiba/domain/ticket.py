"""Tickets: what the issuer signed, where only the household finds it. Its phone takes off the blinding.

Spec: sync/spec/poll.md, 8.
"""

from typing import Annotated

from msgspec import Meta

from ..kind import Change, Context, Fields, Kind, RecordId, View, fields_of, must_be_new

Number = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{341}[AQgw]\Z")]


class Give(Fields, frozen=True):
    """What was asked for in the square under the same id, signed."""

    poll: RecordId
    signed: Annotated[list[Number], Meta(min_length=1, max_length=2)]


class GiveTicket(Change, tag="ticket.give", frozen=True):
    """Give a household its ballot."""

    set: Give


def allow(change: GiveTicket, past: View | None, context: Context) -> None:
    """The clerk."""
    if not context.actor.clerk:
        raise context.forbid("ticket", "clerk")
    must_be_new(past)


CHANGES = (GiveTicket,)
KIND = Kind("ticket", frozenset({"home"}), fields_of(CHANGES), CHANGES, allow, index=("poll",))
