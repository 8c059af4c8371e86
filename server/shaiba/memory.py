"""What was needed for a moment goes back to the system.

A compressor takes tens of megabytes for a page. The C library would keep them, in an arena of each thread, and take
ever larger blocks from there; told where «large» begins, it maps each such block by itself and gives it back when it is
freed. Only glibc has these settings; elsewhere nothing happens.
"""

import ctypes

LARGE = 262_144
"""Bytes from which a block is mapped by itself."""

ARENAS = 2

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h


def give_back() -> None:
    """From now on, in this process."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_M_MMAP_THRESHOLD, LARGE)
        library.mallopt(_M_ARENA_MAX, ARENAS)
