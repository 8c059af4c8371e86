"""Pokes: what is committed is told; a stream begins with where things stand; no stream keeps a server from stopping."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from shaiba.replica import live, push
from shaiba.web.live import _end_when_gone, _pokes
from tests.conftest import HOME, SQUARE, Village, disclosure


def told(event: bytes) -> list[dict[str, Any]]:
    return [json.loads(line[6:]) for line in event.decode().splitlines() if line.startswith("data: ")]


@contextlib.asynccontextmanager
async def listening(village: Village, *scopes: str) -> AsyncIterator[AsyncIterator[bytes]]:
    """A stream as the handler makes it."""
    listener = village.replica.live.listen(scopes)
    try:
        yield _pokes(village.server, listener)
    finally:
        listener.close()


async def test_a_stream_begins_with_where_each_scope_stands(village: Village) -> None:
    size = (await village.store.head(HOME)).size
    async with listening(village, HOME, SQUARE) as stream:
        assert told(await anext(stream)) == [
            {"scope": HOME, "epoch": 0, "size": size},
            {"scope": SQUARE, "epoch": 0, "size": 0},
        ]


async def test_a_commit_pokes_those_who_listen_to_its_scope(village: Village) -> None:
    size = (await village.store.head(HOME)).size
    async with listening(village, HOME) as stream, listening(village, SQUARE) as other:
        await anext(stream)
        await anext(other)
        waiting = asyncio.ensure_future(anext(other))
        line = village.accountant.say(HOME, disclosure())
        await village.sync(line)
        head = await village.store.head(HOME)
        brought = {"from": size, "checkpoint": head.checkpoint, "lines": [line.decode()]}
        assert told(await anext(stream)) == [{"scope": HOME, "epoch": 0, "size": size + 1, **brought}]
        assert not waiting.done()
        village.replica.live.poke(SQUARE, 0, 1)
        assert told(await waiting) == [{"scope": SQUARE, "epoch": 0, "size": 1}]


async def test_a_poke_brings_no_more_than_is_quick(village: Village, monkeypatch: Any) -> None:
    monkeypatch.setattr(push, "NEWS_BYTES", 100)
    async with listening(village, HOME) as stream:
        await anext(stream)
        await village.sync(village.accountant.say(HOME, disclosure()))
        assert "lines" not in told(await anext(stream))[0]


async def test_a_poke_brings_only_what_everybody_may_read(village: Village) -> None:
    async with listening(village, SQUARE) as stream:
        await anext(stream)
        said = {"person": "p-villager", "title": "路灯不亮", "category": "livelihood", "text": "村口。"}
        await village.sync(village.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": said}))
        assert told(await anext(stream)) == [{"scope": SQUARE, "epoch": 0, "size": 1}]


async def test_pokes_that_were_not_sent_yet_are_folded(village: Village) -> None:
    async with listening(village, HOME) as stream:
        await anext(stream)
        for size in range(10, 20):
            village.replica.live.poke(HOME, 0, size)
        assert told(await anext(stream)) == [{"scope": HOME, "epoch": 0, "size": 19}]


async def test_a_stream_that_rests_is_told_at_once_and_no_other(village: Village) -> None:
    """What it was given before may not be written yet: nothing goes past it."""
    said: list[bytes] = []
    can = True

    def say_now(event: bytes) -> bool:
        if can:
            said.append(event)
        return can

    def poke(size: int) -> None:
        village.replica.live.poke(HOME, 0, size, live.News(size - 1, "note", ["line"]))

    def sizes(event: bytes) -> list[int]:
        return [one["size"] for one in told(event)]

    listener = village.replica.live.listen([HOME], say_now)
    events = listener.events()
    for size in (1, 2):
        poke(size)
        assert sizes(await asyncio.wait_for(anext(events), 5)) == [size]
    assert said == []
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    poke(3)
    assert [sizes(event) for event in said] == [[3]]
    can = False
    poke(4)
    can = True
    poke(5)
    assert sizes(await waiting) == [5]
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    for size in (6, 7):  # it brings nothing: it may wait for the next
        village.replica.live.poke(HOME, 0, size)
    assert sizes(await waiting) == [7]
    assert len(said) == 1
    await events.aclose()
    listener.close()


async def test_only_a_quiet_stream_beats(village: Village) -> None:
    async with listening(village, HOME) as stream:
        await anext(stream)
        for _ in range(live.BEAT_S):
            village.replica.live.beat()
        assert await anext(stream) == live.BEAT
        village.replica.live.poke(HOME, 0, 7)
        for _ in range(live.BEAT_S):
            village.replica.live.beat()
        assert [told(await anext(stream)), village.replica.live.count] == [
            [{"scope": HOME, "epoch": 0, "size": 7}],
            1,
        ]


async def test_no_moment_has_all_the_beats(village: Village) -> None:
    async with contextlib.AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(listening(village, HOME)) for _ in range(2 * live.BEAT_S)]
        waiting = []
        for stream in streams:
            await anext(stream)
            waiting.append(asyncio.ensure_future(anext(stream)))
        await asyncio.sleep(0)
        village.replica.live.beat()
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert len(done) == 2
        for task in waiting:
            task.cancel()


async def test_the_stream_of_a_phone_that_hangs_up_ends(village: Village) -> None:
    said = iter([{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(said)

    listener = village.replica.live.listen([HOME])
    await _end_when_gone(receive, listener)
    assert [event async for event in listener.events()] == []
    listener.close()


async def test_who_has_gone_is_forgotten(village: Village) -> None:
    async with listening(village, HOME) as stream:
        await anext(stream)
        assert village.replica.live.count == 1
    assert village.replica.live.count == 0


async def test_streams_end_when_the_server_stops(village: Village) -> None:
    async with listening(village, HOME) as stream:
        await anext(stream)
        village.replica.live.close()
        assert [event async for event in stream] == []
    async with listening(village, HOME) as stream:
        await anext(stream)
        assert [event async for event in stream] == []


async def test_what_one_may_not_read_is_passed_over_in_silence(village: Village) -> None:
    village.replica.live.close()
    answer = await village.client.get("/live", params=[("scope", HOME), ("scope", SQUARE)])
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert [poke["scope"] for poke in told(answer.content)] == [HOME]


async def test_work_that_follows_ends_when_told_to_in_the_very_moment_that_something_is_said(village: Village) -> None:
    """Each piece of such work is one of these loops: one that went on would keep the server from ending."""
    follower = village.replica.live.follow()
    heard: list[set[str]] = []

    async def work() -> None:
        while True:
            heard.append(await follower.take(60))

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    village.replica.live.poke(HOME, 0, 1)
    task.cancel()
    await asyncio.wait([task], timeout=5)
    assert task.cancelled()
    assert heard == []


async def test_work_that_waited_in_vain_looks_again(village: Village) -> None:
    follower = village.replica.live.follow()
    assert await follower.take(0.001) == set()
    village.replica.live.poke(HOME, 0, 1)
    assert await follower.take(0.001) == {HOME}


async def test_work_that_follows_waits_a_moment_and_sees_what_came_meanwhile(village: Village) -> None:
    """Whoever said it is answered first, and a burst is looked at once."""
    follower = village.replica.live.follow()
    village.replica.live.poke(HOME, 0, 1)
    taken = asyncio.create_task(follower.take(60))
    await asyncio.sleep(0)
    assert not taken.done()
    village.replica.live.poke(SQUARE, 0, 1)
    assert await taken == {HOME, SQUARE}
