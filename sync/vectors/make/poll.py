"""Polls: ballots, sums, boxes, and each thing that may be wrong with a box (poll.md)."""

import hashlib
import random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from blind import ONE, TWO, Issuer
from common import Vectors, bad, good
from shaiba_sync import (
    b64u_encode,
    ballot_digest,
    ballot_head,
    ballots_file,
    ballots_root,
    blind_token,
    cast_ballot,
    count_choices,
    finish_ballot,
    poll_window,
    read_ballot,
    unblind_token,
    words_commitment,
)

Said = dict[str, Any]

VILLAGE = "350524102207"


SINGLE = {"id": "q1", "answer": "single", "options": ["路", "水", "路灯"], "issuers": [ONE.spki]}


class Voter:
    """One token, and what is cast with it."""

    def __init__(self, seed: str, issuers: tuple[Issuer, ...] = (ONE,)) -> None:
        self._chance = random.Random(seed)  # noqa: S311 — nobody need fail to guess it
        self._key = Ed25519PrivateKey.from_private_bytes(self._chance.randbytes(32))
        self.token, self.rand = self._key.public_key().public_bytes_raw(), self._chance.randbytes(32)
        self.tsig = [self._ask(issuer) for issuer in issuers]

    def _ask(self, issuer: Issuer) -> bytes:
        prepared, inverse = self.rand + self.token, b"\0" + self._chance.randbytes(255)
        blinded = blind_token(issuer.modulus, prepared, self._chance.randbytes(48), inverse)
        return unblind_token(issuer.modulus, prepared, issuer.sign(blinded), inverse)

    def line(self, choice: list[int], n: int = 1, words: str = "", poll: str = "q1") -> bytes:
        head = ballot_head(poll, self.token, self.rand, self.tsig, n, choice, words)
        return finish_ballot(head, self._key.sign(ballot_digest(head)))


def poll_vectors() -> Vectors:
    return [
        good("sizes, and what may be wrong", "poll_rules"),
        good("what a household says to a poll", "answer_id", poll="q1", who="06-011"),
        good("the same household, another poll", "answer_id", poll="q2", who="06-011"),
        good("no bytes change places", "answer_id", poll="q10", who="6-011"),
        *times(),
        *ballots(),
        *casts(),
        *counts(),
        *boxes(),
        *recounts(),
    ]


def times() -> Vectors:
    said = {"opens": "2026-12-01", "closes": "2026-12-10", "late_h": 48}
    begin, until = poll_window(said)
    late = until - 48 * 3_600_000
    found = [
        good("answers are taken", "poll_window", said=said),
        good("of a leap day, nobody late", "poll_window", said={"opens": "2028-02-29", "closes": "2028-02-29"}),
        good("void", "poll_state", said=said | {"voided": "x", "ballots": 1}, now_ms=begin),
        good("counted", "poll_state", said=said | {"ballots": 0}, now_ms=until),
    ]
    moments = (("before", begin - 1), ("opens", begin), ("the last moment", late - 1), ("late", late))
    for name, at in (*moments, ("the last late moment", until - 1), ("closed", until)):
        found.append(good(name, "poll_state", said=said, now_ms=at))
    return [*found, good("none late", "poll_state", said={"opens": "2026-12-01", "closes": "2026-12-01"}, now_ms=late)]


def ballots() -> Vectors:
    one, both = Voter("one"), Voter("both", (ONE, TWO))
    line, said = one.line([0]), {"token": b64u_encode(one.token), "rand": b64u_encode(one.rand)}
    tsig = [b64u_encode(sig) for sig in one.tsig]
    text = line.decode()

    def refused(name: str, old: str, new: str) -> Said:
        if old not in text:
            raise ValueError(name)
        return bad(name, "read_ballot", "malformed", "poll", line=text.replace(old, new))

    def checked(name: str, of: bytes, *issuers: Issuer) -> Said:
        return good(name, "check_ballot", line=of.decode(), issuers=[issuer.spki for issuer in issuers])

    def unsigned(name: str, error: str, of: bytes, *issuers: Issuer) -> Said:
        return bad(name, "check_ballot", error, line=of.decode(), issuers=[issuer.spki for issuer in issuers])

    third = Voter("one", (TWO,))
    return [
        good("a head", "ballot_head", poll="q1", **said, tsig=tsig, n=2, choice=[1, 2], words=""),
        good("a ballot", "read_ballot", line=text),
        good("of two issuers", "read_ballot", line=both.line([2], n=99).decode()),
        checked("signed by its token", line, ONE),
        checked("by both", both.line([2]), ONE, TWO),
        unsigned("one of two is missing", "bad_token", line, ONE, TWO),
        unsigned("in the other order", "bad_token", both.line([2]), TWO, ONE),
        unsigned("not this poll's issuer", "bad_token", line, TWO),
        unsigned("not signed by this issuer", "bad_token", third.line([0]), ONE),
        unsigned(
            "another choice than was signed", "bad_signature", line.replace(b'"choice":[0]', b'"choice":[1]'), ONE
        ),
        unsigned("another poll than was signed", "bad_signature", line.replace(b'"q1"', b'"q2"'), ONE),
        refused("another version", '"v":1', '"v":2'),
        refused("true is no number", '"v":1', '"v":true'),
        refused("a member more", '"n":1', '"n":1,"m":1'),
        refused("a member missing", '"n":1,', ""),
        refused("members in another order", '"n":1,"choice":[0]', '"choice":[0],"n":1'),
        refused("a space", '"n":1', '"n": 1'),
        refused("never", '"n":1', '"n":0'),
        refused("a hundred times", '"n":1', '"n":100'),
        refused("half a time", '"n":1', '"n":1.5'),
        refused("no poll", '"poll":"q1"', '"poll":""'),
        refused("a poll's id has no dots", '"poll":"q1"', '"poll":"q.1"'),
        refused("no list", '"choice":[0]', '"choice":0'),
        refused("less than nothing", '"choice":[0]', '"choice":[-1]'),
        refused("the thirteenth", '"choice":[0]', '"choice":[13]'),
        refused("thirteen", '"choice":[0]', f'"choice":{[0] * 13}'.replace(" ", "")),
        refused("no words are no list", '"words":""', '"words":[]'),
        refused("words are a hash", '"words":""', '"words":"路"'),
        refused("no signature", tsig[0], ""),
        refused("signed by nobody", f'["{tsig[0]}"]', "[]"),
        refused("signed by three", f'"{tsig[0]}"', ",".join([f'"{tsig[0]}"'] * 3)),
        refused("a token too short", f'"token":"{said["token"]}', f'"token":"{said["token"][1:]}'),
        bad("no ballot", "read_ballot", "malformed", "poll", line="[]"),
        good(
            "of one token the highest counts",
            "newest_ballots",
            lines=[
                one.line([0], n=2).decode(),
                both.line([1]).decode(),
                one.line([1], n=3).decode(),
                one.line([2]).decode(),
            ],
        ),
    ]


def casts() -> Vectors:
    voter, salt, words = Voter("words"), bytes(range(16)), "路灯先修，孩子上学好走"
    line = voter.line([1], words=words_commitment(salt, words))
    plain = voter.line([1])

    def sent(name: str, of: bytes = line, box: str = VILLAGE, salted: bytes = salt, said: str = words) -> Said:
        return good(name, "cast_ballot", line=of.decode(), box=box, salt=b64u_encode(salted), words=said)

    def refused(name: str, error: str, of: bytes = line, box: str = VILLAGE, said: str = words) -> Said:
        rule = "poll" if error == "malformed" else None
        return bad(name, "cast_ballot", error, rule, line=of.decode(), box=box, salt=b64u_encode(salt), words=said)

    def unread(name: str, data: bytes) -> Said:
        return bad(name, "read_cast", "malformed", "poll", data=b64u_encode(data))

    def words_of(said: str) -> bytes:
        return voter.line([1], words=words_commitment(salt, said))

    data = cast_ballot(line, VILLAGE, salt, words)
    bare = cast_ballot(plain, VILLAGE, b"", "")
    return [
        good("words, and a hash of them", "words_commitment", salt=b64u_encode(salt), words=words),
        sent("with words"),
        sent("with none", plain, said=""),
        sent("three hundred characters", words_of("路" * 300), said="路" * 300),
        sent("emoji are one each", words_of("🌾" * 200), said="🌾" * 200),
        refused("three hundred and one", "malformed", words_of("路" * 301), said="路" * 301),
        refused("too many bytes", "too_large", words_of("🌾" * 600), said="🌾" * 600),
        refused("a line break", "malformed", words_of("一\n二"), said="一\n二"),
        refused("a control character", "malformed", words_of("一\u0085二"), said="一\u0085二"),
        refused("words that were not signed", "malformed", said="路灯后修"),
        refused("words without their hash", "malformed", plain),
        refused("a hash without its words", "malformed", said=""),
        refused("a box that is none", "malformed", box="3505"),
        good("is read", "read_cast", data=b64u_encode(data)),
        good("is read, without words", "read_cast", data=b64u_encode(bare)),
        unread("a ballot a byte too short", data[:-1]),
        unread("a ballot a byte too long", data + b"\0"),
        unread("not all zeros behind it", data[:-1] + b"x"),
        unread("zeros and a break", bare[:-1] + b"\n"),
        unread("no box", plain + bytes(2560 - len(plain))),
        unread("no UTF-8", data.replace("路灯".encode(), b"\xff" * 6)),
        unread("zeros alone", bytes(2560)),
    ]


SORTS: dict[str, tuple[Said, list[list[int]], list[list[int]]]] = {
    "single": ({"options": ["a", "b", "c"]}, [[0], [2], [1]], [[], [3], [0, 1]]),
    "multiple": ({"options": ["a", "b", "c"], "most": 2}, [[0], [0, 2], [1, 2]], [[], [2, 0], [0, 0], [0, 1, 2], [3]]),
    "ranking": ({"options": ["a", "b", "c"]}, [[2, 0, 1], [1], [2, 1]], [[], [0, 0], [3], [0, 1, 2, 3]]),
    "scale": ({"options": ["a", "b"]}, [[5, 1], [0, 5], [5, 0]], [[], [5], [0, 0], [6, 1], [1, 2, 3]]),
    "words": ({}, [[]], [[0]]),
}


def counts() -> Vectors:
    found: Vectors = []
    for sort, (said, right, wrong) in SORTS.items():
        poll = said | {"answer": sort}
        found.append(good(f"{sort}: sums", "count_choices", said=poll, choices=right))
        found.append(good(f"{sort}: nobody", "count_choices", said=poll, choices=[]))
        found += [good(f"{sort}: {one}", "check_choice", said=poll, choice=one) for one in right]
        found += [bad(f"{sort}: not {one}", "check_choice", "invalid", said=poll, choice=one) for one in wrong]
    return found


def boxes() -> Vectors:
    county, town, other = "350524000000", "350524102000", "350524103000"
    one, two, three = "350524102200", "350524102207", "350524102208"
    far, poor = "350524103201", "350524103202"

    def told(name: str, top: str = county, **ballots: int) -> Said:
        return good(name, "poll_boxes", ballots={code[1:]: count for code, count in ballots.items()}, top=top)

    def of(**found: int) -> dict[str, int]:
        codes = {"one": one, "two": two, "three": three, "far": far, "poor": poor}
        return {f"_{codes[name]}": count for name, count in found.items()}

    return [
        told("each has ten", **of(one=10, two=11)),
        told("nine go to the town", **of(one=9, two=3, three=40)),
        told("a town's nine go to the county", **of(one=9, far=9, two=12)),
        told("nine at the county are joined by the smallest box", **of(one=9, two=12, three=11)),
        told("of two as small, the smaller code", **of(one=9, two=11, three=11)),
        told("fewer than ten in all", **of(one=4, far=5)),
        told("a village alone", top=two, **of(two=4)),
        told("a town alone", top=town, **of(one=4, two=30)),
        told("another town", top=other, **of(far=4, poor=7)),
        told("nobody of one village", **of(one=0, two=10)),
        told("nobody"),
    ]


def recounts() -> Vectors:
    voters = sorted((Voter(f"v{number}") for number in range(12)), key=lambda one: one.token)
    lines = [voter.line([number % 3]) for number, voter in enumerate(voters)]
    said = ["修路", "修路", "先把水管换了"]
    stranger, other = Voter("stranger", (TWO,)), Voter("other")
    own = lines[3]

    def closed(of: list[bytes], choices: list[list[int]] | None = None, **more: Any) -> Said:
        data = ballots_file(of, said)
        counted = count_choices(SINGLE, choices or [list(read_ballot(line).choice) for line in of])
        close = {"villages": ["350524102207"], "asked": 13, "ballots": len(of), "counts": counted,
                 "blob": hashlib.sha256(data).hexdigest(), "root": b64u_encode(ballots_root(of))}  # fmt: skip
        return {"data": data.decode(), "close": close | more}

    def told(name: str, found: Said, *, asked: int | None = 13, mine: bytes | None = own) -> Said:
        mine_text = mine.decode() if mine else None
        return good(f"recount: {name}", "recount", said=SINGLE, **found, asked=asked, own=mine_text)

    def at(index: int, line: bytes) -> list[bytes]:
        return [*lines[:index], line, *lines[index + 1 :]]

    right = closed(lines)
    changed = lines[5].replace(b'"choice":[2]', b'"choice":[0]')
    added = sorted([*lines, other.line([0])], key=lambda line: read_ballot(line).token)
    foreign = sorted([*lines, stranger.line([0])], key=lambda line: read_ballot(line).token)
    fewer = [line for line in lines if line != own]
    again = voters[3].line([2], n=2)
    uncounted = {name: value for name, value in right["close"].items() if name != "counts"}
    return [
        good("a file", "ballots_file", lines=[line.decode() for line in lines[:2]], words=said),
        good("a file is read", "read_ballots_file", data=ballots_file(lines[:2], said).decode()),
        good("nobody answered", "read_ballots_file", data=ballots_file([], []).decode()),
        bad(
            "words in their order of coming",
            "read_ballots_file",
            "malformed",
            "poll",
            data='\n"修路"\n"先把水管换了"\n"修路"\n',
        ),
        bad("no empty line", "read_ballots_file", "malformed", "poll", data=lines[0].decode() + "\n"),
        bad("no line break at the end", "read_ballots_file", "malformed", "poll", data='\n"修路"'),
        bad("words that are no string", "read_ballots_file", "malformed", "poll", data="\n1\n"),
        told("all is right", right),
        told("all is right, in a box of several villages", right, asked=None, mine=None),
        told("its sums are not said", {"data": right["data"], "close": uncounted}),
        told("another file than was told", right | {"close": right["close"] | {"blob": "0" * 64}}),
        told("another root than was told", right | {"close": right["close"] | {"root": right["close"]["root"][::-1]}}),
        told("a ballot changed", closed(at(5, changed))),
        told("one's own was dropped", closed(fewer)),
        told("one's own was answered again, and is not there", closed(lines), mine=again),
        told("a ballot stands there twice", closed(sorted([*lines, own]))),
        told(
            "a token answers twice",
            closed(sorted([*lines, voters[4].line([0], n=2)], key=lambda line: read_ballot(line).token)),
        ),
        told("not in order", closed([lines[1], lines[0], *lines[2:]])),
        told("a ballot more than asked", closed(added, asked=12)),
        told("more asked than the square has", right, asked=12),
        told("a token of another issuer", closed(foreign)),
        told("sums that are not theirs", right | {"close": right["close"] | {"counts": [5, 4, 3]}}),
        told("one ballot less than told", right | {"close": right["close"] | {"ballots": 13}}),
        told("an answer that is none", closed(at(5, voters[5].line([3])), [[0]])),
        told("a ballot of another poll", closed(at(5, voters[5].line([2], poll="q2")))),
        told("a line that is none", closed(at(5, b"{}"), [[0]])),
        told("no file", right | {"data": ""}),
        *recounts_of_two(),
    ]


def recounts_of_two() -> Vectors:
    """Of a poll that needs two issuers: each alone is caught."""
    pairs = sorted((Voter(f"two{number}", (ONE, TWO)) for number in range(10)), key=lambda one: one.token)
    village, asked = "350524102207", 11
    poll = SINGLE | {"issuers": [ONE.spki, TWO.spki], "second": "o-2", "issuer": TWO.spki}

    def told(name: str, voters: list[Voter], said: Said = poll, issued: int | None = 10) -> Said:
        lines = [voter.line([0]) for voter in sorted(voters, key=lambda one: one.token)]
        data = ballots_file(lines, [])
        close = {"villages": [village], "asked": asked, "ballots": len(lines), "counts": [len(lines), 0, 0],
                 "blob": hashlib.sha256(data).hexdigest(), "root": b64u_encode(ballots_root(lines))}  # fmt: skip
        more = {} if issued is None else {"issued": [{"village": village, "count": issued},
                                                     {"village": "350524102208", "count": 90}]}  # fmt: skip
        found = {"close": close, "data": data.decode(), "asked": asked, "own": None}
        return good(f"recount of two issuers: {name}", "recount", said=said | more, **found)

    own_key = {"issuer": ONE.spki}
    return [
        told("all is right", pairs),
        told("the second has not told its count yet", pairs, issued=None),
        told("the first alone stuffed one", [*pairs, Voter("stuffed", (ONE,))]),
        told("the first signed twice, as both", [*pairs, Voter("stuffed", (ONE, ONE))]),
        told("the second alone stuffed one", [*pairs, Voter("stuffed", (TWO, TWO))]),
        told("the second signed more than asked", pairs, issued=12),
        told("there are ballots that the second did not sign", pairs, issued=9),
        told("another second key than the office said", pairs, poll | own_key),
        told(
            "one key where two are needed", [Voter(f"o{n}", (ONE,)) for n in range(10)], poll | {"issuers": [ONE.spki]}
        ),
        told("the office never said a key", pairs, {k: v for k, v in poll.items() if k != "issuer"}),
    ]
