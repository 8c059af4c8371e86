"""Appeals: a villager asks or disputes, in text or by voice, and is answered; step by step, and each has its term.

In `square/<village>` the whole village reads it; in `case/<village>-<random>` only the person, whoever she lets read
it (sync/spec/family.md), the cadres above, and the offices that it was given to.
What an office says on the way (`appeal.answer`) is words; what it does is a step, and the steps alone say where the
appeal stands (sync/spec/appeal.md). A case holds one appeal, whose id is the case's random part: so nobody can join a
case by knowing its name.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from shaiba_sync.appeal import LEVELS, is_query_code
from shaiba_sync.errors import Closed, Invalid

from ..desk import (
    Call,
    Step,
    check_call,
    check_distance,
    check_step,
    is_desk,
    is_of,
    speaks_for,
)
from ..kind import (
    ANSWERERS,
    AppealCategory,
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
    handed_to,
    must_be_new,
    must_exist,
)

QueryCode = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{9}\Z")]
Channel = Literal["group", "phone", "visit", "letter"]
"""How an officer came by what nobody raised himself: 群里 电话 当面 来信."""


class About(Fields, frozen=True):
    """The record that an appeal disputes."""

    scope: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{1,16}/[0-9A-Za-z_/-]{1,80}\Z")]
    kind: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z")]
    id: RecordId


class File(Fields, frozen=True):
    """`text` or `voice` must be there; `place` says where, in words; `by` who speaks for the person. `sort`: no appeal
    but a suggestion; `code`: by which anybody who has it may ask where it stands (sync/spec/appeal.md)."""

    person: RecordId
    title: Short
    category: AppealCategory
    text: Text | UnsetType = UNSET
    about: About | UnsetType = UNSET
    voice: Voice | UnsetType = UNSET
    place: Short | UnsetType = UNSET
    by: RecordId | UnsetType = UNSET
    sort: Literal["suggestion"] | UnsetType = UNSET
    code: QueryCode | UnsetType = UNSET


class FileAppeal(Change, tag="appeal.file", frozen=True):
    """Raise something."""

    set: File


class Capture(Fields, frozen=True):
    """What an officer heard or read: `by` is the officer, `name` what he is called; `meant` whose it is, if known."""

    title: Short
    category: AppealCategory
    text: Text
    channel: Channel
    by: RecordId
    name: Short
    meant: RecordId | UnsetType = UNSET
    place: Short | UnsetType = UNSET
    sort: Literal["suggestion"] | UnsetType = UNSET
    code: QueryCode | UnsetType = UNSET


class CaptureAppeal(Change, tag="appeal.capture", frozen=True):
    """Write down what somebody raised elsewhere: in a chat group, by telephone. It is nobody's until it is claimed."""

    set: Capture


class Mean(Fields, frozen=True):
    """Whose it is, as the officer believes."""

    meant: RecordId


class MeanSomebody(Change, tag="appeal.meant", frozen=True):
    """Say whose a captured appeal is, or that it is somebody else's, until it is claimed."""

    set: Mean


class Claim(Fields, frozen=True):
    """Whose it is, by her own word."""

    person: RecordId


class ClaimAppeal(Change, tag="appeal.claim", frozen=True):
    """Say that a captured appeal is one's own."""

    set: Claim


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
    """Say something about somebody's appeal, for an office. It changes nothing of where it stands."""

    append: Give


class Take(Fields, frozen=True):
    """One step."""

    steps: Step


class TakeStep(Change, tag="appeal.step", frozen=True):
    """Take an appeal one step on."""

    append: Take


class Raise(Fields, frozen=True):
    """One call."""

    calls: Call


class CallOut(Change, tag="appeal.call", frozen=True):
    """Say that it is time."""

    append: Raise


class Voices(Fields, frozen=True):
    """Who adds a voice: a person, by the id."""

    supporters: Annotated[list[RecordId], msgspec.Meta(min_length=1, max_length=1)]


class Support(Change, tag="appeal.support", frozen=True):
    """Add one's own voice to somebody's appeal (附议)."""

    add: Voices


def allow(
    change: FileAppeal
    | CaptureAppeal
    | MeanSomebody
    | ClaimAppeal
    | AttachPhoto
    | AddNote
    | AnswerAppeal
    | TakeStep
    | CallOut
    | Support,
    past: View | None,
    context: Context,
) -> None:
    """File, attach, add: the person, as a member of the village, or who acts for them and says so. Capture: a desk, and
    then who was meant claims it. Answer: whose office it is (`ANSWERERS`), unless the appeal is of somebody close.
    Steps and calls: `check_step`, `check_call`."""
    if isinstance(change, FileAppeal):
        _check_file(change, past, context)
        return
    if isinstance(change, CaptureAppeal):
        _check_capture(change, past, context)
        return
    if isinstance(change, MeanSomebody | ClaimAppeal):
        _check_whose(change, past, context)
        return
    if past is None and context.scope.kind == "case" and not (_answers(context) or context.actor.clerk):
        raise context.forbid("appeal", "person")  # as of a case that is somebody else's
    past = must_exist(past, "title")
    if isinstance(change, AnswerAppeal):
        if not (_answers(context) or is_of(handed_to(past), context)):
            raise context.forbid("appeal", "cadre")
        check_distance(past, context)
        return
    if isinstance(change, TakeStep):
        check_step(change.append.steps, past, context)
        return
    if isinstance(change, CallOut):
        check_call(change.append.calls, past, context)
        return
    if isinstance(change, Support):
        [voice] = change.add.supporters
        own = voice in (context.actor.person, past.get("person"))
        if context.scope.kind != "square" or context.actor.person != voice or voice == past.get("person"):
            raise context.forbid("appeal", "person" if own else "neighbour")
        return
    speaker = _speaker(past.get("person"), context)
    if isinstance(change, AddNote) and change.append.notes.by != speaker:
        raise Invalid("append.notes.by", "who_acts")


def _check_file(change: FileAppeal, past: View | None, context: Context) -> None:
    speaker = _speaker(change.set.person, context)
    must_be_new(past)
    if change.set.by != speaker:
        raise Invalid("set.by", "who_acts")
    if change.set.text is UNSET and change.set.voice is UNSET:
        raise Invalid("set.text", "missing")
    if context.scope.kind == "case" and context.scope.key != f"{context.region}-{change.id}":
        raise Invalid("id", "not_the_case")
    _check_code(change.set.code)


def _check_capture(change: CaptureAppeal, past: View | None, context: Context) -> None:
    """In the square alone: who wants it kept from the village raises it herself."""
    if context.scope.kind != "square" or not is_desk(LEVELS, context):
        raise context.forbid("appeal", "desk")
    must_be_new(past)
    if change.set.by != context.actor.person:
        raise Invalid("set.by", "who_acts")
    if change.set.meant == change.set.by:
        raise Invalid("set.meant", "oneself")
    _check_code(change.set.code)


def _check_whose(change: MeanSomebody | ClaimAppeal, past: View | None, context: Context) -> None:
    """A desk says who was meant; only that one says that it is so, and then it is said."""
    person = context.actor.person
    if context.scope.kind != "square":
        raise context.forbid("appeal", "desk")
    past = must_exist(past, "title")
    if isinstance(change, ClaimAppeal):
        if person is None or not (person == past.get("meant") == change.set.person):
            raise context.forbid("appeal", "person")
        if not context.actor.belongs(context.region):
            raise context.forbid("appeal", "person")
    elif "channel" not in past or not is_desk(LEVELS, context):
        raise context.forbid("appeal", "desk")
    elif change.set.meant == person:
        raise Invalid("set.meant", "oneself")
    if "person" in past:
        raise Closed


def _check_code(code: str | UnsetType) -> None:
    if code is not UNSET and not is_query_code(code):
        raise Invalid("set.code", "check_digit")


def _answers(context: Context) -> bool:
    return context.actor.has(*ANSWERERS[context.scope.kind], region=context.region)


def _speaker(person: str | None, context: Context) -> str | UnsetType:
    """Who is to be named beside the person: nobody where they speak themselves."""
    if context.actor.person is None or not speaks_for(person, context):
        raise context.forbid("appeal", "person")
    return UNSET if context.actor.person == person else context.actor.person


CHANGES = (
    FileAppeal,
    CaptureAppeal,
    MeanSomebody,
    ClaimAppeal,
    AttachPhoto,
    AddNote,
    AnswerAppeal,
    TakeStep,
    CallOut,
    Support,
)
KIND = Kind("appeal", frozenset({"square", "case"}), fields_of(CHANGES), CHANGES, allow, index=("person", "code"))
