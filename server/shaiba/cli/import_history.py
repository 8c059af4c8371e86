"""`shaiba import history`: a county's ledgers of many months from one text file, all of it looked at before any of it
is published, a village at a time. Stopped, it goes on where it was: what is published already is passed over.
"""

import argparse
import asyncio
import hashlib
import sys
import time
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from shaiba_sync.clock import Stamp
from shaiba_sync.personal import find_personal, hide_personal

from ..data_folder import ADVICE, DataFolder, Doubt
from ..folder_replica import open_replica, system_clock
from ..ledger.history import VILLAGE, Scratch
from ..ledger.parse import Note, Problem
from ..memory import looking_seldom
from ..replica.replica import Replica
from ..storage.store import Moved
from .crew import Crew, workers_of
from .faults import WHY as WHY_OF_SHEETS
from .faults import format_problem, print_faults
from .import_village import Bench, Draws, Looked, Made, Seat, Task, look, make

__all__ = ["VILLAGE", "take_in"]

WHY = WHY_OF_SHEETS | {
    "unknown_village": "is no code of a village in the list of regions",
    "not_a_period": "is no month, quarter or year (2025-03, 2025-Q1, 2025)",
    "too_many_rows": "One village has too many rows in one period",
}
SHOWN = 50
"""Faults that are printed; all of them stand in a file beside the sheet."""


CHUNK_ROWS = 4_500
"""Rows of a village that are worked out and written at once, in whole months: some 9 MB, of which a few are under way
at a time. Records lie by random ids, and what comes later touches every page of a village again: so a year at once."""

TURN_S = 0.001
"""While a file is read, what others have found is heard for so long, some hundred times a million rows."""

MUCH_BYTES = 2_500_000
"""Of a file, some ten thousand rows: for fewer no other process is begun."""


async def take_in(folder: DataFolder, args: argparse.Namespace) -> int:
    """Say what is wrong with every row; where nothing is, and but for a dry run, publish what is not published yet."""
    if args.reason and find_personal(args.reason):
        raise Doubt("--reason holds a personal number, and everyone would read it")
    with looking_seldom():
        return await _take_in(folder, args)


async def _take_in(folder: DataFolder, args: argparse.Namespace) -> int:
    async with open_replica(folder) as replica:
        scratch = Scratch(folder.path / f"import-{_digest(args.file)[:16]}.db")
        try:
            workers = workers_of(args.workers, is_much=args.file.stat().st_size >= MUCH_BYTES)
            async with Crew(workers, Seat, folder.path, scratch.path) as crew:
                crew.begin()
                work = Import(replica, scratch, folder.database, crew, args.file, args.reason, mask=args.mask)
                if scratch.header is None and _say(args.file, await work.read()):
                    await crew.end()  # or what it holds open would come back
                    return _forget(scratch, 1)
                problems, notes, changed = await work.look()
                if _say(args.file, problems, notes):
                    await crew.end()
                    return _forget(scratch, 1)
                if args.dry_run:
                    print("Dry run: nothing was published.")
                    return 0  # what was read stays, for the run that publishes it
                if changed and not args.reason:
                    raise Doubt(f"{changed} published entries would be corrected: say why with --reason")
                await work.publish(system_clock())
            return _forget(scratch, 0)
        finally:
            scratch.close()


class Import:
    """A file that was taken into the scratch database, on its way into the logs. What a village's rows come to is
    worked out by the crew, some villages at a time; without one, here. Only this process writes."""

    def __init__(
        self, replica: Replica, scratch: Scratch, database: Path, crew: Crew, file: Path, reason: str, *, mask: bool
    ) -> None:
        self._replica = replica
        self._scratch = scratch
        self._bench = Bench(replica, scratch, database)
        self._crew = crew
        self._file = file
        self._reason = reason
        self._mask = mask
        self._room = asyncio.Semaphore(crew.workers + 1)
        self._rows = self._acts = 0
        self._early: dict[str, asyncio.Task[Looked]] = {}
        """Villages that are looked at while the file is read: of which no row came of late."""
        self._again: set[str] = set()
        """Those of them of which rows came later."""

    async def read(self) -> list[Problem]:
        """Take the file into the scratch database, and tell what is wrong with where its rows belong. One process reads
        it: meanwhile the crew looks at the villages that seem to be whole, as those of most files do."""
        came: set[str] = set()
        taking = self._scratch.take(self._file, self._replica.regions, _counter("read"))
        is_good = False
        try:
            while True:
                late = next(taking)
                if not self._crew.workers:
                    continue
                self._again |= late & self._early.keys()
                if late:
                    for village in sorted(came - late - self._early.keys()):
                        self._early[village] = asyncio.ensure_future(self._look_at(village))
                    came |= late
                await asyncio.sleep(TURN_S)
        except StopIteration as end:
            problems: list[Problem] = end.value
            is_good = not problems
        finally:
            if not is_good:
                await _stop(self._early.values())
        return problems

    async def look(self) -> tuple[list[Problem], list[Note], int]:
        """Every fault and note there is, and how many published entries the file says otherwise."""
        problems: list[Problem] = []
        notes: dict[tuple[str, str, int], Note] = {}
        rows = added = changed = 0
        tell = _counter("looked at", self._scratch.count())

        async def one(village: str) -> None:
            nonlocal rows, added, changed
            early = self._early.pop(village, None)
            found = await early if early else None
            if found is None or village in self._again:
                found = await self._look_at(village)
            problems.extend(found.problems)
            for note in found.notes:  # the columns that are left out are told of each month, and said once
                notes.setdefault((note.code, note.value, 0 if note.code == "unknown_column" else note.row), note)
            rows += sum(month.rows for month in found.months)
            added, changed = added + found.added, changed + found.changed
            tell(rows)

        villages = self._scratch.villages()
        await _all_of(one(village) for village in villages)
        print(f"{rows} rows of {len(villages)} villages: {added} to add, {changed} to correct.")
        return sorted(problems, key=_place), sorted(notes.values(), key=_place), changed

    async def publish(self, now_ms: int) -> None:
        """Write what is not written yet, a village's months in their order."""
        periods = self._scratch.periods()
        again = self._draws(now_ms, len(periods))
        own = self._draws_kept(again)
        tell = _counter("published", self._scratch.count())

        async def one(village: str, months: list[tuple[int, str, int]]) -> None:
            async with self._room:
                for part in _chunks(months):
                    name = hide_personal(self._file.name)[:100]
                    await self._put(Task(village, part, own, again, name, self._reason or "", now_ms))
                    tell(self._rows)

        by_village: dict[str, list[tuple[int, str, int]]] = {}
        for place, (village, period, rows) in enumerate(periods):
            by_village.setdefault(village, []).append((place, period, rows))
        async with self._replica.clerk.lock:
            await _all_of(one(*both) for both in by_village.items())
            self._replica.clerk.last = max(self._replica.clerk.last, Stamp(again.first_ms + len(periods), 0))
        print(f"Published: {self._rows} rows, {self._acts} acts." if self._acts else "Nothing to publish.")

    async def _put(self, task: Task) -> None:
        while True:
            made = await self._make(task)
            for scope in made.batch.lines:
                await self._check_whole(scope)
            try:
                if made.acts:
                    await self._replica.store.write(lambda tx, made=made: tx.put_batch(made.batch))  # type: ignore[misc]
            except Moved:  # somebody wrote there meanwhile
                continue
            self._rows, self._acts = self._rows + made.rows, self._acts + made.acts
            return

    async def _look_at(self, village: str) -> Looked:
        """Look at it and keep its months; what is given has no more than their numbers of rows."""
        async with self._room:
            found = await self._look(village)
            self._scratch.keep(village, found.months)
        return found._replace(months=[month._replace(parsed=b"") for month in found.months])

    async def _look(self, village: str) -> Looked:
        if self._crew.workers:
            found: Looked = await self._crew.do(Seat.look, village, self._mask)
            return found
        return await look(self._bench, village, mask=self._mask)

    async def _make(self, task: Task) -> Made:
        if self._crew.workers:
            made: Made = await self._crew.do(Seat.make, task)
            return made
        return await make(self._bench, task)

    async def _check_whole(self, scope: str) -> None:
        """Refuse to go on with a log whose own lines do not lead to its head."""
        head = await self._replica.store.head(scope)
        if head and (await self._replica.history.of(head)).damaged is not None:
            raise Doubt(f"{scope} is damaged, and nothing is added to it. Run: {ADVICE}")

    def _draws(self, now_ms: int, months: int) -> Draws:
        """Milliseconds after all that the clerk has said; past ones, but where it spoke just now."""
        clerk = self._replica.clerk
        return Draws(clerk.random(32), max(clerk.last.millis + 1, now_ms - months))

    def _draws_kept(self, new: Draws) -> Draws:
        """Those with which this import began, should it have been stopped."""
        if (said := self._scratch.said("draws")) is None:
            self._scratch.say("draws", said := f"{new.secret.hex()} {new.first_ms}")
        secret, _, first_ms = said.partition(" ")
        return Draws(bytes.fromhex(secret), int(first_ms))


async def _all_of(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """All of it, side by side; where one fails the others are stopped, and what it failed of is told."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        await _stop(tasks)


async def _stop(tasks: Collection[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _chunks(months: Iterable[tuple[int, str, int]]) -> Iterator[list[tuple[int, str]]]:
    part: list[tuple[int, str]] = []
    size = 0
    for place, period, rows in months:
        if part and size + rows > CHUNK_ROWS:
            yield part
            part, size = [], 0
        part.append((place, period))
        size += rows
    if part:
        yield part


def _place(one: Problem | Note) -> int:
    return one.row


def _say(file: Path, problems: Sequence[Problem], notes: Sequence[Note] = ()) -> bool:
    """Print what is wrong, the first of it; all of it stands in a file. Whether anything is."""
    if len(problems) <= SHOWN:
        return print_faults(problems, notes[:SHOWN], WHY)
    report = file.with_name(f"{file.name}.faults.txt")
    report.write_text("".join(f"{format_problem(one, WHY)}\n" for one in problems), encoding="utf-8")
    for problem in problems[:SHOWN]:
        print(format_problem(problem, WHY))
    print(f"{len(problems)} problems, all of them in {report}; nothing was taken in.")
    return True


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _forget(scratch: Scratch, code: int) -> int:
    scratch.drop()
    return code


def _counter(what: str, of: int = 0) -> Callable[[int], None]:
    """Says on the terminal how far it is; nowhere else, so that a log holds no thousand lines of it."""
    began = time.monotonic()

    def tell(done: int) -> None:
        if not sys.stderr.isatty():
            return
        speed = done / max(time.monotonic() - began, 1e-3)
        bar = f"[{'#' * (30 * done // of):30}] {100 * done // of:3} % " if of else ""
        left = f", {(of - done) / speed / 60:.0f} min left" if of and speed else ""
        print(f"\r{bar}{done:,} rows {what}, {speed:,.0f}/s{left}   ", end="", file=sys.stderr, flush=True)
        if of and done >= of:
            print(file=sys.stderr)

    return tell
