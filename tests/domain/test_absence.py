"""absence: noted by the clerk, explained in the village, taken back by nobody."""

import pytest

from shaiba.domain.absence import CHANGES

SET = {
    "sort": "overdue", "item": "C-21", "name": "月度收支明细", "period": "2026-10", "due": "2026-11-10",
    "day": "2026-11-11", "catalogue": "catalogue-1",
}  # fmt: skip
NOTE = {"do": "absence.note", "id": "overdue-C-21-2026-10", "set": SET}
WORD = {"day": "1970-01-01", "by": "accountant", "name": "林某", "text": "报表还在核对。"}
EXPLAIN = {"do": "absence.explain", "id": NOTE["id"], "append": {"words": WORD}}


def said_by(name):
    return EXPLAIN | {"append": {"words": WORD | {"by": name}}}


def test_the_clerk_alone_notes_it(who):
    assert who(NOTE) == {"clerk"}


def test_who_publishes_in_the_village_explains_it(judge):
    people = ("accountant", "committee", "supervisor", "cadre", "villager", "admin", "next_accountant", "clerk")
    assert [name for name in people if judge(said_by(name), name, SET) == "ok"] == ["accountant", "committee"]


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (NOTE, SET, "taken"),
        (NOTE | {"id": "overdue-C-21-2026-09"}, None, "invalid id not_of_it"),
        (NOTE | {"id": "empty-C-21-2026-10"}, None, "invalid id not_of_it"),
        (NOTE | {"set": SET | {"due": "2026-11-31"}}, None, "invalid set.due not_a_date"),
        (NOTE | {"set": SET | {"sort": "late"}}, None, "invalid set.sort not_one_of"),
    ],
)
def test_what_is_noted(judge, change, past, want):
    assert judge(change, "clerk", past) == want


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (EXPLAIN, None, "unknown_record"),
        (said_by("committee"), SET, "invalid append.words.by who_acts"),
        (EXPLAIN | {"append": {"words": WORD | {"day": "1970-01-02"}}}, SET, "invalid append.words.day too_late"),
    ],
)
def test_what_is_explained(judge, change, past, want):
    assert judge(change, "accountant", past) == want


def test_nobody_takes_it_back():
    assert {change.__struct_config__.tag for change in CHANGES} == {"absence.note", "absence.explain"}
