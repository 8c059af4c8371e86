"""What was needed for a moment goes back to the system.

A compressor takes tens of megabytes for a page. The C library would keep them, in an arena of each thread, and take
ever larger blocks from there; told where «large» begins, it maps each such block by itself and gives it back when it is
freed. Only glibc has these settings; elsewhere nothing happens.
"""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

LARGE = 262_144
"""Bytes from which a block is mapped by itself."""

ARENAS = 2

SELDOM = 200_000
"""Objects more than before, until what refers to itself is looked for: the work of some thousand rows makes fewer."""

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h


def give_back() -> None:
    """From now on, in this process."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_M_MMAP_THRESHOLD, LARGE)
        library.mallopt(_M_ARENA_MAX, ARENAS)


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
