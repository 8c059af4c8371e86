"""household: who keeps the roll, and where it stands."""

import pytest

ADD = {"do": "household.add", "id": "03-017", "set": {"group": "第3组", "note": "晒谷场边"}}
UPDATE = {"do": "household.update", "id": "03-017", "set": {"group": "第4组"}}
PAST = {"kind": "household", "id": "03-017", **ADD["set"]}
ROLL = "office/350583112216/roll"


@pytest.mark.parametrize(("change", "past"), [(ADD, None), (UPDATE, PAST)])
def test_who_may(who, change, past):
    assert who(change, past, scope=ROLL) == {"clerk", "cadre", "keeper"}
    assert who(change, past, scope="office/350583112216/station") == set()


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (ADD, PAST, "taken"),
        (UPDATE, None, "unknown_record"),
        (ADD | {"set": {"note": "晒谷场边"}}, None, "invalid set.group missing"),
        (ADD | {"set": ADD["set"] | {"address": "…"}}, None, "invalid set.address unknown_field"),
        (ADD | {"id": "三组17"}, None, "invalid id pattern"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, "cadre", past, scope=ROLL) == want
