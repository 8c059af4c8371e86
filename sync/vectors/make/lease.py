"""Contracts and what they make due, around each of their days (lease.md)."""

import random
from datetime import date, timedelta
from typing import Any

from common import Vectors, good

Said = dict[str, Any]
CONTRACT: Said = {"since": "2023-09-01", "until": "2026-08-31"}
RANDOM = 100


def lease_vectors() -> Vectors:
    vectors = [good(name, "owed_standing", amount_fen=1_000, due=due, paid=paid, today=today)
               for name, due, paid, today in SUMS]  # fmt: skip
    for today, name in DAYS:
        for renewed in (False, True):
            vectors.append(told(f"{name}{', renewed' if renewed else ''}", CONTRACT, [], today, renewed=renewed))
    for ended in ("2026-05-01", "2026-05-02", "2026-05-03"):
        vectors.append(told(f"given back on {ended}", CONTRACT | {"ended": ended}, [], "2026-05-02"))
    rents = [{"due": f"202{4 + half // 2}-0{3 + 6 * (half % 2)}-01", "amount_fen": 1_800_000} for half in range(4)]
    first = rents[0] | {"paid": [paid("2024-03-01", 1_800_000)]}
    second = rents[1] | {"paid": [paid("2024-10-01", 800_000)]}
    vectors += [
        told("nothing came", CONTRACT, rents, "2026-11-27"),
        told("the first came, of the second some", CONTRACT, [first, second, *rents[2:]], "2026-11-27"),
        told("what lacks lacks after the end", CONTRACT | {"ended": "2025-12-31"}, [first, second], "2026-11-27"),
        told(
            "one was withdrawn",
            CONTRACT,
            [first, second | {"paid": [], "withdrawn": "写了两遍"}, rents[2]],
            "2026-11-27",
        ),
        told("nothing is due yet", CONTRACT, rents, "2024-02-29"),
    ]
    chance = random.Random(20261129)  # noqa: S311 — nobody need fail to guess it
    return vectors + [at_random(chance, number) for number in range(RANDOM)]


def paid(day: str, fen: int) -> Said:
    return {"day": day, "amount_fen": fen}


DUE = "2026-06-30"
SUMS: tuple[tuple[str, str | None, list[Said], str], ...] = (
    ("due today", DUE, [], DUE),
    ("due yesterday", DUE, [], "2026-07-01"),
    ("due in a month", DUE, [], "2026-05-30"),
    ("paid on its day", DUE, [paid(DUE, 1_000)], "2026-11-27"),
    ("paid before", DUE, [paid("2026-06-01", 1_000)], "2026-11-27"),
    ("paid a day late", DUE, [paid("2026-07-01", 1_000)], "2026-11-27"),
    ("paid in parts, the last late", DUE, [paid("2026-06-01", 600), paid("2026-07-10", 400)], "2026-11-27"),
    ("the parts in another order", DUE, [paid("2026-07-10", 400), paid("2026-06-01", 600)], "2026-11-27"),
    ("a fen lacks", DUE, [paid(DUE, 999)], "2026-07-02"),
    ("paid too much", DUE, [paid(DUE, 1_001)], "2026-07-02"),
    ("some went back", DUE, [paid(DUE, 1_000), paid("2026-07-01", -1)], "2026-07-02"),
    ("it went back and came again", DUE, [paid(DUE, 1_000), paid("2026-07-01", -1), paid("2026-07-05", 1)],
     "2026-07-09"),
    ("without a day", None, [], "2026-07-02"),
    ("without a day, paid", None, [paid("2026-07-01", 1_000)], "2026-07-02"),
)  # fmt: skip
DAYS = (
    ("2023-08-31", "the day before it begins"),
    ("2023-09-01", "its first day"),
    ("2026-07-01", "61 days before its last"),
    ("2026-07-02", "60 days before its last"),
    ("2026-08-31", "its last day"),
    ("2026-09-01", "the day after its last"),
    ("2027-08-31", "a year after its last"),
)


def told(name: str, contract: Said, rents: list[Said], today: str, *, renewed: bool = False) -> dict[str, Any]:
    return good(name, "lease_life", contract=contract, rents=rents, today=today, renewed=renewed)


def at_random(chance: random.Random, number: int) -> dict[str, Any]:
    def day(least: int, most: int) -> str:
        return (date(2026, 1, 1) + timedelta(chance.randint(least, most))).isoformat()

    rents = [
        {
            "due": day(-400, 400),
            "amount_fen": 1_000,
            "paid": [paid(day(-400, 400), chance.choice((-100, 300, 500, 1_000))) for _ in range(chance.randint(0, 3))],
        }
        for _ in range(chance.randint(0, 5))
    ]
    contract = {
        "since": day(-600, 0),
        "until": day(0, 600),
        **({"ended": day(-300, 300)} if chance.random() < 0.2 else {}),
    }
    return told(f"random {number}", contract, rents, day(-500, 500), renewed=chance.random() < 0.3)
