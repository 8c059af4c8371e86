"""What is signed of an item, and how it stands (review.md). All of it is invented."""

from typing import Any

from common import Vectors, good
from shaiba_sync.review import entry_digest

ROW: dict[str, Any] = {
    "disclosure": "b1", "voucher": "记-17", "date": "2026-10-08", "direction": "out", "subject": "公益支出",
    "summary": "三组路灯更换", "payee": "晋江照明店", "amount_fen": 148650,
}  # fmt: skip
ITEM = {"id": "e1", "kind": "review", "period": "2026-10", "person": "p1", **ROW}
NOW, BEFORE = entry_digest("e1", ROW), entry_digest("e1", {**ROW, "amount_fen": 1})
SIGNERS = ["supervisor", "cadre"]


def review_vectors() -> Vectors:
    return [*digest_vectors(), *standing_vectors()]


def digest_vectors() -> Vectors:
    cases = {
        "an entry": ROW,
        "another amount": {**ROW, "amount_fen": 148651},
        "what is not signed is passed over": {**ITEM, "verdicts": [], "reason": "x"},
        "pictures, in their order": {**ROW, "pictures": ["a" * 64, "0" * 64]},
        "no pictures is not the same as none said": {**ROW, "pictures": []},
        "text that JSON writes with care": {**ROW, "summary": '"\\/\n\t\u0001\u007f\u2028🌾', "note": "é<>&"},
        "the greatest amount": {**ROW, "amount_fen": 2**53 - 1},
    }
    return [good(f"digest: {why}", "entry_digest", id="e1", fields=fields) for why, fields in cases.items()]


def verdict(person: str, role: str, said: str = "approve", digest: str = NOW) -> dict[str, Any]:
    return {"person": person, "role": role, "verdict": said, "digest": digest, "on": "2026-11-02"}


def standing_vectors() -> Vectors:
    first, second = verdict("p2", "supervisor"), verdict("p3", "cadre")
    cases: dict[str, tuple[dict[str, Any], list[str]]] = {
        "nobody has looked": ({}, SIGNERS),
        "nobody is asked": ({}, []),
        "the first approved": ({"verdicts": [first]}, SIGNERS),
        "both approved": ({"verdicts": [first, second]}, SIGNERS),
        "in the other order": ({"verdicts": [second, first]}, SIGNERS),
        "the second alone": ({"verdicts": [second]}, SIGNERS),
        "the first returned": ({"verdicts": [verdict("p2", "supervisor", "return")]}, SIGNERS),
        "the second returned": ({"verdicts": [first, verdict("p3", "cadre", "return")]}, SIGNERS),
        "put right: it goes through again": ({"verdicts": [verdict("p2", "supervisor", "return", BEFORE)]}, SIGNERS),
        "what was approved before it was put right": (
            {"verdicts": [verdict("p2", "supervisor", digest=BEFORE), verdict("p3", "cadre", digest=BEFORE)]},
            SIGNERS,
        ),
        "one returns what another of the office approves": (
            {"verdicts": [first, verdict("p9", "supervisor", "return")]},
            SIGNERS,
        ),
        "somebody thinks better of it": ({"verdicts": [verdict("p2", "supervisor", "return"), first]}, SIGNERS),
        "only one office is asked": ({"verdicts": [second]}, ["cadre"]),
        "taken out of the book": ({"verdicts": [first, second], "withdrawn": "重复"}, SIGNERS),
    }
    return [
        good(f"standing: {why}", "standing_of", item={**ITEM, **more}, signers=signers)
        for why, (more, signers) in cases.items()
    ]
