"""Contracts (合同): what the village lets, hires, buys or has worked, with whom, from when until when, who owes whom.

The sums that are due are records of their own (`rent`). That a contract is past its day, or a sum is, is worked out by
everyone alike (shaiba_sync.lease). Spec: sync/spec/lease.md.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import (
    Change,
    Context,
    Count,
    Day,
    Fields,
    HouseholdCounts,
    Kind,
    RecordId,
    Short,
    Text,
    View,
    check_days,
    check_done,
    fields_of,
    must_be_new,
    must_be_open,
    must_exist,
    must_say_more,
    said_or_past,
)

ContractSort = Literal["lease", "contracting", "transfer", "purchase", "work", "other"]
"""出租, 承包, 土地流转, 采购, 工程, 其他."""
OwedTo = Literal["village", "party"]
"""Who is to get the money: the village, or those with whom it was signed (land rent to households)."""


class Sign(Fields, frozen=True):
    """`party` masked as a payee is; `asset` what it is of, `renews` the one before it, `run` how it was decided."""

    number: Short
    title: Short
    sort: ContractSort
    owed_to: OwedTo
    party: Short
    since: Day
    until: Day
    asset: RecordId | UnsetType = UNSET
    size: Short | UnsetType = UNSET
    yearly_fen: Count | UnsetType = UNSET
    deposit_fen: Count | UnsetType = UNSET
    renews: RecordId | UnsetType = UNSET
    run: RecordId | UnsetType = UNSET
    note: Text | UnsetType = UNSET


class SignContract(Change, tag="contract.sign", frozen=True):
    """Publish a contract; the sums that it makes due follow (`rent`)."""

    set: Sign


class Correct(Fields, frozen=True):
    """What is put right, and why. Who pays whom stays: households are told by it."""

    reason: Text
    number: Short | UnsetType = UNSET
    title: Short | UnsetType = UNSET
    sort: ContractSort | UnsetType = UNSET
    party: Short | UnsetType = UNSET
    since: Day | UnsetType = UNSET
    until: Day | UnsetType = UNSET
    asset: RecordId | UnsetType = UNSET
    size: Short | UnsetType = UNSET
    yearly_fen: Count | UnsetType = UNSET
    deposit_fen: Count | UnsetType = UNSET
    renews: RecordId | UnsetType = UNSET
    note: Text | UnsetType = UNSET


class CorrectContract(Change, tag="contract.correct", frozen=True):
    """Put right what was copied wrongly from the paper; what stood there stays readable in the log."""

    set: Correct


class End(Fields, frozen=True):
    """The day on which it ended before its last, or on which what was let came back; and why."""

    ended: Day
    why: Text


class EndContract(Change, tag="contract.end", frozen=True):
    """It is over."""

    set: End


class ContractWord(Fields, frozen=True):
    """What an office says of it: why it is not renewed, why the rent does not come. It changes nothing of that."""

    day: Day
    by: RecordId
    name: Short
    text: Text


class Explain(Fields, frozen=True):
    """One explanation."""

    words: ContractWord


class ExplainContract(Change, tag="contract.explain", frozen=True):
    """Explain what is late."""

    append: Explain


class DueCounts(HouseholdCounts, frozen=True):
    """What households said of the sums that were due on a day."""

    due: Day


class Tally(Fields, frozen=True):
    """So many, up to now, of each day of which enough said something."""

    counts: Annotated[list[DueCounts], Meta(max_length=400)]


class CountContract(Change, tag="contract.count", frozen=True):
    """What households said of what they are owed by it, added up."""

    set: Tally


KEEPERS = ("accountant", "committee")
SPEAKERS = (*KEEPERS, "branch", "supervisor", "station", "cadre")


def allow(
    change: SignContract | CorrectContract | EndContract | ExplainContract | CountContract,
    past: View | None,
    context: Context,
) -> None:
    """Count: clerk. Sign, correct, end: accountant, committee; explain: these, and who looks after them; of the village
    or of a region above it."""
    if isinstance(change, CountContract):
        if not context.actor.clerk:
            raise context.forbid("contract", "clerk")
        must_exist(past, "since")
        if any(one.are_too_few for one in change.set.counts):
            raise Invalid("set.counts", "too_few")
        return
    roles = SPEAKERS if isinstance(change, ExplainContract) else KEEPERS
    if not context.actor.has(*roles, region=context.region):
        raise context.forbid("contract", "office")
    if isinstance(change, SignContract):
        must_be_new(past)
        _check_signed(change.set, context)
        return
    past = must_exist(past, "since")
    if isinstance(change, CorrectContract):
        must_be_open(past, "ended")
        must_say_more(change.set)
        _check_signed(change.set, context, past)
        return
    if isinstance(change, EndContract):
        must_be_open(past, "ended")
        check_done(change.set.ended, "set.ended", context, is_late_refused=False)
        return
    said = change.append.words
    if said.by != context.actor.person:
        raise Invalid("append.words.by", "who_acts")
    check_done(said.day, "append.words.day", context)


def _check_signed(said: Sign | Correct, context: Context, past: View | None = None) -> None:
    check_days(**{"set.since": said.since, "set.until": said.until})
    since, until = (said_or_past(said, past, field) for field in ("since", "until"))
    if until < since:
        raise Invalid("set.until", "before_since")
    for field, kind in (("asset", "asset"), ("renews", "contract"), ("run", "run")):
        named = getattr(said, field, UNSET)
        if named is not UNSET and context.look(kind, named) is None:
            raise Invalid(f"set.{field}", "unknown")


CHANGES = (SignContract, CorrectContract, EndContract, ExplainContract, CountContract)
STEPPED = frozenset({"contract.sign", "contract.correct", "contract.end"})
OPEN = (
    "number", "title", "sort", "owed_to", "party", "since", "until", "asset", "size", "yearly_fen", "deposit_fen",
    "renews", "note", "reason", "ended", "why", "counts",
)  # fmt: skip
KIND = Kind("contract", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
