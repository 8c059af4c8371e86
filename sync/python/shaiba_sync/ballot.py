"""A ballot: its line, who stands behind it without being known, how it is sent, and the file of a box.

Tokens are signed blind (blind.py); how answers are counted, says poll.py. Spec: sync/spec/poll.md. Vectors:
sync/vectors/poll.json.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

import msgspec

from shaiba_sync.blind import MODULUS_BYTES, is_token_signed, issuer_modulus
from shaiba_sync.errors import BadToken, Malformed, TooLarge
from shaiba_sync.keys import verify_bytes
from shaiba_sync.op import b64u_decode, b64u_encode
from shaiba_sync.scope import covers
from shaiba_sync.strict import parse_compact
from shaiba_sync.tree import leaf_hash, root_of

BALLOT_BYTES = 2560
"""Of every ballot as it is sent."""
MOST_OPTIONS = 12
MOST_TIMES = 99
"""So often one token answers anew."""
MOST_WORDS = 300
"""Characters that may be added to an answer."""
RAND_BYTES = 32
WORDS_SALT_BYTES = 16

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ID = re.compile(r"[0-9A-Za-z_-]{1,43}")


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


# --- one ballot -------------------------------------------------------------------------------------------------------


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


# --- those of a box ---------------------------------------------------------------------------------------------------


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
