"""Remarks: what people say while they look on, before the village, one in ten seconds.

The id is of stream, person and ten seconds, so that one is one whoever brings it. Spec: sync/spec/live.md, 4.
"""

from typing import Annotated

from msgspec import Meta

from shaiba_sync.clock import MAX_DRIFT_MS
from shaiba_sync.errors import Closed, Invalid
from shaiba_sync.live import REMARK_GAP_MS, remark_id

from ..kind import Change, Context, Fields, Kind, RecordId, View, day_of, fields_of, is_on_roll

AFTER_MS = 86_400_000
"""A day: so long people go on talking about what they saw."""

Millis = Annotated[int, Meta(ge=0, le=2**48 - 1)]


class Say(Fields, frozen=True):
    """What somebody says of a stream; `at` which place of it (ms), `said` when (ms since 1970)."""

    stream: RecordId
    text: Annotated[str, Meta(min_length=1, max_length=200)]
    at: Millis
    said: Millis
    by: RecordId


class SayRemark(Change, tag="remark.say", frozen=True):
    """Say it."""

    set: Say


def allow(change: SayRemark, past: View | None, context: Context) -> None:
    """Whoever is on the roll today, in his own name, while it is on or was lately; slowly."""
    said, person = change.set, context.actor.person
    if person is None or not is_on_roll(context.look("member", person), day_of(context.now_ms)):
        raise context.forbid("remark", "roll")
    if said.by != person:
        raise Invalid("set.by", "who_acts")
    if change.id != remark_id(said.stream, person, said.said):
        raise Invalid("id", "not_the_id")
    stream = context.above("stream", said.stream)
    if stream is None or "title" not in stream:
        raise Invalid("set.stream", "unknown")
    if said.said < stream["opened"]:
        raise Invalid("set.said", "too_early")
    if said.said > context.now_ms + MAX_DRIFT_MS:
        raise Invalid("set.said", "too_late")
    if said.said > stream.get("ended", said.said) + AFTER_MS:
        raise Closed
    if past is not None or _is_too_soon(said, context):
        raise Invalid("set.said", "too_soon")


def _is_too_soon(said: Say, context: Context) -> bool:
    """Whether the same person said something less than ten seconds before, or after: phones may bring the later one
    first."""
    for other_ms in (said.said - REMARK_GAP_MS, said.said + REMARK_GAP_MS):
        other = context.look("remark", remark_id(said.stream, said.by, max(other_ms, 0)))
        if other is not None and abs(other.get("said", 0) - said.said) < REMARK_GAP_MS:
            return True
    return False


CHANGES = (SayRemark,)
KIND = Kind("remark", frozenset({"square"}), fields_of(CHANGES), CHANGES, allow, index=("stream",))
