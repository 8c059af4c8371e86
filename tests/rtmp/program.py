"""A broadcasting program: `python -m tests.rtmp.program URL SECONDS WIDTH HEIGHT BITS` pushes a film, as fast as it is
taken. A process of its own, as such programs are: libav holds Python still while it connects."""

import sys

import av
from av.audio.frame import AudioFrame

from tests.packager.media import FPS, RATE, pictures, tone


def push(url: str, seconds: int, size: tuple[int, int], bit_rate: int) -> None:
    """Pictures that refer to later ones, sound in AAC; `bit_rate` 0: what little such a film needs."""
    with av.open(url, "w", format="flv") as container:
        video = container.add_stream("libx264", rate=FPS)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        x264 = {"preset": "veryfast", "bf": "2", "forced-idr": "1", "x264-params": "scenecut=0:keyint=1000"}
        if bit_rate:
            video.bit_rate = bit_rate
        video.options = x264
        audio = container.add_stream("aac", rate=RATE)
        audio.layout = "mono"
        frames = [*pictures(seconds, FPS, 2, size, grain=bool(bit_rate)), None]
        packets = [packet for frame in frames for packet in video.encode(frame)]
        sounds: list[AudioFrame | None] = [*tone(seconds, (0, 0)), None]
        packets += [packet for sound in sounds for packet in audio.encode(sound)]
        for packet in sorted(packets, key=lambda one: one.dts * one.time_base):
            container.mux(packet)


if __name__ == "__main__":
    where, *numbers = sys.argv[1:]
    length, width, height, bits = (int(one) for one in numbers)
    push(where, length, (width, height), bits)
