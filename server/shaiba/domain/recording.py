"""Recordings: what the media of a stream hashes to, minute by minute, so that nobody cuts it afterwards.

The clerk's word, under the id of the stream. Each part goes on where the one before ended. Spec: sync/spec/live.md,
"Records" and "What proves it".
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Closed, Invalid
from shaiba_sync.live import MOST_EPOCHS

from ..kind import Change, Context, Count, Fields, Kind, View, fields_of, must_exist

MOST_ENTRIES = 100_000
"""Of an epoch: two days of segments of two seconds."""

Root = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{43}\Z")]
Epoch = Annotated[int, Meta(ge=0, lt=MOST_EPOCHS)]
Entries = Annotated[int, Meta(ge=0, le=MOST_ENTRIES)]


class RecordingRoots(Fields, frozen=True):
    """The root over the entries of each tier that the epoch has: sound it always has."""

    a: Root
    v: Root | UnsetType = UNSET
    p: Root | UnsetType = UNSET


class RecordingPart(Fields, frozen=True):
    """Entries of an epoch, from the first on: its beginning is entry 0, segment n is entry n + 1; how long they are."""

    epoch: Epoch
    first: Entries
    count: Annotated[int, Meta(ge=1, le=MOST_ENTRIES)]
    ms: Count
    roots: RecordingRoots


class AddPart(Fields, frozen=True):
    """One part."""

    parts: RecordingPart


class NoteRecording(Change, tag="recording.note", frozen=True):
    """Say what was packed since the last time."""

    append: AddPart


class CloseFields(Fields, frozen=True):
    """How many entries each epoch has in all, and the root over everything."""

    counts: Annotated[list[Entries], Meta(max_length=MOST_EPOCHS)]
    root: Root


class CloseRecording(Change, tag="recording.close", frozen=True):
    """The recording is whole."""

    set: CloseFields


def allow(change: NoteRecording | CloseRecording, past: View | None, context: Context) -> None:
    """The clerk, of a stream that there is, part after part, until it is closed."""
    if not context.actor.clerk:
        raise context.forbid("recording", "clerk")
    must_exist(context.look("stream", change.id), "title")
    if past is not None and "counts" in past:
        raise Closed
    parts = (past or {}).get("parts", ())
    if isinstance(change, NoteRecording):
        part = change.append.parts
        last = parts[-1] if parts else None
        goes_on = last is not None and part.epoch == last["epoch"]
        if last is not None and part.epoch < last["epoch"]:
            raise Invalid("append.parts.epoch", "not_next")
        if part.first != (last["first"] + last["count"] if goes_on and last else 0):
            raise Invalid("append.parts.first", "not_next")
        return
    told = [0] * len(change.set.counts)
    for part in parts:
        if part["epoch"] < len(told):
            told[part["epoch"]] += part["count"]
    if told != change.set.counts or any(part["epoch"] >= len(told) for part in parts):
        raise Invalid("set.counts", "not_as_many")


CHANGES = (NoteRecording, CloseRecording)
KIND = Kind("recording", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow)
