"""issue: desks of the region say what many appeals have in common; its owner says how far it is."""

import pytest

REGION = "region/350583112000"
DAY = "1970-01-01"
OPENED = {"name": "路灯没人管", "field": "livelihood", "office": "roll", "to": "综合站", "by": "cadre", "day": DAY}
OPEN = {"do": "issue.open", "id": "i1", "set": OPENED}
LINK = {"do": "issue.link", "id": "i1", "add": {"appeals": ["350583112216 a1", "350583112217 a2"]}}
PART = {"do": "issue.part", "id": "i1", "add": {"apart": ["350583112216 a1"]}}
MOVED = {"stage": "fixing", "text": "统一招标", "by": "cadre", "day": DAY}
MOVE = {"do": "issue.move", "id": "i1", "append": {"stages": MOVED}}
PAST = {"kind": "issue", "id": "i1", **OPENED}
DESK = {"cadre", "keeper", "discipline"}


@pytest.mark.parametrize("change", [LINK, PART])
def test_desks_of_the_region_link(who, change):
    assert who(change, PAST, scope=REGION) == DESK


def test_desks_open_and_the_owner_moves(judge):
    people = {*DESK, "committee", "liaison", "villager", "admin", "observer", "clerk", "next_cadre"}
    opens = {by for by in people if judge(OPEN | {"set": OPENED | {"by": by}}, by, scope=REGION) == "ok"}
    assert opens == DESK
    owned = PAST | {"office": "o9"}
    moves = {
        by
        for by in people
        if judge({**MOVE, "append": {"stages": MOVED | {"by": by}}}, by, owned, scope=REGION) == "ok"
    }
    assert moves == DESK


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (OPEN, PAST, "taken"),
        (OPEN | {"set": OPENED | {"by": "other"}}, None, "invalid set.by who_acts"),
        (OPEN | {"set": OPENED | {"day": "1970-01-02"}}, None, "invalid set.day too_late"),
        (OPEN | {"set": OPENED | {"field": "gossip"}}, None, "invalid set.field not_one_of"),
        (LINK, None, "unknown_record"),
        (LINK | {"add": {"appeals": ["350583113216 a1"]}}, PAST, "invalid add.appeals not_below"),
        (LINK | {"add": {"appeals": ["case/350583112216-a1 a1"]}}, PAST, "invalid add.appeals[0] pattern"),
        (PART | {"add": {"apart": ["350583113216 a1"]}}, PAST, "invalid add.apart not_below"),
        (MOVE, None, "unknown_record"),
        (MOVE | {"append": {"stages": MOVED | {"by": "other"}}}, PAST, "invalid append.stages.by who_acts"),
        (MOVE | {"append": {"stages": MOVED | {"stage": "gone"}}}, PAST, "invalid append.stages.stage not_one_of"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, "cadre", past, scope=REGION) == want
