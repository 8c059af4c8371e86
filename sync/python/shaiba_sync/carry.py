"""Ops and villages as one file, or as a run of QR codes: carried by anybody, trusted by nobody.

Spec: sync/spec/carry.md. Vectors: sync/vectors/carry.json.
"""

import base64
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from shaiba_sync.errors import Malformed, SyncError, TooLarge, VersionUnsupported
from shaiba_sync.op import b64u_decode
from shaiba_sync.scope import parse_scope
from shaiba_sync.strict import MAX_INTEGER, parse_compact, parse_loosely
from shaiba_sync.wire import Refused, Verdict, format_answer, parse_answer

MAX_CARRY = 64_000_000
"""Bytes of a carried file, unpacked."""

FRAME_BYTES = 480
"""Bytes in a QR code of a run."""

MAX_FRAMES = 48
"""QR codes in a run: whoever misses one waits for twelve seconds."""


class CarriedOps(NamedTuple):
    """Lines of ops, oldest first of each author. Their form is for the reader to check, one by one."""

    lines: Sequence[bytes]


class CarriedFile(NamedTuple):
    """Bytes that an op names. Whether they are those of the hash is for the reader to check."""

    blob: str
    type: str
    data: bytes


class CarriedLog(NamedTuple):
    """Lines of a public log from `begin` on, up to the size that the note is of."""

    log: str
    epoch: int
    begin: int
    to: int
    checkpoint: str
    lines: Sequence[bytes]


class Receipt(NamedTuple):
    """What a server said of the carried op `of`, and which of its files it has: the carrier's word."""

    of: str
    blobs: Sequence[str]
    verdict: Verdict | Refused


class Receipts(NamedTuple):
    """Verdicts on their way back."""

    items: Sequence[Receipt]


Section = CarriedOps | CarriedFile | CarriedLog | Receipts


def format_carry(sections: Iterable[Section]) -> bytes:
    """Write a file, not yet packed: its lines, each ended by LF."""
    lines = [_BEGIN]
    for section in sections:
        lines += _lines_of(section)
    return b"\n".join([*lines, _END, b""])


def read_carry(text: bytes) -> Iterator[Section]:
    """Read a file, unpacked: whole sections, in their order. What came before a refusal holds."""
    begin, *lines = text.split(b"\n")
    if begin != _BEGIN:
        version = _VERSION.fullmatch(begin)
        raise VersionUnsupported() if version and version[1] != b"1" else Malformed("carry")
    at = 0
    while at < len(lines) and lines[at] != _END:
        head = parse_compact(lines[at], "carry")
        count = _count(head)
        if at + count >= len(lines) - 1:  # the last line is ended too, or it may be cut
            raise Malformed("carry")
        yield _section(head, lines[at + 1 : at + 1 + count])
        at += 1 + count
    if lines[at:] != [_END, b""]:
        raise Malformed("carry")


def pack_carry(text: bytes) -> bytes:
    """The file as it is handed over."""
    return gzip.compress(text, 9, mtime=0)


def unpack_carry(data: bytes, limit: int = MAX_CARRY) -> bytes:
    """The lines of a file. Raises `TooLarge` before more than the limit is held, `Malformed` on broken gzip."""
    unpack = zlib.decompressobj(wbits=31)
    try:
        text = unpack.decompress(data, limit + 1)
    except zlib.error:
        raise Malformed("carry") from None
    if len(text) > limit:
        raise TooLarge(limit)
    if not unpack.eof or unpack.unused_data:
        raise Malformed("carry")
    return text


class Frame(NamedTuple):
    """One QR code of a run: the `i`-th of `n`, from 1."""

    id: str
    i: int
    n: int
    part: bytes


def to_frames(data: bytes) -> list[str]:
    """The texts of the QR codes that hold a packed file. Raises `TooLarge` where they would be too many."""
    parts = [data[at : at + FRAME_BYTES] for at in range(0, len(data), FRAME_BYTES)]
    if len(parts) > MAX_FRAMES:
        raise TooLarge(FRAME_BYTES * MAX_FRAMES)
    return [f"S1/{_frames_id(data)}/{i}/{len(parts)}/{base45_encode(part)}" for i, part in enumerate(parts, 1)]


def parse_frame(text: str) -> Frame:
    """Read a QR code of a run."""
    found = _FRAME.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= int(found[3]) <= MAX_FRAMES:
        raise Malformed("frame")
    part = base45_decode(found[4])
    if not 1 <= len(part) <= FRAME_BYTES:
        raise Malformed("frame")
    return Frame(found[1], int(found[2]), int(found[3]), part)


class FrameCollector:
    """Collects the frames of one run, in any order; a frame of another run begins anew."""

    def __init__(self) -> None:
        self._id = ""
        self._parts: dict[int, bytes] = {}
        self.count = 0

    @property
    def have(self) -> int:
        """How many frames were seen."""
        return len(self._parts)

    def feed(self, text: str) -> bytes | None:
        """Take a frame; the packed file once it is whole. Where the frames make none, all are forgotten."""
        frame = parse_frame(text)
        if (frame.id, frame.n) != (self._id, self.count):
            self._id, self.count, self._parts = frame.id, frame.n, {}
        self._parts[frame.i] = frame.part
        if self.have < self.count:
            return None
        data = b"".join(self._parts[i] for i in range(1, self.count + 1))
        if _frames_id(data) != self._id:
            self._parts = {}
            raise Malformed("frame")
        return data


def base45_encode(data: bytes) -> str:
    """RFC 9285: two bytes as three characters that QR codes hold in their short mode."""
    text = ""
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        value = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            value, digit = divmod(value, 45)
            text += _BASE45[digit]
    return text


def base45_decode(text: str) -> bytes:
    """Read base45, strictly."""
    data = b""
    for at in range(0, len(text), 3):
        digits = [_BASE45.find(character) for character in text[at : at + 3]]
        value = sum(digit * 45**i for i, digit in enumerate(digits))
        size = len(digits) - 1
        if min(digits) < 0 or size == 0 or value >= 256**size:
            raise Malformed("frame")
        data += value.to_bytes(size)
    return data


_BEGIN = b'{"shaiba":"carry","v":1}'
_END = b'{"end":true}'
_VERSION = re.compile(rb'\{"shaiba":"carry","v":(0|-?[1-9][0-9]*)\}')
_HASH = re.compile(r"[0-9a-f]{64}")
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}")
_FRAME = re.compile(r"S1/([0-9A-F]{8})/([1-9][0-9]?)/([1-9][0-9]?)/([0-9A-Z $%*+\-./:]*)")
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_HEADS = (["ops"], ["verdicts"], ["blob", "type", "bytes"], ["log", "epoch", "from", "to", "checkpoint", "count"])
FORMS = (_BEGIN.decode(), _END.decode(), _TYPE.pattern, _FRAME.pattern, _BASE45, _HEADS)
"""For the lock of the wire schema."""

_encode = msgspec.json.Encoder().encode


def _lines_of(section: Section) -> list[bytes]:
    if isinstance(section, CarriedOps):
        return [_encode({"ops": len(section.lines)}), *section.lines]
    if isinstance(section, Receipts):
        lines = [_encode({"of": one.of, "blobs": one.blobs})[:-1] + b"," + format_answer(one.verdict)[1:]
                 for one in section.items]  # fmt: skip
        return [_encode({"verdicts": len(lines)}), *lines]
    if isinstance(section, CarriedFile):
        head = {"blob": section.blob, "type": section.type, "bytes": len(section.data)}
        return [_encode(head), base64.b64encode(section.data)]
    log, epoch, begin, to, checkpoint, log_lines = section
    head = {"log": log, "epoch": epoch, "from": begin, "to": to, "checkpoint": checkpoint, "count": to - begin}
    return [_encode(head), *log_lines]


def _count(head: dict[str, Any]) -> int:
    """How many lines follow a section's first one."""
    if list(head) not in _HEADS:
        raise Malformed("carry")
    if "blob" in head:
        return 1
    count = head.get("ops", head.get("verdicts", head.get("count")))
    return _integer(count, 1)


def _section(head: dict[str, Any], lines: list[bytes]) -> Section:
    if "ops" in head:
        return CarriedOps(lines)
    if "verdicts" in head:
        return Receipts([_receipt(line) for line in lines])
    if "blob" in head:
        return _file(head, lines[0])
    begin, to = _integer(head["from"], 0), _integer(head["to"], 0)
    if to - begin != len(lines) or type(head["checkpoint"]) is not str:
        raise Malformed("carry")
    return CarriedLog(_public(head["log"]), _integer(head["epoch"], 0), begin, to, head["checkpoint"], lines)


def _file(head: dict[str, Any], line: bytes) -> CarriedFile:
    blob, kind = head["blob"], head["type"]
    if type(blob) is not str or not _HASH.fullmatch(blob) or type(kind) is not str or not _TYPE.fullmatch(kind):
        raise Malformed("carry")
    try:
        data = base64.b64decode(line, validate=True)
    except ValueError:
        raise Malformed("carry") from None
    if len(data) != _integer(head["bytes"], 1) or base64.b64encode(data) != line:
        raise Malformed("carry")
    return CarriedFile(blob, kind, data)


def _receipt(line: bytes) -> Receipt:
    try:
        verdict, members = parse_answer(line), parse_loosely(line)
        of, blobs = members.get("of"), members.get("blobs")
        if not isinstance(verdict, Verdict | Refused) or type(of) is not str or type(blobs) is not list:
            raise Malformed("carry")
        b64u_decode(of, 32)
    except SyncError:
        raise Malformed("carry") from None
    if any(type(blob) is not str or not _HASH.fullmatch(blob) for blob in blobs):
        raise Malformed("carry")
    return Receipt(of, blobs, verdict)


def _public(name: Any) -> str:
    try:
        scope = parse_scope(name) if type(name) is str else None
    except SyncError:
        scope = None
    if scope is None or not scope.public:
        raise Malformed("carry")
    return scope.name


def _integer(value: Any, least: int) -> int:
    if type(value) is not int or not least <= value <= MAX_INTEGER:
        raise Malformed("carry")
    return value


def _frames_id(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8].upper()
