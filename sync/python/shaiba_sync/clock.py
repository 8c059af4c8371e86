"""Hybrid logical clock: time that never runs backwards on one device.

Spec: sync/spec/clock.md. Vectors: sync/vectors/clock.json.
"""

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from shaiba_sync.errors import ClockDrift, Malformed

MAX_DRIFT_MS = 600_000
"""How far ahead of the reader's own clock a stamp may lie: ten minutes."""

SHANGHAI = timezone(timedelta(hours=8))
"""China's time, all year: what days are reckoned in."""

MAX_COUNTER = 0xFFFF
"""Of one millisecond; what comes after lies in the next."""

_MAX_MILLIS = 2**48 - 1
_STAMP = re.compile(r"[0-9a-f]{16}")


class Stamp(NamedTuple):
    """Milliseconds since 1970-01-01T00:00:00Z, and a counter within one millisecond. Compares in time."""

    millis: int
    counter: int


def parse_stamp(text: str) -> Stamp:
    """Read 16 lower-case hex digits."""
    if not _STAMP.fullmatch(text):  # int() alone would take "+0" and "1_0"
        raise Malformed("stamp")
    return Stamp(int(text[:12], 16), int(text[12:], 16))


def format_stamp(stamp: Stamp) -> str:
    """Write 16 lower-case hex digits."""
    if not (0 <= stamp.millis <= _MAX_MILLIS and 0 <= stamp.counter <= MAX_COUNTER):
        raise Malformed("stamp")
    return f"{stamp.millis:012x}{stamp.counter:04x}"


def tick(last: Stamp, now_ms: int) -> Stamp:
    """Stamp the next op of this device."""
    if now_ms > last.millis:
        stamp = Stamp(now_ms, 0)
    elif last.counter < MAX_COUNTER:
        stamp = Stamp(last.millis, last.counter + 1)
    else:
        stamp = Stamp(last.millis + 1, 0)
    if stamp.millis > _MAX_MILLIS:
        raise Malformed("stamp")
    return stamp


def receive(last: Stamp, seen: Stamp, now_ms: int) -> Stamp:
    """Move the clock past a stamp that came from elsewhere."""
    if seen.millis - now_ms > MAX_DRIFT_MS:
        raise ClockDrift(seen.millis - now_ms)
    return max(last, seen)


@lru_cache(maxsize=64)  # a server asks many times about one moment: all changes of a push
def day_of(now_ms: int) -> str:
    """The day in China of a moment, ISO."""
    return datetime.fromtimestamp(now_ms / 1000, SHANGHAI).date().isoformat()
