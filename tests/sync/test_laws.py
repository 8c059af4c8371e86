"""The laws of merge and clock, on inputs nobody thought of, against models written from the definitions alone."""

import hashlib
import json
from itertools import groupby
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shaiba_sync import (
    Record,
    Stamp,
    SyncError,
    b64u_encode,
    format_stamp,
    make_tag,
    merge,
    parse_stamp,
    receive,
    record_from_json,
    record_to_json,
    tick,
    view,
)

BY = "TPfZ_rKQP-BTC8oy_gb-kg"
OP_IDS = [b64u_encode(hashlib.sha256(bytes([n])).digest()) for n in range(4)]
TAGS = [make_tag(f"{at:016x}", BY, OP_IDS[n], n) for at in range(4) for n in range(4)]
ELEMENTS = ["x", "9", "10", "__proto__", "\ufffd", "\U0001f33e"]
names = st.sampled_from(["a", "b", "constructor"])
integers = st.integers(1 - 2**53, 2**53 - 1)
scalars = st.none() | st.booleans() | integers | st.text(max_size=5)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2), max_leaves=4
)


def members(value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(names, value, min_size=1, max_size=2)


changes = st.fixed_dictionaries(
    {"do": st.just("entry.correct"), "id": st.just("e")},
    optional={
        "set": members(values),
        "add": members(st.lists(st.sampled_from(ELEMENTS), min_size=1, max_size=3)),
        "drop": members(st.lists(st.sampled_from(TAGS), min_size=1, max_size=3)),
        "append": members(values),
    },
)
logs = st.dictionaries(st.sampled_from(TAGS), changes, max_size=8).map(lambda log: list(log.items()))
"""Changes of one record, each with the tag that is its own."""


def merge_all(log: list[tuple[str, dict[str, Any]]], record: Record | None = None) -> Record:
    record = record or Record(kind="entry", id="e")
    for tag, change in log:
        record = merge(record, change, tag)
    return record


@given(logs, st.data())
def test_order_and_repetition_do_not_matter(log, data):
    again = data.draw(
        st.permutations(log + data.draw(st.lists(st.sampled_from(log), max_size=4) if log else st.just([])))
    )
    assert record_to_json(merge_all(again)) == record_to_json(merge_all(log))


@given(logs, st.integers(0, 8))
def test_a_record_may_be_put_away_and_taken_up_at_any_place(log, cut):
    put_away = record_to_json(merge_all(log[:cut]))
    assert merge_all(log[cut:], record_from_json(put_away)) == merge_all(log)


@given(logs)
def test_what_brings_nothing_new_returns_the_same_record(log):
    record = merge_all(log)
    assert merge_all(log, record) is record


@given(logs)
def test_a_record_is_what_the_definitions_say(log):
    assert view(merge_all(log)) == model(log)


@given(logs)
def test_the_text_of_a_record_reads_back(log):
    text = record_to_json(merge_all(log))
    assert record_to_json(record_from_json(text)) == text
    assert json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) == text


def model(log: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """merge.md over the set of changes as a whole: no order, no state."""
    registers = sorted((name, tag, n) for n, (tag, change) in enumerate(log) for name in change.get("set", {}))
    dropped = {(name, tag) for _, change in log for name, tags in change.get("drop", {}).items() for tag in tags}
    added = {
        (name, element)
        for tag, change in log
        for name, elements in change.get("add", {}).items()
        for element in elements
        if (name, tag) not in dropped
    }
    lists = sorted((name, tag, n) for n, (tag, change) in enumerate(log) for name in change.get("append", {}))
    shown: dict[str, Any] = {}
    for name, items in groupby(lists, key=lambda item: item[0]):
        shown[name] = [log[n][1]["append"][name] for _, _, n in items]
    for name, pairs in groupby(sorted(added), key=lambda pair: pair[0]):
        shown[name] = [element for _, element in pairs]
    for name, _, n in registers:  # the last of each name stands
        shown[name] = log[n][1]["set"][name]
    return shown | {"kind": "entry", "id": "e"}


stamps = st.builds(Stamp, st.integers(0, 2**48 - 2), st.sampled_from([0, 1, 0xFFFE, 0xFFFF]))


@given(stamps, stamps, st.integers(0, 2**48 - 2))
def test_time_never_runs_backwards(last, seen, now_ms):
    try:
        moved = receive(last, seen, now_ms)
    except SyncError as refusal:
        assert refusal.detail == {"ahead_ms": seen.millis - now_ms}
        moved = last
    stamp = tick(moved, now_ms)
    assert stamp > moved >= last
    assert format_stamp(stamp) > format_stamp(last)
    assert parse_stamp(format_stamp(stamp)) == stamp
