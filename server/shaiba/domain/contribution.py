"""Contributions: the chance that a villager's phone adds to a draw. The id is of draw and phone: so it is one.

They stand in the square, for a phone's id is not for everybody; when they are closed the clerk writes the values into
the village's log, not whose they are, and each phone looks for its own. Spec: sync/spec/draw.md, 4 and 8.
"""

from typing import Annotated

from msgspec import Meta

from shaiba_sync.draw import MOST_VALUES, contribution_id
from shaiba_sync.errors import Closed, Invalid

from ..kind import Change, Context, Fields, Kind, RecordId, View, day_of, fields_of, is_on_roll, must_be_new

Value = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{21}[AQgw]\Z")]


class Give(Fields, frozen=True):
    """Sixteen random bytes for a draw."""

    draw: RecordId
    value: Value


class GiveContribution(Change, tag="contribution.give", frozen=True):
    """Add a phone's own chance to a draw."""

    set: Give


def allow(change: GiveContribution, past: View | None, context: Context) -> None:
    """Whoever is on the roll today, from each phone once, until the day has ended that the announcement says."""
    today = day_of(context.now_ms)
    person = context.actor.person
    if person is None or not is_on_roll(context.look("member", person), today):
        raise context.forbid("contribution", "roll")
    must_be_new(past)
    if change.id != contribution_id(change.set.draw, context.actor.device):
        raise Invalid("id", "not_the_id")
    draw = context.above("draw", change.set.draw)
    if draw is None or "contributions_until" not in draw:
        raise Invalid("set.draw", "unknown")
    if "voided" in draw or "values" in draw or draw["contributions_until"] < today:
        raise Closed
    if context.count("contribution", "draw", change.set.draw) >= MOST_VALUES:
        raise Invalid("set.draw", "full")


CHANGES = (GiveContribution,)
KIND = Kind("contribution", frozenset({"square"}), fields_of(CHANGES), CHANGES, allow, index=("draw",))
