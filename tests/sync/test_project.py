"""Projects: what each vector is there to show; and that nothing said of later days takes a mark away."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shaiba_sync.project import PROJECT_LISTS, PROJECT_MARKS, design_diff, line_fen, project_life

VECTORS = Path(__file__).parents[2] / "sync" / "vectors" / "project.json"
TOLD = {
    one["name"]: one["want"] for one in json.loads(VECTORS.read_text("utf-8"))["vectors"] if one["fn"] == "project_life"
}


def marks(name: str) -> set[str]:
    return {f"{one['list']} {one['mark']}".strip() for one in TOLD[name]["marks"]}


def test_a_good_project_has_no_mark_and_its_sums_agree():
    life = TOLD["as it should"]
    assert (life["state"], life["percent"], life["marks"]) == ("closed", 100, [])
    sums = life["sums"]
    assert sums["contract"] + sums["changes"] == sums["agreed"] == sums["paid"]


def test_each_mark_is_shown_by_a_story():
    """And, beside it, what just does not have it."""
    assert marks("a quote above what is usual") == {"quotes above_usual"}
    assert marks("a quote at the end of what is usual") == set()
    assert marks("work before the contract") == {"progress before_contract", "progress after_silence"}
    assert marks("work on the day of the contract") == {"progress after_silence"}
    second = {"list": "payments", "place": 1, "mark": "ahead"}
    assert second in TOLD["paid ahead of the work"]["marks"]
    assert second not in TOLD["paid just as much as is built"]["marks"]
    assert "contracts few_quotes" in marks("two bidders") and "contracts few_quotes" in marks("one bidder twice")
    assert marks("given directly") == set()
    assert "changes too_much" in marks("changes up and down add up")
    assert marks("silent for 61 days") == {"silent"} and marks("silent for 60 days") == set()
    assert marks("a day late") == {"overdue"} and marks("on its last day") == set()
    assert marks("told later than that") == {"contracts told_late"} and marks("told a week later") == set()
    assert marks("stopped, so it is not late") == set()
    seen = {(one["list"], one["mark"]) for life in TOLD.values() for one in life["marks"]}
    assert seen == {(name, mark) for name, listed in PROJECT_MARKS.items() for mark in listed}


def day(number: int) -> str:
    return (date(2026, 1, 1) + timedelta(number)).isoformat()


def stage(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    told = {"day": st.integers(0, 200), **fields}
    return st.fixed_dictionaries(told, optional={"told": st.integers(0, 200).map(day)})


FEN = st.sampled_from([100, 900, 1_000, 1_100])
LINE = st.fixed_dictionaries(
    {
        "item": st.sampled_from("ab"),
        "unit": st.just("米"),
        "quantity_milli": st.integers(1, 5_000),
        "price_fen": st.integers(0, 900),
    },
    optional={"usual_high_fen": st.integers(0, 900)},
)
LISTS = {
    "designs": stage(lines=st.lists(LINE, min_size=1, max_size=3)),
    "quotes": stage(bidder=st.sampled_from("abc"), amount_fen=FEN),
    "contracts": stage(party=st.just("a"), amount_fen=FEN, advance_percent=st.sampled_from([0, 30])),
    "progress": stage(percent=st.sampled_from([0, 50, 100])),
    "changes": stage(amount_fen=st.sampled_from([-100, 50, 200])),
    "acceptances": stage(result=st.sampled_from(["passed", "repair"])),
    "payments": stage(amount_fen=st.sampled_from([-50, 100, 900]), of=st.sampled_from(["work", "warranty"])),
    "warranties": stage(until=st.integers(0, 200).map(day), retained_fen=st.just(50)),
}
projects = st.fixed_dictionaries({name: st.lists(one, max_size=4) for name, one in LISTS.items()})


def until(project: dict[str, Any], last: int) -> dict[str, Any]:
    """As it had been told by that day."""
    told = {
        name: [one | {"day": day(one["day"])} for one in project[name] if one["day"] <= last] for name in PROJECT_LISTS
    }
    return {"budget_fen": 1_000, "method": "compare", **told}


@settings(max_examples=300, deadline=None)
@given(projects, st.integers(0, 200))
def test_nothing_said_of_later_days_takes_a_mark_away(project, last):
    earlier = project_life(until(project, last), day(last))
    later = project_life(until(project, 200), day(200))
    places = {name: [place for place, one in enumerate(project[name]) if one["day"] <= last] for name in PROJECT_LISTS}
    stay = {(one.list, places[one.list][one.place], one.mark) for one in earlier.marks if one.list}
    assert stay <= {(one.list, one.place, one.mark) for one in later.marks}


lines = st.lists(LINE, max_size=6)


@given(lines, lines)
def test_versions_side_by_side_hold_every_line_once_and_add_up(before, after):
    found = design_diff(before, after)
    assert sorted(one.before for one in found if one.before is not None) == list(range(len(before)))
    assert [one.after for one in found if one.after is not None] == list(range(len(after)))
    assert sum(one.more_fen for one in found) == sum(map(line_fen, after)) - sum(map(line_fen, before))
    assert all(one.change == "same" for one in design_diff(after, after))
