"""interest: one says it of oneself, and does not take it back."""

import pytest

DECLARE = {"do": "interest.declare", "id": "committee", "add": {"relatives": ["p9"], "businesses": ["宏达五金店"]}}
WITHDRAW = {"do": "interest.withdraw", "id": "committee", "drop": {"relatives": ["0" * 53]}}
PAST = {"kind": "interest", "id": "committee", "relatives": ["p9"]}
SQUARE = "square/350583112216"


def test_who_may(who):
    assert who(DECLARE, scope=SQUARE) == who(DECLARE, PAST, scope=SQUARE) == {"committee"}
    assert who(WITHDRAW, PAST, scope=SQUARE) == {"admin"}


@pytest.mark.parametrize(
    ("change", "by", "past", "want"),
    [
        (WITHDRAW, "admin", None, "unknown_record"),
        (DECLARE | {"add": {"relatives": ["committee"]}}, "committee", None, "invalid add.relatives oneself"),
        (DECLARE | {"add": {"relatives": []}}, "committee", None, "invalid add.relatives too_short"),
        (DECLARE | {"add": {"relatives": ["叔叔"]}}, "committee", None, "invalid add.relatives[0] pattern"),
        (DECLARE | {"add": {"friends": ["p9"]}}, "committee", None, "invalid add.friends unknown_field"),
    ],
)
def test_what_is_taken(judge, change, by, past, want):
    assert judge(change, by, past, scope=SQUARE) == want
