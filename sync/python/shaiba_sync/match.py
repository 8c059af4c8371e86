"""The same invoice in two books: how its number is read, and when two are one.

Spec: sync/spec/match.md. Vectors: sync/vectors/match.json.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

SHORTEST = 8
"""Characters of an invoice's number without its code."""
WHOLE = 16
"""From so many on, code and number are both there."""

_NOISE = re.compile(r"[^0-9A-Z]+")


class Invoice(NamedTuple):
    """A number as it is compared, what the invoice is of, in fen, and whether the receipt itself says so."""

    number: str
    amount_fen: int
    said: bool


def invoice_number(text: str) -> str:
    """What is compared of a printed number; empty where it is too little to be one paper."""
    number = _NOISE.sub("", unicodedata.normalize("NFKC", text).upper()).replace("NO", "")
    return number if len(number) >= SHORTEST and len(set(number)) > 1 else ""


def invoices_of(entry: Mapping[str, Any]) -> list[Invoice]:
    """The invoices among an entry's receipts that have a number."""
    found = []
    for receipt in entry.get("receipts", ()):
        number = invoice_number(receipt.get("number", "")) if receipt["sort"] == "invoice" else ""
        if number:
            said = "amount_fen" in receipt
            found.append(Invoice(number, receipt["amount_fen"] if said else entry["amount_fen"], said))
    return found


def invoice_keys(number: str, amount_fen: int) -> list[str]:
    """Texts under which an index finds whatever may be the same."""
    short = f"~{number[-SHORTEST:]} {amount_fen}"
    return [f"={number}", short] if len(number) >= WHOLE else [short]


def same_invoice(one: str, one_fen: int, other: str, other_fen: int) -> bool:
    """Whether two numbers, as they are compared, with their sums, are of one invoice."""
    if len(one) >= WHOLE and len(other) >= WHOLE:
        return one == other
    return one[-SHORTEST:] == other[-SHORTEST:] and one_fen == other_fen
