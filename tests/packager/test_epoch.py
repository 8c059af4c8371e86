"""What recorders give, packed and decoded again: every picture is there, times rise, sound is unbroken, tiers are cut
alike."""

import io
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import av
import pytest

from shaiba.packager.epoch import Beginning, Epoch, Segment
from shaiba.packager.pieces import Pieces, Reader
from shaiba_sync.live import Tier
from tests.packager.media import FPS, MATROSKA, MP4, SOUND, VP8, film, pieces

SECONDS = 9


class Made(NamedTuple):
    """What came out."""

    beginning: Beginning
    segments: list[Segment]

    def whole(self, tier: Tier) -> bytes:
        return self.beginning.files[tier] + b"".join(one.files[tier] for one in self.segments)


def lay(folder: Path, parts: Iterable[bytes], *, epoch: int = 0) -> Pieces:
    place = folder / "in" / str(epoch)
    place.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(parts):
        (place / str(number)).write_bytes(part)
    return Pieces(folder)


def never() -> None:
    raise AssertionError("it waits for what will not come")


def pack(
    folder: Path, mime: str, parts: list[bytes], *, known: list[int] | None = None, wait: Callable[[], None] = never
) -> Made:
    found: list[Beginning | Segment] = []
    lay(folder, parts)
    (folder / "in" / "end").write_text(f"[{len(parts)}]")
    Epoch(found.append, known or []).pack(Reader(Pieces(folder), 0, wait), mime)
    [beginning, *segments] = found
    assert isinstance(beginning, Beginning)
    return Made(beginning, [one for one in segments if isinstance(one, Segment)])


class Played(NamedTuple):
    pictures: int
    keys: int
    video_s: float
    sound_s: float


def play(data: bytes) -> Played:
    """Decode it, and hold what must hold of any tier."""
    last: dict[str, int] = {}
    keys = pictures = 0
    video_s = sound_s = 0.0
    with av.open(io.BytesIO(data)) as container:
        for packet in container.demux():
            if packet.dts is None or packet.size == 0:
                continue
            sort = packet.stream.type
            assert packet.dts > last.get(sort, -1), f"{sort} goes back"
            if sort == "audio" and sort in last:
                assert packet.dts == last[sort] + 1_024, "sound is broken"
            last[sort] = packet.dts
            end_s = float((packet.pts + packet.duration) * packet.time_base)
            if sort == "video":
                pictures, keys, video_s = pictures + 1, keys + packet.is_keyframe, end_s
            else:
                sound_s = end_s
    with av.open(io.BytesIO(data)) as container:
        decoded = sum(isinstance(frame, av.VideoFrame) for frame in container.decode())
    assert decoded == pictures, "a player would not show them all"
    return Played(pictures, keys, video_s, sound_s)


@pytest.mark.parametrize("mime", [MP4, MATROSKA, VP8])
def test_nothing_of_a_film_is_missing_in_any_tier(tmp_path: Path, mime: str) -> None:
    made = pack(tmp_path, mime, pieces(mime, film(mime, SECONDS)))
    moving, still, sound = (play(made.whole(tier)) for tier in ("v", "p", "a"))
    assert moving.pictures == SECONDS * FPS
    assert still.pictures == still.keys == len(made.segments)
    assert sound.pictures == 0
    for tier in (moving, still, sound):
        assert tier.sound_s == pytest.approx(SECONDS, abs=0.1)
    assert moving.video_s == pytest.approx(still.video_s, abs=0.001)
    assert sum(one.ms for one in made.segments) == pytest.approx(SECONDS * 1_000, abs=50)
    assert all(900 <= one.ms <= 3_400 for one in made.segments[:-1])
    assert made.beginning.codecs["v"].startswith("avc1.42") and made.beginning.codecs["a"] == "mp4a.40.2"


def test_what_chromium_really_gave_is_packed_whole(tmp_path: Path) -> None:
    """Chromium 156, 320×180, five pictures a second, asked for a key frame every two seconds; nine seconds."""
    data = Path(__file__).with_name("chromium.mp4").read_bytes()
    made = pack(tmp_path, MP4, pieces(MP4, data))
    assert [one.ms for one in made.segments] == [2_198, 2_201, 2_199, 2_001, 33]
    moving = play(made.whole("v"))
    assert (moving.pictures, moving.keys) == (44, 5)
    assert moving.sound_s == pytest.approx(8.95, abs=0.1)
    assert made.beginning.codecs["v"] == "avc1.42c015,mp4a.40.2"


@pytest.mark.parametrize("mime", [MP4, MATROSKA, VP8])
def test_each_segment_plays_by_itself(tmp_path: Path, mime: str) -> None:
    """A player begins anywhere, and comes back from an outage anywhere."""
    made = pack(tmp_path, mime, pieces(mime, film(mime, 5)))
    for segment in made.segments:
        alone = play(made.beginning.files["v"] + segment.files["v"])
        assert alone.keys >= 1 and alone.pictures >= 1


def test_sound_alone_has_one_tier(tmp_path: Path) -> None:
    made = pack(tmp_path, SOUND, pieces(SOUND, film(SOUND, 7)))
    assert set(made.beginning.files) == {"a"} and (made.beginning.width, made.beginning.height) == (0, 0)
    assert [one.ms for one in made.segments[:3]] == [2_005, 2_005, 2_006]
    assert play(made.whole("a")).sound_s == pytest.approx(7, abs=0.1)


def test_what_was_filmed_without_sound_has_silence(tmp_path: Path) -> None:
    made = pack(tmp_path, MP4, pieces(MP4, film(MP4, 5, sound=False)))
    assert play(made.whole("v")).sound_s == pytest.approx(5, abs=0.15)
    assert play(made.whole("a")).sound_s == pytest.approx(5, abs=0.15)


def test_where_sound_was_gone_for_a_while_it_still_fits_the_pictures(tmp_path: Path) -> None:
    made = pack(tmp_path, MATROSKA, pieces(MATROSKA, film(MATROSKA, 8, mute=(3, 5))))
    assert play(made.whole("v")).sound_s == pytest.approx(8, abs=0.1)


def test_a_browser_with_few_key_frames_is_encoded_anew(tmp_path: Path) -> None:
    made = pack(tmp_path, MATROSKA, pieces(MATROSKA, film(MATROSKA, 14, key_s=7)))
    assert play(made.whole("v")).pictures == 14 * FPS
    assert all(one.ms <= 3_400 for one in made.segments)
    assert all(play(made.beginning.files["v"] + one.files["v"]).keys for one in made.segments)


def test_a_group_that_is_whole_is_packed_before_the_next_one_begins(tmp_path: Path) -> None:
    """Of MP4: a viewer is a group nearer to what happens."""
    parts = pieces(MP4, film(MP4, 16))
    lay(tmp_path, parts[:2])
    made: list[Beginning | Segment] = []
    waits: list[int] = []

    def wait() -> None:
        waits.append(sum(isinstance(one, Segment) for one in made))
        number = len(waits) + 1
        if number < len(parts):
            (tmp_path / "in" / "0" / str(number)).write_bytes(parts[number])
        else:
            (tmp_path / "in" / "end").write_text(f"[{len(parts)}]")

    Epoch(made.append).pack(Reader(Pieces(tmp_path), 0, wait), MP4)
    assert len([one for one in made if isinstance(one, Segment)]) == 8
    assert waits == [1, 2, 4, 5, 6, 7, 8], "after two pieces it knows that they end with a group"


@pytest.mark.parametrize("mime", [MP4, VP8, SOUND])
def test_begun_anew_it_goes_on_behind_what_is_known_and_encodes_nothing_twice(tmp_path: Path, mime: str) -> None:
    parts = pieces(mime, film(mime, SECONDS))
    first = pack(tmp_path, mime, parts)
    assert pack(tmp_path, mime, parts) == first, "from the beginning it is the same to the byte"
    known = [one.frames for one in first.segments[:2]]
    again = pack(tmp_path, mime, parts, known=known)
    assert again.beginning == first.beginning
    assert [(one.n, one.ms) for one in again.segments] == [(one.n, one.ms) for one in first.segments[2:]]
    joined = Made(first.beginning, [*first.segments[:2], *again.segments])
    for tier in first.beginning.files:
        assert play(joined.whole(tier)) == play(first.whole(tier)), tier


def test_where_all_is_known_nothing_is_packed_again(tmp_path: Path) -> None:
    parts = pieces(SOUND, film(SOUND, SECONDS))
    known = [one.frames for one in pack(tmp_path, SOUND, parts).segments]
    found: list[Beginning | Segment] = []
    Epoch(found.append, known).pack(Reader(Pieces(tmp_path), 0, never), SOUND)
    assert found == []


@pytest.mark.parametrize("mime", [MP4, MATROSKA])
def test_what_is_no_media_any_more_keeps_what_came_before(tmp_path: Path, mime: str) -> None:
    parts = pieces(mime, film(mime, 8))
    parts[len(parts) // 2] = b"\xff" * 500
    found: list[Beginning | Segment] = []
    lay(tmp_path, parts[: len(parts) // 2 + 1])
    (tmp_path / "in" / "end").write_text(f"[{len(parts) // 2 + 1}]")
    with suppress(av.FFmpegError):
        Epoch(found.append).pack(Reader(Pieces(tmp_path), 0, never), mime)
    assert sum(isinstance(one, Segment) for one in found) >= 1


def test_what_never_was_media_gives_nothing(tmp_path: Path) -> None:
    found: list[Beginning | Segment] = []
    lay(tmp_path, [b"\xff" * 5_000])
    (tmp_path / "in" / "end").write_text("[1]")
    with pytest.raises(av.FFmpegError):
        Epoch(found.append).pack(Reader(Pieces(tmp_path), 0, never), MP4)
    assert found == []


# --- the order of pieces and epochs -----------------------------------------------------------------------------------


def begin(folder: Path, epoch: int, *, before: int | None = None) -> None:
    said = "" if before is None else f',"before":{before}'
    place = folder / "in" / str(epoch)
    place.mkdir(parents=True, exist_ok=True)
    (place / "head").write_text(f'{{"type":"video/mp4","started":0{said}}}')


def test_a_gap_holds_back_only_until_it_comes(tmp_path: Path) -> None:
    found = lay(tmp_path, [b"ab", b"cd", b"ef"])
    (found.piece(0, 1)).unlink()
    begin(tmp_path, 0)
    begin(tmp_path, 1)
    waits: list[int] = []

    def wait() -> None:
        waits.append(1)
        found.piece(0, 1).write_bytes(b"cd")

    reader = Reader(found, 0, wait)
    assert b"".join(iter(lambda: reader.read(3), b"")) == b"abcdef"
    assert waits == [1]


def test_an_epoch_is_whole_when_the_next_begins_or_says_so(tmp_path: Path) -> None:
    found = lay(tmp_path, [b"a", b"b"])
    begin(tmp_path, 0)
    assert not found.is_whole(0, 2)
    begin(tmp_path, 1)
    assert found.is_whole(0, 2) and not found.is_whole(0, 1)
    begin(tmp_path, 1, before=3)
    assert not found.is_whole(0, 2), "one is still to come"
    (tmp_path / "in" / "end").write_text("[2,1]")
    assert found.is_whole(0, 2)


def test_an_epoch_of_which_nothing_came_is_passed_over_when_that_is_said(tmp_path: Path) -> None:
    found = lay(tmp_path, [b"a"])
    begin(tmp_path, 0)
    begin(tmp_path, 2)
    assert (found.following(-1), found.following(0)) == (0, None)
    begin(tmp_path, 2, before=0)
    assert found.following(0) == 2
    begin(tmp_path, 2)
    (tmp_path / "in" / "end").write_text("[1,0,4]")
    assert found.following(0) == 2
