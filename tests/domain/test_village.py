"""village: who may describe it, and how."""

import pytest

V = "350583112216"
NEW = {"do": "village.describe", "id": V, "set": {"name": "蓉溪村"}}
PAST = {"kind": "village", "id": V, "name": "蓉溪村"}
COVER = {"blob": "a" * 64, "type": "image/webp", "w": 800, "h": 600}


def test_who_may_describe_it(who):
    assert who(NEW) == who(NEW, PAST) == {"clerk", "committee", "cadre", "keeper"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (NEW | {"set": {"name": "蓉溪村", "groups": 6, "households": 218, "people": 703, "cover": COVER}}, None, "ok"),
        (NEW | {"set": {"people": 704}}, PAST, "ok"),
        (NEW | {"set": {"people": 704}}, None, "invalid set.name missing"),
        (NEW | {"id": "350583112217"}, None, "invalid id not_the_region"),
        (NEW | {"set": {"people": -1}}, PAST, "invalid set.people too_small"),
        (NEW | {"set": {"people": "703"}}, PAST, "invalid set.people type"),
        (NEW | {"set": {"name": ""}}, PAST, "invalid set.name too_short"),
        (NEW | {"set": {"name": "村" * 121}}, PAST, "invalid set.name too_long"),
        (NEW | {"set": {"about": None}}, PAST, "invalid set.about type"),
        (NEW | {"set": {"cover": COVER | {"blob": "a" * 64 + "\n"}}}, PAST, "invalid set.cover.blob pattern"),
        (NEW | {"set": {"mayor": "x"}}, PAST, "invalid set.mayor unknown_field"),
        (NEW | {"append": {"name": "x"}}, PAST, "invalid append unknown_field"),
        ({"do": "village.burn", "id": V}, PAST, "invalid do not_one_of"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, "committee", past) == want
