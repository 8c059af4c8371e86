"""Phones as their days go, from the very functions that phones use; and what a server, or a wire, sees of them.

A person opens the app when he does, and it stays open as long as it does. A tip is written in one of the sessions of
the day, which lasts longer for it. A slot can go only while the app is open.
"""

import random
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import msgspec

from shaiba.demo.age import seal
from shaiba_sync.op import b64u_encode
from shaiba_sync.tips import (
    KEPT_ROUNDS,
    LEAST_REPLIES,
    QUEUE_SLOTS,
    SLOT_PLAIN,
    Turn,
    answer_bytes,
    is_due,
    put_tip,
    round_at,
    shift_queue,
    tip_frame,
    turn_at,
)

ROUND_S = 86_400
DAY_MS = ROUND_S * 1000
FIRST = 20_783
MINUTE_MS = 60_000
PATHS = ("/slot",)
COUNTY = "510705000000"


class Sent(NamedTuple):
    """What is seen of a request."""

    path: str
    at_ms: int
    size: int
    answer: int


class Session(NamedTuple):
    """The app is open."""

    begin_ms: int
    end_ms: int


class Phone:
    """One phone's queue, turn and what it sent; `at_once` is a fault: a tip goes when it is written."""

    def __init__(self, chance: random.Random, sealed: Callable[[], bytes], *, at_once: bool = False) -> None:
        self._chance = chance
        self._sealed = sealed
        self._at_once = at_once
        self.queue = [sealed() for _ in range(QUEUE_SLOTS)]
        self.turn: Turn | None = None
        self.last: int | None = None
        self.since = 0
        self.sent: list[Sent] = []

    def use(self, session: Session, tip: tuple[int, list[bytes]] | None) -> None:
        """The app is open. `tip`: when in it one is sealed, and into which slots."""
        self.turn = turn_at(self.turn, session.begin_ms, ROUND_S, self._chance.getrandbits(24))
        at_ms = max(session.begin_ms, self.turn.at_ms)
        if tip is not None and tip[0] <= at_ms:
            self._seal(*tip)
        if at_ms < session.end_ms and is_due(self.turn, self.last, at_ms):
            self._send(at_ms)
        if tip is not None and tip[0] > at_ms:
            self._seal(*tip)

    def _seal(self, at_ms: int, slots: list[bytes]) -> None:
        self.queue = put_tip(self.queue, slots)
        if self._at_once:
            self._send(at_ms)

    def _send(self, at_ms: int) -> None:
        now = round_at(at_ms, ROUND_S)
        slot, self.queue = shift_queue(self.queue, self._sealed())
        body = {"county": COUNTY, "round": now, "since": self.since, "nonce": b64u_encode(bytes(8))}
        body |= {"slot": b64u_encode(slot), "was": b64u_encode(bytes(32))}
        closed = min(KEPT_ROUNDS, now - 1 - self.since)
        self.sent.append(Sent("/slot", at_ms, len(msgspec.json.encode(body)), answer_bytes([LEAST_REPLIES] * closed)))
        self.last, self.since = now, now - 1


def sessions(chance: random.Random, day: int) -> list[Session]:
    """When a person has the app open on a day; on some days never."""
    begins = sorted(
        day * DAY_MS + int(chance.triangular(5, 24, 19.5) * 3_600_000) for _ in range(chance.choice((0, 1, 1, 2, 3, 5)))
    )
    found: list[Session] = []
    for begin in begins:
        end = min(begin + int(chance.expovariate(1 / 4) * MINUTE_MS) + 5_000, (day + 1) * DAY_MS - 1)
        if not found or begin > found[-1].end_ms:
            found.append(Session(begin, end))
    return found


class Sealed:
    """Slots as they come out of sealing, a hundred of each sort: what is looked at is the outside."""

    def __init__(self) -> None:
        said = {"v": 1, "tip": b64u_encode(bytes(16)), "mailbox": b64u_encode(bytes(32)), "reply": RECIPIENT}
        said |= {"about": "510705103000", "county": COUNTY, "part": [0, 1], "kind": "text"}
        frame = partial(tip_frame, said, size=SLOT_PLAIN)
        self.dummies = [seal(bytes(SLOT_PLAIN)) for _ in range(100)]
        self.tips = [seal(frame(data="石料".encode() * (n * 11 + 1)), [RECIPIENT] * 3) for n in range(100)]


RECIPIENT = "age1nkwee8pqm345r5x53ecl3hm8y8vx2845x99zhcc233lnqdp3qads6eajzy"


def phone_day(seed: int, sealed: Sealed, *, has_tip: bool, at_once: bool = False) -> list[float]:
    """What is seen of a phone on the day on which a tip is written (or none is), the day before and the day after: of
    each day how many requests, and of the first its size, path, time and the size of its answer. The same seed is the
    same person on the same days, with a tip or without."""
    chance, parts = random.Random(seed), random.Random(seed + 1)
    phone = Phone(random.Random(seed + 2), lambda: parts.choice(sealed.dummies), at_once=at_once)
    row: list[float] = []
    for day in range(FIRST, FIRST + 3):
        there = sessions(chance, day)
        chosen, share, longer = chance.random(), chance.random(), chance.uniform(3, 12)
        slots = [parts.choice(sealed.tips) for _ in range(chance.choice((1, 1, 2)))]
        writes = int(chosen * len(there)) if has_tip and day == FIRST + 1 and there else -1
        for number, session in enumerate(there):
            if number != writes:
                phone.use(session, None)
                continue
            later = there[number + 1].begin_ms if number + 1 < len(there) else (day + 1) * DAY_MS
            end = min(session.end_ms + int(longer * MINUTE_MS), later - 1)
            begun = session.begin_ms + int(share * (end - session.begin_ms))
            phone.use(Session(session.begin_ms, end), (begun, slots))
        row += _seen([one for one in phone.sent if round_at(one.at_ms, ROUND_S) == day], day)
    return row


def _seen(sent: list[Sent], day: int) -> list[float]:
    if not sent:
        return [0.0, 0.0, 0.0, 0.0, 0.0]
    first = sent[0]
    at = (first.at_ms - day * DAY_MS) / DAY_MS
    return [len(sent), first.size, 1 + PATHS.index(first.path), at, sum(one.answer for one in sent)]
