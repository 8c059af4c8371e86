"""`shaiba import roll`: a township's households and people from a sheet, checked whole, compared, then taken in as one.

What it writes: into `office/<village>/roll` of each village its households and people, for the office that keeps the
roll; into `village/<village>` the two counts that everyone may know, and nothing else.
"""

import argparse
import secrets
import time
from collections.abc import Sequence

from shaiba_sync.merge import view

from ..data_folder import DataFolder, Doubt
from ..folder_replica import open_replica
from ..kind import ROLL
from ..replica.duty import say_all
from ..replica.replica import Replica
from ..roll import Change, Diff, Person, diff, held_of, parse
from .faults import WHY as WHY_OF_SHEETS
from .faults import print_faults

WHY = WHY_OF_SHEETS | {
    "unknown_village": "is no village of the region",
    "not_a_number": "is no household number (letters, digits, - and _)",
    "not_a_phone": "is neither a mobile number nor its last four digits",
    "duplicate_person": "stands in this household already",
    "group_differs": "is another group than on the first row of the household",
    "identifier": "holds a personal number, which the roll does not take",
    "empty": "There is nobody in the file",
}
"""What the roll says otherwise than the ledger does."""


async def take_in(folder: DataFolder, args: argparse.Namespace, content: bytes) -> int:
    """Say what is wrong; or what would change, and, but for a dry run, say it to the log."""
    async with open_replica(folder) as replica:
        villages = {village.code: village.name for village in replica.regions.villages(args.region)}
        if not villages:
            raise Doubt(f"{args.region} is no town or village of the list of regions")
        parsed = parse(content, villages)
        if print_faults(parsed.problems, parsed.notes, WHY):
            return 1
        by_village: dict[str, list[Person]] = {}
        for person in parsed.people:
            by_village.setdefault(person.village, []).append(person)
        acts: list[tuple[str, Sequence[Change]]] = []
        for village, people in by_village.items():
            found = await _compare(replica, village, people)
            _show(village, replica.regions.name(village), found)
            if found.changes:
                acts.append((f"office/{village}/{ROLL}", found.changes))
            if count := await _count(replica, village, found):
                acts.append((f"village/{village}", [count]))
        if args.dry_run:
            print("Dry run: nothing was taken in.")
            return 0
        await say_all(replica, acts, now_ms=time.time_ns() // 1_000_000)
        print("Taken in." if acts else "Nothing to take in.")
    return 0


async def _compare(replica: Replica, village: str, people: Sequence[Person]) -> Diff:
    scope = f"office/{village}/{ROLL}"
    households, residents = [await replica.store.records(scope, kind) for kind in ("household", "resident")]
    held = held_of(map(view, households), map(view, residents))
    return diff(people, held, lambda: secrets.token_urlsafe(9))


async def _count(replica: Replica, village: str, found: Diff) -> Change | None:
    """The change that tells everyone how many there are, where that changes."""
    record = await replica.store.record(f"village/{village}", "village", village)
    past = view(record) if record else {}
    counts: Change = {"households": found.households, "people": found.people}
    if counts.items() <= past.items():
        return None
    named = {} if past else {"name": replica.regions.name(village)}
    return {"do": "village.describe", "id": village, "set": {**named, **counts}}


def _show(village: str, name: str, found: Diff) -> None:
    for person in found.added:
        print(f"+ {name} {person.household} {person.name}")
    for person, fields in found.changed:
        for field, (before, after) in fields.items():
            print(f"~ {name} {person.household} {person.name} {field}: {before} → {after}")
    for household, missing in found.missing:
        print(f"? {name} {household} {missing} is on the roll but not in the sheet; who has left is taken off by hand")
    print(
        f"{village} {name}: {len(found.added)} added, {len(found.changed)} changed, {len(found.missing)} missing; "
        f"{found.households} households, {found.people} people"
    )
