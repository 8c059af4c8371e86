"""Lists as players read them (RFC 8216): of a tier the newest segments, or all; and the list of the tiers.

TARGETDURATION is said once and for ever: players plan by it. One date an epoch, and one where a list begins within one.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from shaiba_sync.live import TIERS, Tier

from .index import file_name
from .shelf import Placed, Shelf

WINDOW_MS = 60_000
"""So much a list of the newest holds, at least: who was away for less goes on in it."""
TARGET_S = 3
"""No segment is longer, rounded."""
BANDWIDTH: dict[Tier, int] = {"v": 450_000, "p": 140_000, "a": 40_000}
"""Bits a second of what a phone films, at most: computers may push more (`_bandwidth`)."""


def tier_list(shelf: Shelf, tier: Tier, *, whole: bool) -> str:
    """A tier's list: all of it, which grows until it is finished, or the newest. Empty where there is nothing of it."""
    all_ = shelf.of_tier(tier)
    if not all_:
        return ""
    shown = all_ if whole else _newest(all_)
    skipped = all_[: len(all_) - len(shown)]
    head = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{TARGET_S}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    if whole:
        head.append(f"#EXT-X-PLAYLIST-TYPE:{'VOD' if shelf.finished else 'EVENT'}")
    head.append(f"#EXT-X-MEDIA-SEQUENCE:{len(skipped)}")
    if not whole:
        head.append(f"#EXT-X-DISCONTINUITY-SEQUENCE:{_breaks(skipped, shown)}")
    lines = [*head, *_segments(tier, shown)]
    if shelf.finished:
        lines.append("#EXT-X-ENDLIST")
    return "\n".join([*lines, ""])


def _newest(all_: Sequence[Placed]) -> Sequence[Placed]:
    length_ms, n = 0, len(all_)
    while n > 0 and length_ms < WINDOW_MS:
        n -= 1
        length_ms += all_[n].packed.ms
    return all_[n:]


def master_list(shelf: Shelf, *, video: bool) -> str:
    """The tiers, best first; without `video`, none that moves (the link is full). Empty before there is any."""
    if not shelf.segments:
        return ""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for tier in TIERS:
        began = next((one for one in shelf.beginnings() if tier in one.codecs), None)
        if began is None or (tier == "v" and not video):
            continue
        size = f",RESOLUTION={began.width}x{began.height}" if tier != "a" else ""
        said = f'BANDWIDTH={_bandwidth(shelf, tier)},CODECS="{began.codecs[tier]}"{size}'
        lines += [f"#EXT-X-STREAM-INF:{said}", f"{tier}.m3u8"]
    return "\n".join([*lines, ""])


def _bandwidth(shelf: Shelf, tier: Tier) -> int:
    """Of the heaviest segment, as RFC 8216 4.3.4.2 has it: what is shorter than half of what is planned for is none."""
    counted = [one.packed for one in shelf.of_tier(tier) if one.packed.ms >= TARGET_S * 500]
    return max([BANDWIDTH[tier], *(8_000 * one.sizes[tier] // one.ms for one in counted)])


def _segments(tier: Tier, shown: Iterable[Placed]) -> Iterable[str]:
    epoch = None
    for began, packed, at_ms in shown:
        if packed.epoch != epoch:
            if epoch is not None:
                yield "#EXT-X-DISCONTINUITY"
            epoch = packed.epoch
            yield f'#EXT-X-MAP:URI="{tier}/{file_name(began.epoch, "init")}"'
            yield f"#EXT-X-PROGRAM-DATE-TIME:{_date(at_ms)}"
        yield f"#EXTINF:{packed.ms / 1000:.3f},"
        yield f"{tier}/{file_name(packed.epoch, packed.n)}"


def _breaks(skipped: Sequence[Placed], shown: Sequence[Placed]) -> int:
    """How many changes of epoch lie before the first segment that is shown, that before itself included."""
    epochs = [placed.packed.epoch for placed in (*skipped, *shown[:1])]
    return sum(a != b for a, b in zip(epochs, epochs[1:], strict=False))


def _date(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
