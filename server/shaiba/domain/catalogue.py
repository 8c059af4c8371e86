"""Disclosure catalogues (公开目录): what the villages of a region make public, how often, by which day, and by whom.

One record a version, `catalogue-<n>`, never changed. What follows from one is worked out by everyone alike
(shaiba_sync.duty). Those that come with the program are proposals. Spec: sync/spec/duty.md.
"""

import re
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import Change, Context, Day, Fields, Kind, Short, Text, View, check_days, fields_of, must_be_new

ItemKey = Annotated[str, Meta(pattern=r"^[A-Z]-[0-9]{2,3}\Z")]
Category = Annotated[str, Meta(pattern=r"^[a-z_]{1,20}\Z")]
"""One of those that disclosures have."""
Frequency = Literal["month", "quarter", "year", "event"]
MonthDay = Annotated[int, Meta(ge=1, le=31)]
Months = Annotated[int, Meta(ge=1, le=12)]
WorkingDays = Annotated[int, Meta(ge=0, le=250)]
VERSION = re.compile(r"catalogue-[1-9][0-9]{0,5}")


class OwedItem(Fields, frozen=True):
    """`group` 大类; `period` how often, `event` when it happens. Due on the `day` of the month that comes `month` (1)
    after the period, or `working` days after it. `form` 形式, `by` 公开责任人, `review` 审核人, `law` 法律依据."""

    key: ItemKey
    group: Short
    name: Short
    period: Frequency
    by: Short
    day: MonthDay | UnsetType = UNSET
    month: Months | UnsetType = UNSET
    working: WorkingDays | UnsetType = UNSET
    form: Short | UnsetType = UNSET
    review: Short | UnsetType = UNSET
    law: Short | UnsetType = UNSET
    category: Category | UnsetType = UNSET


class Say(Fields, frozen=True):
    """`since`: periods that begin from this day on go by it."""

    title: Short
    since: Day
    items: Annotated[list[OwedItem], Meta(min_length=1, max_length=100)]
    note: Text | UnsetType = UNSET


class SayCatalogue(Change, tag="catalogue.say", frozen=True):
    """A catalogue, or its next version."""

    set: Say


def allow(change: SayCatalogue, past: View | None, context: Context) -> None:
    """Clerk, and admins of the region or of one above it."""
    if not (context.actor.clerk or context.actor.has("admin", region=context.region)):
        raise context.forbid("catalogue", "admin")
    must_be_new(past)
    if not VERSION.fullmatch(change.id):
        raise Invalid("id", "not_a_version")
    check_days(**{"set.since": change.set.since})
    seen: set[str] = set()
    for number, item in enumerate(change.set.items):
        at = f"set.items[{number}]"
        if item.key in seen:
            raise Invalid(f"{at}.key", "twice")
        seen.add(item.key)
        _check_due(item, at)


def _check_due(item: OwedItem, at: str) -> None:
    """One rule by which it is due; of what is made public when it happens, no day of a month."""
    if item.period == "event":
        if item.day is not UNSET:
            raise Invalid(f"{at}.day", "not_here")
    elif item.day is UNSET and item.working is UNSET:
        raise Invalid(f"{at}.day", "missing")
    elif item.day is not UNSET and item.working is not UNSET:
        raise Invalid(f"{at}.working", "not_here")
    if item.month is not UNSET and item.day is UNSET:
        raise Invalid(f"{at}.month", "not_here")


CHANGES = (SayCatalogue,)
STEPPED = frozenset({"catalogue.say"})
KIND = Kind(
    "catalogue",
    frozenset({"region"}),
    fields_of(CHANGES),
    CHANGES,
    allow,
    open=("title", "since", "items", "note"),
    stepped=STEPPED,
)
