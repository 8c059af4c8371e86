"""Fragmented MP4, as far as live needs it: a beginning (ftyp, moov) and segments (moof, mdat) of one or two tracks.

Written by hand: what a segment's bytes are must not change with a library's version, since the log has their hashes;
and one encoded sound goes into three tiers. ISO/IEC 14496-12; 14496-14 (esds), 14496-15 (avcC).
"""

from collections.abc import Sequence
from struct import pack
from typing import Literal, NamedTuple

VIDEO_SCALE = 90_000
AUDIO_SCALE = 24_000
"""Samples a second: speech has nothing above 12 kHz, and so few bits go further with fewer of them."""
AAC_SAMPLES = 1_024
"""Of a frame of AAC."""

_MATRIX = pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_DEFAULT_BASE, _HAS_DURATION, _HAS_FLAGS = 0x020000, 0x000008, 0x000020
_OFFSET, _DURATIONS, _SIZES, _FLAGS, _SHIFTS = 0x001, 0x100, 0x200, 0x400, 0x800
_SYNC, _NOT_SYNC = 0x02000000, 0x01010000


class Track(NamedTuple):
    """What a player must know before the first sample. `config`: of H.264 the avcC, of AAC the AudioSpecificConfig."""

    sort: Literal["video", "audio"]
    config: bytes
    width: int = 0
    height: int = 0

    @property
    def codec(self) -> str:
        """As lists name it (RFC 6381)."""
        return f"avc1.{self.config[1:4].hex()}" if self.sort == "video" else "mp4a.40.2"


class Sample(NamedTuple):
    """A picture, or a frame of sound; times in the track's scale. `shift`: shown so much after it is decoded."""

    data: bytes
    duration: int
    key: bool = True
    shift: int = 0


class Run(NamedTuple):
    """Samples of a track one after the other, from `begin` on."""

    begin: int
    samples: Sequence[Sample]


def beginning(tracks: Sequence[Track]) -> bytes:
    """What comes before all segments (EXT-X-MAP)."""
    movie = _full("mvhd", 0, 0, pack(">4I I H 10x", 0, 0, 1000, 0, 0x10000, 0x100), _MATRIX, bytes(24), pack(">I", 99))
    traks = [_trak(number, track) for number, track in enumerate(tracks, 1)]
    extends = [_full("trex", 0, 0, pack(">5I", number, 1, 0, 0, 0)) for number in range(1, len(tracks) + 1)]
    return _box("ftyp", b"iso6", pack(">I", 0), b"iso6mp41") + _box("moov", movie, *traks, _box("mvex", *extends))


def fragment(number: int, runs: Sequence[Run]) -> bytes:
    """A segment: the runs of the tracks, in their order."""
    offset = len(_moof(number, runs, 0)) + 8
    return _moof(number, runs, offset) + _box("mdat", *(sample.data for run in runs for sample in run.samples))


def _moof(number: int, runs: Sequence[Run], offset: int) -> bytes:
    trafs = []
    for track, run in enumerate(runs, 1):
        alike = {(one.duration, one.key, one.shift) for one in run.samples}
        begin = _full("tfdt", 1, 0, pack(">Q", run.begin))
        where = pack(">Ii", len(run.samples), offset)
        if len(alike) == 1 and run.samples[0].key and not run.samples[0].shift:  # sound: said once, not for each frame
            usual = pack(">III", track, run.samples[0].duration, _SYNC)
            head = _full("tfhd", 0, _DEFAULT_BASE | _HAS_DURATION | _HAS_FLAGS, usual)
            rows = _full("trun", 0, _OFFSET | _SIZES, where, *(pack(">I", len(one.data)) for one in run.samples))
        else:
            head = _full("tfhd", 0, _DEFAULT_BASE, pack(">I", track))
            rows = _full("trun", 1, _OFFSET | _SIZES | _DURATIONS | _FLAGS | _SHIFTS, where, *map(_row, run.samples))
        trafs.append(_box("traf", head, begin, rows))
        offset += sum(len(one.data) for one in run.samples)
    return _box("moof", _full("mfhd", 0, 0, pack(">I", number)), *trafs)


def _row(one: Sample) -> bytes:
    return pack(">IIIi", one.duration, len(one.data), _SYNC if one.key else _NOT_SYNC, one.shift)


def _trak(number: int, track: Track) -> bytes:
    is_video = track.sort == "video"
    scale = VIDEO_SCALE if is_video else AUDIO_SCALE
    size = pack(">II", track.width << 16, track.height << 16)
    volume = pack(">HHHH", 0, 0, 0 if is_video else 0x100, 0)
    header = _full("tkhd", 0, 3, pack(">5I", 0, 0, number, 0, 0), bytes(8), volume, _MATRIX, size)
    media = _full("mdhd", 0, 0, pack(">4I HH", 0, 0, scale, 0, 0x55C4, 0))
    handler = _full("hdlr", 0, 0, pack(">I", 0), b"vide" if is_video else b"soun", bytes(12), b"shaiba\0")
    kind = _full("vmhd", 0, 1, bytes(8)) if is_video else _full("smhd", 0, 0, bytes(4))
    here = _box("dinf", _full("dref", 0, 0, pack(">I", 1), _full("url ", 0, 1)))
    entry = _avc1(track) if is_video else _mp4a(track)
    empty = [_full(name, 0, 0, pack(">I", 0)) for name in ("stts", "stsc")]
    table = _box(
        "stbl",
        _full("stsd", 0, 0, pack(">I", 1), entry),
        *empty,
        _full("stsz", 0, 0, pack(">II", 0, 0)),
        _full("stco", 0, 0, pack(">I", 0)),
    )
    return _box("trak", header, _box("mdia", media, handler, _box("minf", kind, here, table)))


def _avc1(track: Track) -> bytes:
    shape = pack(">HH", track.width, track.height) + pack(">II", 72 << 16, 72 << 16)
    rest = pack(">IH32xHh", 0, 1, 24, -1)
    return _box("avc1", bytes(6), pack(">H", 1), bytes(16), shape, rest, _box("avcC", track.config))


def _mp4a(track: Track) -> bytes:
    sound = pack(">HHHHI", 1, 16, 0, 0, AUDIO_SCALE << 16)
    return _box("mp4a", bytes(6), pack(">H", 1), bytes(8), sound, _full("esds", 0, 0, _esds(track.config)))


def _esds(config: bytes) -> bytes:
    specific = b"\5" + bytes([len(config)]) + config
    decoder = b"\4" + bytes([13 + len(specific)]) + b"\x40\x15" + bytes(3) + pack(">II", 24_000, 24_000) + specific
    return b"\3" + bytes([3 + len(decoder) + 3]) + pack(">HB", 1, 0) + decoder + b"\6\1\2"


def _full(name: str, version: int, flags: int, *parts: bytes) -> bytes:
    return _box(name, pack(">I", version << 24 | flags), *parts)


def _box(name: str, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return pack(">I", 8 + len(body)) + name.encode() + body
