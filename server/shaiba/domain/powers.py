"""Power lists (权力清单): what those in office may do, by which law, who decides, in which steps; and what to look at.

One record a version of a list, `<list>-<n>`, never changed, so that everyone can put two versions side by side. Those
that come with the program are proposals. Spec: sync/spec/powers.md.
"""

import re
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import Change, Context, Day, Fields, Kind, Short, Text, View, check_days, fields_of, must_be_new

ItemKey = Annotated[str, Meta(pattern=r"^[A-Z]-[0-9]{2,3}\Z")]
ProcedureKey = Annotated[str, Meta(pattern=r"^[a-z]{1,20}\Z")]
Names = Annotated[list[Short], Meta(min_length=1, max_length=12)]
VERSION = re.compile(r"(power|look)-[1-9][0-9]{0,5}")
"""`power`: what offices may do; `look`: what supervisors look at."""


class PowerItem(Fields, frozen=True):
    """`group` 类别, `law` 法规依据, `body` 责任主体, `decide` 决策方式, `procedure` the key of the procedure by which
    it is used, or its `steps` in words; `days` 时限, `watch` 看什么, `open` 公开要求."""

    key: ItemKey
    group: Short
    name: Short
    body: Short
    law: Short | UnsetType = UNSET
    decide: Short | UnsetType = UNSET
    procedure: ProcedureKey | UnsetType = UNSET
    steps: Names | UnsetType = UNSET
    days: Short | UnsetType = UNSET
    papers: Names | UnsetType = UNSET
    watch: Names | UnsetType = UNSET
    open: Short | UnsetType = UNSET


class Say(Fields, frozen=True):
    """`since`: the day from which it holds."""

    title: Short
    since: Day
    items: Annotated[list[PowerItem], Meta(min_length=1, max_length=100)]
    note: Text | UnsetType = UNSET


class SayPowers(Change, tag="powers.say", frozen=True):
    """A list, or its next version."""

    set: Say


def allow(change: SayPowers, past: View | None, context: Context) -> None:
    """Clerk, and admins of the region or of one above it."""
    if not (context.actor.clerk or context.actor.has("admin", region=context.region)):
        raise context.forbid("powers", "admin")
    must_be_new(past)
    if not VERSION.fullmatch(change.id):
        raise Invalid("id", "not_a_version")
    check_days(**{"set.since": change.set.since})
    seen: set[str] = set()
    for number, item in enumerate(change.set.items):
        if item.key in seen:
            raise Invalid(f"set.items[{number}].key", "twice")
        if item.procedure is not UNSET and item.steps is not UNSET:
            raise Invalid(f"set.items[{number}].steps", "not_here")
        seen.add(item.key)


CHANGES = (SayPowers,)
STEPPED = frozenset({"powers.say"})
OPEN = ("title", "since", "items", "note")
KIND = Kind("powers", frozenset({"region"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
