"""The wire of POST /sync: compressed both ways, limited, small where there is nothing to say."""

import gzip
import zlib

import brotli
import pytest

from shaiba.replica.duty import say_all
from shaiba.web.sync import MOST
from shaiba_sync.op import op_id
from shaiba_sync.wire import AnswerReader, SyncHeader, format_header
from tests.conftest import HOME, NOW_MS, SQUARE, Village, disclosure, grant, lines_of

IDLE_BYTES = 300


async def test_a_compressed_body_is_unpacked(village: Village) -> None:
    line = village.accountant.say(HOME, disclosure())
    body = gzip.compress(b'{"v":1,"have":{}}\n' + line + b"\n")
    headers = {"content-encoding": "gzip", **await village.stepped_up(line)}
    answer = await village.client.post("/sync", content=body, headers=headers)
    assert answer.status_code == 200
    assert b'"verdict":"stored"' in answer.content


async def test_what_unpacks_to_too_much_is_stopped_on_the_way(village: Village) -> None:
    body = gzip.compress(b"\0" * 200_000_000, 9)
    assert len(body) < 1_000_000
    answer = await village.client.post("/sync", content=body, headers={"content-encoding": "gzip"})
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


@pytest.mark.parametrize("cut", [1, 10, 40])
async def test_a_body_that_was_cut_is_refused_whole(village: Village, cut: int) -> None:
    line = village.accountant.say(HOME, disclosure())
    body = b'{"v":1,"have":{}}\n' + line + b"\n"
    for content, headers in ((body[:-cut], {}), (gzip.compress(body)[:-cut], {"content-encoding": "gzip"})):
        answer = await village.client.post("/sync", content=content, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (400, "malformed")
    assert await village.store.records(HOME, "disclosure") == []


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
async def test_a_long_answer_is_streamed_in_the_encoding_that_the_phone_takes(village: Village, encoding: str) -> None:
    acts = [(HOME, [grant(f"p{n}", "villager", name="名" * 100)]) for n in range(400)]
    await say_all(village.replica, acts, now_ms=NOW_MS)
    head = await village.store.head(HOME)
    assert head is not None
    header = format_header(SyncHeader({HOME: (0, 1)})) + b"\n"
    headers = {"accept-encoding": encoding}
    async with village.client.stream("POST", "/sync", content=header, headers=headers) as answer:
        packed = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers.get("content-encoding", "identity") == encoding
        assert ("content-length" in answer.headers) == (encoding == "br")  # that one is shared, and held whole
    unpack = {"br": brotli.decompress, "gzip": lambda data: zlib.decompress(data, 31), "identity": bytes}
    reader = AnswerReader()
    items = [reader.feed(line) for line in unpack[encoding](packed).splitlines()]
    assert reader.ended
    assert len(lines_of(items)) == head.size - 1


async def test_a_herd_is_told_to_come_again_before_any_work_and_nothing_is_lost(village: Village) -> None:
    line = village.accountant.say(HOME, disclosure())
    body = b'{"v":1,"have":{}}\n' + line + b"\n"
    headers = await village.stepped_up(line)
    village.server.answering += MOST
    answer = await village.client.post("/sync", content=body)
    assert (answer.status_code, answer.json()["error"], answer.headers["retry-after"]) == (429, "slow_down", "10")
    village.server.answering -= 1
    answer = await village.client.post("/sync", content=body, headers=headers)
    assert (answer.status_code, answer.content.count(b'"stored"')) == (200, 1)
    assert village.server.answering == MOST - 1


async def test_nothing_new_costs_next_to_nothing(village: Village) -> None:
    head = await village.store.head(HOME)
    assert head is not None
    body = format_header(SyncHeader({HOME: (0, head.size)})) + b"\n"
    answer = await village.client.post("/sync", content=body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert len(body) + sum(len(k) + len(v) + 4 for k, v in answer.headers.raw) < IDLE_BYTES


async def test_many_scopes_are_answered_in_one_round_trip_each_with_its_proof(village: Village) -> None:
    said = {"person": "p-villager", "title": "路灯不亮", "category": "livelihood", "text": "村口。"}
    lines = [
        village.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": said}),
        village.villager.say(SQUARE, {"do": "appeal.add", "id": "a1", "append": {"notes": {"text": "还没修。"}}}),
    ]
    items = await village.sync(*lines, have={HOME: (0, 0), "region/350524102000": (0, 0), SQUARE: (0, 0)})
    assert [item.verdict for item in items[:2]] == ["stored", "stored"]
    assert [item.id for item in items[:2]] == [op_id(line) for line in lines]
    assert [item.scope for item in items if hasattr(item, "checkpoint")] == [HOME, "region/350524102000"]
