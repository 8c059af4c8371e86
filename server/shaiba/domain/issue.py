"""Issues: what many appeals have in common (共性问题): a name, an owner, a stage, and the appeals that show it.

It stands in public, where villages and regions speak: so it names squares' appeals by their ids alone, and none of a
case. Its level is that of its region. Spec: sync/spec/appeal.md, "Issues".
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid
from shaiba_sync.scope import covers

from ..desk import DESKS, is_of
from ..kind import (
    AppealCategory,
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    Short,
    Text,
    View,
    check_done,
    fields_of,
    must_be_new,
    must_exist,
)

Stage = Literal["found", "studying", "fixing", "done"]
"""发现 研究 整改 办结."""
Ref = Annotated[str, Meta(pattern=r"^[0-9]{12} [0-9A-Za-z_-]{1,43}\Z")]
Refs = Annotated[list[Ref], Meta(min_length=1, max_length=50)]


class Open(Fields, frozen=True):
    """`field` is what it is about; `office`, called `to`, owns it; by whom, on which day."""

    name: Short
    field: AppealCategory
    office: RecordId
    to: Short
    by: RecordId
    day: Day


class OpenIssue(Change, tag="issue.open", frozen=True):
    """Say what many have in common."""

    set: Open


class Children(Fields, frozen=True):
    """Appeals that show it: the village and the id, with a space between."""

    appeals: Refs


class LinkAppeals(Change, tag="issue.link", frozen=True):
    """These show it."""

    add: Children


class Apart(Fields, frozen=True):
    """Appeals that were linked and are something else."""

    apart: Refs


class PartAppeals(Change, tag="issue.part", frozen=True):
    """These do not, after all."""

    add: Apart


class Move(Fields, frozen=True):
    """How far it is, in words, by whom and on which day."""

    stage: Stage
    text: Text
    by: RecordId
    day: Day
    name: Short | UnsetType = UNSET


class Moves(Fields, frozen=True):
    """One of them."""

    stages: Move


class MoveIssue(Change, tag="issue.move", frozen=True):
    """Say how far it is."""

    append: Moves


def allow(change: OpenIssue | LinkAppeals | PartAppeals | MoveIssue, past: View | None, context: Context) -> None:
    """The desks of the region and of those above it; how far it is, also the office that owns it."""
    desk = context.actor.has(*DESKS["square"], region=context.region)
    owner = isinstance(change, MoveIssue) and past is not None and is_of({str(past.get("office"))}, context)
    if not (desk or owner):
        raise context.forbid("issue", "desk")
    if isinstance(change, OpenIssue):
        must_be_new(past)
        _check_said(change.set.by, change.set.day, "set", context)
        return
    must_exist(past, "name")
    if isinstance(change, MoveIssue):
        _check_said(change.append.stages.by, change.append.stages.day, "append.stages", context)
        return
    refs = change.add.appeals if isinstance(change, LinkAppeals) else change.add.apart
    if not all(covers(context.region, ref[:12]) for ref in refs):
        raise Invalid("add.appeals" if isinstance(change, LinkAppeals) else "add.apart", "not_below")


def _check_said(by: str, day: str, member: str, context: Context) -> None:
    if by != context.actor.person:
        raise Invalid(f"{member}.by", "who_acts")
    check_done(day, f"{member}.day", context)


CHANGES = (OpenIssue, LinkAppeals, PartAppeals, MoveIssue)
KIND = Kind("issue", frozenset({"village", "region"}), fields_of(CHANGES), CHANGES, allow)
