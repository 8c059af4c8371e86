"""tipkey, tipsafe, finding, slots: what the log has of sealed tips, and from whom."""

import pytest

COUNTY, CITY, TOWN = "region/350583000000", "region/350500000000", "region/350583112000"
WATCH = "watch/350583000000"
RECIPIENT = "age1nkwee8pqm345r5x53ecl3hm8y8vx2845x99zhcc233lnqdp3qads6eajzy"
KEY = {"person": "inspector", "recipient": RECIPIENT, "since": "1970-01-01", "until": "1970-03-04"}
PUBLISH = {"do": "tipkey.publish", "id": "k1", "set": KEY}
END = {"do": "tipkey.end", "id": "k1", "set": {"ended": "1970-02-01"}}
SAFE = {"person": "inspector", "wrapped": "A" * 400, "nested": ["A" * 700] * 3}
KEEP = {"do": "tipsafe.keep", "id": "k1", "set": SAFE}
FOUND = {"about": "350583112000", "day": "1970-01-01", "conclusion": "partly", "summary": "石料少了一半。"}
FINDING = {"do": "finding.publish", "id": "f1", "set": FOUND}
ROUND = {"round": 20783, "count": 9, "root": "A" * 43}
COUNT = {"do": "slots.count", "id": "20783", "set": ROUND}


def key(**more):
    return PUBLISH | {"set": KEY | more}


def test_nobody_but_who_inspects_the_very_region_has_a_key_there(judge, who):
    assert judge(PUBLISH, "inspector", scope=COUNTY) == "ok"
    assert judge(key(person="above"), "above", scope=CITY) == "ok"
    assert judge(key(person="above"), "above", scope=COUNTY) == "forbidden"
    assert judge(PUBLISH, "inspector", scope=CITY) == "forbidden"
    assert judge(key(person="discipline"), "discipline", scope=TOWN) == "forbidden"
    assert who(PUBLISH, scope=COUNTY) == set()


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (PUBLISH, KEY, "taken"),
        (key(person="above"), None, "invalid set.person who_acts"),
        (key(until="1970-03-05"), None, "invalid set.until too_late"),
        (key(until="1969-12-31"), None, "invalid set.until before_since"),
        (key(until="1970-02-30"), None, "invalid set.until not_a_date"),
        (key(recipient=RECIPIENT[:-1] + "q"), None, "invalid set.recipient not_a_recipient"),
        (key(recipient=RECIPIENT.upper()), None, "invalid set.recipient not_a_recipient"),
        (key(recipient="age1"), None, "invalid set.recipient not_a_recipient"),
        (key(recipient=""), None, "invalid set.recipient too_short"),
        (key(recipient=f"{RECIPIENT}\n"), None, "invalid set.recipient not_a_recipient"),
        (END, None, "forbidden"),
        (END, KEY, "ok"),
        (END, KEY | {"ended": "1970-01-15"}, "closed"),
        (END, KEY | {"person": "above"}, "forbidden"),
        (END | {"set": {"ended": "1970-02-30"}}, KEY, "invalid set.ended not_a_date"),
    ],
)
def test_what_a_key_may_be(judge, change, past, want):
    assert judge(change, "inspector", past, scope=COUNTY) == want


def test_who_ends_a_key(judge, who):
    assert who(END, KEY, scope=COUNTY) == {"admin"}
    assert judge(END, "admin", None, scope=COUNTY) == "unknown_record"
    assert judge(END, "admin", KEY, scope=TOWN) == "forbidden"


@pytest.mark.parametrize(
    ("by", "safe", "past", "want"),
    [
        ("inspector", {}, None, "ok"),
        ("inspector", {}, SAFE, "ok"),
        ("inspector", {}, SAFE | {"person": "other"}, "taken"),
        ("inspector", {"person": "other"}, None, "invalid set.person who_acts"),
        ("inspector", {"nested": ["A" * 700] * 2}, None, "invalid set.nested too_short"),
        ("inspector", {"nested": ["A" * 700] * 4}, None, "invalid set.nested too_long"),
        ("inspector", {"wrapped": "AGE-SECRET-KEY-1"}, None, "invalid set.wrapped pattern"),
        ("inspector", {"wrapped": "A" * 6001}, None, "invalid set.wrapped pattern"),
        ("above", {"person": "above"}, None, "forbidden"),
        ("admin", {"person": "admin"}, None, "forbidden"),
        ("clerk", {}, None, "forbidden"),
    ],
)
def test_what_is_kept_in_a_safe(judge, by, safe, past, want):
    assert judge(KEEP | {"set": SAFE | safe}, by, past, scope=WATCH) == want


@pytest.mark.parametrize(
    ("by", "found", "past", "want"),
    [
        ("inspector", {}, None, "ok"),
        ("inspector", {}, FOUND, "taken"),
        ("inspector", {"about": "350583112216"}, None, "ok"),
        ("inspector", {"about": "350583000000"}, None, "invalid set.about not_below"),
        ("inspector", {"about": "350524000000"}, None, "invalid set.about not_below"),
        ("inspector", {"day": "1970-01-02"}, None, "invalid set.day too_late"),
        ("inspector", {"day": "1969-06-01"}, None, "ok"),
        ("inspector", {"conclusion": "unclear"}, None, "invalid set.conclusion not_one_of"),
        ("inspector", {"instead": "f0", "why": "数字写错了"}, None, "ok"),
        ("inspector", {"instead": "f9", "why": "数字写错了"}, None, "invalid set.instead unknown"),
        ("inspector", {"instead": "f0"}, None, "invalid set.why missing"),
        ("inspector", {"why": "数字写错了"}, None, "invalid set.why not_here"),
        ("above", {}, None, "forbidden"),
        ("clerk", {}, None, "forbidden"),
        ("admin", {}, None, "forbidden"),
    ],
)
def test_what_is_found_is_said_in_public(judge, by, found, past, want):
    others = {("finding", "f0"): FOUND}
    assert judge(FINDING | {"set": FOUND | found}, by, past, scope=COUNTY, others=others) == want


def test_a_finding_stands_where_a_key_does(judge):
    assert judge(FINDING | {"set": FOUND | {"about": "350583112216"}}, "discipline", scope=TOWN) == "forbidden"


@pytest.mark.parametrize(
    ("change", "past", "scope", "want"),
    [
        (COUNT, None, COUNTY, "ok"),
        (COUNT, ROUND, COUNTY, "taken"),
        (COUNT | {"id": "20784"}, None, COUNTY, "invalid id not_of_it"),
        (COUNT | {"set": ROUND | {"root": "A" * 42 + "B"}}, None, COUNTY, "invalid set.root pattern"),
        (COUNT | {"set": ROUND | {"count": -1}}, None, COUNTY, "invalid set.count too_small"),
        (COUNT, None, TOWN, "forbidden"),
    ],
)
def test_what_the_clerk_counts(judge, change, past, scope, want):
    assert judge(change, "clerk", past, scope=scope) == want


def test_nobody_else_counts(who):
    assert who(COUNT, scope=COUNTY) == {"clerk"}
