"""epoch: the clerk's alone, once."""

import pytest

SET = {"epoch": 1, "first": 9000, "lost": 990, "order": "市政务数据局 第 4 号"}
BEGIN = {"do": "epoch.begin", "id": "1", "set": SET}
PAST = {"kind": "epoch", "id": "1", **SET}


@pytest.mark.parametrize("scope", ["village/350583112216", "square/350583112216", "case/350583112216-a"])
def test_who_may_begin_it(who, scope):
    assert who(BEGIN, scope=scope) == {"clerk"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (BEGIN, None, "ok"),
        (BEGIN, PAST, "taken"),
        (BEGIN | {"set": SET | {"epoch": 0}}, None, "invalid set.epoch too_small"),
        (BEGIN | {"set": SET | {"first": -1}}, None, "invalid set.first too_small"),
        (BEGIN | {"set": SET | {"lost": -1}}, None, "invalid set.lost too_small"),
        (BEGIN | {"set": SET | {"order": ""}}, None, "invalid set.order too_short"),
        (BEGIN | {"set": {name: SET[name] for name in SET if name != "first"}}, None, "invalid set.first missing"),
        ({"do": "epoch.end", "id": "1"}, PAST, "invalid do not_one_of"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, past=past) == want
