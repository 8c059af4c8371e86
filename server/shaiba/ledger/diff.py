"""A sheet against what is published: what it adds, changes, leaves and lacks; and the changes that make it so.

Entries are known by voucher within a disclosure. A sheet never takes anything away: what it lacks is told and stays,
and an empty cell does not empty a published field.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from shaiba_sync.op import b64u_encode

from .parse import Row

View = Mapping[str, Any]


class Changed(msgspec.Struct, frozen=True):
    """A published entry that the sheet says otherwise: the fields that differ, before and after."""

    id: str
    voucher: str
    before: dict[str, Any]
    after: dict[str, Any]


class Diff(msgspec.Struct, frozen=True):
    """`added` rows, `changed` entries, vouchers `unchanged`, vouchers `missing` from the sheet."""

    added: list[Row]
    changed: list[Changed]
    unchanged: list[str]
    missing: list[str]


def diff(rows: Iterable[Row], published: Iterable[View]) -> Diff:
    """Compare the rows of a sheet with the entries of a disclosure."""
    by_voucher = {entry["voucher"]: entry for entry in published}
    result = Diff([], [], [], [])
    for row in rows:
        entry = by_voucher.pop(row["voucher"], None)
        if entry is None:
            result.added.append(row)
            continue
        after = {field: value for field, value in row.items() if entry.get(field) != value}
        if after:
            before = {field: entry.get(field) for field in after}
            result.changed.append(Changed(entry["id"], row["voucher"], before, after))
        else:
            result.unchanged.append(row["voucher"])
    result.missing.extend(by_voucher)
    return result


@lru_cache(4096)  # a row's entry, and what is covered of it, are told one after the other
def entry_id(disclosure: str, voucher: str) -> str:
    """The id of an imported entry: the same sheet imported twice makes the same records, from any phone."""
    return b64u_encode(hashlib.sha256(f"shaiba-entry-v1\n{disclosure}\n{voucher}".encode()).digest()[:9])


def changes(found: Diff, disclosure: str, reason: str) -> list[dict[str, Any]]:
    """The changes that publish a diff within a disclosure; corrections carry the reason."""
    posts = [
        {"do": "entry.post", "id": entry_id(disclosure, row["voucher"]), "set": {"disclosure": disclosure, **row}}
        for row in found.added
    ]
    corrections = [
        {"do": "entry.correct", "id": entry.id, "set": {**entry.after, "reason": reason}} for entry in found.changed
    ]
    return posts + corrections
