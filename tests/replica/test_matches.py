"""One invoice in two books: found once it is public, told to both villages, settled, and told again."""

from pathlib import Path
from typing import Any

import pytest

from shaiba.replica.duty import say
from shaiba.replica.educations import Educations
from shaiba.replica.matches import Matches
from shaiba.storage.invoices import InvoiceIndex
from shaiba_sync.merge import view
from shaiba_sync.wire import Refused
from tests.conftest import HOME, NOW_MS, OTHER_VILLAGE, TODAY, TOWN, VILLAGE, Phone, Village, disclosure, grant

COUNTY = "350524000000"
WATCH, OTHER, TOWN_LOG = f"watch/{COUNTY}", f"village/{OTHER_VILLAGE}", f"region/{TOWN}"
NUMBER = "035002100104 12345678"
READ_AS = "03500210010412345678"
DAY_MS = 86_400_000


def entry(record: str, **more: Any) -> dict[str, Any]:
    row = {
        "disclosure": "d1", "voucher": record, "date": "2026-11-01", "direction": "out", "subject": "办公费",
        "summary": "打印机", "payee": "某店", "amount_fen": 90000,
    }  # fmt: skip
    return {"do": "entry.post", "id": record, "set": row | more}


def receipt(record: str, number: str = NUMBER, **more: Any) -> dict[str, Any]:
    paper = {"blob": "0" * 64, "type": "image/webp", "w": 9, "h": 9, "sort": "invoice", "number": number}
    return {"do": "entry.attach", "id": record, "append": {"receipts": paper | more}}


class Books:
    """Two villages' books, and a clerk who compares them."""

    def __init__(self, village: Village, index: InvoiceIndex) -> None:
        self.village, self.index = village, index
        self.matches = Matches(village.replica, index, village.time)

    async def post(self, scope: str, *changes: dict[str, Any]) -> None:
        await say(self.village.replica, scope, changes, now_ms=self.village.time())

    async def look(self) -> None:
        await self.matches.settle([HOME, OTHER, WATCH])

    async def of(self, scope: str, kind: str) -> list[dict[str, Any]]:
        return [dict(view(one)) for one in await self.village.store.records(scope, kind)]

    async def both(self, number: str = NUMBER, again: str = NUMBER, **more: Any) -> list[dict[str, Any]]:
        """An entry in each village; what inspection hears."""
        await self.post(HOME, disclosure(), entry("e1"), receipt("e1", number))
        await self.post(OTHER, disclosure(), entry("e2"), receipt("e2", again, **more))
        await self.look()
        return await self.of(WATCH, "match")


@pytest.fixture
async def books(village: Village, tmp_path: Path) -> Any:
    index = InvoiceIndex(tmp_path / "own.db")
    yield Books(village, index)
    index.close()


async def test_it_is_found_and_both_villages_are_asked(books):
    [match] = await books.both(again="０３５００２１００１０４　１２３４５６７８")
    names = sorted([f"{VILLAGE} e1", f"{OTHER_VILLAGE} e2"])
    assert (match["number"], match["found"], sorted(match["entries"])) == (READ_AS, TODAY, names)
    [one] = await books.of(HOME, "explanation")
    [two] = await books.of(OTHER, "explanation")
    assert (one["id"], one["entries"], one["others"]) == (match["id"], ["e1"], [f"{OTHER_VILLAGE} e2"])
    assert (two["id"], two["entries"], two["others"], two["asked"]) == (match["id"], ["e2"], [f"{VILLAGE} e1"], TODAY)


@pytest.mark.parametrize(
    ("number", "again", "more", "count"),
    [
        ("12345678", NUMBER, {}, 1),  # without its code, and of one sum
        ("12345678", NUMBER, {"amount_fen": 1}, 0),
        (NUMBER, NUMBER, {"amount_fen": 1}, 1),
        (NUMBER, "035002100105 12345678", {}, 0),
        ("00000000", "00000000", {}, 0),
        ("17", "17", {}, 0),
        (NUMBER, NUMBER, {"sort": "receipt"}, 0),
    ],
)
async def test_what_is_one_invoice(books, number, again, more, count):
    assert len(await books.both(number, again, **more)) == count


async def test_nobody_is_asked_twice_nor_when_the_index_is_lost(books, tmp_path):
    await books.both()
    heads = [(await books.village.store.head(scope)).size for scope in (HOME, OTHER, WATCH)]
    await books.look()
    again = InvoiceIndex(tmp_path / "again.db")
    await Matches(books.village.replica, again, books.village.time).settle([HOME, OTHER, WATCH])
    again.close()
    assert [(await books.village.store.head(scope)).size for scope in (HOME, OTHER, WATCH)] == heads


async def test_a_third_entry_joins_and_after_it_is_settled_there_is_a_new_match(books):
    [match] = await books.both()
    await books.post(HOME, entry("e3"), receipt("e3", amount_fen=90000))
    await books.look()
    [joined] = await books.of(WATCH, "match")
    assert len(joined["entries"]) == 3
    [asked] = await books.of(OTHER, "explanation")
    assert sorted(asked["others"]) == [f"{VILLAGE} e1", f"{VILLAGE} e3"]
    await settle(books, match["id"], "explained")
    await books.post(OTHER, entry("e4"), receipt("e4"))
    await books.look()
    found = await books.of(WATCH, "match")
    assert len(found) == 2
    assert sum("settled" in one for one in found) == 1
    assert len(await books.of(HOME, "explanation")) == 2


async def settle(books: Books, match: str, what: str) -> None:
    inspector = Phone("p-inspector")
    people = [inspector.enrolment(), grant(inspector.person, "inspector")]
    await books.post(f"region/{COUNTY}", *people)
    said = {"settled": what, "finding": "两村合买。", "by": inspector.person, "name": "周某", "day": TODAY}
    line = inspector.say(WATCH, {"do": "match.settle", "id": match, "set": said}, now_ms=books.village.time())
    [verdict, *_] = await books.village.sync(line)
    assert not isinstance(verdict, Refused), verdict
    await books.look()


@pytest.mark.parametrize("what", ["explained", "upheld"])
async def test_what_inspection_says_is_told_in_both_villages_without_its_name(books, what):
    [match] = await books.both()
    await settle(books, match["id"], what)
    for scope in (HOME, OTHER):
        [one] = await books.of(scope, "explanation")
        assert (one["settled"], one["settled_on"], one["finding"]) == (what, TODAY, "两村合买。")
        assert "周某" not in str(one)
    heads = [(await books.village.store.head(scope)).size for scope in (HOME, OTHER)]
    await books.look()
    assert [(await books.village.store.head(scope)).size for scope in (HOME, OTHER)] == heads


async def test_in_one_village_parts_of_an_invoice_are_none(books):
    parts = [entry("e1", amount_fen=40000), entry("e2", amount_fen=50000)]
    papers = [receipt(one, amount_fen=90000) for one in ("e1", "e2")]
    await books.post(HOME, disclosure(), *parts, *papers)
    await books.look()
    assert await books.of(WATCH, "match") == []
    await books.post(HOME, entry("e3", amount_fen=50000), receipt("e3", amount_fen=90000))
    await books.look()
    [match] = await books.of(WATCH, "match")
    assert sorted(match["entries"]) == [f"{VILLAGE} e2", f"{VILLAGE} e3"]


async def test_what_was_withdrawn_is_not_compared(books):
    await books.post(HOME, disclosure(), entry("e1"), receipt("e1"))
    await books.post(HOME, {"do": "disclosure.withdraw", "id": "d1", "set": {"withdrawn": "重做"}})
    await books.post(OTHER, disclosure(), entry("e2"), receipt("e2"))
    await books.look()
    assert await books.of(WATCH, "match") == []


async def test_a_number_that_stands_everywhere_stays_bounded(books):
    await books.post(HOME, disclosure(), *[one for n in range(60) for one in (entry(f"e{n}"), receipt(f"e{n}"))])
    await books.post(OTHER, disclosure(), *[one for n in range(60) for one in (entry(f"e{n}"), receipt(f"e{n}"))])
    await books.look()
    found = await books.of(WATCH, "match")
    assert all(len(one["entries"]) <= 50 for one in found)
    assert len(found) <= 3


CASE = {
    "title": "案例", "day": TODAY, "facts": "重复报账。", "outcome": "退回。", "lesson": "核对。",
    "audience": ["accountant", "cadre"], "clue": "u1",
}  # fmt: skip


async def test_who_is_called_and_who_has_signed_is_counted(village):
    inspector = Phone("p-inspector")
    await say(
        village.replica, f"region/{COUNTY}", [inspector.enrolment(), grant("p-inspector", "inspector")], now_ms=NOW_MS
    )
    other = [
        grant("p-other", "accountant"),
        grant("p-accountant", "accountant"),
        grant("p-old", "accountant", until="2026-11-17"),
    ]
    await say(village.replica, OTHER, other, now_ms=NOW_MS)
    await say(village.replica, f"region/{COUNTY}", [{"do": "circular.publish", "id": "c1", "set": CASE}], now_ms=NOW_MS)
    called = {
        "circular": "c1",
        "title": "警示教育会",
        "day": TODAY,
        "hour": "15:00",
        "place": "镇礼堂",
        "by": "p-inspector",
        "name": "周某",
    }
    await village.act_as(inspector)
    await village.sync(inspector.say(TOWN_LOG, {"do": "education.call", "id": "w1", "set": called}))
    counts = Educations(village.replica, village.time)
    await counts.settle([TOWN_LOG])
    assert await counted(village) == (3, 0)  # two accountants, one of both villages, and the town's cadre
    for phone, scope, role in ((village.accountant, HOME, "accountant"), (village.cadre, TOWN_LOG, "cadre")):
        await village.act_as(phone)
        signed = {"day": TODAY, "by": phone.person, "name": "某", "role": role}
        await village.sync(phone.say(scope, {"do": "reading.sign", "id": "c1", "append": {"signed": signed}}))
        await counts.settle([scope])
    assert await counted(village) == (3, 2)
    size = (await village.store.head(TOWN_LOG)).size
    await counts.settle([TOWN_LOG, HOME])
    village.time.now_ms += 61 * DAY_MS
    await say(village.replica, OTHER, [grant("p-new", "accountant")], now_ms=village.time())
    await counts.settle([OTHER])
    assert (await village.store.head(TOWN_LOG)).size == size


async def counted(village: Village) -> tuple[int, int]:
    record = await village.store.record(TOWN_LOG, "education", "w1")
    return record.fields["called"], record.fields["signed"]
