"""Hand lines out: what a replica with this cursor does not have yet, with the checkpoint that proves it.

Spec: sync/spec/scope.md, POST /sync. A phone that lacks much of a public scope is sent to the static files instead:
they are compressed once for everybody. So is what a long answer begins with, where others will ask for it too. A scope
comes in runs of lines, each of them proven by itself: a phone keeps and shows one while the next comes.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence

import msgspec

from shaiba_sync.scope import parse_scope
from shaiba_sync.wire import Behind, Cursor, Damaged, Fork, Lines, format_answer
from shaiba_sync.wire import Bundles as Offer

from ..storage.store import Head
from .bundles import BUNDLE, Bundles
from .head import note_at
from .history import begun_in
from .replica import KnownPage, Replica

FAR = 2 * BUNDLE
"""From so many missing lines on, a public scope's whole bundles are fetched as files."""

RUN_LINES = 2048
RUN_BYTES = 1_250_000
"""Lines that come with a checkpoint of their own: so much of a page at most is fetched again after a cut, and so much
has come when a new phone shows its first rows."""

RUNS = 4
"""An answer holds at most so many runs of one scope, one after the other; then it says `more`."""

SHARED_LINES = 16
SHARED_BYTES = 65_536
"""A page of a public scope from so many lines and bytes on is compressed once for everybody."""

KNOWN_PAGES = 4096

FETCH_LINES = 256


class Text(msgspec.Struct, frozen=True):
    """Lines of one scope, as they stand in an answer: header and lines; of a page, run after run."""

    stop: int
    text: bytes


async def pull(
    replica: Replica, have: Mapping[str, Cursor], sent: Mapping[str, Collection[int]]
) -> AsyncIterator[bytes]:
    """For each scope that has more: its header and its lines, each with its LF. Who may read was decided before.

    `sent` are the places that this answer's verdicts name: the phone has those lines, it sent them.
    """
    for scope, cursor in have.items():
        head = await replica.store.head(scope)
        size = cursor[1]
        if head is None:
            if size:
                yield _line(Behind(scope, 0, 0, ""))
        elif wrong := await _wrong(replica, head, cursor):
            yield _line(wrong)
        elif head.size > size:
            if files := offer(head, size):
                yield _line(files)
            else:
                async for run in _runs(replica, head, size, sent.get(scope, ())):
                    yield run.text


async def _wrong(replica: Replica, head: Head, cursor: Cursor) -> Damaged | Behind | Fork | None:
    """What is wrong between the log and a cursor. Whoever may not read the scope never comes here."""
    epoch, size = cursor[:2]
    past = await replica.history.of(head)
    if past.damaged is not None:
        return Damaged(head.scope, head.epoch, list(past.damaged), head.checkpoint)
    if head.epoch > epoch and size:  # who has nothing yet begins with what is there
        return await _given_up(replica, head, epoch)
    if head.epoch < epoch or head.size < size:
        return Behind(head.scope, head.epoch, head.size, head.checkpoint)
    if len(cursor) == 3 and cursor[2] != await replica.history.root(past, size):
        return Fork(head.scope, epoch, size, await note_at(replica, head, size))
    return None


async def _given_up(replica: Replica, head: Head, epoch: int) -> Behind:
    """What is said to a cursor of an epoch that was given up: how many lines it shares with the log as it goes on, and
    the entry that says so."""
    later = [begun for begun in await begun_in(replica.store, head.scope) if begun.epoch > epoch]
    if not later:
        return Behind(head.scope, head.epoch, head.size, head.checkpoint)
    place = later[-1].first
    (entry,) = await replica.store.lines(head.scope, place, place + 1)
    shared = min(begun.first for begun in later)
    return Behind(head.scope, head.epoch, shared, head.checkpoint, entry.decode())


async def pull_shared(replica: Replica, bundles: Bundles, have: Mapping[str, Cursor]) -> tuple[str, bytes] | None:
    """The scope whose page is worth sharing, and that page as a begun brotli stream; None where none is. The rest of
    the answer follows it (`packing.end`)."""
    for scope, cursor in have.items():
        epoch, size = cursor[:2]
        head = await replica.store.head(scope) if parse_scope(scope).public else None
        if head is None or (size and head.epoch != epoch) or head.size - size < SHARED_LINES or offer(head, size):
            continue  # most ask for nothing new: told apart before anything is compared
        if await _wrong(replica, head, cursor):
            continue
        if shared := await _shared(replica, bundles, head, size):
            return scope, shared[1]
    return None


async def share_pages(replica: Replica, bundles: Bundles, head: Head, begin: int) -> None:
    """Make the pages of a quiet log from there to its end, each as the phone asks for it that has read the one before,
    and pack them tightly at once."""
    while shared := await _shared(replica, bundles, head, begin, quiet=True):
        begin = shared[0]


async def _shared(
    replica: Replica, bundles: Bundles, head: Head, begin: int, *, quiet: bool = False
) -> tuple[int, bytes] | None:
    """Where the page that begins here ends, and the page, packed; None where it is not worth sharing."""
    if head.size - begin < SHARED_LINES:
        return None

    async def read() -> bytes:
        return (await _page(replica, head, begin)).text

    known = await _known_page(replica, head, begin)
    if known.bytes < SHARED_BYTES:
        return None
    page = await bundles.page(head.scope, head.epoch, begin, known.stop, read, full=known.full, quiet=quiet)
    return known.stop, page


async def _known_page(replica: Replica, head: Head, begin: int) -> KnownPage:
    """Where the page ends that begins here, and how long its lines are; looked for once. A full page never changes."""
    place = (head.scope, head.epoch, begin)
    known = replica.known_pages.get(place)
    if known is None or not (known.full or known.stop == head.size):
        lengths = await replica.store.lengths(head.scope, begin, min(begin + RUNS * RUN_LINES, head.size))
        lines, size = _reach(lengths)
        known = KnownPage(begin + lines, size, full=begin + lines < head.size)
        if len(replica.known_pages) >= KNOWN_PAGES:
            replica.known_pages.clear()
        replica.known_pages[place] = known
    return known


def offer(head: Head, begin: int) -> Offer | None:
    """The files to which a phone is sent that has the lines before; None where it has most, or they are not public."""
    whole = head.size - head.size % BUNDLE
    if parse_scope(head.scope).public and whole - begin >= FAR:
        return Offer(head.scope, head.epoch, whole, head.checkpoint)
    return None


def _reach(lengths: Sequence[int]) -> tuple[int, int]:
    """Of lines that are so long how many stand in a page, and their bytes with each one's LF."""
    lines = size = 0
    for _ in range(RUNS):
        first, before = lines, size
        while lines < len(lengths) and not _is_full(lines - first, size - before):
            size += lengths[lines] + 1
            lines += 1
    return lines, size


def _is_full(lines: int, size: int) -> bool:
    """Whether a run of so many lines and bytes ends here."""
    return lines >= RUN_LINES or size >= RUN_BYTES


async def _page(replica: Replica, head: Head, begin: int) -> Text:
    runs = [run async for run in _runs(replica, head, begin, ())]
    return Text(runs[-1].stop, b"".join(run.text for run in runs))


async def _runs(replica: Replica, head: Head, begin: int, sent: Collection[int]) -> AsyncIterator[Text]:
    """What an answer holds of a scope. Only its last run says whether there is more."""
    for left in reversed(range(RUNS)):
        run = await _run(replica, head, begin, sent, is_last=left == 0)
        yield run
        begin = run.stop
        if begin == head.size:
            return


async def _run(replica: Replica, head: Head, begin: int, sent: Collection[int], *, is_last: bool) -> Text:
    lines: list[bytes] = []
    taken = 0
    to = begin
    while to < head.size and not _is_full(to - begin, taken):
        if to in sent:  # not read: where one pushes alone these are all of them, and long
            to += 1
            continue
        for line in await replica.store.lines(head.scope, to, min(to + FETCH_LINES, head.size)):
            if to not in sent:
                lines.append(line)
                taken += len(line) + 1
            to += 1
            if _is_full(to - begin, taken):
                break
    note = await note_at(replica, head, to)
    header = Lines(head.scope, head.epoch, begin, to, note, len(lines), more=is_last and to < head.size)
    return Text(to, b"\n".join([format_answer(header), *lines, b""]))


def _line(item: Lines | Offer | Behind | Fork | Damaged) -> bytes:
    return format_answer(item) + b"\n"
