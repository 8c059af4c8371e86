"""One act of one person on one device: one signed line. The bytes signed are the bytes stored, served and hashed.

Spec: sync/spec/op.md. Vectors: sync/vectors/op.json.
"""

import hashlib
import re
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from shaiba_sync.clock import parse_stamp
from shaiba_sync.errors import Malformed, SyncError, TooLarge, VersionUnsupported
from shaiba_sync.merge import check_change
from shaiba_sync.scope import parse_scope
from shaiba_sync.strict import are_changes, parse_changes

MAX_LINE = 65_536
"""Bytes in a line, the LF after it not counted."""

SIG_BYTES = 96
"""The end of every line: `,"sig":"`, 86 characters, `"}`."""

Change = dict[str, Any]
"""A change as it stands in `do`: plain JSON (sync/spec/merge.md)."""

_encode = msgspec.json.Encoder().encode
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class Op(msgspec.Struct, frozen=True):
    """A line that was parsed. Members read as on the wire; `line` is the authority."""

    v: int
    scope: str
    by: str
    at: str
    salt: str
    seen: tuple[int, str] | None
    changes: list[Change]
    sig: bytes
    head: bytes
    line: bytes
    id: str

    @property
    def leaf(self) -> bytes:
        """Its leaf in the scope's tree."""
        return b64u_decode(self.id, 32)


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """What stands where a line had to go."""

    gone: str
    by: str
    why: str

    @property
    def leaf(self) -> bytes:
        """The leaf of the line that went: the tree stays as it was."""
        return b64u_decode(self.gone, 32)


def parse_op(line: bytes) -> Op:
    """Read a line of a log, strictly. The rules are tried in the order of the spec; the first that fails is named."""
    text = _text(line)
    members = _plain(text) or _members(text)
    parse_scope(members.scope)
    changes = parse_changes(members.do)
    for change in changes:
        check_change(change)
    scope, by, at, salt, seen, _, sig = members
    return Op(1, scope, by, at, salt, seen, changes, sig, line[:-SIG_BYTES], line, op_id(line))


def parse_line(line: bytes) -> Op | Gone:
    """Read a line that may have been erased."""
    if not is_gone(line):
        return parse_op(line)
    found = _GONE.fullmatch(line)
    if not found:
        raise Malformed("gone")
    gone, by, why = (part.decode() for part in found.groups())
    b64u_decode(gone, 32, rule="gone")
    b64u_decode(by, 16, rule="gone")
    return Gone(gone=gone, by=by, why=why)


def is_gone(line: bytes) -> bool:
    """Whether it stands for a line that had to go (or tries to)."""
    return line.startswith(b'{"gone":')


def format_gone(leaf: str, by: str, why: str) -> bytes:
    """What stands in the place of a line that had to go. Refuses what `parse_line` would refuse."""
    line = f'{{"gone":"{leaf}","by":"{by}","why":"{why}"}}'.encode()
    parse_line(line)
    return line


def leaf_of(line: bytes) -> bytes:
    """The leaf of a line of a log: its hash, or what an erased line says that it was."""
    if is_gone(line):
        erased = parse_line(line)
        return erased.leaf
    return hashlib.sha256(b"\0" + line).digest()


def op_id(line: bytes) -> str:
    """The id of these bytes, whatever they are."""
    return b64u_encode(hashlib.sha256(b"\0" + line).digest())


def build_head(scope: str, by: str, at: str, salt: str, seen: tuple[int, str] | None, changes: list[Change]) -> bytes:
    """Write all of a line but its signature. Refuses what `parse_op` would refuse."""
    return _build(scope, by, at, salt, seen, changes).head


def build_op(
    scope: str,
    by: str,
    at: str,
    salt: str,
    changes: list[Change],
    sign: Callable[[bytes], bytes],
    texts: Sequence[bytes] | None = None,
    *,
    is_typed: bool = False,
) -> Op:
    """Write a line whose author saw nothing, and have its digest signed: an op that need not be read again. The changes
    are the op's from then on. `texts` is their JSON one by one, as `encode_change` gives it, where it is at hand.
    `is_typed`: their names and values are not looked at here, for whoever takes the op has types for all of them."""
    op = _build(scope, by, at, salt, None, changes, texts, is_typed=is_typed)
    sig = sign(digest(op.head))
    line = finish(op.head, sig)
    return msgspec.structs.replace(op, sig=sig, line=line, id=op_id(line))


def encode_change(change: Change) -> bytes:
    """A change as it stands in a line."""
    return _encode(change)


def _build(
    scope: str,
    by: str,
    at: str,
    salt: str,
    seen: tuple[int, str] | None,
    changes: list[Change],
    texts: Sequence[bytes] | None = None,
    *,
    is_typed: bool = False,
) -> Op:
    """All but the signature, and what follows from it: line and id."""
    do = changes if texts is None else msgspec.Raw(b"[%b]" % b",".join(texts))
    members = {"v": 1, "scope": scope, "by": by, "at": at, "salt": salt, "seen": seen, "do": do}
    try:
        head = _encode(members)[:-1]
    except (UnicodeEncodeError, OverflowError, RecursionError, TypeError):  # a lone surrogate, above all
        raise Malformed("value") from None
    before = head[: head.index(b',"do":') + len(b',"do":')]
    is_sure = is_typed or are_changes(changes)
    if len(head) + SIG_BYTES > MAX_LINE or not is_sure or not _HEAD.fullmatch(before.decode()):
        return parse_op(
            finish(head, bytes(64))
        )  # it says what is wrong; or reads what was written of tuples and the like
    parse_scope(scope)
    for change in changes:
        check_change(change)
    return Op(1, scope, by, at, salt, seen, changes, b"", head, b"", "")


def digest(head: bytes) -> bytes:
    """What is signed."""
    return hashlib.sha256(b"shaiba-op-v1\n" + head).digest()


def finish(head: bytes, sig: bytes) -> bytes:
    """The whole line."""
    return b'%b,"sig":"%b"}' % (head, b64u_encode(sig).encode())


def device_id(alg: str, public_key: bytes) -> str:
    """The id of a device: a hash of its public key."""
    if _KEY_BYTES.get(alg) != len(public_key):
        raise Malformed("value")
    prefix = f"shaiba-device-v1\n{alg}\n".encode()
    return b64u_encode(hashlib.sha256(prefix + public_key).digest()[:16])


def b64u_encode(data: bytes) -> str:
    """base64url without padding."""
    return b2a_base64(data, newline=False).translate(_URL_SAFE, b"=").decode()


def b64u_decode(text: str, size: int, *, rule: str = "value") -> bytes:
    """Read `size` bytes, canonically: no padding, no other characters, unused bits zero."""
    length = (size * 8 + 5) // 6
    if len(text) != length or not _B64U[size % 3].fullmatch(text):  # the decoder alone would skip what it cannot read
        raise Malformed(rule)
    return urlsafe_b64decode(text + "=" * (-length % 4))


_MARKS = (',"by":', ',"at":', ',"salt":', ',"seen":', ',"do":')
_KEY_BYTES = {"ed25519": 32, "p256": 65}
_B64U = (
    re.compile(r"[0-9A-Za-z_-]*"),
    re.compile(r"[0-9A-Za-z_-]*[AQgw]"),
    re.compile(r"[0-9A-Za-z_-]*[AEIMQUYcgkosw048]"),
)
_16, _32, _64 = r"[0-9A-Za-z_-]{21}[AQgw]", r"[0-9A-Za-z_-]{42}[AEIMQUYcgkosw048]", r"[0-9A-Za-z_-]{85}[AQgw]"
_HEAD = re.compile(
    rf'\{{"v":1,"scope":"([0-9A-Za-z/_-]+)","by":"({_16})","at":"([0-9a-f]{{16}})","salt":"({_16})"'
    rf',"seen":(?:null|\[([1-9][0-9]{{0,14}}),"({_32})"\]),"do":'
)
_SIG = re.compile(rf',"sig":"({_64})"\}}')
_VERSION = re.compile(r'\{"v":(0|-?[1-9][0-9]*)[,}]')
_SEEN = re.compile(r'\[([1-9][0-9]{0,15}),"([^"]*)"\]')
_GONE = re.compile(rb'\{"gone":"([0-9A-Za-z_-]{43})","by":"([0-9A-Za-z_-]{22})","why":"([a-z_]{1,32})"\}')
FORMS = (_VERSION.pattern, _SEEN.pattern, _GONE.pattern.decode())
"""For the lock of the wire schema."""


def _text(line: bytes) -> str:
    if len(line) > MAX_LINE:
        raise TooLarge(MAX_LINE)
    try:
        text = line.decode()
    except UnicodeDecodeError:
        raise Malformed("utf8") from None
    if "\n" in text or "\r" in text:
        raise Malformed("line_break")
    return text


class _Members(NamedTuple):
    scope: str
    by: str
    at: str
    salt: str
    seen: tuple[int, str] | None
    do: str
    sig: bytes


def _plain(text: str) -> _Members | None:
    """The members, if it is seen at a glance that their forms are right: then so is every rule but those of the scope
    and of the changes."""
    head, tail = _HEAD.match(text), len(text) - SIG_BYTES
    sig = _SIG.fullmatch(text, tail) if head and head.end() <= tail else None
    if not head or not sig:
        return None
    scope, by, at, salt, size, root = head.groups()
    seen = (int(size), root) if size else None
    return _Members(scope, by, at, salt, seen, text[head.end() : tail], urlsafe_b64decode(sig[1] + "=="))


def _members(text: str) -> _Members:
    """The same by rule after rule, so that the first that fails is named."""
    parts = _split(text)
    scope = _string("scope", parts[0])
    parse_scope(scope)
    by = _string("by", parts[1])
    b64u_decode(by, 16, rule="by")
    at = _string("at", parts[2])
    _stamp(at)
    salt = _string("salt", parts[3])
    b64u_decode(salt, 16, rule="salt")
    seen = _seen(parts[4])
    return _Members(scope, by, at, salt, seen, parts[5], b64u_decode(_string("sig", parts[6]), 64, rule="sig"))


def _split(text: str) -> list[str]:
    """The texts of the members after `v`. Marks are looked for one after another: linear in any line."""
    if not text.startswith('{"v":1,"scope":'):
        version = _VERSION.match(text)
        raise VersionUnsupported() if version and version[1] != "1" else Malformed("members")
    parts, begin = [], len('{"v":1,"scope":')
    for mark in _MARKS:
        end = text.find(mark, begin)
        if end < 0:
            raise Malformed("members")
        parts.append(text[begin:end])
        begin = end + len(mark)
    end = text.rfind(',"sig":', begin)
    if end < 0 or not text.endswith("}"):
        raise Malformed("members")
    parts += (text[begin:end], text[end + len(',"sig":') : -1])
    return parts


def _string(rule: str, text: str) -> str:
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        raise Malformed(rule)
    return text[1:-1]


def _stamp(text: str) -> None:
    try:
        parse_stamp(text)
    except SyncError:
        raise Malformed("at") from None


def _seen(text: str) -> tuple[int, str] | None:
    if text == "null":
        return None
    found = _SEEN.fullmatch(text)
    if not found or int(found[1]) > 2**53 - 1:
        raise Malformed("seen")
    b64u_decode(found[2], 32, rule="seen")
    return int(found[1]), found[2]
