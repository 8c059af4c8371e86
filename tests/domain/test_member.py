"""member: who keeps the roll."""

import pytest

ADD = {"do": "member.add", "id": "p1", "set": {"name": "唐某", "household": "03-017", "group": "第3组"}}
UPDATE = {"do": "member.update", "id": "p1", "set": {"group": "第4组"}}
LEAVE = {"do": "member.leave", "id": "p1", "set": {"left": "2026-10-08"}}
PAST = {"kind": "member", "id": "p1", **ADD["set"]}
SQUARE = "square/350583112216"


@pytest.mark.parametrize(("change", "past"), [(ADD, None), (UPDATE, PAST), (LEAVE, PAST)])
def test_who_may(who, change, past):
    assert who(change, past, scope=SQUARE) == {"clerk", "cadre", "keeper"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (ADD, PAST, "taken"),
        (UPDATE, None, "unknown_record"),
        (LEAVE, None, "unknown_record"),
        (UPDATE, PAST | {"left": "2026-10-01"}, "closed"),
        (LEAVE, PAST | {"left": "2026-10-01"}, "closed"),
        (LEAVE | {"set": {"left": "2026-09-31"}}, PAST, "invalid set.left not_a_date"),
        (ADD | {"set": {"name": "唐某", "group": "第3组"}}, None, "invalid set.household missing"),
        (ADD | {"set": ADD["set"] | {"idcard": "1"}}, None, "invalid set.idcard unknown_field"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, "cadre", past, scope=SQUARE) == want
