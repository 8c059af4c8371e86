"""clue: inspection's alone; about whom stands below; who raised it does not conclude it."""

import pytest

WATCH = "watch/350583112000"
DAY = "1970-01-01"
RAISED = {
    "title": "重复报账",
    "text": "两张发票号码相同。",
    "about": "square/350583112216 a1",
    "accused": "350583112216",
    "by": "discipline",
    "name": "周某",
    "day": DAY,
}
RAISE = {"do": "clue.raise", "id": "u1", "set": RAISED}
PAST = {"kind": "clue", "id": "u1", **RAISED, "by": "inspector"}
FOUND = {"conclusion": "partly", "found": "一张属实。", "concluded_by": "discipline", "concluded": DAY}
CONCLUDE = {"do": "clue.conclude", "id": "u1", "set": FOUND}


def test_only_inspection_speaks_of_clues(who):
    assert who(RAISE, scope=WATCH) == {"discipline"}
    assert who(CONCLUDE, PAST, scope=WATCH) == {"discipline"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (RAISE | {"set": RAISED | {"accused": "350583112000"}}, None, "invalid set.accused not_below"),
        (RAISE | {"set": RAISED | {"accused": "350583000000"}}, None, "invalid set.accused not_below"),
        (RAISE | {"set": RAISED | {"accused": "350583113216"}}, None, "invalid set.accused not_below"),
        (RAISE | {"set": RAISED | {"by": "other"}}, None, "invalid set.by who_acts"),
        (RAISE | {"set": RAISED | {"about": "village/350583112216 a1"}}, None, "invalid set.about pattern"),
        (RAISE | {"set": RAISED | {"day": "1970-01-02"}}, None, "invalid set.day too_late"),
        (RAISE, PAST, "taken"),
        (CONCLUDE, None, "unknown_record"),
        (CONCLUDE, PAST | {"by": "discipline"}, "forbidden"),
        (CONCLUDE, PAST | {"concluded": DAY}, "closed"),
        (CONCLUDE | {"set": FOUND | {"concluded_by": "other"}}, PAST, "invalid set.concluded_by who_acts"),
        (CONCLUDE | {"set": FOUND | {"conclusion": "maybe"}}, PAST, "invalid set.conclusion not_one_of"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, "discipline", past, scope=WATCH) == want
