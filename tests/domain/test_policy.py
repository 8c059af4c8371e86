"""policy: who may ask for witnesses, and what can be asked."""

import pytest

from shaiba_sync.witness import make_cosigner

COUNTY = "region/350583000000"
KEYS = [make_cosigner(f"{n}.example", bytes([n]) * 32) for n in range(16)]
ASK = {"do": "policy.ask", "id": "witness", "set": {"committee": 1, "outside": 1, "days": 7, "witnesses": KEYS[:2]}}


def asked(**changed):
    return ASK | {"set": ASK["set"] | changed}


def test_who_may_ask(who):
    assert who(ASK, scope=COUNTY) == who(ASK, {"kind": "policy", "id": "witness"}, scope=COUNTY) == {"clerk", "admin"}


@pytest.mark.parametrize(
    ("change", "want"),
    [
        (asked(outside=2), "ok"),
        (asked(committee=0, outside=0, witnesses=[]), "ok"),
        (ASK | {"id": "other"}, "invalid id not_the_policy"),
        (asked(outside=3), "invalid set.witnesses too_few"),
        (asked(witnesses=[KEYS[1], make_cosigner("again.example", bytes([1]) * 32)]), "invalid set.witnesses too_few"),
        (asked(witnesses=["town.example"]), "invalid set.witnesses pattern"),
        (asked(committee=15), "invalid set.outside too_large"),
        (asked(committee=16), "invalid set.committee too_large"),
        (asked(committee=-1), "invalid set.committee too_small"),
        (asked(days=0), "invalid set.days too_small"),
        (asked(witnesses=KEYS), "invalid set.witnesses too_long"),
        ({"do": "policy.ask", "id": "witness", "set": {"committee": 1}}, "invalid set.outside missing"),
    ],
)
def test_what_can_be_asked(judge, change, want):
    assert judge(change, "admin", scope=COUNTY) == want
