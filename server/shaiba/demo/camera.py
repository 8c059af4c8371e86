"""The phone that films the demo's draw: `python -m shaiba.demo.camera`, in a process of its own as all codecs are.

On its input it is told, as JSON, the title and the lots; it gives the film, as MP4 in fragments. Small on purpose: half
a minute, four pictures a second. Its people are invented, and every picture says so.
"""

import io
import json
import math
import sys
from array import array
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.video.frame import PictureType, VideoFrame
from PIL import Image, ImageDraw, ImageFont

from .filmed import FPS, SECONDS_EACH, SIZE, Lot
from .receipts import FONTS

KEY = 8
"""One of so many pictures is a key frame."""
RATE, SOUND = 48_000, 960
GROUND, INK, RED = (250, 246, 236), (38, 38, 46), (176, 44, 40)


def film_of(title: str, lots: Sequence[Lot]) -> bytes:
    """The draw as it unfolds: who, and what fell to them."""
    out = _Whole()
    with av.open(out, "w", format="mp4", options={"movflags": "frag_keyframe+empty_moov+default_base_moof"}) as film:
        video: Any = film.add_stream("libx264", rate=FPS)
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        video.options = {
            "preset": "veryfast",
            "tune": "zerolatency",
            "profile": "baseline",
            "forced-idr": "1",
            "crf": "33",
        }
        audio: Any = film.add_stream("libopus", rate=RATE)
        audio.layout, audio.bit_rate = "mono", 16_000
        packets = [packet for frame in chain(_pictures(title, lots), [None]) for packet in video.encode(frame)]
        packets += [packet for frame in chain(_tones(len(lots)), [None]) for packet in audio.encode(frame)]
        for packet in sorted(packets, key=lambda one: one.dts * one.time_base):
            film.mux(packet)
    return out.getvalue()


class _Whole(io.BytesIO):
    """What is written once is not gone back to: so it is in fragments."""

    def seekable(self) -> bool:
        return False


def _pictures(title: str, lots: Sequence[Lot]) -> Iterator[VideoFrame]:
    number = 0
    for shown in range(len(lots) + 1):
        still = _frame(_slide(title, lots[:shown], len(lots)))
        for _ in range(SECONDS_EACH * FPS):
            still.pts, still.time_base = number, Fraction(1, FPS)
            still.pict_type = PictureType.NONE if number % KEY else PictureType.I
            yield still
            number += 1


def _frame(image: Image.Image) -> VideoFrame:
    frame = VideoFrame(*image.size, "rgb24")
    [plane] = frame.planes
    rows = image.tobytes()
    wide = 3 * image.width
    plane.update(b"".join(rows[at : at + wide].ljust(plane.line_size, b"\0") for at in range(0, len(rows), wide)))
    return frame.reformat(format="yuv420p")


def _slide(title: str, lots: Sequence[Lot], of: int) -> Image.Image:
    image = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(image)
    large, plain = (ImageFont.truetype(FONTS / "print.otf", size) for size in (30, 22))
    pen.rectangle((0, 0, SIZE[0], 54), fill=RED)
    pen.text((20, 8), title, GROUND, large)
    pen.text((SIZE[0] - 20, 16), f"{len(lots)} / {of}", GROUND, plain, anchor="ra")
    for place, (who, what) in enumerate(lots):
        left, top = 24 + place // 6 * 310, 70 + place % 6 * 46
        is_new = place == len(lots) - 1
        if is_new:
            pen.rectangle((left - 8, top - 4, left + 290, top + 36), outline=RED, width=3)
        pen.text((left, top), who, INK, plain)
        pen.text((left + 276, top), what, RED if is_new else INK, plain, anchor="ra")
    return image


def _tones(lots: int) -> Iterator[AudioFrame]:
    """A soft tone with each lot, and quiet between."""
    bell = array(
        "f", (0.2 * math.sin(2 * math.pi * 660 * at / RATE) * math.exp(-at / 6_000) for at in range(RATE // 2))
    )
    quiet = array("f", bytes(4 * SOUND))
    each = SECONDS_EACH * RATE
    for at in range(0, (lots + 1) * each, SOUND):
        frame = AudioFrame("flt", "mono", SOUND)
        wave = bell[at % each : at % each + SOUND] if at >= each and at % each < len(bell) else quiet
        frame.planes[0].update(wave.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        yield frame


if __name__ == "__main__":
    sys.stdout.buffer.write(film_of(*json.load(sys.stdin)))
