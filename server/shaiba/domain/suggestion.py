"""What became of what people added in words: each gets an answer, alone or with those that say the same.

By the office that asked, where it asked. Spec: sync/spec/poll.md, 16.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.errors import Invalid

from ..kind import Change, Context, Fields, Kind, RecordId, Short, Text, View, fields_of, must_be_new
from ..polled import ASKERS

SuggestionOutcome = Literal["adopted", "not_adopted", "passed_on"]
"""采纳 不采纳 转交."""
WordsHash = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{43}\Z")]


class Say(Fields, frozen=True):
    """Which words (the hashes of their UTF-8), what comes of them and why; to whom they were passed on."""

    poll: RecordId
    of: Annotated[list[WordsHash], Meta(min_length=1, max_length=500)]
    outcome: SuggestionOutcome
    text: Text
    by: RecordId
    to: Short | UnsetType = UNSET
    link: Short | UnsetType = UNSET


class AnswerSuggestion(Change, tag="suggestion.answer", frozen=True):
    """Answer what was suggested."""

    set: Say


def allow(change: AnswerSuggestion, past: View | None, context: Context) -> None:
    """Who may ask there, once the poll is counted."""
    if not context.actor.has(*ASKERS, region=context.region):
        raise context.forbid("suggestion", "office")
    must_be_new(past)
    said = change.set
    if said.by != context.actor.person:
        raise Invalid("set.by", "who_acts")
    if "ballots" not in (context.look("poll", said.poll) or {}):
        raise Invalid("set.poll", "unknown")
    if (said.outcome == "passed_on") != (said.to is not UNSET):
        raise Invalid("set.to", "missing" if said.to is UNSET else "not_here")
    if len(set(said.of)) < len(said.of):
        raise Invalid("set.of", "twice")


CHANGES = (AnswerSuggestion,)
STEPPED = frozenset({"suggestion.answer"})
OPEN = ("poll", "of", "outcome", "text", "to", "link")
KIND = Kind(
    "suggestion", frozenset({"village", "region"}), fields_of(CHANGES), CHANGES, allow, index=("poll",), open=OPEN,
    stepped=STEPPED,
)  # fmt: skip
