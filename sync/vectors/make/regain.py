# ruff: noqa: E501
"""What was given up, offered with its proof: bodies good and bad, proofs that hold and that do not (regain.md)."""

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common import AT, BY, ED, ED_KEY, ROOT, SALT, VILLAGE, Vectors, bad, flipped, good, line_of
from shaiba_sync import (
    Checkpoint,
    b64u_encode,
    digest,
    finish,
    format_gone,
    inclusion_proof,
    leaf_of,
    make_vkey,
    origin,
    root_of,
    sign_checkpoint,
)

NAME = "demo.shaiba"
OTHER = "square/350583112216"


def regain_vectors() -> Vectors:
    return body_vectors() + proof_vectors() + [
        good(f"paths of leaves in {count}", "inclusion_proofs", count=count, places=sorted({0, count // 2, count - 1}))
        for count in (1, 2, 3, 7, 8, 21, 64)
    ]  # fmt: skip


def body_vectors() -> Vectors:
    line = line_of('[{"do":"entry.correct","id":"a","set":{"reason":"少录一位"}}]')
    header, proof = '{"v":1,"epoch":0,"checkpoint":"demo.shaiba/…\\n"}', f'{{"at":9004,"path":["{ROOT}"]}}'
    body = f"{header}\n{proof}\n{line}\n"
    fields = {
        "epoch": 2,
        "checkpoint": "demo.shaiba/…\n",
        "lines": [{"at": 0, "path": [], "line": line}, {"at": 2**53 - 1, "path": [ROOT] * 64, "line": "any bytes"}],
    }
    pair = f"{proof}\n{line}\n"
    vectors = [
        good("a body", "parse_regain", body=body),
        good("a body of as many lines as can be", "parse_regain", body=f"{header}\n" + '{"at":0,"path":[]}\nx\n' * 256),
        good("a body written", "format_regain", **fields),
        bad("a body written of nothing", "format_regain", "malformed", "regain", **(fields | {"lines": []})),
        bad("a body written with a line break in a line", "format_regain", "malformed", "regain", **(fields | {"lines": [{"at": 0, "path": [], "line": "a\nb"}]})),
        bad("another version", "parse_regain", "version_unsupported", body=body.replace('"v":1', '"v":2', 1)),
        bad("a header too large", "parse_regain", "too_large", body_parts=[["x", 131073], ["\n", 1]]),
    ]  # fmt: skip
    for why, text in {
        "empty": "", "no JSON": "{", "no v": header.replace('"v":1,', ""), "v with a fraction": header.replace("1", "1.0", 1), "epoch below zero": header.replace(":0,", ":-1,"), "epoch as text": header.replace(":0,", ':"0",'),
        "a checkpoint of null": '{"v":1,"epoch":0,"checkpoint":null}', "another order": '{"v":1,"checkpoint":"","epoch":0}', "a member unknown": header[:-1] + ',"x":1}', "a place, as a refill has": header[:-1].replace('"checkpoint"', '"from":0,"checkpoint"') + "}",
    }.items():  # fmt: skip
        vectors.append(bad(f"no header: {why}", "parse_regain", "malformed", "header", body=f"{text}\n{pair}"))
    for why, text in {
        "no line": f"{header}\n", "not ended": body[:-1], "something after the end": body + "x", "a proof without its line": f"{header}\n{proof}\n", "a line without its proof": f"{body}{line}\n", "too many lines": f"{header}\n" + pair * 257,
        "an empty line": f"{body}\n", "no LF at all": header,
    }.items():  # fmt: skip
        vectors.append(bad(f"no body: {why}", "parse_regain", "malformed", "regain", body=text))
    for why, text in {
        "no JSON": "{", "an array": "[]", "no path": '{"at":0}', "no place": '{"path":[]}', "another order": '{"path":[],"at":0}', "a member unknown": '{"at":0,"path":[],"x":1}', "a space": '{"at":0, "path":[]}',
        "a place below zero": '{"at":-1,"path":[]}', "a place with a fraction": '{"at":0.5,"path":[]}', "a place with an empty fraction": '{"at":1.0,"path":[]}', "a place too far": f'{{"at":{2**53},"path":[]}}', "a place as a flag": '{"at":true,"path":[]}', "a place as text": '{"at":"0","path":[]}',
        "a path as an object": '{"at":0,"path":{}}', "a path of null": '{"at":0,"path":null}', "a hash too short": f'{{"at":0,"path":["{ROOT[:-1]}"]}}', "a hash with unused bits": f'{{"at":0,"path":["{ROOT[:-1]}h"]}}', "a hash of null": '{"at":0,"path":[null]}', "a path too long": json.dumps({"at": 0, "path": [ROOT] * 65}, separators=(",", ":")),
    }.items():  # fmt: skip
        vectors.append(
            bad(f"no proof: {why}", "parse_regain", "malformed", "regain", body=f"{header}\n{text}\n{line}\n")
        )
    return vectors


def proof_vectors() -> Vectors:
    """A log of seven lines, the fourth erased, the fifth of another log; its tree of epoch 1 was given up in epoch 3."""
    lines = [line_of(f'[{{"do":"entry.correct","id":"e{n}","set":{{"amount_fen":{n}}}}}]') for n in range(7)]
    lines[3] = format_gone(b64u_encode(hashlib.sha256(b"gone").digest()), BY, "personal_data").decode()
    head = f'{{"v":1,"scope":"{OTHER}","by":"{BY}","at":"{AT}","salt":"{SALT}","seen":null,"do":[{{"do":"a.b","id":"x"}}]'.encode()
    lines[4] = finish(head, ED.sign(digest(head))).decode()
    leaves = [leaf_of(line.encode()) for line in lines]
    root = root_of(leaves)
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))

    def note(
        *, scope: str = VILLAGE, epoch: int = 1, size: int = 7, key: Ed25519PrivateKey = ED, name: str = NAME
    ) -> str:
        return sign_checkpoint(Checkpoint(origin(name, scope, epoch), size, root), NAME, key)

    def proven(at: int) -> dict[str, Any]:
        return {"at": at, "path": [b64u_encode(item) for item in inclusion_proof(leaves, at)], "line": lines[at]}

    whole = {
        "epoch": 1,
        "checkpoint": note(),
        "lines": [proven(5), proven(0)],
        "vkey": make_vkey(NAME, ED_KEY),
        "scope": VILLAGE,
        "now": 3,
    }
    five = proven(5)

    def refused(why: str, error: str, rule: str | None = None, **changed: Any) -> dict[str, Any]:
        return bad(f"not regained: {why}", "check_regain", error, rule, **(whole | changed))

    return [
        good("regained", "check_regain", **whole),
        good("regained: of the epoch before", "check_regain", **(whole | {"now": 2})),
        good("regained: each line of the tree", "check_regain", **(whole | {"lines": [proven(at) for at in (0, 1, 2, 5, 6)]})),
        refused("a checkpoint that another key signed", "bad_signature", checkpoint=note(key=stranger)),
        refused("a checkpoint altered", "bad_signature", checkpoint=note().replace("\n7\n", "\n8\n")),
        refused("a checkpoint that is none", "malformed", "note", checkpoint="demo.shaiba/…\n"),
        refused("a checkpoint of another scope", "not_found", checkpoint=note(scope=OTHER)),
        refused("a checkpoint of another log under the same key", "not_found", checkpoint=note(name="other.shaiba")),
        refused("a checkpoint of another epoch than said", "not_found", epoch=0),
        refused("a checkpoint of the epoch that goes on, after the order", "not_found", now=1),
        refused("a checkpoint of an epoch to come", "not_found", epoch=4, checkpoint=note(epoch=4)),
        refused("a log in which nothing was given up", "not_found", now=0),
        refused("a line that does not stand under the root", "other_history", lines=[{**five, "line": lines[6]}]),
        refused("a line with a letter changed", "other_history", lines=[{**five, "line": five["line"].replace('"amount_fen":5', '"amount_fen":6')}]),
        refused("another signature under the same words", "other_history", lines=[{**five, "line": five["line"][:-88] + flipped(five["line"][-88:])}]),
        refused("a path with a hash changed", "other_history", lines=[{**five, "path": [flipped(five["path"][0]), *five["path"][1:]]}]),
        refused("a path with a hash too few", "other_history", lines=[{**five, "path": five["path"][:-1]}]),
        refused("a path with a hash too many", "other_history", lines=[{**five, "path": [*five["path"], ROOT]}]),
        refused("a path of no hash", "other_history", lines=[{**five, "path": []}]),
        refused("the path of another place", "other_history", lines=[{**proven(2), "line": lines[5], "at": 5}]),
        refused("a place that is another's", "other_history", lines=[{**five, "at": 4}]),
        refused("a place beyond the tree", "other_history", lines=[{**five, "at": 7}]),
        refused("a tree of another size", "other_history", checkpoint=note(size=6)),
        refused("one bad proof among good ones", "other_history", lines=[proven(0), {**five, "at": 4}]),
        refused("a gap, which anybody could bring", "other_history", lines=[proven(3)]),
        refused("the line of another log", "not_found", lines=[proven(4)]),
        refused("an inner node of the tree as a line", "other_history", lines=[{"at": 0, "path": five["path"][2:], "line": "x"}]),
    ]  # fmt: skip
