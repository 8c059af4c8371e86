"""Many runs of the simulator, and whether it would see what it looks for."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.sim import world
from tests.sim.minimise import minimise
from tests.sim.plan import plan
from tests.sim.planted import PLANTED
from tests.sim.report import failing, journal_of, run_seed

FIXED = 1_000
FRESH = 500
ONCE_RED = (572_139_140_308, 249_986_041_440)
"""What the soak found; they hold since."""
FOUND_WITHIN = 100
ROOT = Path(__file__).parents[2]

EXPECTED = (
    *("stored", "seen", "malformed", "bad_signature", "unknown_device", "device_revoked", "forbidden", "clock_drift"),
    *(
        "unknown_record",
        "closed",
        "invalid",
        "taken",
        "died",
        "started",
        "restore",
        "refill",
        "refilled",
        "gave up",
        "forged refill",
        "edit",
        "erase",
        "carry",
        "rewrite",
        "evict",
        "swizzle",
        "tabs",
        "an act came a second time under another stamp",
    ),
)
"""What a thousand runs must have met: a simulator in which nothing goes wrong proves nothing."""


def run_all(seeds: Sequence[int]) -> tuple[Counter[str], float]:
    """How often what happened, and seeds per second of CPU."""
    counts: Counter[str] = Counter()
    began = time.process_time()
    for seed in seeds:
        ran = run_seed(seed)
        counts += ran.result.counts
        if ran.faults:
            pytest.fail(failing(ran), pytrace=False)
    return counts, len(seeds) / (time.process_time() - began)


@pytest.mark.long
def test_a_thousand_seeds_hold(capsys: pytest.CaptureFixture[str]) -> None:
    counts, rate = run_all([*range(FIXED), *ONCE_RED])
    with capsys.disabled():
        print(
            f"\n{FIXED} seeds: {rate:.1f} per CPU second, {counts['stored']} ops stored, {counts['died']} phones died"
        )
    assert [what for what in EXPECTED if not counts[what]] == []


@pytest.mark.long
def test_seeds_that_nobody_has_tried_hold_too() -> None:
    first = secrets.randbelow(2**40)
    run_all(range(first, first + FRESH))


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_bug_is_found(name: str) -> None:
    assert any(run_seed(seed, cast=PLANTED[name]).faults for seed in range(FOUND_WITHIN))


def test_the_same_seed_gives_the_same_trace() -> None:
    """In this process, again, and in others that hash their sets otherwise."""
    seeds = [3, 17, 256]
    here = [run_seed(seed).trace for seed in seeds]
    assert here == [run_seed(seed).trace for seed in seeds]
    code = (
        f"import json; from tests.sim.report import run_seed; print(json.dumps([run_seed(s).trace for s in {seeds}]))"
    )
    for hashes in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": hashes, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=env, text=True)
        assert json.loads(done.stdout) == here


def test_a_failing_run_is_made_small_and_still_fails() -> None:
    cast = PLANTED["no dedup"]
    whole = next(seed for seed in range(FOUND_WITHIN) if run_seed(seed, cast=cast).faults)
    before = plan(whole, people=len(world.PEOPLE))
    small = minimise(before, cast=cast)
    assert small.faults
    assert len(small.plan.actions) <= len(before.actions) // 4
    text = failing(run_seed(whole, cast=cast), cast=cast)
    assert text.startswith(f"SEED {whole} fails")
    journal_of().with_name(f"seed-{whole}.jsonl").unlink()
