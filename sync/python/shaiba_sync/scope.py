"""Scopes: who hears what, and the codes of the regions they belong to.

Spec: sync/spec/scope.md. Vectors: sync/vectors/scope.json.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from shaiba_sync.errors import Malformed

Level = Literal["province", "city", "county", "town", "village"]

_CODE = re.compile(r"[0-9]{12}")
_ID = re.compile(r"[0-9A-Za-z_-]{1,43}")
_LEVELS: tuple[tuple[Level, int], ...] = (("province", 2), ("city", 4), ("county", 6), ("town", 9), ("village", 12))
_STEPS = tuple(zip(reversed(_LEVELS), reversed(_LEVELS[:-1]), strict=False))
"""Each level with the one above it, villages first: most regions are."""


class Scope(NamedTuple):
    """All that is said in one place to one audience: a kind and a key."""

    kind: str
    key: str

    @property
    def name(self) -> str:
        """As it stands in ops: `kind/key`."""
        return f"{self.kind}/{self.key}"

    @property
    def region(self) -> str:
        """The 12-digit code that the scope belongs to, or ""."""
        code = self.key[:12]
        if self.kind in _AFTER_CODE:
            return code if self.key[12:13] == "-" and _is_code(code) else ""
        return code if self.kind in _KEYED_BY_CODE else ""

    @property
    def public(self) -> bool:
        """Whether everyone may read it, without a session, as static files."""
        return self.kind in ("region", "village")


@lru_cache(maxsize=8192)  # asked for each line, of few scopes
def parse_scope(text: str) -> Scope:
    """Read a scope's name."""
    kind, slash, key = text.partition("/")
    if not slash or kind not in _KEYS or not _KEYS[kind](key):
        raise Malformed("scope")
    return Scope(kind, key)


@lru_cache(maxsize=8192)  # asked for each change that a phone brings, and of few regions
def covers(a: str, b: str) -> bool:
    """Whether region `a` is `b` or stands above it. What is no region's code covers nothing and is not covered."""
    return _is_code(a) and _is_code(b) and b.startswith(prefix_of(a))


def prefix_of(code: str) -> str:
    """What the codes of a region and of all regions below it begin with."""
    return code[: _digits(code)[1]]


def region_level(code: str) -> Level:
    """How high a region stands, from the padding of its code."""
    if not _is_code(code):
        raise Malformed("scope")
    return _digits(code)[0]


def parent_code(code: str) -> str:
    """The code of the region above; of a province "". (A city without counties is its towns' parent.)"""
    if not _is_code(code):
        raise Malformed("scope")
    for _, digits in reversed(_LEVELS[:-1]):
        above = code[:digits].ljust(12, "0")
        if above != code:
            return above
    return ""


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None and not text.startswith("00")


def _digits(code: str) -> tuple[Level, int]:
    for (level, digits), (_, above) in _STEPS:
        if code[above:].strip("0"):
            return level, digits
    return _LEVELS[0]


def _is_region(key: str) -> bool:
    return _is_code(key) and not _is_village(key)


def _is_village(key: str) -> bool:
    return _is_code(key) and key[9:] != "000"


def _is_office(key: str) -> bool:
    code, slash, office = key.partition("/")
    return bool(slash) and _is_code(code) and _is_id(office)


def _is_id(key: str) -> bool:
    return _ID.fullmatch(key) is not None


_KEYS = {
    "region": _is_region,
    "village": _is_village,
    "square": _is_village,
    "office": _is_office,
    "watch": _is_code,
    "home": _is_id,
    "case": _is_id,
    "box": _is_id,
    "poll": _is_id,
    "meeting": _is_id,
}
FORMS = (_CODE.pattern, _ID.pattern, *(f"{kind}: {check.__name__}" for kind, check in _KEYS.items()))
"""For the lock of the wire schema."""

_AFTER_CODE = ("case", "home")
_KEYED_BY_CODE = ("region", "village", "square", "office", "watch")
