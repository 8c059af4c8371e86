"""handling: who says how a region deals with appeals, and what can be said."""

import pytest

COUNTY = "region/350583000000"
TERMS = {
    "do": "handling.terms",
    "id": "terms",
    "set": {"accept": 2, "village": 5, "town": 10, "county": 15, "city": 20},
}
YEAR = {"do": "handling.year", "id": "2027", "set": {"version": "通知", "off": ["2027-01-01"], "work": ["2027-01-03"]}}
ROUTE = {"do": "handling.route", "id": "r1", "set": {"category": "subsidy", "office": "o1", "to": "农业农村站"}}
END = {"do": "handling.unroute", "id": "r1", "set": {"ended": "2027-01-01"}}
REPLY = {
    "do": "handling.reply",
    "id": "t1",
    "set": {"name": "已修好", "step": "answer", "text": "〔标题〕已经办好。", "category": "livelihood"},
}
UNREPLY = {"do": "handling.unreply", "id": "t1", "set": {"ended": "2027-01-01"}}
WORDS = {"kind": "handling", "id": "t1", **REPLY["set"]}
PAST = {"kind": "handling", "id": "r1", **ROUTE["set"]}


@pytest.mark.parametrize(
    ("change", "past"),
    [(TERMS, None), (YEAR, None), (ROUTE, None), (END, PAST), (REPLY, None), (UNREPLY, WORDS)],
)
def test_who_may_say(who, change, past):
    assert who(change, past, scope=COUNTY) == {"clerk", "admin"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (TERMS | {"id": "others"}, None, "invalid id not_the_terms"),
        (ROUTE | {"id": "terms"}, None, "invalid id not_the_terms"),
        (TERMS | {"set": TERMS["set"] | {"town": 0}}, None, "invalid set.town too_small"),
        (TERMS | {"set": {"town": 3}}, None, "invalid set.accept missing"),
        (YEAR | {"id": "20270"}, None, "invalid set.off not_a_calendar"),
        (YEAR | {"id": "2026"}, None, "invalid set.off not_a_calendar"),
        (YEAR | {"set": YEAR["set"] | {"work": ["2027-01-04"]}}, None, "invalid set.off not_a_calendar"),
        (ROUTE | {"set": ROUTE["set"] | {"village": "350583112216"}}, None, "ok"),
        (ROUTE | {"set": ROUTE["set"] | {"category": "gossip"}}, None, "invalid set.category not_one_of"),
        (ROUTE, PAST, "ok"),
        (END, None, "unknown_record"),
        (END, PAST | {"ended": "2026-12-01"}, "closed"),
        (END, WORDS, "unknown_record"),
        (UNREPLY, PAST, "unknown_record"),
        (UNREPLY, WORDS | {"ended": "2026-12-01"}, "closed"),
        (REPLY | {"id": "terms"}, None, "invalid id not_the_terms"),
        (REPLY | {"set": REPLY["set"] | {"step": "rate"}}, None, "invalid set.step not_one_of"),
        (END | {"set": {"ended": "2027-02-30"}}, PAST, "invalid set.ended not_a_date"),
    ],
)
def test_what_can_be_said(judge, change, past, want):
    assert judge(change, "admin", past, scope=COUNTY) == want
