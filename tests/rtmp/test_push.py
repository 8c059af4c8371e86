"""A computer pushes a live by RTMP: a real program's protocol (libavformat's, as ffmpeg speaks it) over a real socket,
and what players get of it decoded."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from shaiba.rtmp import amf
from shaiba.rtmp.chunks import AUDIO, VIDEO, Message
from shaiba.rtmp.flv import Pieces
from tests.conftest import HOME, NOW_MS, VILLAGE, Village, open_village
from tests.packager.media import FPS
from tests.packager.test_epoch import play
from tests.packager.test_streams import STREAM, closed, get, opening, send, until, whole
from tests.servers import free_port
from tests.web.test_identity import sign_in

SECONDS = 6
ROOT = Path(__file__).parents[2]
HOUR_MS = 3_600_000


class Pushing:
    """A village with a door for encoders."""

    def __init__(self, village: Village, port: int) -> None:
        self.village, self.port = village, port

    async def key(self, stream: str = STREAM) -> Any:
        path = f"/live/{VILLAGE}/{stream}/encoder"
        return await self.village.client.post(path, headers={"x-shaiba": "1"})

    async def push(
        self, key: str, *, seconds: int = SECONDS, size: tuple[int, int] = (160, 90), bit_rate: int = 0
    ) -> int:
        """As a broadcasting program does, until it is sent or it is told to stop; its exit code."""
        url = f"rtmp://127.0.0.1:{self.port}/live/{key}"
        args = (url, str(seconds), *(str(side) for side in size), str(bit_rate))
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.rtmp.program", *args), cwd=ROOT, stderr=asyncio.subprocess.DEVNULL
        )
        code = await asyncio.wait_for(program.wait(), 60)
        await until(lambda: not self.village.server.encoders._now)  # what it sent is read
        return code


@pytest_asyncio.fixture
async def pushing(tmp_path: Path) -> AsyncIterator[Pushing]:
    port = free_port()
    async with open_village(tmp_path, live_rtmp=f"127.0.0.1:{port}") as village:
        await village.settle()
        await sign_in(village, village.cadre)
        await village.sync(village.cadre.say(HOME, opening(village.cadre)))
        yield Pushing(village, port)


async def test_what_a_computer_pushes_is_copied_and_played_to_the_last_picture(pushing: Pushing) -> None:
    village = pushing.village
    answer = (await pushing.key()).json()
    assert answer["url"] == f"rtmp://localhost:{pushing.port}/live"
    assert answer["until"] == village.time.now_ms + 12 * HOUR_MS
    assert await pushing.push(answer["key"]) == 0
    assert await pushing.push(answer["key"], seconds=3) == 0  # its line broke, and it came again
    await village.sync(village.cadre.say(HOME, {"do": "stream.end", "id": STREAM, "set": {"ended": NOW_MS + 9_000}}))
    said = await until(lambda: closed(village))
    assert len(said["counts"]) == 2
    moving = [play(await whole(village, "v", epoch)) for epoch in (0, 1)]
    assert [one.pictures for one in moving] == [SECONDS * FPS, 3 * FPS]
    assert play(await whole(village, "a", 0)).sound_s == pytest.approx(SECONDS + 2 / FPS, abs=0.15), (
        "two pictures that wait"
    )
    assert (await get(village, "dvr-v.m3u8")).text.count("#EXT-X-DISCONTINUITY\n") == 1


async def test_a_key_is_for_who_opened_the_stream_lets_in_one_and_is_over_with_the_stream(pushing: Pushing) -> None:
    village = pushing.village
    assert (await pushing.key("x" * 22)).status_code == 404
    first = (await pushing.key()).json()["key"]
    second = (await pushing.key()).json()["key"]
    kept = (village.server.config.data / "media" / STREAM / "encoder").read_text()
    assert second not in kept and second[22:] not in kept
    for wrong in (first, second[:-1] + ("A" if second[-1] != "A" else "B"), STREAM, "x", "../../" + second):
        assert await pushing.push(wrong) != 0
    assert not (village.server.config.data / "media" / STREAM / "in").exists(), "nothing of it was kept"
    village.time.now_ms += 12 * HOUR_MS
    assert await pushing.push(second) != 0
    third = (await pushing.key()).json()["key"]
    assert await pushing.push(third) == 0
    await sign_in(village, village.villager)
    assert (await pushing.key()).status_code == 404
    await village.sync(village.cadre.say(HOME, {"do": "stream.end", "id": STREAM, "set": {"ended": NOW_MS + 9_000}}))
    assert await pushing.push(third) != 0
    await until(lambda: closed(village))


async def test_keys_stand_in_no_log(pushing: Pushing, capfd: pytest.CaptureFixture[str]) -> None:
    key = (await pushing.key()).json()["key"]
    assert await pushing.push(key) == 0
    assert await pushing.push(key + "x") != 0
    said = "".join(capfd.readouterr())
    assert "encoder_on" in said and "encoder_refused" in said
    assert key[22:] not in said


async def test_where_a_phone_films_a_computer_does_not_push(pushing: Pushing) -> None:
    village = pushing.village
    await send(village, 0, b"a phone's first piece")
    answer = await pushing.key()
    assert (answer.status_code, answer.json()["error"]) == (409, "taken")


async def test_what_is_too_heavy_for_a_village_is_encoded_anew(pushing: Pushing) -> None:
    village = pushing.village
    key = (await pushing.key()).json()["key"]
    assert await pushing.push(key, seconds=4, size=(1280, 720), bit_rate=3_000_000) == 0
    await village.sync(village.cadre.say(HOME, {"do": "stream.end", "id": STREAM, "set": {"ended": NOW_MS + 9_000}}))
    await until(lambda: closed(village))
    assert "RESOLUTION=640x360" in (await get(village, "master.m3u8")).text
    data = await whole(village, "v", 0)
    assert play(data).pictures == 4 * FPS
    assert len(data) * 8 / 4 < 1_000_000


async def test_a_server_without_a_door_gives_no_key(village: Village) -> None:
    await sign_in(village, village.cadre)
    await village.sync(village.cadre.say(HOME, opening(village.cadre)))
    assert (
        await village.client.post(f"/live/{VILLAGE}/{STREAM}/encoder", headers={"x-shaiba": "1"})
    ).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n" + bytes(2_000),
        b"\3" + bytes(3_072) + b"\3\0\0\0\xff\xff\xff\x14\0\0\0\0",  # a command of sixteen megabytes
        b"\3" + bytes(3_072) + b"\3\0\0\0\0\0\x05\x14\0\0\0\0\x0b\xff\xff\xff\xff",  # no value of AMF0
        b"\3" + bytes(3_072) + bytes(4),
    ],
)
async def test_what_is_no_rtmp_is_sent_away_and_the_door_stays_open(pushing: Pushing, data: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", pushing.port)
    writer.write(data)
    writer.write_eof()
    assert len(await reader.read()) <= 3_073
    writer.close()
    assert await pushing.push((await pushing.key()).json()["key"], seconds=2) == 0


def frame(at_ms: int, *, key: bool = False, size: int = 10) -> Message:
    return Message(VIDEO, at_ms, bytes([0x17 if key else 0x27, 1]) + bytes(size))


CONFIG = Message(VIDEO, 0, b"\x17\0\0\0\0\1config")


def test_pieces_begin_with_a_key_picture_at_time_0_and_are_a_second_long() -> None:
    pieces = Pieces()
    assert pieces.add(CONFIG) == [] and pieces.add(frame(7_000)) == [], "nothing before the first key picture"
    assert pieces.add(frame(9_000, key=True)) == [] and pieces.add(frame(9_900)) == []
    [first] = pieces.add(frame(10_000))
    assert first.begins and first.data.startswith(b"FLV") and (9_900 - 9_000).to_bytes(3) in first.data
    [second] = pieces.end()
    assert not second.begins and second.data[:7] == b"\x09\0\0\x0c" + (1_000).to_bytes(3)
    assert pieces.end() == []


def test_another_encoding_is_another_epoch() -> None:
    pieces = Pieces()
    pieces.add(CONFIG)
    pieces.add(frame(0, key=True))
    assert pieces.add(CONFIG) == [], "said again"
    assert [one.begins for one in pieces.add(CONFIG._replace(data=b"\x17\0\0\0\0\1other"))] == [True]
    pieces.add(frame(2_000, key=True))
    assert [one.begins for one in pieces.end()] == [True]


@pytest.mark.parametrize("data", [b"\x12\1", b"\x90\1hvc1", b"\x1c\1"])
def test_other_codecs_are_refused(data: bytes) -> None:
    with pytest.raises(amf.Unreadable):
        Pieces().add(Message(VIDEO, 0, data))
    with pytest.raises(amf.Unreadable):
        Pieces().add(Message(AUDIO, 0, b"\x2f\1"))


def test_commands_are_read_as_they_were_written() -> None:
    values: list[amf.Value] = ["connect", 1.0, {"app": "live", "list": [True, None, {"deep": 2.0}]}, None, False]
    assert amf.read_all(amf.write_all(values)) == values


@pytest.mark.parametrize("data", [b"\2\0\5ab", b"\0\1", b"\3\0\1a", b"\x0a\xff\xff\xff\xff", b"\x0b", b"\3\0\1a" * 40])
def test_commands_that_are_cut_or_too_deep_are_refused(data: bytes) -> None:
    with pytest.raises(amf.Unreadable):
        amf.read_all(data)
