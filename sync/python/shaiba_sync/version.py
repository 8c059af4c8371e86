"""Which protocol is spoken here, and the exact shape of its wire.

Spec: sync/spec/versions.md. Vectors: sync/vectors/lock.json.
"""

import hashlib
from typing import Any

import msgspec

from shaiba_sync.carry import FORMS as CARRY_FORMS
from shaiba_sync.carry import FRAME_BYTES, MAX_CARRY, MAX_FRAMES
from shaiba_sync.clock import MAX_DRIFT_MS, Stamp, format_stamp
from shaiba_sync.merge import FORMS as CHANGE_FORMS
from shaiba_sync.merge import make_tag, merge, record_to_json
from shaiba_sync.op import FORMS as LINE_FORMS
from shaiba_sync.op import MAX_LINE, b64u_encode, build_head, device_id, digest, finish, op_id
from shaiba_sync.regain import MAX_PATH, MAX_REGAINED, Proven, Regain, format_regain
from shaiba_sync.scope import FORMS as SCOPE_FORMS
from shaiba_sync.strict import MAX_CHANGES, MAX_DEPTH, MAX_INTEGER, NAME
from shaiba_sync.tree import Checkpoint, Frontier, format_checkpoint, make_vkey, node_hash, origin
from shaiba_sync.wire import (
    MAX_DAMAGED,
    MAX_HEADER,
    MAX_SCOPES,
    Answer,
    Behind,
    Bundles,
    Damaged,
    End,
    Fork,
    Lines,
    RefillHeader,
    Refused,
    SyncHeader,
    Verdict,
    format_answer,
    format_header,
    format_refill,
)

PROTOCOL = 1
"""The version that is written."""

MIN_SUPPORTED = 1
"""The oldest version that is read."""


def wire_schema() -> dict[str, Any]:
    """What two replicas must agree on, read off the code: forms, limits, and one example of all that is written."""
    scope, at, zeros = "village/350583112216", format_stamp(Stamp(1, 2)), b64u_encode(bytes(16))
    tag = make_tag(at, zeros, op_id(b""), 1)
    changes = [
        {"do": "a.b", "id": "x", "set": {"f": 1}, "add": {"s": ["y"]}, "append": {"l": None}},
        {"do": "a.b", "id": "x", "drop": {"s": [tag]}},
    ]
    head = build_head(scope, zeros, at, zeros, (1, b64u_encode(bytes(32))), changes)
    line = finish(head, bytes(64))
    answers: list[Answer] = [
        Verdict("stored", op_id(line), scope, 0), Verdict("seen", op_id(line), scope, 0),
        Refused(op_id(line), "closed", "never", {}), Lines(scope, 0, 0, 2, "", 1, more=True),
        Bundles(scope, 0, 1, ""), Behind(scope, 0, 1, ""), Behind(scope, 1, 1, "", "{}"), Fork(scope, 0, 1, ""),
        Damaged(scope, 0, [1], ""), End(1, restored=True),
    ]  # fmt: skip
    record = merge(merge(merge(None, changes[0], tag[:-1] + "0"), changes[0], tag), changes[1], tag)
    return {
        "protocol": PROTOCOL,
        "limits": [
            MAX_LINE,
            MAX_CHANGES,
            MAX_DEPTH,
            MAX_INTEGER,
            MAX_DRIFT_MS,
            MAX_HEADER,
            MAX_SCOPES,
            MAX_DAMAGED,
            MAX_CARRY,
            FRAME_BYTES,
            MAX_FRAMES,
        ],  # fmt: skip
        "forms": {
            "name": NAME.pattern,
            "line": LINE_FORMS,
            "change": CHANGE_FORMS,
            "scope": SCOPE_FORMS,
            "carry": CARRY_FORMS,
        },
        "carry": [MAX_CARRY, FRAME_BYTES, MAX_FRAMES, *CARRY_FORMS],
        "line": line.decode(),
        "digest": digest(head).hex(),
        "devices": [device_id("ed25519", bytes(32)), device_id("p256", bytes(65))],
        "record": record_to_json(record),
        "header": format_header(
            SyncHeader({scope: (0, 1), "poll/p": (0, 1, b64u_encode(bytes(32)))}, mine=True)
        ).decode(),
        "refill": format_refill(RefillHeader(0, 1, "")).decode(),
        "regain": [
            MAX_REGAINED,
            MAX_PATH,
            format_regain(Regain(0, "", [Proven(1, [bytes(32)], b"x")])).decode(),
        ],  # fmt: skip
        "answers": [format_answer(item).decode() for item in answers],
        "node": node_hash(bytes(32), bytes(32)).hex(),
        "frontier": Frontier().append(bytes(32)).to_bytes().hex(),
        "checkpoint": format_checkpoint(Checkpoint(origin("log", scope, 1), 1, bytes(32))),
        "vkey": make_vkey("log", bytes(32)),
    }


def wire_hash() -> str:
    """SHA-256, hex, of `wire_schema` as JSON with sorted names."""
    return hashlib.sha256(msgspec.json.encode(wire_schema(), order="sorted")).hexdigest()
