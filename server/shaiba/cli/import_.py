"""`shaiba import`: a ledger, a roll (import_roll.py), procedures (import_procedures.py) or a list of regions, taken
in by whoever runs the server.

An accountant's key is on her phone; so the ledger is published with the clerk's key, and the disclosure says so. What
is published is masked as on her phone (sync/spec/privacy.md).
"""

import argparse
import asyncio
import os
import re
import secrets
import time
from pathlib import Path
from typing import Any

from shaiba_sync.merge import view
from shaiba_sync.personal import find_personal, hide_personal
from shaiba_sync.privacy import DEFAULT_POLICY
from shaiba_sync.scope import parent_code

from ..app import open_replica
from ..catalogue_sheet import NAMES as CATALOGUES
from ..config import load
from ..data_folder import DataFolder, Doubt
from ..domain import masking
from ..ledger.diff import Diff, changes, diff
from ..ledger.mask import MaskedRows, mask_rows, originals
from ..ledger.parse import Parsed, parse
from ..power_sheet import NAMES
from ..regions import BadRegions, load_regions
from ..replica.duty import say
from ..replica.replica import Replica
from . import add_settings, import_catalogue, import_powers, import_procedures, import_roll
from .faults import WHY, print_faults

HELP = "take in a ledger, a roll (.xlsx, .xls, .csv), procedures (.json), power lists, catalogues, regions (.csv)"


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
        content = args.file.read_bytes()
    except OSError as error:
        raise Doubt(f"{hide_personal(str(args.file))} cannot be read: {error.strerror}") from None
    if args.what == "roll":
        return asyncio.run(import_roll.take_in(folder, args, content))
    parsed = parse(content, args.period, mask=args.mask)
    if print_faults(parsed.problems, parsed.notes, WHY):
        return 1
    return asyncio.run(_import_ledger(folder, args, parsed))


async def _import_ledger(folder: DataFolder, args: argparse.Namespace, parsed: Parsed) -> int:
    async with open_replica(folder) as replica:
        scope = f"village/{args.village}"
        if args.village not in replica.regions or args.village.endswith("000"):
            raise Doubt(f"{args.village} is no village of the list of regions")
        disclosure, entries = await _published(replica, scope, args.period)
        masked = await _mask(replica, args.village, parsed)
        found = diff(masked.rows, entries)
        _show(found, parsed)
        print(f"{len(masked.covered)} rows masked")
        if args.dry_run:
            print("Dry run: nothing was published.")
            return 0
        if found.changed and not args.reason:
            raise Doubt("Published entries would be corrected: say why with --reason")
        if args.reason and find_personal(args.reason):
            raise Doubt("--reason holds a personal number, and everyone would read it")
        new = secrets.token_urlsafe(9)
        acts = _acts(args, parsed, disclosure, entries, found, new)
        if acts:
            await say(replica, scope, acts, now_ms=time.time_ns() // 1_000_000)
        await _keep_originals(replica, args.village, masked, disclosure["id"] if disclosure else new)
        print(f"Published in {scope}." if acts else "Nothing to publish.")
    return 0


async def _mask(replica: Replica, village: str, parsed: Parsed) -> MaskedRows:
    """The rows under the policy of the nearest region that has one, with the names that the village's roll knows."""
    policy, code = None, village
    while policy is None and (code := parent_code(code)):
        policy = await replica.store.record(f"region/{code}", masking.KIND.name, masking.ID)
    members = [view(member) for member in await replica.store.records(f"square/{village}", "member")]
    plain = map(view, await replica.store.records(f"village/{village}", "plain"))
    words = [one["name"] for one in plain if "withdrawn" not in one]
    return mask_rows(parsed.rows, {**(view(policy) if policy else DEFAULT_POLICY), "plain": words}, members)


async def _keep_originals(replica: Replica, village: str, masked: MaskedRows, disclosure: str) -> None:
    """What was covered, where the village's people and the accountant's office read it."""
    now_ms = time.time_ns() // 1_000_000
    grants = [view(grant) for grant in await replica.store.records(f"village/{village}", "grant")]
    offices = sorted({one["office"] for one in grants if one["role"] == "accountant" and "office" in one})
    places = [(f"square/{village}", "village"), *((f"office/{village}/{office}", "original") for office in offices[:1])]
    for scope, form in places:
        held = {record.id: view(record) for record in await replica.store.records(scope, "original")}
        if changes := originals(masked.covered, disclosure, held, form):
            await say(replica, scope, changes, now_ms=now_ms)


def _acts(
    args: argparse.Namespace,
    parsed: Parsed,
    disclosure: dict[str, Any] | None,
    entries: list[dict[str, Any]],
    found: Diff,
    new: str,
) -> list[dict[str, Any]]:
    if disclosure is None:
        name = hide_personal(args.file.name)[:100]
        publish = {
            "title": f"{_spoken(args.period)}财务收支",
            "class": "finance",
            "category": "ledger",
            "period": args.period,
            "summary": f"由平台运行方以书记员密钥从文件《{name}》导入，共 {len(parsed.rows)} 笔。",
            "total_in": parsed.total_in,
            "total_out": parsed.total_out,
        }
        return [{"do": "disclosure.publish", "id": new, "set": publish}, *changes(found, new, "")]
    reason = args.reason or f"补录 {len(found.added)} 笔（运行方从文件导入）"
    acts = changes(found, disclosure["id"], reason)
    after = {entry["id"]: entry for entry in entries}
    for act in acts:
        after[act["id"]] = {**after.get(act["id"], {}), **act["set"]}
    totals = {
        f"total_{way}": sum(e["amount_fen"] for e in after.values() if e["direction"] == way) for way in ("in", "out")
    }
    differ = {field: total for field, total in totals.items() if disclosure.get(field) != total}
    if acts and differ:
        acts.append({"do": "disclosure.correct", "id": disclosure["id"], "set": {**differ, "reason": reason}})
    return acts


async def _published(replica: Replica, scope: str, period: str) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The newest ledger of the period that stands, and its entries."""
    ledgers = [
        (record.tags["title"], view(record))
        for record in await replica.store.records(scope, "disclosure")
        if record.fields["category"] == "ledger"
        and record.fields["period"] == period
        and "withdrawn" not in record.fields
    ]
    if not ledgers:
        return None, []
    _, newest = max(ledgers, key=lambda pair: pair[0])
    entries = await replica.store.records(scope, "entry")  # all: an index would cost each entry more than this, once
    return newest, [view(one) for one in entries if one.fields["disclosure"] == newest["id"]]


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


def _period(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]))?", text):
        raise argparse.ArgumentTypeError(f"{text} is no month, quarter or year")
    return text


def _spoken(period: str) -> str:
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        return f"{year}年第{'一二三四'[int(part[1]) - 1]}季度"
    return f"{year}年{int(part)}月" if part else f"{year}年"
