"""Each sync proves that history was not edited: leaves, roots, proofs, signed checkpoints.

Spec: sync/spec/tree.md (RFC 6962 and 9162; C2SP tlog-checkpoint, signed-note). Vectors: sync/vectors/tree.json.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba_sync.errors import BadSignature, Malformed
from shaiba_sync.keys import verify_bytes

HASH_BYTES = 32


def leaf_hash(line: bytes) -> bytes:
    """The leaf of a line's bytes. (Of a line of a log, which may have been erased: `op.leaf_of`.)"""
    return hashlib.sha256(b"\0" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Frontier(NamedTuple):
    """All that is needed to go on with a tree: its size, and the roots of its perfect subtrees, largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """The frontier with one leaf more. This one stays as it is."""
        hashes, rest = self.hashes, self.size
        while rest & 1:
            leaf = node_hash(hashes[-1], leaf)
            hashes, rest = hashes[:-1], rest >> 1
        return Frontier(self.size + 1, (*hashes, leaf))

    def root(self) -> bytes:
        """The root of the tree."""
        if not self.hashes:
            return hashlib.sha256().digest()
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """Eight bytes of size, big end first, then the hashes."""
        return self.size.to_bytes(8) + b"".join(self.hashes)

    @staticmethod
    def from_bytes(data: bytes) -> "Frontier":
        """Read what `to_bytes` wrote."""
        size, hashes = int.from_bytes(data[:8]), data[8:]
        if len(data) < 8 or size >= 2**53 or len(hashes) != size.bit_count() * HASH_BYTES:
            raise Malformed("frontier")
        return Frontier(size, tuple(hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root of a tree of these leaves."""
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    return frontier.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from a leaf to the root (RFC 9162 §2.1.3.1)."""
    if not 0 <= index < len(leaves):
        raise ValueError("no such leaf")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf stands at that index of the tree of that size and root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last, computed = index, size - 1, leaf
    for sibling in path:
        if last == 0:  # more hashes than the tree is high
            return False
        if first & 1 or first == last:
            computed = node_hash(sibling, computed)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and computed == root


def consistency_proof(leaves: Sequence[bytes], m: int) -> list[bytes]:
    """The hashes that show that the first `m` of these leaves were a tree that only grew (RFC 9162 §2.1.4.1)."""
    if not 0 <= m <= len(leaves):
        raise ValueError("no such tree")
    return _subproof(m, leaves, whole=True) if 0 < m < len(leaves) else []


def verify_consistency(m: int, n: int, root_m: bytes, root_n: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of size m and root_m is the beginning of that of size n and root_n (RFC 9162 §2.1.4.2)."""
    if not 0 <= m <= n:
        return False
    if m == n or m == 0:
        return not path and root_m == (root_n if m == n else Frontier().root())
    path = [root_m, *path] if m & (m - 1) == 0 else list(path)
    if not path:
        return False
    first, last = m - 1, n - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and old == root_m and new == root_n


class Checkpoint(NamedTuple):
    """The head of a log's tree. Signed, it is a note."""

    origin: str
    size: int
    root: bytes


class VerifierKey(NamedTuple):
    """The public key by which a log's checkpoints are known."""

    name: str
    key_id: bytes
    key: bytes


def origin(log_name: str, scope: str, epoch: int) -> str:
    """What a scope's log is called in its checkpoints."""
    return f"{log_name}/{scope}+{epoch}" if epoch else f"{log_name}/{scope}"


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """The text that is signed: three lines."""
    text = f"{checkpoint.origin}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n"
    parse_checkpoint(text)
    return text


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the three lines."""
    found = _CHECKPOINT.fullmatch(text)
    if not found or int(found[2]) > 2**53 - 1:
        raise Malformed("note")
    root = decode_base64(found[3])
    if len(root) != HASH_BYTES:
        raise Malformed("note")
    return Checkpoint(found[1], int(found[2]), root)


def sign_checkpoint(checkpoint: Checkpoint, name: str, private_key: Ed25519PrivateKey) -> str:
    """The signed note."""
    text = format_checkpoint(checkpoint)
    signature = _own_key_id(name, private_key.public_key().public_bytes_raw()) + private_key.sign(text.encode())
    return f"{text}\n— {name} {base64.b64encode(signature).decode()}\n"


def open_note(note: str, vkey: str) -> Checkpoint:
    """Read a signed note. Signatures of other keys are passed over; those of this key, one at least, must be good."""
    key = parse_vkey(vkey)
    signed = split_note(note)
    ours = signed.of(key)
    if not ours:
        raise BadSignature()
    for sig in ours:
        verify_bytes("ed25519", key.key, sig, signed.text.encode())
    return parse_checkpoint(signed.text)


class SignedNote(NamedTuple):
    """A note taken apart, none of it checked: the text that is signed; name, key id and bytes of each signature."""

    text: str
    signatures: list[tuple[str, bytes, bytes]]

    def of(self, key: VerifierKey) -> list[bytes]:
        """The signatures that say they are this key's."""
        return [sig for name, key_id, sig in self.signatures if (name, key_id) == (key.name, key.key_id)]


def split_note(note: str) -> SignedNote:
    """Take a note of a checkpoint apart."""
    text, blank, block = note.rpartition("\n\n")
    lines = block.split("\n")
    if not blank or lines.pop() or not 1 <= len(lines) <= MAX_SIGNATURES:
        raise Malformed("note")
    text += "\n"
    parse_checkpoint(text)
    return SignedNote(text, [_signature(line) for line in lines])


def make_vkey(name: str, key: bytes) -> str:
    """A log's verifier key as C2SP writes it."""
    return write_vkey(_ED25519, name, key)


def parse_vkey(vkey: str) -> VerifierKey:
    """Read a log's verifier key; its id must be that of its name and key."""
    return read_vkey(_ED25519, vkey)


def write_vkey(sort: bytes, name: str, key: bytes) -> str:
    """A verifier key of this sort of signature, one byte."""
    vkey = f"{name}+{_key_id(sort, name, key).hex()}+{base64.b64encode(sort + key).decode()}"
    read_vkey(sort, vkey)
    return vkey


def read_vkey(sort: bytes, vkey: str) -> VerifierKey:
    """Read a verifier key of this sort."""
    found = _VKEY.fullmatch(vkey)
    data = decode_base64(found[3]) if found else b""
    if not found or len(data) != 33 or data[:1] != sort or _key_id(sort, found[1], data[1:]).hex() != found[2]:
        raise Malformed("note")
    return VerifierKey(found[1], bytes.fromhex(found[2]), data[1:])


MAX_SIGNATURES = 16
_ED25519 = b"\1"
_NAME = r"[!-*,-~]{1,200}"  # printable ASCII but "+": what both languages call a character without a space
_CHECKPOINT = re.compile(r"([!-~]{1,300})\n(0|[1-9][0-9]{0,15})\n([0-9A-Za-z+/]{43}=)\n")
_SIGNATURE = re.compile(rf"— ({_NAME}) ([0-9A-Za-z+/=]{{8,4096}})")
_VKEY = re.compile(rf"({_NAME})\+([0-9a-f]{{8}})\+([0-9A-Za-z+/]{{44}})")


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def _subproof(m: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = _split(len(leaves))
    if m <= split:
        return [*_subproof(m, leaves[:split], whole=whole), root_of(leaves[split:])]
    return [*_subproof(m - split, leaves[split:], whole=False), root_of(leaves[:split])]


@lru_cache(maxsize=16)
def _own_key_id(name: str, key: bytes) -> bytes:
    return parse_vkey(make_vkey(name, key)).key_id


def _key_id(sort: bytes, name: str, key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + sort + key).digest()[:4]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    found = _SIGNATURE.fullmatch(line)
    data = decode_base64(found[2]) if found else b""
    if not found or len(data) < 5:
        raise Malformed("note")
    return found[1], data[:4], data[4:]


def decode_base64(text: str) -> bytes:
    """Read padded base64, canonically."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Malformed("note") from None
    if base64.b64encode(data).decode() != text:  # bits that the decoder drops
        raise Malformed("note")
    return data
