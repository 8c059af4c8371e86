"""Entrants: who stands behind the ids of a draw's list, for the village's own people. A record's id is the draw's.

With name and salt anyone on the roll works out the id, and sees that it is that person's. Spec: sync/spec/draw.md, 1.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.draw import entrant_id
from shaiba_sync.errors import Invalid
from shaiba_sync.op import b64u_decode

from ..kind import Change, Context, Fields, Kind, RecordId, Short, View, fields_of, must_be_new

ANNOUNCERS = ("committee", "supervisor", "cadre")
Salt = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{21}[AQgw]\Z")]


class EntrantBehind(Fields, frozen=True):
    """The name in full, the salt of its id; where it is on the roll, the household's number."""

    id: RecordId
    name: Short
    salt: Salt
    household: RecordId | UnsetType = UNSET


class Keep(Fields, frozen=True):
    """All of the list."""

    people: Annotated[list[EntrantBehind], Meta(min_length=1, max_length=500)]


class KeepEntrants(Change, tag="entrants.keep", frozen=True):
    """Show the village whom the ids of a list mean."""

    set: Keep


def allow(change: KeepEntrants, past: View | None, context: Context) -> None:
    """Whoever may announce a draw; once."""
    if not context.actor.has(*ANNOUNCERS, region=context.region):
        raise context.forbid("entrants", "office")
    must_be_new(past)
    for number, one in enumerate(change.set.people):
        if one.id != entrant_id(change.id, b64u_decode(one.salt, 16), one.name):
            raise Invalid(f"set.people[{number}].id", "not_the_id")


CHANGES = (KeepEntrants,)
KIND = Kind("entrants", frozenset({"square"}), fields_of(CHANGES), CHANGES, allow)
