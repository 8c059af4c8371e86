"""`python -m tests.sim`: many seeds, or one of them again."""

import argparse
import os
import secrets
import sys
import time
from collections.abc import Iterable, Sequence

from tests.sim.report import failing, run_seed


def main(given: Sequence[str] | None = None) -> int:
    """0 where nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.sim", description=sys.modules["tests.sim"].__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="how many")
    parser.add_argument("--seed", type=int, help="this one only, with its history on the screen")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--fresh", action="store_true", help="begin at a seed that was hardly ever tried")
    options = parser.parse_args(given)
    if options.seed is not None:
        result = run_seed(options.seed)
        print(result.journal.read_text(), end="")
        print(f"SEED {result.seed}: {len(result.faults)} faults, trace {result.trace}")
        return 1 if result.faults else 0
    first = secrets.randbelow(2**40) if options.fresh else options.first
    return soak(range(first, first + options.seeds))


def soak(seeds: Iterable[int]) -> int:
    """Run them; say how fast; stop at the first that fails, made small."""
    began, cpu, done = time.monotonic(), time.process_time(), 0
    for seed in seeds:
        result = run_seed(seed)
        done += 1
        if result.faults:
            print(failing(result))
            return 1
        if done % 500 == 0:
            print(f"{done} seeds, {done / (time.process_time() - cpu):.1f} per CPU second", flush=True)
    print(f"{done} seeds, none failed; {done / (time.process_time() - cpu):.1f} per CPU second, "
          f"{done / (time.monotonic() - began):.1f} per second at load {os.getloadavg()[0]:.1f}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
