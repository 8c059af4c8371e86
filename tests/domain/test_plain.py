"""plain: the accountant says what is nobody's name; who looks at the books may take it back."""

import pytest

SAY = {"do": "plain.say", "id": "n1", "set": {"name": "石大山", "why": "firm", "words": "石大山建材，有营业执照"}}
BACK = {"do": "plain.withdraw", "id": "n1", "set": {"withdrawn": "2026-11-18"}}
SAID = {"kind": "plain", "id": "n1", **SAY["set"]}


def test_who_may(who):
    assert who(SAY) == {"accountant"}
    assert who(BACK, SAID) == {"accountant", "supervisor", "cadre", "keeper"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (SAY, None, "ok"),
        (SAY, SAID, "taken"),
        (SAY | {"set": SAY["set"] | {"name": "宏达五金店"}}, None, "invalid set.name not_a_name"),
        (SAY | {"set": SAY["set"] | {"name": "路灯"}}, None, "invalid set.name not_a_name"),
        (SAY | {"set": SAY["set"] | {"why": "friend"}}, None, "invalid set.why not_one_of"),
        (SAY | {"set": SAY["set"] | {"words": "是"}}, None, "invalid set.words too_short"),
        (BACK, SAID | {"withdrawn": "2026-11-17"}, "ok"),
        (BACK, None, "unknown_record"),
        (BACK | {"set": {"withdrawn": "2026-02-30"}}, SAID, "invalid set.withdrawn not_a_date"),
    ],
)
def test_what_can_be_said(judge, change, past, want):
    assert judge(change, "accountant", past) == want
