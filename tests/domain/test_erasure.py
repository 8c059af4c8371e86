"""erasure: the clerk's alone, once."""

import pytest

LEAF = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"
SET = {
    "seq": 12,
    "leaf": LEAF,
    "why": "personal_data",
    "order": "市政务数据局 第 3 号",
    "records": ["entry/e7Kq2mXw91Zb"],
}
ORDER = {"do": "erasure.order", "id": "k3Jd82kLmQ0x", "set": SET}
PAST = {"kind": "erasure", "id": "k3Jd82kLmQ0x", **SET}


@pytest.mark.parametrize("scope", ["village/350583112216", "square/350583112216", "case/350583112216-a"])
def test_who_may_order_it(who, scope):
    assert who(ORDER, scope=scope) == {"clerk"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (ORDER, None, "ok"),
        (ORDER, PAST, "taken"),
        (ORDER | {"set": SET | {"records": []}}, None, "invalid set.records too_short"),
        (ORDER | {"set": SET | {"records": ["entry/a"] * 1001}}, None, "invalid set.records too_long"),
        (ORDER | {"set": SET | {"records": ["entry"]}}, None, "invalid set.records[0] pattern"),
        (ORDER | {"set": SET | {"seq": -1}}, None, "invalid set.seq too_small"),
        (ORDER | {"set": SET | {"leaf": LEAF[:-1] + "h"}}, None, "invalid set.leaf pattern"),
        (ORDER | {"set": SET | {"why": "he asked"}}, None, "invalid set.why pattern"),
        (ORDER | {"set": SET | {"why": "law\n"}}, None, "invalid set.why pattern"),
        (ORDER | {"set": SET | {"order": ""}}, None, "invalid set.order too_short"),
        (ORDER | {"set": {name: SET[name] for name in SET if name != "order"}}, None, "invalid set.order missing"),
        ({"do": "erasure.undo", "id": "k3Jd82kLmQ0x"}, PAST, "invalid do not_one_of"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, past=past) == want
