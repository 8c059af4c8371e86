"""The file that those ask for who push together is packed while they wait, and says what it would say otherwise."""

import asyncio

import brotli
import pytest

from shaiba.replica import ahead as ahead_module
from shaiba.replica import bundles as bundles_module
from shaiba.replica.ahead import MOST, Ahead
from shaiba.replica.bundles import BUNDLE
from shaiba.replica.duty import say_all
from tests.conftest import HOME, NOW_MS, Village, disclosure, grant

PLACE = (HOME, 0, 0)


async def _grow(village: Village, lines: int) -> None:
    await say_all(village.replica, [(HOME, [grant(f"p{n}", "villager")]) for n in range(lines)], now_ms=NOW_MS)


async def _rests(ahead: Ahead) -> None:
    while ahead._under_way:
        await asyncio.sleep(0)


async def _file(village: Village, name: str) -> list[bytes]:
    answer = await village.client.get(f"/log/{HOME}/entries/{name}", headers={"accept-encoding": "br"})
    assert answer.status_code == 200
    return answer.content.splitlines()


def _never(*_: object, **__: object) -> bytes:
    raise AssertionError("it was packed already")


async def test_who_pushes_with_others_finds_the_file_packed(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    await _grow(village, 2 * BUNDLE)
    server, line = village.server, village.accountant.say(HOME, disclosure("ahead"))
    with village.replica.together.pushing({HOME}):  # another phone
        asked = asyncio.create_task(village.sync(line, have={HOME: (0, 0)}))
        while PLACE not in server.bundles.growing:
            await asyncio.sleep(0)
        await _rests(server.ahead)
    await asked
    monkeypatch.setattr(bundles_module, "compress", _never)
    assert await _file(village, "0-1") == await village.store.lines(HOME, 0, 2 * BUNDLE)


async def test_what_comes_meanwhile_is_packed_too_and_what_comes_later_with_it(village: Village) -> None:
    ahead = village.server.ahead
    await _grow(village, 2 * BUNDLE)
    ahead.expect(HOME, 0)
    await _rests(ahead)
    assert (growing := village.server.bundles.growing[PLACE])._size == sum(
        len(line) + 1 for line in await village.store.lines(HOME, 0, 2 * BUNDLE)
    )
    await _grow(village, BUNDLE)
    assert await _file(village, "0-2") == await village.store.lines(HOME, 0, 3 * BUNDLE)
    assert await _file(village, "0-1") == await village.store.lines(HOME, 0, 2 * BUNDLE), "packed by itself"
    assert village.server.bundles.growing[PLACE] is growing


async def test_nothing_is_packed_that_nobody_will_ask_for(village: Village) -> None:
    ahead, growing = village.server.ahead, village.server.bundles.growing
    ahead.expect(HOME, 0)  # short: its lines come in the answer
    await _rests(ahead)
    await _grow(village, 3 * BUNDLE)
    for size in (BUNDLE, 3 * BUNDLE - 1):  # a file from there is packed quickly; or there is none
        ahead.expect(HOME, size)
        await _rests(ahead)
    assert growing == {}
    ahead._packed = {(f"region/{n}", 0, 0): None for n in range(MOST)}  # type: ignore[misc]  # others are under way
    ahead.expect(HOME, 0)
    await _rests(ahead)
    assert growing == {}


async def test_a_line_that_went_is_not_in_a_file_that_was_packed_ahead(village: Village) -> None:
    await _grow(village, 2 * BUNDLE)
    village.server.ahead.expect(HOME, 0)
    await _rests(village.server.ahead)
    first, _, *others = await village.store.lines(HOME, 0, 2 * BUNDLE)
    text = b"\n".join([first, b'{"gone":1}', *others, *others, b""])  # and more came since

    async def read() -> bytes:
        return text

    assert brotli.decompress(await village.server.bundles.get(HOME, 0, 0, 1, "br", read)) == text


async def test_it_is_let_go_when_the_log_is_quiet(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead_module, "KEPT_S", 0)
    await _grow(village, 2 * BUNDLE)
    village.server.ahead.expect(HOME, 0)
    await _rests(village.server.ahead)
    while village.server.bundles.growing:
        await asyncio.sleep(0)
    assert village.server.ahead._packed == {}
