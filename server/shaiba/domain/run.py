"""Runs (办件): a procedure as a village goes through it, step by step, in the open.

A step that is said is taken in however wrong it is: out of its order, too late, with too few there. That it is wrong
is worked out from the record, by everyone alike (shaiba_sync.procedure), and stays. What is refused is what nobody
could judge: steps that the procedure has not, days to come, an excuse that the county did not write.
Spec: sync/spec/procedure.md.
"""

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    Photo,
    RecordId,
    Short,
    Text,
    View,
    check_done,
    fields_of,
    must_be_new,
    must_be_open,
    must_exist,
)

Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,19}\Z")]
Heads = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class Begin(Fields, frozen=True):
    """`procedure` is the version that it goes by; `began` the day from which its days are counted; `power` the item of
    the power list that it is an exercise of."""

    procedure: RecordId
    title: Short
    began: Day
    by: RecordId
    name: Short
    about: Text | UnsetType = UNSET
    power: RecordId | UnsetType = UNSET


class BeginRun(Change, tag="run.begin", frozen=True):
    """Begin to go through a procedure."""

    set: Begin


class RunDone(Fields, frozen=True):
    """A step that was taken: of so many `called` so many were `present`, so many did `agree`. With `excuse` it was
    not, for one of the reasons that the procedure has. `disclosure` is what was published with it."""

    step: Key
    day: Day
    by: RecordId
    name: Short
    called: Heads | UnsetType = UNSET
    present: Heads | UnsetType = UNSET
    agree: Heads | UnsetType = UNSET
    excuse: Short | UnsetType = UNSET
    disclosure: RecordId | UnsetType = UNSET
    text: Text | UnsetType = UNSET


class Take(Fields, frozen=True):
    """One step."""

    steps: RunDone


class TakeStep(Change, tag="run.step", frozen=True):
    """Say that a step was taken."""

    append: Take


class RunPaper(Photo, frozen=True):
    """A picture of a paper of a step; `name` is the paper's name as the procedure has it, or another."""

    step: Key
    name: Short
    day: Day


class Attach(Fields, frozen=True):
    """One paper."""

    papers: RunPaper


class AttachPaper(Change, tag="run.attach", frozen=True):
    """Put a paper with a step."""

    append: Attach


class RunWord(Fields, frozen=True):
    """What an office says of a step: why it is late, why it was passed over. It changes nothing of that."""

    step: Key
    day: Day
    by: RecordId
    name: Short
    text: Text


class Explain(Fields, frozen=True):
    """One explanation."""

    words: RunWord


class ExplainStep(Change, tag="run.explain", frozen=True):
    """Explain what is wrong with a step."""

    append: Explain


class Stop(Fields, frozen=True):
    """The reason why it is not gone on with."""

    stopped: Text


class StopRun(Change, tag="run.stop", frozen=True):
    """Give it up, in the open; what was wrong stays."""

    set: Stop


RunChange = BeginRun | TakeStep | AttachPaper | ExplainStep | StopRun


def allow(change: RunChange, past: View | None, context: Context) -> None:
    """Whose step it is (`who`), in the village or above it; begin and stop: whoever has one of its steps."""
    if isinstance(change, BeginRun):
        must_be_new(past)
        procedure = _procedure(change.set.procedure, context, "set.procedure")
        _check_office([role for step in procedure["steps"] for role in step["who"]], context)
        _check_author(change.set.by, "set.by", context)
        check_done(change.set.began, "set.began", context)
        if not procedure["since"] <= change.set.began < procedure.get("ended", "~"):
            raise Invalid("set.procedure", "not_in_force")
        return
    past = must_exist(past, "procedure")
    procedure = _procedure(past["procedure"], context, "id")
    if isinstance(change, StopRun):
        _check_office([role for step in procedure["steps"] for role in step["who"]], context)
        must_be_open(past, "stopped")
        return
    field, said = _said(change)
    step = next((one for one in procedure["steps"] if one["key"] == said.step), None)
    if step is None:
        raise Invalid(f"append.{field}.step", "not_one_of")
    _check_office(step["who"], context)
    check_done(said.day, f"append.{field}.day", context)
    if isinstance(said, RunPaper):
        return
    _check_author(said.by, f"append.{field}.by", context)
    if isinstance(said, RunDone):
        must_be_open(past, "stopped")
        _check_step(said, step)


def _said(change: TakeStep | AttachPaper | ExplainStep) -> tuple[str, RunDone | RunPaper | RunWord]:
    if isinstance(change, TakeStep):
        return "steps", change.append.steps
    return ("papers", change.append.papers) if isinstance(change, AttachPaper) else ("words", change.append.words)


def _procedure(record: str, context: Context, field: str) -> View:
    found = context.above("procedure", record)
    if found is None or "steps" not in found:
        raise Invalid(field, "no_procedure")
    return found


def _check_office(roles: list[str], context: Context) -> None:
    if not context.actor.has(*roles, region=context.region):
        raise context.forbid("run", "office")


def _check_author(by: str, field: str, context: Context) -> None:
    if by != context.actor.person:
        raise Invalid(field, "who_acts")


def _check_step(said: RunDone, step: View) -> None:
    at = "append.steps"
    counted = [name for name in ("called", "present", "agree") if getattr(said, name) is not UNSET]
    if said.excuse is not UNSET:
        if said.excuse not in step.get("excuses", ()):
            raise Invalid(f"{at}.excuse", "not_one_of")
        if counted:
            raise Invalid(f"{at}.{counted[0]}", "not_here")
    for part, whole in (("present", "called"), ("agree", "present")):
        few, many = getattr(said, part), getattr(said, whole)
        if few is not UNSET and (many is UNSET or few > many):
            raise Invalid(f"{at}.{part}", "more_than_there_are")


CHANGES = (BeginRun, TakeStep, AttachPaper, ExplainStep, StopRun)
OPEN = ("procedure", "title", "power", "began", "name", "about", "steps", "papers", "words", "stopped")
KIND = Kind("run", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN)
