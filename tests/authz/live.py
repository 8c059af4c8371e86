"""The streams of the matrix: each as far as somebody must find it who takes the next step."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from shaiba_sync import b64u_encode, remark_id
from shaiba_sync.live import REMARK_GAP_MS

Change = dict[str, Any]

MANY = 400
"""Streams that somebody ends."""
ROOT = "A" * 43
EARLIER_MS = 4 * 86_400_000
"""Remarks are said since then, each in its ten seconds."""
CLOSED = {"do": "recording.close", "set": {"counts": [1], "root": ROOT}}


def stream_id(number: int) -> str:
    return b64u_encode(number.to_bytes(16))


LIVE, CLOSING = stream_id(1), stream_id(2)


def opened(record: str, by: str, opened_ms: int) -> Change:
    return {"do": "stream.open", "id": record, "set": {"title": "坝坝会", "opened": opened_ms, "by": by}}


def noted(record: str) -> Change:
    part = {"epoch": 0, "first": 0, "count": 1, "ms": 2000, "roots": {"a": ROOT}}
    return {"do": "recording.note", "id": record, "append": {"parts": part}}


class LiveStage:
    """What is opened early, and what the clerk says of it before the matrix begins."""

    def __init__(self) -> None:
        self._ids = map(stream_id, count(10_000))
        self._ended: Iterator[str] = iter([stream_id(number) for number in range(100, 100 + MANY)])
        self._noted: Iterator[str] = iter([stream_id(number) for number in range(100, 100 + MANY)])
        self._said = count(1)

    def early(self, by: str, now_ms: int) -> list[Change]:
        """By one who may."""
        return [opened(stream_id(number), by, now_ms) for number in (1, 2, *range(100, 100 + MANY))]

    def said(self) -> list[Change]:
        """By the clerk."""
        return [noted(CLOSING)]

    def change(self, verb: str, me: str, now_ms: int, *, wanted: bool) -> Change:
        """What somebody says."""
        match verb:
            case "stream.open":
                return opened(next(self._ids), me, now_ms)
            case "stream.end":
                return {"do": verb, "id": next(self._ended) if wanted else LIVE, "set": {"ended": now_ms}}
            case "recording.note":
                return noted(next(self._noted) if wanted else LIVE)
            case "recording.close":
                return {**CLOSED, "id": CLOSING}
            case _:
                said_ms = now_ms - EARLIER_MS + next(self._said) * REMARK_GAP_MS
                said = {"stream": LIVE, "text": "先修桥", "at": 0, "said": said_ms, "by": me}
                return {"do": verb, "id": remark_id(LIVE, me, said_ms), "set": said}
