"""What `shaiba import history` works out of one village, in whichever process: what its rows say, and what is to be
written for them. Nothing is written here.
"""

import asyncio
import hashlib
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from shaiba_sync.clock import Stamp
from shaiba_sync.op import b64u_encode

from ..data_folder import DataFolder, Doubt
from ..folder_replica import open_beside
from ..ledger.diff import diff
from ..ledger.history import Kept, Month, Scratch
from ..ledger.parse import Note, Problem
from ..replica.duty import Refusal, draft_all
from ..replica.replica import Clerk, Replica
from ..storage.draft import drafting
from ..storage.store import Batch
from .books import Act, Books, acts, read_books, spoken


class Bench(NamedTuple):
    """What a village is worked out with."""

    replica: Replica
    scratch: Scratch
    database: Path


class Looked(NamedTuple):
    """A village's months as they were read, what is wrong with them, what is told of them, and how many rows would be
    added and corrected."""

    months: list[Kept]
    problems: list[Problem]
    notes: list[Note]
    added: int
    changed: int


class Draws(NamedTuple):
    """Where the ids, salts and stamps of an import come from: a secret, and the millisecond of its first month. Each
    month has one of its own, so that whoever works it out, and in whatever order, says it in the same words."""

    secret: bytes
    first_ms: int


class Task(NamedTuple):
    """Some months of a village, each with its place among all. `own` for what was not said before; `again` for what is
    said of a month once more."""

    village: str
    months: list[tuple[int, str]]
    own: Draws
    again: Draws
    file: str
    reason: str
    now_ms: int


class Made(NamedTuple):
    """What is to be written, how many acts it is, of how many rows."""

    batch: Batch
    acts: int
    rows: int


async def look(bench: Bench, village: str, *, mask: bool) -> Looked:
    """Read a village's rows, and hold them against its books."""
    months = bench.scratch.look(village, mask=mask)
    books = await read_books(bench.replica, village, {month.period for month in months})
    found = Looked([Kept.of(month) for month in months], [], [], 0, 0)
    added = changed = 0
    for month in months:
        found.problems.extend(month.parsed.problems)
        found.notes.extend(month.parsed.notes)
        if entries := books.ledger(month.period).entries:
            differ = diff(books.mask(month.parsed).rows, entries)
            added, changed = added + len(differ.added), changed + len(differ.changed)
        else:
            added += len(month.parsed.rows)
    return found._replace(added=added, changed=changed)


async def make(bench: Bench, task: Task) -> Made:
    """Work out what makes the village's books say what its rows say. Raises `Doubt` where it would be refused."""
    replica, rows = bench.replica, 0
    with drafting(bench.database, replica.store.index) as draft:
        draft.head_size(
            f"village/{task.village}"
        )  # what is read from here on is as new, or it shows when it is written
        books = await read_books(replica, task.village, {period for _, period in task.months})
        for scope in (books.scope, *books.kept):
            draft.head_size(scope)
        for place, period in task.months:
            month = bench.scratch.month(task.village, period)
            rows += len(month.parsed.rows)
            draws, new = task.own, _draw(task.own, task, period, "id")[:9]
            if books.ledger(period).disclosure or draft.record(books.scope, "disclosure", b64u_encode(new)):
                draws, new = task.again, _draw(task.again, task, period, "id")[:9]
            clerk = _clerk(replica, draws, task, place, period)
            said = _said(books, month, task, b64u_encode(new))
            try:
                draft_all(replica, clerk, draft, said, task.now_ms)
            except Refusal as refusal:
                raise Doubt(f"{task.village} {period} was refused. {refusal}") from None
        batch = draft.batch()
    return Made(batch, sum(map(len, batch.lines.values())), rows)


def _said(books: Books, month: Month, task: Task, new: str) -> list[Act]:
    parsed, ledger, masked = month.parsed, books.ledger(month.period), books.mask(month.parsed)
    found = diff(masked.rows, ledger.entries)
    changes = acts(
        ledger,
        parsed,
        found,
        new,
        title=f"{spoken(month.period)}财务收支",
        period=month.period,
        summary=f"由平台运行方以书记员密钥从文件《{task.file}》导入，共 {len(parsed.rows)} 笔。",
        reason=task.reason or f"补录 {len(found.added)} 笔（运行方从文件导入）",
    )
    return [(books.scope, changes), *books.originals(masked, ledger.disclosure["id"] if ledger.disclosure else new)]


def _clerk(replica: Replica, draws: Draws, task: Task, place: int, period: str) -> Clerk:
    """The clerk as it speaks of this month: from the month's own millisecond on, with the month's own salts."""
    count = 0

    def random(size: int) -> bytes:
        nonlocal count
        count += 1
        return _draw(draws, task, period, str(count))[:size]

    at_ms = draws.first_ms + place
    return Clerk(replica.clerk.key, Stamp(at_ms - 1, 0xFFFF), random)


def _draw(draws: Draws, task: Task, period: str, what: str) -> bytes:
    return hashlib.sha256(b"%b\n%b" % (draws.secret, f"{task.village} {period} {what}".encode())).digest()


class Seat:
    """A bench in a process of its own."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._runner = asyncio.Runner()
        data = DataFolder(folder)
        self._opened = open_beside(data)  # as long as the process lives
        replica = self._runner.run(self._opened.__aenter__())
        self._replica, self._database, self._path = replica, data.database, scratch

    @cached_property
    def _bench(self) -> Bench:
        """Once there is work: until then the file may still be made."""
        return Bench(self._replica, Scratch(self._path), self._database)

    def look(self, village: str, mask: bool) -> Looked:
        """See `look`."""
        return self._runner.run(look(self._bench, village, mask=mask))

    def make(self, task: Task) -> Made:
        """See `make`."""
        return self._runner.run(make(self._bench, task))
