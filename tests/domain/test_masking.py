"""masking: who says what is masked, and what can be said."""

import pytest

COUNTY = "region/350583000000"
SAY = {"do": "masking.say", "id": "policy", "set": {"names": "surname", "village": "full", "illness": []}}
WORD = {"word": "老烂脚", "category": "大病"}


def said(**changed):
    return SAY | {"set": SAY["set"] | changed}


def test_who_may_say(who):
    assert who(SAY, scope=COUNTY) == who(SAY, {"kind": "masking", "id": "policy"}, scope=COUNTY) == {"clerk", "admin"}


@pytest.mark.parametrize(
    ("change", "want"),
    [
        (said(illness=[WORD]), "ok"),
        (SAY | {"id": "other"}, "invalid id not_the_policy"),
        (said(names="nothing"), "invalid set.names not_one_of"),
        (said(illness=[WORD | {"category": "肺结核"}]), "invalid set.illness[0].category not_one_of"),
        (said(illness=[WORD] * 201), "invalid set.illness too_long"),
        (said(numbers="shown"), "invalid set.numbers unknown_field"),
        ({"do": "masking.say", "id": "policy", "set": {"names": "full"}}, "invalid set.village missing"),
    ],
)
def test_what_can_be_said(judge, change, want):
    assert judge(change, "admin", scope=COUNTY) == want
