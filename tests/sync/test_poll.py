"""Polls: an issuer that cheats is caught by the recount in both languages and by seventy lines elsewhere; two hundred
ballots are cast blind, each half of the work done by the other language; boxes tell nobody's few."""

import hashlib
import importlib.util
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shaiba.storage.issuers import Issuer
from shaiba_sync import (
    FEWEST_BALLOTS,
    POLL_FAULTS,
    b64u_decode,
    b64u_encode,
    ballot_digest,
    ballot_head,
    ballots_file,
    ballots_root,
    blind_token,
    count_choices,
    covers,
    draw_inverse,
    finish_ballot,
    issuer_modulus,
    poll_boxes,
    read_ballot,
    unblind_token,
)
from tests.sync.test_interop import PYTHON_HARNESS, TYPESCRIPT_HARNESS, ask, assert_agreed, vectors

ROOT = Path(__file__).parents[2]
ISSUER, OTHER = (Issuer(rsa.generate_private_key(65537, 2048)) for _ in range(2))
POLL = {"id": "q1", "answer": "single", "options": ["路", "水", "灯"], "issuers": [b64u_encode(ISSUER.spki)]}


class Voter:
    """A token, and the key that it is."""

    def __init__(self, chance: random.Random, issuer: Issuer = ISSUER) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        self.token, self.rand = self.key.public_key().public_bytes_raw(), chance.randbytes(32)
        self.issuer, self.modulus = issuer, issuer_modulus(issuer.spki)
        self.salt, self.inverse = chance.randbytes(48), draw_inverse(self.modulus, chance.randbytes)
        self.tsig = b""

    def ask(self) -> None:
        prepared = self.rand + self.token
        signed = self.issuer.sign(blind_token(self.modulus, prepared, self.salt, self.inverse))
        self.tsig = unblind_token(self.modulus, prepared, signed, self.inverse)

    def line(self, choice: int, n: int = 1) -> bytes:
        if not self.tsig:
            self.ask()
        head = ballot_head("q1", self.token, self.rand, [self.tsig], n, [choice], "")
        return finish_ballot(head, self.key.sign(ballot_digest(head)))


def test_two_hundred_ballots_are_blinded_in_one_language_signed_here_and_unblinded_in_the_other():
    chance = random.Random(9474)
    voters = [Voter(chance) for _ in range(220)]

    def token(voter: Voter, fn: str, **more: str) -> dict[str, Any]:
        said = {"modulus": b64u_encode(voter.modulus), "prepared": b64u_encode(voter.rand + voter.token)}
        return {"fn": fn, **said, "inverse": b64u_encode(voter.inverse), **more}

    asked = assert_agreed([token(voter, "blind_token", salt=b64u_encode(voter.salt)) for voter in voters])
    back = [
        token(voter, "unblind_token", blinded=b64u_encode(ISSUER.sign(b64u_decode(one["ok"], 256))))
        for voter, one in zip(voters, asked, strict=True)
    ]
    for voter, one in zip(voters, assert_agreed(back), strict=True):
        voter.tsig = b64u_decode(one["ok"], 256)
    lines = [voter.line(number % 3) for number, voter in enumerate(voters)]
    checks = [{"fn": "check_ballot", "line": line.decode(), "issuers": POLL["issuers"]} for line in lines]
    assert all(one["ok"] for one in assert_agreed(checks))
    cast = [
        {"fn": "cast_ballot", "line": one.decode(), "box": "350524102207", "salt": "", "words": ""} for one in lines
    ]
    for of, to in ((TYPESCRIPT_HARNESS, PYTHON_HARNESS), (PYTHON_HARNESS, TYPESCRIPT_HARNESS)):
        sent = [{"fn": "read_cast", "data": one["ok"]} for one in ask(of, cast)]
        assert [one["ok"]["line"].encode() for one in ask(to, sent)] == lines


def test_what_came_of_what_was_signed_shows_no_pair():
    """Whoever signed divides each ballot's signature by each answer that he gave: of the right pair that is the number
    which unblinded it. It stands among those of the wrong pairs as any other."""
    chance = random.Random(2047)
    voters = [Voter(chance) for _ in range(40)]
    n = int.from_bytes(voters[0].modulus)
    answers, came = [], []
    for voter in voters:
        blinded = blind_token(voter.modulus, voter.rand + voter.token, voter.salt, voter.inverse)
        answers.append(int.from_bytes(ISSUER.sign(blinded)))
        came.append(answers[-1] * int.from_bytes(voter.inverse) % n)
    undone = [pow(answer, -1, n) for answer in answers]
    below = [
        sum(one * other % n < one * answer % n for other in undone) / len(voters)
        for one, answer in zip(came, undone, strict=True)
    ]
    assert 0.4 < sum(below) / len(below) < 0.6
    assert len({one * 4 // n for one in map(int.from_bytes, (voter.inverse for voter in voters))}) == 4


def test_what_is_no_number_below_the_modulus_is_drawn_again():
    modulus = issuer_modulus(ISSUER.spki)
    good = bytes([1]) * 256
    drawn = [modulus, bytes([255]) * 256, bytes(256), good]
    assert draw_inverse(modulus, lambda size: drawn.pop(0)[:size]) == good
    assert drawn == []


def test_what_is_signed_twice_never_raises_the_same_number_to_the_secret_power():
    blinded = blind_token(issuer_modulus(ISSUER.spki), bytes(64), bytes(48), b"\0" + bytes(254) + b"\7")
    drawn: list[int] = []

    def below(most: int) -> int:
        drawn.append(random.Random(len(drawn)).randrange(most))
        return drawn[-1]

    assert ISSUER.sign(blinded, below) == ISSUER.sign(blinded, below) == ISSUER.sign(blinded)
    assert len(set(drawn)) == 2


# --- who cheats -----------------------------------------------------------------------------------------------------


def closed(lines: list[bytes], asked: int) -> tuple[dict[str, Any], bytes]:
    """A box as whoever runs the server closes it, all of its own figures right."""
    data = ballots_file(lines, [])
    counts = count_choices(POLL, (read_ballot(line).choice for line in lines))
    close = {"villages": ["350524102207"], "asked": asked, "ballots": len(lines), "counts": counts}
    return close | {"blob": hashlib.sha256(data).hexdigest(), "root": b64u_encode(ballots_root(lines))}, data


def in_order(lines: list[bytes]) -> list[bytes]:
    return sorted(lines, key=lambda line: read_ballot(line).token)


def test_an_issuer_that_cheats_is_caught_in_both_languages():
    chance = random.Random(1)
    honest = in_order([Voter(chance).line(number % 3) for number in range(12)])
    voter = Voter(chance)
    own = voter.line(1)
    lines = in_order([*honest, own])
    extra, foreign = Voter(chance).line(0), Voter(chance, OTHER).line(0)
    changed = [line.replace(b'"choice":[0]', b'"choice":[2]') for line in lines]
    another = in_order([*honest, voter.line(0, n=9)])  # only who has the phone can
    cheats: dict[str, tuple[list[bytes], str]] = {
        "a token that nobody asked for": (in_order([*lines, extra]), "too_many"),
        "a token of another key": (in_order([*honest, own, foreign]), "issuer"),
        "a ballot dropped": (honest, "dropped"),
        "ballots changed": (changed, "changed"),
        "one's own in other words": (another, "changed"),
        "a ballot doubled": (in_order([*lines, own]), "double"),
    }
    commands = []
    for found, _ in (*cheats.values(), (lines, "")):
        close, data = closed(found, asked=13)
        more = {"asked": 13, "own": own.decode()}
        commands.append({"fn": "recount", "said": POLL, "close": close, "data": data.decode(), **more})
    answers = assert_agreed(commands)
    for (name, (_, fault)), answer in zip(cheats.items(), answers, strict=False):
        assert fault in answer["ok"], name
    assert answers[-1] == {"ok": []}


def test_each_fault_has_a_vector():
    answers = assert_agreed(list(vectors("recount")))
    assert {fault for answer in answers for fault in answer["ok"]} == set(POLL_FAULTS)


# --- seventy lines elsewhere ----------------------------------------------------------------------------------------


def alone() -> Callable[..., Any]:
    spec = importlib.util.spec_from_file_location("standalone_recount", ROOT / "sync" / "recount.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., Any] = module.recount
    return found


def test_seventy_lines_elsewhere_say_the_same_and_see_over_all_boxes():
    recount, chance = alone(), random.Random(2)
    first, second = ([Voter(chance).line(number % 3) for number in range(11)] for _ in range(2))
    boxes = [closed(in_order(lines), 20) for lines in (first, second)]
    assert recount(POLL, boxes) == ([], {0: 8, 1: 8, 2: 6}, [])
    bad = in_order([second[0].replace(b'"choice":[0]', b'"choice":[1]'), *second[1:]])
    assert recount(POLL, [closed(bad, 20)])[0]
    assert recount(POLL, [(boxes[0][0] | {"counts": [4, 4, 4]}, boxes[0][1])])[0]
    assert recount(POLL, [closed(in_order(first), 10)])[0]
    assert recount(POLL, [(boxes[0][0], boxes[1][1])])[0]
    foreign = in_order([Voter(chance, OTHER).line(0), *first])
    assert recount(POLL, [closed(foreign, 20)])[0]
    both = [boxes[0], closed(in_order([*second, first[0]]), 20)]
    assert recount(POLL, both)[2] == [b64u_encode(read_ballot(first[0]).token)], "each box alone is right"
    assert len((ROOT / "sync" / "recount.py").read_text("utf-8").splitlines()) <= 75


# --- boxes ----------------------------------------------------------------------------------------------------------

VILLAGES = [f"3505241{town:02}2{village:02}" for town in range(3) for village in range(4)]


@given(st.dictionaries(st.sampled_from(VILLAGES), st.integers(0, 25)))
def test_no_box_has_fewer_than_ten_unless_all_have(ballots):
    top = "350524000000"
    boxes = poll_boxes(ballots, top)
    sums = {box: sum(ballots[village] for village in villages) for box, villages in boxes.items()}
    assert sum(sums.values()) == sum(ballots.values())
    assert all(size >= FEWEST_BALLOTS for size in sums.values()) or len(boxes) == 1
    assert sorted(one for villages in boxes.values() for one in villages) == sorted(
        one for one in ballots if ballots[one]
    )
    assert all(covers(box, village) for box, villages in boxes.items() for village in villages)
    assert boxes == poll_boxes(dict(reversed(ballots.items())), top)
