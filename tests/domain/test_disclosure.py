"""disclosure: the village's own people publish; corrections are in the open; a withdrawn one is closed."""

import pytest

from shaiba.domain.disclosure import CATEGORIES

PUBLISH = {
    "do": "disclosure.publish",
    "id": "d1",
    "set": {"title": "2026年10月财务收支", "class": "finance", "category": "ledger", "period": "2026-10"},
}
CORRECT = {"do": "disclosure.correct", "id": "d1", "set": {"reason": "合计少算一笔", "total_out": 486000}}
WITHDRAW = {"do": "disclosure.withdraw", "id": "d1", "set": {"withdrawn": "重复公开"}}
PAST = {"kind": "disclosure", "id": "d1", **PUBLISH["set"]}
CLOSED = PAST | {"withdrawn": "重复公开"}


def _set(**fields):
    return PUBLISH | {"set": PUBLISH["set"] | fields}


def _correct(**fields):
    return CORRECT | {"set": {"reason": "更正", **fields}}


@pytest.mark.parametrize(("change", "past"), [(PUBLISH, None), (CORRECT, PAST), (WITHDRAW, PAST)])
def test_who_may(who, change, past):
    assert who(change, past) == {"clerk", "accountant", "committee"}


@pytest.mark.parametrize("change", [CORRECT, WITHDRAW])
def test_what_is_withdrawn_is_closed_for_all(judge, change):
    assert [judge(change, by, CLOSED) for by in ("clerk", "accountant", "committee")] == ["closed"] * 3


def test_a_catalogue_of_three_classes_and_27_items(judge):
    assert [len(items) for items in CATEGORIES.values()] == [7, 12, 8]
    for name, items in CATEGORIES.items():
        assert {judge(_set(**{"class": name}, category=item), "accountant") for item in items} == {"ok"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (_set(summary="十月", total_in=0, total_out=2**53 - 1), None, "ok"),
        (_set(period="2026"), None, "ok"),
        (_set(period="2026-Q3"), None, "ok"),
        (_set(period="2026-Q5"), None, "invalid set.period pattern"),
        (_set(period="2026-10\n"), None, "invalid set.period pattern"),
        (_set(category="dues"), None, "invalid set.category not_of_class"),
        (_set(category="lunch"), None, "invalid set.category not_one_of"),
        (_set(total_in=-1), None, "invalid set.total_in too_small"),
        (_set(total_in=1.5), None, "invalid set.total_in type"),
        (PUBLISH, PAST, "taken"),
        (CORRECT, None, "unknown_record"),
        (CORRECT, {"kind": "disclosure", "id": "d1"}, "unknown_record"),  # its beginning was erased
        (WITHDRAW, None, "unknown_record"),
        (CORRECT | {"set": {"total_out": 1}}, PAST, "invalid set.reason missing"),
        (_correct(), PAST, "invalid set nothing_to_correct"),
        (_correct(category="budget"), PAST, "ok"),
        (_correct(category="dues"), PAST, "invalid set.category not_of_class"),
        (_correct(**{"class": "party"}), PAST, "invalid set.category not_of_class"),
        (_correct(**{"class": "party"}, category="dues"), PAST, "ok"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, "accountant", past) == want
