"""Streams: somebody of the village films a meeting or a draw, and those who are away look on.

The media lies beside the log (live/); what it hashes to is the clerk's word (domain/recording.py). Spec:
sync/spec/live.md, 1 and 2.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.clock import MAX_DRIFT_MS
from shaiba_sync.errors import Invalid, Malformed
from shaiba_sync.live import STREAM_BYTES
from shaiba_sync.op import b64u_decode

from ..kind import Change, Context, Fields, Kind, RecordId, Short, View, fields_of, must_be_new, must_be_open

OPENERS = ("committee", "supervisor", "cadre", "station")
"""Who films for the village, in it or above it."""

StreamAboutKind = Literal["meeting", "draw", "project"]
Millis = Annotated[int, Meta(ge=0, le=2**48 - 1)]


class StreamAbout(Fields, frozen=True):
    """The record of the same log that is filmed."""

    kind: StreamAboutKind
    id: RecordId


class Open(Fields, frozen=True):
    """What is filmed, since when (ms since 1970 of the phone that films), by whom."""

    title: Short
    opened: Millis
    by: RecordId
    about: StreamAbout | UnsetType = UNSET


class OpenStream(Change, tag="stream.open", frozen=True):
    """Begin to film; the id is random."""

    set: Open


class End(Fields, frozen=True):
    """When the phone stopped (ms since 1970)."""

    ended: Millis


class EndStream(Change, tag="stream.end", frozen=True):
    """All that was filmed is on the server."""

    set: End


def allow(change: OpenStream | EndStream, past: View | None, context: Context) -> None:
    """Offices of the village and above; who ended it need not have begun it."""
    if not context.actor.has(*OPENERS, region=context.region):
        raise context.forbid("stream", "office")
    if isinstance(change, EndStream):
        past = must_be_open(past, "ended")
        if change.set.ended < past["opened"]:
            raise Invalid("set.ended", "before_opened")
        return
    must_be_new(past)
    said = change.set
    if said.by != context.actor.person:
        raise Invalid("set.by", "who_acts")
    try:
        b64u_decode(change.id, STREAM_BYTES)
    except Malformed:
        raise Invalid("id", "not_the_id") from None
    if said.opened > context.now_ms + MAX_DRIFT_MS:
        raise Invalid("set.opened", "too_late")
    if said.about is not UNSET and context.look(said.about.kind, said.about.id) is None:
        raise Invalid("set.about", "unknown")


CHANGES = (OpenStream, EndStream)
KIND = Kind("stream", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow)
