"""Ledger entries: every income and expense by itself, with its receipts. Money is in fen, whole and positive;
`direction` says which way it went. An entry belongs to a disclosure and closes with it."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from shaiba_sync.errors import Closed, Invalid

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    Photo,
    RecordId,
    Short,
    Text,
    View,
    check_days,
    fields_of,
    must_be_new,
    must_exist,
)

Direction = Literal["in", "out"]
ReceiptSort = Literal["invoice", "receipt", "slip", "payroll", "other"]
Amount = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
Voucher = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class Post(Fields, frozen=True):
    """One line of a ledger. `voucher` 凭证号, `subject` 科目, `payee` 对方, `handler` 经手人, `witness` 证明人,
    `approver` 审批人."""

    disclosure: RecordId
    voucher: Voucher
    date: Day
    direction: Direction
    subject: Short
    summary: Text
    payee: Short
    amount_fen: Amount
    account: Short | UnsetType = UNSET
    method: Short | UnsetType = UNSET
    handler: Short | UnsetType = UNSET
    witness: Short | UnsetType = UNSET
    approver: Short | UnsetType = UNSET
    project: Short | UnsetType = UNSET
    note: Text | UnsetType = UNSET


class PostEntry(Change, tag="entry.post", frozen=True):
    """Put a line into the ledger of a disclosure."""

    set: Post


class Correct(Fields, frozen=True):
    """What was wrong, as it is right, and the reason for it."""

    reason: Text
    voucher: Voucher | UnsetType = UNSET
    date: Day | UnsetType = UNSET
    direction: Direction | UnsetType = UNSET
    subject: Short | UnsetType = UNSET
    summary: Text | UnsetType = UNSET
    payee: Short | UnsetType = UNSET
    amount_fen: Amount | UnsetType = UNSET
    account: Short | UnsetType = UNSET
    method: Short | UnsetType = UNSET
    handler: Short | UnsetType = UNSET
    witness: Short | UnsetType = UNSET
    approver: Short | UnsetType = UNSET
    project: Short | UnsetType = UNSET
    note: Text | UnsetType = UNSET


class CorrectEntry(Change, tag="entry.correct", frozen=True):
    """Put a line right, in the open."""

    set: Correct


class Receipt(Photo, frozen=True):
    """The picture of a receipt. `sort`: 发票 invoice, 收据 receipt, 白条 slip, 工资表 payroll; `number` as printed."""

    sort: ReceiptSort
    number: Short | UnsetType = UNSET
    amount_fen: Amount | UnsetType = UNSET


class Attach(Fields, frozen=True):
    """One receipt."""

    receipts: Receipt


class AttachReceipt(Change, tag="entry.attach", frozen=True):
    """Add a receipt to a line."""

    append: Attach


def allow(change: PostEntry | CorrectEntry | AttachReceipt, past: View | None, context: Context) -> None:
    """Clerk (imports, in the open), and the village's accountant."""
    if not (context.actor.clerk or context.actor.has("accountant", region=context.region)):
        raise context.forbid("entry", "accountant")
    if isinstance(change, PostEntry):
        must_be_new(past)
        _check_open(change.set.disclosure, context)
        check_days(**{"set.date": change.set.date})
        return
    past = must_exist(past, "disclosure")
    _check_open(past["disclosure"], context)
    if isinstance(change, CorrectEntry):
        if len(msgspec.to_builtins(change.set)) == 1:
            raise Invalid("set", "nothing_to_correct")
        check_days(**{"set.date": change.set.date})


def _check_open(disclosure: str, context: Context) -> None:
    found = context.look("disclosure", disclosure)
    if found is None:
        raise Invalid("set.disclosure", "unknown")
    if "withdrawn" in found:
        raise Closed


CHANGES = (PostEntry, CorrectEntry, AttachReceipt)
STEPPED = frozenset({"entry.post", "entry.correct", "entry.attach"})
KIND = Kind("entry", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
