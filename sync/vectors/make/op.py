# ruff: noqa: E501
"""Ops: lines good and bad, ids, signatures, erased lines (op.md)."""

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from common import (
    AT,
    BY,
    CHANGE,
    ED,
    ED_KEY,
    P256,
    P256_KEY,
    P256_ORDER,
    ROOT,
    SALT,
    VILLAGE,
    Vectors,
    bad,
    good,
    line_of,
    pkcs8,
)
from shaiba_sync import b64u_encode, device_id, digest, finish, make_tag
from shaiba_sync.op import build_head


def value_of(value: str) -> str:
    """A line whose one change sets a field to this JSON text."""
    return line_of(f'[{{"do":"entry.correct","id":"e","set":{{"f":{value}}}}}]')


def p256_line(high: bool = False) -> str:
    by = device_id("p256", P256_KEY)
    head = build_head(VILLAGE, by, AT, SALT, None, [CHANGE])
    der = P256.sign(digest(head), ec.ECDSA(SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(der)
    s = max(s, P256_ORDER - s) if high else min(s, P256_ORDER - s)
    return finish(head, r.to_bytes(32) + s.to_bytes(32)).decode()


def op_vectors() -> Vectors:
    whole = line_of(json.dumps([CHANGE], ensure_ascii=False, separators=(",", ":")))
    sig = whole[-88:-2]
    key, p256 = b64u_encode(ED_KEY), b64u_encode(P256_KEY)
    gone = f'{{"gone":"{ROOT}","by":"{BY}","why":"personal_data"}}'

    def swap(old: str, new: str) -> str:
        if old not in whole:
            raise ValueError(old)
        return whole.replace(old, new, 1)

    def parse(name: str, rule: str, line: str, error: str = "malformed") -> dict[str, Any]:
        return bad(name, "parse_op", error, rule if error == "malformed" else None, line=line)

    def hex_of(old: str, new: bytes) -> str:
        return whole.encode().replace(old.encode(), new, 1).hex()

    vectors = [
        good("a whole op", "parse_op", line=whole),
        good("seen nothing yet", "parse_op", line=line_of('[{"do":"a.b","id":"x"}]', seen="null")),
        good(
            "seen as much as can be",
            "parse_op",
            line=line_of('[{"do":"a.b","id":"x"}]', seen=f'[{2**53 - 1},"{ROOT}"]'),
        ),
        good(
            "every member of a change",
            "parse_op",
            line=line_of(
                '[{"do":"a.b","id":"x","append":{"l":[{"a":null}]},"set":{"f":""},"add":{"s":["一"]},'
                f'"drop":{{"s":["{make_tag(AT, BY, ROOT, 0)}"]}}}},{{"do":"a.b","id":"x"}}]'
            ),
        ),
        good(
            "values at their limits",
            "parse_op",
            line=value_of(f'[{2**53 - 1},{1 - 2**53},0,true,false,null,"",[],{{}}]'),
        ),
        good(
            "characters that need no escape",
            "parse_op",
            line=value_of('"/\x7f\x80\u2028\u2029\ufeff\ufffd\ufffe\U0001f33e"'),
        ),
        good("escapes that are needed", "parse_op", line=value_of(r'"\"\\\b\f\n\r\t\u0000\u001f\u000b"')),
        good(
            "names that other languages stumble over",
            "parse_op",
            line=value_of('{"constructor":1,"prototype":2,"valueof":3,"b":4,"a":5}'),
        ),
        good("nesting of eight", "parse_op", line=value_of("[[[[[[]]]]]]")),
        good(
            "brackets and marks inside strings", "parse_op", line=value_of(r'"[[[[[[[[[[{{{{\"[[[ ,\"do\":,\"sig\":"')
        ),
        good("a name of forty characters", "parse_op", line=value_of('{"' + "a" * 40 + '":1}')),
        good("the id of as many bytes as a line can have", "op_id", line_parts=[["x", 65536]]),
        bad("a line too long by one byte", "parse_op", "too_large", line_parts=[["x", 65537]]),
        bad("size before form", "parse_op", "too_large", line_parts=[[whole, 200]]),
        bad("a broken UTF-8 sequence", "parse_op", "malformed", "utf8", line_hex=hex_of("少", b"\xe5\xb0")),
        bad("a surrogate in UTF-8", "parse_op", "malformed", "utf8", line_hex=hex_of("少", b"\xed\xa0\x80")),
        bad("an overlong NUL", "parse_op", "malformed", "utf8", line_hex=hex_of("少", b"\xc0\x80")),
        bad("UTF-8 before line breaks", "parse_op", "malformed", "utf8", line_hex="0aff"),
        parse("an LF at the end", "line_break", whole + "\n"),
        parse("an LF between members", "line_break", swap(',"by"', ',\n"by"')),
        parse("a CR at the end", "line_break", whole + "\r"),
        parse("an empty line", "members", ""),
        parse("a byte-order mark", "members", "\ufeff" + whole),
        parse("a space before", "members", " " + whole),
        parse("a space after", "members", whole + " "),
        parse("a space after the first colon", "members", swap('{"v":1', '{"v": 1')),
        parse("no v", "members", swap('"v":1,', "")),
        parse("v as a string", "members", swap('"v":1', '"v":"1"')),
        parse("v with a fraction", "members", swap('"v":1', '"v":1.0')),
        parse("v with a leading zero", "members", swap('"v":1', '"v":01')),
        parse("v of minus zero", "members", swap('"v":1', '"v":-0')),
        parse("v of the next version", "", swap('"v":1', '"v":2'), "version_unsupported"),
        parse("v of zero", "", swap('"v":1', '"v":0'), "version_unsupported"),
        parse("v below zero", "", swap('"v":1', '"v":-1'), "version_unsupported"),
        parse("another version with other members", "", '{"v":12}', "version_unsupported"),
        parse("a member before v", "members", swap('{"v"', '{"x":1,"v"')),
        parse("two members changed over", "members", swap(f'"by":"{BY}","at":"{AT}"', f'"at":"{AT}","by":"{BY}"')),
        parse("no salt", "members", swap(f'"salt":"{SALT}",', "")),
        parse("no sig", "members", whole[:-96] + "}"),
        parse("an array", "members", f"[{whole}]"),
        parse("a scope of no kind", "scope", swap(VILLAGE, "valley/350583112216")),
        parse("a scope that is a number", "scope", swap(f'"{VILLAGE}"', "5")),
        parse("a scope with an escape", "scope", swap(VILLAGE, VILLAGE.replace("/", r"\/"))),
        parse("a second scope", "scope", swap(',"by"', f',"scope":"{VILLAGE}","by"')),
        parse("an extra member after scope", "scope", swap(',"by"', ',"x":1,"by"')),
        parse("by too short", "by", swap(BY, BY[:-1])),
        parse("by with unused bits", "by", swap(BY, BY[:-1] + chr(ord(BY[-1]) + 1))),
        parse("by with padding", "by", swap(BY, BY + "==")),
        parse("by in the other alphabet", "by", swap(BY, "+/" + BY[2:])),
        parse("at in capitals", "at", swap(AT, AT.upper())),
        parse("at with a sign", "at", swap(AT, "+" + AT[1:])),
        parse("at too long", "at", swap(AT, AT + "0")),
        parse("at in other digits", "at", swap(AT, "٠" + AT[1:])),
        parse("salt of fifteen bytes", "salt", swap(SALT, SALT[:20])),
        parse("salt with unused bits", "salt", swap(SALT, SALT[:-1] + "x")),
        parse("an extra member after salt", "salt", swap(',"seen"', ',"x":1,"seen"')),
        parse("seen of size 0", "seen", swap("[12,", "[0,")),
        parse("seen of size 2^53", "seen", swap("[12,", f"[{2**53},")),
        parse("seen with a leading zero", "seen", swap("[12,", "[012,")),
        parse("seen with a space", "seen", swap("[12,", "[12, ")),
        parse("seen with unused bits", "seen", swap(ROOT, ROOT[:-1] + "h")),
        parse("seen without root", "seen", swap(f'[12,"{ROOT}"]', "[12]")),
        parse("seen as an object", "seen", swap(f'[12,"{ROOT}"]', "{}")),
        parse("sig too short", "sig", swap(sig, sig[:-1])),
        parse("sig with unused bits", "sig", swap(sig, sig[:-1] + chr(ord(sig[-1]) + 1))),
        parse("sig with padding", "sig", swap(sig, sig + "==")),
        parse("a member after sig", "sig", whole[:-1] + ',"x":1}'),
        parse("sig is looked at before do", "sig", swap("486000", "1.5").replace(sig, sig[:-1])),
        parse("do is no JSON", "do", line_of("[{]")),
        parse("do is an object", "do", line_of("{}")),
        parse("do is empty", "do", line_of("[]")),
        parse("an entry of do is null", "do", line_of('[{"do":"a.b","id":"x"},null]')),
        parse("do with a comma too many", "do", line_of('[{"do":"a.b","id":"x"},]')),
        parse("do with text after it", "do", line_of('[{"do":"a.b","id":"x"}],"x":1')),
        bad(
            "too many changes",
            "parse_op",
            "malformed",
            "do",
            line_parts=[[line_of("[")[:-96], 1], ['{"a":1},', 4096], ['{"a":1}]', 1], [f',"sig":"{sig}"}}', 1]],
        ),
        parse("NaN", "do", value_of("NaN")),
        parse("a raw tab in a string", "do", value_of('"\t"')),
        parse("a raw NUL in a string", "do", value_of('"\0"')),
        parse("a number with a leading zero", "do", value_of("01")),
        parse("a number without fraction digits", "do", value_of("1.")),
        parse("a plus sign", "do", value_of("+1")),
        parse("an escape that JSON has not", "do", value_of(r'"\x41"')),
        parse("a short unicode escape", "do", value_of(r'"\u12"')),
        parse("nesting of nine", "depth", value_of("[[[[[[[]]]]]]]")),
        bad(
            "nesting without end, and no JSON",
            "parse_op",
            "malformed",
            "depth",
            line_parts=[[line_of("[")[:-96], 1], ["[", 60000], [f',"sig":"{sig}"}}', 1]],
        ),
        parse("depth before form", "depth", line_of("[[[[[[[[[[x")),
        parse("a fraction", "value", value_of("1.5")),
        parse("a small fraction", "value", value_of("1e-7")),
        parse("a number beyond 2^53", "value", value_of(str(2**53))),
        parse("a number below -2^53", "value", value_of(str(-(2**53)))),
        parse("a number that a double rounds to 2^53", "value", value_of(str(2**53 + 1))),
        parse("a number of many digits", "value", value_of("9" * 400)),
        parse("a number beyond doubles", "value", value_of("1e400")),
        parse("a high surrogate alone", "value", value_of(r'"\ud800"')),
        parse("a low surrogate alone", "value", value_of(r'"\udc00"')),
        parse("surrogates changed over", "value", value_of(r'"\ude00\ud83d"')),
        parse("value before name", "value", value_of('{"A":1,"a":1.5}')),
        parse("a name in capitals", "name", value_of('{"A":1}')),
        parse("a name of digits", "name", value_of('{"b":1,"1":1}')),
        parse("a name with underscores in front", "name", value_of('{"__proto__":1}')),
        parse("an empty name", "name", value_of('{"":1}')),
        parse("a name too long", "name", value_of('{"' + "a" * 41 + '":1}')),
        parse("a name with a line break at its end", "name", value_of(r'{"a\n":1}')),
        parse("a name with a surrogate alone", "name", value_of(r'{"\ud800":1}')),
        parse("name before compact", "name", value_of('{ "A":1}')),
        parse("an integer with a fraction", "compact", value_of("1.0")),
        parse("an integer with an exponent", "compact", value_of("1e3")),
        parse("an integer with an exponent of zero", "compact", value_of("0e0")),
        parse("a fraction that a double rounds away", "compact", value_of("9007199254740990.9999")),
        parse("a number too small for doubles", "compact", value_of("1e-400")),
        parse("minus zero", "compact", value_of("-0")),
        parse("minus zero with a fraction", "compact", value_of("-0.0")),
        parse("a space after a colon", "compact", value_of(" 1")),
        parse("a space before do's value", "compact", line_of(' [{"do":"a.b","id":"x"}]')),
        parse("an escaped slash", "compact", value_of(r'"\/"')),
        parse("an escaped letter", "compact", value_of(r'"\u0041"')),
        parse("an escaped DEL", "compact", value_of(r'"\u007f"')),
        parse("an escaped line separator", "compact", value_of(r'"\u2028"')),
        parse("an escaped emoji", "compact", value_of(r'"\ud83c\udf3e"')),
        parse("a control character in capitals", "compact", value_of(r'"\u001F"')),
        parse("a line feed as a number", "compact", value_of(r'"\u000a"')),
        parse("a name twice", "compact", value_of('{"a":1,"a":1}')),
        parse("a name twice, a fraction hidden", "compact", value_of('{"a":1.5,"a":1}')),
        parse("a name twice, a surrogate hidden", "compact", value_of(r'{"a":"\ud800","a":1}')),
        parse("compact before change", "compact", line_of('[{"do":"x", "id":"x"}]')),
    ]
    tag = make_tag(AT, BY, ROOT, 0)
    for name, change in {
        "no do": '{"id":"x"}', "no id": '{"do":"a.b"}', "do without a verb": '{"do":"a","id":"x"}',
        "do with two dots": '{"do":"a.b.c","id":"x"}', "do in capitals": '{"do":"A.b","id":"x"}',
        "do is a number": '{"do":1,"id":"x"}', "a verb too long": '{"do":"a.' + "b" * 41 + '","id":"x"}',
        "an empty id": '{"do":"a.b","id":""}', "an id too long": '{"do":"a.b","id":"' + "x" * 44 + '"}',
        "an id with a slash": '{"do":"a.b","id":"a/b"}', "an id that is a number": '{"do":"a.b","id":1}',
        "an id with a line break at its end": r'{"do":"a.b","id":"x\n"}',
        "a member that is none": '{"do":"a.b","id":"x","put":{"a":1}}',
        "a member named constructor": '{"do":"a.b","id":"x","constructor":{"a":1}}',
        "an empty set": '{"do":"a.b","id":"x","set":{}}', "set as an array": '{"do":"a.b","id":"x","set":[1]}',
        "set as null": '{"do":"a.b","id":"x","set":null}', "add of a string": '{"do":"a.b","id":"x","add":{"s":"x"}}',
        "add of nothing": '{"do":"a.b","id":"x","add":{"s":[]}}', "add of a number": '{"do":"a.b","id":"x","add":{"s":[1]}}',
        "add of an empty string": '{"do":"a.b","id":"x","add":{"s":[""]}}',
        "add of a string too long": '{"do":"a.b","id":"x","add":{"s":["' + "x" * 201 + '"]}}',
        "drop of no tag": '{"do":"a.b","id":"x","drop":{"s":["x"]}}', "drop of nothing": '{"do":"a.b","id":"x","drop":{"s":[]}}',
        "drop of a tag in capitals": '{"do":"a.b","id":"x","drop":{"s":["' + tag[:-4] + 'ABCD"]}}',
        "drop of a tag with unused bits": '{"do":"a.b","id":"x","drop":{"s":["' + tag[:37] + "B" + tag[38:] + '"]}}',
        "append of nothing": '{"do":"a.b","id":"x","append":{}}',
    }.items():  # fmt: skip
        vectors.append(parse(f"change: {name}", "change", line_of(f'[{{"do":"a.b","id":"y"}},{change}]')))
    vectors += [
        good("elements of two hundred code points", "parse_op",
             line=line_of('[{"do":"a.b","id":"x","add":{"s":["' + "\U0001f33e" * 200 + '"]}}]')),
        parse("elements of two hundred and one", "change",
              line_of('[{"do":"a.b","id":"x","add":{"s":["' + "\U0001f33e" * 201 + '"]}}]')),
        good("an erased line", "parse_line", line=gone),
        good("a line that stands", "parse_line", line=whole),
        good("the leaf of an erased line", "leaf_of", line=gone),
        good("the leaf of a line that stands", "leaf_of", line=whole),
        good("the id of any bytes", "op_id", line_hex="ff00"),
        good("an erased line written", "format_gone", gone=ROOT, by=BY, why="personal_data"),
        bad("erased: written of no leaf", "format_gone", "malformed", "gone", gone=ROOT[:-1] + "h", by=BY, why="personal_data"),
        bad("erased: written by no device", "format_gone", "malformed", "gone", gone=ROOT, by=BY[:-1], why="personal_data"),
        bad("erased: written with a reason in words", "format_gone", "malformed", "gone", gone=ROOT, by=BY, why="he asked"),
        bad("erased: a space", "parse_line", "malformed", "gone", line=gone.replace(",", ", ")),
        bad("erased: unused bits", "parse_line", "malformed", "gone", line=gone.replace(ROOT, ROOT[:-1] + "h")),
        bad("erased: a reason in words", "parse_line", "malformed", "gone", line=gone.replace("personal_data", "he asked")),
        bad("erased: another member", "parse_line", "malformed", "gone", line=gone[:-1] + ',"x":1}'),
        bad("erased: an LF", "parse_line", "malformed", "gone", line=gone + "\n"),
        bad("erased: no UTF-8", "parse_line", "malformed", "gone", line_hex=gone.encode().hex() + "ff"),
        bad("erased: its leaf", "leaf_of", "malformed", "gone", line=gone[:-1]),
        bad("an erased line is no op", "parse_op", "malformed", "members", line=gone),
        good("a head", "build_head", scope=VILLAGE, by=BY, at=AT, salt=SALT, seen=[12, ROOT], changes=[CHANGE]),
        good("a head with nothing seen", "build_head", scope=VILLAGE, by=BY, at=AT, salt=SALT, seen=None, changes=[CHANGE]),
        bad("a head in no scope", "build_head", "malformed", "scope", scope="x", by=BY, at=AT, salt=SALT, seen=None, changes=[CHANGE]),
        bad("a head with a fraction", "build_head", "malformed", "value",
            scope=VILLAGE, by=BY, at=AT, salt=SALT, seen=None, changes=[{"do": "a.b", "id": "x", "set": {"f": 1.5}}]),
        bad("a head with no change", "build_head", "malformed", "do", scope=VILLAGE, by=BY, at=AT, salt=SALT, seen=None, changes=[]),
        bad("a head with an empty set", "build_head", "malformed", "change",
            scope=VILLAGE, by=BY, at=AT, salt=SALT, seen=None, changes=[{"do": "a.b", "id": "x", "set": {}}]),
        good("head and signature make the line", "finish", head=whole[:-96], sig=sig),
        good("a device's id, Ed25519", "device_id", alg="ed25519", key=key),
        good("a device's id, P-256", "device_id", alg="p256", key=p256),
        bad("a device of no algorithm", "device_id", "malformed", "value", alg="rsa", key=key),
        bad("a device with a key too short", "device_id", "malformed", "value", alg="p256", key=key),
        good("a signature by Ed25519", "sign", alg="ed25519", pkcs8=pkcs8(ED), head=whole[:-96]),
        good("an op signed by Ed25519", "verify", alg="ed25519", key=key, line=whole),
        good("an op signed by P-256", "verify", alg="p256", key=p256, line=p256_line()),
        bad("a high s", "verify", "bad_signature", alg="p256", key=p256, line=p256_line(high=True)),
        bad("a change after signing, Ed25519", "verify", "bad_signature", alg="ed25519", key=key, line=swap("486000", "486001")),
        bad("a change after signing, P-256", "verify", "bad_signature", alg="p256", key=p256,
            line=p256_line().replace("486000", "486001")),
        bad("another key", "verify", "bad_signature", alg="ed25519", key=ROOT, line=whole),
        bad("another algorithm", "verify", "bad_signature", alg="p256", key=p256, line=whole),
        bad("an algorithm that is none", "verify", "bad_signature", alg="rsa", key=key, line=whole),
        bad("a point that is not on the curve", "verify", "bad_signature", alg="p256",
            key=b64u_encode(P256_KEY[:-1] + bytes([P256_KEY[-1] ^ 1])), line=p256_line()),
        bad("a signature of zeros", "verify", "bad_signature", alg="p256", key=p256, line=whole.replace(sig, "A" * 86)),
        good("b64u of one byte", "b64u_encode", bytes_hex="ff"),
        good("b64u of all sixty-four", "b64u_encode", bytes_hex="00108310518720928b30d38f41149351559761969b71d79f8218a39259a7a29aabb2dbafc31cb3d35db7e39ebbf3dfbf"),
        good("b64u read", "b64u_decode", text=SALT, size=16),
        good("b64u of no bytes", "b64u_decode", text="", size=0),
    ]  # fmt: skip
    for name, text, size in (
        ("padding", "_w==", 1), ("unused bits of four", "_x", 1), ("unused bits of two", "__9", 2), ("too long", "__8A", 2),
        ("too short", "__", 2), ("the other alphabet", "+/8", 2), ("a space", "_w ", 2), ("other digits", "٠٠", 1),
    ):  # fmt: skip
        vectors.append(bad(f"b64u refused: {name}", "b64u_decode", "malformed", "value", text=text, size=size))
    vectors.append(good("every refusal, its group and status", "errors"))
    return vectors
