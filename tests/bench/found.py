"""What the server finds by itself in the logs of a city, and what one new row costs it after that.

No thirty rules are run over rows one by one: the catalogue's 21 items of every village and month (absent, empty, late),
appeals and objections whose term has passed, invoices that stand twice, payouts, rents, draws and meetings that are to
be settled. All of it is timed where it is worked out, without HTTP.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Collection
from functools import partial
from pathlib import Path

from shaiba.app import open_replica, system_clock
from shaiba.data_folder import MATCHES, DataFolder
from shaiba.kind import day_of
from shaiba.replica.absences import note_absences
from shaiba.replica.coverage import Coverage
from shaiba.replica.draws import Draws
from shaiba.replica.duty import say
from shaiba.replica.educations import Educations
from shaiba.replica.matches import Matches
from shaiba.replica.overdue import say_overdue
from shaiba.replica.owed import asked_of
from shaiba.replica.payouts import Payouts
from shaiba.replica.replica import Replica
from shaiba.storage.invoices import InvoiceIndex
from tests.bench.county import HANGZHOU, ITEM, VILLAGES, import_rows
from tests.bench.table import Row, median, row

ROWS = 1_060_000
ALLOWED_S, ALLOWED_ONE_S = 60.0, 0.01
ONES = 20


class Finder:
    """Everything that looks at what villages say."""

    def __init__(self, replica: Replica, folder: Path) -> None:
        self._replica = replica
        self.index = InvoiceIndex(folder / MATCHES)
        self._coverage = Coverage(replica)
        clock = system_clock
        self._followers = (
            Payouts(replica, clock),
            Draws(replica, clock),
            Matches(replica, self.index, clock),
            Educations(replica, clock),
        )

    async def follow(self, scopes: Collection[str]) -> None:
        """What is done after something was said in these villages, and how they stand then."""
        for follower in self._followers:
            await follower.settle(scopes)
        today = day_of(system_clock())
        for scope in scopes:
            if head := await self._replica.store.head(scope):
                asked = await asked_of(self._replica, scope.removeprefix("village/"))
                await self._coverage.of(head, today[:4], today, asked, ())

    async def daily(self) -> int:
        """What is said once a day; of how many things it was."""
        now_ms = system_clock()
        return await note_absences(self._replica, now_ms=now_ms) + await say_overdue(self._replica, now_ms=now_ms)


def found(rows: int = ROWS // 20, villages: int = VILLAGES // 10) -> list[Row]:
    """Of a city, whole; then of one new row in one of its villages."""
    with tempfile.TemporaryDirectory() as folder:
        import_rows(folder, rows, villages)
        took, said, again, one = asyncio.run(_timed(Path(folder) / "data"))
    share = ALLOWED_S * rows / ROWS
    return [
        row(f"{rows:,} rows of {villages} villages held against all", took, share, "s", at_most=1, limit_is="allowed"),
        row(f"the same a day later, {said:,} absences said", again, share, "s", at_most=1, limit_is="allowed"),
        row("one new row of one village", one, ALLOWED_ONE_S, "s", at_most=1, limit_is="allowed"),
    ]


async def _timed(folder: Path) -> tuple[float, int, float, float]:
    """Seconds until all is found and said the first time, of how many absences, and the next; and of one new row."""
    async with open_replica(DataFolder(folder)) as replica:
        items = [{**ITEM, "key": f"C-{number:02}"} for number in range(21)]
        since = {"title": "目录", "since": "2026-01-01", "items": items}
        asks = {"do": "catalogue.say", "id": "catalogue-1", "set": since}
        await say(replica, f"region/{HANGZHOU}", [asks], now_ms=system_clock())
        finder, scopes = Finder(replica, folder), await replica.store.scopes("village/")
        counts: list[int] = []

        async def all_of_it() -> None:
            await finder.follow(scopes)
            counts.append(await finder.daily())

        first, later = await _took(all_of_it()), await _took(all_of_it())
        ones = []
        for number in range(ONES):
            await _post(replica, scopes[0], f"fresh-{number}")
            ones.append(await _took(finder.follow(scopes[:1])))
        finder.index.close()
    return first, counts[0], later, median(ones)


async def _took(work: Awaitable[None]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def _post(replica: Replica, scope: str, entry: str) -> None:
    """One row more, like another of the village."""
    like = (await replica.store.records(scope, "entry"))[0].fields
    await say(replica, scope, [{"do": "entry.post", "id": entry, "set": dict(like)}], now_ms=system_clock())


TABLES = {"what is found in a city's logs": found}
LONG = {"what is found in the logs of a whole city": partial(found, ROWS, VILLAGES)}
