"""Polls: what a ballot is, who stands behind it without being known, how answers are counted, and what a recount finds.

Tokens are signed blind (blind.py). Spec: sync/spec/poll.md. Vectors: sync/vectors/poll.json.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

import msgspec

from shaiba_sync.blind import MODULUS_BYTES, SPKI_BYTES, is_token_signed, issuer_modulus
from shaiba_sync.errors import BadSignature, BadToken, Invalid, Malformed, TooLarge
from shaiba_sync.keys import verify_bytes
from shaiba_sync.op import b64u_decode, b64u_encode
from shaiba_sync.scope import covers, parent_code
from shaiba_sync.sized import sized
from shaiba_sync.strict import parse_compact
from shaiba_sync.tree import leaf_hash, root_of

BALLOT_BYTES = 2560
"""Of every ballot as it is sent."""
FEWEST_BALLOTS = 10
"""Of fewer no sum is said."""
MOST_OPTIONS = 12
MOST_MARK = 5
MOST_TIMES = 99
"""So often one token answers anew."""
MOST_WORDS = 300
"""Characters that may be added to an answer."""
RAND_BYTES = 32
WORDS_SALT_BYTES = 16

PollSort = Literal["single", "multiple", "ranking", "scale", "words"]
PollState = Literal["waiting", "open", "late", "closing", "counted", "void"]
PollFault = Literal["file", "root", "form", "double", "issuer", "changed", "dropped", "too_many", "issued", "sums"]
POLL_FAULTS: tuple[PollFault, ...] = (
    "file", "root", "form", "double", "issuer", "changed", "dropped", "too_many", "issued", "sums",
)  # fmt: skip

Said = Mapping[str, Any]

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ID = re.compile(r"[0-9A-Za-z_-]{1,43}")
_HOUR_MS, _EPOCH = 3_600_000, date(1970, 1, 1).toordinal()


class Ballot(msgspec.Struct, frozen=True):
    """One answer as it is listed: its own line, and what the line says."""

    line: bytes
    poll: str
    token: bytes
    rand: bytes
    tsig: tuple[bytes, ...]
    n: int
    choice: tuple[int, ...]
    words: str
    """The commitment to its words, or nothing."""


class Cast(msgspec.Struct, frozen=True):
    """What is sent: a ballot, the village that it is counted in, and what is listed apart from it."""

    ballot: Ballot
    box: str
    salt: bytes
    words: str


# --- when -------------------------------------------------------------------------------------------------------------


def poll_window(poll: Said) -> tuple[int, int]:
    """The milliseconds from which and before which answers are taken: `opens` to the end of `closes` in China, and so
    many hours for phones that come back late."""
    opens, closes = (_day_ms(poll[name]) for name in ("opens", "closes"))
    return opens, closes + 24 * _HOUR_MS + poll.get("late_h", 0) * _HOUR_MS


def poll_state(poll: Said, now_ms: int) -> PollState:
    """How far a poll is. `late` is open still, for phones that come back; `closing` waits for the clerk's count."""
    if "voided" in poll:
        return "void"
    if "ballots" in poll:
        return "counted"
    opens, until = poll_window(poll)
    if now_ms < opens:
        return "waiting"
    if now_ms >= until:
        return "closing"
    return "late" if now_ms >= until - poll.get("late_h", 0) * _HOUR_MS else "open"


def _day_ms(day: str) -> int:
    return (date.fromisoformat(day).toordinal() - _EPOCH) * 24 * _HOUR_MS - 8 * _HOUR_MS


# --- who answers ------------------------------------------------------------------------------------------------------


def answer_id(poll: str, who: str) -> str:
    """The id of what one person or household says to one poll: so it is one."""
    said = b"shaiba/poll/answer/v1\0" + sized(poll.encode()) + sized(who.encode())
    return b64u_encode(hashlib.sha256(said).digest())


# --- ballots ----------------------------------------------------------------------------------------------------------


def ballot_head(
    poll: str, token: bytes, rand: bytes, tsig: Sequence[bytes], n: int, choice: Sequence[int], words: str
) -> bytes:
    """What a ballot says before its signature. `words` is the commitment, or nothing."""
    said = {
        "v": 1, "poll": poll, "token": b64u_encode(token), "rand": b64u_encode(rand),
        "tsig": [b64u_encode(one) for one in tsig], "n": n, "choice": list(choice), "words": words,
    }  # fmt: skip
    return msgspec.json.encode(said)[:-1]


def ballot_digest(head: bytes) -> bytes:
    """What the token's key signs."""
    return hashlib.sha256(b"shaiba-ballot-v1\n" + head).digest()


def finish_ballot(head: bytes, sig: bytes) -> bytes:
    """The ballot's line."""
    return head + b',"sig":"' + b64u_encode(sig).encode() + b'"}'


def words_commitment(salt: bytes, words: str) -> str:
    """What stands in a ballot for its words, which only who has the salt can tie to it."""
    return b64u_encode(hashlib.sha256(b"shaiba-words-v1\n" + salt + words.encode()).digest())


def cast_ballot(line: bytes, box: str, salt: bytes, words: str) -> bytes:
    """What is sent: of one size for all. `too_large` where it does not fit."""
    data = line + b"\n" + box.encode() + b"\n" + (b64u_encode(salt) + words if words else "").encode()
    if len(data) > BALLOT_BYTES:
        raise TooLarge(BALLOT_BYTES)
    data += bytes(BALLOT_BYTES - len(data))
    read_cast(data)
    return data


def read_cast(data: bytes) -> Cast:
    """Read what was sent, strictly: else `malformed` (rule `poll`)."""
    parts = data.rstrip(b"\0").split(b"\n")
    if len(data) != BALLOT_BYTES or len(parts) != 3:
        raise Malformed("poll")
    ballot = read_ballot(parts[0])
    try:
        box, rest = parts[1].decode(), parts[2].decode()
    except UnicodeDecodeError:
        raise Malformed("poll") from None
    if not covers(box, box):
        raise Malformed("poll")
    if not ballot.words:
        if rest:
            raise Malformed("poll")
        return Cast(ballot, box, b"", "")
    salt, words = b64u_decode(rest[:22], WORDS_SALT_BYTES, rule="poll"), rest[22:]
    if words_commitment(salt, words) != ballot.words or not _is_words(words):
        raise Malformed("poll")
    return Cast(ballot, box, salt, words)


def read_ballot(line: bytes) -> Ballot:
    """Read a ballot's line, strictly: else `malformed` (rule `poll`). Whether it is signed, `check_ballot` says."""
    said = parse_compact(line, "poll")
    if list(said) != _MEMBERS or said["v"] != 1 or type(said["v"]) is not int:
        raise Malformed("poll")
    poll, n, choice, words, tsig = (said[name] for name in ("poll", "n", "choice", "words", "tsig"))
    if not _is_id(poll) or not _is_below(n, MOST_TIMES) or n < 1 or not isinstance(words, str):
        raise Malformed("poll")
    if (
        type(choice) is not list
        or len(choice) > MOST_OPTIONS
        or not all(_is_below(one, MOST_OPTIONS) for one in choice)
    ):
        raise Malformed("poll")
    if type(tsig) is not list or not 1 <= len(tsig) <= 2:
        raise Malformed("poll")
    if words:
        _bytes(words, 32)
    _bytes(said["sig"], 64)
    signed = tuple(_bytes(one, MODULUS_BYTES) for one in tsig)
    return Ballot(
        line, poll, _bytes(said["token"], 32), _bytes(said["rand"], RAND_BYTES), signed, n, tuple(choice), words
    )


def check_ballot(ballot: Ballot, issuers: Sequence[bytes]) -> None:
    """Raises `BadToken` where not each of the poll's issuers (SPKI) signed its token, `BadSignature` where the token
    did not sign the ballot."""
    prepared = ballot.rand + ballot.token
    if len(issuers) != len(ballot.tsig) or not all(
        is_token_signed(issuer_modulus(spki), prepared, sig) for spki, sig in zip(issuers, ballot.tsig, strict=True)
    ):
        raise BadToken
    head, _, sig = ballot.line.rpartition(b',"sig":"')
    verify_bytes("ed25519", ballot.token, b64u_decode(sig[:-2].decode(), 64), ballot_digest(head))


# --- counting ---------------------------------------------------------------------------------------------------------


def check_choice(poll: Said, choice: Sequence[int]) -> None:
    """Raises `Invalid` (`choice`) where it answers no such question. `single` is one option; `multiple` options in
    rising order, at most `most`; `ranking` options, the best first, not necessarily all; `scale` a mark of 1 to 5 for
    each, 0 where nothing is said; `words` nothing."""
    sort, options = poll["answer"], len(poll.get("options", ()))
    if sort == "scale":
        good = len(choice) == options and all(0 <= mark <= MOST_MARK for mark in choice) and any(choice)
    else:
        good = len(set(choice)) == len(choice) and all(0 <= one < options for one in choice)
        if sort == "words":
            good = not choice
        elif sort == "ranking":
            good = good and len(choice) >= 1
        else:
            most = poll["most"] if sort == "multiple" else 1
            good = good and 1 <= len(choice) <= most and list(choice) == sorted(choice)
    if not good:
        raise Invalid("choice", "not_one_of")


def count_choices(poll: Said, choices: Iterable[Sequence[int]]) -> list[int]:
    """The sums, such that those of boxes add up. For each option how many chose it; of a `ranking` its points: as many
    as there are options for the first place, one less for each further place, none where it has none (Borda); of a
    `scale` five numbers for each: how many gave 1, 2, … 5; of `words` nothing."""
    sort, options = poll["answer"], len(poll.get("options", ()))
    counts = [0] * (options * (MOST_MARK if sort == "scale" else 1) if sort != "words" else 0)
    for choice in choices:
        for place, one in enumerate(choice):
            if sort == "ranking":
                counts[one] += options - place
            elif sort != "scale":
                counts[one] += 1
            elif one:
                counts[place * MOST_MARK + one - 1] += 1
    return counts


def poll_boxes(ballots: Mapping[str, int], top: str) -> dict[str, list[str]]:
    """Which box takes which villages' ballots: box (a region) to villages, both in rising order. A village of fewer
    than ten goes to its town, a town's fewer than ten to its county, and so on up to `top`; where fewer than ten are
    left there, the smallest box joins them: or else the sum of all would tell theirs."""
    boxes = {village: [village] for village, count in sorted(ballots.items()) if count}

    def size(box: str) -> int:
        return sum(ballots[village] for village in boxes[box])

    def move(box: str, to: str) -> None:
        boxes[to] = sorted([*boxes.get(to, ()), *boxes.pop(box)])

    while few := [box for box in boxes if box != top and size(box) < FEWEST_BALLOTS]:
        lowest = max(few, key=_depth)
        move(lowest, parent_code(lowest))
    if top in boxes and size(top) < FEWEST_BALLOTS and len(boxes) > 1:
        move(min((size(box), box) for box in boxes if box != top)[1], top)
    return dict(sorted(boxes.items()))


def _depth(code: str) -> int:
    return 1 + _depth(parent_code(code)) if code else 0


def newest_ballots(ballots: Iterable[Ballot]) -> list[Ballot]:
    """Of each token the ballot that counts, in the order of the tokens."""
    found: dict[bytes, Ballot] = {}
    for ballot in ballots:
        if ballot.token not in found or found[ballot.token].n < ballot.n:
            found[ballot.token] = ballot
    return [found[token] for token in sorted(found)]


def ballots_root(lines: Sequence[bytes]) -> bytes:
    """The root over a box's ballots."""
    return root_of([leaf_hash(line) for line in lines])


def ballots_file(lines: Sequence[bytes], words: Iterable[str]) -> bytes:
    """The file of a box: its ballots, a line each; an empty line; what was said in words, a string of JSON each, in the
    order of their hashes: so that none stands beside its ballot."""
    said = sorted(words, key=lambda one: hashlib.sha256(one.encode()).digest())
    return b"".join(one + b"\n" for one in (*lines, b"", *map(msgspec.json.encode, said)))


def read_ballots_file(data: bytes) -> tuple[list[bytes], list[str]]:
    """The ballots' lines, and the words. `malformed` (rule `poll`) where it is no such file."""
    ballots, gap, words = (b"\n" + data).partition(b"\n\n")
    if not gap or not data.endswith(b"\n"):
        raise Malformed("poll")
    try:
        said = [msgspec.json.decode(one, type=str) for one in words.split(b"\n")[:-1]]
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Malformed("poll") from None
    lines = ballots.removeprefix(b"\n").split(b"\n") if ballots else []
    if ballots_file(lines, said) != data:
        raise Malformed("poll")
    return lines, said


def recount(
    poll: Said, close: Said, data: bytes, asked: int | None = None, own: bytes | None = None
) -> list[PollFault]:
    """What of a box is not as it must be; nothing: all is right. `poll` has `id`, `issuers`, `answer`, `options`;
    `close` `villages`, `asked`, `ballots`, `counts` (where they are said), `blob`, `root`. `asked`: how many the
    square's log has asked, where the box is that village's; `own`: one's own ballot, where it is in this box. Of a
    poll of two issuers also `second`, the `issuer` that it said itself, and, once it told, `issued`."""
    found: set[PollFault] = set()
    if hashlib.sha256(data).hexdigest() != close["blob"]:
        found.add("file")
    try:
        lines, _ = read_ballots_file(data)
    except Malformed:
        return [fault for fault in POLL_FAULTS if fault in found | {"form"}]
    if b64u_encode(ballots_root(lines)) != close["root"]:
        found.add("root")
    if "second" in poll and list(poll["issuers"][1:]) != [poll.get("issuer")]:
        found.add("issuer")
    ballots = []
    for line in lines:
        try:
            ballots.append(_counted(poll, line))
        except (Malformed, Invalid):
            found.add("form")
        except BadToken:
            found.add("issuer")
        except BadSignature:
            found.add("changed")
    tokens = [ballot.token for ballot in ballots]
    if len(set(tokens)) < len(tokens):
        found.add("double")
    elif tokens != sorted(tokens):
        found.add("form")
    if own is not None and own not in lines:
        found.add("changed" if read_ballot(own).token in tokens else "dropped")
    if len(lines) > close["asked"] or (asked is not None and close["asked"] > asked):
        found.add("too_many")
    if "issued" in poll:
        issued = sum(one["count"] for one in poll["issued"] if one["village"] in close["villages"])
        if not len(lines) <= issued <= close["asked"]:
            found.add("issued")
    counts = count_choices(poll, (ballot.choice for ballot in ballots))
    if close["ballots"] != len(lines) or ("counts" in close and list(close["counts"]) != counts):
        found.add("sums")
    return [fault for fault in POLL_FAULTS if fault in found]


def _counted(poll: Said, line: bytes) -> Ballot:
    ballot = read_ballot(line)
    if ballot.poll != poll["id"]:
        raise Malformed("poll")
    check_ballot(ballot, [b64u_decode(spki, SPKI_BYTES) for spki in poll["issuers"]])
    check_choice(poll, ballot.choice)
    return ballot


_MEMBERS = ["v", "poll", "token", "rand", "tsig", "n", "choice", "words", "sig"]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_below(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _is_words(words: str) -> bool:
    return 1 <= len(words) <= MOST_WORDS and not _CONTROL.search(words)


def _bytes(text: object, size: int) -> bytes:
    if not isinstance(text, str):
        raise Malformed("poll")
    return b64u_decode(text, size, rule="poll")
