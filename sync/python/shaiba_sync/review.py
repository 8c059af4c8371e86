"""Joint review: what is signed of an item, and how it stands.

A signature is of every word of the entry as it will be published, so that nothing can be changed between the two.
Spec: sync/spec/review.md. Vectors: sync/vectors/review.json.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Literal, NamedTuple

import msgspec

from shaiba_sync.op import b64u_encode

ReviewState = Literal["waiting", "returned", "approved", "withdrawn"]

EXAMINED = (
    "disclosure", "voucher", "date", "direction", "subject", "summary", "payee", "amount_fen", "account", "method",
    "handler", "witness", "approver", "project", "note", "pictures",
)  # fmt: skip
"""The fields of an entry as it is posted: what is signed."""

DEFAULT_SIGNERS = ("supervisor", "cadre")
"""Who examines, one after the other, where no region has said otherwise."""


class Standing(NamedTuple):
    """How an item stands. `role`: who is waited for, or who returned it; empty where that is nobody."""

    state: ReviewState
    role: str


def entry_digest(record: str, fields: Mapping[str, Any]) -> str:
    """What is signed of an entry: 43 characters of its id and its fields, of those in EXAMINED."""
    said = {field: fields[field] for field in EXAMINED if field in fields}
    text = msgspec.json.encode({"id": record, **said}, order="sorted")
    return b64u_encode(sha256(b"shaiba-review-v1\n" + text).digest())


def standing_of(item: Mapping[str, Any], signers: Sequence[str]) -> Standing:
    """How an item stands with these who examine it, in this order. Only verdicts on the item as it is now count."""
    if "withdrawn" in item:
        return Standing("withdrawn", "")
    digest = entry_digest(item["id"], item)
    verdicts = [one for one in item.get("verdicts", ()) if one["digest"] == digest]
    for role in signers:
        last = {one["person"]: one["verdict"] for one in verdicts if one["role"] == role}  # a later one replaces
        if "return" in last.values():
            return Standing("returned", role)
        if not last:
            return Standing("waiting", role)
    return Standing("approved", "")
