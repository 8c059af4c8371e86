"""What a log gave up comes back to it, by whoever holds it: the old signed tree proves that it had been let in.

Spec: sync/spec/regain.md. Vectors: sync/vectors/regain.json.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from shaiba_sync.errors import Malformed, NotFound, OtherHistory
from shaiba_sync.op import Op, b64u_decode, b64u_encode, parse_op
from shaiba_sync.strict import MAX_INTEGER, parse_compact
from shaiba_sync.tree import HASH_BYTES, leaf_hash, node_hash, open_note, origin, parse_vkey, verify_inclusion
from shaiba_sync.wire import parse_first

MAX_REGAINED = 256
"""Lines in one body."""

MAX_PATH = 64
"""Hashes of a path: no log has more levels."""


class Proven(NamedTuple):
    """A line, and its way to the root of the tree in which it stood."""

    at: int
    path: Sequence[bytes]
    line: bytes


class Regain(NamedTuple):
    """Lines of a tree that was given up, and the note that the log signed of it."""

    epoch: int
    checkpoint: str
    lines: Sequence[Proven]


def format_regain(regain: Regain) -> bytes:
    """Write a body."""
    parts = [_encode({"v": 1, "epoch": regain.epoch, "checkpoint": regain.checkpoint})]
    for one in regain.lines:
        parts += [_encode({"at": one.at, "path": [b64u_encode(item) for item in one.path]}), one.line]
    body = b"".join(part + b"\n" for part in parts)
    parse_regain(body)
    return body


def parse_regain(body: bytes) -> Regain:
    """Read a body, strictly. Of the lines themselves nothing is read."""
    head, *rest = body.split(b"\n")
    members = parse_first(head)
    epoch, checkpoint = members.get("epoch"), members.get("checkpoint")
    if list(members) != ["v", "epoch", "checkpoint"] or type(checkpoint) is not str:
        raise Malformed("header")
    if not rest or rest.pop() or len(rest) % 2 or not 2 <= len(rest) <= 2 * MAX_REGAINED:
        raise Malformed("regain")
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return Regain(_count(epoch, "header"), checkpoint, [Proven(*_proof(proof), line) for proof, line in pairs])


def check_regain(regain: Regain, vkey: str, scope: str, epoch: int) -> list[Op]:
    """The ops, where the log of this key had each of them in a tree of an epoch before this one. One that it had not
    refuses them all: `BadSignature`, `NotFound`, `OtherHistory`; `Malformed` of what is no op."""
    note = open_note(regain.checkpoint, vkey)
    if note.origin != origin(parse_vkey(vkey).name, scope, regain.epoch) or regain.epoch >= epoch:
        raise NotFound()
    ops = []
    for at, path, line in regain.lines:
        if not verify_inclusion(leaf_hash(line), at, note.size, path, note.root):
            raise OtherHistory()
        op = parse_op(line)
        if op.scope != scope:
            raise NotFound()
        ops.append(op)
    return ops


def inclusion_proofs(leaves: Sequence[bytes], places: Iterable[int]) -> list[list[bytes]]:
    """The paths of many leaves of one tree, each as `inclusion_proof` has it."""
    levels = levels_of(leaves)
    return [path_in(levels, at) for at in places]


Levels = list[list[bytes]]
"""A tree as it stands: the leaves, what is over them, up to the root."""


def levels_of(leaves: Sequence[bytes]) -> Levels:
    """All hashes of a tree, for whoever shows many paths of it."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        last = levels[-1]
        pairs = [node_hash(*last[at : at + 2]) for at in range(0, len(last) - 1, 2)]
        levels.append(pairs + last[len(last) & ~1 :])  # one that is left over goes up as it is
    return levels


def path_in(levels: Levels, at: int) -> list[bytes]:
    """The path of the leaf at this place, leaf end first."""
    return [level[at >> n ^ 1] for n, level in enumerate(levels) if at >> n ^ 1 < len(level)]


_encode = msgspec.json.Encoder().encode


def _proof(text: bytes) -> tuple[int, list[bytes]]:
    members = parse_compact(text, "regain")
    path = members.get("path")
    if list(members) != ["at", "path"] or type(path) is not list or len(path) > MAX_PATH:
        raise Malformed("regain")
    return _count(members.get("at"), "regain"), [_hash(item) for item in path]


def _hash(value: Any) -> bytes:
    if type(value) is not str:
        raise Malformed("regain")
    return b64u_decode(value, HASH_BYTES, rule="regain")


def _count(value: Any, rule: str) -> int:
    if type(value) is not int or not 0 <= value <= MAX_INTEGER:
        raise Malformed(rule)
    return value
