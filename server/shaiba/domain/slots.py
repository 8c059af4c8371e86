"""Slots: how many came to a county in a round, and the root over them, as the clerk says when the round closes.

So a phone proves that its own is among them; which of them are tips nobody can tell. Spec: sync/spec/tips.md 24.
"""

from typing import Annotated

from msgspec import Meta

from shaiba_sync.errors import Invalid

from ..kind import Change, Context, Count, Fields, Kind, View, fields_of, has_tips, must_be_new

Root = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{42}[AEIMQUYcgkosw048]\Z")]


class CountFields(Fields, frozen=True):
    """The round, how many slots it had, and their root (`shaiba_sync.tips.slots_root`)."""

    round: Count
    count: Count
    root: Root


class CountSlots(Change, tag="slots.count", frozen=True):
    """A round closed."""

    set: CountFields


def allow(change: CountSlots, past: View | None, context: Context) -> None:
    """The clerk alone, once of each round: its number is the record's id."""
    if not has_tips(context.scope) or not context.actor.clerk:
        raise context.forbid("slots", "clerk")
    must_be_new(past)
    if change.id != str(change.set.round):
        raise Invalid("id", "not_of_it")


CHANGES = (CountSlots,)
KIND = Kind("slots", frozenset({"region"}), fields_of(CHANGES), CHANGES, allow)
