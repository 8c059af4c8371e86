"""Masking: what of a payee's name and of illness everyone reads in the villages of a region. Numbers are no matter of
policy: they stand nowhere.

One record a region, with the id `policy`, said whole each time. Spec: sync/spec/privacy.md, "Policy".
"""

from typing import Annotated, Literal

from msgspec import Meta

from shaiba_sync.errors import Invalid

from ..kind import Change, Context, Fields, Kind, View, fields_of

ID = "policy"
MOST = 200

Named = Literal["surname", "full"]
IllnessCategory = Literal["大病", "残疾"]
Word = Annotated[str, Meta(min_length=1, max_length=20)]


class Illness(Fields, frozen=True):
    """A word that the usual list lacks, and what the law calls it."""

    word: Word
    category: IllnessCategory


class Say(Fields, frozen=True):
    """What of the name of who is paid: everyone sees (`names`), and the village's roll (`village`)."""

    names: Named
    village: Named
    illness: Annotated[list[Illness], Meta(max_length=MOST)]


class SayMasking(Change, tag="masking.say", frozen=True):
    """From now on rows are masked so in this region and in those below it."""

    set: Say


def allow(change: SayMasking, past: View | None, context: Context) -> None:
    """Clerk, and admins of the region or of one above it."""
    if not (context.actor.clerk or context.actor.has("admin", region=context.region)):
        raise context.forbid("masking", "admin")
    if change.id != ID:
        raise Invalid("id", "not_the_policy")


CHANGES = (SayMasking,)
STEPPED = frozenset({"masking.say"})
KIND = Kind("masking", frozenset({"region"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
