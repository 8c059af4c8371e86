"""grant: who gives and ends roles."""

from typing import get_args

import pytest

from shaiba.kind import Role

GIVE = {
    "do": "grant.give",
    "id": "g1",
    "set": {"person": "p1", "role": "accountant", "name": "李某", "since": "2026-01-01", "until": "2028-12-31"},
}
END = {"do": "grant.end", "id": "g1", "set": {"ended": "2026-10-08", "why": "离任"}}
PAST = {"kind": "grant", "id": "g1", **GIVE["set"]}


NOMINATED = {("nomination", "g1"): {**GIVE["set"], "by": "mayor"}}


def _set(**fields):
    return GIVE | {"set": GIVE["set"] | fields}


@pytest.mark.parametrize(("change", "past"), [(GIVE, None), (END, PAST)])
@pytest.mark.parametrize("scope", ["village/350583112216", "region/350583112000", "region/350583000000"])
def test_who_may(who, change, past, scope):
    assert who(change, past, scope=scope, others=NOMINATED) == {"clerk", "admin"}


@pytest.mark.parametrize(
    ("nominated", "change", "want"),
    [
        (None, GIVE, "forbidden"),
        ({}, GIVE, "ok"),
        ({"by": "admin"}, GIVE, "forbidden"),  # one's own nomination
        ({"dropped": "2026-10-01"}, GIVE, "forbidden"),
        ({"person": "admin"}, _set(person="admin"), "forbidden"),  # one's own office
        ({}, _set(role="admin"), "invalid set.role not_as_nominated"),
        ({}, _set(person="p2"), "invalid set.person not_as_nominated"),
        ({}, _set(until="2038-12-31"), "invalid set.until not_as_nominated"),
        ({}, _set(office="o1"), "invalid set.office not_as_nominated"),
        ({"office": "o1"}, GIVE, "invalid set.office not_as_nominated"),
    ],
)
def test_above_a_village_one_nominates_and_another_gives_just_that(judge, nominated, change, want):
    others = {} if nominated is None else {("nomination", "g1"): NOMINATED["nomination", "g1"] | nominated}
    assert judge(change, "admin", scope="region/350583112000", others=others) == want
    assert judge(change, "admin", others={}) == "ok"  # in a village one is enough


def test_nobody_gives_roles_above_or_beside_his_own_region(who):
    assert who(GIVE, scope="region/350500000000") == {"clerk"}
    assert who(GIVE, scope="village/350524102207") == {"clerk"}


def test_who_keeps_a_village_s_roll_says_who_is_of_the_village_and_nothing_else(who):
    belongs = _set(role="villager")
    assert who(belongs) == who(END, PAST | {"role": "villager"}) == {"clerk", "admin", "keeper"}
    nominated = {("nomination", "g1"): {**belongs["set"], "by": "mayor"}}
    assert who(belongs, scope="region/350583112000", others=nominated) == {"clerk", "admin"}


@pytest.mark.parametrize("role", get_args(Role))
def test_the_roles(judge, role):
    assert judge(_set(role=role), "admin") == "ok"


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (GIVE, PAST, "taken"),
        (END, None, "unknown_record"),
        (END, PAST | {"ended": "2026-09-01"}, "closed"),
        (_set(role="emperor"), None, "invalid set.role not_one_of"),
        (_set(until="2025-12-31"), None, "invalid set.until before_since"),
        (_set(since="2026-02-29"), None, "invalid set.since not_a_date"),
        (_set(person="p/1"), None, "invalid set.person pattern"),
        (END | {"set": {"ended": "2026-10-08"}}, PAST, "invalid set.why missing"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, "admin", past) == want
