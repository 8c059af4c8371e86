"""What a match and its explanations share (sync/spec/match.md)."""

from typing import Annotated, Literal

from msgspec import Meta

MOST_MATCHED = 50
"""Entries of one match: a number that stands everywhere is no invoice's."""

MatchSettled = Literal["explained", "upheld"]
"""说明属实 确属重复."""

MatchedEntry = Annotated[str, Meta(pattern=r"^[0-9]{12} [0-9A-Za-z_-]{1,43}\Z")]
"""A village and an entry of its log."""
