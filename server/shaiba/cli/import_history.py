"""`shaiba import history`: a county's ledgers of many months from one text file, all of it looked at before any of it
is published, a village at a time. Stopped, it goes on where it was: what is published already is passed over.
"""

import argparse
import hashlib
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from shaiba_sync.personal import find_personal, hide_personal

from ..app import open_replica
from ..data_folder import DataFolder, Doubt
from ..ledger.diff import diff
from ..ledger.history import VILLAGE, Scratch
from ..ledger.parse import Note, Problem
from ..replica.duty import say_all
from ..replica.replica import Replica
from .books import Act, acts, read_books, spoken
from .faults import WHY as WHY_OF_SHEETS
from .faults import format_problem, print_faults

__all__ = ["VILLAGE", "take_in"]

WHY = WHY_OF_SHEETS | {
    "unknown_village": "is no code of a village in the list of regions",
    "not_a_period": "is no month, quarter or year (2025-03, 2025-Q1, 2025)",
    "too_many_rows": "One village has too many rows in one period",
}
SHOWN = 50
"""Faults that are printed; all of them stand in a file beside the sheet."""


async def take_in(folder: DataFolder, args: argparse.Namespace) -> int:
    """Say what is wrong with every row; where nothing is, and but for a dry run, publish what is not published yet."""
    if args.reason and find_personal(args.reason):
        raise Doubt("--reason holds a personal number, and everyone would read it")
    async with open_replica(folder) as replica:
        digest = _digest(args.file)
        scratch = Scratch(folder.path / f"import-{digest[:16]}.db")
        try:
            if scratch.header is None and _say(args.file, scratch.take(args.file, replica.regions, _counter("read"))):
                return _forget(scratch, 1)
            problems, notes, changed = await _look(replica, scratch, args)
            if _say(args.file, problems, notes):
                return _forget(scratch, 1)
            if args.dry_run:
                print("Dry run: nothing was published.")
                return 0  # what was read stays, for the run that publishes it
            if changed and not args.reason:
                raise Doubt(f"{changed} published entries would be corrected: say why with --reason")
            await _publish(replica, scratch, args)
            return _forget(scratch, 0)
        finally:
            scratch.close()


async def _look(replica: Replica, scratch: Scratch, args: argparse.Namespace) -> tuple[list[Problem], list[Note], int]:
    """Every fault and note there is, and how many published entries the file says otherwise."""
    problems: list[Problem] = []
    notes: dict[tuple[str, str, int], Note] = {}
    rows = added = changed = 0
    tell = _counter("looked at", scratch.count())
    for village in scratch.villages():
        books = await read_books(replica, village)
        for month in scratch.look(village, mask=args.mask):
            problems += month.parsed.problems
            for note in month.parsed.notes:  # the columns that are left out are told of each month, and said once
                notes.setdefault((note.code, note.value, 0 if note.code == "unknown_column" else note.row), note)
            rows += len(month.parsed.rows)
            if not (entries := books.ledger(month.period).entries):
                added += len(month.parsed.rows)
                continue
            found = diff(books.mask(month.parsed).rows, entries)
            added, changed = added + len(found.added), changed + len(found.changed)
        tell(rows)
    print(f"{rows} rows of {len(scratch.villages())} villages: {added} to add, {changed} to correct.")
    return sorted(problems, key=lambda one: one.row), sorted(notes.values(), key=lambda one: one.row), changed


async def _publish(replica: Replica, scratch: Scratch, args: argparse.Namespace) -> None:
    name = hide_personal(args.file.name)[:100]
    tell, rows, ops = _counter("published", scratch.count()), 0, 0
    for village in scratch.villages():
        books = await read_books(replica, village)
        said: list[Act] = []
        for month in scratch.months(village):
            parsed, ledger, masked = month.parsed, books.ledger(month.period), books.mask(month.parsed)
            found, new = diff(masked.rows, ledger.entries), secrets.token_urlsafe(9)
            changes = acts(
                ledger,
                parsed,
                found,
                new,
                title=f"{spoken(month.period)}财务收支",
                period=month.period,
                summary=f"由平台运行方以书记员密钥从文件《{name}》导入，共 {len(parsed.rows)} 笔。",
                reason=args.reason or f"补录 {len(found.added)} 笔（运行方从文件导入）",
            )
            said += [
                (books.scope, changes),
                *books.originals(masked, ledger.disclosure["id"] if ledger.disclosure else new),
            ]
            rows += len(parsed.rows)
        ops += len(await say_all(replica, said, now_ms=time.time_ns() // 1_000_000))
        tell(rows)
    print(f"Published: {rows} rows, {ops} acts." if ops else "Nothing to publish.")


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
    scratch.close()
    scratch.path.unlink()
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
