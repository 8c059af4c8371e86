"""In simulated runs and after power cuts the same signatures are checked again and again: a line is sent twice, a note
is read by every phone, and each start looks at all of it. What was found good once is good: the same key, signature
and bytes are not reckoned again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from shaiba_sync import keys, tree


@contextmanager
def good_ones_remembered() -> Iterator[None]:
    """For as long as this lasts. What is refused is refused anew each time: `cache` keeps no exceptions."""
    as_it_was = keys.verify_bytes
    keys.verify_bytes = tree.verify_bytes = cache(as_it_was)
    try:
        yield
    finally:
        keys.verify_bytes = tree.verify_bytes = as_it_was
