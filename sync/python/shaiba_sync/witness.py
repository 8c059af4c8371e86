"""Others vouch that everybody sees the same history: cosignatures, what a witness is sent, when they are enough.

Spec: sync/spec/witness.md (C2SP tlog-cosignature v1 and tlog-witness). Vectors: sync/vectors/witness.json.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba_sync.errors import BadSignature, Malformed
from shaiba_sync.keys import verify_bytes
from shaiba_sync.tree import HASH_BYTES, VerifierKey, decode_base64, read_vkey, split_note, write_vkey

MAX_PROOF = 63
"""Hashes of a consistency proof that a witness is sent, at most."""


def make_cosigner(name: str, key: bytes) -> str:
    """A cosigner's verifier key as C2SP writes it."""
    return write_vkey(_COSIGNATURE, name, key)


def parse_cosigner(vkey: str) -> VerifierKey:
    """Read a cosigner's verifier key; its id must be that of its name and key."""
    return read_vkey(_COSIGNATURE, vkey)


def device_cosigner(log_name: str, device: str, key: bytes) -> str:
    """The verifier key under which a phone cosigns this log."""
    return make_cosigner(f"{log_name}/device/{device}", key)


def cosign(note: str, name: str, private_key: Ed25519PrivateKey, time_s: int) -> str:
    """The note with one line more. That its history goes on from the last one cosigned, the caller has checked."""
    key = parse_cosigner(make_cosigner(name, private_key.public_key().public_bytes_raw()))
    if not 0 <= time_s <= _MAX_TIME:
        raise Malformed("note")
    signature = private_key.sign(_message(split_note(note).text, time_s))
    line = base64.b64encode(key.key_id + time_s.to_bytes(8) + signature).decode()
    cosigned = f"{note}— {name} {line}\n"
    split_note(cosigned)
    return cosigned


def open_cosigned(note: str, vkeys: Iterable[str]) -> dict[str, int]:
    """When each of these cosigners vouched for the note, by verifier key; of two times of one, the newer. Lines of
    others are passed over, a bad one of theirs is refused. The log's own signature is not looked at: `open_note`."""
    signed = split_note(note)
    times: dict[str, int] = {}
    for vkey in vkeys:
        key = parse_cosigner(vkey)
        for data in signed.of(key):
            time_s = int.from_bytes(data[:8])
            if len(data) != _BYTES or time_s > _MAX_TIME:
                raise BadSignature()
            verify_bytes("ed25519", key.key, data[8:], _message(signed.text, time_s))
            times[vkey] = max(time_s, times.get(vkey, 0))
    return times


def witnessed_at(
    committee: Sequence[int], outside: Sequence[int], *, need_committee: int, need_outside: int
) -> int | None:
    """Since when a note is witnessed, from the times of those who count: the earliest of the newest that are needed.
    None where there are too few, or none is needed."""
    if len(committee) < need_committee or len(outside) < need_outside:
        return None
    needed = [*sorted(committee)[len(committee) - need_committee :], *sorted(outside)[len(outside) - need_outside :]]
    return min(needed, default=None)


class Submission(NamedTuple):
    """What a witness is asked: the size that it cosigned last, the proof from there on, the new note."""

    old: int
    proof: list[bytes]
    note: str


def format_submission(submission: Submission) -> str:
    """The body of add-checkpoint."""
    hashes = "".join(f"{base64.b64encode(item).decode()}\n" for item in submission.proof)
    body = f"old {submission.old}\n{hashes}\n{submission.note}"
    parse_submission(body)
    return body


def parse_submission(body: str) -> Submission:
    """Read the body of add-checkpoint; of its note only the form."""
    head, blank, note = body.partition("\n\n")
    first, *lines = head.split("\n")
    found = _OLD.fullmatch(first)
    if not blank or not found or int(found[1]) > _MAX_SIZE or len(lines) > MAX_PROOF:
        raise Malformed("submission")
    proof = [_hash(line) for line in lines]
    split_note(note)
    return Submission(int(found[1]), proof, note)


_COSIGNATURE = b"\4"
_BYTES = 8 + 64
_MAX_TIME = _MAX_SIZE = 2**53 - 1
_OLD = re.compile(r"old (0|[1-9][0-9]{0,15})", re.ASCII)


def _message(text: str, time_s: int) -> bytes:
    return f"cosignature/v1\ntime {time_s}\n{text}".encode()


def _hash(line: str) -> bytes:
    """One hash of a proof."""
    try:
        data = decode_base64(line)
    except Malformed:
        data = b""
    if len(data) != HASH_BYTES:
        raise Malformed("submission")
    return data
