"""Over a bad wire phones come through: what was acknowledged is there, nothing is there twice."""

import asyncio
import random
from pathlib import Path

from shaiba.cli import main
from tests.faults.kill import Phones, Server, make_folder, nothing_is_lost_or_twice
from tests.faults.proxy import WAYS, Proxy

LINES = 1_500


async def test_a_wire_that_delays_cuts_slices_swallows_and_repeats(tmp_path: Path) -> None:
    rng = random.Random(1)
    folder, phone = await make_folder(tmp_path)
    server = Server(folder)
    server.start()
    try:
        async with Proxy(server.port, rng).open() as proxy:
            phones = Phones(proxy.port, phone, rng)
            try:
                while len(phones.told) < LINES or set(proxy.ways) != set(WAYS):
                    await phones.more_told(1, server)
            finally:
                await phones.stop()
    finally:
        server.kill()
    assert sum(phones.again) > 20
    assert await asyncio.to_thread(main, ["verify", str(folder)]) == 0
    await nothing_is_lost_or_twice(folder, phones.told, set(phones.sent))
