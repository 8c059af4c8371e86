"""Originals: what a published row does not say. A record's id is the entry's.

In the square stands what the village's own people may read of it, without any number; in the scope of an office what
that office keeps, and whom on the roll the row names. Spec: sync/spec/privacy.md, "Where it stands".
"""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid
from shaiba_sync.personal import check_public

from ..kind import Change, Context, Fields, Kind, RecordId, Short, Text, View, fields_of, is_roll

MOST_PEOPLE = 50
Household = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{1,30}\Z")]
"""A household's number that fits in the name of its scope."""


class Keep(Fields, frozen=True):
    """The fields that differ from the entry's, and `people`, the ids of those on the roll whom the row names. Of a
    payment `disclosure` is its payout, and `household` says whose it is."""

    disclosure: RecordId
    payee: Short | UnsetType = UNSET
    voucher: Short | UnsetType = UNSET
    subject: Short | UnsetType = UNSET
    summary: Text | UnsetType = UNSET
    account: Short | UnsetType = UNSET
    method: Short | UnsetType = UNSET
    handler: Short | UnsetType = UNSET
    witness: Short | UnsetType = UNSET
    approver: Short | UnsetType = UNSET
    project: Short | UnsetType = UNSET
    note: Text | UnsetType = UNSET
    people: Annotated[list[RecordId], Meta(max_length=MOST_PEOPLE)] | UnsetType = UNSET
    household: Household | UnsetType = UNSET


class KeepOriginal(Change, tag="original.keep", frozen=True):
    """Keep what the published row does not say; said again when the row is corrected."""

    set: Keep


def allow(change: KeepOriginal, past: View | None, context: Context) -> None:
    """Clerk, and the village's accountant: who publishes the row. Never among the roll."""
    if is_roll(context.scope) or not (context.actor.clerk or context.actor.has("accountant", region=context.region)):
        raise context.forbid("original", "accountant")
    if context.scope.kind == "square":
        if not context.is_clean:
            check_public({"do": "original.keep", "id": change.id, "set": msgspec.to_builtins(change.set)})
        if change.set.people is not UNSET:
            raise Invalid("set.people", "not_here")
        if change.set.household is not UNSET:
            raise Invalid("set.household", "not_here")


CHANGES = (KeepOriginal,)
KIND = Kind("original", frozenset({"square", "office"}), fields_of(CHANGES), CHANGES, allow)
