"""One seed run, and what is said of one that fails."""

import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.sim import world
from tests.sim.minimise import minimise
from tests.sim.plan import plan
from tests.sim.run import Cast, Result, run


class Ran(NamedTuple):
    """A run, and where its journal is (until the next)."""

    seed: int
    faults: list[str]
    trace: str
    journal: Path
    result: Result


def journal_of() -> Path:
    """Written before each act, so that it tells of a run that never came back."""
    folder = Path(tempfile.gettempdir()) / "shaiba-sim"
    folder.mkdir(exist_ok=True)
    return folder / f"{os.getpid()}.jsonl"


def run_seed(seed: int, *, cast: Cast | None = None) -> Ran:
    """The run of this seed."""
    journal = journal_of()
    result = run(plan(seed, people=len(world.PEOPLE)), cast=cast, journal=journal)
    return Ran(seed, result.faults, result.trace, journal, result)


def failing(ran: Ran, *, cast: Cast | None = None) -> str:
    """What to print of a failing seed: its faults, the fewest actions that still fail, and how to run it again."""
    kept = ran.journal.with_name(f"seed-{ran.seed}.jsonl")
    ran.journal.replace(kept)
    small = minimise(plan(ran.seed, people=len(world.PEOPLE)), cast=cast)
    text = [f"SEED {ran.seed} fails ({small.plan.mode}, {len(small.plan.people)} phones)", *ran.faults[:8]]
    text += [f"journal: {kept}", f"again: python -m tests.sim --seed {ran.seed}"]
    text += [f"{len(small.plan.actions)} actions are enough (after {small.runs} runs):"]
    names = [world.PEOPLE[n].name for n in small.plan.people]
    text += [f"  {one.at_ms} ms {names[one.who]} {one.what} {one.dice}" for one in small.plan.actions]
    return "\n".join([*text, *(f"  → {fault}" for fault in small.faults[:4])])
