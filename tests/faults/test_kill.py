"""A server may be killed at any moment: what it acknowledged is there, nothing is there twice, and it goes on."""

import asyncio
import random
from pathlib import Path

import pytest

from shaiba.cli import main
from shaiba.data_folder import DataFolder
from shaiba_sync.op import op_id
from tests.conftest import HOME
from tests.faults.kill import Phones, Server, make_folder

KILLS = 100


async def test_a_hundred_kills_in_the_middle_of_pushes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told, sent = await kill(tmp_path, seed=1, kills=KILLS)
    assert await asyncio.to_thread(main, ["verify", str(tmp_path / "data")]) == 0
    assert "Good" in capsys.readouterr().out
    await nothing_is_lost_or_twice(tmp_path / "data", told, sent)


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
