"""Live (sync/spec/live.md): one phone films, another listens, at what a slow network carries. A phone that is killed
while it films without network loses nothing that it kept, and films on."""

import re
from pathlib import Path
from urllib.error import HTTPError

from playwright.sync_api import Locator, Page, expect

from e2e.acts import sign_in, synced, turn
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.until import until
from e2e.village import XIMEI, Village
from shaiba_sync import Record, view

SCOPE = f"village/{XIMEI}"

_SEEN = """() => {
  const film = document.querySelector('main video')
  const { totalVideoFrames } = film.getVideoPlaybackQuality()
  return { at: film.currentTime, paused: film.paused, frames: totalVideoFrames, rate: film.playbackRate }
}"""


def draw_id(village: Village, purpose: str = "村道") -> str:
    found = [view(one) for one in village.records(SCOPE, "draw")]
    return str(next(one["id"] for one in found if str(one["purpose"]).startswith(purpose)))


def stream_of(village: Village) -> Record:
    return until(lambda: next(iter(village.records(SCOPE, "stream")), None), "the broadcast is in the log")


def begin(phone: Phone, village: Village, *, sound: bool = False) -> Locator:
    """A phone of the committee goes on air from the draw's page."""
    sign_in(phone, "committee", XIMEI)
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


def play(page: Page) -> None:
    """It plays by itself, or, where the browser asks for a tap, after one."""
    main = page.get_by_role("main")
    expect(main.get_by_role("status")).to_contain_text(re.compile("现场晚|暂停了|录像|放完了"))
    button = main.get_by_role("button", name="播放", exact=True)
    if button.is_visible():
        button.click()


def moves(page: Page, by_s: float = 1.5) -> dict[str, float]:
    """Time goes on, and pictures are decoded (where there are any)."""
    before = page.evaluate(_SEEN)

    def later() -> dict[str, float] | None:
        now: dict[str, float] = page.evaluate(_SEEN)
        return now if now["at"] >= before["at"] + by_s else None

    return until(later, "the film goes on")


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
    chair = phone(village)
    main = begin(chair, village, sound=True)
    stream = stream_of(village).id
    expect(main).to_contain_text("拍下的都传上去了")
    until(lambda: length_s(lists(village, stream, "a")) > 4, "some of it is packed")
    viewer = phone(village)
    page = watch(viewer, village)
    moves(page)
    expect(page.get_by_role("button", name="只听声音")).to_have_attribute("aria-pressed", "true")

    chair.wire.cut()
    kept = until(lambda: found if len(found := chair.page.evaluate(_KEPT)) > 5 else None, "pieces wait on the phone")
    chair.kill()
    chair.start()
    page = chair.open(f"/v/{XIMEI}/live/stream/{stream}")
    main = page.get_by_role("main")
    expect(main).to_contain_text("这场直播停在半路")
    here = {tuple(key) for key in page.evaluate(_KEPT)}
    assert {tuple(key) for key in kept} <= here
    chair.wire.mend()
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
    assert bits <= 40_000, f"{bits:.0f} bits a second"
