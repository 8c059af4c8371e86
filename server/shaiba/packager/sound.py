"""Sound as one unbroken row of AAC frames, whatever the recorder gave: gaps are filled with silence, so that sound and
picture stay together."""

from collections import deque
from collections.abc import Iterable

from av.audio.codeccontext import AudioCodecContext
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from .boxes import AAC_SAMPLES, AUDIO_SCALE, Sample, Track

BIT_RATE = 22_000
"""With its boxes and its lists, sound alone comes through where there are 32 kbit/s, and something else wants a few."""
LATE = AUDIO_SCALE * 40 // 1000
"""Samples that may lack before silence is put in their place: 40 ms, less than an eye sees lips be late."""
EARLY = AUDIO_SCALE * 120 // 1000
"""Samples that may be too many before a frame of them is left out."""


LEAD = 12
"""Frames that are encoded before the first that is wanted, where one goes on: half a second, for codecs to find into
it."""


class Sound:
    """The sound of an epoch, encoded as it comes. `known`: frames of it that were encoded before a stop, and are not
    again."""

    def __init__(self, known: int = 0) -> None:
        self._from: tuple[str, str, int] | None = None
        self._resampler: AudioResampler | None = None
        self._fifo = AudioFifo()
        self._encoder = AudioCodecContext.create("aac", "w")
        self._encoder.sample_rate = AUDIO_SCALE
        self._encoder.layout = "mono"
        self._encoder.format = "fltp"
        self._encoder.bit_rate = BIT_RATE
        self._encoder.open()
        self.track = Track("audio", bytes(self._encoder.extradata or b""))
        self._number = max(0, known - LEAD)
        self._fed = self._number * AAC_SAMPLES
        self._goes_on = known > 0
        self._frames: deque[bytes] = deque()
        self.taken = known
        """Frames that were taken."""

    def wants(self, at_s: float) -> bool:
        """Whether what is heard then is to be decoded: a little before what `add` takes, for the decoder's sake."""
        return not self._goes_on or at_s * AUDIO_SCALE >= self._fed - LEAD * AAC_SAMPLES

    @property
    def ready(self) -> int:
        """Frames that may be taken."""
        return len(self._frames)

    def add(self, frames: Iterable[AudioFrame]) -> None:
        """Take decoded frames in."""
        for frame in frames:
            at = self._fed
            if frame.pts is not None and frame.time_base is not None:
                at = round(frame.pts * frame.time_base * AUDIO_SCALE)
            if self._fed - at > (0 if self._goes_on else EARLY):
                continue
            if at - self._fed > (0 if self._goes_on else LATE):
                self.fill(at)
            self._goes_on = False
            self._fed += round(frame.samples * AUDIO_SCALE / frame.sample_rate)
            for one in self._resampled(frame):
                self._write(one)
        self._encode()

    def fill(self, until: int) -> None:
        """Silence up to there (in samples since the beginning)."""
        while self._fed < until:
            frame = AudioFrame("fltp", "mono", min(until - self._fed, AAC_SAMPLES))
            frame.sample_rate = AUDIO_SCALE
            frame.planes[0].update(bytes(frame.planes[0].buffer_size))
            self._write(frame)
            self._fed += frame.samples
        self._encode()

    def end(self) -> None:
        """No more comes."""
        if self._resampler is not None:
            for one in self._resampler.resample(None):
                self._write(one)
        self._encode(rest=True)
        self._give(None)

    def take(self, count: int) -> list[Sample]:
        """The next frames, as many as there are of these."""
        taken = [self._frames.popleft() for _ in range(min(count, len(self._frames)))]
        self.taken += len(taken)
        return [Sample(data, AAC_SAMPLES) for data in taken]

    def _resampled(self, frame: AudioFrame) -> list[AudioFrame]:
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        found = []
        if form != self._from:  # a resampler takes one form
            found = self._resampler.resample(None) if self._resampler is not None else []
            self._from, self._resampler = form, AudioResampler(format="fltp", layout="mono", rate=AUDIO_SCALE)
        assert self._resampler is not None  # noqa: S101 — for the type checker
        frame.pts = None
        return [*found, *self._resampler.resample(frame)]

    def _write(self, frame: AudioFrame) -> None:
        if frame.samples:
            frame.pts = None
            self._fifo.write(frame)

    def _encode(self, *, rest: bool = False) -> None:
        while frame := self._fifo.read(AAC_SAMPLES) or (self._fifo.read(0, partial=True) if rest else None):
            frame.pts = None
            self._give(frame)

    def _give(self, frame: AudioFrame | None) -> None:
        for packet in self._encoder.encode(frame):
            if self._number >= self.taken:
                self._frames.append(bytes(packet))
            self._number += 1
