"""Make a failing run small: leave out half of its actions, a quarter, …, as long as it still fails."""

from typing import NamedTuple

from tests.sim.plan import Plan
from tests.sim.run import Cast, run

MAX_RUNS = 200


class Small(NamedTuple):
    """A plan that still fails, what it fails with, and how many runs that took to find."""

    plan: Plan
    faults: list[str]
    runs: int


def minimise(plan: Plan, *, cast: Cast | None = None, max_runs: int = MAX_RUNS) -> Small:
    """Delete chunks of actions (delta debugging), within so many runs."""
    faults, runs = run(plan, cast=cast).faults, 1
    chunk = max(1, len(plan.actions) // 2)
    while faults and runs < max_runs:
        shorter = _without_one_chunk(plan, chunk, cast, max_runs - runs)
        runs += shorter.runs
        if shorter.faults:
            plan, faults = shorter.plan, shorter.faults
        elif chunk == 1:
            break
        else:
            chunk = max(1, chunk // 2)
    return Small(plan, faults, runs)


def _without_one_chunk(plan: Plan, chunk: int, cast: Cast | None, budget: int) -> Small:
    """The first plan without a chunk of that size that still fails; one without faults where none does."""
    for runs, begin in enumerate(range(0, min(len(plan.actions), budget * chunk), chunk), 1):
        actions = (*plan.actions[:begin], *plan.actions[begin + chunk :])
        faults = run(plan._replace(actions=actions), cast=cast).faults
        if faults:
            return Small(plan._replace(actions=actions), faults, runs)
    return Small(plan, [], max(1, -(-len(plan.actions) // chunk)))
