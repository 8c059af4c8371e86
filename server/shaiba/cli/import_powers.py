"""`shaiba import powers`: a region's power list, or what its supervisors look at, from a sheet (.csv) or a template.

What is there already, word for word, is passed over; what differs becomes the next version. Spec: sync/spec/powers.md.
"""

import argparse
import time

from shaiba_sync.errors import Invalid
from shaiba_sync.merge import view

from ..data_folder import DataFolder, Doubt
from ..domain import kinds, powers
from ..folder_replica import open_replica
from ..kind import day_of
from ..power_sheet import TEMPLATES, BadSheet, read_list
from ..replica.duty import say


async def take_in(folder: DataFolder, args: argparse.Namespace) -> int:
    """Say the list in the region's scope; or, for a dry run, how many items it has."""
    try:
        items = read_list((args.file or TEMPLATES / f"{args.template}.csv").read_bytes())
    except BadSheet as error:
        raise Doubt(str(error)) from None
    sort = "look" if args.looks or (args.file is None and args.template == "hangzhou") else "power"
    now_ms = time.time_ns() // 1_000_000
    async with open_replica(folder) as replica:
        if args.region not in replica.regions or not args.region.endswith("000"):
            raise Doubt(f"{args.region} is no town, county, city or province of the list of regions")
        scope = f"region/{args.region}"
        held = {one.id: view(one) for one in await replica.store.records(scope, powers.KIND.name)}
        number = max((int(id.rpartition("-")[2]) for id in held if id.startswith(f"{sort}-")), default=0)
        if held.get(f"{sort}-{number}", {}).get("items") == items:
            print("Nothing to say: it is there.")
            return 0
        fields = {"title": args.title, "since": day_of(now_ms), "items": items}
        change = {"do": "powers.say", "id": f"{sort}-{number + 1}", "set": fields}
        try:
            kinds.decode(change)
        except Invalid as error:
            raise Doubt(f"{error.detail['field']} {error.detail['why']}") from None
        print(f"{change['id']}: {len(items)} items")
        if not args.dry_run:
            await say(replica, scope, [change], now_ms=now_ms)
            print(f"Said in {scope}, from today on.")
    return 0
