"""Leases and debts: what the village lets and hires, what is owed both ways, and how late it is; from records alone.

What is paid late stays late: it is told by the day on which a sum was reached, which nothing that is said of later days
moves. Spec: sync/spec/lease.md. Vectors: sync/vectors/lease.json.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

import msgspec

LeaseState = Literal["coming", "running", "expiring", "expired", "renewed", "ended"]
OwedState = Literal["waiting", "overdue", "paid", "withdrawn"]

EXPIRING_DAYS = 60
"""So many days before its last a contract is told to end."""

Said = Mapping[str, Any]


class OwedStanding(msgspec.Struct, frozen=True):
    """How a sum that is owed stands: what lacks, and by how many days it is late; or, once it is paid, was."""

    state: OwedState
    lacking_fen: int
    late_days: int


class LeaseLife(msgspec.Struct, frozen=True):
    """How a contract stands: `days` to its last day (less than none: past it), each sum of its schedule, and what all
    that stand come to. `overdue_days` is of the one that is late longest."""

    state: LeaseState
    days: int
    sums: tuple[OwedStanding, ...]
    total_fen: int
    paid_fen: int
    overdue_fen: int
    overdue_days: int


def lease_life(contract: Said, rents: Sequence[Said], today: str, *, renewed: bool = False) -> LeaseLife:
    """The life of a contract with these sums. `renewed`: another goes on where it ends."""
    sums = tuple(
        OwedStanding("withdrawn", 0, 0)
        if "withdrawn" in rent
        else owed_standing(rent["amount_fen"], rent["due"], rent.get("paid", ()), today)
        for rent in rents
    )
    late = [one for one in sums if one.state == "overdue"]
    days = _days(today, contract["until"])
    return LeaseLife(
        _state(contract, days, today, renewed),
        days,
        sums,
        sum(rent["amount_fen"] for rent in rents if "withdrawn" not in rent),
        sum(paid_fen(rent.get("paid", ())) for rent in rents),
        sum(one.lacking_fen for one in late),
        max((one.late_days for one in late), default=0),
    )


def owed_standing(amount_fen: int, due: str | None, paid: Sequence[Said], today: str) -> OwedStanding:
    """How a sum stands that is due on a day, or on none, and of which this was paid."""
    lacking = amount_fen - paid_fen(paid)
    if lacking > 0:
        late = _days(due, today) if due is not None else 0
        return OwedStanding("overdue" if late > 0 else "waiting", lacking, max(late, 0))
    reached = _reached(amount_fen, paid)
    return OwedStanding("paid", 0, max(_days(due, reached), 0) if due is not None and reached is not None else 0)


def paid_fen(paid: Sequence[Said]) -> int:
    """What was paid in all; what came back is less than nothing."""
    return sum(one["amount_fen"] for one in paid)


def _reached(amount_fen: int, paid: Sequence[Said]) -> str | None:
    """The first day on which all was paid."""
    have = 0
    for one in sorted(paid, key=lambda one: str(one["day"])):
        have += one["amount_fen"]
        if have >= amount_fen:
            return str(one["day"])
    return None


def _state(contract: Said, days: int, today: str, renewed: bool) -> LeaseState:
    if "ended" in contract and contract["ended"] <= today:
        return "ended"
    if contract["since"] > today:
        return "coming"
    if days < 0:
        return "renewed" if renewed else "expired"
    return "expiring" if days <= EXPIRING_DAYS and not renewed else "running"


def _days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days
