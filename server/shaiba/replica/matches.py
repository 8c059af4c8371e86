"""The clerk compares each invoice that becomes public with those of the county's other books, asks the villages where
one stands twice, and tells them what inspection says of it.

Worked out from what the logs hold, so that it goes on after a stop wherever it was. Spec: sync/spec/match.md.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from shaiba_sync.match import Invoice, invoice_keys, invoices_of, same_invoice
from shaiba_sync.merge import view
from shaiba_sync.op import b64u_encode, is_gone
from shaiba_sync.scope import parent_code

from ..kind import day_of
from ..log import log
from ..matched import MOST_MATCHED
from ..storage.invoices import InvoiceIndex, Place
from ..storage.store import Unavailable
from .duty import Refusal, say_all
from .replica import Clock, Replica

REST_S = 1.0
"""Between two rounds: a book of hundreds of receipts is looked at once."""
PAGE = 256
"""Lines read at a time."""
OF_RECEIPTS = (b'"entry.attach"', b'"entry.correct"')
"""What a line says after which an entry's invoices may be others."""

Act = tuple[str, list[dict[str, Any]]]


class Book(NamedTuple):
    """An entry that is public now, and its invoices."""

    place: Place
    amount_fen: int
    invoices: Sequence[Invoice]


class Matches:
    """One per server."""

    def __init__(self, replica: Replica, index: InvoiceIndex, clock: Clock) -> None:
        self._replica = replica
        self._store = replica.store
        self._index = index
        self._clock = clock

    async def run(self) -> None:
        """What a stop left undone; then whatever is said, for as long as the server runs."""
        follower = self._replica.live.follow()
        waiting = {*await self._store.scopes("village/"), *await self._store.scopes("watch/", "match")}
        while True:
            try:
                await self.settle(waiting)
                waiting = set()
            except (Unavailable, Refusal) as error:  # a disk that fails, a copy that takes nothing yet: the next round
                log.error("matches_not_settled", why=str(error))
            await asyncio.sleep(REST_S)
            waiting |= await follower.take()

    async def settle(self, scopes: Iterable[str]) -> None:
        """Do what follows from what was said in these scopes."""
        for scope in sorted(scopes):
            sort, _, key = scope.partition("/")
            if sort == "village":
                await self._read(key)
            elif sort == "watch":
                async with self._replica.settling:
                    await self._tell(key)

    async def _read(self, village: str) -> None:
        """Read the village's log on from where it was read to."""
        while True:
            head = await self._store.head(f"village/{village}")
            epoch, begin = await asyncio.to_thread(self._index.read_to, village)
            if head is None or (epoch, begin) == (head.epoch, head.size):
                return
            begin = begin if epoch == head.epoch else 0
            end = min(begin + PAGE, head.size)
            lines = await self._store.lines(f"village/{village}", begin, end)
            county = parent_code(parent_code(village))
            for entry in dict.fromkeys(one for line in lines for one in entries_in(line)):
                book = await self._book(Place(village, entry))
                if book is None or not book.invoices:
                    continue
                own = [key for one in book.invoices for key in invoice_keys(one.number, one.amount_fen)]
                async with self._replica.settling:
                    await self._compare(county, book, own)
                # at once: what stands in this page twice is to be found, too
                await asyncio.to_thread(self._index.put, county, village, (epoch, begin), [(key, entry) for key in own])
            await asyncio.to_thread(self._index.put, county, village, (head.epoch, end), [])

    async def _compare(self, county: str, book: Book, keys: Sequence[str]) -> None:
        """Ask the villages, if the same invoice stands elsewhere and nobody was asked yet."""
        places = await asyncio.to_thread(self._index.find, county, keys, MOST_MATCHED)
        others = [
            other
            for place in sorted(places)
            if place != book.place and (other := await self._book(place)) and are_one(book, other)
        ]
        if not others:
            return
        village, entry = book.place
        asked = [view(one) for one in await self._store.records(f"village/{village}", "explanation")]
        together = {
            other
            for one in asked
            if entry in one.get("entries", ())
            for other in (*(f"{village} {own}" for own in one["entries"]), *one.get("others", ()))
        }
        if fresh := [other.place for other in others if " ".join(other.place) not in together]:
            acts = await self._acts(county, [book.place, *fresh], shared_number(book, others))
            await say_all(self._replica, acts, now_ms=self._clock())

    async def _acts(self, county: str, places: Sequence[Place], number: str) -> list[Act]:
        """A new match of these places; or one that is open and has one of them takes in the others."""
        watch, all_names = f"watch/{county}", sorted(" ".join(place) for place in places)
        for record in await self._store.records(watch, "match"):
            one = view(record)
            held = one.get("entries", ())
            if "settled" in one or not set(held) & set(all_names):
                continue
            names = sorted({*held, *all_names})
            fresh = [name for name in names if name not in held]
            if not fresh or len(names) > MOST_MATCHED:
                return []
            join = {"do": "match.join", "id": record.id, "add": {"entries": fresh}}
            return [(watch, [join]), *[act async for act in self._ask(record.id, names)]]
        names = all_names[:MOST_MATCHED]
        match = match_id(names)
        if await self._store.record(watch, "match", match):
            return []
        said = {"number": number, "found": day_of(self._clock())}
        find = {"do": "match.find", "id": match, "set": said, "add": {"entries": names}}
        return [(watch, [find]), *[act async for act in self._ask(match, names)]]

    async def _ask(self, match: str, names: Sequence[str]) -> AsyncIterator[Act]:
        """What each of the villages is told of it, and does not know yet."""
        for village in sorted({name[:12] for name in names}):
            scope = f"village/{village}"
            found = await self._store.record(scope, "explanation", match)
            known = view(found) if found else {}
            entries = [name[13:] for name in names if name[:12] == village]
            others = [name for name in names if name[:12] != village]
            added = {"entries": [one for one in entries if one not in known.get("entries", ())]}
            added["others"] = [one for one in others if one not in known.get("others", ())]
            add = {field: values for field, values in added.items() if values}
            if found is None:
                asked = {"asked": day_of(self._clock())}
                yield scope, [{"do": "explanation.ask", "id": match, "set": asked, "add": add}]
            elif add and "settled" not in known:
                yield scope, [{"do": "explanation.join", "id": match, "add": add}]

    async def _tell(self, county: str) -> None:
        """Say in the villages what inspection said of their entries."""
        acts: list[Act] = []
        for record in await self._store.records(f"watch/{county}", "match"):
            one = view(record)
            if "settled" not in one:
                continue
            said = {"settled": one["settled"], "settled_on": one["day"], "finding": one["finding"]}
            for village in sorted({name[:12] for name in one.get("entries", ())}):
                asked = await self._store.record(f"village/{village}", "explanation", record.id)
                if asked is not None and "settled" not in asked.fields:
                    settle = {"do": "explanation.settle", "id": record.id, "set": said}
                    acts.append((f"village/{village}", [settle]))
        await say_all(self._replica, acts, now_ms=self._clock())

    async def _book(self, place: Place) -> Book | None:
        """The entry as it stands; None where it is gone, or its disclosure was withdrawn."""
        scope = f"village/{place.village}"
        record = await self._store.record(scope, "entry", place.entry)
        if record is None or "amount_fen" not in record.fields:
            return None
        entry = view(record)
        disclosure = await self._store.record(scope, "disclosure", entry["disclosure"])
        if disclosure is None or "withdrawn" in disclosure.fields:
            return None
        return Book(place, entry["amount_fen"], invoices_of(entry))


def match_id(places: Sequence[str]) -> str:
    """The id of a new match of these places, sorted."""
    return b64u_encode(sha256("\n".join(places).encode()).digest()[:16])


def entries_in(line: bytes) -> Iterator[str]:
    """The entries of which a line says something that may bring an invoice."""
    if is_gone(line) or not any(mark in line for mark in OF_RECEIPTS):
        return
    for change in msgspec.json.decode(line)["do"]:
        if change["do"] in ("entry.attach", "entry.correct"):
            yield change["id"]


def are_one(one: Book, other: Book) -> bool:
    """Whether an invoice of the one is an invoice of the other, and that is to be explained: paid in parts in one
    village it is not."""
    return any(_beyond(one, a, other, b) for a in one.invoices for b in other.invoices if _same(a, b))


def shared_number(one: Book, others: Sequence[Book]) -> str:
    """The number by which they are one: the longest."""
    both = [(a, b) for other in others for a in one.invoices for b in other.invoices if _same(a, b)]
    return max((number for a, b in both for number in (a.number, b.number)), key=len, default="")


def _same(a: Invoice, b: Invoice) -> bool:
    return same_invoice(a.number, a.amount_fen, b.number, b.amount_fen)


def _beyond(one: Book, a: Invoice, other: Book, b: Invoice) -> bool:
    if one.place.village != other.place.village:
        return True
    return a.said and b.said and one.amount_fen + other.amount_fen > max(a.amount_fen, b.amount_fen)
