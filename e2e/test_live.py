"""Live (sync/spec/live.md): one phone films a draw, another watches; both lose the network for a minute, and of the
recording nothing is missing. A phone that is killed while it films without network loses nothing that it kept; who
listens needs little; and a segment that somebody changed on the server is red on a phone that checks."""

import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.acts import synced, turn
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.play import SEEN, moves, play
from e2e.until import until
from e2e.village import ROOT, XIMEI, Village
from shaiba_sync import Record, view
from tests.packager.media import FPS
from tests.packager.test_epoch import play as decode

SCOPE = f"village/{XIMEI}"
OUTAGE_S = 60
THIN = 4_000
"""Bytes a second of a line that carries sound alone, its lists and what else a page asks for: 32 kbit/s."""
WHOLE, CUT = "这段录像没有被剪过：", "这段录像被动过"


def draw_id(village: Village, purpose: str = "村道") -> str:
    found = [view(one) for one in village.records(SCOPE, "draw")]
    return str(next(one["id"] for one in found if str(one["purpose"]).startswith(purpose)))


def stream_of(village: Village) -> Record:
    """What shows the draw: the demo has a recording of another."""
    draw = draw_id(village)

    def look() -> Record | None:
        found = village.records(SCOPE, "stream")
        return next((one for one in found if view(one)["about"]["id"] == draw), None)

    return until(look, "the broadcast is in the log")


def begin(phone: Phone, village: Village, *, sound: bool = False) -> Locator:
    """A phone of the committee goes on air from the draw's page."""
    synced(phone, XIMEI)
    page = turn(phone, f"/v/{XIMEI}/draws/{draw_id(village)}")
    page.get_by_role("link", name="看直播和录像").click()
    main = page.get_by_role("main")
    if sound:
        main.get_by_text("只有声音", exact=True).click()
    main.get_by_role("button", name="开始直播").click()
    expect(main).to_contain_text("● 正在直播")
    return main


def end(main: Locator) -> None:
    main.get_by_role("button", name="结束直播").click()
    main.page.get_by_role("dialog").get_by_role("button", name="结束直播").click()


def watch(phone: Phone, village: Village) -> Page:
    """Another phone opens what is on air about the draw, and it plays."""
    synced(phone, XIMEI)
    page = turn(phone, f"/v/{XIMEI}/live/draw/{draw_id(village)}")
    play(page)
    return page


def lists(village: Village, stream: str, tier: str) -> str:
    """The whole list of a tier; empty before anything is packed."""
    try:
        return village.get(f"/media/{stream}/dvr-{tier}.m3u8").decode()
    except HTTPError:
        return ""


def length_s(listed: str) -> float:
    return sum(float(one) for one in re.findall(r"#EXTINF:([0-9.]+)", listed))


def closed(village: Village, stream: str) -> Record:
    """The recording, once the clerk has closed it."""

    def look() -> Record | None:
        found = next((one for one in village.records(SCOPE, "recording") if one.id == stream), None)
        return found if found and "root" in found.fields else None

    return until(look, "the clerk has closed the recording", 120)


def media_of(village: Village, stream: str, tier: str) -> list[Path]:
    """The segments of a tier, on the server's disk."""
    return list((village.folder / "media" / stream / tier).glob("*.m4s"))


def test_both_lose_the_network_for_a_minute_and_nothing_of_the_draw_is_missing(
    village: Village, phone: NewPhone
) -> None:
    chair, viewer = phone(village, "committee", XIMEI), phone(village, "villager", XIMEI)
    main = begin(chair, village)
    stream = stream_of(village).id
    expect(main).to_contain_text("拍下的都传上去了")
    page = watch(viewer, village)
    assert moves(page)["frames"] > 0
    says_one_thing_in_ten_seconds(page)
    before = page.evaluate(SEEN)

    chair.wire.cut()
    viewer.wire.cut()
    began = time.monotonic()
    expect(main).to_contain_text("接着拍就行，有网会自己补传，一段不少")
    expect(page.get_by_role("main")).to_contain_text("您这里没有网络，有了就从这里接着放")
    place = page.evaluate(SEEN)["at"]
    assert place >= before["at"]
    until(lambda: time.monotonic() - began >= OUTAGE_S, "the outage is over", OUTAGE_S + 10)
    waits = main.get_by_text(re.compile("还有 [0-9]+ 段"))
    assert int(re.findall("[0-9]+", waits.inner_text())[0]) > 20, "what was filmed waits on the phone"
    chair.reconnect()
    viewer.reconnect()
    expect(main).to_contain_text("拍下的都传上去了")
    play(page)
    assert moves(page)["frames"] > 0
    page.get_by_role("main").get_by_role("button", name="回到现场").click()
    expect(page.get_by_role("main").get_by_role("status").first).to_contain_text(re.compile("比现场晚 [0-9] 秒"))
    moves(page)

    end(main)
    expect(main).to_contain_text("录像", timeout=90_000)
    filmed_s = time.monotonic() - began
    recording = closed(village, stream)
    for tier in ("v", "p", "a"):
        listed = lists(village, stream, tier)
        assert "#EXT-X-ENDLIST" in listed
        assert length_s(listed) >= filmed_s - 20, f"{tier}: all of the outage is in it"
    ended = stream_of(village).fields
    assert length_s(lists(village, stream, "v")) * 1000 == pytest.approx(
        int(str(ended["ended"])) - int(str(ended["opened"])), abs=6_000
    )

    expect(page.get_by_role("main")).to_contain_text("存到手机里，没网也能看")
    stops_midway(page, int(str(ended["ended"])))
    for tier in ("只听声音", "图片+声音", "视频"):
        page.get_by_role("main").get_by_role("button", name=f"存「{tier}」").click()
        expect(page.get_by_role("main")).to_contain_text(f"「{tier}」已存在这部手机里")
    page.get_by_role("main").get_by_role("button", name="查「视频」").click()
    expect(page.get_by_role("main")).to_contain_text(WHOLE)

    first = sorted(media_of(village, stream, "v"))[0]
    first.write_bytes(first.read_bytes()[::-1])
    reader = phone(village)
    synced(reader, XIMEI)
    other = turn(reader, f"/v/{XIMEI}/live/stream/{stream}")
    other.get_by_role("main").get_by_role("button", name="查「视频」").click()
    changed = other.get_by_role("alert").filter(has_text=CUT)
    expect(changed).to_contain_text("从 0:00 起的那一分钟：被换过，或者不见了")
    play(other)
    expect(other.get_by_role("alert").filter(has_text="放不出来，已跳过")).to_contain_text("在 0:00 起的那一分钟里")
    moves(other)

    village.stop()
    page.reload()
    main = page.get_by_role("main")
    main.get_by_role("button", name="接着上次看").click()
    goes_by_keys(page)
    for tier in ("图片+声音", "只听声音"):
        main.get_by_role("button", name=tier, exact=True).click()
        play(page)
        moves(page)
    assert recording.id == stream
    assert not viewer.troubles


def says_one_thing_in_ten_seconds(page: Page) -> None:
    main = page.get_by_role("main")
    main.get_by_label("说一句").fill("先摇大户的吧")
    main.get_by_role("button", name="发出去").click()
    expect(main.get_by_role("listitem")).to_contain_text("先摇大户的吧")
    expect(main.get_by_role("button", name=re.compile("[0-9]+ 秒后可以再说"))).to_be_disabled()


def stops_midway(page: Page, ended_ms: int) -> None:
    """However long what follows takes: who has seen all has no place to go on from."""
    film = page.locator("main video")
    for _ in range(3):
        film.press("ArrowLeft")
    if not film.evaluate("film => film.paused"):
        film.press("k")
    kept = "() => JSON.parse(localStorage['shaiba.live.places'])[0][1]"
    until(lambda: page.evaluate(kept) < ended_ms - 10_000, "its place is kept")


def goes_by_keys(page: Page) -> None:
    """Where the viewer was, and from there by the keyboard alone."""
    play(page)
    there = moves(page)["at"]
    assert there > 10, "it goes on where the viewer was"
    film = page.locator("main video")
    film.press("k")
    expect(page.get_by_role("main").get_by_role("status").first).to_contain_text("暂停了")
    stands = page.evaluate(SEEN)["at"]
    film.press("ArrowLeft")
    assert page.evaluate(SEEN)["at"] == pytest.approx(stands - 10, abs=0.1)
    film.press(" ")
    moves(page)


_KEPT = """() => new Promise((resolve) => {
  const asked = indexedDB.open('shaiba-reels', 1)
  asked.onsuccess = () => {
    const keys = asked.result.transaction('pieces').objectStore('pieces').getAllKeys()
    keys.onsuccess = () => resolve(keys.result.map((key) => key.slice(0, 3)))
  }
})"""


def test_killed_while_it_films_without_network_a_phone_loses_nothing_that_it_kept(
    village: Village, phone: NewPhone
) -> None:
    """Of sound alone, which the viewer gets as sound alone, at what a slow network carries."""
    chair = phone(village, "committee", XIMEI)
    main = begin(chair, village, sound=True)
    stream = stream_of(village).id
    expect(main).to_contain_text("拍下的都传上去了")
    until(lambda: length_s(lists(village, stream, "a")) > 4, "some of it is packed")
    viewer = phone(village)
    page = watch(viewer, village)
    moves(page)
    expect(page.get_by_role("button", name="只听声音", exact=True)).to_have_attribute("aria-pressed", "true")
    viewer.wire.slow(THIN)
    moves(page, 12)
    viewer.wire.slow(None)

    chair.wire.cut()
    kept = until(lambda: found if len(found := chair.page.evaluate(_KEPT)) > 5 else None, "pieces wait on the phone")
    chair.kill()
    chair.start()
    page = chair.open(f"/v/{XIMEI}/live/stream/{stream}")
    main = page.get_by_role("main")
    expect(main).to_contain_text("这场直播停在半路")
    here = {tuple(key) for key in page.evaluate(_KEPT)}
    assert {tuple(key) for key in kept} <= here
    chair.reconnect()
    expect(main).to_contain_text("拍下的都传上去了")
    main.get_by_text("只有声音", exact=True).click()
    main.get_by_role("button", name="接着拍").click()
    expect(main).to_contain_text("● 正在直播")
    end(main)
    expect(main).to_contain_text("存到手机里", timeout=90_000)
    closed(village, stream)
    listed = lists(village, stream, "a")
    assert "#EXT-X-DISCONTINUITY" in listed, "filmed on after it was killed: another epoch"
    files = media_of(village, stream, "a")
    bits = 8 * sum(one.stat().st_size for one in files) / length_s(listed)
    assert bits <= 26_000, f"{bits:.0f} bits a second"


def test_a_computer_films_with_a_key_and_a_phone_shows_it(village: Village, phone: NewPhone) -> None:
    """As OBS does, over RTMP; every picture is there afterwards."""
    chair = phone(village, "committee", XIMEI)
    synced(chair, XIMEI)
    page = turn(chair, f"/v/{XIMEI}/live/draw/{draw_id(village)}")
    main = page.get_by_role("main")
    main.get_by_text("用电脑拍", exact=True).click()
    main.get_by_role("button", name="开始直播").click()
    expect(main.get_by_role("heading", name="用电脑拍这一场")).to_be_visible()
    stream = stream_of(village).id
    main.get_by_role("button", name="取推流密钥").click()
    expect(main.locator("code")).to_have_count(2)
    url, key = main.locator("code").all_inner_texts()
    assert url.endswith(f":{village.rtmp_port}/live") and key.startswith(stream)
    seconds = 12
    command = [sys.executable, "-m", "tests.rtmp.program", f"{url}/{key}", str(seconds), "640", "360", "0"]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60, stderr=subprocess.DEVNULL)
    play(page)
    assert moves(page)["frames"] > 0
    end(main)
    expect(main.get_by_role("heading", name="用电脑拍这一场")).to_be_hidden()
    closed(village, stream)
    listed = re.findall(r"v/.+\.(?:mp4|m4s)", lists(village, stream, "v"))
    film = decode(b"".join(village.get(f"/media/{stream}/{name}") for name in listed))
    assert film.pictures == seconds * FPS
    assert film.sound_s == pytest.approx(film.video_s, abs=0.2)
