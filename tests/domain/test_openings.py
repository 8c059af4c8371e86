"""openings: the clerk counts, and never backwards."""

import pytest

COUNT = {"do": "openings.count", "id": "2026-11_cadre", "set": {"count": 3}}


def test_who_may_count(who):
    assert who(COUNT) == {"clerk"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (COUNT, {"count": 2}, "ok"),
        (COUNT, {"count": 4}, "invalid set.count too_small"),
        (COUNT | {"id": "2026-13_cadre"}, None, "invalid id pattern"),
    ],
)
def test_what_is_counted(judge, change, past, want):
    assert judge(change, past=past) == want
