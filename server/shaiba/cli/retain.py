"""`shaiba retain`: let go of what is past its time, and leave nothing of it in the files. The server must be stopped.

The catalogue and the report: replica/retain.py.
"""

import argparse
import asyncio
import os

from shaiba_sync.errors import SyncError

from ..app import held_back, kept_how_long, open_replica, system_clock
from ..config import load
from ..data_folder import MEDIA, DataFolder
from ..packager.folder import MediaFolder
from ..replica.aged import aged, counted, let_go
from ..replica.bundles import Bundles
from ..replica.erase import drop_unknown
from ..replica.retain import FOLDER, check_report, clerk_vkey, due, retain
from ..replica.streams import Streams
from ..storage.blobs import BlobFolder
from . import add_settings

HELP = "let go of what is past its time (server stopped), with a signed report; or check the reports"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser, "data")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--dry-run", action="store_true", help="only say what would go")
    how.add_argument("--verify", action="store_true", help="check that every report is what the clerk signed")


def run(args: argparse.Namespace) -> int:
    folder = DataFolder(load(os.environ, vars(args)).data)
    return asyncio.run(_verify(folder) if args.verify else _retain(folder, dry_run=args.dry_run))


async def _retain(folder: DataFolder, *, dry_run: bool) -> int:
    rows, holds = kept_how_long(folder), held_back(folder)
    async with open_replica(folder) as replica:
        now_ms = system_clock()
        lines = await aged(replica, rows, holds, now_ms=now_ms)
        if dry_run:
            gone = [*await due(replica, rows, now_ms=now_ms), *counted(lines, rows)]
        else:
            blobs, bundles = BlobFolder(folder.path / "blobs"), Bundles(folder.path / "bundles")
            try:
                await let_go(replica, lines, blobs, bundles, now_ms=now_ms)
            finally:
                await bundles.close()
            media = await Streams(replica, MediaFolder(folder.path / MEDIA), system_clock).retain(rows)
            went = [*counted(lines, rows), *media]
            gone = await retain(replica, blobs, folder.path, rows, now_ms=now_ms, lines=went)
            await drop_unknown(replica, blobs)
            await replica.store.scrub()
    for hold in holds:
        print(f"    held {hold.scope}: {hold.why}")
    for row, count in gone:
        print(f"{count:8} {row.sort:10} after {row.days} days from {row.counted_from}: {row.why}")
    print("Nothing was deleted." if dry_run else "Gone, and nothing of it is left in the database's files.")
    return 0


async def _verify(folder: DataFolder) -> int:
    bad = 0
    async with open_replica(folder) as replica:
        print(f"The clerk's key: {clerk_vkey(replica)}")
        for file in sorted((folder.path / FOLDER).glob("*.note")):
            try:
                check_report(replica, file.read_text(encoding="utf-8"))
            except (SyncError, UnicodeDecodeError):
                bad += 1
                print(f"{file.name}: not what the clerk signed")
            else:
                print(f"{file.name}: good")
    return 1 if bad else 0
