"""payout, payment, confirmation, shortfall: who publishes, who answers, what is counted, who is told."""

import pytest

from shaiba.domain import kinds
from shaiba.kind import Actor, Context
from shaiba_sync.errors import Invalid, SyncError
from shaiba_sync.scope import parse_scope

VILLAGE = "350583112216"
HOME = f"home/{VILLAGE}-03-017"
OFFICE = f"office/{VILLAGE}/committee"
PUBLISH = {
    "do": "payout.publish",
    "id": "b1",
    "set": {
        "policy": "耕地地力保护补贴",
        "batch": "2026年第一批",
        "period": "2026",
        "paid": "2026-09-28",
        "until": "2026-12-31",
        "households": 612,
        "total_fen": 20_391_840,
        "unit": "亩",
        "standard_fen": 9520,
    },
}
PUBLISHED = {"kind": "payout", "id": "b1", **PUBLISH["set"]}
WITHDRAW = {"do": "payout.withdraw", "id": "b1", "set": {"withdrawn": "名单漏了一组"}}
COUNT = {"do": "payout.count", "id": "b1", "set": {"counts": {"received": 4, "missing": 0, "other": 1}}}
POST = {"do": "payment.post", "id": "r1", "set": {"payout": "b1", "number": 1, "payee": "王*明", "amount_fen": 33320}}
THERE = {("payout", "b1"): PUBLISHED}
ASK = {
    "do": "confirmation.ask",
    "id": "r1",
    "set": {"payout": "b1", "payee": "王德明", "amount_fen": 33320, "until": "1970-01-01"},
}
ASKED = {"kind": "confirmation", "id": "r1", **ASK["set"]}
NOTE = {
    "do": "shortfall.note",
    "id": "r1",
    "set": {
        "payout": "b1",
        "household": "03-017",
        "payee": "王德明",
        "amount_fen": 33320,
        "answer": {"say": "missing", "by": "p1"},
    },
}


def test_who_may(who):
    assert who(PUBLISH) == who(WITHDRAW, PUBLISHED) == who(POST, others=THERE) == {"clerk", "accountant"}
    assert who(COUNT, PUBLISHED) == who(ASK, scope=HOME) == who(NOTE, scope=OFFICE) == {"clerk"}
    assert who({"do": "confirmation.count", "id": "r1", "set": {"counted": "missing"}}, ASKED, scope=HOME) == {"clerk"}
    assert who(NOTE, scope=f"office/{VILLAGE}/roll") == set()


def test_what_lacks_is_of_a_payout_or_of_a_contract(judge):
    of = {name: value for name, value in NOTE["set"].items() if name != "payout"}
    assert judge(NOTE | {"set": of}, "clerk", scope=OFFICE) == "invalid set.payout missing"
    assert judge(NOTE | {"set": of | {"contract": "k1"}}, "clerk", scope=OFFICE) == "ok"
    assert (
        judge(NOTE | {"set": NOTE["set"] | {"contract": "k1"}}, "clerk", scope=OFFICE) == "invalid set.payout not_here"
    )


def _publish(**fields):
    return PUBLISH | {"set": PUBLISH["set"] | fields}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (PUBLISH, None, "ok"),
        (PUBLISH, PUBLISHED, "taken"),
        (_publish(paid="2026-02-30"), None, "invalid set.paid not_a_date"),
        (_publish(until="2026-09-27"), None, "invalid set.until before_paid"),
        (_publish(households=0), None, "invalid set.households too_small"),
        (_publish(total_fen=0), None, "invalid set.total_fen too_small"),
        (_publish(policy=""), None, "invalid set.policy too_short"),
        (PUBLISH | {"set": {k: v for k, v in PUBLISH["set"].items() if k != "unit"}}, None,
         "invalid set.unit without_standard"),
        (WITHDRAW, None, "unknown_record"),
        (WITHDRAW, PUBLISHED | {"withdrawn": "x"}, "closed"),
        (COUNT, None, "unknown_record"),
        (COUNT | {"set": {"counts": {"received": 4, "missing": 0, "other": 0}}}, PUBLISHED,
         "invalid set.counts too_few"),
    ],
)  # fmt: skip
def test_what_of_a_payout_is_taken(judge, change, past, want):
    assert judge(change, "clerk", past) == want


@pytest.mark.parametrize(
    ("change", "past", "others", "want"),
    [
        (POST, None, THERE, "ok"),
        (POST, POST["set"], THERE, "taken"),
        (POST, None, {}, "invalid set.payout unknown"),
        (POST, None, {("payout", "b1"): PUBLISHED | {"withdrawn": "x"}}, "closed"),
        (POST | {"set": POST["set"] | {"amount_fen": 0}}, None, THERE, "invalid set.amount_fen too_small"),
        (POST | {"set": POST["set"] | {"household": "03-017"}}, None, THERE, "invalid set.household unknown_field"),
    ],
)
def test_what_of_a_line_is_taken(judge, change, past, others, want):
    assert judge(change, "accountant", past, others=others) == want


def _answer(past=ASKED, *, homes=(f"{VILLAGE}-03-017",), person="p1", now_ms=0, **answer):
    """What becomes of an answer by somebody of these households."""
    given = {"by": "p1", **answer}
    kind, decoded = kinds.decode({"do": "confirmation.answer", "id": "r1", "set": {"answer": given}})
    actor = Actor("d", person, homes=homes)
    try:
        kind.allow(decoded, past, Context(parse_scope(HOME), actor, lambda *_: None, now_ms))
    except Invalid as refusal:
        return f"{refusal.detail['field']} {refusal.detail['why']}"
    except SyncError as refusal:
        return refusal.code
    return "ok"


DAY_MS = 86_400_000


@pytest.mark.parametrize(
    ("more", "want"),
    [
        ({"say": "received"}, "ok"),
        ({"say": "missing", "words": "卡里没有到账"}, "ok"),
        ({"say": "other", "got_fen": 30000}, "ok"),
        ({"say": "other"}, "set.answer.got_fen missing"),
        ({"say": "missing", "got_fen": 30000}, "set.answer.got_fen not_here"),
        ({"say": "other", "got_fen": 33320}, "set.answer.got_fen as_published"),
        ({"say": "received", "by": "p2"}, "set.answer.by who_acts"),
        ({"say": "received", "homes": (f"{VILLAGE}-03-018",)}, "forbidden"),
        ({"say": "received", "homes": ()}, "forbidden"),
        ({"say": "received", "person": None}, "forbidden"),
        ({"say": "received", "past": None}, "unknown_record"),
        ({"say": "received", "past": {"counted": "missing"}}, "unknown_record"),
        ({"say": "received", "past": ASKED | {"answer": {"say": "missing", "by": "p2"}}}, "ok"),
        ({"say": "received", "now_ms": 16 * 3_600_000 - 1}, "ok"),
        ({"say": "received", "now_ms": 16 * 3_600_000}, "closed"),
    ],
)
def test_a_household_answers_until_the_last_day(more, want):
    assert _answer(**more) == want


def test_a_household_is_asked_once(judge):
    assert judge(ASK, "clerk", ASKED, scope=HOME) == "taken"


def test_in_the_square_no_original_says_whose_line_it_is(judge):
    keep = {"do": "original.keep", "id": "r1", "set": {"disclosure": "b1", "payee": "王德明", "household": "03-017"}}
    assert judge(keep, "accountant", scope=OFFICE) == "ok"
    assert judge(keep, "accountant", scope=f"square/{VILLAGE}") == "invalid set.household not_here"
    far = keep | {"set": keep["set"] | {"household": "x" * 31}}
    assert judge(far, "accountant", scope=OFFICE) == "invalid set.household pattern"
