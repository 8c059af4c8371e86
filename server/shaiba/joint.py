"""What the kinds of joint review (会审联签) share: a row of a ledger, who examines it, and when signatures are missing.

A row is posted as it was signed: one struct for both. Spec: sync/spec/review.md.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import NotSigned
from shaiba_sync.review import DEFAULT_SIGNERS, entry_digest
from shaiba_sync.scope import Scope

from .kind import Change, Context, Day, Fields, Photo, Sha256Hex, Short, Text

REVIEW = "review"
"""The office where a village's books are examined before they are public: `office/<village>/review`."""

REVIEWERS = ("accountant", "supervisor", "cadre")
"""The roles that read it."""

Signer = Literal["supervisor", "cadre"]
ReturnReason = Literal["no_receipt", "unclear", "amount", "duplicate", "not_ours", "no_decision", "other"]
Digest = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{43}\Z")]
"""`shaiba_sync.review.entry_digest`: of every word of an entry."""

Direction = Literal["in", "out"]
ReceiptSort = Literal["invoice", "receipt", "slip", "payroll", "other"]
Amount = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Voucher = Annotated[str, Meta(min_length=1, max_length=40)]
Pictures = Annotated[list[Sha256Hex], Meta(max_length=20)]


class Row(Fields, frozen=True):
    """One line of a ledger. `voucher` 凭证号, `subject` 科目, `payee` 对方, `handler` 经手人, `witness` 证明人,
    `approver` 审批人; `pictures` are hashes of the receipts that were examined with it."""

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
    pictures: Pictures | UnsetType = UNSET


class CorrectRow(Fields, frozen=True):
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


class Receipt(Photo, frozen=True):
    """The picture of a receipt. `sort`: 发票 invoice, 收据 receipt, 白条 slip, 工资表 payroll; `number` as printed."""

    sort: ReceiptSort
    number: Short | UnsetType = UNSET
    amount_fen: Amount | UnsetType = UNSET


def is_review(scope: Scope) -> bool:
    """Whether it is where a village's books are examined."""
    return scope.kind == "office" and scope.key.partition("/")[2] == REVIEW


def signers(context: Context) -> Sequence[str]:
    """Who examines a book here, in this order."""
    policy = context.above("reviewing", "policy")
    return DEFAULT_SIGNERS if policy is None else policy["signatures"]


def check_book(context: Context, disclosure: str, period: str) -> None:
    """Refuse to publish the ledger of a period whose signatures are missing."""
    for role in _asked(context, _last_month(period)):
        if not _signed(context, disclosure, role):
            raise NotSigned(need=role)


def check_entry(context: Context, change: Change, fields: Row, period: str) -> None:
    """Refuse to post a line that is not, word by word, what was signed."""
    if context.above("reviewing", "policy") is None:  # as in most places
        return
    if not (asked := _asked(context, max(fields.date[:7], _last_month(period)))):
        return
    said: dict[str, Any] = msgspec.to_builtins(fields)
    digest = entry_digest(change.id, said)
    for role in asked:
        found = _signed(context, said["disclosure"], role)
        at = bisect_left(found, digest)
        if found[at : at + 1] != [digest]:
            raise NotSigned(need=role)


def _asked(context: Context, month: str) -> Sequence[str]:
    policy = context.above("reviewing", "policy")
    if policy is None or not policy["since"] <= month <= policy["until"]:
        return ()
    asked: Sequence[str] = policy["signatures"]
    return asked


def _signed(context: Context, disclosure: str, role: str) -> list[str]:
    """What that office signed of the book, sorted."""
    found = context.look("countersign", f"{disclosure}_{role}")
    return found["items"] if found else []


@lru_cache(maxsize=1024)
def _last_month(period: str) -> str:
    """2026-10 of 2026-10, 2026-09 of 2026-Q3, 2026-12 of 2026."""
    year, _, part = period.partition("-")
    return f"{year}-{int(part[1:]) * 3:02}" if part.startswith("Q") else f"{year}-{part or '12'}"
