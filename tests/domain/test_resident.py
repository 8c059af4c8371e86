"""resident: who keeps the roll, and what of a person it holds."""

import pytest

ADD = {"do": "resident.add", "id": "r1", "set": {"name": "唐某", "household": "03-017", "phone_tail": "0688"}}
UPDATE = {"do": "resident.update", "id": "r1", "set": {"relation": "户主"}}
LEAVE = {"do": "resident.leave", "id": "r1", "set": {"left": "2026-10-08"}}
PAST = {"kind": "resident", "id": "r1", **ADD["set"]}
ROLL = "office/350583112216/roll"
HOUSES = {("household", "03-017"): {"id": "03-017", "group": "第3组"}}


@pytest.mark.parametrize(("change", "past"), [(ADD, None), (UPDATE, PAST), (LEAVE, PAST)])
def test_who_may(who, change, past):
    assert who(change, past, scope=ROLL, others=HOUSES) == {"clerk", "cadre", "keeper"}
    assert who(change, past, scope="office/350583112216/station", others=HOUSES) == set()


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (ADD, PAST, "taken"),
        (UPDATE, None, "unknown_record"),
        (LEAVE, None, "unknown_record"),
        (ADD | {"set": ADD["set"] | {"household": "03-018"}}, None, "unknown_record"),
        (UPDATE | {"set": {"household": "03-018"}}, PAST, "unknown_record"),
        (UPDATE | {"set": {"household": "03-017"}}, PAST, "ok"),
        (UPDATE, PAST | {"left": "2026-10-01"}, "closed"),
        (LEAVE, PAST | {"left": "2026-10-01"}, "closed"),
        (LEAVE | {"set": {"left": "2026-09-31"}}, PAST, "invalid set.left not_a_date"),
        (ADD | {"set": {"name": "唐某"}}, None, "invalid set.household missing"),
        (ADD | {"set": ADD["set"] | {"phone_tail": "13912345678"}}, None, "invalid set.phone_tail pattern"),
        (UPDATE | {"set": {"grown": "1988"}}, PAST, "ok"),  # the judge's year is 1970
        (UPDATE | {"set": {"grown": "1970"}}, PAST, "invalid set.grown not_a_child"),
        (ADD | {"set": ADD["set"] | {"grown": "1989"}}, None, "invalid set.grown not_a_child"),
        (UPDATE | {"set": {"grown": "1988-05"}}, PAST, "invalid set.grown pattern"),
        (ADD | {"set": ADD["set"] | {"identity": "1"}}, None, "invalid set.identity unknown_field"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, "cadre", past, scope=ROLL, others=HOUSES) == want
