"""No power cut takes away what was acknowledged. `python -m tests.faults --soak` does this 100,000 times."""

from pathlib import Path

import pytest

from tests.faults.county import make_county
from tests.faults.power import LIVES, cut

HISTORIES = 50
PARTS = 2_000 // LIVES // HISTORIES


@pytest.mark.parametrize("part", range(PARTS))
async def test_after_four_hundred_power_cuts_all_that_was_acknowledged_is_there(tmp_path: Path, part: int) -> None:
    county = await make_county(tmp_path)
    assert await cut(county, range(part * HISTORIES, (part + 1) * HISTORIES)) == []


async def test_without_a_sync_before_each_answer_the_same_cuts_lose_what_was_acknowledged(tmp_path: Path) -> None:
    """That the suite bites: NORMAL, which many guides advise for WAL."""
    losses = await cut(await make_county(tmp_path), range(10), synchronous="normal")
    assert len(losses) >= 3
    assert any("acknowledged, and lost" in loss for loss in losses)
