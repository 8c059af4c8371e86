"""Power cuts, one after another, over the real storage: how many acknowledged ops are gone afterwards?"""

import random
from typing import Any

from shaiba.data_folder import Doubt
from shaiba.storage.store import Unavailable
from tests.faults.county import County, Ledger, send_until
from tests.faults.disk import Disk, PowerCut

LIVES = 8
"""Cuts that one history goes through before the next begins from the image."""

MOST_STEPS = 150
"""A cut comes at the latest after so many writes and syncs, which is some four or five transactions."""

EARLY = 0.15
"""Share of the cuts that come while the server starts: in recovery, or while tables are looked at."""


class Cutter:
    """Turns the power off at a chosen step."""

    def __init__(self, disk: Disk) -> None:
        self.left = -1
        disk.on = self

    def __call__(self, what: str, path: str) -> None:
        if what == "read":
            return
        if self.left == 0:
            raise PowerCut
        self.left -= 1


async def history(county: County, seed: int, *, lives: int = LIVES, **options: Any) -> Ledger:
    """`lives` starts, each ended by a cut; then a start that is looked at. Raises AssertionError with what was lost."""
    rng = random.Random(seed)
    ledger = Ledger()
    files = county.image
    options = {"checkpoint_pages": rng.choice([4, 20, 1000]), **options}
    for _ in range(lives):
        disk = Disk(files)
        cutter = Cutter(disk)
        if rng.random() < EARLY:
            cutter.left = rng.randint(0, 12)
        try:
            async with county.start(disk, **options) as replica:
                await ledger.check(replica)
                cutter.left = rng.randint(0, MOST_STEPS)
                await send_until(replica, county, ledger, rng, rounds=9)
                disk.off = True
        except (Doubt, Unavailable):
            assert disk.off
        files = disk.after_cut(rng)
    async with county.start(Disk(files), **options) as replica:
        await ledger.check(replica)
    return ledger


async def cut(county: County, seeds: range, **options: Any) -> list[str]:
    """What was lost in each of these histories: nothing, one hopes."""
    losses = []
    for seed in seeds:
        try:
            await history(county, seed, **options)
        except AssertionError as loss:
            losses.append(f"seed {seed}: {loss}")
    return losses
