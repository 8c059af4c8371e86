"""A disk that is full, read-only or broken: refused cleanly, nothing in part, what is there is read, and it goes on."""

import random
from pathlib import Path

import apsw
import pytest

from shaiba.data_folder import Doubt
from shaiba.replica.pull import pull
from shaiba.replica.replica import Replica
from shaiba.storage.store import Unavailable
from tests.conftest import HOME, SQUARE
from tests.faults.county import County, Ledger, make_county, send_until
from tests.faults.disk import Disk

POINTS = 40


class Failing:
    """From the n-th step of a kind on, the disk answers with this error, until it is well again."""

    def __init__(self, disk: Disk, error: type[apsw.Error], kinds: tuple[str, ...], *, once: bool = False) -> None:
        self.error = error
        self.kinds = kinds
        self.once = once
        self.left = -1
        self.failed = 0
        disk.on = self

    def __call__(self, what: str, path: str) -> None:
        if what not in self.kinds or self.left < 0:
            return
        if self.left > 0:
            self.left -= 1
            return
        self.failed += 1
        if self.once:
            self.left = -1
        raise self.error


FAULTS: dict[str, tuple[type[apsw.Error], tuple[str, ...], bool]] = {
    "the disk is full": (apsw.FullError, ("write", "create"), False),
    "one write fails": (apsw.IOError, ("write",), True),
    "one read fails": (apsw.IOError, ("read",), True),
    "one sync fails": (apsw.IOError, ("sync",), True),
    "every sync fails": (apsw.IOError, ("sync",), False),
    "every write and sync fails": (apsw.IOError, ("write", "sync", "truncate", "create", "remove"), False),
    "the disk is read-only": (apsw.ReadOnlyError, ("write", "sync", "truncate", "create", "remove"), False),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_at_any_step_of_a_push(tmp_path: Path, fault: str) -> None:
    error, kinds, once = FAULTS[fault]
    county = await make_county(tmp_path)
    failed = 0
    for point in range(POINTS):
        rng = random.Random(point)
        disk = Disk(county.image)
        ledger = Ledger()
        failing = Failing(disk, error, kinds, once=once)
        async with county.start(disk, checkpoint_pages=rng.choice([4, 1000]), cache_size=2) as replica:
            await send_until(replica, county, ledger, rng, rounds=2)
            failing.left = point // (8 if kinds == ("sync",) else 1)
            refused = await send_until(replica, county, ledger, rng, rounds=3)
            failed += failing.failed
            assert await read(replica) >= {line for line in ledger.sent.values() if line not in ledger.waiting}
            if refused and not once:
                with pytest.raises(Unavailable):
                    await send_one(replica, county, ledger, rng)
            failing.left = -1
            await send_until(replica, county, ledger, rng, rounds=1)  # what waited, and more
            assert ledger.waiting == []
            await ledger.check(replica)
        async with county.start(Disk(disk.after_cut(rng))) as replica:  # and after a cut, all of it is still there
            await ledger.check(replica)
    assert failed >= POINTS / 2


async def read(replica: Replica) -> set[bytes]:
    """The lines that a phone is given which has none."""
    answer = [part async for part in pull(replica, {HOME: (0, 0), SQUARE: (0, 0)}, {})]
    return set(b"".join(answer).splitlines())


async def send_one(replica: Replica, county: County, ledger: Ledger, rng: random.Random) -> None:
    lines = county.lines(rng, 1)
    ledger.send(lines)
    await ledger.push(replica, lines)


@pytest.mark.parametrize("fault", ["the disk is full", "every write and sync fails", "the disk is read-only"])
async def test_a_server_that_starts_on_a_failing_disk_says_so_and_starts_when_it_is_well(
    tmp_path: Path, fault: str
) -> None:
    error, kinds, _ = FAULTS[fault]
    county = await make_county(tmp_path)
    rng = random.Random(1)
    cut = Disk(county.image)
    ledger = Ledger()
    async with county.start(cut) as replica:
        await send_until(replica, county, ledger, rng, rounds=2)
        cut.off = True
    files = cut.after_cut(rng)
    for point in range(POINTS // 2):
        disk = Disk(files)
        failing = Failing(disk, error, kinds)
        failing.left = point
        try:
            async with county.start(disk) as replica:
                await send_one(replica, county, ledger, rng)
        except (Doubt, Unavailable):
            assert failing.failed
        failing.left = -1
        async with county.start(disk) as replica:
            await ledger.check(replica)
