"""Schemes (惠民政策): what people may ask for, said in plain words, with whom to see and what to bring.

Who may get it is asked as a few questions that a phone answers for its person alone: nothing of the answers is said
anywhere. A scheme is not changed; a newer one takes its place. Spec: sync/spec/know.md.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    Short,
    Text,
    View,
    check_days,
    fields_of,
    must_be_new,
    must_be_open,
)

Names = Annotated[list[Short], Meta(min_length=1, max_length=12)]


class SchemeQuestion(Fields, frozen=True):
    """A question with yes or no; whoever answers otherwise than `need` is told `otherwise`."""

    ask: Short
    need: Literal["yes", "no"]
    otherwise: Short | UnsetType = UNSET


class Publish(Fields, frozen=True):
    """`number` 文号, `plain` 通俗版, `who` 条件, `standard` 标准, `papers` 材料, `window` 窗口 and `contact`, `until`
    the last day, `words` 关键词; `replaces` the scheme whose place it takes."""

    title: Short
    plain: Text
    who: Text
    since: Day
    window: Short
    number: Short | UnsetType = UNSET
    standard: Text | UnsetType = UNSET
    papers: Names | UnsetType = UNSET
    contact: Short | UnsetType = UNSET
    until: Day | UnsetType = UNSET
    words: Names | UnsetType = UNSET
    questions: Annotated[list[SchemeQuestion], Meta(min_length=1, max_length=12)] | UnsetType = UNSET
    replaces: RecordId | UnsetType = UNSET


class PublishScheme(Change, tag="scheme.publish", frozen=True):
    """Something people may ask for."""

    set: Publish


class End(Fields, frozen=True):
    """The day from which it is not given any more, and why."""

    ended: Day
    why: Text | UnsetType = UNSET


class EndScheme(Change, tag="scheme.end", frozen=True):
    """It is not given any more; it stays readable."""

    set: End


def allow(change: PublishScheme | EndScheme, past: View | None, context: Context) -> None:
    """Clerk; admins, departments and stations of the region or of one above it."""
    if not (context.actor.clerk or context.actor.has("admin", "department", "station", region=context.region)):
        raise context.forbid("scheme", "department")
    if isinstance(change, EndScheme):
        must_be_open(past, "ended")
        check_days(**{"set.ended": change.set.ended})
        return
    must_be_new(past)
    said = change.set
    check_days(**{"set.since": said.since, "set.until": said.until})
    if said.until is not UNSET and said.until < said.since:
        raise Invalid("set.until", "before_since")


CHANGES = (PublishScheme, EndScheme)
STEPPED = frozenset({"scheme.publish", "scheme.end"})
OPEN = (
    "title", "number", "plain", "who", "standard", "papers", "window", "contact", "since", "until", "words",
    "questions", "replaces", "ended", "why",
)  # fmt: skip
KIND = Kind(
    "scheme",
    frozenset({"region"}),
    fields_of(CHANGES),
    CHANGES,
    allow,
    contact=("contact",),
    open=OPEN,
    stepped=STEPPED,
)
