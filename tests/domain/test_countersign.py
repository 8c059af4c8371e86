"""countersign: who signs, for whom, after whom; and what is published nowhere without it."""

import pytest

from shaiba_sync.review import entry_digest

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
POST = {"do": "entry.post", "id": "e1", "set": ROW}
BOOK = {"title": "十月财务收支", "class": "finance", "category": "ledger", "period": "2026-10"}
PUBLISH = {"do": "disclosure.publish", "id": "b1", "set": BOOK}
DIGEST = entry_digest("e1", ROW)


def give(by, role, items=(DIGEST,), **changed):
    change = {"do": "countersign.give", "id": f"b1_{role}", "set": {"disclosure": "b1", "role": role}}
    return change | {"add": {"items": list(items), "people": [by]}} | changed


def tell(role, **changed):
    returned = {"entry": "e1", "on": "2026-11-02", "why": "no_receipt", **changed}
    return {"do": "countersign.tell", "id": f"b1_{role}", "append": {"returns": returned}}


def signed(role, items=(DIGEST,), people=("somebody",)):
    return {("countersign", f"b1_{role}"): {"items": sorted(items), "people": list(people)}}


BOTH = signed("supervisor") | signed("cadre")
OPEN = {("disclosure", "b1"): {"kind": "disclosure", "id": "b1", **BOOK}}


def policy(*signatures, **more):
    return {("reviewing", "policy"): {"signatures": list(signatures), "since": "2026-10", "until": "9999-12", **more}}


ASKED = policy("supervisor", "cadre")


@pytest.mark.parametrize(
    ("change", "by", "others", "want"),
    [
        (give("supervisor", "supervisor"), "supervisor", {}, "ok"),
        (give("cadre", "cadre"), "cadre", signed("supervisor"), "ok"),
        (give("cadre", "cadre"), "cadre", {}, "not_signed"),
        (give("cadre", "cadre", [DIGEST, "B" * 43]), "cadre", signed("supervisor"), "not_signed"),
        (give("cadre", "cadre"), "cadre", signed("supervisor", people=["cadre"]), "forbidden"),
        (give("both", "supervisor"), "both", {}, "forbidden"),
        (give("accountant", "supervisor"), "accountant", {}, "forbidden"),
        (give("cadre", "supervisor"), "cadre", {}, "forbidden"),
        (give("cadre", "cadre"), "clerk", signed("supervisor"), "forbidden"),
        (give("somebody", "supervisor"), "supervisor", {}, "invalid add.people not_the_author"),
        (give("supervisor", "supervisor", id="b2_supervisor"), "supervisor", {}, "invalid id not_the_book"),
        (give("supervisor", "supervisor", []), "supervisor", {}, "invalid add.items too_short"),
        (give("supervisor", "supervisor", ["x"]), "supervisor", {}, "invalid add.items[0] pattern"),
        (tell("supervisor"), "supervisor", {}, "ok"),
        (tell("supervisor"), "cadre", {}, "forbidden"),
        (tell("supervisor"), "both", {}, "forbidden"),
        (tell("supervisor", on="2026-02-30"), "supervisor", {}, "invalid append.returns.on not_a_date"),
        (tell("supervisor", why="mood"), "supervisor", {}, "invalid append.returns.why not_one_of"),
    ],
)
def test_who_signs(judge, change, by, others, want):
    assert judge(change, by, others=others) == want


def test_a_role_that_nobody_asks_for_signs_nothing(judge):
    assert judge(give("cadre", "cadre"), "cadre", above=policy("supervisor")) == "invalid set.role not_asked"


@pytest.mark.parametrize("by", ["accountant", "clerk"])
@pytest.mark.parametrize(
    ("change", "others", "above", "want"),
    [
        (PUBLISH, {}, {}, "ok"),
        (PUBLISH, {}, ASKED, "not_signed"),
        (PUBLISH, signed("supervisor"), ASKED, "not_signed"),
        (PUBLISH, signed("supervisor"), policy("supervisor"), "ok"),
        (PUBLISH, BOTH, ASKED, "ok"),
        (PUBLISH, {}, policy(), "ok"),
        (PUBLISH, {}, ASKED | policy("cadre", since="2026-11"), "ok"),
        (PUBLISH, {}, policy("cadre", until="2026-09"), "ok"),
        (PUBLISH | {"set": BOOK | {"period": "2026"}}, {}, ASKED, "not_signed"),
        (PUBLISH | {"set": BOOK | {"period": "2026-Q4"}}, {}, ASKED, "not_signed"),
        (PUBLISH | {"set": BOOK | {"period": "2026-Q3"}}, {}, ASKED, "ok"),
        (PUBLISH | {"set": BOOK | {"category": "debts"}}, {}, ASKED, "ok"),
        (POST, OPEN, {}, "ok"),
        (POST, OPEN, ASKED, "not_signed"),
        (POST, OPEN | BOTH, ASKED, "ok"),
        (POST, OPEN | signed("supervisor") | signed("cadre", ["B" * 43]), ASKED, "not_signed"),
        (POST | {"id": "e2"}, OPEN | BOTH, ASKED, "not_signed"),
        (POST | {"set": ROW | {"amount_fen": 148651}}, OPEN | BOTH, ASKED, "not_signed"),
        (POST | {"set": ROW | {"note": "x"}}, OPEN | BOTH, ASKED, "not_signed"),
        (POST | {"set": ROW | {"date": "2026-09-30"}}, OPEN | BOTH, ASKED, "not_signed"),
        (POST, {("disclosure", "b1"): BOOK | {"period": "2026-09"}}, ASKED, "not_signed"),
    ],
)
def test_nothing_is_published_that_was_not_signed(judge, change, others, above, want, by):
    assert judge(change, by, others=others, above=above) == want
