"""A live through a whole server: pieces in any order, kills, restarts; lists, segments and the clerk's word."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from shaiba.packager.folder import MediaFolder
from shaiba.packager.index import Packed, read_index
from shaiba.packager.playlist import master_list
from shaiba.replica.audit_media import audit_media
from shaiba.replica.retain import DAY_MS, read_catalogue
from shaiba.web.audience import Audience
from shaiba_sync.live import TIERS, read_hashes, recording_faults, recording_root
from shaiba_sync.merge import view
from shaiba_sync.op import b64u_encode
from tests.conftest import HOME, NOW_MS, VILLAGE, Phone, Village, open_village
from tests.packager.media import FPS, MATROSKA, MP4, SOUND, film, pieces
from tests.packager.test_epoch import lay, play
from tests.web.test_identity import sign_in

STREAM = "4hq0cX5n1yqvJx0vN2mWbA"
FILM = pieces(MP4, film(MP4, 9))
SECOND = pieces(MATROSKA, film(MATROSKA, 5))
HEAD = {"started": NOW_MS, "width": 160, "height": 90, "fps": 10}


async def until(holds: Callable[[], Any], *, seconds: float = 30) -> Any:
    """What this gives once it gives something."""
    for _ in range(round(seconds / 0.05)):
        found = holds()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come")


def opening(phone: Phone, stream: str = STREAM) -> dict[str, Any]:
    return {"do": "stream.open", "id": stream, "set": {"title": "坝坝会", "opened": NOW_MS, "by": phone.person}}


async def send(
    village: Village, seq: int, data: bytes, *, epoch: int = 0, mime: str = MP4, stream: str = STREAM, **head: Any
) -> Any:
    headers = {"x-shaiba": "1"}
    if seq == 0:
        headers |= {"content-type": mime, "x-epoch": json.dumps(HEAD | head)}
    return await village.client.put(f"/live/{VILLAGE}/{stream}/{epoch}/{seq}", content=data, headers=headers)


async def finish(village: Village, *counts: int) -> Any:
    said = {"epochs": list(counts)}
    return await village.client.post(f"/live/{VILLAGE}/{STREAM}/end", json=said, headers={"x-shaiba": "1"})


async def get(village: Village, name: str, **headers: str) -> Any:
    return await village.client.get(f"/media/{STREAM}/{name}", headers=headers)


async def recording(village: Village) -> dict[str, Any]:
    record = await village.store.record(HOME, "recording", STREAM)
    return dict(view(record)) if record else {}


async def closed(village: Village) -> dict[str, Any] | None:
    said = await recording(village)
    return said if "counts" in said else None


def segments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.endswith(".m4s")]


async def whole(village: Village, tier: str, epoch: int) -> bytes:
    """A tier of an epoch as a player has it from its list."""
    text = (await get(village, f"dvr-{tier}.m3u8")).text
    names = [f"{tier}/{epoch}-init.mp4", *(one for one in segments(text) if one.startswith(f"{tier}/{epoch}-"))]
    return b"".join([(await get(village, name)).content for name in names])


@pytest_asyncio.fixture
async def opened(village: Village) -> AsyncIterator[Village]:
    await sign_in(village, village.cadre)
    await village.sync(village.cadre.say(HOME, opening(village.cadre)))
    yield village


async def packed(village: Village, count: int) -> bool:
    answer = await get(village, "dvr-v.m3u8")
    return answer.status_code == 200 and len(segments(answer.text)) >= count


async def test_a_live_from_the_first_piece_to_the_closed_recording(opened: Village) -> None:
    for seq, data in enumerate(FILM):
        assert (await send(opened, seq, data)).json() == {"next": seq + 1}
    for seq, data in enumerate(SECOND):
        await send(opened, seq, data, epoch=1, mime=MATROSKA, started=NOW_MS + 9_500, before=len(FILM))
    assert (await finish(opened, len(FILM), len(SECOND) + 1)).json() == {"missing": [[1, len(SECOND)]]}
    assert (await finish(opened, len(FILM), len(SECOND))).json() == {"missing": []}
    assert (await send(opened, len(FILM), b"more")).json()["error"] == "closed"
    await until(lambda: packed(opened, 7))
    await opened.sync(opened.cadre.say(HOME, {"do": "stream.end", "id": STREAM, "set": {"ended": NOW_MS + 15_000}}))
    said = await until(lambda: closed(opened))
    assert (await send(opened, 0, FILM[0])).json()["error"] == "closed"

    moving = [play(await whole(opened, "v", epoch)) for epoch in (0, 1)]
    assert [one.pictures for one in moving] == [9 * FPS, 5 * FPS]
    assert play(await whole(opened, "a", 0)).sound_s == pytest.approx(9, abs=0.1)
    assert play(await whole(opened, "p", 0)).pictures == 5

    text = (await get(opened, "dvr-v.m3u8")).text
    assert "#EXT-X-PLAYLIST-TYPE:VOD" in text and text.endswith("#EXT-X-ENDLIST\n")
    assert text.count("#EXT-X-DISCONTINUITY\n") == 1 and text.count("#EXT-X-MAP") == 2
    assert re.findall(r"DATE-TIME:(.+)", text) == ["2026-11-18T11:06:40.000Z", "2026-11-18T11:06:49.500Z"]
    longest = max(float(one) for one in re.findall(r"#EXTINF:([0-9.]+)", text))
    assert round(longest) <= int(re.findall(r"TARGETDURATION:(\d+)", text)[0])

    tiers = {tier: read_hashes((await get(opened, f"{tier}/hashes.json")).json()) for tier in TIERS}
    assert said["counts"] == [len(one) for one in tiers["a"]]
    assert said["root"] == b64u_encode(recording_root(tiers))
    for tier in TIERS:
        held = {}
        for name in segments((await get(opened, f"dvr-{tier}.m3u8")).text):
            held[name[2:-4]] = sha256((await get(opened, name)).content).digest()
        assert len(held) == 8
        assert recording_faults(said, tier, tiers[tier], held) == []
        held["0-1"] = sha256(b"another meeting").digest()
        assert [one.why for one in recording_faults(said, tier, tiers[tier], held)] == ["changed"]


async def test_pieces_come_in_any_order_and_twice(opened: Village) -> None:
    order = [0, 3, 2, 4, 1]
    answers = [(await send(opened, seq, FILM[seq])).json()["next"] for seq in order]
    assert answers == [1, 1, 1, 1, 5]
    assert (await send(opened, 3, FILM[3])).json() == {"next": 5}
    other = await send(opened, 3, FILM[2])
    assert (other.status_code, other.json()["error"]) == (409, "taken")
    assert (await finish(opened, 5)).json() == {"missing": []}
    await until(lambda: packed(opened, 5))
    assert play(await whole(opened, "v", 0)).pictures == 9 * FPS


async def test_a_packager_that_is_killed_and_a_server_that_is_begun_anew_lose_nothing(tmp_path: Path) -> None:
    async with open_village(tmp_path) as village:
        await village.settle()
        await sign_in(village, village.cadre)
        await village.sync(village.cadre.say(HOME, opening(village.cadre)))
        for seq in (0, 1):
            await send(village, seq, FILM[seq])
        await until(lambda: packed(village, 1))
        first = (await get(village, "v/0-0.m4s")).content
        live = village.server.streams._lives[STREAM]
        assert live.process is not None
        os.kill(live.process.pid, signal.SIGKILL)
        await until(lambda: live.process is None)
        village.time.now_ms += 10_000
        for seq in (2, 3):
            await send(village, seq, FILM[seq])
        await until(lambda: packed(village, 3))
    async with open_village(tmp_path) as village:
        village.time.now_ms += 60_000
        assert (await get(village, "v/0-0.m4s")).content == first
        village.client.cookies.update({village.server.cookie: await token(village)})
        assert (await send(village, 4, FILM[4])).json() == {"next": 5}
        await finish(village, 5)
        await until(lambda: packed(village, 5))
        assert play(await whole(village, "v", 0)).pictures == 9 * FPS
        assert play(await whole(village, "a", 0)).sound_s == pytest.approx(9, abs=0.1)


async def token(village: Village) -> str:
    """A session of the cadre that is in the log."""
    record = await village.store.record("region/350524102000", "device", await cadre_device(village))
    assert record is not None
    return await village.token_of(record.id)


async def cadre_device(village: Village) -> str:
    found = await village.store.records("region/350524102000", "device")
    return next(record.id for record in found if record.fields["person"] == "p-cadre")


async def test_who_may_send_and_what_is_refused(opened: Village) -> None:
    async def refusal(answer: Any) -> tuple[int, str]:
        return answer.status_code, answer.json()["error"]

    assert await refusal(await send(opened, 0, FILM[0], stream="x" * 22)) == (404, "not_found")
    assert await refusal(await send(opened, 0, FILM[0], stream="short")) == (404, "not_found")
    assert await refusal(await send(opened, 0, FILM[0], mime="text/html")) == (422, "bad_type")
    assert await refusal(await send(opened, 0, FILM[0], started=-1)) == (400, "malformed")
    assert await refusal(await send(opened, 0, FILM[0], epoch=1_000)) == (404, "not_found")
    assert await refusal(await send(opened, 1, bytes(2_000_001))) == (413, "too_large")
    assert await refusal(await send(opened, 1, b"")) == (413, "too_large")
    path = f"/live/{VILLAGE}/{STREAM}/0/01"
    assert (await opened.client.put(path, content=b"x", headers={"x-shaiba": "1"})).status_code == 404
    assert (await opened.client.put(f"/live/{VILLAGE}/{STREAM}/0/0", content=b"x")).status_code == 403
    await sign_in(opened, opened.villager)
    assert await refusal(await send(opened, 0, FILM[0])) == (404, "not_found")
    opened.client.cookies.clear()
    assert await refusal(await send(opened, 0, FILM[0])) == (401, "signed_out")
    assert (await get(opened, "master.m3u8")).status_code == 404
    assert not (opened.server.config.data / "media" / STREAM / "in").exists()


async def test_lists_and_segments_are_kept_as_long_as_they_may_and_need_no_cookie(opened: Village) -> None:
    for seq, data in enumerate(FILM):
        await send(opened, seq, data)
    await until(lambda: packed(opened, 4))
    opened.client.cookies.clear()
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:0" in (await get(opened, "a.m3u8")).text
    segment = await get(opened, "v/0-0.m4s")
    assert segment.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "set-cookie" not in segment.headers
    listed = await get(opened, "v.m3u8")
    assert listed.headers["cache-control"] == "public, max-age=1"
    again = await get(opened, "v.m3u8", **{"if-none-match": listed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    master = (await get(opened, "master.m3u8")).text
    assert [line for line in master.splitlines() if line.endswith(".m3u8")] == ["v.m3u8", "p.m3u8", "a.m3u8"]
    for bad in ("v/0-99.m4s", "v/../village", "in/0/0", "index", "x.m3u8", "v/hashes", ""):
        assert (await get(opened, bad)).status_code == 404, bad
    assert (await opened.client.post(f"/media/{STREAM}/v.m3u8")).status_code == 405


async def test_of_what_is_not_there_yet_there_is_no_list(opened: Village) -> None:
    """Players try again after 404; an empty list is an error to them."""
    await send(opened, 0, FILM[0])
    for name in ("master.m3u8", "v.m3u8", "dvr-a.m3u8"):
        assert (await get(opened, name)).status_code == 404
    sound = pieces(SOUND, film(SOUND, 7))
    await send(opened, 0, sound[0], epoch=1, mime=SOUND, width=0, height=0, fps=0, before=1)
    for seq, data in enumerate(sound[1:], 1):
        await send(opened, seq, data, epoch=1)
    await finish(opened, 1, len(sound))

    async def listed() -> bool:
        return (await get(opened, "dvr-a.m3u8")).text.endswith("#EXT-X-ENDLIST\n")

    await until(listed)
    assert (await get(opened, "v.m3u8")).status_code == 404
    assert [one for one in (await get(opened, "master.m3u8")).text.splitlines() if "m3u8" in one] == ["a.m3u8"]
    assert (await get(opened, "v/hashes.json")).json() == [[], []]


async def test_who_watches_is_counted_for_fifteen_seconds_and_forgotten(opened: Village) -> None:
    await send(opened, 0, FILM[0])
    for viewing in ("aaaaaaaa", "bbbbbbbb", "aaaaaaaa", "short"):
        await get(opened, f"v.m3u8?w={viewing}")
    assert (await get(opened, "watching")).json() == {"watching": 2}
    opened.time.now_ms += 15_000
    assert (await get(opened, "watching")).json() == {"watching": 0}


async def ended(village: Village) -> dict[str, Any]:
    """A whole live, closed."""
    for seq, data in enumerate(FILM):
        await send(village, seq, data)
    await finish(village, len(FILM))
    await village.sync(village.cadre.say(HOME, {"do": "stream.end", "id": STREAM, "set": {"ended": NOW_MS + 9_000}}))
    return dict(await until(lambda: closed(village)))


async def faults(village: Village) -> list[str]:
    media = MediaFolder(village.server.config.data / "media")
    return [fault.partition(f"{STREAM}: ")[2] async for fault in audit_media(village.store, media)]


async def test_verify_tells_which_segment_is_not_what_the_log_says(opened: Village) -> None:
    await ended(opened)
    assert await faults(opened) == []
    folder = opened.server.config.data / "media" / STREAM
    whole, other = (folder / "v" / "0-1.m4s").read_bytes(), (folder / "v" / "0-2.m4s").read_bytes()
    (folder / "v" / "0-1.m4s").write_bytes(b"\0" + whole[1:] + b"\0")
    (folder / "a" / "0-3.m4s").unlink()
    assert await faults(opened) == ["v/0-1 was changed", "a/0-3.m4s is missing"]
    (folder / "v" / "0-1.m4s").write_bytes(other)
    assert (await faults(opened))[0] == "v/0-1 stands in another's place"
    index = (folder / "index").read_text()
    digests = [b64u_encode(sha256(data).digest()) for data in (whole, other)]
    (folder / "index").write_text(index.replace(*digests, 1))  # who can write files can write the index, not the log
    assert (await faults(opened))[0] == "v/0-init begins a part whose hashes are not those in the log"


async def test_pieces_and_media_go_when_their_time_is_over(opened: Village) -> None:
    await ended(opened)
    rows = read_catalogue(opened.server.config.data)
    folder = opened.server.config.data / "media" / STREAM

    async def let_go(days: int) -> dict[str, int]:
        opened.time.now_ms = NOW_MS + 9_000 + days * DAY_MS
        return {one.row.sort: one.number for one in await opened.server.streams.retain(rows)}

    assert await let_go(6) == {"piece": 0, "media": 0}
    assert await let_go(7) == {"piece": 1, "media": 0}
    assert not (folder / "in").exists() and (await get(opened, "v/0-0.m4s")).status_code == 200
    assert await let_go(1_094) == {"piece": 0, "media": 0}
    assert await let_go(1_095) == {"piece": 0, "media": 1}
    assert (await get(opened, "v/0-0.m4s")).status_code == 404
    assert await let_go(1_095) == {"piece": 0, "media": 0}
    assert await faults(opened) == []
    assert await opened.server.streams.shelf(STREAM) is None, "nothing is packed anew"
    assert (await get(opened, "master.m3u8")).status_code == 404


async def test_a_full_link_offers_no_moving_pictures(opened: Village) -> None:
    for seq, data in enumerate(FILM):
        await send(opened, seq, data)
    await until(lambda: packed(opened, 4))
    audience = Audience(opened.time, egress_mbit=1)
    audience.sent(1_249_999)
    assert not audience.is_full
    audience.sent(1)
    assert audience.is_full, "a megabit a second over ten seconds"
    opened.time.now_ms += 10_000
    assert not audience.is_full
    shelf = await opened.server.streams.shelf(STREAM)
    assert shelf is not None
    assert [line for line in master_list(shelf, video=False).splitlines() if ".m3u8" in line] == ["p.m3u8", "a.m3u8"]


async def test_what_is_no_media_holds_up_no_later_epoch(opened: Village) -> None:
    await send(opened, 0, b"\xff" * 5_000)
    for seq, data in enumerate(FILM):
        await send(opened, seq, data, epoch=1, before=1)
    await finish(opened, 1, len(FILM))
    await until(lambda: packed(opened, 5))
    assert (await get(opened, "v/hashes.json")).json()[0] == []
    assert play(await whole(opened, "v", 1)).pictures == 9 * FPS


async def test_an_office_ends_what_a_lost_phone_began(opened: Village) -> None:
    for seq in (0, 1, 2):
        await send(opened, seq, FILM[seq])
    await opened.sync(opened.cadre.say(HOME, {"do": "stream.end", "id": STREAM, "set": {"ended": NOW_MS + 9_000}}))
    said = await until(lambda: closed(opened))
    assert said["counts"] == [4]


def test_a_packager_whose_server_was_killed_leaves_at_once_and_the_next_goes_on(tmp_path: Path) -> None:
    """No half group is packed as if the film ended there: what a kill cuts, the next one packs whole."""
    command = [sys.executable, "-m", "shaiba.packager", str(tmp_path)]
    lay(tmp_path, FILM[:3])
    (tmp_path / "in" / "0" / "head").write_text(json.dumps({"type": MP4, **HEAD}))
    first = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert first.stdin is not None and first.stdout is not None
    assert b"began" in first.stdout.readline() and b"packed" in first.stdout.readline()
    first.stdin.close()
    assert first.wait(20) == 0
    first.stdout.close()
    lay(tmp_path, FILM)
    (tmp_path / "in" / "end").write_text(f"[{len(FILM)}]")
    with (tmp_path / "index").open("ab") as file:
        file.write(b'{"is":"packed","epo')  # as a power cut leaves it
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60)
    made = [one for one in read_index(tmp_path) if isinstance(one, Packed)]
    assert [one.n for one in made] == [0, 1, 2, 3, 4]
    whole = b"".join((tmp_path / "v" / name).read_bytes() for name in ("0-init.mp4", *(f"0-{n}.m4s" for n in range(5))))
    assert play(whole).pictures == 9 * FPS


def test_a_server_that_packs_nothing_has_no_codecs_in_its_memory() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "import shaiba.app, sys; print('av' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout.strip() == "False"
