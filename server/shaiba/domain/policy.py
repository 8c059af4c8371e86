"""The policy of a region: how many must have vouched for a log before phones believe that everybody sees the same one.

One record a region, with the id `witness`; said whole each time, so that two who change it never mix their numbers.
Spec: sync/spec/witness.md, "Who must cosign".
"""

from typing import Annotated

from msgspec import Meta

from shaiba_sync.errors import Invalid, SyncError
from shaiba_sync.witness import parse_cosigner

from ..kind import Change, Context, Fields, Kind, View, fields_of

ID = "witness"
MOST = 15
"""A note carries 16 signatures; one is the log's."""

Few = Annotated[int, Meta(ge=0, le=MOST)]
Days = Annotated[int, Meta(ge=1, le=365)]
Cosigner = Annotated[str, Meta(min_length=1, max_length=300)]


class Ask(Fields, frozen=True):
    """`committee`: how many people with the role supervisor of the village; `outside`: how many of the keys in
    `witnesses` (C2SP verifier keys); `days`: how old the newest may be."""

    committee: Few
    outside: Few
    days: Days
    witnesses: Annotated[list[Cosigner], Meta(max_length=MOST)]


class AskForWitnesses(Change, tag="policy.ask", frozen=True):
    """From now on so many must vouch for the logs of this region and of those below it; nobody, with both at 0."""

    set: Ask


def allow(change: AskForWitnesses, past: View | None, context: Context) -> None:
    """Clerk, and admins of the region or of one above it."""
    if not (context.actor.clerk or context.actor.has("admin", region=context.region)):
        raise context.forbid("policy", "admin")
    if change.id != ID:
        raise Invalid("id", "not_the_policy")
    asked = change.set
    if len({_key(vkey) for vkey in asked.witnesses}) < max(asked.outside, len(asked.witnesses)):
        raise Invalid("set.witnesses", "too_few")
    if asked.committee + asked.outside > MOST:
        raise Invalid("set.outside", "too_large")


def _key(vkey: str) -> bytes:
    """A key counts once, whatever names it has."""
    try:
        return parse_cosigner(vkey).key
    except SyncError:
        raise Invalid("set.witnesses", "pattern") from None


CHANGES = (AskForWitnesses,)
STEPPED = frozenset({"policy.ask"})
KIND = Kind("policy", frozenset({"region"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
