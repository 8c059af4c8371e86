"""Sealed slots of a county: what one costs, what closing a round costs, and that an answer's time tells nothing.

The last is a t-test (Welch's) over answers to phones whose last slot is there and to phones whose is not, in turn, the
slowest twentieth of each left out: below 4.5 nothing is told (the threshold of dudect).
"""

import asyncio
import math
import random
import secrets
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from shaiba.data_folder import TIPS
from shaiba.storage.slots import SlotStore
from shaiba_sync.op import b64u_encode
from shaiba_sync.tips import SLOT_BYTES, round_at
from tests.bench import limits
from tests.bench.table import Row, median, row
from tests.conftest import open_village
from tests.tips.county import COUNTY, appoint, begin_roll, body, hash_of, next_round

PHONES, KEPT, ROUNDS, ASKED = 10_000, 3, 5, 1_500
LIMIT_T = 4.5


def costs() -> list[Row]:
    """Of a store alone: as many rounds as are kept, and two more."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / TIPS
        store, took, closing = SlotStore(path), [], []
        for number in range(ROUNDS):
            slots = [secrets.token_bytes(SLOT_BYTES) for _ in range(PHONES)]
            start = time.perf_counter()
            for slot in slots:
                store.take(COUNTY, number, slot, 10 * PHONES)
            took.append((time.perf_counter() - start) / PHONES)
            start = time.perf_counter()
            store.shut(COUNTY, number, [])
            store.pack()
            store.forget(number - KEPT + 1, number)
            closing.append(time.perf_counter() - start)
        size = path.stat().st_size
        store.close()
        floor, raw = limits.fsync_s(Path(folder)), (KEPT + 1) * PHONES * SLOT_BYTES
        return [
            row("a slot kept, durably", median(took), floor, "s", at_most=6, limit_is="one fsync"),
            row(
                f"a round of {PHONES} closed",
                median(closing),
                PHONES * floor,
                "s",
                at_most=2,
                limit_is="as many fsyncs",
            ),
            row("the file", size, raw, "B", at_most=1.3, limit_is="the rounds kept and the one that runs"),
        ]


def telling() -> list[Row]:
    """Whether the time of an answer tells that a slot was there."""
    return [asyncio.run(_telling())]


async def _telling() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        async with open_village(Path(folder)) as village:
            await village.settle()
            await begin_roll(village)
            await appoint(village, "p-inspector")
            there = [secrets.token_bytes(SLOT_BYTES) for _ in range(2_000)]
            now = round_at(village.time(), 86_400)
            for slot in there:
                village.server.rounds._store.take(COUNTY, now, slot, 10_000)
            await next_round(village)
            chance, mine = random.Random(1), secrets.token_bytes(SLOT_BYTES)
            whole = body(village, mine)
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(ASKED):
                for group in chance.sample((0, 1), 2):
                    was = hash_of(chance.choice(there)) if group else secrets.token_bytes(32)
                    sent = {**whole, "was": b64u_encode(was)}
                    start = time.perf_counter()
                    answer = await village.client.post("/slot", json=sent)
                    times[group].append(time.perf_counter() - start)
                    assert answer.status_code == 200
    told, where = abs(welch(*times)), "where it would tell"
    return row("an answer to a slot that is there or is not: t", told, LIMIT_T, "", at_most=1, limit_is=where)


def welch(one: Sequence[float], other: Sequence[float]) -> float:
    """Welch's t of two samples, the slowest twentieth of each left out: what else the machine does is no answer's."""
    samples = [sorted(sample)[: len(sample) * 19 // 20] for sample in (one, other)]
    means = [statistics.fmean(sample) for sample in samples]
    spread = sum(statistics.variance(sample) / len(sample) for sample in samples)
    return (means[0] - means[1]) / math.sqrt(spread)


TABLES = {"slots of a county": costs, "slots: what an answer's time tells": telling}
