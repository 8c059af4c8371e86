"""A server may be killed at any moment: what it acknowledged is there, nothing is there twice, and it goes on."""

import asyncio
from pathlib import Path

import pytest

from shaiba.cli import main
from tests.faults.kill import kill, nothing_is_lost_or_twice

KILLS = 100


@pytest.mark.long
async def test_a_hundred_kills_in_the_middle_of_pushes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told, sent = await kill(tmp_path, seed=1, kills=KILLS)
    assert await asyncio.to_thread(main, ["verify", str(tmp_path / "data")]) == 0
    assert "Good" in capsys.readouterr().out
    await nothing_is_lost_or_twice(tmp_path / "data", told, sent)
