"""What is owed of a year, against a model written from the page; and that an absence is never undone."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shaiba_sync import due_day, is_working_day, obligations, parse_calendar, period_days

CALENDAR = parse_calendar({"2026": {"version": "v", "off": ["2026-05-01", "2026-05-04"], "work": ["2026-05-09"]}})
PERIODS = [*(f"2026-{month:02}" for month in range(1, 13)), *(f"2026-Q{n}" for n in range(1, 5)), "2026"]
DAYS = st.dates(date(2025, 11, 1), date(2027, 3, 1)).map(date.isoformat)
RULES = st.one_of(
    st.fixed_dictionaries({"day": st.integers(1, 31)}, optional={"month": st.integers(1, 4)}),
    st.fixed_dictionaries({"working": st.integers(0, 30)}),
)
ITEM = st.builds(
    lambda sort, rule: {"key": "A-01", "period": sort, "category": "ledger", **rule},
    st.sampled_from(("month", "quarter", "year")),
    RULES,
)
PUBLISHED = st.fixed_dictionaries(
    {"id": st.sampled_from("abcdef"), "period": st.sampled_from(PERIODS), "day": DAYS},
    optional={"summary": st.just("有"), "total_in": st.sampled_from((0, 3)), "withdrawn": st.just("错")},
).map(lambda one: {"category": "ledger", **one})
MISSED = st.fixed_dictionaries({"item": st.just("A-01"), "period": st.sampled_from(PERIODS), "day": DAYS})


def owed(item: dict[str, Any], published: Any, missed: Any, today: str, since: str = "2026-01-01") -> Any:
    return obligations(
        [[{"id": "catalogue-1", "since": since, "items": [item]}]], published, missed, "2026", CALENDAR, today
    )


@settings(max_examples=300)
@given(ITEM, st.lists(PUBLISHED, max_size=6), st.lists(MISSED, max_size=4), DAYS)
def test_each_stands_as_the_page_says(item: Any, published: Any, missed: Any, today: str) -> None:
    found = owed(item, published, missed, today)
    sort = {"month": 7, "quarter": 7, "year": 4}[item["period"]]
    begun = [one for one in PERIODS if len(one) == sort and ("Q" in one) == (item["period"] == "quarter")]
    assert [one.period for one in found] == [one for one in begun if period_days(one)[0] <= today]
    for one in found:
        there = [p for p in published if p["period"] == one.period and "withdrawn" not in p]
        whole = [p["day"] for p in there if p.get("summary") or p.get("total_in")]
        absent = max((m["day"] for m in missed if m["period"] == one.period), default="")
        assert one.due == due_day(item, one.period, CALENDAR)
        if whole:
            assert one.published == max(min(whole), absent)
            assert one.state == ("late" if one.published > one.due else "on_time")
        else:
            assert one.state == ("empty" if there else "overdue" if today > one.due else "due")
        assert (one.disclosure is None) == (not there)
        until = one.published if whole else today
        distance = (date.fromisoformat(until or "") - date.fromisoformat(one.due)).days
        assert one.days == (abs(distance) if one.state == "due" else max(0, distance))


@settings(max_examples=200)
@given(ITEM, st.sampled_from(PERIODS))
def test_it_is_due_after_its_period_on_a_worked_day(item: Any, period: str) -> None:
    due, last = due_day(item, period, CALENDAR), period_days(period)[1]
    if item.get("working") == 0:
        assert due == last
        return
    assert due > last
    assert is_working_day(CALENDAR, due)


@settings(max_examples=200)
@given(ITEM, st.lists(PUBLISHED, max_size=4), DAYS, st.lists(PUBLISHED, max_size=4), st.integers(0, 60))
def test_what_was_missing_stays_late_whatever_is_published_later(
    item: Any, published: Any, noted: str, later: Any, days: int
) -> None:
    """Also with a stamp of before it was due."""
    gone = [one for one in owed(item, published, [], noted) if one.state == "overdue"]
    missed = [{"item": one.item, "period": one.period, "day": noted} for one in gone]
    today = (date.fromisoformat(noted) + timedelta(days)).isoformat()
    for one in owed(item, [*published, *later], missed, today):
        if one.period in {absent["period"] for absent in missed}:
            assert one.state in ("overdue", "late", "empty")


def test_a_county_that_begins_owes_nothing_of_before() -> None:
    item = {"key": "A-01", "period": "month", "day": 10}
    assert [one.period for one in owed(item, [], [], "2026-05-20", since="2026-03-15")] == ["2026-04", "2026-05"]
