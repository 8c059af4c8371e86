"""original: who keeps what a published row does not say, and where."""

import pytest

SQUARE = "square/350583112216"
OFFICE = "office/350583112216/accounting"
KEEP = {"do": "original.keep", "id": "e1", "set": {"disclosure": "d1", "payee": "王德明"}}


def kept(**changed):
    return KEEP | {"set": KEEP["set"] | changed}


@pytest.mark.parametrize("scope", [SQUARE, OFFICE])
def test_who_may_keep(who, scope):
    assert who(KEEP, scope=scope) == who(KEEP, {"kind": "original", "id": "e1"}, scope=scope) == {"clerk", "accountant"}


@pytest.mark.parametrize(
    ("change", "scope", "want"),
    [
        (kept(people=["p1"]), OFFICE, "ok"),
        (kept(people=["p1"]), SQUARE, "invalid set.people not_here"),
        (kept(account="农行 ************7894"), SQUARE, "ok"),
        (kept(account="农行 6222021234567894"), SQUARE, "identifier"),
        (kept(amount_fen=1), OFFICE, "invalid set.amount_fen unknown_field"),
        (KEEP, "office/350583112216/roll", "forbidden"),
    ],
)
def test_what_is_taken(judge, change, scope, want):
    assert judge(change, "accountant", scope=scope) == want
