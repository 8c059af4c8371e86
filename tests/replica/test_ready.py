"""What a cold phone fetches is there, and tight, before it comes: bundles once full, the rest once the log is quiet."""

import asyncio
import json
from pathlib import Path

import brotli
import pytest

from shaiba.replica.bundles import BUNDLE, READY, SETTLED_S, STAYS_S, Bundles
from shaiba.replica.duty import say_all
from shaiba.replica.packing import QUICK, TIGHT, begin, compress, end
from shaiba.replica.pull import SHARED_BYTES, pull_shared
from shaiba.replica.ready import Ready
from tests.conftest import HOME, NOW_MS, Village, grant


async def _grow(village: Village, lines: int) -> None:
    acts = [(HOME, [grant(f"p{n}", "villager", name="名字" * 40)]) for n in range(lines)]
    await say_all(village.replica, acts, now_ms=NOW_MS)


async def _files(village: Village) -> dict[str, bytes]:
    """By name, once all is packed."""
    bundles = village.server.bundles
    while bundles.packing:
        await asyncio.sleep(0.01)
    folder: Path = bundles._folder / HOME / "0"
    return {file.name: file.read_bytes() for file in folder.glob("*")}


async def test_a_quiet_log_is_packed_tightly_once_however_few_its_lines(village: Village) -> None:
    ready = Ready(village.replica, village.server.bundles)
    await _grow(village, 200)
    await ready.tick()
    assert await _files(village) == {}, "it grew a moment ago"
    await ready.tick()
    files = await _files(village)
    head = await village.store.head(HOME)
    assert head is not None and list(files) == [f"page-0-{head.size}.begun"]
    (page,) = files.values()
    text = brotli.decompress(page + end())
    assert len(page) == len(begin(text, quality=TIGHT)) < len(begin(text, quality=QUICK))
    await ready.tick()
    assert await _files(village) == files


async def test_all_pages_of_a_quiet_log_are_packed_tightly_as_the_phone_asks_for_them(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shaiba.replica.pull.RUN_BYTES", SHARED_BYTES)
    monkeypatch.setattr("shaiba.replica.pull.RUNS", 2)
    ready = Ready(village.replica, village.server.bundles)
    await _grow(village, 400)
    await ready.tick()
    await ready.tick()
    files = await _files(village)
    assert len(files) > 1
    cursor, asked = 0, []
    while shared := await pull_shared(village.replica, village.server.bundles, {HOME: (0, cursor)}):
        page = shared[1]
        text = brotli.decompress(page + end())
        assert len(page) == len(begin(text, quality=TIGHT))
        asked.append(page)
        first, last = (json.loads(line) for line in text.split(b"\n") if line.startswith(b'{"scope"'))
        assert last["from"] == first["to"]
        cursor = last["to"]
    assert asked == [page for _, page in sorted(files.items(), key=lambda file: int(file[0].split("-")[1]))]


async def test_a_bundle_of_a_log_that_grows_is_packed_tightly_soon_after_it_is_full(village: Village) -> None:
    ready = Ready(village.replica, village.server.bundles)
    await ready.tick()
    await _grow(village, BUNDLE)
    await ready.tick()
    assert await _files(village) == {}, "it may be in the middle of its growing"
    await _grow(village, 1)
    await ready.tick()
    packed = (await _files(village))["0.br"]
    lines = await village.store.lines(HOME, 0, BUNDLE)
    text = b"\n".join([*lines, b""])
    assert brotli.decompress(packed) == text
    assert len(packed) < len(compress(text, "br"))


async def test_the_end_of_a_log_that_grows_is_made_smaller_only_once_it_stays_the_end(tmp_path: Path) -> None:
    """Fifty phones that come back at once ask for a new end each."""
    seconds = 0.0
    bundles = Bundles(tmp_path, lambda: seconds)
    text = b"\n".join(b"%d" % (n * n) for n in range(9_000))

    async def read() -> bytes:
        return text

    async def sizes() -> list[int]:
        part = await bundles.get(HOME, 0, 0, 2, "br", read)
        page = await bundles.page(HOME, 0, 768, 900, read, full=False)
        while bundles.packing:
            await asyncio.sleep(0.01)
        return [len(part), len(page)]

    loose = [len(compress(text, "br", quality=READY)), len(begin(text))]
    assert [await sizes(), await sizes()] == [loose, loose]
    seconds = SETTLED_S - 1
    assert [await sizes(), await sizes()] == [loose, loose]
    seconds = SETTLED_S
    assert await sizes() == loose, "which began the work"
    assert await sizes() == [len(begin(text, quality=TIGHT) + end()), len(begin(text, quality=TIGHT))]
    await bundles.close()


async def test_what_stays_is_made_smaller_once_the_phones_that_came_together_have_it(tmp_path: Path) -> None:
    seconds = 0.0
    bundles = Bundles(tmp_path, lambda: seconds)
    text = b"\n".join(b"%d" % (n * n) for n in range(9_000))

    async def read() -> bytes:
        return text

    async def whole() -> list[int]:
        found = [len(await bundles.get(HOME, 0, first, last, "br", read)) for first, last in ((4, 4), (32, 63))]
        found.append(len(await bundles.page(HOME, 0, 0, 2048, read, full=True)))
        while bundles.packing:
            await asyncio.sleep(0.01)
        return found

    loose = await whole()
    seconds = STAYS_S - 1
    assert await whole() == loose, "they wait for their answers"
    seconds = STAYS_S
    assert await whole() == loose, "which began the work"
    assert all(tight < quick for tight, quick in zip(await whole(), loose, strict=True))
    await bundles.close()


async def test_a_page_that_was_asked_for_before_it_was_quiet_is_tight_too(village: Village) -> None:
    ready = Ready(village.replica, village.server.bundles)
    await _grow(village, 200)
    await village.client.post("/sync", content=b'{"v":1,"have":{"%b":[0,0]}}\n' % HOME.encode())
    (quick,) = (await _files(village)).values()
    for _ in range(2):
        await ready.tick()
    (tight,) = (await _files(village)).values()
    assert len(tight) < len(quick)
