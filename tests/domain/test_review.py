"""review: who submits, who judges, in which order; never one's own, and a return has its reason."""

import pytest

from shaiba_sync.review import entry_digest

SCOPE = "office/350583112216/review"
ROW = {
    "disclosure": "b1",
    "voucher": "记-17",
    "date": "2026-10-08",
    "direction": "out",
    "subject": "公益支出",
    "summary": "三组路灯更换",
    "payee": "晋江照明店",
    "amount_fen": 148650,
}
SUBMIT = {"do": "review.submit", "id": "e1", "set": {**ROW, "period": "2026-10", "person": "accountant"}}
CORRECT = {"do": "review.correct", "id": "e1", "set": {"reason": "少录一位", "amount_fen": 1486500}}
RECEIPT = {"blob": "a" * 64, "type": "image/webp", "w": 800, "h": 600, "sort": "invoice"}
ATTACH = {"do": "review.attach", "id": "e1", "append": {"receipts": RECEIPT}}
WITHDRAW = {"do": "review.withdraw", "id": "e1", "set": {"withdrawn": "录了两次"}}
ITEM = {"kind": "review", "id": "e1", **SUBMIT["set"]}
DIGEST = entry_digest("e1", ROW)


def verdict(by, role, said="approve", digest=DIGEST, **more):
    return {"person": by, "role": role, "verdict": said, "digest": digest, "on": "2026-11-02", **more}


def judge_it(by, role, said="approve", **more):
    return {"do": "review.judge", "id": "e1", "append": {"verdicts": verdict(by, role, said, **more)}}


def past(*verdicts, **more):
    return {**ITEM, "verdicts": list(verdicts), **more}


FIRST = verdict("supervisor", "supervisor")


@pytest.mark.parametrize("change", [CORRECT, ATTACH, WITHDRAW])
def test_the_accountant_puts_right(who, change):
    assert who(change, ITEM, scope=SCOPE) == {"accountant"}


def test_who_submits(judge):
    answers = {by: judge(SUBMIT | {"set": SUBMIT["set"] | {"person": by}}, by, scope=SCOPE) for by in ("both", "clerk")}
    assert answers == {"both": "ok", "clerk": "forbidden"}
    assert judge(SUBMIT, "accountant", scope=SCOPE) == "ok"
    assert judge(SUBMIT, "both", scope=SCOPE) == "invalid set.person not_the_author"


@pytest.mark.parametrize(
    ("change", "by", "item", "want"),
    [
        (judge_it("supervisor", "supervisor"), "supervisor", ITEM, "ok"),
        (judge_it("supervisor", "supervisor", "return", why="unclear"), "supervisor", ITEM, "ok"),
        (judge_it("cadre", "cadre"), "cadre", past(FIRST), "ok"),
        (judge_it("cadre", "cadre", "return", why="other", words="没有会议记录"), "cadre", past(FIRST), "ok"),
        # in their order, on the same words
        (judge_it("cadre", "cadre"), "cadre", ITEM, "not_signed"),
        (judge_it("cadre", "cadre", "return", why="amount"), "cadre", ITEM, "not_signed"),
        (judge_it("cadre", "cadre", digest="B" * 43), "cadre", past(FIRST), "not_signed"),
        (
            judge_it("cadre", "cadre"),
            "cadre",
            past(verdict("supervisor", "supervisor", "return", why="amount")),
            "not_signed",
        ),
        # what was put right meanwhile is examined again, but what was said of it before is taken
        (judge_it("supervisor", "supervisor", digest="B" * 43), "supervisor", ITEM, "ok"),
        # never one's own, never twice
        (judge_it("both", "supervisor"), "both", ITEM, "forbidden"),
        (judge_it("accountant", "supervisor"), "accountant", ITEM, "forbidden"),
        (judge_it("supervisor", "supervisor"), "supervisor", past(person="supervisor"), "forbidden"),
        (judge_it("cadre", "cadre"), "cadre", past(verdict("cadre", "supervisor")), "forbidden"),
        (judge_it("supervisor", "cadre"), "supervisor", past(FIRST), "forbidden"),
        (judge_it("cadre", "cadre"), "clerk", past(FIRST), "forbidden"),
        (judge_it("next_cadre", "cadre"), "next_cadre", past(FIRST), "forbidden"),
        (judge_it("cadre", "supervisor"), "supervisor", ITEM, "invalid append.verdicts.person not_the_author"),
        # reasons
        (judge_it("supervisor", "supervisor", "return"), "supervisor", ITEM, "invalid append.verdicts.why missing"),
        (
            judge_it("supervisor", "supervisor", why="unclear"),
            "supervisor",
            ITEM,
            "invalid append.verdicts.why not_here",
        ),
        (
            judge_it("supervisor", "supervisor", "return", why="other"),
            "supervisor",
            ITEM,
            "invalid append.verdicts.words missing",
        ),
        (
            judge_it("supervisor", "supervisor", words="好"),
            "supervisor",
            ITEM,
            "invalid append.verdicts.words not_here",
        ),
        (judge_it("supervisor", "supervisor"), "supervisor", None, "unknown_record"),
        (
            judge_it("supervisor", "supervisor", digest="x"),
            "supervisor",
            ITEM,
            "invalid append.verdicts.digest pattern",
        ),
        (SUBMIT, "accountant", ITEM, "taken"),
        (CORRECT, "accountant", None, "unknown_record"),
        (CORRECT, "accountant", past(withdrawn="重复"), "closed"),
        (CORRECT | {"set": {"reason": "x"}}, "accountant", ITEM, "invalid set nothing_to_correct"),
        (CORRECT | {"set": {"reason": "x", "pictures": []}}, "accountant", ITEM, "ok"),
        (CORRECT | {"set": {"amount_fen": 1}}, "accountant", ITEM, "invalid set.reason missing"),
        (CORRECT | {"set": {"reason": "x", "date": "2026-02-30"}}, "accountant", ITEM, "invalid set.date not_a_date"),
    ],
)
def test_what_is_taken(judge, change, by, item, want):
    assert judge(change, by, item, scope=SCOPE) == want


def test_the_order_is_the_policy_s(judge):
    only = {("reviewing", "policy"): {"signatures": ["cadre"], "since": "2026-10", "until": "9999-12"}}
    assert judge(judge_it("cadre", "cadre"), "cadre", ITEM, scope=SCOPE, above=only) == "ok"
    refused = judge(judge_it("supervisor", "supervisor"), "supervisor", ITEM, scope=SCOPE, above=only)
    assert refused == "invalid append.verdicts.role not_asked"


def test_nowhere_else(judge):
    assert judge(SUBMIT, "accountant", scope="office/350583112216/accounting") == "forbidden"


@pytest.mark.parametrize(
    ("payee", "want"), [("晋江照明店", "forbidden"), ("李三", "forbidden"), ("王五", "forbidden"), ("顺发建材", "ok")]
)
def test_nobody_examines_what_pays_himself_a_relative_or_his_business(judge, payee, want):
    square = {
        ("interest", "supervisor"): {"id": "supervisor", "relatives": ["uncle"], "businesses": ["晋江照明店"]},
        ("member", "uncle"): {"name": "李三"},
        ("member", "supervisor"): {"name": "王五"},
    }
    item = past(payee=payee)
    assert judge(judge_it("supervisor", "supervisor"), "supervisor", item, scope=SCOPE, beside=square) == want
