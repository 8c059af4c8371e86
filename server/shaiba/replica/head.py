"""The head of a log at any size, and its hash tiles, from which anybody makes proofs.

Spec: sync/spec/tree.md. The newest head is signed in the transaction that moves it (storage); heads of the past are
signed again when a page of an answer ends there.
"""

import asyncio
from collections.abc import Sequence

from shaiba_sync.tree import node_hash

from ..storage.store import Head
from .replica import Replica

TILE_HEIGHT = 8
TILE_WIDTH = 256


async def note_at(replica: Replica, head: Head, size: int) -> str:
    """The signed checkpoint of the first `size` lines of a log whose head this is. Nothing is signed unless the stored
    leaves still lead to what is known of it (history.py). Raises `Unavailable`.
    """
    if size == head.size:
        return head.checkpoint
    past = await replica.history.of(head)
    return replica.seal(head.scope, head.epoch, await replica.history.frontier(past, size))


async def tile(replica: Replica, head: Head, level: int, index: int, width: int) -> bytes | None:
    """A C2SP hash tile: `width` nodes of height 8·level, from the index-th group of 256. None where the tree has not
    so many."""
    span = TILE_WIDTH**level
    first = index * TILE_WIDTH
    if (first + width) * span > head.size:
        return None
    leaves = await replica.store.leaves(head.scope, first * span, (first + width) * span)
    return await asyncio.to_thread(_roots, leaves, span)


def _roots(leaves: Sequence[bytes], span: int) -> bytes:
    """Roots of perfect subtrees, `span` leaves each."""
    level = list(leaves)
    while span > 1:
        level = [node_hash(level[at], level[at + 1]) for at in range(0, len(level), 2)]
        span //= 2
    return b"".join(level)
