"""Joint review: a month's book, item by item, before it is public. A record's id is that of the entry it will be.

The accountant submits and puts right; the supervisory committee, then the resident cadre, approve or return each item
with its reason. A verdict is on the item as its author saw it: once it is put right, it goes through again.
Spec: sync/spec/review.md.
"""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from shaiba_sync.errors import Closed, Invalid, NotSigned

from ..joint import CorrectRow, Digest, Pictures, Receipt, ReturnReason, Row, Signer, is_review, signers
from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    Month,
    RecordId,
    Short,
    Text,
    View,
    check_days,
    fields_of,
    is_paid_close,
    must_be_new,
    must_exist,
)


class Submit(Row, frozen=True, kw_only=True):
    """The line as it will be posted; whose month it is, and who sends it."""

    disclosure: RecordId
    period: Month
    person: RecordId


class SubmitItem(Change, tag="review.submit", frozen=True):
    """Send a line to review."""

    set: Submit


class Correct(CorrectRow, frozen=True):
    """Also other pictures."""

    pictures: Pictures | UnsetType = UNSET


class CorrectItem(Change, tag="review.correct", frozen=True):
    """Put an item right; it is examined again."""

    set: Correct


class Attach(Fields, frozen=True):
    """One receipt."""

    receipts: Receipt


class AttachReceipt(Change, tag="review.attach", frozen=True):
    """Add the picture of a receipt. It is examined once `pictures` names it."""

    append: Attach


class Withdraw(Fields, frozen=True):
    """The reason why it is not published at all."""

    withdrawn: Text


class WithdrawItem(Change, tag="review.withdraw", frozen=True):
    """Take an item out of the book: entered twice, not of this village."""

    set: Withdraw


class Verdict(Fields, frozen=True):
    """`digest` is of the item as its author saw it."""

    person: RecordId
    role: Signer
    verdict: Literal["approve", "return"]
    digest: Digest
    on: Day
    why: ReturnReason | UnsetType = UNSET
    words: Short | UnsetType = UNSET


class Judge(Fields, frozen=True):
    """One verdict."""

    verdicts: Verdict


class JudgeItem(Change, tag="review.judge", frozen=True):
    """Approve an item, or return it with a reason."""

    append: Judge


ReviewChange = SubmitItem | CorrectItem | AttachReceipt | WithdrawItem | JudgeItem


def allow(change: ReviewChange, past: View | None, context: Context) -> None:
    """The accountant's, but for verdicts; those are never an accountant's."""
    if not is_review(context.scope):
        raise context.forbid("review", "scope")
    actor = context.actor
    is_accountant = actor.has("accountant", region=context.region)
    if isinstance(change, JudgeItem):
        said = change.append.verdicts
        if is_accountant or not actor.has(said.role, region=context.region):
            raise context.forbid("review", "signer")
        _check_verdict(said, must_exist(past, "disclosure"), context)
        return
    if not is_accountant:
        raise context.forbid("review", "accountant")
    if isinstance(change, SubmitItem):
        must_be_new(past)
        if change.set.person != actor.person:
            raise Invalid("set.person", "not_the_author")
        check_days(**{"set.date": change.set.date})
        return
    past = must_exist(past, "disclosure")
    if "withdrawn" in past:
        raise Closed
    if isinstance(change, CorrectItem):
        if len(msgspec.to_builtins(change.set)) == 1:
            raise Invalid("set", "nothing_to_correct")
        check_days(**{"set.date": change.set.date})


def _check_verdict(said: Verdict, item: View, context: Context) -> None:
    at = "append.verdicts"
    if said.person != context.actor.person:
        raise Invalid(f"{at}.person", "not_the_author")
    verdicts = item.get("verdicts", ())
    if said.person == item["person"] or any(
        (one["person"], one["role"]) == (said.person, role) for one in verdicts for role in _others(said.role)
    ):
        raise context.forbid("review", "another_person")
    if is_paid_close(context, item["payee"]):
        raise context.forbid("review", "nobody_close")
    if (said.verdict == "return") != (said.why is not UNSET):
        raise Invalid(f"{at}.why", "missing" if said.why is UNSET else "not_here")
    if said.words is not UNSET and said.verdict == "approve":
        raise Invalid(f"{at}.words", "not_here")
    if said.words is UNSET and said.why == "other":
        raise Invalid(f"{at}.words", "missing")
    check_days(**{f"{at}.on": said.on})
    order = list(signers(context))
    if said.role not in order:
        raise Invalid(f"{at}.role", "not_asked")
    seen = {one["role"] for one in verdicts if one["digest"] == said.digest and one["verdict"] == "approve"}
    for earlier in order[: order.index(said.role)]:
        if earlier not in seen:
            raise NotSigned(need=earlier)


def _others(role: str) -> tuple[str, ...]:
    return tuple(one for one in ("supervisor", "cadre") if one != role)


CHANGES = (SubmitItem, CorrectItem, AttachReceipt, WithdrawItem, JudgeItem)
KIND = Kind("review", frozenset({"office"}), fields_of(CHANGES), CHANGES, allow)
