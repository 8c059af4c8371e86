"""Signatures under a book, in the open: what an office approved, and what it sent back and why.

A record's id is `<disclosure>_<role>`; `items` are digests of entries, each of every word of one (shaiba_sync.review).
They may be there before the book is: of what is not public yet a digest tells nothing. Spec: sync/spec/review.md.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid, NotSigned

from ..joint import Digest, ReturnReason, Signer, signers
from ..kind import Change, Context, Day, Fields, Kind, RecordId, Short, View, check_days, fields_of

MOST = 1000


class Book(Fields, frozen=True):
    """Whose signature under what."""

    disclosure: RecordId
    role: Signer


class Sign(Fields, frozen=True):
    """`people`: who signs, no other."""

    items: Annotated[list[Digest], Meta(min_length=1, max_length=MOST)]
    people: Annotated[list[RecordId], Meta(min_length=1, max_length=1)]


class Returned(Fields, frozen=True):
    """What was sent back: the entry, when, why."""

    entry: RecordId
    on: Day
    why: ReturnReason
    words: Short | UnsetType = UNSET


class Return(Fields, frozen=True):
    """One that was sent back."""

    returns: Returned


class GiveSignature(Change, tag="countersign.give", frozen=True):
    """Sign for these items."""

    set: Book
    add: Sign


class TellReturn(Change, tag="countersign.tell", frozen=True):
    """Say what was sent back, so that it stays visible."""

    append: Return


def allow(change: GiveSignature | TellReturn, past: View | None, context: Context) -> None:
    """Who holds the role, never an accountant of the village, and nobody for two offices; in the order asked for."""
    actor = context.actor
    disclosure, _, role = change.id.rpartition("_")
    if not actor.has(role, region=context.region) or actor.has("accountant", region=context.region):
        raise context.forbid("countersign", "signer")
    if isinstance(change, TellReturn):
        check_days(**{"append.returns.on": change.append.returns.on})
        return
    if (change.set.disclosure, change.set.role) != (disclosure, role):
        raise Invalid("id", "not_the_book")
    if change.add.people != [actor.person]:
        raise Invalid("add.people", "not_the_author")
    order = list(signers(context))
    if role not in order:
        raise Invalid("set.role", "not_asked")
    others = {one: context.look("countersign", f"{disclosure}_{one}") or {} for one in order if one != role}
    if any(actor.person in other.get("people", ()) for other in others.values()):
        raise context.forbid("countersign", "another_person")
    for earlier in order[: order.index(role)]:
        if not set(change.add.items) <= set(others[earlier].get("items", ())):
            raise NotSigned(need=earlier)


CHANGES = (GiveSignature, TellReturn)
STEPPED = frozenset({"countersign.give"})
KIND = Kind("countersign", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
