"""Answers to named polls, as the office that asked reads them: brought there by the clerk when all is over.

They stand in `office/<region>/<office>`, and nobody else reads them. Spec: sync/spec/poll.md, 5.
"""

from shaiba_sync.errors import Invalid
from shaiba_sync.poll import answer_id

from ..kind import Change, Context, Fields, Kind, RecordId, RegionCode, View, fields_of, must_be_new
from ..polled import PollSaid


class Bring(Fields, frozen=True):
    """What was said to which poll, by whom (`who`: the person or household), in which village."""

    poll: RecordId
    village: RegionCode
    who: RecordId
    said: PollSaid


class BringAnswer(Change, tag="answered.bring", frozen=True):
    """Bring an answer to who asked."""

    set: Bring


def allow(change: BringAnswer, past: View | None, context: Context) -> None:
    """The clerk, once. Of two villages with households of one number both have theirs."""
    if not context.actor.clerk:
        raise context.forbid("answered", "clerk")
    must_be_new(past)
    if change.id != answer_id(change.set.poll, f"{change.set.village} {change.set.who}"):
        raise Invalid("id", "not_the_id")


CHANGES = (BringAnswer,)
KIND = Kind("answered", frozenset({"office"}), fields_of(CHANGES), CHANGES, allow, index=("poll",))
