"""Assets, contracts, what they make due, and debts in the demo. Invented.

S9: in 永平村 the lease of a shop is past its day, and rent did not come. S12: in 康家坪村 the land rent of twenty-eight
households (66.98 mu, over 20,000 yuan) is months late. Days are so many from the demo's own.
"""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from shaiba_sync.privacy import DEFAULT_POLICY

from ..kind import day_of
from ..ledger.diff import entry_id
from ..ledger.mask import mask_rows
from .people import MARK, Person, names
from .places import MAIN, Place

YONGPING, KANGJIAPING = "330182112258", "430821212212"
DAY_MS = 86_400_000
HOUSEHOLDS, MU_HUNDREDTHS, YEARLY_FEN = 28, 6_698, 31_000
"""So many households, so much land in all, and what a mu brings a year."""
DUE_DAYS, DUE = -150, "土地流转租金"
ANSWERING = 6

Change = dict[str, Any]


class Sum(NamedTuple):
    """A sum that is due so many days from today, and on which days how much of it came. `was`: as it was written first,
    wrongly."""

    due: int
    yuan: int
    paid: tuple[tuple[int, int], ...] = ()
    was: int = 0


class Let(NamedTuple):
    """A contract of an asset: from and until, so many days from today."""

    asset: str
    number: str
    title: str
    party: str
    since: int
    until: int
    yearly: int
    sums: tuple[Sum, ...]
    words: str = ""


ASSETS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    YONGPING: (
        ("A-001", "沿街店面1号", "shop", "42 平方米"),
        ("A-002", "沿街店面2号", "shop", "46 平方米"),
        ("A-003", "沿街店面3号", "shop", "51 平方米"),
        ("A-004", "旧粮仓", "house", "260 平方米"),
    ),
    MAIN: (
        ("A-001", "村部旁商铺", "shop", "38 平方米"),
        ("A-002", "竹木加工厂房", "plant", "620 平方米"),
        ("A-003", "后山毛竹林", "forest", "180 亩"),
    ),
}
LETS: dict[str, tuple[Let, ...]] = {
    YONGPING: (
        Let("A-001", "HT-2024-001", "沿街店面1号出租", "顺发烟酒店", -700, 395, 36_000,
            (Sum(-335, 18_000, ((-336, 18_000),)), Sum(-152, 18_000, ((-140, 18_000),)), Sum(30, 18_000))),
        Let("A-002", "HT-2023-004", "沿街店面2号出租", "便民早餐店", -1_050, 44, 30_000,
            (Sum(-321, 30_000, ((-322, 30_000),)),)),
        Let("A-003", "HT-2023-008", "沿街店面3号出租", "永平五金行", -1_142, -47, 36_000,
            (Sum(-412, 18_000, ((-410, 18_000),)), Sum(-229, 18_000, ((-200, 6_000),)), Sum(-47, 18_000)),
            "店里的货还没有搬走，正在商量续签。"),
    ),
    MAIN: (
        Let("A-001", "HT-2025-002", "村部旁商铺出租", "蓉溪便利店", -300, 795, 26_400,
            (Sum(-300, 13_200, ((-299, 13_200),)), Sum(-118, 13_200, ((-118, 13_200),)), Sum(64, 13_200, was=15_200))),
        Let("A-002", "HT-2024-006", "竹木加工厂房出租", "青竹工艺厂", -500, 1_324, 96_000,
            (Sum(-135, 96_000, ((-137, 96_000),)),)),
    ),
}  # fmt: skip
DEBTS: dict[str, tuple[tuple[str, str, int, str, int, int | None, int], ...]] = {
    MAIN: (
        ("owes", "宏远建筑队", 65_000, "修村道欠的工程款", -330, -60, 20_000),
        ("owed", "青竹工艺厂", 8_600, "垫付的电费", -90, 20, 0),
    ),
    YONGPING: (("owes", "永平水泥店", 12_400, "修水渠赊的水泥", -240, None, 0),),
}
"""Who owes what (side, party, yuan, reason, since, due, paid so far), by village."""


class House(NamedTuple):
    """A household whose land is let: its number, its head's id and name, how much land (hundredths of a mu)."""

    household: str
    head: str
    name: str
    mu: int


class Land(NamedTuple):
    """The land rent of 康家坪村, by scope: public, what the village's people read, what the office keeps."""

    village: list[Change]
    square: list[Change]
    office: list[Change]


def said(now_ms: int, record: Any) -> Iterator[tuple[int, str, str, list[Change]]]:
    """What is said of assets, contracts and debts: when, where, by whom, the changes."""

    def day(days: int) -> str:
        return day_of(now_ms + days * DAY_MS)

    for code, listed in ASSETS.items():
        scope, accountant = f"village/{code}", f"{code}-accountant"
        ids = {number: record("asset", code, number) for number, *_ in listed}
        registered = [
            {"do": "asset.register", "id": ids[number],
             "set": {"number": number, "name": name + MARK, "sort": sort, "size": size}}
            for number, name, sort, size in listed
        ]  # fmt: skip
        yield now_ms - 340 * DAY_MS, scope, accountant, registered
        for let in LETS[code]:
            contract = record("contract", code, let.number)
            fields = {
                "number": let.number, "title": let.title + MARK, "sort": "lease", "owed_to": "village",
                "party": let.party, "since": day(let.since), "until": day(let.until), "asset": ids[let.asset],
                "yearly_fen": let.yearly * 100, "deposit_fen": 300_000,
            }  # fmt: skip
            changes: list[Change] = [{"do": "contract.sign", "id": contract, "set": fields}]
            paid: list[Change] = []
            for number, due in enumerate(let.sums, start=1):
                rent = entry_id(contract, str(number))
                members = {"contract": contract, "number": number, "due": day(due.due)}
                members |= {"amount_fen": (due.was or due.yuan) * 100}
                changes.append({"do": "rent.post", "id": rent, "set": members})
                if due.was:
                    right = {"reason": "抄错了，以合同为准。" + MARK, "amount_fen": due.yuan * 100}
                    paid.append({"do": "rent.correct", "id": rent, "set": right})
                paid += [
                    {"do": "rent.pay", "id": rent, "append": {"paid": {"day": day(days), "amount_fen": yuan * 100}}}
                    for days, yuan in due.paid
                ]
            yield now_ms - 330 * DAY_MS, scope, accountant, changes
            if paid:
                yield now_ms - 20 * DAY_MS, scope, accountant, paid
            if let.words:
                word = {"day": day(-12), "by": accountant, "name": "报账员" + MARK, "text": let.words}
                explain: Change = {"do": "contract.explain", "id": contract, "append": {"words": word}}
                yield now_ms - 12 * DAY_MS, scope, accountant, [explain]
    for code, owed in DEBTS.items():
        for number, (side, party, yuan, reason, since, until, part) in enumerate(owed):
            debt = record("debt", code, number)
            members = {
                "side": side,
                "party": party,
                "amount_fen": yuan * 100,
                "reason": reason + MARK,
                "since": day(since),
            }
            members |= {"due": day(until)} if until is not None else {}
            changes = [{"do": "debt.declare", "id": debt, "set": members}]
            if part:
                changes.append(
                    {"do": "debt.pay", "id": debt, "append": {"paid": {"day": day(-80), "amount_fen": part * 100}}}
                )
            yield now_ms - 60 * DAY_MS, f"village/{code}", f"{code}-accountant", changes


def houses(place: Place, villager: Person, seed: int) -> list[House]:
    """Twenty-eight households whose land a company grows oil tea on; the fifth is of a villager whom one can be."""
    rng = random.Random(f"land/{seed}/{place.code}")
    weights = [rng.randint(80, 400) for _ in range(HOUSEHOLDS)]
    mu = [weight * MU_HUNDREDTHS // sum(weights) for weight in weights]
    mu[-1] += MU_HUNDREDTHS - sum(mu)
    found = [
        House(f"02-{number + 101}", f"{place.code}-h{number}", head, size)
        for number, (head, size) in enumerate(zip(names(rng, HOUSEHOLDS), mu, strict=True))
    ]
    found[4] = found[4]._replace(household=villager.household, name=villager.name[:1] + found[4].name[1:])
    return found


def answering(place: Place, villager: Person, seed: int) -> list[House]:
    """Those besides his who have a phone, and say that nothing came: enough that they are counted."""
    others = [one for one in houses(place, villager, seed) if one.household != villager.household]
    return others[:ANSWERING]


def land(place: Place, villager: Person, contract: str, seed: int, now_ms: int) -> Land:
    """What publishing says of their rent, as the accountant's phone does."""
    listed = houses(place, villager, seed)
    due = day_of(now_ms + DUE_DAYS * DAY_MS)
    fields = {
        "number": "LZ-2021-001", "title": "油茶地流转" + MARK, "sort": "transfer", "owed_to": "party",
        "party": "第2组农户（28 户）", "size": f"{MU_HUNDREDTHS / 100:.2f} 亩",
        "since": day_of(now_ms - 1_600 * DAY_MS), "until": day_of(now_ms + 2_000 * DAY_MS),
        "note": "合作社种油茶，每年付一次租金。（演示数据：户主与金额均为虚构。）",
    }  # fmt: skip
    rows = [
        {
            "voucher": str(number),
            "payee": one.name,
            "amount_fen": one.mu * YEARLY_FEN // 100,
            "quantity": f"{one.mu / 100:.2f} 亩",
        }
        for number, one in enumerate(listed, start=1)
    ]
    masked = mask_rows(rows, DEFAULT_POLICY, [{"id": one.household, "name": one.name} for one in listed])
    found = Land([{"do": "contract.sign", "id": contract, "set": fields}], [], [])
    covered = {one.voucher: one for one in masked.covered}
    for row, house in zip(masked.rows, (one.household for one in listed), strict=True):
        voucher = str(row["voucher"])
        rent = entry_id(contract, voucher)
        line = {"contract": contract, "number": int(voucher), "due": due, "payee": row["payee"]}
        line |= {"quantity": row["quantity"], "amount_fen": row["amount_fen"]}
        found.village.append({"do": "rent.post", "id": rent, "set": line})
        one = covered[voucher]
        if one.village:
            found.square.append({"do": "original.keep", "id": rent, "set": {"disclosure": contract, **one.village}})
        found.office.append(
            {"do": "original.keep", "id": rent, "set": {"disclosure": contract, **one.original, "household": house}}
        )
    return found
