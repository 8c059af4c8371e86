"""A sheet's rows as everyone may read them, and what is kept of them elsewhere: in the square, and by the office.

The phone's twin is pwa/src/features/ledger/mask.ts. Spec: sync/spec/privacy.md.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from shaiba_sync.privacy import find_names, mask_together, names_of

from .diff import entry_id
from .parse import Row

View = Mapping[str, Any]


class Covered(msgspec.Struct, frozen=True):
    """One row of which something is covered: by voucher (as published), what the village's people read instead, what
    the office keeps, and who on the roll is named."""

    voucher: str
    village: Row
    original: Row
    people: list[str]


class MaskedRows(msgspec.Struct, frozen=True):
    """`rows` as they are published; `covered` those of which something is."""

    rows: list[Row]
    covered: list[Covered]


def mask_rows(
    rows: Sequence[Row], policy: View, members: Iterable[View], numbered: Container[int] | None = None
) -> MaskedRows:
    """Mask every row. `members` are the village's roll, as its square holds it; `numbered` the places of the rows that
    may hold a personal number, where it is known."""
    people: dict[str, list[str]] = {}
    for member in members:
        if "left" not in member:
            for name in find_names(member["name"]) or [member["name"]]:  # a roll adds things in brackets
                people.setdefault(name, []).append(member["id"])
    result = MaskedRows([], [])
    places = range(len(rows)) if numbered is None else numbered
    for row, masked in zip(rows, mask_together(rows, policy, people.keys(), places), strict=True):
        public, village, original = masked
        result.rows.append(public)
        if village or original:
            named = sorted({person for name in names_of(row) for person in people.get(name, ())}) if people else []
            result.covered.append(Covered(public["voucher"], village, original, named))
    return result


def originals(covered: Iterable[Covered], disclosure: str, held: Mapping[str, View], form: str) -> list[dict[str, Any]]:
    """The changes that keep what is covered, in the square (`form` is `village`) or with the office (`original`), where
    it is not `held` so already."""
    changes = []
    for one in covered:
        fields = one.village if form == "village" else {**one.original, "people": one.people}
        record_id = entry_id(disclosure, one.voucher)
        kept = held.get(record_id)
        if fields and (kept is None or any(kept.get(field) != value for field, value in fields.items())):
            changes.append({"do": "original.keep", "id": record_id, "set": {"disclosure": disclosure, **fields}})
    return changes
