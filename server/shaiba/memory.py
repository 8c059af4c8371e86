"""What was needed for a moment goes back to the system; or stays, where the next moment needs as much.

A compressor takes tens of megabytes for a page. The C library would keep them, in an arena of each thread, and take
ever larger blocks from there; told where «large» begins, it maps each such block by itself and gives it back when it is
freed. A command that works out one village after another needs the same megabytes again and again: there the system
would be asked for each page anew. Only glibc has these settings; elsewhere nothing happens.
"""

import ctypes
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

LARGE = 262_144
"""Bytes from which a block is mapped by itself."""

ARENAS = 2

SELDOM = 200_000
"""Objects more than before, until what refers to itself is looked for: the work of some thousand rows makes fewer."""

HELD = 2**25
"""Bytes up to which a block is never mapped by itself (glibc knows no more)."""

KEPT = 2**28
"""Bytes that are free at the end of the memory and are kept."""

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # malloc.h


def give_back() -> None:
    """From now on, in this process."""
    _set({_M_MMAP_THRESHOLD: LARGE, _M_ARENA_MAX: ARENAS})


def hold_on() -> None:
    """The other way: from now on this process keeps what it needed. For commands that work at much and end."""
    _set({_M_MMAP_THRESHOLD: HELD, _M_TRIM_THRESHOLD: KEPT})


def _set(options: Mapping[int, int]) -> None:
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        for option, value in options.items():
            library.mallopt(option, value)


@contextmanager
def loading() -> Iterator[None]:
    """While a program is loaded: nothing of it goes, and to look through it again and again is a tenth of that work."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def looking_seldom() -> Iterator[None]:
    """While much is worked at: what is loaded stays, and what work makes goes by itself, so neither is looked through
    again and again."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
