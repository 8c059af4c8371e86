"""One round trip for many scopes: the header that asks, the lines that answer.

Spec: sync/spec/scope.md, "POST /sync". Vectors: sync/vectors/scope.json.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeGuard

import msgspec

from shaiba_sync.errors import Malformed, SyncError, TooLarge, VersionUnsupported
from shaiba_sync.op import b64u_decode
from shaiba_sync.scope import parse_scope
from shaiba_sync.strict import MAX_INTEGER, parse_compact, parse_loosely

MAX_HEADER = 131_072
"""Bytes in a header."""

MAX_SCOPES = 1024
"""Scopes in a header."""

MAX_DAMAGED = 256
"""Places named in one answer about a damaged log."""

Cursor = tuple[int, int] | tuple[int, int, str]
"""Epoch, how many lines of the log a replica has, and the root of its tree of these (b64u) where it has proven them."""


class SyncHeader(NamedTuple):
    """What a phone asks for."""

    have: Mapping[str, Cursor]
    mine: bool = False


class Verdict(msgspec.Struct, frozen=True):
    """What became of an op that was taken, now or before: where it is."""

    verdict: Literal["stored", "seen"]
    id: str
    scope: str
    seq: int


class Refused(msgspec.Struct, frozen=True, tag_field="verdict", tag="refused"):
    """What became of an op that was not taken."""

    id: str
    error: str
    retry: str
    detail: Mapping[str, Any]


class Lines(msgspec.Struct, frozen=True, omit_defaults=True, rename={"begin": "from"}):
    """`count` lines of a log follow."""

    scope: str
    epoch: int
    begin: int
    to: int
    checkpoint: str
    count: int
    more: bool = False


class Bundles(msgspec.Struct, frozen=True):
    """So many lines are better fetched as static files first."""

    scope: str
    epoch: int
    bundles: int
    checkpoint: str


class Behind(msgspec.Struct, frozen=True, omit_defaults=True):
    """The server's log is shorter than the phone's; or, with the entry that began its epoch, it has so many lines in
    common with the phone's, which was given up."""

    scope: str
    epoch: int
    behind: int
    checkpoint: str
    entry: str = ""


class Fork(msgspec.Struct, frozen=True):
    """The cursor's root is not the server's at that size: the note is of that size."""

    scope: str
    epoch: int
    fork: int
    checkpoint: str


class Damaged(msgspec.Struct, frozen=True):
    """The bytes stored of these lines are not those that the head was signed for; none where it is not known which."""

    scope: str
    epoch: int
    damaged: list[int]
    checkpoint: str


class End(msgspec.Struct, frozen=True):
    """The answer is whole. Milliseconds of the server's clock; `restored` if it goes on from a copy."""

    now: int
    restored: bool = False


class LogLine(NamedTuple):
    """A line of a log, and its place."""

    scope: str
    seq: int
    line: bytes


Answer = Verdict | Refused | Lines | Bundles | Behind | Fork | Damaged | End


class RefillHeader(NamedTuple):
    """What is given back to a log: its lines from `begin` up to the size of the checkpoint."""

    epoch: int
    begin: int
    checkpoint: str


def parse_first(line: bytes) -> dict[str, Any]:
    """The members of a first line of this version, compact. Which they are, and in which order, is the caller's."""
    if len(line) > MAX_HEADER:
        raise TooLarge(MAX_HEADER)
    version = _VERSION.match(line)
    if version and version[1] != b"1":
        raise VersionUnsupported()
    members = parse_compact(line, "header")
    if type(members.get("v")) is not int:  # 1: any other was refused above
        raise Malformed("header")
    return members


def parse_header(line: bytes) -> SyncHeader:
    """Read the first line of a request, strictly: compact, these members, this order."""
    members = parse_first(line)
    have, mine = members.get("have"), members.get("mine", False)
    if (
        list(members) not in (["v", "have"], ["v", "have", "mine"])
        or type(have) is not dict
        or len(have) > MAX_SCOPES
        or type(mine) is not bool
    ):
        raise Malformed("header")
    return SyncHeader({_scope(name, "header"): _cursor(cursor) for name, cursor in have.items()}, mine)


def format_header(header: SyncHeader) -> bytes:
    """Write the first line of a request, without LF."""
    return _encode({"v": 1, "have": header.have} | ({"mine": True} if header.mine else {}))


def parse_refill(line: bytes) -> RefillHeader:
    """Read the first line of a refill, as strictly."""
    members = parse_first(line)
    epoch, begin, checkpoint = members.get("epoch"), members.get("from"), members.get("checkpoint")
    if list(members) != ["v", "epoch", "from", "checkpoint"] or type(checkpoint) is not str:
        raise Malformed("header")
    return RefillHeader(_count(epoch), _count(begin), checkpoint)


def format_refill(header: RefillHeader) -> bytes:
    """Write the first line of a refill, without LF."""
    return _encode({"v": 1, "epoch": header.epoch, "from": header.begin, "checkpoint": header.checkpoint})


def format_answer(item: Answer) -> bytes:
    """Write one line of an answer, without LF."""
    if isinstance(item, End):
        return _encode({"end": True, "now": item.now} | ({"restored": True} if item.restored else {}))
    return _encode(item)


def parse_answer(line: bytes) -> Answer:
    """Read one line of an answer. Members that this version does not know are passed over."""
    read = _Members(parse_loosely(line))
    if read.has("verdict"):
        if read.text("verdict") == "refused":
            return Refused(read.id("id"), read.text("error"), read.text("retry"), read.object("detail"))
        if read.text("verdict") == "stored":
            return Verdict("stored", read.id("id"), read.scope(), read.integer("seq"))
        if read.text("verdict") == "seen":
            return Verdict("seen", read.id("id"), read.scope(), read.integer("seq"))
        raise Malformed("answer")
    if read.has("end"):
        return End(read.integer("now"), read.flag("restored"))
    scope, epoch, checkpoint = read.scope(), read.integer("epoch"), read.text("checkpoint")
    if read.has("bundles"):
        return Bundles(scope, epoch, read.integer("bundles"), checkpoint)
    if read.has("behind"):
        return Behind(scope, epoch, read.integer("behind"), checkpoint, read.text("entry") if read.has("entry") else "")
    if read.has("fork"):
        return Fork(scope, epoch, read.integer("fork"), checkpoint)
    if read.has("damaged"):
        return Damaged(scope, epoch, read.places("damaged"), checkpoint)
    begin, to, count = read.integer("from"), read.integer("to"), read.integer("count")
    if not begin < to or count > to - begin:
        raise Malformed("answer")
    return Lines(scope, epoch, begin, to, checkpoint, count, read.flag("more"))


class AnswerReader:
    """Reads an answer line by line, and knows the place of each line of a log: those that the phone sent are left out.

    `sent` are the ids of the ops of the request, in order.
    """

    def __init__(self, sent: Sequence[str] = ()) -> None:
        self._sent = list(sent)
        self._own: set[tuple[str, int]] = set()
        self._verdicts = 0
        self._scope = ""
        self._places: list[int] = []
        self.ended = False

    def feed(self, line: bytes) -> Answer | LogLine:
        """Take the next line, without its LF. What came before a refusal or a cut holds."""
        if self._places:
            return LogLine(self._scope, self._places.pop(), line)
        if self.ended:
            raise Malformed("answer")
        item = parse_answer(line)
        if isinstance(item, Verdict | Refused):
            self._take_verdict(item)
        elif self._verdicts < len(self._sent):
            raise Malformed("answer")
        elif isinstance(item, Lines):
            places = [seq for seq in range(item.begin, item.to) if (item.scope, seq) not in self._own]
            if len(places) != item.count:
                raise Malformed("answer")
            self._scope, self._places = item.scope, places[::-1]
        self.ended = isinstance(item, End)
        return item

    def _take_verdict(self, item: Verdict | Refused) -> None:
        if self._verdicts >= len(self._sent):
            raise Malformed("answer")
        same = item.id == self._sent[self._verdicts]
        self._verdicts += 1
        if (
            isinstance(item, Verdict) and same
        ):  # another id: the log holds this act with another signature, and sends it
            self._own.add((item.scope, item.seq))
        elif not same and not (isinstance(item, Verdict) and item.verdict == "seen"):
            raise Malformed("answer")


class _Members:
    """The members of an answer line, read by type."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        self._members = members

    def has(self, name: str) -> bool:
        return name in self._members

    def text(self, name: str) -> str:
        value = self._members.get(name)
        if type(value) is not str:
            raise Malformed("answer")
        return value

    def integer(self, name: str) -> int:
        value = self._members.get(name)
        if not _is_count(value):
            raise Malformed("answer")
        return value

    def places(self, name: str) -> list[int]:
        value = self._members.get(name)
        if type(value) is not list or len(value) > MAX_DAMAGED or not all(map(_is_count, value)):
            raise Malformed("answer")
        return value

    def object(self, name: str) -> dict[str, Any]:
        value = self._members.get(name)
        if type(value) is not dict:
            raise Malformed("answer")
        return value

    def flag(self, name: str) -> bool:
        return self._members.get(name) is True

    def id(self, name: str) -> str:
        text = self.text(name)
        b64u_decode(text, 32, rule="answer")
        return text

    def scope(self) -> str:
        return _scope(self.text("scope"), "answer")


_encode = msgspec.json.Encoder().encode
_VERSION = re.compile(rb'\{"v":(0|-?[1-9][0-9]*)[,}]')


def _scope(name: str, rule: str) -> str:
    try:
        parse_scope(name)
    except SyncError:
        raise Malformed(rule) from None
    return name


def _cursor(value: Any) -> Cursor:
    if type(value) is not list or len(value) not in (2, 3):
        raise Malformed("header")
    epoch, size = _count(value[0]), _count(value[1])
    if len(value) == 2:
        return epoch, size
    if type(value[2]) is not str:
        raise Malformed("header")
    b64u_decode(value[2], 32, rule="header")
    return epoch, size, value[2]


def _count(value: Any) -> int:
    if not _is_count(value):
        raise Malformed("header")
    return value


def _is_count(value: Any) -> TypeGuard[int]:
    return type(value) is int and 0 <= value <= MAX_INTEGER
