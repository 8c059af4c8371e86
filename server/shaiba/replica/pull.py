"""Hand lines out: what a replica with this cursor does not have yet, with the checkpoint that proves it.

Spec: sync/spec/scope.md, POST /sync. A phone that lacks much of a public scope is sent to the static files instead:
they are compressed once for everybody.
"""

from collections.abc import AsyncIterator, Collection, Mapping

from shaiba_sync.wire import Behind, Bundles, Cursor, Lines, format_answer

from ..storage.store import Head
from .bundles import BUNDLE
from .head import note_at
from .replica import Replica

FAR = 2 * BUNDLE
"""From so many missing lines on, a public scope's whole bundles are fetched as files."""

PAGE_LINES = 2048
PAGE_BYTES = 2_000_000
"""An answer holds at most so much of one scope; then it says `more`."""

FETCH_LINES = 256


async def pull(
    replica: Replica, have: Mapping[str, Cursor], sent: Mapping[str, Collection[int]]
) -> AsyncIterator[bytes]:
    """For each scope that has more: its header and its lines, each with its LF. Who may read was decided before.

    `sent` are the places that this answer's verdicts name: the phone has those lines, it sent them.
    """
    for scope, (epoch, size) in have.items():
        head = await replica.store.head(scope)
        if head is None:
            if size:
                yield _line(Behind(scope, 0, 0, ""))
        elif head.epoch != epoch or head.size < size:
            yield _line(Behind(scope, head.epoch, head.size, head.checkpoint))
        elif head.size > size:
            async for part in _page(replica, head, size, sent.get(scope, ())):
                yield part


async def _page(replica: Replica, head: Head, begin: int, sent: Collection[int]) -> AsyncIterator[bytes]:
    whole = head.size - head.size % BUNDLE
    if head.scope.startswith(("village/", "region/")) and whole - begin >= FAR:
        yield _line(Bundles(head.scope, head.epoch, whole, head.checkpoint))
        return
    lines: list[bytes] = []
    taken = 0
    to = begin
    while to < head.size and to - begin < PAGE_LINES and taken < PAGE_BYTES:
        for line in await replica.store.lines(head.scope, to, min(to + FETCH_LINES, head.size)):
            if to not in sent:
                lines.append(line)
                taken += len(line) + 1
            to += 1
    note = await note_at(replica, head, to)
    yield _line(Lines(head.scope, head.epoch, begin, to, note, len(lines), more=to < head.size))
    if lines:
        lines.append(b"")
        yield b"\n".join(lines)


def _line(item: Lines | Bundles | Behind) -> bytes:
    return format_answer(item) + b"\n"
