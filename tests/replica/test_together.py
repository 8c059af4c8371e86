"""Those who push to one log at a time are answered together; nobody waits for longer than a moment, or for others."""

import asyncio
import time

from shaiba.replica.push import push
from shaiba.replica.together import MOMENT_S, Together, logs_of
from shaiba_sync.wire import Lines
from tests.conftest import HOME, NOW_MS, SQUARE, Village, disclosure


async def test_an_answer_waits_for_those_who_push_to_the_same_log() -> None:
    together = Together()
    with together.pushing({HOME}):
        waits = asyncio.create_task(together.quiet({HOME, SQUARE}))
        await asyncio.sleep(0)
        with together.pushing({HOME}):
            pass
        await asyncio.sleep(0)
        assert not waits.done()
    await asyncio.wait_for(waits, 10)


async def test_where_two_came_together_a_third_is_waited_for_a_little() -> None:
    together = Together()
    with together.pushing({HOME}):
        first = asyncio.create_task(together.quiet({HOME}, linger_s=1_000))
        await asyncio.sleep(0)
    second = asyncio.create_task(together.quiet({HOME}, linger_s=0))  # nobody pushes, but the first still waits
    await asyncio.wait_for(second, 10)
    assert not first.done()
    first.cancel()
    await asyncio.wait_for(together.quiet({SQUARE}, linger_s=1_000), 10)
    await asyncio.gather(first, return_exceptions=True)
    await asyncio.wait_for(together.quiet({HOME}, linger_s=1_000), 10)  # alone again


async def test_who_comes_while_one_lingers_is_waited_for() -> None:
    together = Together()
    with together.pushing({HOME}):
        waits = asyncio.create_task(together.quiet({HOME}, linger_s=0.01))
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    with together.pushing({HOME}):
        begun = time.monotonic()
        await asyncio.sleep(0.05)
        assert not waits.done()
    await asyncio.wait_for(waits, 10)
    assert time.monotonic() - begun >= 0.01


async def test_who_writes_elsewhere_is_not_waited_for() -> None:
    together = Together()
    with together.pushing({SQUARE}):
        await asyncio.wait_for(together.quiet({HOME}, most_s=1_000), 10)


async def test_a_push_that_failed_is_over() -> None:
    together = Together()
    try:
        with together.pushing({HOME}):
            raise ValueError
    except ValueError:
        await asyncio.wait_for(together.quiet({HOME}, most_s=1_000), 10)


async def test_nobody_waits_for_longer_than_a_moment() -> None:
    together = Together()
    with together.pushing({HOME}):
        begun = time.monotonic()
        await asyncio.wait_for(together.quiet({HOME}, most_s=0.01), 10)
        assert time.monotonic() - begun >= 0.01


def test_a_line_says_its_public_log_and_no_other_tells_how_busy_it_is() -> None:
    lines = [f'{{"v":1,"scope":"{name}","by":'.encode() for name in (HOME, SQUARE, "village/1", "case/a1")]
    assert logs_of([*lines, b'{"v":1,"scope":"\xff"', b"{", b""]) == {HOME}


async def test_a_phone_that_pushed_with_others_is_given_what_they_said_too(village: Village) -> None:
    before = await village.store.head(HOME)
    assert before is not None
    first, second = (village.accountant.say(HOME, disclosure(f"together-{number}")) for number in range(2))
    with village.replica.together.pushing({HOME}):  # a third phone
        asked = asyncio.create_task(village.sync(first, have={HOME: (0, before.size)}))
        while (head := await village.store.head(HOME)) is None or head.size == before.size:
            await asyncio.sleep(0)
        await push(village.replica, [second], now_ms=NOW_MS, stepped={village.accountant.device})
    ends = [item.to for item in await asked if isinstance(item, Lines)]
    assert ends == [before.size + 2]


async def test_who_asks_for_none_of_the_lines_waits_for_nobody(village: Village) -> None:
    with village.replica.together.pushing({HOME}):
        begun = time.monotonic()
        await village.sync(village.accountant.say(HOME, disclosure("alone")), have={})
        assert time.monotonic() - begun < MOMENT_S
