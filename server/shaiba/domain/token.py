"""Tokens: who asked for a ballot of a secret poll. In the square, so that neighbours see who took part, and a ghost.

What is signed is blinded: nobody learns which ballot it will be. Spec: sync/spec/poll.md, 7 to 9.
"""

from typing import Annotated

from msgspec import Meta

from shaiba_sync.errors import Invalid
from shaiba_sync.poll import answer_id

from ..kind import Change, Context, Fields, Kind, RecordId, View, fields_of, must_be_new
from ..polled import check_polled, must_answer_for

Number = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{341}[AQgw]\Z")]


class Ask(Fields, frozen=True):
    """`who`: the person or household whose ballot it will be; what each issuer is to sign without seeing it."""

    poll: RecordId
    who: RecordId
    by: RecordId
    blinded: Annotated[list[Number], Meta(min_length=1, max_length=2)]


class AskToken(Change, tag="token.ask", frozen=True):
    """Ask for a ballot. Once: nobody can know whether the first was used."""

    set: Ask


def allow(change: AskToken, past: View | None, context: Context) -> None:
    """Who is on the roll, for himself or his household; who acts for him, in the own name; until the close."""
    said = change.set
    poll = check_polled(said.poll, "secret", context, "token")
    must_answer_for(poll, said.who, said.by, "set.by", context, "token")
    must_be_new(past)
    if change.id != answer_id(said.poll, said.who):
        raise Invalid("id", "not_the_id")
    if len(said.blinded) != len(poll.get("issuers", ())):
        raise Invalid("set.blinded", "not_as_many")


CHANGES = (AskToken,)
KIND = Kind("token", frozenset({"square"}), fields_of(CHANGES), CHANGES, allow, index=("poll",))
