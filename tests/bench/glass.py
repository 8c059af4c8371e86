"""From what a camera sees to what a viewer sees: two real browsers, the server between them, all on this machine.

The camera shows the time as forty black or white fields, which recorder, packager and player leave readable; whoever
watches reads them out of the picture that is shown. Budgets of the design, with groups of one second, as a draw has:
half of the pictures are 4 s late at most, 95 of 100 5 s; the first is there 1.5 s after its screen.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from e2e.acts import synced, turn
from e2e.phone import Phone
from e2e.test_live import begin, draw_id, lists, stream_of
from e2e.until import until
from e2e.village import XIMEI, Village, load_demo
from tests.bench.table import Row, row

WATCHED_S, SETTLED_S = 25, 5
"""How long it is watched; pictures of the beginning do not count, while the player finds its place."""

# 32 bits of the time in ms, then their four bytes and 85 in one another: a picture that cannot be read is left out.
_CAMERA = """() => {
  const asked = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async (what) => {
    const sound = await asked({ audio: true })
    const canvas = document.createElement('canvas')
    canvas.width = 640
    canvas.height = 360
    const pen = canvas.getContext('2d')
    setInterval(() => {
      const now = Date.now() % 2 ** 32
      const bytes = [24, 16, 8, 0].map((by) => Math.floor(now / 2 ** by) & 255)
      const all = [...bytes, bytes.reduce((sum, byte) => sum ^ byte, 85)]
      all.forEach((byte, y) => {
        for (let x = 0; x < 8; x++) {
          pen.fillStyle = (byte >> (7 - x)) & 1 ? '#fff' : '#000'
          pen.fillRect(x * 80, y * 72, 80, 72)
        }
      })
    }, 33)
    return new MediaStream([...canvas.captureStream(30).getVideoTracks(), ...sound.getAudioTracks()])
  }
}"""

_WATCH = """async ({ ms, skipped }) => {
  const video = document.querySelector('main video')
  const canvas = new OffscreenCanvas(64, 40)
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  const tap = performance.now()
  const button = [...document.querySelectorAll('main button')].find((one) => one.textContent.trim() === '播放')
  button?.click()
  let first = null
  const late = []
  await new Promise((resolve) => {
    const see = () => {
      const at = performance.now()
      first ??= at - tap
      pen.drawImage(video, 0, 0, 64, 40)
      const { data } = pen.getImageData(0, 0, 64, 40)
      const bytes = [0, 1, 2, 3, 4].map((y) =>
        [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, x) => sum * 2 + (data[((y * 8 + 4) * 64 + x * 8 + 4) * 4] > 127), 0),
      )
      const said = bytes.slice(0, 4).reduce((sum, byte) => sum * 256 + byte, 0)
      const isRead = bytes.slice(0, 4).reduce((sum, byte) => sum ^ byte, 85) === bytes[4]
      if (isRead && at - tap > skipped) late.push((Date.now() % 2 ** 32) - said)
      if (at - tap < ms) video.requestVideoFrameCallback(see)
      else resolve()
    }
    video.requestVideoFrameCallback(see)
  })
  return { first, late }
}"""


def glass() -> list[Row]:
    """One films, one watches."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        load_demo(folder / "demo")
        village = Village(folder / "demo", folder / "demo.log")
        village.start()
        phones = [Phone(playwright, village.port, folder / who) for who in ("films", "watches")]
        try:
            chair, viewer = phones
            chair.context.add_init_script(f"({_CAMERA})()")
            begin(chair, village)
            stream = stream_of(village).id
            synced(viewer, XIMEI)
            until(lambda: lists(village, stream, "v").count("#EXTINF") >= 4, "some of it is packed", 60)
            page = turn(viewer, f"/v/{XIMEI}/live/draw/{draw_id(village)}")
            page.locator("main video").wait_for()
            seen = page.evaluate(_WATCH, {"ms": WATCHED_S * 1000, "skipped": SETTLED_S * 1000})
        finally:
            for phone in phones:
                phone.close()
            village.stop()
    late = sorted(ms / 1000 for ms in seen["late"])
    if len(late) < WATCHED_S:
        raise RuntimeError(f"only {len(late)} pictures could be read")
    at = {part: late[int(len(late) * part)] for part in (0.5, 0.95)}
    return [
        row("camera to eye: p50", at[0.5], 4, "s", at_most=1, limit_is="budget"),
        row("camera to eye: p95", at[0.95], 5, "s", at_most=1, limit_is="budget"),
        row("first picture, from its screen on", seen["first"] / 1000, 1.5, "s", at_most=1, limit_is="budget"),
    ]


TABLES = {"live: camera to eye": glass}
