"""Handling: how a region deals with appeals: its terms, its working days, which office is for what, and what is said
often.

They stand in the scope of the region and hold in it and below; of two the nearer counts. What is proposed from them is
a proposal: an officer confirms it. Spec: sync/spec/appeal.md, "Data".
"""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType, to_builtins

from shaiba_sync.calendar import MAX_CALENDAR_DAYS, parse_calendar
from shaiba_sync.errors import Invalid, Malformed, UnknownRecord

from ..kind import (
    AppealCategory,
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    RegionCode,
    Short,
    Text,
    View,
    check_days,
    fields_of,
    must_be_open,
)

TERMS = "terms"

Days = Annotated[int, Meta(ge=1, le=120)]
Table = Annotated[list[Day], Meta(max_length=MAX_CALENDAR_DAYS)]


class Terms(Fields, frozen=True):
    """Working days within which an appeal is taken in (`accept`), and answered at each level."""

    accept: Days
    village: Days
    town: Days
    county: Days
    city: Days


class SayTerms(Change, tag="handling.terms", frozen=True):
    """From now on these terms hold. The record's id is `terms`."""

    set: Terms


class Year(Fields, frozen=True):
    """The days of one year that are off, and the weekends that are worked; `version` is the notice that says so."""

    version: Short
    off: Table
    work: Table


class SayYear(Change, tag="handling.year", frozen=True):
    """The working days of a year, in place of the program's. The record's id is the year."""

    set: Year


class Route(Fields, frozen=True):
    """Appeals of this category go to this office, called `to`; where a village is named, only that village's."""

    category: AppealCategory
    office: RecordId
    to: Short
    village: RegionCode | UnsetType = UNSET


class SayRoute(Change, tag="handling.route", frozen=True):
    """Propose an office for a category."""

    set: Route


class Unroute(Fields, frozen=True):
    """The day from which it is proposed no more."""

    ended: Day


class EndRoute(Change, tag="handling.unroute", frozen=True):
    """Propose it no more."""

    set: Unroute


class Reply(Fields, frozen=True):
    """Words for a step that are said often, called `name`; where a category is named, only of that. What stands between
    〔 and 〕 is filled in by the phone: sync/spec/appeal.md, "Data"."""

    name: Short
    step: Literal["answer", "reply", "pause", "return"]
    text: Text
    category: AppealCategory | UnsetType = UNSET


class SayReply(Change, tag="handling.reply", frozen=True):
    """Propose words."""

    set: Reply


class Unreply(Fields, frozen=True):
    """The day from which they are proposed no more."""

    ended: Day


class EndReply(Change, tag="handling.unreply", frozen=True):
    """Propose them no more."""

    set: Unreply


def allow(
    change: SayTerms | SayYear | SayRoute | EndRoute | SayReply | EndReply, past: View | None, context: Context
) -> None:
    """Clerk, and admins of the region or of one above it."""
    if not (context.actor.clerk or context.actor.has("admin", region=context.region)):
        raise context.forbid("handling", "admin")
    if isinstance(change, SayTerms) != (change.id == TERMS):
        raise Invalid("id", "not_the_terms")
    if isinstance(change, SayYear):
        _check_year(change.id, to_builtins(change.set))
    elif isinstance(change, EndRoute | EndReply):
        if ("office" if isinstance(change, EndRoute) else "step") not in must_be_open(past, "ended"):
            raise UnknownRecord
        check_days(**{"set.ended": change.set.ended})


def _check_year(year: str, table: dict[str, Any]) -> None:
    try:
        parse_calendar({year: table})
    except Malformed:
        raise Invalid("set.off", "not_a_calendar") from None


CHANGES = (SayTerms, SayYear, SayRoute, EndRoute, SayReply, EndReply)
STEPPED = frozenset(
    {
        *("handling.terms", "handling.year", "handling.route", "handling.unroute"),
        *("handling.reply", "handling.unreply"),
    }
)
KIND = Kind("handling", frozenset({"region"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
