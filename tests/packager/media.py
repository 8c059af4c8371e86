"""What recorders give, made here: a film with a moving bar and a tone, in pieces as Chromium's MediaRecorder cuts them.

Measured with Chromium 156 (320×180 to 640×360, a key frame asked for every two seconds): MP4 is a piece of ftyp and
moov, then pieces of whole moof and mdat, one group of pictures each, the first piece two; Matroska is cut anywhere, a
piece a second.
"""

import io
import math
import random
from array import array
from fractions import Fraction
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.video.frame import PictureType, VideoFrame

from shaiba.demo.filmed import cut

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
    size: tuple[int, int] = (W, H),
    bit_rate: int = 0,
    grain: bool = False,
) -> bytes:
    """All of it, in one. `mute`: from when to when the recorder gave no sound at all; `grain`: it looks filmed,
    so that a bit rate is used up."""
    out = Whole()
    is_mp4 = "mp4" in mime
    options = {"movflags": "frag_keyframe+empty_moov+default_base_moof"} if is_mp4 else {}
    with av.open(out, "w", format="mp4" if is_mp4 else "matroska", options=options) as container:
        streams: list[Any] = []
        if mime.startswith("video"):
            codec = "libvpx" if "vp8" in mime else "libx264"
            video = container.add_stream(codec, rate=fps)
            video.width, video.height, video.pix_fmt = *size, "yuv420p"
            if bit_rate:
                video.bit_rate = bit_rate
            video.codec_context.gop_size = 1_000
            x264 = {"tune": "zerolatency", "forced-idr": "1", "x264-params": "scenecut=0"}
            x264["preset"] = "veryfast" if bit_rate else "ultrafast"
            video.options = {"deadline": "realtime", "cpu-used": "8"} if codec == "libvpx" else x264
            streams.append(video)
        if sound:
            audio = container.add_stream("libopus", rate=RATE)
            audio.layout = "mono"
            streams.append(audio)
        packets = []
        for stream in streams:
            frames = pictures(seconds, fps, key_s, size, grain=grain) if stream.type == "video" else tone(seconds, mute)
            packets += [packet for frame in (*frames, None) for packet in stream.encode(frame)]
        for packet in sorted(packets, key=lambda one: one.dts * one.time_base):
            container.mux(packet)
    return out.getvalue()


def pictures(seconds: float, fps: int, key_s: float, size: tuple[int, int], *, grain: bool) -> list[VideoFrame]:
    found: list[VideoFrame] = []
    chance, (width, height) = random.Random(1), size
    noise = [bytes(40 + byte % 12 for byte in chance.randbytes(width)) for _ in range(97)]
    for number in range(round(seconds * fps)):
        frame = VideoFrame(width, height, "yuv420p")
        bar = number * 3 % (width - 12)
        row = bytes([40]) * bar + bytes([220]) * 12 + bytes([40]) * (width - 12 - bar)
        luma, *chroma = frame.planes
        rows = (noise[(number * 31 + y) % 97] if grain and y % 3 else row for y in range(height))
        luma.update(b"".join(one.ljust(luma.line_size, b"\0") for one in rows))
        for plane in chroma:
            plane.update(b"\x80" * plane.buffer_size)
        frame.pts, frame.time_base = number, Fraction(1, fps)
        frame.pict_type = PictureType.I if number % round(key_s * fps) == 0 else PictureType.P
        found.append(frame)
    return found


def tone(seconds: float, mute: tuple[float, float]) -> list[AudioFrame]:
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
    head, *groups = cut(data)
    return [head, b"".join(groups[:2]), *groups[2:]]
