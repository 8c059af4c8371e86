"""A guarded line and the test that must notice when it goes."""

from typing import NamedTuple


class Row(NamedTuple):
    guard: str
    file: str
    old: str
    new: str
    test: str
    """What pytest is given; or a file of vitest, from `pwa/` on."""
    people: str = ""
    """Whom a test of the matrix asks: the few who notice, as patterns (tests/authz/people.py). Empty: everybody."""
