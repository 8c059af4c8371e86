"""What became of what people added in words: each gets an answer, alone or with those that say the same.

By the office that asked, where it asked; of what was brought to a meeting, by the same offices (meeting.md, 8).
Spec: sync/spec/poll.md, 16.
"""

import re
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import Change, Context, Fields, Kind, RecordId, Short, Text, View, fields_of, must_be_new
from ..polled import ASKERS

SuggestionOutcome = Literal["adopted", "not_adopted", "passed_on", "answered"]
"""采纳 不采纳 转交; 答复: only of questions to a meeting."""
WORDS_HASH = re.compile(r"[0-9A-Za-z_-]{43}")


class Say(Fields, frozen=True):
    """Which words (of a poll: the hashes of their UTF-8; of a meeting: the ids of what was asked), what comes of them
    and why; to whom they were passed on."""

    of: Annotated[list[RecordId], Meta(min_length=1, max_length=500)]
    outcome: SuggestionOutcome
    text: Text
    by: RecordId
    poll: RecordId | UnsetType = UNSET
    meeting: RecordId | UnsetType = UNSET
    to: Short | UnsetType = UNSET
    link: Short | UnsetType = UNSET


class AnswerSuggestion(Change, tag="suggestion.answer", frozen=True):
    """Answer what was suggested."""

    set: Say


def allow(change: AnswerSuggestion, past: View | None, context: Context) -> None:
    """Who may ask there, once the poll is counted; of a meeting at any time."""
    if not context.actor.has(*ASKERS, region=context.region):
        raise context.forbid("suggestion", "office")
    must_be_new(past)
    said = change.set
    if said.by != context.actor.person:
        raise Invalid("set.by", "who_acts")
    if (said.poll is UNSET) == (said.meeting is UNSET):
        raise Invalid("set.poll", "missing" if said.poll is UNSET else "not_here")
    if said.meeting is not UNSET and "agenda" not in (context.look("meeting", said.meeting) or {}):
        raise Invalid("set.meeting", "unknown")
    if said.poll is not UNSET:
        _check_poll(said, said.poll, context)
    if (said.outcome == "passed_on") != (said.to is not UNSET):
        raise Invalid("set.to", "missing" if said.to is UNSET else "not_here")
    if len(set(said.of)) < len(said.of):
        raise Invalid("set.of", "twice")


def _check_poll(said: Say, poll: str, context: Context) -> None:
    if "ballots" not in (context.look("poll", poll) or {}):
        raise Invalid("set.poll", "unknown")
    if said.outcome == "answered":
        raise Invalid("set.outcome", "not_one_of")
    if not all(WORDS_HASH.fullmatch(one) for one in said.of):
        raise Invalid("set.of", "pattern")


CHANGES = (AnswerSuggestion,)
STEPPED = frozenset({"suggestion.answer"})
OPEN = ("poll", "meeting", "of", "outcome", "text", "to", "link")
KIND = Kind(
    "suggestion", frozenset({"village", "region"}), fields_of(CHANGES), CHANGES, allow, index=("poll", "meeting"),
    open=OPEN, stepped=STEPPED,
)  # fmt: skip
