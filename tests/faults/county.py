"""A data folder whose database is on a `Disk`, people who send to it, and what must hold whenever it starts again."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from shaiba.app import open_replica
from shaiba.data_folder import DataFolder
from shaiba.replica.audit import Key, all_keys, audit_scope
from shaiba.replica.push import push
from shaiba.replica.replica import Replica, public_bytes
from shaiba.storage.sqlite import Connect
from shaiba_sync.op import device_id, leaf_of, op_id, parse_op
from shaiba_sync.tree import Frontier, open_note
from shaiba_sync.wire import Verdict
from tests.conftest import HOME, NOW_MS, SQUARE, Phone, disclosure, open_village, some_regions
from tests.faults.connection import DiskVfs
from tests.faults.disk import Disk

REGIONS = some_regions()
BUFFERS = {"cache_size": -2000}
"""A connection of a test needs no 16 MB."""


class County:
    """A folder with a village in it. `image` is its database as it is before anybody sends."""

    def __init__(self, folder: Path, accountant: Phone, villager: Phone) -> None:
        self.folder = folder
        self.path = str(folder / "shaiba.db")
        self.image = {self.path: (folder / "shaiba.db").read_bytes()}
        self.accountant = accountant
        self.villager = villager

    @asynccontextmanager
    async def start(self, disk: Disk, **options: Any) -> AsyncIterator[Replica]:
        """The server's heart over this disk: the start with all its doubts, the real store."""
        vfs = DiskVfs(disk, self.folder, **{**BUFFERS, **options})
        try:
            async with self.start_with(vfs.connect) as replica:
                yield replica
        finally:
            vfs.forget()

    @asynccontextmanager
    async def start_with(self, connect: Connect) -> AsyncIterator[Replica]:
        """The same over connections that this makes."""
        folder = DataFolder(self.folder, connect)
        async with open_replica(folder, regions=REGIONS, clock=lambda: NOW_MS) as replica:
            yield replica

    def lines(self, rng: random.Random, count: int) -> list[bytes]:
        """New ops of the accountant or the villager."""
        if rng.random() < 0.7:
            return [self.accountant.say(HOME, disclosure(f"d{rng.getrandbits(40)}", _title(rng))) for _ in range(count)]
        said = {"person": self.villager.person, "title": "路灯不亮", "category": "livelihood"}
        changes = [
            {"do": "appeal.file", "id": f"a{rng.getrandbits(40)}", "set": {**said, "text": _title(rng) * 9}}
            for _ in range(count)
        ]
        return [self.villager.say(SQUARE, change) for change in changes]


def _title(rng: random.Random) -> str:
    return "收支" * rng.choice([2, 5, 20])


async def make_county(tmp_path: Path) -> County:
    async with open_village(tmp_path) as village:
        await village.settle()
    return County(tmp_path / "data", village.accountant, village.villager)


class Ledger:
    """What phones know: the lines they sent, and what they were told of them."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.told: dict[tuple[str, int], str] = {}
        self.roots: dict[tuple[str, int], bytes] = {}
        self.sent: dict[str, bytes] = {}

    def send(self, lines: list[bytes]) -> None:
        self.waiting += lines
        self.sent.update((op_id(line), line) for line in lines)

    async def push(self, replica: Replica, lines: list[bytes]) -> list[Verdict]:
        """One phone's request. What it is told is written down; if it fails, the lines wait for the next."""
        verdicts = []
        stepped = {parse_op(line).by for line in lines}
        for line, verdict in zip(lines, await push(replica, lines, now_ms=NOW_MS, stepped=stepped), strict=True):
            assert isinstance(verdict, Verdict), verdict
            verdicts.append(verdict)
            place = (verdict.scope, verdict.seq)
            assert self.told.setdefault(place, verdict.id) == verdict.id, f"two lines were given the place {place}"
            self.waiting.remove(line)
        for scope in {verdict.scope for verdict in verdicts}:
            if head := await replica.store.head(scope):
                checkpoint = open_note(head.checkpoint, replica.vkey)
                known = self.roots.setdefault((scope, checkpoint.size), checkpoint.root)
                assert known == checkpoint.root, f"two histories of {scope} were signed"
        return verdicts

    async def check(self, replica: Replica) -> None:
        """All that was told still holds, and what is stored is whole."""
        store = replica.store
        assert await store.write(_integrity) == "ok"
        signers = await whom(replica)
        stored: dict[tuple[str, int], str] = {}
        for scope in await store.scopes():
            head = await store.head(scope)
            assert head is not None
            wrong = [fault async for fault in audit_scope(store, scope, *signers)]
            assert wrong == [], f"{wrong[:3]}"
            frontier = Frontier()
            for seq, line in enumerate(await store.lines(scope, 0, head.size)):
                stored[scope, seq] = op_id(line)
                frontier = frontier.append(leaf_of(line))
                told = self.roots.get((scope, seq + 1))
                assert told in (None, frontier.root()), f"the root of {scope} at {seq + 1} is not the one that was told"
        lost = {place: name for place, name in self.told.items() if stored.get(place) != name}
        assert lost == {}, f"acknowledged, and lost: {len(lost)}"
        ours = [name for name in stored.values() if name in self.sent]
        assert len(ours) == len(set(ours)), "a line is there twice"


async def whom(replica: Replica) -> tuple[str, str, dict[str, Key], str]:
    """Whose signatures count, and whose orders."""
    key = public_bytes(replica.clerk.key)
    clerk = device_id("ed25519", key)
    return replica.log_name, replica.vkey, {**await all_keys(replica.store), clerk: ("ed25519", key)}, clerk


def _integrity(tx: Any) -> str:
    return str(tx._conn.execute("pragma integrity_check").fetchone()[0])


async def send_until(replica: Replica, county: County, ledger: Ledger, rng: random.Random, rounds: int) -> int:
    """Phones send at the same time, some of them what they sent before. Returns how many requests failed."""
    failed = 0
    for _ in range(rounds):
        ledger.send(county.lines(rng, rng.randint(1, 3)))
        waiting, requests = list(ledger.waiting), []
        while waiting:
            size = rng.randint(1, 4)
            requests.append(ledger.push(replica, waiting[:size]))
            waiting = waiting[size:]
        results = await asyncio.gather(*requests, return_exceptions=True)
        for result in results:
            if isinstance(result, AssertionError):
                raise result
        failed = sum(isinstance(result, Exception) for result in results)
        if failed:
            break
    return failed
