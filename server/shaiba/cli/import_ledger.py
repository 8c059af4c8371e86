"""`shaiba import ledger`: a village's ledger of a period from a sheet, published with the clerk's key.

An accountant's key is on her phone; so the disclosure says who imported it.
"""

import argparse
import secrets
import time

from shaiba_sync.personal import find_personal, hide_personal

from ..data_folder import DataFolder, Doubt
from ..folder_replica import open_replica
from ..ledger.diff import Diff, diff
from ..ledger.parse import Parsed, parse
from ..replica.duty import say_all
from .books import acts, read_books, spoken
from .faults import WHY, print_faults


async def take_in(folder: DataFolder, args: argparse.Namespace, content: bytes) -> int:
    """Say what is wrong; or what would change, and, but for a dry run, publish it."""
    parsed = parse(content, args.period, mask=args.mask)
    if print_faults(parsed.problems, parsed.notes, WHY):
        return 1
    async with open_replica(folder) as replica:
        if args.village not in replica.regions or args.village.endswith("000"):
            raise Doubt(f"{args.village} is no village of the list of regions")
        books = await read_books(replica, args.village, [args.period])
        ledger, masked = books.ledger(args.period), books.mask(parsed)
        found = diff(masked.rows, ledger.entries)
        _show(found, parsed)
        print(f"{len(masked.covered)} rows masked")
        if args.dry_run:
            print("Dry run: nothing was published.")
            return 0
        if found.changed and not args.reason:
            raise Doubt("Published entries would be corrected: say why with --reason")
        if args.reason and find_personal(args.reason):
            raise Doubt("--reason holds a personal number, and everyone would read it")
        new, name = secrets.token_urlsafe(9), hide_personal(args.file.name)[:100]
        said = acts(
            ledger,
            parsed,
            found,
            new,
            title=f"{spoken(args.period)}财务收支",
            period=args.period,
            summary=f"由平台运行方以书记员密钥从文件《{name}》导入，共 {len(parsed.rows)} 笔。",
            reason=args.reason or f"补录 {len(found.added)} 笔（运行方从文件导入）",
        )
        originals = books.originals(masked, ledger.disclosure["id"] if ledger.disclosure else new)
        await say_all(replica, [(books.scope, said), *originals], now_ms=time.time_ns() // 1_000_000)
        print(f"Published in {books.scope}." if said else "Nothing to publish.")
    return 0


def _show(found: Diff, parsed: Parsed) -> None:
    for row in found.added:
        print(f"+ {row['voucher']} {row['date']} {row['direction']} {_yuan(row['amount_fen'])} {row['summary']}")
    for entry in found.changed:
        for field, value in entry.after.items():
            print(f"~ {entry.voucher} {field}: {entry.before[field]} → {value}")
    for voucher in found.missing:
        print(f"? {voucher} is published but not in the sheet; it stays")
    print(
        f"{len(found.added)} added, {len(found.changed)} changed, {len(found.unchanged)} unchanged, "
        f"{len(found.missing)} missing; in {_yuan(parsed.total_in)}, out {_yuan(parsed.total_out)}"
    )


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02}"
