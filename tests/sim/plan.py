"""A run as data, from its seed alone: so that it can be run again, and made smaller."""

import random
from typing import NamedTuple

import msgspec

from tests.sim.network import Weather

DAY_MS = 86_400_000
USUAL = {
    "write": 34, "write_and_sync": 14, "sync": 26, "astray": 5, "hostile": 6, "tabs": 5, "look": 3, "partition": 3,
    "mend": 3, "carry": 3,
    "late_copy": 2, "swizzle": 1.5, "crash": 3, "power_cut": 2, "evict": 1.5, "server_crash": 3, "disk_full": 1,
    "clock_jump": 1,
}  # fmt: skip


MODES = {"plain": 60, "restore": 10, "refill": 14, "edit": 8, "rewrite": 8}


class Action(msgspec.Struct, frozen=True):
    """One thing that happens; what exactly is settled by its own dice."""

    at_ms: int
    what: str
    who: int
    dice: int


class Plan(NamedTuple):
    """All of a run. `mode`: plain, or one in which something happens to what the server holds: it goes on from a
    copy in silence (restore) or as operators should (refill), somebody edits its database (edit), it lies (rewrite)."""

    seed: int
    mode: str
    people: tuple[int, ...]
    skews_ms: tuple[int, ...]
    weathers: tuple[Weather, ...]
    actions: tuple[Action, ...]


def plan(seed: int, *, people: int, acts: tuple[int, int] = (25, 70)) -> Plan:
    """The run of this seed, among so many `people`."""
    rng = random.Random(f"shaiba-sim/{seed}")
    mode = rng.choices(list(MODES), list(MODES.values()))[0]
    count = rng.randint(3, 12)
    chosen = (0, *rng.sample(range(1, people), count - 1))  # nothing happens without an accountant
    span_ms = rng.choice([60_000, 600_000, 7_200_000])
    actions = [_action(rng, rng.randrange(span_ms), count) for _ in range(rng.randint(*acts))]
    if mode in ("restore", "refill"):
        backup_ms = rng.randrange(span_ms // 2)
        restore_ms = rng.randrange(backup_ms + 1, span_ms)
        actions += [Action(backup_ms, "backup", 0, 0), Action(restore_ms, mode, 0, 0)]
        if mode == "refill" and rng.random() < 0.5:
            actions.append(Action(rng.randrange(restore_ms, span_ms), "give_up", 0, 0))
    elif mode in ("rewrite", "edit"):
        for _ in range(1 if mode == "rewrite" else rng.randint(1, 2)):
            actions.append(Action(rng.randrange(span_ms // 2, span_ms), mode, 0, rng.randrange(2**32)))
    if mode in ("plain", "refill") and rng.random() < 0.3:
        actions.append(Action(rng.randrange(span_ms // 2, span_ms), "erase", 0, rng.randrange(2**32)))
    actions.sort(key=lambda action: action.at_ms)
    skews = tuple(_skew(rng) for _ in range(count))
    return Plan(seed, mode, chosen, skews, tuple(_weather(rng) for _ in range(count)), tuple(actions))


def _action(rng: random.Random, at_ms: int, count: int) -> Action:
    what = rng.choices(list(USUAL), list(USUAL.values()))[0]
    return Action(at_ms, what, rng.randrange(count), rng.randrange(2**32))


def _skew(rng: random.Random) -> int:
    """−365 … +3 days, most clocks nearly right."""
    sort = rng.random()
    if sort < 0.55:
        return rng.randint(-2_000, 2_000)
    if sort < 0.75:
        return rng.randint(-900_000, 900_000)
    return rng.randint(-365 * DAY_MS, 0) if sort < 0.88 else rng.randint(0, 3 * DAY_MS)


def _weather(rng: random.Random) -> Weather:
    if rng.random() < 0.3:
        return Weather()
    return Weather(
        lost=rng.choice([0, 0.02, 0.2]),
        doubled=rng.choice([0, 0.05, 0.3]),
        cut=rng.choice([0, 0.05, 0.3]),
        held_up=rng.choice([0, 0, 0.1, 0.4]),
        delay_s=rng.choice([0.02, 0.2, 3.0]),
    )
