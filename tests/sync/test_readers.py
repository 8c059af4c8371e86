"""What was built reads back; what was changed is refused or is something else; no reader ever crashes."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shaiba_sync import (
    Frontier,
    Op,
    SyncError,
    b64u_decode,
    b64u_encode,
    build_head,
    finish,
    leaf_hash,
    make_tag,
    open_note,
    parse_answer,
    parse_header,
    parse_line,
    parse_op,
    parse_refill,
    parse_scope,
    parse_stamp,
    parse_vkey,
    record_from_json,
)

BY = "TPfZ_rKQP-BTC8oy_gb-kg"
SALT = "AAECAwQFBgcICQoLDA0ODw"
ROOT = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"
TAG = make_tag("019a1b2c3d4e0000", BY, ROOT, 0)

integers = st.integers(1 - 2**53, 2**53 - 1)
field_names = st.from_regex("[a-z][a-z0-9_]{0,9}", fullmatch=True)
plain_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
plain = st.recursive(
    st.none() | st.booleans() | integers | plain_text,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.from_regex("[a-z][a-z0-9_]{0,9}", fullmatch=True), inner, max_size=3)
    ),
    max_leaves=8,
)
plain_changes = st.builds(lambda value: {"do": "a.b", "id": "x", "set": {"f": value}}, plain)


def line_of(do: list[dict[str, Any]], seen: tuple[int, str] | None = None) -> bytes:
    head = build_head("village/350583112216", BY, "019a1b2c3d4e0000", SALT, seen, do)
    return finish(head, bytes(64))


@given(st.lists(plain_changes, min_size=1, max_size=3), st.none() | st.integers(1, 2**53 - 1))
def test_what_was_built_reads_back(do, size):
    seen = (size, b64u_encode(bytes(32))) if size else None
    line = line_of(do, seen)
    op = parse_op(line)
    assert (op.changes, op.seen, op.line, line[: len(op.head)]) == (do, seen, line, op.head)


EXAMPLE = line_of([
    {"do": "a.b", "id": "x", "set": {"f": {"g": [1, None, True, "少\n\\\"/\u2028\x7f🌾"]}}, "add": {"s": ["一"]}},
    {"do": "a.b", "id": "y", "drop": {"s": [TAG]}, "append": {"l": -5}},
], (12, b64u_encode(bytes(32))))  # fmt: skip
ODDITIES = [b"0", b"1", b"-", b".0", b"e3", b"9" * 20, b" ", b"\t", b"\n", b"\0", b"null", b"A", b"_", b"="]
ODDITIES += [b'"', b"\\", b"\\u0041", b"\\ud800", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xf0\x9f\x8c\xbe"]
ODDITIES += [b"[", b"]", b"{", b"}", b",", b":", b'"a":1,', b',"x":1', b"[[[[[[[[[["]


@st.composite
def mutations(draw: st.DrawFn, line: bytes) -> bytes:
    """The line with a few places changed, cut out, doubled or filled with what parsers stumble over."""
    for _ in range(draw(st.integers(1, 3))):
        begin = draw(st.integers(0, len(line)))
        end = min(len(line), begin + draw(st.integers(0, 8)))
        line = line[:begin] + draw(st.sampled_from([*ODDITIES, b"", line[begin:end] * 2])) + line[end:]
    return line


@settings(max_examples=500)
@given(mutations(EXAMPLE))
def test_a_changed_line_is_refused_or_is_another_op(line):
    try:
        op = parse_op(line)
    except SyncError:
        return
    assert (op.id == parse_op(EXAMPLE).id) == (line == EXAMPLE)
    do = line[line.index(b',"do":') + 6 : -96].decode()
    assert json.dumps(op.changes, ensure_ascii=False, separators=(",", ":")) == do
    assert finish(build_head(op.scope, op.by, op.at, op.salt, op.seen, op.changes), op.sig) == line


VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "demo.shaiba/village/350583112216\n9990\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— demo.shaiba Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
LINES = '{"scope":"village/350583112216","epoch":0,"from":10,"to":13,"checkpoint":"x","count":2,"more":true}'
RECORD = f'{{"kind":"a","id":"x","tag":"{TAG}","fields":{{"a":1}},"sets":{{"s":{{"x":["{TAG}"]}}}}}}'


def of_text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode(errors="replace"))


READERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "erased line": (parse_line, f'{{"gone":"{ROOT}","by":"{BY}","why":"x"}}'.encode()),
    "header": (
        parse_header,
        f'{{"v":1,"have":{{"village/350583112216":[0,9984,"{ROOT}"],"poll/p":[1,0]}},"mine":true}}'.encode(),
    ),
    "refill": (parse_refill, b'{"v":1,"epoch":0,"from":9000,"checkpoint":"x"}'),
    "damaged": (parse_answer, b'{"scope":"village/350583112216","epoch":0,"damaged":[12,300],"checkpoint":"x"}'),
    "lines": (parse_answer, LINES.encode()),
    "refused": (
        parse_answer,
        f'{{"verdict":"refused","id":"{ROOT}","error":"x","retry":"y","detail":{{"a":1}}}}'.encode(),
    ),
    "scope": (of_text(parse_scope), b"office/350583112216/a_b"),
    "stamp": (of_text(parse_stamp), b"019a1b2c3d4e0000"),
    "note": (of_text(lambda text: open_note(text, VKEY)), NOTE.encode()),
    "key": (of_text(parse_vkey), VKEY.encode()),
    "record": (of_text(record_from_json), RECORD.encode()),
    "frontier": (Frontier.from_bytes, Frontier().append(bytes(32)).to_bytes()),
}


@pytest.mark.parametrize("reader", READERS)
@given(data=st.data())
def test_readers_refuse_and_never_crash(reader, data):
    read, example = READERS[reader]
    for text in (data.draw(mutations(example)), data.draw(st.binary(max_size=40))):
        try:
            read(text)
        except SyncError as refusal:
            assert set(refusal.body()) == {"error", "retry", "detail"}


@given(st.binary(max_size=80))
def test_b64u_has_one_text_for_each_value(data):
    text = b64u_encode(data)
    assert b64u_decode(text, len(data)) == data
    for other in {text[:-1] + last for last in "ABgw_-8="} - {text} if text else set():
        try:
            assert b64u_decode(other, len(data)) != data
        except SyncError:
            continue


def test_an_op_that_was_parsed_is_its_line():
    op = parse_line(EXAMPLE)
    assert isinstance(op, Op)
    assert op.leaf == leaf_hash(EXAMPLE)
