# ruff: noqa: E501
"""Carried files and runs of QR codes (carry.md)."""

import base64
import hashlib
import json
import zlib
from typing import Any

from common import BY, CHANGE, ROOT, VILLAGE, Vectors, bad, good, line_of

BEGIN = '{"shaiba":"carry","v":1}'
END = '{"end":true}'
LINE = line_of(json.dumps([CHANGE], ensure_ascii=False, separators=(",", ":")))
NOTE = f"demo.shaiba/{VILLAGE}\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— demo.shaiba Az3grlgt\n"
DATA = bytes(range(7))
BLOB = hashlib.sha256(DATA).hexdigest()
STORED = {"verdict": "stored", "id": ROOT, "scope": VILLAGE, "seq": 0}
REFUSED = {"verdict": "refused", "id": ROOT, "error": "closed", "retry": "never", "detail": {"kind": "appeal"}}


def carry_vectors() -> Vectors:
    return [*file_vectors(), *packed_vectors(), *base45_vectors(), *frame_vectors()]


def file_vectors() -> Vectors:
    ops = {"ops": [LINE, '{"v":1}']}
    file = {"blob": BLOB, "type": "image/webp", "data": "AAECAwQFBg"}
    log = {
        "log": VILLAGE,
        "epoch": 0,
        "from": 3,
        "to": 5,
        "checkpoint": NOTE,
        "lines": [LINE, f'{{"gone":"{ROOT}","by":"{BY}","why":"x"}}'],
    }
    receipts = {
        "verdicts": [{"of": ROOT, "blobs": [BLOB], "verdict": STORED}, {"of": ROOT, "blobs": [], "verdict": REFUSED}]
    }
    head_of_file = json.dumps({"blob": BLOB, "type": "image/webp", "bytes": 7}, separators=(",", ":"))
    coded = base64.b64encode(DATA).decode()
    head_of_log = json.dumps(
        {"log": VILLAGE, "epoch": 0, "from": 3, "to": 5, "checkpoint": NOTE, "count": 2},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    receipt = json.dumps({"of": ROOT, "blobs": [BLOB], **STORED}, separators=(",", ":"))
    whole = [BEGIN, '{"ops":1}', LINE, head_of_file, coded, head_of_log, LINE, LINE, '{"verdicts":1}', receipt, END]

    def text_of(lines: list[str]) -> str:
        return "\n".join([*lines, ""])

    def swap(old: str, new: str) -> str:
        text = text_of(whole)
        if old not in text:
            raise ValueError(old)
        return text.replace(old, new, 1)

    def wrong(name: str, text: str) -> dict[str, Any]:
        return bad(f"no file: {name}", "read_carry", "malformed", "carry", text=text)

    return [
        good("nothing carried", "read_carry", text=text_of([BEGIN, END])),
        good("each sort of section", "read_carry", text=text_of(whole)),
        good("an op that looks like an end", "read_carry", text=text_of([BEGIN, '{"ops":2}', END, "", END])),
        good("an op of bad form is its reader's to judge", "read_carry", text=text_of([BEGIN, '{"ops":1}', "x", END])),
        good("members of a verdict that this version does not know", "read_carry", text=swap('"verdict":', '"later":1,"verdict":')),
        good("written: nothing", "format_carry", sections=[]),
        good("written: each sort of section", "format_carry", sections=[ops, file, log, receipts]),
        bad("of another version", "read_carry", "version_unsupported", text=swap('"v":1}', '"v":2}')),
        wrong("empty", ""),
        wrong("something else", text_of(["PK", END])),
        wrong("a version that is no number", swap('"v":1}', '"v":01}')),
        wrong("more in its first line", swap('"v":1}', '"v":1,"x":1}')),
        wrong("no end", text_of(whole[:-1])),
        wrong("its end not ended", text_of(whole)[:-1]),
        wrong("lines after its end", text_of([*whole, ""])),
        wrong("two ends", text_of([*whole, END])),
        wrong("an end with more in it", swap('{"end":true}', '{"end":true,"now":1}')),
        wrong("bytes that are no text", text_of([BEGIN, "\ufffd", END])),
        wrong("a section unknown", text_of([BEGIN, '{"keys":1}', "x", END])),
        wrong("a section with more in its head", swap('{"ops":1}', '{"ops":1,"x":1}')),
        wrong("a head that is not compact", swap('{"ops":1}', '{"ops": 1}')),
        wrong("a number written otherwise", swap('{"ops":1}', '{"ops":1.0}')),
        wrong("a section of no lines", text_of([BEGIN, '{"ops":0}', END])),
        wrong("fewer lines than none", text_of([BEGIN, '{"ops":-1}', END])),
        wrong("a number that is none", swap('{"ops":1}', '{"ops":"1"}')),
        wrong("more lines said than there are", swap('{"verdicts":1}', '{"verdicts":3}')),
        wrong("fewer lines said than there are", swap(f'{{"ops":1}}\n{LINE}', f'{{"ops":1}}\n{LINE}\n{LINE}')),
        wrong("cut within a line", text_of([BEGIN, '{"ops":1}'])+ LINE[:40]),
        wrong("a blob without a hash", swap(BLOB, "9f")),
        wrong("a hash in capitals", swap(BLOB, BLOB.upper())),
        wrong("a type that is none", swap('"image/webp"', '"webp"')),
        wrong("a blob of other length", swap('"bytes":7', '"bytes":8')),
        wrong("a blob of no bytes", text_of([BEGIN, head_of_file.replace(":7", ":0"), "", END])),
        wrong("base64 without padding", swap(coded, coded.rstrip("="))),
        wrong("base64 not canonical", swap(coded, coded[:-3] + "h==")),
        wrong("base64 with a space", swap(coded, " " + coded)),
        wrong("base64url", swap(head_of_file + "\n" + coded, head_of_file.replace(":7", ":3") + "\n-_-_")),
        wrong("a log that is not public", swap(f'"log":"{VILLAGE}"', '"log":"square/350583112216"')),
        wrong("a log of no scope", swap(f'"log":"{VILLAGE}"', '"log":"x"')),
        wrong("a log whose name is none", swap(f'"log":"{VILLAGE}"', '"log":1')),
        wrong("a log with a count of its own", swap('"to":5', '"to":6')),
        wrong("a log that goes back", swap('"from":3,"to":5', '"from":5,"to":3')),
        wrong("a log of no epoch", swap('"epoch":0', '"epoch":-1')),
        wrong("a log without a note", swap(json.dumps(NOTE, ensure_ascii=False), "null")),
        wrong("a log with members in another order", swap('"from":3,"to":5', '"to":5,"from":3')),
        wrong("a verdict of nothing", swap(receipt, receipt.replace(f'"of":"{ROOT}",', ""))),
        wrong("a verdict of no id", swap(f'"of":"{ROOT}"', '"of":"x"')),
        wrong("a verdict without files", swap(f'"blobs":["{BLOB}"],', "")),
        wrong("a verdict with files that are none", swap(f'"blobs":["{BLOB}"]', '"blobs":["x"]')),
        wrong("a verdict unknown", swap('"stored"', '"kept"')),
        wrong("no verdict but an end", swap(receipt, '{"end":true,"now":1}')),
    ]  # fmt: skip


def packed_vectors() -> Vectors:
    text = f"{BEGIN}\n{END}\n"
    packed = stored(text.encode())
    return [
        good("unpacked", "unpack_carry", data_hex=packed.hex(), limit=100),
        good("as much as may be", "unpack_carry", data_hex=packed.hex(), limit=len(text)),
        bad("a byte more than may be", "unpack_carry", "too_large", data_hex=packed.hex(), limit=len(text) - 1)
        | {"detail": {"max": len(text) - 1}},
        bad("not packed", "unpack_carry", "malformed", "carry", data_hex=text.encode().hex(), limit=100),
        bad("cut", "unpack_carry", "malformed", "carry", data_hex=packed[:-1].hex(), limit=100),
        bad(
            "a sum that is wrong",
            "unpack_carry",
            "malformed",
            "carry",
            data_hex=(packed[:-8] + bytes(8)).hex(),
            limit=100,
        ),
        bad("more after its end", "unpack_carry", "malformed", "carry", data_hex=(packed + b"x").hex(), limit=100),
    ]


def stored(data: bytes) -> bytes:
    """gzip without compression: the same bytes from whatever library."""
    size = len(data).to_bytes(2, "little")
    block = b"\x01" + size + bytes(byte ^ 255 for byte in size) + data
    return (
        b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
        + block
        + zlib.crc32(data).to_bytes(4, "little")
        + len(data).to_bytes(4, "little")
    )


def base45_vectors() -> Vectors:
    texts = {
        "AB": "BB8",
        "Hello!!": "%69 VD92EX0",
        "base-45": "UJCLQE7W581",
        "ietf!": "QED8WEX0",
    }  # RFC 9285, 4.3 and 4.4
    vectors = [good(f"base45: {text}", "base45_encode", bytes_hex=text.encode().hex()) for text in texts]
    vectors += [good(f"base45, read: {coded}", "base45_decode", text=coded) for coded in texts.values()]
    vectors += [
        good("base45: nothing", "base45_encode", bytes_hex=""),
        good("base45: all ones", "base45_encode", bytes_hex="ffffff"),
    ]
    for name, text in {
        "a character alone": "B", "four characters": "BB8B", "small letters": "bb8", "a character of none": "B_8",
        "more than two bytes": "GGX", "more than two bytes by far": ":::", "more than a byte": "V5", "a line break": "BB\n",
    }.items():  # fmt: skip
        vectors.append(bad(f"no base45: {name}", "base45_decode", "malformed", "frame", text=text))
    return vectors


def frame_vectors() -> Vectors:
    data = b"".join(hashlib.sha256(bytes([i])).digest() for i in range(32))  # 1,024 bytes: three frames
    three = good("in three frames", "to_frames", bytes_hex=data.hex())
    a, b, c = three["want"]
    other = good("in one frame", "to_frames", bytes_hex="00")
    (d,) = other["want"]
    vectors = [
        three,
        other,
        bad("more frames than may be", "to_frames", "too_large", bytes_hex=bytes(480 * 48 + 1).hex())
        | {"detail": {"max": 23040}},
        good("frames in any order, some twice", "collect_frames", frames=[c, a, c, b]),
        good("frames that are not all there", "collect_frames", frames=[c, a]),
        good("another run begins anew", "collect_frames", frames=[a, b, d]),
        good("another run, and back", "collect_frames", frames=[a, b, d, c]),
        bad("frames that make another whole", "collect_frames", "malformed", "frame", frames=[a, b, c[:-3] + "000"]),
    ]
    run, part = d[:11], d[16:]
    for name, text in {
        "an address": "https://county.example/v/350583112216", "another mark": d.replace("S1", "S2"), "a short id": "S1/" + d[4:],
        "an id in small letters": "S1/" + d[3:11].lower() + d[11:], "the frame before the first": f"{run}/0/1/{part}", "the frame after the last": f"{run}/2/1/{part}",
        "more frames than a run has": f"{run}/1/49/{part}", "a zero before": f"{run}/01/1/{part}", "no part": f"{run}/1/1/",
        "a part too long": f"{run}/1/1/" + "000" * 240 + "00", "a part in small letters": f"{run}/1/1/{part.lower()}a", "a part that is none": f"{run}/1/1/0",
        "no number": f"{run}/x/1/{part}",
    }.items():  # fmt: skip
        vectors.append(bad(f"no frame: {name}", "collect_frames", "malformed", "frame", frames=[text]))
    return vectors
