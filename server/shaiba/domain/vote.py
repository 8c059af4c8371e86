"""Votes, the answers to open polls, in the square, where each says what he chose; and to named ones, at home, from
where the clerk brings them to the office that asks. Under an id that each has once.

The newest counts, whole. Spec: sync/spec/poll.md, 4 and 5.
"""

from msgspec import UNSET

from shaiba_sync.errors import Invalid
from shaiba_sync.poll import answer_id, check_choice

from ..kind import Change, Context, Fields, Kind, RecordId, View, fields_of
from ..polled import PollSaid, check_polled, must_answer_for


class Give(Fields, frozen=True):
    """`who`: the person or household whose answer it is. One answer, whole: two given apart never mix."""

    poll: RecordId
    who: RecordId
    said: PollSaid


class GiveVote(Change, tag="vote.give", frozen=True):
    """Answer, or answer anew."""

    set: Give


def allow(change: GiveVote, past: View | None, context: Context) -> None:
    """Who is on the roll, for himself or his household; who acts for him, in the own name; until the close."""
    said = change.set
    poll = check_polled(said.poll, "named" if context.scope.kind == "home" else "open", context, "vote")
    must_answer_for(poll, said.who, said.said.by, "set.said.by", context, "vote")
    if change.id != answer_id(said.poll, said.who):
        raise Invalid("id", "not_the_id")
    try:
        check_choice(poll, said.said.choice)
    except Invalid:
        raise Invalid("set.said.choice", "not_one_of") from None
    if said.said.words is UNSET and poll["answer"] == "words":
        raise Invalid("set.said.words", "missing")
    if said.said.words is not UNSET and not (poll["answer"] == "words" or poll.get("suggestions")):
        raise Invalid("set.said.words", "not_here")


CHANGES = (GiveVote,)
KIND = Kind("vote", frozenset({"square", "home"}), fields_of(CHANGES), CHANGES, allow, index=("poll",))
