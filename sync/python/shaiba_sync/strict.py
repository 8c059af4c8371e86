"""JSON as ops may hold it: compact, integers only, names of one form, not deep. Spec: sync/spec/op.md, 9 to 12.

The fast path decides that all is well. Whatever it does not accept is read again, slowly, to name the rule that failed
as every language does: `JSON.parse` takes `1.0` for 1 and a lone surrogate for a character, and so must this reading.
"""

import json
import math
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any

import msgspec

from shaiba_sync.errors import Malformed

MAX_CHANGES = 4096
"""Changes in one op."""

MAX_DEPTH = 8
"""Nesting, counted from the change."""

MAX_INTEGER = 2**53 - 1

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""What every name of an object matches."""


@lru_cache(maxsize=1024)  # the names of all kinds are few, and each stands in every line
def _is_name(text: str) -> bool:
    return NAME.fullmatch(text) is not None


@lru_cache(maxsize=1024)  # and most objects have the names of many before them
def _are_names(names: tuple[str, ...]) -> bool:
    return all(map(_is_name, names))


_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def parse_changes(text: str) -> list[dict[str, Any]]:
    """Read the value of `do`."""
    data = text.encode()
    try:
        changes = _decode(data)
    except (msgspec.MsgspecError, RecursionError):
        raise _fault(text) from None
    if are_changes(changes) and _encode(changes) == data:
        return changes  # type: ignore[no-any-return]
    raise _fault(text)


def are_changes(value: Any) -> bool:
    """Whether these are changes as `parse_changes` gives them: once written, they would be read as they are."""
    try:
        return (
            type(value) is list
            and 1 <= len(value) <= MAX_CHANGES
            and all(type(change) is dict and _is_plain(change, MAX_DEPTH) for change in value)
        )
    except TypeError:  # a name that is no text
        return False


def parse_compact(line: bytes, rule: str) -> dict[str, Any]:
    """Read an object that must be its own compact encoding, and is refused by this rule otherwise."""
    try:
        line.decode()
        members = _decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Malformed(rule) from None
    if type(members) is not dict or _encode(members) != line:
        raise Malformed(rule)
    return members


def parse_loosely(line: bytes) -> dict[str, Any]:
    """Read a line of an answer as `JSON.parse` does; then refuse surrogates alone and numbers beyond doubles."""
    if _PRINTED.fullmatch(line):
        with suppress(msgspec.MsgspecError, RecursionError):
            found = _decode(line)
            if type(found) is dict and all(map(_is_alike, found.values())):
                return found
    try:
        members = json.loads(line.decode(), parse_int=_double, parse_float=_double, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Malformed("answer") from None
    if type(members) is not dict or (_DOUBTFUL.search(line) and not _is_well_formed(members)):
        raise Malformed("answer")
    return members


def _is_alike(value: object) -> bool:
    """Whether both readers take it for the same: what is fractional, huge or nested they may not."""
    kind = type(value)
    return kind is str or kind is bool or (kind is int and -MAX_INTEGER <= value <= MAX_INTEGER)  # type: ignore[operator]


def _is_plain(value: dict[str, Any] | list[Any], depth: int) -> bool:
    if not depth:
        return False
    if type(value) is dict:
        if not _are_names(tuple(value)):
            return False
        items: Iterable[Any] = value.values()
    else:
        items = value
    for item in items:
        kind = type(item)
        if kind is str or item is None or kind is bool:
            continue
        if kind is int:
            if not -MAX_INTEGER <= item <= MAX_INTEGER:
                return False
        elif (kind is not dict and kind is not list) or not _is_plain(item, depth - 1):
            return False
    return True


def _fault(text: str) -> Malformed:
    """Which rule failed, in the spec's order: depth, do, value, name, compact."""
    if _is_deep(text):
        return Malformed("depth")
    try:
        changes = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_no_number)
    except ValueError:
        return Malformed("do")
    if type(changes) is not list or not 1 <= len(changes) <= MAX_CHANGES or any(type(c) is not dict for c in changes):
        return Malformed("do")
    if not _all_values_good(changes):
        return Malformed("value")
    if not _all_names_good(changes):
        return Malformed("name")
    return Malformed("compact")


def _is_deep(text: str) -> bool:
    """Whether brackets outside strings nest deeper than allowed, whatever else is wrong with the text."""
    depth = 0
    for token in _BRACKET.finditer(text):
        character = token[0][0]
        if character in "[{":
            depth += 1
            if depth > MAX_DEPTH + 1:  # the array of changes is not counted
                return True
        elif character in "]}":
            depth -= 1
    return False


_BRACKET = re.compile(r'[][{}]|"(?:[^"\\]|\\.)*+"?', re.DOTALL)


def _number(text: str) -> object:
    """The number as `JSON.parse` reads it, a double; what is not a safe integer is marked as bad."""
    number = _double(text)
    return number if type(number) is int else _BAD


def _double(text: str) -> int | float:
    number = float(text)
    return int(number) if abs(number) <= MAX_INTEGER and number.is_integer() else number


def _no_number(text: str) -> None:
    raise ValueError(text)


def _all_values_good(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_all_values_good(item) for item in value.values())
    if isinstance(value, list):
        return all(_all_values_good(item) for item in value)
    return value is not _BAD and not (isinstance(value, str) and _SURROGATE.search(value))


def _all_names_good(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_name(name) and _all_names_good(item) for name, item in value.items())
    return not isinstance(value, list) or all(_all_names_good(item) for item in value)


def _is_well_formed(value: object) -> bool:
    if isinstance(value, dict):
        return all(_is_well_formed(name) and _is_well_formed(item) for name, item in value.items())
    if isinstance(value, list):
        return all(map(_is_well_formed, value))
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, str) or not _SURROGATE.search(value)


_BAD = object()
_PRINTED = re.compile(rb"[ -\[\]-~]*")
"""Nothing that is escaped, and nothing beyond ASCII: most lines of an answer."""
_DOUBTFUL = re.compile(rb"\\u[dD]|[0-9][eE]|[0-9]{300}")
"""Without any of these a text holds neither a surrogate alone nor a number beyond doubles."""
_SURROGATE = re.compile("[\ud800-\udfff]")
