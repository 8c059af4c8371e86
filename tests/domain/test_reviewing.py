"""reviewing: whose signatures are asked for, by whom."""

import pytest

ASK = {
    "do": "reviewing.ask",
    "id": "policy",
    "set": {"signatures": ["supervisor", "cadre"], "since": "2026-10", "until": "9999-12"},
}


@pytest.mark.parametrize("scope", ["village/350583112216", "region/350583000000"])
def test_who_asks(who, scope):
    assert who(ASK, scope=scope) == {"clerk", "admin"}


@pytest.mark.parametrize(
    ("set_", "want"),
    [
        ({"signatures": []}, "ok"),
        ({"until": "2026-12"}, "ok"),
        ({"until": "2026-09"}, "invalid set.until before_since"),
        ({"signatures": ["cadre", "cadre"]}, "invalid set.signatures twice"),
        ({"signatures": ["villager"]}, "invalid set.signatures[0] not_one_of"),
        ({"since": "2026"}, "invalid set.since pattern"),
    ],
)
def test_what_is_taken(judge, set_, want):
    assert judge(ASK | {"set": ASK["set"] | set_}, "admin") == want


def test_there_is_one(judge):
    assert judge(ASK | {"id": "other"}, "admin") == "invalid id not_the_policy"
