"""Sums and contracts around each of their days; and that what was paid late stays late, whatever is said of later."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shaiba_sync.lease import owed_standing

VECTORS = json.loads((Path(__file__).parents[2] / "sync" / "vectors" / "lease.json").read_text("utf-8"))["vectors"]
TOLD = {one["name"]: one["want"] for one in VECTORS}


def test_a_contract_stands_as_its_days_say():
    states = {name: life["state"] for name, life in TOLD.items() if "sums" in life and "random" not in name}
    assert states["the day before it begins"] == "coming"
    assert states["61 days before its last"] == "running"
    assert states["60 days before its last"] == "expiring"
    assert states["60 days before its last, renewed"] == "running"
    assert states["its last day"] == "expiring"
    assert states["the day after its last"] == "expired"
    assert states["the day after its last, renewed"] == "renewed"
    assert (states["given back on 2026-05-02"], states["given back on 2026-05-03"]) == ("ended", "running")
    assert TOLD["a year after its last"]["days"] == -365


def test_what_lacks_lacks_after_the_end():
    life = TOLD["what lacks lacks after the end"]
    assert (life["state"], life["overdue_fen"]) == ("ended", 1_000_000)
    assert TOLD["the first came, of the second some"]["overdue_fen"] == 1_000_000 + 2 * 1_800_000


def day(number: int) -> str:
    return (date(2026, 1, 1) + timedelta(number)).isoformat()


payments = st.lists(
    st.fixed_dictionaries({"day": st.integers(0, 60), "amount_fen": st.integers(-300, 1_000)}), max_size=5
)


@given(payments, payments, st.integers(0, 60))
def test_what_was_paid_late_stays_late(told, more, due):
    """More payments, of later days, that leave it paid: it was late by as many days."""
    last = max((one["day"] for one in told), default=0)
    first = said(told)
    before = owed_standing(1_000, day(due), first, day(200))
    after = owed_standing(1_000, day(due), [*first, *said(more, last + 1)], day(200))
    if before.state == after.state == "paid":
        assert after.late_days == before.late_days


def said(told: list[dict[str, Any]], since: int = 0) -> list[dict[str, Any]]:
    return [one | {"day": day(one["day"] + since)} for one in told]
