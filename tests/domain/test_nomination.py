"""nomination: who nominates for an office above a village; nobody himself."""

import pytest

SCOPE = "region/350583112000"
TERM = {"person": "p1", "role": "discipline", "name": "李某", "since": "2026-01-01", "until": "2028-12-31"}
MAKE = {"do": "nomination.make", "id": "g1", "set": TERM | {"by": "admin"}}
DROP = {"do": "nomination.drop", "id": "g1", "set": {"dropped": "2026-10-08"}}
PAST = {"kind": "nomination", "id": "g1", **MAKE["set"]}


def _set(**fields):
    return MAKE | {"set": MAKE["set"] | fields}


def test_who_may(who):
    assert who(MAKE, scope=SCOPE) == who(DROP, PAST, scope=SCOPE) == {"clerk", "admin"}
    assert who(MAKE, scope="region/350500000000") == {"clerk"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (_set(office="o1", instead="g0"), None, "ok"),
        (MAKE, PAST, "taken"),
        (_set(by="mayor"), None, "invalid set.by who_acts"),
        (_set(person="admin"), None, "invalid set.person oneself"),
        (_set(until="2025-12-31"), None, "invalid set.until before_since"),
        (_set(since="2026-02-29"), None, "invalid set.since not_a_date"),
        (_set(role="emperor"), None, "invalid set.role not_one_of"),
        (DROP, None, "unknown_record"),
        (DROP, PAST | {"dropped": "2026-09-01"}, "closed"),
        (DROP | {"set": {"dropped": "2026-02-30"}}, PAST, "invalid set.dropped not_a_date"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, "admin", past, scope=SCOPE) == want
