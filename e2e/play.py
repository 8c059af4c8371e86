"""A film in a browser: it plays, and time goes on."""

import re

from playwright.sync_api import Page, expect

from e2e.until import until

SEEN = """() => {
  const film = document.querySelector('main video')
  const { totalVideoFrames } = film.getVideoPlaybackQuality()
  return { at: film.currentTime, paused: film.paused, frames: totalVideoFrames, rate: film.playbackRate }
}"""


def play(page: Page) -> None:
    """It plays by itself, or, where the browser asks for a tap, after one."""
    main = page.get_by_role("main")
    expect(main.get_by_role("status").first).to_contain_text(re.compile("现场晚|暂停了|录像|放完了"))
    button = main.get_by_role("button", name="播放", exact=True)
    if button.is_visible():
        button.click()


def moves(page: Page, by_s: float = 1.5) -> dict[str, float]:
    """Time goes on, and pictures are decoded (where there are any)."""
    before = page.evaluate(SEEN)

    def later() -> dict[str, float] | None:
        now: dict[str, float] = page.evaluate(SEEN)
        return now if now["at"] >= before["at"] + by_s else None

    return until(later, "the film goes on")
