# ruff: noqa: E501
"""Writes the vectors of the protocol again: `python sync/vectors/make.py`. The same bytes every time.

What must be refused, and by which rule, is stated here by hand and held against the Python half; what comes out of good
input is its answer, which the tests compare with other implementations. A change in these files changes the protocol.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from shaiba_sync import b64u_encode, device_id, digest, finish, make_tag, make_vkey, sign_checkpoint
from shaiba_sync.harness import answer
from shaiba_sync.op import build_head
from shaiba_sync.tree import Checkpoint
from shaiba_sync.version import PROTOCOL, wire_hash

HERE = Path(__file__).parent
Vectors = list[dict[str, Any]]

ED = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"shaiba vector key").digest())
ED_KEY = ED.public_key().public_bytes_raw()
P256 = ec.derive_private_key(int.from_bytes(hashlib.sha256(b"shaiba vector p256").digest()), ec.SECP256R1())
P256_KEY = P256.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
BY = device_id("ed25519", ED_KEY)
VILLAGE = "village/350583112216"
AT = "019a1b2c3d4e0000"
SALT = "AAECAwQFBgcICQoLDA0ODw"
ROOT = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"
CHANGE = {"do": "entry.correct", "id": "e7Kq2mXw91Zb", "set": {"amount_fen": 486000, "reason": "少录一位"}}


def main() -> None:
    for name, about, vectors in (
        ("op", "Ops: lines good and bad, ids, signatures, erased lines (op.md).", op_vectors()),
        ("clock", "Stamps and the two moves of the clock (clock.md).", clock_vectors()),
        ("merge", "Changes with their tags, and the records they add up to (merge.md).", merge_vectors()),
        ("scope", "Names, regions, headers and answers of a sync (scope.md).", scope_vectors()),
        ("tree", "Roots, frontiers, proofs, notes and keys (tree.md).", tree_vectors()),
    ):
        names = [vector["name"] for vector in vectors]
        assert len(set(names)) == len(names), [n for n in names if names.count(n) > 1]  # noqa: S101
        lines = ",\n".join(json.dumps(vector, ensure_ascii=False, separators=(",", ":")) for vector in vectors)
        text = f'{{"about":{json.dumps(about)},"vectors":[\n{lines}\n]}}\n'
        (HERE / f"{name}.json").write_text(text, encoding="utf-8")
    write_lock()


def write_lock() -> None:
    """Add the hash of this version's wire. That of a version once written is never changed: a new one is a new version."""
    path = HERE / "lock.json"
    lock = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"wire": {}}
    lock["wire"].setdefault(str(PROTOCOL), wire_hash())
    path.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


def good(name: str, fn: str, /, **parameters: Any) -> dict[str, Any]:
    command = json.loads(json.dumps({"fn": fn, **parameters}))
    return {"name": name, **command, "want": answer(command)["ok"]}


def bad(name: str, fn: str, error: str, rule: str | None = None, /, **parameters: Any) -> dict[str, Any]:
    command = json.loads(json.dumps({"fn": fn, **parameters}))
    given = answer(command)
    if given.get("error") != error or (rule and given["detail"] != {"rule": rule}):
        raise ValueError(f"{name}: {given}")
    return {"name": name, **command, "want_error": error, **({"rule": rule} if rule else {})}


def line_of(do: str, *, seen: str = f'[12,"{ROOT}"]') -> str:
    head = f'{{"v":1,"scope":"{VILLAGE}","by":"{BY}","at":"{AT}","salt":"{SALT}","seen":{seen},"do":{do}'.encode()
    return finish(head, ED.sign(digest(head))).decode()


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


def pkcs8(key: Ed25519PrivateKey) -> str:
    return b64u_encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def clock_vectors() -> Vectors:
    ms, last = 2**48 - 1, "ffffffffffffffff"
    vectors = [
        good("a stamp", "parse_stamp", text="019a1b2c3d4e0003"),
        good("the first stamp", "parse_stamp", text="0" * 16),
        good("the last stamp", "parse_stamp", text=last),
        good("written", "format_stamp", stamp=[0x019A1B2C3D4E, 3]),
        good("the last, written", "format_stamp", stamp=[ms, 65535]),
        good("tick: the clock went on", "tick", last=AT, now_ms=0x019A1B2C3D4F),
        good("tick: the same millisecond", "tick", last=AT, now_ms=0x019A1B2C3D4E),
        good("tick: the clock went back", "tick", last="019a1b2c3d4e0007", now_ms=5),
        good("tick: a clock before 1970", "tick", last="0" * 16, now_ms=-5),
        good("tick: the counter is full", "tick", last="019a1b2c3d4effff", now_ms=0x019A1B2C3D4E),
        good("tick: the counter resets with the clock", "tick", last="019a1b2c3d4effff", now_ms=0x019A1B2C3D4F),
        bad("tick: after the last stamp", "tick", "malformed", "stamp", last=last, now_ms=0),
        bad("tick: a clock beyond the last millisecond", "tick", "malformed", "stamp", last=AT, now_ms=ms + 1),
        good("receive: a later stamp", "receive", last=AT, seen="019a1b2c3d4e0001", now_ms=0x019A1B2C3D4E),
        good("receive: an earlier stamp", "receive", last=AT, seen="0000000000000001", now_ms=0x019A1B2C3D4E),
        good("receive: ten minutes ahead", "receive", last="0" * 16, seen="0000000927c00000", now_ms=0),
        bad("receive: a millisecond more", "receive", "clock_drift", last="0" * 16, seen="0000000927c10000", now_ms=0)
        | {"detail": {"ahead_ms": 600001}},
        bad("receive: no stamp", "receive", "malformed", "stamp", last="0" * 16, seen="x", now_ms=0),
    ]
    for name, text in {
        "empty": "", "capitals": "019A1B2C3D4E0003", "short": "019a1b2c3d4e000", "long": "019a1b2c3d4e00030",
        "a sign": "+19a1b2c3d4e0003", "an underscore": "019a_b2c3d4e0003", "a space": " 19a1b2c3d4e0003",
        "a line break": "019a1b2c3d4e0003\n", "another digit": "019a1b2c3d4e000٣", "0x": "0x9a1b2c3d4e0003",
    }.items():  # fmt: skip
        vectors.append(bad(f"no stamp: {name}", "parse_stamp", "malformed", "stamp", text=text))
    for name, stamp in {
        "too late": [ms + 1, 0],
        "below zero": [-1, 0],
        "a full counter": [0, 65536],
        "a counter below zero": [0, -1],
    }.items():
        vectors.append(bad(f"cannot be written: {name}", "format_stamp", "malformed", "stamp", stamp=stamp))
    return vectors


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


def scope_vectors() -> Vectors:
    vectors = []
    for name in (
        "region/350000000000", "region/350500000000", "region/350583000000", "region/350583112000", VILLAGE,
        "square/350583112216", "home/h-_9", "case/350583112216-Zq", "case/350583112216", "case/350583112216Zq", "case/x",
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


def header_vectors() -> Vectors:
    header = f'{{"v":1,"have":{{"{VILLAGE}":[0,9984],"region/350000000000":[1,0]}},"mine":true}}'
    vectors = [
        good("a header", "parse_header", line=header),
        good("a header for nothing", "parse_header", line='{"v":1,"have":{}}'),
        good("a header that says no", "parse_header", line='{"v":1,"have":{},"mine":false}'),
        good("a cursor as far as can be", "parse_header", line=f'{{"v":1,"have":{{"{VILLAGE}":[{2**53 - 1},{2**53 - 1}]}}}}'),
        good("a header written", "format_header", have={VILLAGE: [0, 9984], "poll/p": [0, 0]}, mine=True),
        good("a header written without mine", "format_header", have={}, mine=False),
        bad("another version", "parse_header", "version_unsupported", line='{"v":2,"have":[]}'),
        bad("a header too large", "parse_header", "too_large", line_parts=[["x", 131073]]),
        bad("too many scopes", "parse_header", "malformed", "header", line='{"v":1,"have":{' + ",".join(f'"poll/{n}":[0,0]' for n in range(1025)) + "}}"),
        bad("a header of broken UTF-8", "parse_header", "malformed", "header", line_hex="ff"),
    ]  # fmt: skip
    for why, line in {
        "empty": "", "no JSON": "{", "an array": "[]", "a string": '"v"', "no have": '{"v":1}', "no v": '{"have":{}}', "v as text": '{"v":"1","have":{}}',
        "v with a fraction": '{"v":1.0,"have":{}}', "another order": '{"have":{},"v":1}', "a member unknown": '{"v":1,"have":{},"x":1}',
        "mine before have": '{"v":1,"mine":true,"have":{}}', "have as an array": '{"v":1,"have":[]}', "have as null": '{"v":1,"have":null}',
        "mine as a number": '{"v":1,"have":{},"mine":1}', "mine as null": '{"v":1,"have":{},"mine":null}', "a space": '{"v":1, "have":{}}', "a space before": ' {"v":1,"have":{}}',
        "an LF after": '{"v":1,"have":{}}\n', "a scope that is none": '{"v":1,"have":{"x":[0,0]}}', "a scope twice": '{"v":1,"have":{"poll/p":[0,0],"poll/p":[0,1]}}',
        "a cursor of one": '{"v":1,"have":{"poll/p":[0]}}', "a cursor of three": '{"v":1,"have":{"poll/p":[0,0,0]}}', "a cursor below zero": '{"v":1,"have":{"poll/p":[0,-1]}}',
        "a cursor with a fraction": '{"v":1,"have":{"poll/p":[0,1.5]}}', "a cursor with an empty fraction": '{"v":1,"have":{"poll/p":[0,1.0]}}',
        "a cursor too far": f'{{"v":1,"have":{{"poll/p":[0,{2**53}]}}}}', "a cursor as text": '{"v":1,"have":{"poll/p":["0","0"]}}', "a cursor of flags": '{"v":1,"have":{"poll/p":[true,false]}}',
        "a cursor as an object": '{"v":1,"have":{"poll/p":{}}}', "a byte-order mark": '\ufeff{"v":1,"have":{}}', "an escape": '{"v":1,"have":{"poll\\/p":[0,0]}}',
    }.items():  # fmt: skip
        vectors.append(bad(f"no header: {why}", "parse_header", "malformed", "header", line=line))
    return vectors


def answer_vectors() -> Vectors:
    ids = [b64u_encode(hashlib.sha256(bytes([n])).digest()) for n in range(4)]
    note = "demo.shaiba/…\n"
    items: dict[str, dict[str, Any]] = {
        "stored": {"verdict": "stored", "id": ids[0], "scope": VILLAGE, "seq": 11},
        "seen": {"verdict": "seen", "id": ids[1], "scope": VILLAGE, "seq": 3},
        "refused": {
            "verdict": "refused",
            "id": ids[2],
            "error": "invalid",
            "retry": "never",
            "detail": {"field": "title", "why": "missing"},
        },
        "lines": {"scope": VILLAGE, "epoch": 0, "from": 10, "to": 13, "checkpoint": note, "count": 2},
        "lines, and there are more": {
            "scope": VILLAGE,
            "epoch": 0,
            "from": 10,
            "to": 13,
            "checkpoint": note,
            "count": 2,
            "more": True,
        },
        "bundles": {"scope": VILLAGE, "epoch": 0, "bundles": 9984, "checkpoint": note},
        "behind": {"scope": VILLAGE, "epoch": 1, "behind": 9000, "checkpoint": note},
        "end": {"end": True, "now": 1793340000000},
    }
    texts = {name: json.dumps(item, ensure_ascii=False, separators=(",", ":")) for name, item in items.items()}
    vectors = [
        good(f"answer: {name}, written", "format_answer", item=dict(reversed(item.items())))
        for name, item in items.items()
    ]
    vectors += [good(f"answer: {name}, read", "parse_answer", line=text) for name, text in texts.items()]
    vectors.append(
        good("answer: members of a later version", "parse_answer", line='{"later":1.5,"end":true,"now":5,"then":null}')
    )
    vectors.append(good("answer: a refusal of a later version", "parse_answer",
        line=f'{{"verdict":"refused","id":"{ids[0]}","error":"too_soon","retry":"some_day","detail":{{}}}}'))  # fmt: skip
    for why, line in {
        "empty": "", "an array": "[]", "an object of nothing": "{}", "a verdict unknown": texts["stored"].replace("stored", "kept"), "a verdict that is a number": texts["stored"].replace('"stored"', "1"),
        "stored without seq": texts["stored"].replace(',"seq":11', ""), "stored with a fraction": texts["stored"].replace("11", "1.5"), "stored below zero": texts["stored"].replace("11", "-1"),
        "stored with an id too short": texts["stored"].replace(ids[0], ids[0][:-1]), "stored in no scope": texts["stored"].replace("village/", "valley/"),
        "refused without detail": texts["refused"].replace(',"detail":', ',"details":'), "refused with detail as text": f'{{"verdict":"refused","id":"{ids[0]}","error":"x","retry":"never","detail":"x"}}',
        "lines without checkpoint": texts["lines"].replace("checkpoint", "check"), "lines backwards": texts["lines"].replace('"to":13', '"to":9'), "lines of nothing": texts["lines"].replace('"to":13', '"to":10'),
        "more lines than places": texts["lines"].replace('"count":2', '"count":4'), "a surrogate alone": texts["refused"].replace("title", r"\ud800"), "a surrogate alone in a name": texts["refused"].replace("why", r"\udc00"),
        "a number beyond doubles": texts["end"].replace('"now"', '"x":1e400,"now"'), "a number below doubles": texts["end"].replace('"now"', '"x":-1e400,"now"'), "end without now": '{"end":true}', "now as text": '{"end":true,"now":"5"}', "behind by a flag": texts["behind"].replace("9000", "true"),
    }.items():  # fmt: skip
        vectors.append(bad(f"no answer: {why}", "parse_answer", "malformed", "answer", line=line))
    whole = [
        texts["stored"],
        texts["seen"],
        texts["refused"],
        texts["lines"],
        '{"gone":…}',
        "any bytes",
        texts["behind"],
        texts["end"],
    ]
    for cut in range(len(whole) + 1):
        vectors.append(good(f"answer: cut after line {cut}", "read_answer", sent=ids[:3], lines=whole[:cut]))
    other = texts["seen"].replace(ids[1], ids[3])
    read = ("read_answer", "malformed", "answer")
    vectors += [
        good("answer: the log holds the act with another signature, and sends it", "read_answer",
             sent=[ids[1]], lines=[other.replace('"seq":3', '"seq":11'), texts["lines"].replace('"count":2', '"count":3'), "10", "11", "12"]),
        good("answer: the same op sent twice", "read_answer", sent=[ids[0], ids[0]],
             lines=[texts["stored"], texts["stored"].replace("stored", "seen"), texts["lines"], "10", "12", texts["end"]]),
        good("answer: all lines are one's own", "read_answer", sent=[ids[0]],
             lines=[texts["stored"], '{"scope":"' + VILLAGE + '","epoch":0,"from":11,"to":12,"checkpoint":"","count":0}', texts["end"]]),
        good("answer: to a request without ops", "read_answer", lines=[texts["bundles"], texts["end"]]),
        bad("answer: a verdict for nothing", *read, sent=[], lines=[texts["stored"]]),
        bad("answer: a verdict for another op", *read, sent=[ids[1]], lines=[texts["stored"]]),
        bad("answer: a refusal for another op", *read, sent=[ids[1]], lines=[texts["refused"]]),
        bad("answer: a verdict missing", *read, sent=ids[:2], lines=[texts["stored"], texts["end"]]),
        bad("answer: fewer lines than places", *read, sent=[], lines=[texts["lines"]]),
        bad("answer: one's own line sent again", *read, sent=[ids[0]], lines=[texts["stored"], texts["lines"].replace('"count":2', '"count":3')]),
        bad("answer: something after the end", *read, sent=[], lines=[texts["end"], texts["end"]]),
    ]  # fmt: skip
    return vectors


def tree_vectors() -> Vectors:
    vectors = [
        good("the empty tree", "root_of", count=0),
        good("a leaf", "leaf_hash", line="0"),
        good("a leaf of nothing", "leaf_hash", line=""),
        good("a node", "node_hash", left=ROOT, right=b64u_encode(bytes(32))),
    ]
    vectors += [good(f"root of {n}", "root_of", count=n) for n in range(1, 65)]
    vectors += [good(f"frontier of {n}", "frontier", count=n) for n in (0, 1, 2, 3, 7, 8, 21, 64)]
    held = answer({"fn": "frontier", "count": 21})["ok"]["bytes_hex"]
    vectors.append(good("a frontier from bytes", "frontier_from", bytes_hex=held))
    vectors.append(good("an empty frontier from bytes", "frontier_from", bytes_hex="00" * 8))
    for why, data in {
        "empty": "", "a short size": "00" * 7, "a hash too few": held[:-64], "a hash too many": held + "00" * 32,
        "half a hash": held[:-32], "a size beyond 2^53": f"{2**53:016x}" + "00" * 32,
    }.items():  # fmt: skip
        vectors.append(bad(f"no frontier: {why}", "frontier_from", "malformed", "frontier", bytes_hex=data))
    for size, index in (
        (1, 0),
        (2, 0),
        (2, 1),
        (3, 2),
        (5, 4),
        (7, 3),
        (7, 6),
        (8, 5),
        (21, 16),
        (21, 20),
        (33, 32),
        (63, 31),
        (64, 0),
        (64, 63),
    ):
        vectors += inclusion_vectors(size, index)
    for m, n in (
        (0, 5),
        (1, 1),
        (1, 2),
        (1, 8),
        (2, 3),
        (3, 7),
        (4, 7),
        (6, 8),
        (7, 8),
        (8, 64),
        (21, 33),
        (32, 63),
        (33, 64),
        (63, 64),
        (64, 64),
    ):
        vectors += consistency_vectors(m, n)
    return vectors + note_vectors()


def flipped(text: str) -> str:
    return ("A" if text[0] != "A" else "B") + text[1:]


def inclusion_vectors(size: int, index: int) -> Vectors:
    path = answer({"fn": "inclusion_proof", "count": size, "index": index})["ok"]
    root, leaf = answer({"fn": "root_of", "count": size})["ok"], answer({"fn": "leaf_hash", "line": str(index)})["ok"]
    proof = {"leaf": leaf, "index": index, "size": size, "path": path, "root": root}
    changed: dict[str, dict[str, Any]] = {
        "is good": {}, "with a hash too many": {"path": [*path, ROOT]}, "to another root": {"root": flipped(root)},
        "of another leaf": {"leaf": flipped(leaf)}, "of an index beyond": {"index": size}, "of an index below": {"index": -1},
    }  # fmt: skip
    if path:
        changed |= {
            "with a hash too few": {"path": path[:-1]}, "with a hash changed": {"path": [flipped(path[0]), *path[1:]]},
            "of another index": {"index": index ^ 1 if index ^ 1 < size else index - 1},
        }  # fmt: skip
    if len(path) > 1:
        changed["with its hashes in another order"] = {"path": path[::-1]}
    chosen = changed if size in (1, 7, 21, 64) else {"is good": {}}
    name = f"inclusion of {index} in {size}"
    vectors = [good(name, "inclusion_proof", count=size, index=index)]
    for how, change in chosen.items():
        vector = good(f"{name} {how}", "verify_inclusion", **(proof | change))
        vectors.append(expect(vector, how == "is good"))
    return vectors


def consistency_vectors(m: int, n: int) -> Vectors:
    path = answer({"fn": "consistency_proof", "count": n, "m": m})["ok"]
    roots = [answer({"fn": "root_of", "count": size})["ok"] for size in (m, n)]
    proof = {"m": m, "n": n, "root_m": roots[0], "root_n": roots[1], "path": path}
    changed: dict[str, dict[str, Any]] = {
        "is good": {}, "with a hash too many": {"path": [*path, ROOT]}, "from another root": {"root_m": flipped(roots[0])},
        "to a smaller tree": {"n": m - 1},
    }  # fmt: skip
    if path:
        changed |= {
            "with a hash too few": {"path": path[:-1]}, "with a hash changed": {"path": [*path[:-1], flipped(path[-1])]},
            "with no hash": {"path": []}, "to another root": {"root_n": flipped(roots[1])}, "with roots changed over": {"root_m": roots[1], "root_n": roots[0]},
        }  # fmt: skip
    chosen = changed if (m, n) in ((0, 5), (1, 1), (3, 7), (4, 7), (8, 64), (33, 64)) else {"is good": {}}
    name = f"consistency of {m} and {n}"
    vectors = [good(name, "consistency_proof", count=n, m=m)]
    for how, change in chosen.items():
        vectors.append(expect(good(f"{name} {how}", "verify_consistency", **(proof | change)), how == "is good"))
    return vectors


def expect(vector: dict[str, Any], want: bool) -> dict[str, Any]:
    if vector["want"] is not want:
        raise ValueError(vector["name"])
    return vector


def note_vectors() -> Vectors:
    name, size = "demo.shaiba", 9990
    where = f"{name}/{VILLAGE}"
    vkey = make_vkey(name, ED_KEY)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    checkpoint = Checkpoint(where, size, bytes(range(32)))
    note = sign_checkpoint(checkpoint, name, ED)
    text, _, ours = note.rpartition("\n\n")
    witness = sign_checkpoint(checkpoint, "witness.example", other).rpartition("\n\n")[2]
    fields = {"origin": where, "size": size, "root": b64u_encode(checkpoint.root)}
    forged = sign_checkpoint(checkpoint._replace(size=size + 1), name, ED).rpartition("\n\n")[2]
    base = ours.split(" ")[2].rstrip("\n")
    vectors = [
        good("the origin of a log", "origin", log_name=name, scope=VILLAGE, epoch=0),
        good("the origin of a log begun again", "origin", log_name=name, scope=VILLAGE, epoch=2),
        good("a checkpoint written", "format_checkpoint", **fields),
        good("the first checkpoint", "format_checkpoint", **(fields | {"size": 0})),
        good("a checkpoint read", "parse_checkpoint", text=text + "\n"),
        good("a checkpoint signed", "sign_checkpoint", **fields, key_name=name, pkcs8=pkcs8(ED)),
        good("a verifier key written", "make_vkey", key_name=name, key=b64u_encode(ED_KEY)),
        good("a verifier key read", "parse_vkey", vkey=vkey),
        good("the key of the C2SP example", "parse_vkey", vkey="PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
        good("a note", "open_note", note=note, vkey=vkey),
        good("a note with a witness after", "open_note", note=note + witness, vkey=vkey),
        good("a note with a witness before", "open_note", note=f"{text}\n\n{witness}{ours}", vkey=vkey),
        good("a note that a key of that name, but another, signed too", "open_note",
             note=note + sign_checkpoint(checkpoint, name, other).rpartition("\n\n")[2], vkey=vkey),
        bad("a note of another key", "open_note", "bad_signature", note=note, vkey=make_vkey(name, other.public_key().public_bytes_raw())),
        bad("a note of a key of another name", "open_note", "bad_signature", note=note, vkey=make_vkey("x", ED_KEY)),
        bad("a note of a witness alone", "open_note", "bad_signature", note=f"{text}\n\n{witness}", vkey=vkey),
        bad("a note changed after signing", "open_note", "bad_signature", note=note.replace("9990", "9991"), vkey=vkey),
        bad("a note with a good and a bad signature", "open_note", "bad_signature", note=note + forged, vkey=vkey),
        bad("a note with a bad and a good signature", "open_note", "bad_signature", note=f"{text}\n\n{forged}{ours}", vkey=vkey),
        bad("a note with a signature cut short", "open_note", "bad_signature", note=note.replace(base, base[:80]), vkey=vkey),
    ]  # fmt: skip
    for why, changed in {
        "empty": "", "without signatures": text + "\n", "without signatures, but an empty line": text + "\n\n", "without its last LF": note[:-1],
        "with text after": note + "x", "with an empty line after": note + "\n", "with CRs": note.replace("\n", "\r\n"), "with an extension line": note.replace("\n\n", "\nmore\n\n"),
        "with a hyphen for a dash": note.replace("—", "-"), "with two spaces": note.replace("— ", "—  "), "with a name that holds a plus": note.replace(f"— {name}", "— a+b"),
        "with a signature without padding": note.replace(base, base.rstrip("=")), "with a signature in the other alphabet": note.replace(base, "_-" + base[2:]),
        "with a signature of four bytes": note.replace(base, base[:4] + "AA=="), "with unused bits": note.replace(base, base[:4] + "AB=="), "with a third word": note.replace(base, base + " x"),
        "with too many signatures": note + witness * 16, "with an empty origin": note.replace(where, ""), "with a space in its origin": note.replace(where, "a b"), "with an origin abroad": note.replace(where, "晒"),
    }.items():  # fmt: skip
        vectors.append(bad(f"no note: {why}", "open_note", "malformed", "note", note=changed, vkey=vkey))
    for why, changed in {
        "a leading zero": text.replace("9990", "09990"), "a sign": text.replace("9990", "+9990"), "no size": text.replace("9990", ""), "a size of 2^53": text.replace("9990", str(2**53)),
        "a size in other digits": text.replace("9990", "٩"), "a root too short": text[:-4] + "=", "a root without padding": text[:-1], "a root with unused bits": text[:-2] + "9=", "a root in the other alphabet": text.replace("AAEC", "A_EC"),
        "no last LF": text, "an empty line": text + "\n",
    }.items():  # fmt: skip
        vectors.append(
            bad(
                f"no checkpoint: {why}",
                "parse_checkpoint",
                "malformed",
                "note",
                text=changed + ("" if why == "no last LF" else "\n"),
            )
        )
    _, key_id, data = vkey.split("+", 2)
    for why, changed in {
        "empty": "", "another id": f"{name}+{flipped(key_id).lower()}+{data}", "an id in capitals": f"{name}+{key_id.upper()}+{data}", "another name": f"x+{key_id}+{data}",
        "no name": f"+{key_id}+{data}", "a name with a space": f"a b+{key_id}+{data}", "another type": f"{name}+{key_id}+Ag{data[2:]}", "a short key": f"{name}+{key_id}+{data[:40]}", "no key": f"{name}+{key_id}",
        "the other alphabet": f"{name}+{key_id}+AQ__{data[4:]}", "a line break": vkey + "\n",
    }.items():  # fmt: skip
        vectors.append(bad(f"no verifier key: {why}", "parse_vkey", "malformed", "note", vkey=changed))
    vectors += [
        bad("a key's name with a plus", "make_vkey", "malformed", "note", key_name="a+b", key=b64u_encode(ED_KEY)),
        bad("a key too short for a name", "make_vkey", "malformed", "note", key_name=name, key=SALT),
        bad(
            "a note signed by a name with a space",
            "sign_checkpoint",
            "malformed",
            "note",
            **fields,
            key_name="a b",
            pkcs8=pkcs8(ED),
        ),
        bad(
            "a checkpoint with a space in its origin",
            "format_checkpoint",
            "malformed",
            "note",
            **(fields | {"origin": "a b"}),
        ),
        bad("a checkpoint with a size beyond", "format_checkpoint", "malformed", "note", **(fields | {"size": 2**53})),
    ]
    return vectors


if __name__ == "__main__":
    main()
