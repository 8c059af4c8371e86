"""asset, contract, rent, owed, debt: who says what the village owns, lets, is owed and owes; what is refused."""

import pytest

from shaiba.domain import kinds
from shaiba.kind import Actor, Context
from shaiba_sync.errors import Invalid, SyncError
from shaiba_sync.scope import parse_scope

TODAY, TOMORROW = "1970-01-01", "1970-01-02"
ASSET = {"number": "A-012", "name": "沿街店面3号", "sort": "shop", "size": "46 平方米"}
CONTRACT = {
    "number": "HT-008", "title": "沿街店面3号出租", "sort": "lease", "owed_to": "village", "party": "周*",
    "since": "1969-01-01", "until": "1970-12-31",
}  # fmt: skip
RENT = {"contract": "k1", "number": 1, "due": "1970-03-01", "amount_fen": 1_800_000}
DEBT = {"side": "owes", "party": "宏远建筑队", "amount_fen": 100, "reason": "工程款", "since": TODAY}
WORD = {"day": TODAY, "by": "committee", "name": "赵某", "text": "承租人生病，正在催。"}
OTHERS = {("contract", "k1"): CONTRACT, ("asset", "a1"): ASSET, ("entry", "e1"): {"amount_fen": 1}}
HOME = "home/350583112216-02-011"


def change(do, record="x1", *, append=None, **members):
    return {"do": do, "id": record, **({"append": append} if append else {"set": members})}


REGISTER, SIGN = change("asset.register", **ASSET), change("contract.sign", **CONTRACT)
POST, DECLARE = change("rent.post", **RENT), change("debt.declare", **DEBT)
PAY_RENT = change("rent.pay", append={"paid": {"day": TODAY, "amount_fen": 1}})
PAY_DEBT = change("debt.pay", append={"paid": {"day": TODAY, "amount_fen": 1}})
TELL = change("owed.tell", contract="k1", payee="吴秀兰", due="1970-06-30", amount_fen=1)


OWED = {"contract": "k1", "payee": "吴秀兰", "due": TOMORROW, "amount_fen": 100}


def tally(*received):
    counts = [{"due": TODAY, "received": one, "missing": 0, "other": 0} for one in received]
    return change("contract.count", counts=counts)


@pytest.mark.parametrize(
    ("act", "past", "roles"),
    [
        (REGISTER, None, {"accountant", "committee"}),
        (change("asset.correct", reason="写错了", size="48 平方米"), ASSET, {"accountant", "committee"}),
        (change("asset.retire", retired="拆了"), ASSET, {"accountant", "committee"}),
        (SIGN, None, {"accountant", "committee"}),
        (change("contract.correct", reason="抄错了", party="陈*"), CONTRACT, {"accountant", "committee"}),
        (change("contract.end", ended=TODAY, why="退租"), CONTRACT, {"accountant", "committee"}),
        (POST, None, {"accountant"}),
        (change("rent.correct", reason="抄错了", amount_fen=2), RENT, {"accountant"}),
        (change("rent.withdraw", withdrawn="写了两遍"), RENT, {"accountant"}),
        (PAY_RENT, RENT, {"accountant"}),
        (DECLARE, None, {"accountant"}),
        (change("debt.correct", why="抄错了", amount_fen=90), DEBT, {"accountant"}),
        (PAY_DEBT, DEBT, {"accountant"}),
        (change("debt.withdraw", withdrawn="重复"), DEBT, {"accountant"}),
    ],
)
def test_who_may(who, act, past, roles):
    assert who(act, past, others=OTHERS) == roles


def test_who_explains_a_contract_does_so_in_his_own_name(judge):
    for by in ("accountant", "committee", "supervisor", "cadre"):
        assert judge(change("contract.explain", append={"words": WORD | {"by": by}}), by, CONTRACT) == "ok"
    for by in ("clerk", "villager", "observer", "next_accountant"):
        assert judge(change("contract.explain", append={"words": WORD | {"by": by}}), by, CONTRACT) == "forbidden"
    other = change("contract.explain", append={"words": WORD})
    assert judge(other, "supervisor", CONTRACT) == "invalid append.words.by who_acts"


def test_a_household_is_told_and_counted_by_the_clerk_alone(who):
    assert who(TELL, scope=HOME) == {"clerk"}
    assert who(change("owed.count", counted="missing"), OWED, scope=HOME) == {"clerk"}
    assert who(tally(5), CONTRACT) == {"clerk"}


def test_a_line_is_told_anew_where_it_says_something_else(judge):
    assert judge(TELL, "clerk", TELL["set"], scope=HOME) == "taken"
    assert judge(TELL, "clerk", TELL["set"] | {"amount_fen": 2, "answer": {"say": "missing"}}, scope=HOME) == "ok"
    assert judge(TELL, "clerk", TELL["set"] | {"quantity": "2 亩"}, scope=HOME) == "taken", "what is unsaid stays"


def test_no_count_of_four_is_told(judge):
    assert judge(tally(5), "clerk", CONTRACT) == "ok"
    assert judge(tally(5, 4), "clerk", CONTRACT) == "invalid set.counts too_few"
    assert judge(tally(5), "clerk") == "unknown_record"
    assert judge(change("owed.count", counted="missing"), "clerk", scope=HOME) == "unknown_record"


@pytest.mark.parametrize(
    ("said", "more", "want"),
    [
        ({"say": "received"}, {}, "ok"),
        ({"say": "missing"}, {"day": 2}, "ok"),
        ({"say": "missing"}, {"day": 1}, "set.answer.say too_early"),
        ({"say": "other", "got_fen": 90}, {}, "ok"),
        ({"say": "other"}, {}, "set.answer.got_fen missing"),
        ({"say": "other", "got_fen": 100}, {}, "set.answer.got_fen as_published"),
        ({"say": "received", "by": "p2"}, {}, "set.answer.by who_acts"),
        ({"say": "received"}, {"past": None}, "unknown_record"),
        ({"say": "received"}, {"homes": ()}, "forbidden"),
    ],
)
def test_a_household_says_whether_it_came(said, more, want):
    found = {"past": OWED, "homes": (HOME.removeprefix("home/"),), "day": 0, **more}
    kind, decoded = kinds.decode(change("owed.answer", answer={"by": "p1", **said}))
    actor = Actor("d", "p1", homes=found["homes"])
    try:
        kind.allow(
            decoded, found["past"], Context(parse_scope(HOME), actor, lambda *_: None, found["day"] * 86_400_000)
        )
        got = "ok"
    except Invalid as refusal:
        got = f"{refusal.detail['field']} {refusal.detail['why']}"
    except SyncError as refusal:
        got = refusal.code
    assert got == want


@pytest.mark.parametrize(
    ("act", "past", "want"),
    [
        (REGISTER, ASSET, "taken"),
        (change("asset.correct", reason="写错了"), ASSET, "invalid set missing"),
        (change("asset.correct", reason="写错了", size="1"), None, "unknown_record"),
        (change("asset.correct", reason="写错了", size="1"), ASSET | {"retired": "拆了"}, "closed"),
        (change("asset.register", **ASSET | {"sort": "boat"}), None, "invalid set.sort not_one_of"),
        (SIGN, CONTRACT, "taken"),
        (change("contract.sign", **CONTRACT | {"until": "1968-12-31"}), None, "invalid set.until before_since"),
        (change("contract.sign", **CONTRACT | {"until": "1970-02-30"}), None, "invalid set.until not_a_date"),
        (change("contract.sign", **CONTRACT, asset="a1", renews="k1"), None, "ok"),
        (change("contract.sign", **CONTRACT, asset="a2"), None, "invalid set.asset unknown"),
        (change("contract.sign", **CONTRACT, renews="k2"), None, "invalid set.renews unknown"),
        (change("contract.sign", **CONTRACT, run="r1"), None, "invalid set.run unknown"),
        (change("contract.correct", reason="抄错了"), CONTRACT, "invalid set missing"),
        (change("contract.correct", reason="抄错了", size="1"), None, "unknown_record"),
        (change("contract.correct", reason="抄错了", size="1"), CONTRACT | {"ended": TODAY}, "closed"),
        (change("contract.correct", reason="抄错了", until="1968-12-31"), CONTRACT, "invalid set.until before_since"),
        (change("contract.correct", reason="抄错了", since="1971-01-01"), CONTRACT, "invalid set.until before_since"),
        (change("contract.correct", reason="抄错了", until="1970-02-30"), CONTRACT, "invalid set.until not_a_date"),
        (change("contract.correct", reason="抄错了", asset="a2"), CONTRACT, "invalid set.asset unknown"),
        (change("contract.correct", reason="抄错了", owed_to="party"), CONTRACT, "invalid set.owed_to unknown_field"),
        (change("contract.end", ended=TOMORROW, why="退租"), CONTRACT, "invalid set.ended too_late"),
        (change("contract.end", ended=TODAY, why="退租"), CONTRACT | {"ended": TODAY}, "closed"),
        (change("contract.end", ended=TODAY, why="退租"), None, "unknown_record"),
        (POST, RENT, "taken"),
        (change("rent.post", **RENT | {"contract": "k2"}), None, "invalid set.contract unknown"),
        (change("rent.post", **RENT | {"due": "1970-02-30"}), None, "invalid set.due not_a_date"),
        (change("rent.post", **RENT | {"amount_fen": 0}), None, "invalid set.amount_fen too_small"),
        (PAY_RENT, None, "unknown_record"),
        (PAY_RENT, RENT | {"withdrawn": "写了两遍"}, "closed"),
        (change("rent.correct", reason="抄错了", amount_fen=2), None, "unknown_record"),
        (change("rent.correct", reason="抄错了"), RENT, "invalid set missing"),
        (change("rent.correct", reason="抄错了", due="1970-02-30"), RENT, "invalid set.due not_a_date"),
        (change("rent.correct", reason="抄错了", amount_fen=0), RENT, "invalid set.amount_fen too_small"),
        (change("rent.correct", reason="抄错了", payee="李*"), RENT, "invalid set.payee unknown_field"),
        (change("rent.correct", reason="抄错了", amount_fen=2), RENT | {"withdrawn": "写了两遍"}, "closed"),
        (change("rent.withdraw", withdrawn="写了两遍"), RENT | {"withdrawn": "写了两遍"}, "closed"),
        (change("rent.withdraw", withdrawn="写了两遍"), RENT | {"paid": [{"day": TODAY, "amount_fen": 1}]},
         "invalid set.withdrawn was_paid"),
        (change("rent.withdraw", withdrawn="写了两遍"),
         RENT | {"paid": [{"day": TODAY, "amount_fen": 1}, {"day": TODAY, "amount_fen": -1}]}, "ok"),
        (change("rent.pay", append={"paid": {"day": TOMORROW, "amount_fen": 1}}), RENT,
         "invalid append.paid.day too_late"),
        (change("rent.pay", append={"paid": {"day": TODAY, "amount_fen": 0}}), RENT,
         "invalid append.paid.amount_fen too_small"),
        (change("rent.pay", append={"paid": {"day": TODAY, "amount_fen": -1, "entry": "e1"}}), RENT, "ok"),
        (change("rent.pay", append={"paid": {"day": TODAY, "amount_fen": 1, "entry": "e2"}}), RENT,
         "invalid append.paid.entry unknown"),
        (DECLARE, DEBT, "taken"),
        (change("debt.declare", **DEBT | {"since": TOMORROW}), None, "invalid set.since too_late"),
        (change("debt.declare", **DEBT, due="1969-12-31"), None, "invalid set.due before_since"),
        (change("debt.declare", **DEBT, due="1970-02-30"), None, "invalid set.due not_a_date"),
        (change("debt.correct", why="抄错了"), DEBT, "invalid set missing"),
        (change("debt.correct", why="抄错了", amount_fen=1), None, "unknown_record"),
        (change("debt.correct", why="抄错了", amount_fen=1), DEBT | {"withdrawn": "重复"}, "closed"),
        (change("debt.correct", why="抄错了", since=TOMORROW), DEBT, "invalid set.since too_late"),
        (change("debt.correct", why="抄错了", due="1969-12-31"), DEBT, "invalid set.due before_since"),
        (change("debt.correct", why="抄错了", due="1970-02-30"), DEBT, "invalid set.due not_a_date"),
        (change("debt.correct", why="抄错了", since=TODAY), DEBT | {"due": "1969-12-31"},
         "invalid set.due before_since"),
        (PAY_DEBT, DEBT | {"withdrawn": "重复"}, "closed"),
        (change("debt.pay", append={"paid": {"day": TODAY, "amount_fen": 0}}), DEBT,
         "invalid append.paid.amount_fen too_small"),
        (change("debt.withdraw", withdrawn="重复"), None, "unknown_record"),
    ],
)  # fmt: skip
def test_what_is_refused(judge, act, past, want):
    assert judge(act, "accountant", past, others=OTHERS) == want


def test_to_a_contract_that_ended_no_sum_is_added(judge):
    others = {("contract", "k1"): CONTRACT | {"ended": TODAY}}
    assert judge(POST, "accountant", others=others) == "closed"
    assert judge(PAY_RENT, "accountant", RENT, others=others) == "ok"  # what is owed is paid all the same
