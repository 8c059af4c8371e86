# ruff: noqa: E501
"""Changes with their tags, and the records they add up to (merge.md)."""

import hashlib
from typing import Any

from common import AT, BY, ROOT, Vectors, bad, good
from shaiba_sync import b64u_encode, make_tag
from shaiba_sync.harness import answer


def merge_vectors() -> Vectors:
    def tag(n: int, at: int = 0) -> str:
        return make_tag(f"{0x019A1B2C3D4E0000 + at:016x}", BY, b64u_encode(hashlib.sha256(str(n).encode()).digest()), n)

    def change(**members: Any) -> dict[str, Any]:
        return {"do": "entry.correct", "id": "e", **members}

    t = [tag(n, n) for n in range(6)]
    two = [[t[0], change(set={"a": 1, "b": 1})], [t[1], change(set={"a": 2})]]
    bag = [[t[0], change(add={"s": ["x", "y"]})], [t[1], change(add={"s": ["x"]})], [t[2], change(drop={"s": [t[0]]})]]
    log = [
        [t[0], change(append={"l": {"text": "一"}})],
        [t[1], change(append={"l": None})],
        [t[2], change(append={"l": [1]})],
    ]
    odd = ["10", "9", "__proto__", "constructor", "é", "\ufffd", "\U0001f33e", '"\\', "\u2028", "\0"]
    mixed = [[t[3], change(set={"f": 1}, add={"f": ["x"]}, append={"f": 1})]]
    every = two + bag + log + mixed
    vectors = [
        good("the place of a change among all", "make_tag", at=AT, by=BY, op_id=ROOT, index=4095),
        good("a change that only says that something was done", "merge", steps=[[t[0], change()]]),
        good("the later value stands", "merge", steps=two),
        good("the later value stands, the other way round", "merge", steps=two[::-1]),
        good("the same twice", "merge", steps=two + two),
        good("same millisecond, the counter decides", "merge", steps=[[tag(1, 1), change(set={"a": 2})], [tag(2, 0), change(set={"a": 1})]]),
        good("same stamp, the op decides", "merge", steps=[[tag(n), change(set={"a": n})] for n in range(4)]),
        good("one stamp and op, the index decides", "merge",
             steps=[[make_tag(AT, BY, ROOT, 9), change(set={"a": 9})], [make_tag(AT, BY, ROOT, 16), change(set={"a": 16})]]),
        good("null is a value", "merge", steps=[*two, [t[2], change(set={"a": None, "b": False})]]),
        good("what was added elsewhere stays", "merge", steps=bag),
        good("dropped before it was added", "merge", steps=bag[::-1]),
        good("dropped to the last", "merge", steps=[*bag, [t[3], change(drop={"s": [t[1]]})]]),
        good("added again after it was dropped", "merge", steps=[*bag, [t[3], change(drop={"s": [t[1]]})], [t[4], change(add={"s": ["x"]})]]),
        good("added and dropped by one change", "merge", steps=[[t[0], change(add={"s": ["x"]}, drop={"s": [t[0]]})]]),
        good("one element named twice", "merge", steps=[[t[0], change(add={"s": ["x", "x"]})]]),
        good("a list in the order of tags", "merge", steps=[log[2], log[0], log[1], log[0]]),
        good("names and elements in the order of code points", "merge",
             steps=[[t[0], change(add={"s": odd, "a_b": ["x"], "ab": ["x"], "a1": ["x"]}, set={"z": 1, "constructor": 2, "a": 3})]]),
        good("values as they came", "merge", steps=[[t[0], change(set={"o": {"b": {"z": 1, "a": 2}, "a": ["\u2028\x7f/", '"\\\n\x0b']}})]]),
        good("one field of three sorts", "merge", steps=mixed),
        good("two records of two kinds", "merge",
             steps=[[t[0], {"do": "b.x", "id": "2", "set": {"a": 1}}], [t[0], {"do": "b.x", "id": "10", "set": {"a": 1}}], [t[0], {"do": "a.x", "id": "2"}]]),
        good("everything at once", "merge", steps=every),
        good("everything at once, backwards", "merge", steps=every[::-1]),
        bad("no change", "merge", "malformed", "change", steps=[[t[0], {"do": "entry", "id": "e"}]]),
    ]  # fmt: skip
    whole = answer({"fn": "merge", "steps": every})["ok"][0]
    vectors += [
        good("going on from data", "merge", start=[answer({"fn": "merge", "steps": every[4:]})["ok"][0]], steps=every[:4]),
        good("going on from data that lacks nothing", "merge", start=[whole], steps=every),
        good("a view", "view", record=whole),
        good("a view's elements in the order of code points", "view", record=vectors[16]["want"][0]),
        good("a view of a record with a field named kind", "view",
             record=f'{{"kind":"a","id":"x","tag":"{t[0]}","fields":{{"id":2,"kind":1}},"lists":{{"kind":[["{t[0]}",1]]}}}}'),
        good("a view of nothing", "view", record='{"kind":"a","id":"x"}'),
        good("data read and written", "record", record=whole),
        good("tags read and written", "record", record=vectors[2]["want"][0]),
        bad("data that is no JSON", "record", "malformed", "record", record="{"),
        bad("data without id", "record", "malformed", "record", record='{"kind":"a"}'),
        bad("data with a member too many", "record", "malformed", "record", record='{"kind":"a","id":"x","more":1}'),
        bad("a field without tag", "record", "malformed", "record", record='{"kind":"a","id":"x","fields":{"a":1}}'),
        bad("a list without tags", "record", "malformed", "record", record='{"kind":"a","id":"x","lists":{"a":[1]}}'),
        bad("a set that is a list", "record", "malformed", "record", record='{"kind":"a","id":"x","sets":{"a":["x"]}}'),
    ]  # fmt: skip
    return vectors
