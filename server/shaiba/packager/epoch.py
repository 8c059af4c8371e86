"""An epoch packed: what its recorder gave goes in, a beginning and segments in three tiers come out.

H.264 is copied; what else there is, and what has too few key frames, becomes H.264. A segment ends where a group of
pictures ends; of recorders that give whole groups, as soon as a group is there, a group earlier than the next key frame
tells. Spec: sync/spec/live.md, "Playback".
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, cast

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from shaiba_sync.live import Tier

from .boxes import AAC_SAMPLES, AUDIO_SCALE, VIDEO_SCALE, Run, Sample, Track, beginning, fragment
from .h264 import avc_config, with_lengths
from .pieces import Reader
from .sound import Sound

LEAST = VIDEO_SCALE * 9 // 10
"""Shorter groups of pictures are put together: 0.9 s."""
MOST = VIDEO_SCALE * 34 // 10
"""Longer ones are cut, or in the first place encoded anew: lists say that none is longer than 3.5 s."""
GROUP = VIDEO_SCALE * 2
TICK = Fraction(1, VIDEO_SCALE)
SOUND_FRAMES = 47
"""Of a segment where there is sound alone: two seconds."""
SURE = 2
"""So many pieces must have ended with a group before the next one is believed to."""
BIT_RATE = 350_000
HEAVY = 1_500_000
"""Bits a second of pictures above which they are encoded anew: what is pushed by a computer, which did not care."""
WIDEST = 640
"""Pixels of a picture that is encoded anew."""
FORMATS = {"mp4": "mp4", "webm": "matroska", "x-matroska": "matroska", "x-flv": "flv"}


class Segment(NamedTuple):
    """A segment in its tiers; how long it is (ms), and how many frames of sound are in it."""

    n: int
    ms: int
    frames: int
    files: Mapping[Tier, bytes]


class Beginning(NamedTuple):
    """What players read first, and what it is."""

    files: Mapping[Tier, bytes]
    codecs: Mapping[Tier, str]
    width: int
    height: int


Sink = Callable[[Beginning | Segment], None]


class _Picture(NamedTuple):
    data: bytes
    dts: int
    shift: int
    duration: int
    key: bool


class Epoch:
    """One epoch. `known`: the frames of sound that are in segments which were made before a stop: their pieces are read
    again, and no more than that, so that what follows goes on exactly behind them."""

    def __init__(self, sink: Sink, known: Sequence[int] = ()) -> None:
        self._sink, self._known = sink, known
        self._n = 0
        self._has_begun = False
        self._sound = Sound(sum(known))
        self._has_sound = False
        self._pictures: list[_Picture] = []
        self._key = b""
        self._track: Track | None = None
        self._encoder: VideoCodecContext | None = None
        self._decoder: VideoCodecContext | None = None
        self._first: list[Packet[VideoStream]] | None = []
        self._encoded_key = -MOST
        self._base: Fraction | None = None
        self._end = 0
        self._whole, self._was_starved = 0, False

    def pack(self, reader: Reader, mime: str) -> None:
        """Pack until the reader ends. av.FFmpegError where it is no media (any more); what came before stands."""
        name = mime.partition(";")[0].partition("/")[2]
        try:
            with av.open(
                reader, mode="r", format=FORMATS.get(name), options={"analyzeduration": "500000"}
            ) as container:
                video = next(iter(container.streams.video), None)
                sound = next(iter(container.streams.audio), None)
                self._has_sound = sound is not None
                if video is None:
                    self._n = len(self._known)
                else:
                    self._begin(video)
                    if FORMATS.get(name) == "mp4":  # groups may be whole pieces
                        reader.starved = self._starved
                for packet in container.demux([one for one in (video, sound) if one is not None]):
                    if isinstance(packet.stream, VideoStream):
                        self._video(cast("Packet[VideoStream]", packet))
                    elif isinstance(packet.stream, AudioStream) and self._is_wanted(packet):
                        self._sound.add(frame for frame in packet.decode() if isinstance(frame, AudioFrame))
                        if video is None:
                            self._cut_sound(SOUND_FRAMES)
                if self._encoder is not None:
                    self._transcode([None])  # pictures that the decoder keeps back for those that refer to them
        finally:
            self._finish()

    def _is_wanted(self, packet: "Packet[Any]") -> bool:
        if packet.pts is None or packet.time_base is None:
            return True
        return self._sound.wants(float(packet.pts * packet.time_base))

    def _begin(self, video: VideoStream) -> None:
        context = video.codec_context
        self._decoder = context
        if context.name == "h264":
            try:
                config = avc_config(bytes(context.extradata or b""))
                self._track = Track("video", config, context.width, context.height)
                return
            except ValueError:  # parameter sets between the pictures only: a player of MP4 wants them before
                pass
        self._encode_anew()

    # --- pictures -----------------------------------------------------------------------------------------------------

    def _video(self, packet: "Packet[VideoStream]") -> None:
        if packet.pts is None or packet.time_base is None:  # what says that no more comes
            return
        self._base = packet.time_base
        if self._encoder is not None:
            self._transcode([packet])
            return
        scale = packet.time_base * VIDEO_SCALE
        pts = round(packet.pts * scale)
        dts = pts if packet.dts is None else round(packet.dts * scale)  # libav does not know it of the first few
        picture = _Picture(bytes(packet), dts, pts - dts, round((packet.duration or 0) * scale), packet.is_keyframe)
        if self._first is not None:
            self._first.append(packet)
            if self._is_unfit(picture):
                self._encode_anew()
                packets, self._first, self._pictures = self._first, None, []
                self._transcode(packets)
                return
        self._take(picture)

    def _is_unfit(self, following: _Picture) -> bool:
        """Whether the first group of pictures is too long (an old browser, with a key frame all seven seconds), or too
        heavy for a village's line."""
        if not self._pictures:
            return False
        span = following.dts - self._pictures[0].dts
        if not following.key:
            return span > MOST
        return span >= LEAST and 8 * sum(len(one.data) for one in self._pictures) * VIDEO_SCALE > HEAVY * span

    def _take(self, picture: _Picture) -> None:
        if self._was_starved:
            self._whole, self._was_starved = (self._whole + 1 if picture.key else -SURE), False
        if self._pictures:
            span = picture.dts - self._pictures[0].dts
            if span > MOST or (picture.key and span >= LEAST):
                self._cut(picture.dts)
            elif span <= 0:
                return  # twice at one time: some recorders do; a player would stumble
        self._pictures.append(picture)

    def _starved(self) -> None:
        """All that came was read: is it a group of pictures?"""
        if not self._pictures or self._encoder is not None:
            return
        self._was_starved = True
        last = self._pictures[-1]
        end = last.dts + last.duration
        if self._whole >= SURE and last.duration and end - self._pictures[0].dts >= LEAST:
            self._cut(end)

    def _encode_anew(self) -> None:
        assert self._decoder is not None  # noqa: S101 — only where there are pictures
        encoder = VideoCodecContext.create("libx264", "w")
        width, height = self._decoder.width, self._decoder.height
        shrink = min(1.0, WIDEST / max(width, 1))
        encoder.width, encoder.height = (round(side * shrink) // 2 * 2 for side in (width, height))
        encoder.pix_fmt, encoder.time_base, encoder.framerate = "yuv420p", TICK, Fraction(15)
        encoder.bit_rate = BIT_RATE
        encoder.flags |= 1 << 22  # AV_CODEC_FLAG_GLOBAL_HEADER: parameter sets beside the pictures
        encoder.options = {
            "preset": "veryfast", "tune": "zerolatency", "profile": "baseline", "forced-idr": "1",
            "x264-params": "keyint=infinite:scenecut=0:threads=1",
        }  # fmt: skip
        encoder.open()
        self._encoder = encoder
        self._track = Track("video", avc_config(bytes(encoder.extradata or b"")), encoder.width, encoder.height)

    def _transcode(self, packets: "Iterable[Packet[VideoStream] | None]") -> None:
        assert self._decoder is not None and self._encoder is not None  # noqa: S101 — for the type checker
        for packet in packets:
            for frame in self._decoder.decode(packet):
                self._encode(frame)

    def _encode(self, frame: VideoFrame) -> None:
        assert self._encoder is not None  # noqa: S101 — for the type checker
        base = frame.time_base or self._base  # those kept back have none
        if frame.pts is None or base is None:
            return
        frame.pts = round(frame.pts * base * VIDEO_SCALE)
        frame.time_base = TICK
        frame.pict_type = PictureType.NONE
        if frame.pts - self._encoded_key >= GROUP:
            frame.pict_type, self._encoded_key = PictureType.I, frame.pts
        if self._n < len(self._known) and not self._ends_known(frame.pts):
            self._take(_Picture(b"", frame.pts, 0, 0, frame.pict_type == PictureType.I))
            return
        frame = frame.reformat(width=self._encoder.width, height=self._encoder.height, format="yuv420p")
        for packet in self._encoder.encode(frame):
            assert packet.dts is not None and packet.pts is not None  # noqa: S101 — an encoder says when
            self._take(
                _Picture(
                    with_lengths(bytes(packet)), packet.dts, packet.pts - packet.dts, packet.duration or 0,
                    packet.is_keyframe,
                )
            )  # fmt: skip

    def _ends_known(self, pts: int) -> bool:
        """Whether what is known ends here: the next picture is of a segment that is not."""
        is_last = self._n == len(self._known) - 1
        return is_last and bool(self._pictures) and self._encoded_key == pts and pts > self._pictures[0].dts

    # --- segments -----------------------------------------------------------------------------------------------------

    def _cut(self, end: int, *, is_last: bool = False) -> None:
        """What there is up to this time is a segment; the last has what sound is left."""
        pictures, self._pictures = self._pictures, []
        self._first = None
        if self._n < len(self._known):
            self._n, self._end = self._n + 1, end
            return
        self._open()
        begin = pictures[0].dts
        ends = [*(one.dts for one in pictures[1:]), end]
        samples = [
            Sample(one.data, until - one.dts, one.key, one.shift) for one, until in zip(pictures, ends, strict=True)
        ]
        if pictures[0].key:
            self._key = pictures[0].data
        if not (self._has_sound or is_last):
            self._sound.fill(end * AUDIO_SCALE // VIDEO_SCALE + 3 * AAC_SAMPLES)  # the encoder keeps two frames back
        until = -(-end * AUDIO_SCALE // VIDEO_SCALE // AAC_SAMPLES)
        sound = self._take_sound(self._sound.ready if is_last else until - self._sound.taken)
        runs = [Run(begin, samples), *sound]
        still = [Run(begin, [Sample(self._key, end - begin)]), *sound]
        self._give(end // 90 - max(self._end, begin if not self._n else 0) // 90, {"v": runs, "p": still, "a": sound})
        self._end = end

    def _cut_sound(self, frames: int) -> None:
        while self._sound.ready >= frames:
            self._open()
            begin = self._sound.taken
            sound = self._take_sound(frames)
            ms = [place * AAC_SAMPLES * 1000 // AUDIO_SCALE for place in (begin, self._sound.taken)]
            self._give(ms[1] - ms[0], {"a": sound})

    def _take_sound(self, count: int) -> list[Run]:
        begin = self._sound.taken * AAC_SAMPLES
        samples = self._sound.take(max(count, 0))
        return [Run(begin, samples)] if samples else []

    def _give(self, ms: int, tiers: Mapping[Tier, Sequence[Run]]) -> None:
        number = self._n + 1
        files = {tier: fragment(number, runs) for tier, runs in tiers.items()}
        frames = sum(len(run.samples) for run in tiers["a"])
        self._sink(Segment(self._n, ms, frames, files))
        self._n = number

    def _open(self) -> None:
        if self._has_begun:
            return
        self._has_begun = True
        sound, picture = self._sound.track, self._track
        tracks: dict[Tier, list[Track]] = {"a": [sound]}
        if picture is not None:
            tracks = {"v": [picture, sound], "p": [picture, sound], "a": [sound]}
        self._sink(
            Beginning(
                {tier: beginning(some) for tier, some in tracks.items()},
                {tier: ",".join(track.codec for track in some) for tier, some in tracks.items()},
                picture.width if picture else 0,
                picture.height if picture else 0,
            )
        )

    def _finish(self) -> None:
        if self._pictures:
            last = self._pictures[-1]
            usual = last.dts - self._pictures[-2].dts if len(self._pictures) > 1 else VIDEO_SCALE // 15
            end = last.dts + (last.duration or usual)
            if not self._has_sound:
                self._sound.fill(end * AUDIO_SCALE // VIDEO_SCALE)
            self._sound.end()
            self._cut(end, is_last=True)
        elif self._track is None:
            self._sound.end()
            self._cut_sound(SOUND_FRAMES)
            if self._sound.ready:
                self._cut_sound(self._sound.ready)
