"""Draws: roots, seeds, orders; and each thing that may be wrong with one (draw.md)."""

import hashlib
import random
from typing import Any

from common import Vectors, bad, good
from shaiba_sync import b64u_encode, contributions_root, draw_order, draw_seed, entrant_id, list_root

Said = dict[str, Any]
RANDOM = 60
NAMES = ("王*明", "李*", "欧阳*", "陈**")
LOTTERY = ["1 2 3", "0 7 7", "02 05 11 19 22 30 08"]


def draw_vectors() -> Vectors:
    done = drawn(random.Random(20261127), 6)  # noqa: S311 — nobody need fail to guess it
    salt = b64u_encode(b"0123456789abcdef")
    return [
        good("who enters, and what may be wrong", "draw_rules"),
        good("an entrant", "entrant_id", draw="d1", salt=salt, who="王秀明"),
        good("the same name in another draw", "entrant_id", draw="d2", salt=salt, who="王秀明"),
        good("what a phone contributes has one id", "contribution_id", draw="d1", device="TPfZ_rKQP-BTC8oy_gb-kg"),
        *roots(),
        *seeds(),
        *orders(),
        *states(done),
        *entered(),
        *places(done),
        *faults(done),
    ]


def roots() -> Vectors:
    listed = [{"id": "b", "name": "王*"}, {"id": "a", "name": "李*", "note": "第3组"}, {"id": "B", "name": "王*"}]
    twice = [*listed, {"id": "a", "name": "陈*"}]
    values = [b64u_encode(bytes([number]) * 16) for number in (1, 2, 200)]
    return [
        good("a list", "list_root", entrants=listed),
        good("the same list in another order", "list_root", entrants=listed[::-1]),
        good("a name is of the list", "list_root", entrants=[listed[0] | {"name": "王*明"}, *listed[1:]]),
        good("a note is of the list", "list_root", entrants=[listed[0] | {"note": "第3组"}, *listed[1:]]),
        good("a list of nobody", "list_root", entrants=[]),
        bad("somebody stands in the list twice", "list_root", "malformed", "draw", entrants=twice),
        good("nobody contributed", "contributions_root", values=[]),
        good("three contributed", "contributions_root", values=values),
        bad("not in order", "contributions_root", "malformed", "draw", values=values[::-1]),
        bad("one value twice", "contributions_root", "malformed", "draw", values=[values[0], *values]),
        bad("fifteen bytes", "contributions_root", "malformed", "draw", values=[b64u_encode(bytes(15))]),
    ]


def seeds() -> Vectors:
    one, two = (b64u_encode(hashlib.sha256(text).digest()) for text in (b"list", b"contributions"))

    def refused(name: str, results: list[str]) -> Said:
        return bad(name, "draw_seed", "malformed", "draw", entrants=one, contributions=two, results=results)

    short = b64u_encode(bytes(31))
    return [
        good("three results", "draw_seed", entrants=one, contributions=two, results=LOTTERY),
        good("the results in another order", "draw_seed", entrants=one, contributions=two, results=LOTTERY[::-1]),
        good("12 and 3 are not 1 and 23", "draw_seed", entrants=one, contributions=two, results=["12", "3"]),
        good("1 and 23", "draw_seed", entrants=one, contributions=two, results=["1", "23"]),
        good("the roots changed places", "draw_seed", entrants=two, contributions=one, results=LOTTERY),
        bad("a root too short", "draw_seed", "malformed", "draw", entrants=short, contributions=two, results=LOTTERY),
        refused("no result", []),
        refused("an empty result", [""]),
        refused("two spaces", ["1  2"]),
        refused("a space behind", ["1 2 "]),
        refused("a line behind", ["1 2\n"]),
        refused("other digits", ["１ ２"]),
        refused("a number of three digits", ["100"]),
        refused("a sign", ["+1"]),
        refused("twenty-one numbers", [" ".join("1" * 21)]),
    ]


def orders() -> Vectors:
    seed = b64u_encode(hashlib.sha256(b"seed").digest())
    ids = [f"e{number}" for number in range(36)]
    chance = random.Random(36)  # noqa: S311
    found = [
        good("thirty-six households", "draw_order", ids=ids, seed=seed),
        good("the list came in another order", "draw_order", ids=ids[::-1], seed=seed),
        good("one alone", "draw_order", ids=["a"], seed=seed),
        good("nobody", "draw_order", ids=[], seed=seed),
        good("by bytes, not by alphabet", "draw_order", ids=["a", "B", "_", "-", "9", "Z"], seed=seed),
    ]
    for number in range(RANDOM):
        some = [f"{chance.getrandbits(60):x}" for _ in range(chance.randint(2, 40))]
        found.append(good(f"random {number}", "draw_order", ids=some, seed=b64u_encode(chance.randbytes(32))))
    return found


def drawn(chance: random.Random, count: int) -> Said:
    """A draw as it stands when all is done."""
    entrants = [
        {"id": entrant_id("d1", chance.randbytes(16), str(number)), "name": NAMES[number % 4], "note": f"第{number}组"}
        for number in range(count)
    ]
    values = sorted(chance.randbytes(16) for _ in range(3))
    entry = {"day": "2026-11-27", "role": "committee", "results": LOTTERY}
    seed = draw_seed(list_root(entrants), contributions_root(values), LOTTERY)
    return {
        "entrants": entrants, "root": b64u_encode(list_root(entrants)), "winners": 2, "source": "results",
        "contributions_until": "2026-11-25", "day": "2026-11-27", "values": [b64u_encode(one) for one in values],
        "values_root": b64u_encode(contributions_root(values)),
        "entries": [entry | {"by": "p1"}, entry | {"by": "p2", "role": "supervisor"}],
        "results": LOTTERY, "seed": b64u_encode(seed), "order": draw_order([one["id"] for one in entrants], seed),
    }  # fmt: skip


def states(done: Said) -> Vectors:
    announced = {name: done[name] for name in ("contributions_until", "day")}
    closed = announced | {"values": []}
    return [
        good(f"{name}, {day}", "draw_state", said=said, today=day)
        for name, said in (
            ("announced", announced),
            ("closed", closed),
            ("drawn", done),
            ("void", done | {"voided": "x"}),
        )
        for day in ("2026-11-25", "2026-11-26", "2026-11-27")
    ]


def entered() -> Vectors:
    def entry(by: str, role: str, *results: str) -> Said:
        return {"day": "2026-11-27", "by": by, "role": role, "results": results}

    def told(name: str, source: str, *entries: Said) -> Said:
        return good(name, "entered_results", said={"source": source, "entries": entries})

    dice = [" ".join("30719")] * 4
    three = [entry("p1", "committee", *dice), entry("p2", "supervisor", *dice), entry("p3", "villager", *dice)]
    return [
        told("nobody entered", "results"),
        told("one entered", "results", entry("p1", "committee", "1")),
        told("one entered it twice", "results", entry("p1", "committee", "1"), entry("p1", "accountant", "1")),
        told("two agree", "results", entry("p1", "committee", "1"), entry("p2", "supervisor", "1")),
        told("two differ", "results", entry("p1", "committee", "1"), entry("p2", "supervisor", "2")),
        told("the second put it right", "results", entry("p1", "committee", "1"), entry("p2", "supervisor", "2"),
             entry("p2", "supervisor", "1")),
        told("a third differs", "results", entry("p1", "committee", "1"), entry("p2", "supervisor", "1"),
             entry("p3", "branch", "2")),
        told("dice by three", "dice", *three),
        told("dice by two", "dice", *three[:2]),
        told("dice by three of the committee", "dice", *(one | {"role": "committee"} for one in three)),
    ]  # fmt: skip


def places(done: Said) -> Vectors:
    def told(name: str, *gone: int, winners: int = 2) -> Said:
        declined = [{"id": done["order"][number]} for number in gone]
        return good(name, "draw_places", said=done | {"declined": declined, "winners": winners})

    return [
        told("nobody declined"),
        told("the first declined", 0),
        told("the first and the next who waits declined", 0, 2),
        told("two declined", 0, 1),
        told("all who wait declined, and the second", 2, 3, 4, 5, 1),
        told("a place for each, one declined", 3, winners=6),
        good("not drawn yet", "draw_places", said={"winners": 2}),
    ]


def faults(done: Said) -> Vectors:
    late = [*done["entrants"], {"id": "late", "name": "赵*"}]
    order = done["order"]
    waiting = {name: value for name, value in done.items() if name not in ("order", "seed", "results", "entries")}
    unclosed = {name: value for name, value in waiting.items() if name not in ("values", "values_root")}
    early = [one | {"day": "2026-11-26"} for one in done["entries"]]
    cases: tuple[tuple[str, Said], ...] = (
        ("all is right", done),
        ("announced", unclosed),
        ("closed", waiting),
        ("one added to the list", done | {"entrants": late}),
        ("one added to the list, and its root made to fit", done | {"entrants": late, "root": _root(late)}),
        ("one taken from the list", done | {"entrants": late[1:-1]}),
        ("another name in the list", done | {"entrants": [late[0] | {"name": "王*强"}, *late[1:-1]]}),
        ("somebody stands in the list twice, checked", done | {"entrants": [*late[:-1], late[0]]}),
        ("a contribution is missing", done | {"values": done["values"][1:]}),
        ("contributions not in order", done | {"values": done["values"][::-1]}),
        ("a contribution that is none", done | {"values": ["x"]}),
        ("contributions were never closed", {k: v for k, v in done.items() if k not in ("values", "values_root")}),
        ("entered before the day", done | {"entries": early}),
        ("another result than was entered", done | {"results": ["1", "2", "3"]}),
        ("one alone entered it", done | {"entries": done["entries"][:1]}),
        ("a result that is none", done | {"results": ["x"]}),
        ("another seed", done | {"seed": done["root"]}),
        ("two changed places", done | {"order": [order[1], order[0], *order[2:]]}),
        ("one left out of the order", done | {"order": order[:-1]}),
    )
    return [good(f"check: {name}", "check_draw", said=said) for name, said in cases]


def _root(entrants: list[Said]) -> str:
    return b64u_encode(list_root(entrants))
