# ruff: noqa: E501
"""Names and regions, headers and answers of a sync (scope.md)."""

from common import VILLAGE, Vectors, bad, good
from wire import answer_vectors, header_vectors


def scope_vectors() -> Vectors:
    vectors = []
    for name in (
        "region/350000000000", "region/350500000000", "region/350583000000", "region/350583112000", VILLAGE,
        "square/350583112216", "home/h-_9", "home/350583112216-03-017", "home/350583112216", "case/350583112216-Zq", "case/350583112216", "case/350583112216Zq", "case/x",
        "case/005831122166-x", "office/350583112000/sup", "office/350583112216/a_b", "watch/350583000000", "box/" + "k" * 43,
        "poll/p", "meeting/m",
    ):  # fmt: skip
        vectors.append(good(f"a name: {name}", "parse_scope", text=name))
    for why, name in {
        "empty": "", "no key": "village", "an empty key": "village/", "no kind": "/350583112216", "a kind unknown": "town/350583112000",
        "a kind in capitals": "Village/350583112216", "a region that is a village": "region/350583112216",
        "a village that is a town": "village/350583112000", "a square that is a town": "square/350583112000",
        "a code too short": "village/35058311221", "a code too long": "village/3505831122161", "a code of letters": "village/35058311221x",
        "a code of other digits": "village/35058311221٦", "a code of nowhere": "region/000000000000", "a code that begins with zeros": "village/005831122166",
        "a slash too many": "village/350583112216/x", "an office without id": "office/350583112000", "an office with an empty id": "office/350583112000/",
        "an office with two ids": "office/350583112000/a/b", "an id too long": "box/" + "k" * 44, "an id with a dot": "home/a.b", "an id of letters abroad": "home/é",
        "a line break": VILLAGE + "\n", "a space": " " + VILLAGE, "a name of JavaScript": "constructor/x", "another name of JavaScript": "__proto__/x",
    }.items():  # fmt: skip
        vectors.append(bad(f"no name: {why}", "parse_scope", "malformed", "scope", text=name))
    chain = ["350000000000", "350500000000", "350583000000", "350583112000", "350583112216"]
    for a, b in [(x, y) for x in chain for y in chain] + [
        ("350583112216", "350583112217"), ("350600000000", "350583112216"), ("441900000000", "441900003000"),
        ("441900003000", "441900003001"), ("", ""), ("350000000000", ""), ("", "350000000000"), ("35", "350583112216"), ("000000000000", "350583112216"),
    ]:  # fmt: skip
        vectors.append(good(f"covers: {a or 'nothing'}, {b or 'nothing'}", "covers", a=a, b=b))
    for code in (*chain, "441900003000", "441900003001", "110101001001", "100000000001"):
        vectors.append(good(f"level of {code}", "region_level", code=code))
        vectors.append(good(f"above {code}", "parent_code", code=code))
    vectors += [
        bad("level of no code", "region_level", "malformed", "scope", code="35"),
        bad("above no code", "parent_code", "malformed", "scope", code="000000000000"),
    ]
    return vectors + header_vectors() + answer_vectors()
