"""`shaiba erase`: take one line out of a log, by somebody's order. The server must be stopped; nothing brings it back.

Spec: sync/spec/erase.md.
"""

import argparse
import asyncio
import json
import os
from datetime import UTC, datetime

from shaiba_sync.clock import parse_stamp

from ..app import open_replica, system_clock
from ..config import load
from ..data_folder import DataFolder, Doubt
from ..replica.bundles import Bundles
from ..replica.duty import Refusal
from ..replica.erase import AlreadyGone, Erasing, NotErasable, clean, erase, look
from ..storage.blobs import BlobFolder
from . import add_settings

HELP = "take one line out of a log for ever; a gap that says by whose order stays in its place"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser, "data")
    parser.add_argument("--scope", required=True, help="the log, like village/350524102207")
    parser.add_argument("--seq", type=int, required=True, help="the place of the line, counted from 0")
    parser.add_argument("--why", required=True, help="a reason code of small letters, like personal_data")
    parser.add_argument("--order", required=True, help="who decided, with date and number; everybody reads it")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(args: argparse.Namespace) -> int:
    return asyncio.run(_erase(DataFolder(load(os.environ, vars(args)).data), args))


async def _erase(folder: DataFolder, args: argparse.Namespace) -> int:
    async with open_replica(folder) as replica:
        blobs, bundles = BlobFolder(folder.path / "blobs"), Bundles(folder.path / "bundles")
        try:
            erasing = await look(replica, args.scope, args.seq)
            print(_explained(erasing))
            if not args.yes and input("Type the number of the line to erase it: ").strip() != str(args.seq):
                print("Nothing was erased.")
                return 1
            place = await erase(replica, erasing, blobs, bundles, why=args.why, order=args.order, now_ms=system_clock())
        except AlreadyGone as error:
            await clean(replica, args.scope, blobs, bundles)
            raise Doubt(f"{error}. What may have been left of it in the folder is gone now too") from None
        except (NotErasable, Refusal) as error:
            raise Doubt(str(error)) from None
        finally:
            await bundles.close()
    print(f"Line {args.seq} of {args.scope} is gone; the order is line {place}.")
    print("Copies of this folder made before still hold the line: backups, disks, web caches. Deal with them too.")
    return 0


def _explained(erasing: Erasing) -> str:
    """What will go, in the operator's sight before it does."""
    op = erasing.op
    when = datetime.fromtimestamp(parse_stamp(op.at).millis / 1000, UTC).isoformat(timespec="minutes")
    said = [json.dumps(change, ensure_ascii=False)[:400] for change in op.changes[:20]]
    return "\n".join(
        [
            f"Line {erasing.seq} of {erasing.scope}, written by device {op.by}, {when}:",
            *(f"  {one}" for one in said),
            *([f"  … and {len(op.changes) - 20} changes more"] if len(op.changes) > 20 else []),
            f"It speaks of {', '.join(erasing.records[:20])}; these are made again from the lines that are left.",
            f"{len(erasing.files)} files go with it{''.join(f' {one}' for one in erasing.files)}.",
            "It goes from this folder and, when they hear of it, from phones. It cannot be brought back.",
        ]
    )
