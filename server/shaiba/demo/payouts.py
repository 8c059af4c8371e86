"""A batch of subsidies in the demo: its list, the households that it reaches, and what some of them said. Invented."""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from shaiba_sync.privacy import DEFAULT_POLICY

from ..kind import day_of
from ..ledger.diff import entry_id
from ..ledger.mask import mask_rows
from ..replica.payouts import ask
from .people import MARK, Person, names
from .places import Place

VILLAGE = "510705103223"
"""民生村: there a daughter who works away sees what her parents got."""
HOUSEHOLDS = 46
STANDARD_FEN = 9_520
ANSWERED = ("received",) * 8 + ("missing", "other")
"""What households said that have a phone, besides the daughter's."""
MOTHER = "周玉珍"
DAY_MS = 86_400_000

Change = dict[str, Any]


class Line(NamedTuple):
    """A household of the list: its number, its head's id and name, what was sent."""

    household: str
    group: str
    head: str
    name: str
    mu: float
    amount_fen: int


class Batch(NamedTuple):
    """By scope: the accountant's list, what the village and her office read of it, and what households are asked."""

    village: list[Change]
    square: list[Change]
    office: list[Change]
    asked: dict[str, Change]


def lines(place: Place, daughter: Person, seed: int) -> list[Line]:
    """The list; the daughter's household is the seventh."""
    rng = random.Random(f"payout/{seed}/{place.code}")
    found = []
    for number, name in enumerate(names(rng, HOUSEHOLDS)):
        mu = rng.randint(80, 920) / 100
        house, group = f"03-{number + 101}", "第3组"
        if number == 6:
            house, group, name = daughter.household, daughter.group, daughter.name[:1] + name[1:]
        found.append(Line(house, group, f"{place.code}-h{number}", name, mu, round(mu * STANDARD_FEN)))
    return found


def members(place: Place, daughter: Person, seed: int) -> dict[str, Change]:
    """The heads of these households as the village's roll has them, and the daughter's mother."""
    found = {
        one.head: {"name": one.name + MARK, "household": one.household, "group": one.group}
        for one in lines(place, daughter, seed)
    }
    mother = {"name": MOTHER + MARK, "household": daughter.household, "group": daughter.group}
    return {**found, f"{place.code}-mother": mother}


def answering(place: Place, daughter: Person, seed: int) -> Iterator[tuple[Line, str]]:
    """The heads who have a phone, and what they say."""
    others = (one for one in lines(place, daughter, seed) if one.household != daughter.household)
    return zip(others, ANSWERED, strict=False)


def batch(place: Place, daughter: Person, payout: str, seed: int, at_ms: int) -> Batch:
    """What publishing says of the list, as the accountant's phone does."""
    found = lines(place, daughter, seed)
    fields = {
        "policy": "耕地地力保护补贴",
        "batch": f"{day_of(at_ms)[:4]}年第一批（第3组）",
        "period": day_of(at_ms)[:4],
        "paid": day_of(at_ms - 6 * DAY_MS),
        "until": day_of(at_ms + 120 * DAY_MS),
        "unit": "亩",
        "standard_fen": STANDARD_FEN,
        "households": len(found),
        "total_fen": sum(one.amount_fen for one in found),
        "note": "按二轮承包确权面积发放，直接打入一卡通。（演示数据：户主与金额均为虚构。）",
    }
    rows = [
        {"voucher": str(number), "payee": one.name, "amount_fen": one.amount_fen, "quantity": f"{one.mu:.2f}"}
        for number, one in enumerate(found, start=1)
    ]
    masked = mask_rows(rows, DEFAULT_POLICY, [{"id": one.head, "name": one.name} for one in found])
    said = Batch([{"do": "payout.publish", "id": payout, "set": fields}], [], [], {})
    for row, covered, one in zip(masked.rows, masked.covered, found, strict=True):
        record = entry_id(payout, str(row["voucher"]))
        line: Change = {"payout": payout, "number": int(row["voucher"]), **row}
        del line["voucher"]
        kept: Change = {"disclosure": payout, **covered.original, "people": covered.people, "household": one.household}
        said.village.append({"do": "payment.post", "id": record, "set": line})
        said.square.append({"do": "original.keep", "id": record, "set": {"disclosure": payout, **covered.village}})
        said.office.append({"do": "original.keep", "id": record, "set": kept})
        said.asked[one.household] = ask({"id": payout, **fields}, {"id": record, **line}, kept)
    return said


def answer(one: Line, say: str) -> Change:
    """What the head of a household says to its line."""
    said: Change = {"say": say, "by": one.head}
    if say == "other":
        said |= {"got_fen": one.amount_fen - STANDARD_FEN // 2, "words": "少算了半亩"}
    if say == "missing":
        said["words"] = "卡里没有到账"
    return {"answer": said}
