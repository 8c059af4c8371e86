"""Who must have signed a village's books before they are public. One record a region or village, with the id `policy`.

That of the nearest region at or above the village counts; where there is none, nobody's signature is asked for.
Spec: sync/spec/review.md, "Policy".
"""

from typing import Annotated

from msgspec import Meta

from shaiba_sync.errors import Invalid

from ..joint import Signer
from ..kind import Change, Context, Fields, Kind, Month, View, fields_of

ID = "policy"


class Ask(Fields, frozen=True):
    """`signatures`: whose, in the order in which they examine; of the books of the months `since` to `until` (9999-12:
    no end). All of it each time: what is left out would stay as it was."""

    signatures: Annotated[list[Signer], Meta(max_length=2)]
    since: Month
    until: Month


class AskForSignatures(Change, tag="reviewing.ask", frozen=True):
    """From now on these must have signed."""

    set: Ask


def allow(change: AskForSignatures, past: View | None, context: Context) -> None:
    """Clerk, and admins of the region or of one above it."""
    if not (context.actor.clerk or context.actor.has("admin", region=context.region)):
        raise context.forbid("reviewing", "admin")
    if change.id != ID:
        raise Invalid("id", "not_the_policy")
    asked = change.set
    if len(set(asked.signatures)) < len(asked.signatures):
        raise Invalid("set.signatures", "twice")
    if asked.until < asked.since:
        raise Invalid("set.until", "before_since")


CHANGES = (AskForSignatures,)
STEPPED = frozenset({"reviewing.ask"})
KIND = Kind("reviewing", frozenset({"village", "region"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
