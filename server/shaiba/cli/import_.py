"""`shaiba import`: a ledger (import_ledger.py), a county's history (import_history.py), a roll (import_roll.py), power
lists, catalogues, procedures or a list of regions, taken in by whoever runs the server."""

import argparse
import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from shaiba_sync.personal import hide_personal

from ..catalogue_sheet import NAMES as CATALOGUES
from ..config import load
from ..data_folder import DataFolder, Doubt
from ..folder_replica import open_replica
from ..ledger.cells import is_period
from ..power_sheet import NAMES
from ..regions import BadRegions, load_regions
from . import (
    add_settings,
    import_catalogue,
    import_history,
    import_ledger,
    import_powers,
    import_procedures,
    import_roll,
)
from .crew import add_workers

HELP = "take in ledgers, a roll (.xlsx, .xls, .csv), procedures (.json), power lists, catalogues, regions (.csv)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="what")
    ledger = what.add_parser("ledger", help="publish a village's ledger of a period")
    add_settings(ledger, "data")
    ledger.add_argument("file", type=Path)
    ledger.add_argument("--village", required=True, metavar="CODE", help="the village's 12-digit code")
    ledger.add_argument("--period", required=True, type=_period, help="2026-10, 2026-Q3 or 2026")
    ledger.add_argument("--reason", help="why published entries are corrected (needed only when they are)")
    ledger.add_argument("--dry-run", action="store_true", help="say what would be published, publish nothing")
    ledger.add_argument("--mask", action="store_true", help="take out identity, card and phone numbers and go on")
    past = what.add_parser("history", help="publish the ledgers of many villages and months, from one text file")
    add_settings(past, "data")
    past.add_argument("file", type=Path, help=f".csv; its column {import_history.VILLAGE[0]} says whose row it is")
    past.add_argument("--reason", help="why published entries are corrected (needed only when they are)")
    past.add_argument("--dry-run", action="store_true", help="look at every row, publish nothing")
    past.add_argument("--mask", action="store_true", help="take out identity, card and phone numbers and go on")
    add_workers(past)
    people = what.add_parser("roll", help="take in a township's households and people, for the office that keeps them")
    add_settings(people, "data")
    people.add_argument("file", type=Path)
    people.add_argument("--region", required=True, metavar="CODE", help="the 12-digit code of the town, or one village")
    people.add_argument("--dry-run", action="store_true", help="say what would change, take in nothing")
    procedures = what.add_parser("procedures", help="say which steps decisions go through in a region")
    add_settings(procedures, "data")
    procedures.add_argument("file", type=Path, nargs="?", help="without one: the seven that come with the program")
    procedures.add_argument("--region", required=True, metavar="CODE", help="the 12-digit code of the county or town")
    procedures.add_argument("--dry-run", action="store_true", help="say what would be said, say nothing")
    lists = what.add_parser("powers", help="say what those in office may do in a region, or what supervisors look at")
    add_settings(lists, "data")
    lists.add_argument("file", type=Path, nargs="?", help="a sheet (.csv); without one: the template")
    lists.add_argument("--template", choices=NAMES, default=NAMES[0])
    lists.add_argument("--region", required=True, metavar="CODE", help="the 12-digit code of the county or town")
    lists.add_argument("--title", default="权力清单", help="what the list is called")
    lists.add_argument("--looks", action="store_true", help="it is what supervisors look at")
    lists.add_argument("--dry-run", action="store_true", help="say how many items, say nothing to the log")
    owed = what.add_parser("catalogue", help="say what the villages of a region make public, and by when")
    add_settings(owed, "data")
    owed.add_argument("file", type=Path, nargs="?", help="a sheet (.csv); without one: the template")
    owed.add_argument("--template", choices=CATALOGUES, default=CATALOGUES[0])
    owed.add_argument("--region", required=True, metavar="CODE", help="the 12-digit code of the county or town")
    owed.add_argument("--title", default="村务公开目录", help="what it is called")
    owed.add_argument("--since", metavar="DAY", help="periods that begin from this day on go by it (today)")
    owed.add_argument("--dry-run", action="store_true", help="say how many items, say nothing to the log")
    regions = what.add_parser("regions", help="check a list of regions and use it from the next start on")
    add_settings(regions, "data")
    regions.add_argument("file", type=Path)


def run(args: argparse.Namespace) -> int:
    folder = DataFolder(load(os.environ, vars(args)).data)
    try:
        if args.what == "regions":
            return asyncio.run(_import_regions(folder, args.file))
        if args.what == "catalogue":
            return asyncio.run(import_catalogue.take_in(folder, args))
        if args.what == "powers":
            return asyncio.run(import_powers.take_in(folder, args))
        if args.what == "procedures":
            return asyncio.run(import_procedures.take_in(folder, args))
        if args.what == "history":
            return _go_on_later(import_history.take_in(folder, args))
        content = args.file.read_bytes()
    except OSError as error:
        raise Doubt(f"{hide_personal(str(args.file))} cannot be read: {error.strerror}") from None
    if args.what == "roll":
        return asyncio.run(import_roll.take_in(folder, args, content))
    return asyncio.run(import_ledger.take_in(folder, args, content))


async def _import_regions(folder: DataFolder, file: Path) -> int:
    try:
        regions = load_regions(file)
    except BadRegions as error:
        print(f"{file}: {error}; the list was not changed.")
        return 1
    async with open_replica(folder) as replica:
        lost = [s for s in await replica.store.scopes() if (code := s.partition("/")[2][:12]) and code not in regions]
    if lost:
        print(f"{lost[0]} has a log here, but its region is not in the list; the list was not changed.")
        return 1
    draft = folder.path / "regions.csv.new"
    draft.write_bytes(file.read_bytes())
    draft.replace(folder.path / "regions.csv")
    print(f"{len(regions)} regions, from the next start on.")
    return 0


def _go_on_later(work: Coroutine[Any, Any, int]) -> int:
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        raise Doubt("Stopped. Run the same command again: it goes on where it was") from None


def _period(text: str) -> str:
    if not is_period(text):
        raise argparse.ArgumentTypeError(f"{text} is no month, quarter or year")
    return text
