"""Meetings told by hand, as the page says them; and what holds of any meeting, whatever is said of it later."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shaiba_sync import MEETING_FAULTS, MEETING_RULES, MEETING_SORTS, VOTE_FAULTS, attend_id, door_message, meeting_life

VECTORS = Path(__file__).parents[2] / "sync" / "vectors" / "meeting.json"
TOLD: dict[str, dict[str, Any]] = {
    one["name"]: one["want"] for one in json.loads(VECTORS.read_text("utf-8"))["vectors"] if one["fn"] == "meeting_life"
}
DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("it was held as it should be", []),
        ("it was held, and nobody counted", ["uncounted"]),
        ("of an open one no number is asked", []),
        ("called two days before", ["notice"]),
        ("called three days before", []),
        ("nine days before an assembly", ["notice"]),
        ("ten days before an assembly", []),
        ("moved two days on, and said the day before", ["notice"]),
        ("another hour of the day that was told", []),
        ("moved away and back again", ["notice"]),
        ("cancelled", []),
        ("too few", ["quorum"]),
        ("just enough", []),
        ("counted by one alone", ["unconfirmed"]),
        ("confirmed by who counted", ["unconfirmed"]),
        ("the newest that is confirmed counts", []),
        ("nobody said how many were called", ["quorum"]),
        ("minutes confirmed by one", ["minutes"]),
        ("minutes are in time on the seventh day", []),
        ("a new version is confirmed anew", ["minutes"]),
        ("a rule to come", []),
    ],
)
def test_what_is_wrong_with_a_meeting_is_what_the_page_says(name, faults):
    assert TOLD[name]["faults"] == faults


@pytest.mark.parametrize(
    ("name", "outcome", "faults"),
    [
        ("too few", "carried", ["quorum"]),
        ("just enough", "carried", []),
        ("half of those present is lost", "lost", ["unconfirmed"]),
        ("of a party's, half of those called", "lost", ["unconfirmed"]),
        ("of a party's, more than half of those called", "carried", ["unconfirmed"]),
        ("of an open one, of who votes", "lost", ["unconfirmed"]),
        ("more voted than were there", "carried", ["sum"]),
    ],
)
def test_how_a_vote_went_and_what_is_wrong_with_it(name, outcome, faults):
    vote = TOLD[name]["votes"][0]
    assert (vote["outcome"], vote["faults"]) == (outcome, faults)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("a promise on its last day", "open"),
        ("a promise a day later", "overdue"),
        ("a promise kept", "done"),
        ("a promise kept late", "late"),
    ],
)
def test_whether_a_promise_was_kept(name, state):
    assert [one["state"] for one in TOLD[name]["promises"]] == [state]


def test_who_comes_and_what_he_signs_is_of_one_meeting_and_one_person():
    pairs = [("m1", "p1"), ("m1p", "1"), ("m", "1p1"), ("m1", "p2")]
    assert len({attend_id(*pair) for pair in pairs}) == len({door_message(*pair) for pair in pairs}) == len(pairs)


def day(number: int) -> str:
    return (DAY + timedelta(number)).isoformat()


keys = st.sampled_from("abcdef")
people = st.sampled_from("xyz")
counts = st.lists(st.fixed_dictionaries({"key": keys, "by": people, "present": st.integers(0, 40)}), max_size=3)
confirms = st.lists(st.fixed_dictionaries({"of": keys, "by": people}), max_size=8)
meetings = st.fixed_dictionaries(
    {
        "sort": st.sampled_from(MEETING_SORTS),
        "rule": st.just(1),
        "called": st.integers(0, 40),
        "day": st.just(day(0)),
        "told": st.integers(-14, 0).map(day),
        "hour": st.just("19:30"),
        "place": st.just("坝"),
        "agenda": st.just([{"key": "i1"}]),
        "counts": counts,
        "confirms": confirms,
    }
)


@settings(max_examples=300, deadline=None)
@given(meetings, st.integers(-3, 20))
def test_any_meeting_is_judged_as_the_page_says(said, today):
    life = meeting_life(said, day(today))
    rule = MEETING_RULES[1][said["sort"]]
    assert life.faults == tuple(name for name in MEETING_FAULTS if name in life.faults)
    assert ("notice" in life.faults) == (-(date.fromisoformat(said["told"]) - DAY).days < rule.notice)
    assert ("minutes" in life.faults) == (today > 7)
    assert ("uncounted" in life.faults) == (not said["counts"] and today > 0 and rule.present is not None)
    assert (life.present is None) == (not said["counts"])
    assert life.needed == (rule.present is not None)
    if rule.present is None:
        assert not {"quorum", "uncounted"} & {*life.faults}


@settings(max_examples=200, deadline=None)
@given(meetings, people)
def test_nobody_confirms_his_own_count(said, by):
    alone = said | {"counts": [{"key": "a", "by": by, "present": 3}], "confirms": [{"of": "a", "by": by}] * 3}
    assert "unconfirmed" in meeting_life(alone, day(1)).faults


@settings(max_examples=200, deadline=None)
@given(meetings, st.integers(0, 40))
def test_a_vote_of_too_few_is_marked_whatever_came_of_it(said, agree):
    vote = {"key": "v", "by": "x", "agree": agree, "against": 0, "abstain": 0}
    life = meeting_life(said | {"votes": [vote]}, day(1))
    assert all(fault in VOTE_FAULTS for fault in life.votes[0].faults)
    assert ("quorum" in life.votes[0].faults) == bool({"quorum", "uncounted"} & {*life.faults})
