"""Ledger entries: every income and expense by itself, with its receipts. Money is in fen, whole and positive;
`direction` says which way it went. An entry belongs to a disclosure and closes with it.
Where joint review is asked for, what is posted is what was signed (sync/spec/review.md)."""

import msgspec

from shaiba_sync.errors import Closed, Invalid

from ..joint import CorrectRow, Receipt, Row, check_entry
from ..kind import (
    Change,
    Context,
    Fields,
    Kind,
    RecordId,
    View,
    check_days,
    fields_of,
    must_be_new,
    must_exist,
)


class Post(Row, frozen=True, kw_only=True):
    """One line of a ledger, of this disclosure."""

    disclosure: RecordId


class PostEntry(Change, tag="entry.post", frozen=True):
    """Put a line into the ledger of a disclosure."""

    set: Post


class CorrectEntry(Change, tag="entry.correct", frozen=True):
    """Put a line right, in the open."""

    set: CorrectRow


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
        book = _check_open(change.set.disclosure, context)
        check_days(**{"set.date": change.set.date})
        check_entry(context, change, change.set, book.get("period", ""))
        return
    past = must_exist(past, "disclosure")
    _check_open(past["disclosure"], context)
    if isinstance(change, CorrectEntry):
        if len(msgspec.to_builtins(change.set)) == 1:
            raise Invalid("set", "nothing_to_correct")
        check_days(**{"set.date": change.set.date})


def _check_open(disclosure: str, context: Context) -> View:
    found = context.look("disclosure", disclosure)
    if found is None:
        raise Invalid("set.disclosure", "unknown")
    if "withdrawn" in found:
        raise Closed
    return found


CHANGES = (PostEntry, CorrectEntry, AttachReceipt)
STEPPED = frozenset({"entry.post", "entry.correct", "entry.attach"})
OPEN = (
    "disclosure", "voucher", "date", "direction", "subject", "summary", "payee", "amount_fen", "account", "method",
    "project", "handler", "witness", "approver", "note", "reason", "pictures", "receipts",
)  # fmt: skip
KIND = Kind("entry", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
