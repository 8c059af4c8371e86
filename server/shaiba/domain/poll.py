"""Polls: a question to everybody, or the announcement of a vote that the law wants on paper.

A poll stands as it was opened; the clerk adds the key of its tokens, and when all is over its sums. Nobody hears of
answers before. Spec: sync/spec/poll.md.
"""

from datetime import date, timedelta
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.ballot import MOST_OPTIONS
from shaiba_sync.blind import SPKI_BYTES, issuer_modulus
from shaiba_sync.errors import Closed, Invalid, Malformed, Taken
from shaiba_sync.op import b64u_decode
from shaiba_sync.poll import FEWEST_BALLOTS, poll_state
from shaiba_sync.scope import covers

from ..desk import is_of
from ..kind import (
    Change,
    Context,
    Count,
    Day,
    Fields,
    Kind,
    RecordId,
    RegionCode,
    Short,
    Text,
    View,
    check_days,
    day_of,
    fields_of,
    must_be_new,
    must_exist,
)
from ..polled import ASKERS

PollAbout = Literal["choice", "date", "opinion", "appraisal", "election", "recall", "land", "assembly"]
"""What it is for; the last four the law wants on paper (村民委员会组织法 11, 16, 24, 28)."""
ON_PAPER = ("election", "recall", "land", "assembly")
PollUnit = Literal["person", "household"]
PollSecrecy = Literal["open", "named", "secret"]
"""公开 记名 不记名: the village sees who chose what; the office that asks alone; nobody."""
PollAnswer = Literal["single", "multiple", "ranking", "scale", "words"]

SECOND_SORTS = ("supervisory", "liaison", "discipline", "inspection", "observers")
"""The sorts of offices that look at what others do: one of them signs the tokens of an appraisal besides the server."""

MOST_DAYS = 60
MOST_BOXES = 2_000

Spki = Annotated[str, Meta(min_length=392, max_length=392)]
Options = Annotated[list[Short], Meta(min_length=2, max_length=MOST_OPTIONS)]
Sums = Annotated[list[Count], Meta(max_length=MOST_OPTIONS * 5)]


class Open(Fields, frozen=True):
    """What is asked, of whom, how secret, until when; of a named poll the `office` that reads who said what, of an
    appraisal that is secret the `second` office without whose signature no ballot counts. Of a vote on paper only what
    it is, when and where."""

    title: Short
    why: Text
    about: PollAbout
    opens: Day
    closes: Day
    by: RecordId
    unit: PollUnit | UnsetType = UNSET
    secrecy: PollSecrecy | UnsetType = UNSET
    answer: PollAnswer | UnsetType = UNSET
    options: Options | UnsetType = UNSET
    most: Annotated[int, Meta(ge=2, le=MOST_OPTIONS)] | UnsetType = UNSET
    suggestions: Literal["welcome"] | UnsetType = UNSET
    late_h: Annotated[int, Meta(ge=0, le=168)] | UnsetType = UNSET
    place: Short | UnsetType = UNSET
    office: RecordId | UnsetType = UNSET
    second: RecordId | UnsetType = UNSET


class OpenPoll(Change, tag="poll.open", frozen=True):
    """Ask."""

    set: Open


class Key(Fields, frozen=True):
    """The public keys of who signs its tokens (SPKI): the server's, and the second office's where there is one."""

    issuers: Annotated[list[Spki], Meta(min_length=1, max_length=2)]


class SayKey(Change, tag="poll.key", frozen=True):
    """From now on tokens are given."""

    set: Key


class Second(Fields, frozen=True):
    """The public key that the second office made on a phone of its own."""

    issuer: Spki


class SaySecond(Change, tag="poll.second", frozen=True):
    """The second office is ready to sign."""

    set: Second


class IssuedIn(Fields, frozen=True):
    """How many tokens the second office signed for a village."""

    village: RegionCode
    count: Count


class Issued(Fields, frozen=True):
    """How many it signed, village by village: held against what was asked there, and against the ballots."""

    issued: Annotated[list[IssuedIn], Meta(max_length=MOST_BOXES)]


class TellIssued(Change, tag="poll.issued", frozen=True):
    """The second office publishes its count."""

    set: Issued


class Void(Fields, frozen=True):
    """Why it does not count."""

    voided: Text


class VoidPoll(Change, tag="poll.void", frozen=True):
    """It does not count; it stays readable with the reason."""

    set: Void


class Result(Fields, frozen=True):
    """How many asked for a token, how many answers there were, the sums, and where the boxes are closed."""

    asked: Count
    ballots: Count
    boxes: Annotated[list[RegionCode], Meta(max_length=MOST_BOXES)]
    counts: Sums | UnsetType = UNSET


class SayResult(Change, tag="poll.result", frozen=True):
    """It is counted."""

    set: Result


def allow(
    change: OpenPoll | SayKey | SaySecond | TellIssued | VoidPoll | SayResult, past: View | None, context: Context
) -> None:
    """Open, void: who may publish there. Key, result: the clerk. The second's key and count: who is of that office."""
    if isinstance(change, SaySecond | TellIssued):
        _check_second(change, must_exist(past, "opens"), context)
        return
    if isinstance(change, SayKey | SayResult):
        if not context.actor.clerk:
            raise context.forbid("poll", "clerk")
    elif not context.actor.has(*ASKERS, region=context.region):
        raise context.forbid("poll", "office")
    if isinstance(change, OpenPoll):
        must_be_new(past)
        _check_opened(change.set, context)
        return
    past = must_exist(past, "opens")
    if "voided" in past or "ballots" in past:
        raise Closed
    if isinstance(change, SayKey):
        _check_key(change.set, past)
    elif isinstance(change, SayResult):
        if "secrecy" not in past or poll_state(past, context.now_ms) != "closing":
            raise Invalid("id", "too_early")
        is_few = change.set.ballots < FEWEST_BALLOTS and past["secrecy"] != "open"
        if is_few and change.set.counts is not UNSET:
            raise Invalid("set.counts", "too_few")


def _check_opened(said: Open, context: Context) -> None:
    if said.by != context.actor.person:
        raise Invalid("set.by", "who_acts")
    check_days(**{"set.opens": said.opens, "set.closes": said.closes})
    if said.opens < day_of(context.now_ms):
        raise Invalid("set.opens", "too_early")
    is_paper = said.about in ON_PAPER
    asked = {name: getattr(said, name) for name in ("unit", "secrecy", "answer", "late_h")}
    for name, value in asked.items():
        if (value is UNSET) != is_paper:
            raise Invalid(f"set.{name}", "not_here" if is_paper else "missing")
    if (said.office is UNSET) == (said.secrecy == "named"):
        raise Invalid("set.office", "missing" if said.office is UNSET else "not_here")
    if said.office is not UNSET and not is_of({said.office}, context):
        raise Invalid("set.office", "not_yours")
    if (said.second is UNSET) == (said.about == "appraisal" and said.secrecy == "secret"):
        raise Invalid("set.second", "missing" if said.second is UNSET else "not_here")
    if said.second is not UNSET:
        office = context.look("office", said.second) or {}
        if office.get("sort") not in SECOND_SORTS or "closed" in office:
            raise Invalid("set.second", "unknown")
        if is_of({said.second}, context):
            raise Invalid("set.second", "own_word")
    if (said.place is UNSET) == is_paper:
        raise Invalid("set.place", "missing" if is_paper else "not_here")
    if said.closes < said.opens or (not is_paper and said.closes == said.opens):
        raise Invalid("set.closes", "before_opens")
    if said.closes > (date.fromisoformat(said.opens) + timedelta(days=MOST_DAYS)).isoformat():
        raise Invalid("set.closes", "too_late")
    _check_options(said)


def _check_options(said: Open) -> None:
    if (said.answer == "words") == (said.options is not UNSET) and said.place is UNSET:
        raise Invalid("set.options", "missing" if said.options is UNSET else "not_here")
    if said.options is not UNSET and len(set(said.options)) < len(said.options):
        raise Invalid("set.options", "twice")
    if (said.answer == "multiple") != (said.most is not UNSET):
        raise Invalid("set.most", "missing" if said.most is UNSET else "not_here")
    if said.most is not UNSET and said.options is not UNSET and said.most > len(said.options):
        raise Invalid("set.most", "too_large")


def _check_key(said: Key, past: View) -> None:
    if past.get("secrecy") != "secret":
        raise Invalid("set.issuers", "not_here")
    if "issuers" in past:
        raise Taken
    if said.issuers[1:] != ([past.get("issuer")] if "second" in past else []):
        raise Invalid("set.issuers", "not_as_many")
    _check_spki(said.issuers[0], "set.issuers")


def _check_second(change: SaySecond | TellIssued, past: View, context: Context) -> None:
    """Once each; the key while the poll may still be answered, the count when it no longer may, before or after the
    clerk's."""
    if not is_of({past.get("second", "")}, context):
        raise context.forbid("poll", "office")
    state = poll_state(past, context.now_ms)
    if isinstance(change, SaySecond):
        if state not in ("waiting", "open", "late"):
            raise Closed
        if "issuer" in past:
            raise Taken
        _check_spki(change.set.issuer, "set.issuer")
        return
    if state == "void":
        raise Closed
    if state not in ("closing", "counted"):
        raise Invalid("id", "too_early")
    if "issued" in past:
        raise Taken
    villages = [one.village for one in change.set.issued]
    if len(set(villages)) < len(villages):
        raise Invalid("set.issued", "twice")
    if not all(covers(context.region, village) for village in villages):
        raise Invalid("set.issued", "not_below")


def _check_spki(spki: str, field: str) -> None:
    try:
        issuer_modulus(b64u_decode(spki, SPKI_BYTES))
    except Malformed:
        raise Invalid(field, "not_a_key") from None


CHANGES = (OpenPoll, SayKey, SaySecond, TellIssued, VoidPoll, SayResult)
STEPPED = frozenset({"poll.open", "poll.void", "poll.second", "poll.issued"})
OPEN = (
    "title", "why", "about", "unit", "secrecy", "answer", "options", "most", "opens", "closes", "late_h", "place",
    "office", "second", "issuer", "issuers", "issued", "asked", "ballots", "boxes", "counts", "voided",
)  # fmt: skip
KIND = Kind("poll", frozenset({"village", "region"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
