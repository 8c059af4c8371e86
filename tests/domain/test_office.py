"""office: who opens and closes one; and that none is lacking."""

from typing import get_args

import pytest

from shaiba.domain.grant import Role
from shaiba.domain.office import OfficeSort

OPEN = {"do": "office.open", "id": "o1", "set": {"name": "农业站", "level": "town", "sort": "station"}}
CLOSE = {"do": "office.close", "id": "o1", "set": {"closed": "2026-10-08"}}
PAST = {"kind": "office", "id": "o1", "name": "农业站", "level": "town", "sort": "station"}


@pytest.mark.parametrize(("change", "past"), [(OPEN, None), (CLOSE, PAST)])
@pytest.mark.parametrize("scope", ["village/350583112216", "region/350583112000"])
def test_who_may(who, change, past, scope):
    assert who(change, past, scope=scope) == {"clerk", "admin"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (OPEN, PAST, "taken"),
        (CLOSE, None, "unknown_record"),
        (CLOSE, PAST | {"closed": "2026-10-01"}, "closed"),
        (CLOSE | {"set": {"closed": "2026-02-30"}}, PAST, "invalid set.closed not_a_date"),
        (OPEN | {"set": {"name": "站", "level": "planet", "sort": "station"}}, None, "invalid set.level not_one_of"),
        (OPEN | {"set": {"name": "站", "level": "town"}}, None, "invalid set.sort missing"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, "admin", past) == want


OFFICES = {
    "村委会": ("village", "committee", "committee"),
    "党支部": ("village", "branch", "branch"),
    "村务监督委员会": ("village", "supervisory", "supervisor"),
    "监察联络站": ("village", "liaison", "liaison"),
    "报账员（代理记账中心）": ("town", "accounting", "accountant"),
    "印章管理员": ("village", "seal", "seal_keeper"),
    "镇纪委": ("town", "discipline", "discipline"),
    "镇站所": ("town", "station", "station"),
    "驻村干部（镇政府）": ("town", "government", "cadre"),
    "县纪委监委": ("county", "discipline", "discipline"),
    "市督查组": ("city", "inspection", "inspector"),
    "县直部门": ("county", "department", "department"),
    "巡察组": ("county", "inspection", "inspector"),
    "廉情观察员": ("village", "observers", "observer"),
}
"""Every office of roll.md: its level, its sort, and the role of who holds it."""


@pytest.mark.parametrize(("name", "what"), OFFICES.items())
def test_each_office_is_opened_where_it_belongs_and_held_for_a_term_that_ends_by_itself(judge, name, what):
    level, sort, role = what
    scope = "village/350583112216" if level == "village" else "region/350583112000"
    opened = {"do": "office.open", "id": "o2", "set": {"name": name, "level": level, "sort": sort}}
    term = {"person": "p1", "role": role, "since": "2026-01-01", "office": "o2", "name": "林某"}
    assert judge(opened, "admin", scope=scope) == "ok"
    ends = term | {"until": "2029-12-31"}
    nominated = {("nomination", "g1"): ends | {"by": "mayor"}}
    assert judge({"do": "grant.give", "id": "g1", "set": ends}, "admin", scope=scope, others=nominated) == "ok"
    for_ever = {"do": "grant.give", "id": "g1", "set": term}
    assert judge(for_ever, "admin", scope=scope) == "invalid set.until missing"


def test_no_sort_of_office_and_no_role_is_left_out():
    assert {sort for _, sort, _ in OFFICES.values()} == set(get_args(OfficeSort))
    assert {role for _, _, role in OFFICES.values()} == set(get_args(Role)) - {"villager", "admin"}
