"""Servers killed in the middle of pushes, and phones that try again until they are told.

Each server is a process of its own that runs `shaiba serve` (tests/servers.py).
"""

import asyncio
import csv
import random
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from shaiba.app import system_clock
from shaiba.cli import main
from shaiba.data_folder import DataFolder
from shaiba.identity.session import hash_token
from shaiba.replica.duty import say
from shaiba.storage.store import Session
from shaiba_sync.op import op_id
from shaiba_sync.wire import AnswerReader, SyncHeader, Verdict, format_header
from tests.conftest import HOME, TOWN, VILLAGE, Phone, disclosure, grant, open_village
from tests.servers import PROCESSES

PHONES = 12
PATIENCE_S = 60
"""A start that has not answered by then never will. No speed is measured by it."""


TOKEN = "the accountant's"  # noqa: S105 — of a session in this folder


async def make_folder(tmp_path: Path) -> tuple[Path, Phone]:
    """A data folder with an accountant, as it is today: the server that follows has the machine's clock."""
    async with open_village(tmp_path) as village:
        until = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%d")
        phone = village.accountant
        changes = [phone.enrolment(), grant(phone.person, "accountant", until=until)]
        await say(village.replica, HOME, changes, now_ms=system_clock())
        end_ms = system_clock() + 30 * 86_400_000  # shows again and again to be there: no kill is about that
        session = Session(hash_token(TOKEN), phone.device, system_clock(), end_ms, end_ms, end_ms)
        await village.store.write(lambda tx: tx.put_session(session))
    with (tmp_path / "data" / "regions.csv").open("w", newline="") as file:
        rows = [["code", "name", "level", "parent"], ["350000000000", "福建省", "province", ""]]
        rows += [["350500000000", "泉州市", "city", rows[1][0]], ["350524000000", "安溪县", "county", "350500000000"]]
        csv.writer(file).writerows([*rows, [TOWN, "镇", "town", "350524000000"], [VILLAGE, "村", "village", TOWN]])
    return tmp_path / "data", phone


class Server:
    """`shaiba serve`, again and again at the same address."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._args = ["serve", "--data", str(folder), "--port", str(self.port), "--log-level", "error"]
        self._process: Any = None

    def start(self) -> None:
        self._process = PROCESSES.Process(target=main, args=(self._args,))
        self._process.start()

    def alive(self) -> bool:
        return bool(self._process.is_alive())

    def kill(self) -> None:
        """SIGKILL: nothing in it gets to finish anything."""
        self._process.kill()
        self._process.join()
        self._process.close()


class Phones:
    """Many requests at a time, each with its lines until they are told. `told` is what the phones were told."""

    def __init__(self, port: int, phone: Phone, rng: random.Random) -> None:
        self.told: dict[str, tuple[str, int]] = {}
        self.sent: dict[str, bytes] = {}
        self.again = [0] * PHONES
        self._client = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S, trust_env=False, cookies={"shaiba": TOKEN}
        )
        self._phone = phone
        self._rng = rng
        self._news = asyncio.Event()
        self._tasks = [asyncio.create_task(self._one(n)) for n in range(PHONES)]
        for task in self._tasks:
            task.add_done_callback(lambda _: self._news.set())

    async def more_told(self, count: int, server: Server) -> None:
        """Until so many more lines have been told."""
        target = len(self.told) + count
        while len(self.told) < target:
            assert server.alive(), "the server ended by itself"
            await self._something()

    async def all_failed(self) -> None:
        """Until every phone knows that its server is gone: what was on its way has come."""
        before = list(self.again)
        while any(now == then for now, then in zip(self.again, before, strict=True)):
            await self._something()

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    async def _something(self) -> None:
        """Until a phone has something to say; one that broke says why."""
        async with asyncio.timeout(PATIENCE_S):
            await self._news.wait()
        for task in self._tasks:
            if task.done():
                task.result()
        self._news.clear()

    async def _one(self, name: int) -> None:
        number = 0
        while True:
            records = [f"d{name}-{number + k}" for k in range(self._rng.randint(1, 3))]
            number += len(records)
            lines = [self._phone.say(HOME, disclosure(one), now_ms=system_clock()) for one in records]
            self.sent.update((op_id(line), line) for line in lines)
            while not await self._push(lines):
                self.again[name] += 1
                self._news.set()
                await asyncio.sleep(0.02)

    async def _push(self, lines: list[bytes]) -> bool:
        """Whether an answer came. It is whole, and says where each line stands, the same as ever before."""
        try:
            response = await self._client.post(
                "/sync", content=b"\n".join([format_header(SyncHeader({})), *lines, b""])
            )
        except httpx.TransportError:
            return False
        assert response.status_code == 200, response.text
        reader = AnswerReader([op_id(line) for line in lines])
        for line in response.content.splitlines():
            item = reader.feed(line)
            if isinstance(item, Verdict):
                place = (item.scope, item.seq)
                assert self.told.setdefault(item.id, place) == place
        assert reader.ended
        self._news.set()
        return True


async def kill(tmp_path: Path, seed: int, kills: int) -> tuple[dict[str, tuple[str, int]], set[str]]:
    """What phones were told by servers that were killed so often, and what they sent."""
    rng = random.Random(seed)
    folder, phone = await make_folder(tmp_path)
    server = Server(folder)
    phones = Phones(server.port, phone, rng)
    try:
        for _ in range(kills):
            server.start()
            try:
                await phones.more_told(rng.choice([1, 1, rng.randint(1, 40)]), server)
                for _ in range(rng.randint(0, 20)):  # somewhere between an answer and the next
                    await asyncio.sleep(0)
            finally:
                server.kill()
            await phones.all_failed()
    finally:
        await phones.stop()
    return phones.told, set(phones.sent)


async def nothing_is_lost_or_twice(folder: Path, told: dict[str, tuple[str, int]], sent: set[str]) -> None:
    opened = DataFolder(folder)
    store = await opened.open({})
    try:
        head = await store.head(HOME)
        assert head is not None
        stored = [op_id(line) for line in await store.lines(HOME, 0, head.size)]
    finally:
        await store.close()
    assert len(stored) == len(set(stored))
    assert {name: stored[seq] for name, (_, seq) in told.items()} == {name: name for name in told}
    assert set(stored) - sent == set(stored[:1])  # the clerk's own line: who the accountant is
