"""scheme, circular, reading: who says what one may ask for and what came of cases, and who signs."""

import pytest

COUNTY = "region/350583000000"
SCHEME = {
    "title": "高龄津贴",
    "plain": "八十岁以上每月有一笔钱。",
    "who": "年满 80 周岁",
    "since": "2026-01-01",
    "window": "镇便民中心",
}
PUBLISH = {"do": "scheme.publish", "id": "s1", "set": SCHEME}
END = {"do": "scheme.end", "id": "s1", "set": {"ended": "2026-12-31"}}
CASE = {
    "title": "虚报工程套取资金", "day": "2026-10-20", "facts": "某村两名干部虚报工程。", "outcome": "受处分。",
    "lesson": "工程从立项到付款都要公开。", "audience": ["committee", "accountant"], "powers": ["C-09"],
}  # fmt: skip
CIRCULAR = {"do": "circular.publish", "id": "c1", "set": CASE}
WITHDRAW = {"do": "circular.withdraw", "id": "c1", "set": {"withdrawn": "重发"}}
SIGNED = {"day": "1970-01-01", "by": "committee", "name": "赵某", "role": "committee"}
SIGN = {"do": "reading.sign", "id": "c1", "append": {"signed": SIGNED}}
ABOVE = {("circular", "c1"): CASE}


def scheme(**more):
    return PUBLISH | {"set": SCHEME | more}


def test_who_says_what_one_may_ask_for(who):
    assert who(PUBLISH, scope=COUNTY) == {"clerk", "admin"}
    assert who(END, SCHEME, scope=COUNTY) == {"clerk", "admin"}


def test_who_says_what_came_of_a_case(who):
    town = "region/350583112000"
    assert who(CIRCULAR, scope=town) == {"clerk", "discipline"}
    assert who(WITHDRAW, CASE, scope=town) == {"clerk", "discipline"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (PUBLISH, SCHEME, "taken"),
        (scheme(until="2025-12-31"), None, "invalid set.until before_since"),
        (scheme(until="2026-02-30"), None, "invalid set.until not_a_date"),
        (scheme(contact="0595-86001234"), None, "ok"),
        (scheme(questions=[{"ask": "满 80 了吗？", "need": "yes", "otherwise": "满了再来。"}]), None, "ok"),
        (
            scheme(questions=[{"ask": "满 80 了吗？", "need": "maybe"}]),
            None,
            "invalid set.questions[0].need not_one_of",
        ),
        (END, SCHEME | {"ended": "2026-06-30"}, "closed"),
        (END | {"set": {"ended": "2026-06-31"}}, SCHEME, "invalid set.ended not_a_date"),
    ],
)
def test_what_a_scheme_may_be(judge, change, past, want):
    assert judge(change, "admin", past, scope=COUNTY) == want


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (CIRCULAR, CASE, "taken"),
        (CIRCULAR | {"set": CASE | {"day": "2026-10-32"}}, None, "invalid set.day pattern"),
        (CIRCULAR | {"set": CASE | {"audience": ["villager"]}}, None, "invalid set.audience not_one_of"),
        (WITHDRAW, CASE | {"withdrawn": "错"}, "closed"),
    ],
)
def test_what_a_circular_may_be(judge, change, past, want):
    assert judge(change, "discipline", past, scope="region/350583112000") == want


@pytest.mark.parametrize(
    ("by", "signed", "above", "want"),
    [
        ("committee", {}, ABOVE, "ok"),
        ("committee", {}, {}, "invalid id no_circular"),
        ("committee", {}, {("circular", "c1"): CASE | {"withdrawn": "错"}}, "invalid id no_circular"),
        ("committee", {"role": "supervisor"}, ABOVE, "invalid append.signed.role not_one_of"),
        ("committee", {"role": "accountant"}, ABOVE, "forbidden"),
        ("committee", {"by": "accountant"}, ABOVE, "invalid append.signed.by who_acts"),
        ("committee", {"day": "1970-01-02"}, ABOVE, "invalid append.signed.day too_late"),
        ("next_accountant", {"role": "accountant", "by": "next_accountant"}, ABOVE, "forbidden"),
    ],
)
def test_who_signs_holds_its_role_in_the_village_and_in_his_own_name(judge, by, signed, above, want):
    change = SIGN | {"append": {"signed": SIGNED | signed}}
    assert judge(change, by, None, above=above) == want
