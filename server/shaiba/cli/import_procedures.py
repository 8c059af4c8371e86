"""`shaiba import procedures`: what decisions must go through in a region, from a file; without one, the seven that come
with the program. What is there already, word for word, is passed over; what differs becomes the next version.

Spec: sync/spec/procedure.md.
"""

import argparse
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from shaiba_sync.errors import Invalid
from shaiba_sync.merge import view

from ..data_folder import DataFolder, Doubt
from ..domain import kinds, procedure
from ..folder_replica import open_replica
from ..kind import day_of
from ..replica.duty import say

SHIPPED = Path(__file__).parent.parent / "data" / "procedures.json"
FIELDS = ("title", "steps", "note")

Change = dict[str, Any]


def read(content: bytes) -> list[dict[str, Any]]:
    """The procedures of a file: each its key, title, steps and note."""
    try:
        found = msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise Doubt(f"The file is no JSON: {error}") from None
    if not isinstance(found, list) or not all(isinstance(one, dict) and "key" in one for one in found):
        raise Doubt('The file is no list of {"key", "title", "steps"}')
    return found


def changes(found: Sequence[Mapping[str, Any]], held: Mapping[str, Mapping[str, Any]], since: str) -> list[Change]:
    """What is to be said so that these are in force; `held` are the versions that there are, by id."""
    said = []
    for one in found:
        number = max((int(id.rpartition("-")[2]) for id in held if id.rpartition("-")[0] == one["key"]), default=0)
        newest = held.get(f"{one['key']}-{number}", {})
        if all(newest.get(name) == one.get(name) for name in FIELDS):
            continue
        fields = {name: one[name] for name in FIELDS if name in one}
        change = {"do": "procedure.say", "id": f"{one['key']}-{number + 1}", "set": {**fields, "since": since}}
        try:
            kinds.decode(change)
        except Invalid as error:
            raise Doubt(f"{one['key']}: {error.detail['field']} {error.detail['why']}") from None
        said.append(change)
    return said


async def take_in(folder: DataFolder, args: argparse.Namespace) -> int:
    """Say them in the region's scope; or, for a dry run, only which."""
    found = read((args.file or SHIPPED).read_bytes())
    now_ms = time.time_ns() // 1_000_000
    async with open_replica(folder) as replica:
        if args.region not in replica.regions or not args.region.endswith("000"):
            raise Doubt(f"{args.region} is no town, county, city or province of the list of regions")
        scope = f"region/{args.region}"
        held = {one.id: view(one) for one in await replica.store.records(scope, procedure.KIND.name)}
        said = changes(found, held, day_of(now_ms))
        for change in said:
            print(f"+ {change['id']} {change['set']['title']}: {len(change['set']['steps'])} steps")
        if args.dry_run or not said:
            print("Dry run: nothing was said." if said else "Nothing to say: all are there.")
            return 0
        await say(replica, scope, said, now_ms=now_ms)
        print(f"Said in {scope}, from today on.")
    return 0
