"""Damage to the database file, the start and `shaiba verify` that must find it, and heads that must not be signed."""

import asyncio
import random
import sqlite3
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from shaiba.app import open_replica
from shaiba.cli import main
from shaiba.data_folder import DataFolder, Doubt
from shaiba.replica import pull as pulling
from shaiba.replica.push import push
from shaiba.replica.replica import Replica
from shaiba.storage.store import Unavailable
from shaiba_sync.errors import SyncError
from shaiba_sync.op import leaf_of
from shaiba_sync.tree import Frontier, open_note
from shaiba_sync.wire import AnswerReader, Lines
from tests.conftest import HOME, NOW_MS, SQUARE, disclosure
from tests.faults.county import REGIONS, County, Ledger, make_county, send_until
from tests.faults.disk import Disk

PAGE = 4096
PER_KIND = {"a flipped bit": 300, "an empty sector": 60, "two pages swapped": 60, "a page twice": 40, "a cut end": 40}
CONTENT = {
    "scope": "id, name, epoch, size, frontier, checkpoint",
    "log": "scope_id, seq, leaf, act, line",
    "record": "scope_id, kind, id, data",
    "ref": "kind, field, value, scope_id, id",
    "blob_ref": "hash, scope_id",
}
"""What is live: all that a phone is given, or that decides what one may do."""


def flipped_bit(data: bytearray, rng: random.Random) -> None:
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def empty_sector(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data) // 512) * 512
    data[at : at + 512] = bytes(512)


def swapped_pages(data: bytearray, rng: random.Random) -> None:
    one, other = (at * PAGE for at in rng.sample(range(len(data) // PAGE), 2))
    data[one : one + PAGE], data[other : other + PAGE] = data[other : other + PAGE], data[one : one + PAGE]


def page_twice(data: bytearray, rng: random.Random) -> None:
    one, other = (at * PAGE for at in rng.sample(range(len(data) // PAGE), 2))
    data[one : one + PAGE] = data[other : other + PAGE]


def cut_end(data: bytearray, rng: random.Random) -> None:
    del data[rng.choice([rng.randrange(len(data)), rng.randrange(len(data) // PAGE) * PAGE]) :]


KINDS: dict[str, Callable[[bytearray, random.Random], None]] = dict(
    zip(PER_KIND, [flipped_bit, empty_sector, swapped_pages, page_twice, cut_end], strict=True)
)


class Truth:
    """What the log was: the root at each size of each scope."""

    def __init__(self, path: Path) -> None:
        self.content = content(path)
        self.roots: dict[str, list[bytes]] = {}
        self.frontiers: dict[str, Frontier] = {}
        names = {row[0]: row[1] for row in self.content["scope"]}
        for scope_id, _, leaf, *_ in sorted(self.content["log"]):
            scope = names[scope_id]
            frontier = self.frontiers.get(scope, Frontier()).append(leaf)
            self.frontiers[scope] = frontier
            self.roots.setdefault(scope, [Frontier().root()]).append(frontier.root())


def content(path: Path) -> dict[str, list[Any]]:
    conn = sqlite3.connect(path)
    try:
        return {table: sorted(conn.execute(f"select {what} from {table}")) for table, what in CONTENT.items()}
    finally:
        conn.close()


async def filled_county(tmp_path: Path) -> tuple[County, bytes]:
    county = await make_county(tmp_path)
    disk = Disk(county.image)
    rng = random.Random(5)
    async with county.start(disk) as replica:
        await send_until(replica, county, Ledger(), rng, rounds=50)
    image = bytes(disk.files[county.path].seen)
    Path(county.path).write_bytes(image)
    return county, image


async def damage(county: County, image: bytes, kind: str, seeds: range) -> dict[str, int]:
    """How often each found it: the start, verify, or nobody, since no content was touched. Raises AssertionError."""
    put(county, image)
    truth = Truth(Path(county.path))
    assert await verify(county) == 0
    found = {"start": 0, "verify": 0, "unused": 0}
    for seed in seeds:
        data = bytearray(image)
        KINDS[kind](data, random.Random(f"{kind} {seed}"))
        put(county, data)
        try:
            async with open_replica(DataFolder(county.folder), regions=REGIONS, clock=lambda: NOW_MS) as replica:
                await nothing_new_is_signed(replica, county, truth)
        except Doubt:
            found["start"] += 1
            continue
        put(county, data)
        if await verify(county) != 0:
            found["verify"] += 1
            continue
        assert content(Path(county.path)) == truth.content, f"{kind}, seed {seed}: nobody saw it"
        found["unused"] += 1
    return found


async def verify(county: County) -> int:
    """The exit code of `shaiba verify`."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        return await asyncio.to_thread(main, ["verify", str(county.folder)])


def put(county: County, data: bytes) -> None:
    for name in ("-wal", "-shm", "-journal"):
        Path(county.path + name).unlink(missing_ok=True)
    Path(county.path).write_bytes(data)


async def nothing_new_is_signed(replica: Replica, county: County, truth: Truth) -> None:
    """Every signed head that it hands out is one of the true history, and so is the next that it makes."""
    for scope in (HOME, SQUARE):
        async for size, root in signed(replica, scope):
            assert root == truth.roots[scope][size], f"{scope} at {size}: another history was signed"
    line = county.accountant.say(HOME, disclosure("d-new"))
    try:
        [verdict] = await push(replica, [line], now_ms=NOW_MS, stepped=[county.accountant.device])
    except Exception:  # as a bug of the program is: 500, nothing told
        return
    head = await replica.store.head(HOME)
    if head and getattr(verdict, "verdict", "") == "stored":
        assert head.frontier == truth.frontiers[HOME].append(leaf_of(line))
        assert open_note(head.checkpoint, replica.vkey).root == head.frontier.root()


async def signed(replica: Replica, scope: str) -> Any:
    """Sizes and roots of the checkpoints that a phone gets which has nothing and asks page by page."""
    at = 0
    while True:
        reader, items = AnswerReader([]), []
        try:
            answer = b"".join([part async for part in pulling.pull(replica, {scope: (0, at)}, {})])
            items = [reader.feed(line) for line in answer.splitlines()]
        except (Unavailable, SyncError):
            return
        pages = [item for item in items if isinstance(item, Lines)]
        if not pages:
            return
        for page in pages:
            checkpoint = open_note(page.checkpoint, replica.vkey)
            yield checkpoint.size, checkpoint.root
        at = pages[-1].to
        if not pages[-1].more:
            return
