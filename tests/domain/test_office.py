"""office: who opens and closes one."""

import pytest

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
