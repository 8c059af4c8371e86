"""Numbers of invoices, and when two are one (match.md). All of it is invented."""

from common import Vectors, good

WHOLE = "03500210010412345678"
SHORT = "12345678"


def match_vectors() -> Vectors:
    return [*number_vectors(), *entry_vectors(), *pair_vectors()]


def number_vectors() -> Vectors:
    cases = {
        "as it is printed": WHOLE,
        "with blanks": " 035002100104 1234 5678 ",
        "full-width digits": "０３５００２１００１０４１２３４５６７８",
        "a label, a sign": "发票代码：035002100104　号码№12345678",
        "a leading No": "No.12345678",
        "small letters": "ab12345678",
        "with dashes and lines": "0350-0210\n0104/1234\t5678",
        "of another script": "١٢٣٤٥٦٧٨",
        "too short": "1234567",
        "one character": "00000000",
        "nothing": "",
        "words alone": "收据一张",
        "a ligature and a sharp s": "ﬁ1234567ß",
        "roman and circled": "Ⅻ①②③④⑤⑥⑦⑧",
        "beyond the first plane": "𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠",
        "the longest": "1234567890" * 12,
    }
    return [good(f"number: {why}", "invoice_number", text=text) for why, text in cases.items()]


def entry_vectors() -> Vectors:
    paper = {"sort": "invoice", "number": f"No {SHORT}"}
    cases = {
        "no receipts": {},
        "its own sum": {"receipts": [{**paper, "amount_fen": 500}]},
        "else the entry's": {"receipts": [paper]},
        "other papers, and without a number": {
            "receipts": [{"sort": "receipt", "number": SHORT}, {"sort": "invoice"}, {"sort": "invoice", "number": "1"}]
        },
        "several": {"receipts": [paper, {**paper, "number": WHOLE, "amount_fen": 7}]},
    }
    return [
        good(f"entry: {why}", "invoices_of", entry={"id": "e1", "amount_fen": 900, **more})
        for why, more in cases.items()
    ]


def pair_vectors() -> Vectors:
    other = f"03500210010{9}{SHORT}"
    cases = {
        "whole and equal": (WHOLE, 1, WHOLE, 2),
        "whole, of another book": (WHOLE, 1, other, 1),
        "one is short, of one sum": (WHOLE, 5, SHORT, 5),
        "one is short, of another sum": (WHOLE, 5, SHORT, 6),
        "both are short": (SHORT, 5, SHORT, 5),
        "both are short, of another sum": (SHORT, 5, SHORT, 50),
        "other digits": (SHORT, 5, "12345679", 5),
        "fifteen characters are short": ("1234567" + SHORT, 5, "7654321" + SHORT, 5),
    }
    pairs = [
        good(f"pair: {why}", "same_invoice", one=one, one_fen=a, other=two, other_fen=b)
        for why, (one, a, two, b) in cases.items()
    ]
    keys = {"a whole number": WHOLE, "a short one": SHORT, "between": "1234567" + SHORT}
    return [
        *pairs,
        *(good(f"keys: {why}", "invoice_keys", number=number, fen=2**53 - 1) for why, number in keys.items()),
    ]
