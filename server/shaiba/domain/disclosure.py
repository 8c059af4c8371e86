"""Disclosures: what a village makes public, in three classes (党务 party, 村务 village, 财务 finance), by period.

Only the village's own accountant and committee change one, and never silently: a correction carries its reason and
the history keeps both. A withdrawn disclosure is closed; it stays readable with the reason why.
"""

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import UNSET, UnsetType

from shaiba_sync.errors import Closed, Invalid

from ..joint import check_book
from ..kind import Change, Context, Fields, Kind, Short, Text, View, fields_of, must_be_new, must_exist

Class = Literal["party", "village", "finance"]
PartyCategory = Literal["organisation", "plan", "recruitment", "dues", "branch_meeting", "pledges", "integrity"]
VillageCategory = Literal[
    "resolution",
    "project",
    "assets",
    "land",
    "homestead",
    "relief",
    "subsidy",
    "disaster",
    "fundraising",
    "labour",
    "household_service",
    "seal",
]
FinanceCategory = Literal["budget", "ledger", "receipts", "debts", "earmarked", "pay", "reception", "dividends"]
Category = Literal[PartyCategory, VillageCategory, FinanceCategory]
CATEGORIES: dict[Class, tuple[str, ...]] = {
    "party": get_args(PartyCategory),
    "village": get_args(VillageCategory),
    "finance": get_args(FinanceCategory),
}
"""The 27 items of a catalogue (公开目录) in the order that villages print them."""

Period = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]))?\Z")]
"""A month 2026-10, a quarter 2026-Q3, or a year 2026."""
ItemKey = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]-[0-9]{2,3}\Z")]
Total = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]


class Publish(Fields, frozen=True):
    """Totals are in fen and stand where a ledger belongs to the disclosure: what came in, what went out. `item` is the
    key of what the county's catalogue asks for (sync/spec/duty.md)."""

    title: Short
    class_: Class = msgspec.field(name="class")
    category: Category
    period: Period
    summary: Text | UnsetType = UNSET
    total_in: Total | UnsetType = UNSET
    total_out: Total | UnsetType = UNSET
    item: ItemKey | UnsetType = UNSET


class PublishDisclosure(Change, tag="disclosure.publish", frozen=True):
    """Make something public."""

    set: Publish


class Correct(Fields, frozen=True):
    """What was wrong, as it is right, and the reason for it."""

    reason: Text
    title: Short | UnsetType = UNSET
    class_: Class | UnsetType = msgspec.field(name="class", default=UNSET)
    category: Category | UnsetType = UNSET
    period: Period | UnsetType = UNSET
    summary: Text | UnsetType = UNSET
    total_in: Total | UnsetType = UNSET
    total_out: Total | UnsetType = UNSET
    item: ItemKey | UnsetType = UNSET


class CorrectDisclosure(Change, tag="disclosure.correct", frozen=True):
    """Put a disclosure right, in the open."""

    set: Correct


class Withdraw(Fields, frozen=True):
    """The reason why it no longer stands."""

    withdrawn: Text


class WithdrawDisclosure(Change, tag="disclosure.withdraw", frozen=True):
    """A disclosure no longer stands; nothing more is added to it."""

    set: Withdraw


def allow(
    change: PublishDisclosure | CorrectDisclosure | WithdrawDisclosure, past: View | None, context: Context
) -> None:
    """Clerk (imports, in the open); accountant and committee of the village itself. Nobody above it: who keeps a
    village's books for it posts entries, and the village publishes."""
    if not (context.actor.clerk or context.actor.has_here("accountant", "committee", region=context.region)):
        raise context.forbid("disclosure", "accountant")
    if isinstance(change, PublishDisclosure):
        must_be_new(past)
        _check_category(change.set.class_, change.set.category)
        if change.set.category == "ledger":
            check_book(context, change.id, change.set.period)
        return
    past = must_exist(past, "class")
    if "withdrawn" in past:
        raise Closed
    if isinstance(change, CorrectDisclosure):
        right = change.set
        if len(msgspec.to_builtins(right)) == 1:
            raise Invalid("set", "nothing_to_correct")
        _check_category(
            past["class"] if right.class_ is UNSET else right.class_,
            past["category"] if right.category is UNSET else right.category,
        )


def _check_category(class_: str | UnsetType, category: str | UnsetType) -> None:
    if not any(class_ == name and category in categories for name, categories in CATEGORIES.items()):
        raise Invalid("set.category", "not_of_class")


CHANGES = (PublishDisclosure, CorrectDisclosure, WithdrawDisclosure)
STEPPED = frozenset({"disclosure.publish", "disclosure.correct", "disclosure.withdraw"})
OPEN = ("class", "category", "period", "item", "title", "summary", "total_in", "total_out", "reason", "withdrawn")
KIND = Kind("disclosure", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
