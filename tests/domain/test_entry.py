"""entry: the accountant posts, corrects with a reason, attaches receipts; all within an open disclosure."""

import pytest

POST = {
    "do": "entry.post",
    "id": "e1",
    "set": {
        "disclosure": "d1",
        "voucher": "2026-10-0017",
        "date": "2026-10-18",
        "direction": "out",
        "subject": "管理费用-维修费",
        "summary": "第三组路灯维修材料",
        "payee": "宏达五金店",
        "amount_fen": 486000,
    },
}
CORRECT = {"do": "entry.correct", "id": "e1", "set": {"reason": "金额少录一位", "amount_fen": 4860000}}
RECEIPT = {"blob": "a" * 64, "type": "image/webp", "w": 800, "h": 600, "sort": "invoice"}
ATTACH = {"do": "entry.attach", "id": "e1", "append": {"receipts": RECEIPT}}
PAST = {"kind": "entry", "id": "e1", **POST["set"]}
OPEN = {("disclosure", "d1"): {"kind": "disclosure", "id": "d1"}}
WITHDRAWN = {("disclosure", "d1"): {"kind": "disclosure", "id": "d1", "withdrawn": "重复"}}


def _set(**fields):
    return POST | {"set": POST["set"] | fields}


def _receipt(**fields):
    return ATTACH | {"append": {"receipts": RECEIPT | fields}}


@pytest.mark.parametrize(("change", "past"), [(POST, None), (CORRECT, PAST), (ATTACH, PAST)])
def test_who_may(who, change, past):
    assert who(change, past, others=OPEN) == {"clerk", "accountant"}


@pytest.mark.parametrize(("change", "past"), [(POST, None), (CORRECT, PAST), (ATTACH, PAST)])
def test_an_entry_closes_with_its_disclosure(judge, change, past):
    assert judge(change, "accountant", past, others=WITHDRAWN) == "closed"
    assert judge(change, "accountant", past) == "invalid set.disclosure unknown"


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (
            _set(account="基本户", method="转账", handler="李某", witness="王某", approver="赵某", project="P1"),
            None,
            "ok",
        ),
        (_set(amount_fen=1), None, "ok"),
        (_set(amount_fen=0), None, "invalid set.amount_fen too_small"),
        (_set(amount_fen=-5), None, "invalid set.amount_fen too_small"),
        (_set(amount_fen=2**53), None, "invalid set.amount_fen too_large"),
        (_set(amount_fen=4860.0), None, "invalid set.amount_fen type"),
        (_set(amount_fen="486000"), None, "invalid set.amount_fen type"),
        (_set(direction="sideways"), None, "invalid set.direction not_one_of"),
        (_set(date="2026-02-30"), None, "invalid set.date not_a_date"),
        (_set(voucher=""), None, "invalid set.voucher too_short"),
        (POST, PAST, "taken"),
        (CORRECT, None, "unknown_record"),
        (CORRECT, {"kind": "entry", "id": "e1"}, "unknown_record"),  # its beginning was erased
        (ATTACH, None, "unknown_record"),
        (CORRECT | {"set": {"amount_fen": 1}}, PAST, "invalid set.reason missing"),
        (CORRECT | {"set": {"reason": "更正"}}, PAST, "invalid set nothing_to_correct"),
        (CORRECT | {"set": {"reason": "更正", "disclosure": "d2"}}, PAST, "invalid set.disclosure unknown_field"),
        (CORRECT | {"set": {"reason": "更正", "date": "2026-04-31"}}, PAST, "invalid set.date not_a_date"),
        (_receipt(number="2531", amount_fen=486000), PAST, "ok"),
        (_receipt(sort="napkin"), PAST, "invalid append.receipts.sort not_one_of"),
        (_receipt(type="image/svg+xml"), PAST, "invalid append.receipts.type not_one_of"),
        (_receipt(blob="A" * 64), PAST, "invalid append.receipts.blob pattern"),
        (_receipt(w=0), PAST, "invalid append.receipts.w too_small"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, "accountant", past, others=OPEN) == want
