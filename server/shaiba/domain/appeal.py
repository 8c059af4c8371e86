"""Appeals: a villager asks or disputes, in text or by voice, and is answered.

In `square/<village>` the whole village reads it; in `case/<village>-<random>` only the person, whoever she lets read
it (sync/spec/family.md), and the cadres above.
A case holds one appeal, whose id is the case's random part: so nobody can join a case by knowing its name.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import (
    ANSWERERS,
    Change,
    Context,
    Fields,
    Kind,
    Photo,
    RecordId,
    Short,
    Text,
    View,
    Voice,
    fields_of,
    in_conflict,
    must_be_new,
    must_exist,
)

AppealCategory = Literal[
    "livelihood", "finance", "procedure", "project", "subsidy", "environment", "transport", "other"
]


class About(Fields, frozen=True):
    """The record that an appeal disputes."""

    scope: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{1,16}/[0-9A-Za-z_/-]{1,80}\Z")]
    kind: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")]
    id: RecordId


class File(Fields, frozen=True):
    """`text` or `voice` must be there; `place` says where, in words; `by` who speaks for the person."""

    person: RecordId
    title: Short
    category: AppealCategory
    text: Text | UnsetType = UNSET
    about: About | UnsetType = UNSET
    voice: Voice | UnsetType = UNSET
    place: Short | UnsetType = UNSET
    by: RecordId | UnsetType = UNSET


class FileAppeal(Change, tag="appeal.file", frozen=True):
    """Raise something."""

    set: File


class Attach(Fields, frozen=True):
    """One photo."""

    photos: Photo


class AttachPhoto(Change, tag="appeal.attach", frozen=True):
    """Add a photo to one's own appeal."""

    append: Attach


class Note(Fields, frozen=True):
    """More from the person who appealed, or from who speaks for them (`by`)."""

    text: Text
    by: RecordId | UnsetType = UNSET


class Add(Fields, frozen=True):
    """One note."""

    notes: Note


class AddNote(Change, tag="appeal.add", frozen=True):
    """Add words to one's own appeal."""

    append: Add


class Answer(Fields, frozen=True):
    """What an office says. `name` is of the person who answers."""

    text: Text
    name: Short
    office: RecordId | UnsetType = UNSET


class Give(Fields, frozen=True):
    """One answer."""

    answers: Answer


class AnswerAppeal(Change, tag="appeal.answer", frozen=True):
    """Answer somebody's appeal."""

    append: Give


def allow(change: FileAppeal | AttachPhoto | AddNote | AnswerAppeal, past: View | None, context: Context) -> None:
    """File, attach, add: the person, as a member of the village, or who acts for them and says so. Answer: whose office
    it is (`ANSWERERS`), unless the appeal is of somebody close."""
    if isinstance(change, FileAppeal):
        speaker = _speaker(change.set.person, context)
        must_be_new(past)
        if change.set.by != speaker:
            raise Invalid("set.by", "who_acts")
        if change.set.text is UNSET and change.set.voice is UNSET:
            raise Invalid("set.text", "missing")
        if context.scope.kind == "case" and context.scope.key != f"{context.region}-{change.id}":
            raise Invalid("id", "not_the_case")
        return
    if past is None and context.scope.kind == "case" and not _answers(context):
        raise context.forbid("appeal", "person")  # as of a case that is somebody else's
    past = must_exist(past, "person")
    if isinstance(change, AnswerAppeal):
        actor = context.actor
        if not _answers(context):
            raise context.forbid("appeal", "cadre")
        if actor.person == past["person"] or in_conflict(context.look("interest", actor.person or ""), past["person"]):
            raise context.forbid("appeal", "nobody_close")
        return
    speaker = _speaker(past["person"], context)
    if isinstance(change, AddNote) and change.append.notes.by != speaker:
        raise Invalid("append.notes.by", "who_acts")


def _answers(context: Context) -> bool:
    return context.actor.has(*ANSWERERS[context.scope.kind], region=context.region)


def _speaker(person: str, context: Context) -> str | UnsetType:
    """Who is to be named beside the person: nobody where they speak themselves."""
    actor = context.actor
    if actor.person is not None and actor.belongs(context.region):
        if actor.person == person:
            return UNSET
        if actor.acts_for(person, context.region):
            return actor.person
    raise context.forbid("appeal", "person")


CHANGES = (FileAppeal, AttachPhoto, AddNote, AnswerAppeal)
KIND = Kind("appeal", frozenset({"square", "case"}), fields_of(CHANGES), CHANGES, allow, index=("person",))
