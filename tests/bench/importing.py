"""A process that imports a county and says what it took. Arguments: an empty folder, rows, villages."""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shaiba.app import open_replica, system_clock
from shaiba.data_folder import make_folder
from shaiba.regions import load_regions
from shaiba.replica.duty import say_all
from tests.bench import ledger

MONTHS = 12
POOL = 20_000
"""Rows made before the clock starts; further villages have the same under other ids."""


async def main(path: str, rows: int, villages: int) -> None:
    made = [act.changes for act in ledger.acts(min(rows // villages, POOL), MONTHS)]
    codes = [region.code for region in load_regions() if region.level == "village"][:villages]
    folder = make_folder(Path(path) / "data", "bench.example")
    async with open_replica(folder) as replica:
        wall, cpu = time.perf_counter(), time.process_time()
        await say_all(replica, _acts(made, codes), now_ms=system_clock())
        took = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sys.stdout.write(json.dumps({**took, "rss": rss}))


def _acts(made: list[list[dict[str, Any]]], codes: list[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for code in codes:
        for changes in made:
            yield f"village/{code}", changes


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
