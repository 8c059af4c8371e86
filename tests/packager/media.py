"""What recorders give, made here: a film with a moving bar and a tone, in pieces as Chromium's MediaRecorder cuts them.

Measured with Chromium 156 (320×180 to 640×360, a key frame asked for every two seconds): MP4 is a piece of ftyp and
moov, then pieces of whole moof and mdat, one group of pictures each, the first piece two; Matroska is cut anywhere, a
piece a second.
"""

import io
import math
from array import array
from fractions import Fraction
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.video.frame import PictureType, VideoFrame

W, H, FPS, KEY_S = 160, 90, 10, 2
RATE = 48_000
MP4 = "video/mp4;codecs=avc1.42001f,opus"
MATROSKA = "video/x-matroska;codecs=avc1,opus"
VP8 = "video/webm;codecs=vp8,opus"
SOUND = "audio/webm;codecs=opus"


class Whole(io.BytesIO):
    """What is written, also where it was flushed."""

    def seekable(self) -> bool:
        return False


def film(
    mime: str,
    seconds: float,
    *,
    fps: int = FPS,
    key_s: float = KEY_S,
    sound: bool = True,
    mute: tuple[float, float] = (0, 0),
) -> bytes:
    """All of it, in one. `mute`: from when to when the recorder gave no sound at all."""
    out = Whole()
    is_mp4 = "mp4" in mime
    options = {"movflags": "frag_keyframe+empty_moov+default_base_moof"} if is_mp4 else {}
    with av.open(out, "w", format="mp4" if is_mp4 else "matroska", options=options) as container:
        streams: list[Any] = []
        if mime.startswith("video"):
            codec = "libvpx" if "vp8" in mime else "libx264"
            video = container.add_stream(codec, rate=fps)
            video.width, video.height, video.pix_fmt = W, H, "yuv420p"
            video.codec_context.gop_size = 1_000
            video.options = (
                {"deadline": "realtime", "cpu-used": "8"} if codec == "libvpx"
                else {"preset": "ultrafast", "tune": "zerolatency", "forced-idr": "1", "x264-params": "scenecut=0"}
            )  # fmt: skip
            streams.append(video)
        if sound:
            audio = container.add_stream("libopus", rate=RATE)
            audio.layout = "mono"
            streams.append(audio)
        packets = []
        for stream in streams:
            frames = _pictures(seconds, fps, key_s) if stream.type == "video" else _tone(seconds, mute)
            packets += [packet for frame in (*frames, None) for packet in stream.encode(frame)]
        for packet in sorted(packets, key=lambda one: one.dts * one.time_base):
            container.mux(packet)
    return out.getvalue()


def _pictures(seconds: float, fps: int, key_s: float) -> list[VideoFrame]:
    found = []
    for number in range(round(seconds * fps)):
        frame = VideoFrame(W, H, "yuv420p")
        bar = number * 3 % (W - 12)
        row = bytes([40]) * bar + bytes([220]) * 12 + bytes([40]) * (W - 12 - bar)
        for plane, one in zip(frame.planes, (row, b"\x80" * (W // 2), b"\x80" * (W // 2)), strict=True):
            plane.update(one.ljust(plane.line_size, b"\0") * plane.height)
        frame.pts, frame.time_base = number, Fraction(1, fps)
        frame.pict_type = PictureType.I if number % round(key_s * fps) == 0 else PictureType.P
        found.append(frame)
    return found


def _tone(seconds: float, mute: tuple[float, float]) -> list[AudioFrame]:
    found = []
    for at in range(0, round(seconds * RATE), 960):
        if mute[0] <= at / RATE < mute[1]:
            continue
        frame = AudioFrame("flt", "mono", 960)
        wave = array("f", (0.3 * math.sin(2 * math.pi * 440 * place / RATE) for place in range(at, at + 960)))
        frame.planes[0].update(wave.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        found.append(frame)
    return found


def pieces(mime: str, data: bytes, *, size: int = 7_000) -> list[bytes]:
    """Cut as the recorder does."""
    if "mp4" not in mime:
        return [data[at : at + size] for at in range(0, len(data), size)]
    boxes, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        boxes.append((data[at + 4 : at + 8], data[at : at + length]))
        at += length
    head = b"".join(box for name, box in boxes if name in (b"ftyp", b"moov"))
    moofs = [number for number, (name, _) in enumerate(boxes) if name == b"moof"]
    groups = [boxes[number][1] + boxes[number + 1][1] for number in moofs]
    return [head, b"".join(groups[:2]), *groups[2:]]
