"""A disk that changes what it keeps: found at the start or by `shaiba verify`, and never signed."""

import json
import random
import sqlite3
from pathlib import Path

import pytest

from shaiba.app import open_replica
from shaiba.data_folder import DataFolder
from shaiba.replica import pull as pulling
from shaiba.replica.audit import audit_scope
from tests.conftest import HOME, NOW_MS, SQUARE
from tests.faults.county import REGIONS, Ledger, make_county, send_until, whom
from tests.faults.damage import PER_KIND, damage, filled_county, flipped_bit, verify
from tests.faults.disk import Disk


@pytest.mark.parametrize("kind", PER_KIND)
async def test_what_touches_content_is_found_and_never_signed(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    short_pages(monkeypatch)
    county, image = await filled_county(tmp_path)
    found = await damage(county, image, kind, range(PER_KIND[kind]))
    assert found["start"] + found["verify"] > PER_KIND[kind] / 2, found


async def test_a_scope_that_its_index_has_lost_is_not_begun_again(tmp_path: Path) -> None:
    """A soak found it (an empty sector, seeds from 700,000): from nothing, a second history would have been signed."""
    county, image = await filled_county(tmp_path)
    await damage(county, image, "an empty sector", range(700_000, 700_072))


async def test_no_head_of_the_past_is_signed_over_a_damaged_leaf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or this log itself would give proof that it has two histories."""
    short_pages(monkeypatch)
    county, _ = await filled_county(tmp_path)
    conn = sqlite3.connect(county.path)
    conn.execute("update log set leaf = zeroblob(32) where seq = 3")
    conn.commit()
    conn.close()
    async with open_replica(DataFolder(county.folder), regions=REGIONS, clock=lambda: NOW_MS) as replica:
        [answer] = [part async for part in pulling.pull(replica, {HOME: (0, 0)}, {})]
    assert json.loads(answer)["damaged"] == [3]
    assert await verify(county) == 1


async def test_a_bit_flipped_in_the_log_of_a_killed_server_takes_back_at_most_whole_commits(tmp_path: Path) -> None:
    """SQLite stops before the first page of its own log that is damaged. What is left is an earlier head that was
    signed; phones that know a later one say so."""
    county = await make_county(tmp_path)
    disk = Disk(county.image)
    ledger = Ledger()
    rng = random.Random(5)
    async with county.start(disk) as replica:
        await send_until(replica, county, ledger, rng, rounds=12)
        heads = {scope: await replica.store.head(scope) for scope in (HOME, SQUARE)}
        disk.off = True
        files = {path: bytes(file.seen) for path, file in disk.files.items()}
    wal = f"{county.path}-wal"
    shorter = 0
    for seed in range(100):
        data = bytearray(files[wal])
        flipped_bit(data, random.Random(seed))
        async with county.start(Disk({**files, wal: bytes(data)})) as replica:
            for scope, last in heads.items():
                head = await replica.store.head(scope)
                size = head.size if head else 0
                assert last is not None and size <= last.size
                shorter += size < last.size
                told = ledger.roots.get((scope, size))
                assert head is None or told in (None, head.frontier.root())
                if scope not in await replica.store.scopes():  # taken back to before its first line
                    continue
                faults = [fault async for fault in audit_scope(replica.store, scope, *await whom(replica))]
                assert faults == []
    assert shorter > 50


def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that heads of the past are signed."""
    monkeypatch.setattr(pulling, "RUN_LINES", 20)
    monkeypatch.setattr(pulling, "FETCH_LINES", 20)
