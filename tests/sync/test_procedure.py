"""The seven procedures as they should run and as they do not; and any order of steps, against a model of the page."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shaiba_sync import parse_calendar, run_life

VECTORS = Path(__file__).parents[2] / "sync" / "vectors" / "procedure.json"
SEVEN = json.loads((Path(__file__).parents[2] / "server" / "shaiba" / "data" / "procedures.json").read_text("utf-8"))
TOLD = {
    one["name"]: one["want"] for one in json.loads(VECTORS.read_text("utf-8"))["vectors"] if one["fn"] == "run_life"
}
CALENDAR = parse_calendar({})
BEGAN = date(2026, 9, 21)
STEPS: list[dict[str, Any]] = [
    {"key": "a", "papers": ["p"]},
    {"key": "b", "min": 2, "max": 6, "excuses": ["yes"]},
    {"key": "c", "present": ">=2/3", "agree": ">1/2", "max": 5},
    {"key": "d", "shown": 4, "after": "b", "min": 1, "max": 12},
    {"key": "e", "papers": ["q"]},
]


def wrong(life: dict[str, Any]) -> set[str]:
    """Every sort of fault that is seen."""
    steps = life["steps"]
    return {fault for step in steps for some in (step, *step["tries"]) for fault in some["faults"]}


@pytest.mark.parametrize("title", [one["title"] for one in SEVEN])
def test_of_the_seven_each_shows_what_went_wrong(title):
    assert TOLD[f"{title}: as it should"] | {"steps": []} == {
        "state": "done",
        "steps": [],
        "taken": len(next(one for one in SEVEN if one["title"] == title)["steps"]),
        "faults": 0,
    }
    assert "order" in wrong(TOLD[f"{title}: the third before the second"])
    assert "skipped" in wrong(TOLD[f"{title}: the second passed over"])
    assert "paper" in wrong(TOLD[f"{title}: no paper"])
    assert "paper_after" in wrong(TOLD[f"{title}: papers came afterwards"])
    assert "late" in wrong(TOLD[f"{title}: late"])
    assert TOLD[f"{title}: said in another order"] | {"steps": []} == TOLD[f"{title}: as it should"] | {"steps": []}


@pytest.mark.parametrize("one", [one for one in SEVEN if one["key"] != "seal"], ids=lambda one: one["key"])
def test_too_few_are_too_few(one):
    """A seal needs no meeting."""
    for name in ("too few came", "nobody was counted"):
        assert "quorum" in wrong(TOLD[f"{one['title']}: {name}"])
    again = TOLD[f"{one['title']}: held again, with enough"]
    assert again["state"] == "done"
    assert {"quorum"} <= wrong(again) <= {"quorum", "votes"}, "the first attempt stays visible"


@pytest.mark.parametrize("title", [one["title"] for one in SEVEN])
def test_no_cost_yet_is_no_excuse(title):
    life = TOLD[f"{title}: no cost yet, so it was not published"]
    [publish] = [step for step in life["steps"] if step["key"] == "publish"]
    assert publish["state"] in ("skipped", "next")
    assert publish["tries"][-1]["faults"] == ["no_excuse"]


happenings = st.lists(
    st.fixed_dictionaries(
        {"step": st.sampled_from("abcde"), "day": st.integers(0, 40)},
        optional={
            "excuse": st.sampled_from(["yes", "no cost yet"]),
            "counts": st.tuples(st.integers(0, 12), st.integers(0, 12)),
        },
    ),
    max_size=9,
)
papers = st.lists(st.tuples(st.sampled_from([("a", "p"), ("e", "q"), ("a", "q")]), st.integers(0, 40)), max_size=4)


def day_of(number: int) -> str:
    return (BEGAN + timedelta(number)).isoformat()


def said_of(happened: list[dict[str, Any]]) -> list[dict[str, Any]]:
    said = []
    for one in happened:
        step = {"step": one["step"], "day": day_of(one["day"])}
        if "excuse" in one:
            step["excuse"] = one["excuse"]
        elif "counts" in one:
            present, agree = one["counts"]
            step |= {"called": 12, "present": present, "agree": min(agree, present)}
        said.append(step)
    return said


@settings(max_examples=400, deadline=None)
@given(happenings, papers, st.integers(0, 60))
def test_any_order_of_steps_is_judged_as_the_page_says(happened, held, today):
    said = said_of(happened)
    put = [{"step": step, "name": name, "day": day_of(day)} for (step, name), day in held]
    life = run_life(STEPS, BEGAN.isoformat(), said, put, CALENDAR, day_of(today))

    def days(key: str) -> list[int]:
        """Of attempts that count, in their order."""
        listed = sorted((one for one in happened if one["step"] == key), key=lambda one: one["day"])
        return [
            one["day"] for one in listed if one.get("excuse") != "no cost yet" and (key == "b" or "excuse" not in one)
        ]

    taken = {key: days(key)[-1] for key in "abcde" if days(key)}
    for standing in life.steps:
        key, own = standing.key, taken.get(standing.key)
        before = {k: d for k, d in taken.items() if k < key}
        after = {k: d for k, d in taken.items() if k > key}
        assert (standing.state == "skipped") == (own is None and bool(after))
        assert (standing.state in ("done", "excused")) == (own is not None)
        assert ("order" in standing.faults) == (own is not None and any(day > own for day in before.values()))
        nearest = before[max(before)] if before else 0
        anchor = before.get("b", nearest) if key == "d" else nearest
        most = {"b": 6, "c": 5, "d": 12}.get(key)
        known = standing.state != "waiting" and most is not None
        assert standing.due == (day_of(anchor + most) if known and most is not None else None)
        assert ("late" in standing.faults) == (own is not None and most is not None and own > anchor + most)
        assert ("overdue" in standing.faults) == (own is None and known and most is not None and today > anchor + most)
    assert life.state == ("done" if all(one.state not in ("next", "waiting") for one in life.steps) else "running")
    assert life.taken == len(taken)
    shuffled = sorted(range(len(said)), key=lambda place: (said[place]["day"], place), reverse=False)
    again = run_life(STEPS, BEGAN.isoformat(), [said[place] for place in shuffled], put, CALENDAR, day_of(today))
    assert [one.faults for one in again.steps] == [one.faults for one in life.steps]


@settings(max_examples=200, deadline=None)
@given(happenings, happenings)
def test_nothing_said_later_takes_a_bad_attempt_away(first, more):
    """However it goes on: that too few came to one meeting stays to be read."""
    said = said_of(first)
    before = run_life(STEPS, BEGAN.isoformat(), said, [], CALENDAR, day_of(0))
    after = run_life(STEPS, BEGAN.isoformat(), [*said, *said_of(more)], [], CALENDAR, day_of(0))
    for old, new in zip(before.steps, after.steps, strict=True):
        assert {(one.place, one.faults) for one in old.tries} <= {(one.place, one.faults) for one in new.tries}
