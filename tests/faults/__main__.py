"""`python -m tests.faults --soak`: the same faults many times over; `--cuts 8000 --kills 0 --damage 0`: some."""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from shaiba.log import set_up
from tests.faults.county import make_county
from tests.faults.damage import PER_KIND, damage, filled_county
from tests.faults.kill import kill, nothing_is_lost_or_twice
from tests.faults.power import LIVES, cut

PART = 250
"""Histories between two words to whoever waits."""


async def soak(cuts: int, kills: int, damages: int, first: int) -> int:
    """How many things were lost."""
    losses: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        county = await make_county(Path(folder))
        for start in range(first, first + cuts // LIVES, PART):
            seeds = range(start, min(start + PART, first + cuts // LIVES))
            losses += await cut(county, seeds)
            say(f"{(seeds.stop - first) * LIVES} power cuts", losses)
    for start in range(0, kills, 100):
        with tempfile.TemporaryDirectory() as folder:
            try:
                told, sent = await kill(Path(folder), seed=first + start, kills=min(100, kills - start))
                await nothing_is_lost_or_twice(Path(folder) / "data", told, sent)
            except AssertionError as loss:
                losses.append(f"seed {first + start}: {loss}")
            say(f"{min(start + 100, kills)} kills", losses)
    with tempfile.TemporaryDirectory() as folder:
        county, image = await filled_county(Path(folder))
        for kind, share in PER_KIND.items():
            count = damages * share // sum(PER_KIND.values())
            try:
                found = await damage(county, image, kind, range(first, first + count))
                say(f"{count} × {kind}: {found}", losses)
            except AssertionError as loss:
                losses.append(str(loss))
    for loss in losses:
        print(loss)
    return len(losses)


def say(what: str, losses: list[str]) -> None:
    print(f"{what}, {len(losses)} losses, {time.process_time():.0f} s of CPU", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--soak", action="store_true", help="100,000 cuts, 2,000 kills, 20,000 damaged files")
    parser.add_argument("--cuts", type=int)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--damage", type=int)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    given = parser.parse_args()
    set_up("error")
    full = (100_000, 2_000, 20_000) if given.soak else (800, 10, 100)
    wanted = [
        many if one is None else one for one, many in zip((given.cuts, given.kills, given.damage), full, strict=True)
    ]
    return 1 if asyncio.run(soak(*wanted, given.first)) else 0


if __name__ == "__main__":
    sys.exit(main())
