"""Projects in the demo: one that went as it should, one with marks that stay, one that got cheaper. Invented.

S13: in 墅溪村 a quote was far above what is usual; who saw it said so, and it got 70,000 yuan cheaper.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ..kind import day_of
from .places import MAIN

SHUXI = "330111207209"
DAY_MS = 86_400_000

Change = dict[str, Any]


class Bill(NamedTuple):
    """A line: item, unit, quantity, price, and what is usual, in yuan."""

    item: str
    unit: str
    quantity: float
    price: float
    low: float
    high: float


class Built(NamedTuple):
    """A stage, so many days ago, by whom; the verb's list and what it says; `pictures`: percents that are drawn."""

    days: int
    by: str
    verb: str
    said: Change
    pictures: tuple[int, ...] = ()


class Project(NamedTuple):
    """Where, what, and its stages."""

    village: str
    title: str
    days: int
    begun: Change
    built: tuple[Built, ...]


LISTS = {
    "design": "designs", "quote": "quotes", "contract": "contracts", "progress": "progress", "alter": "changes",
    "accept": "acceptances", "pay": "payments", "warrant": "warranties", "explain": "words",
}  # fmt: skip
DITCH = (
    Bill("土方开挖", "立方米", 420, 38, 30, 42),
    Bill("水泥预制沟", "米", 320, 285, 240, 300),
    Bill("混凝土垫层", "立方米", 36, 420, 380, 460),
    Bill("盖板", "块", 160, 95, 80, 110),
    Bill("涵管", "米", 24, 310, 260, 330),
    Bill("清运", "车", 45, 220, 180, 240),
    Bill("防护栏", "米", 60, 120, 100, 150),
)
KITCHEN = (
    Bill("屋面翻修", "平方米", 180, 210, 180, 240),
    Bill("地砖铺设", "平方米", 160, 95, 80, 110),
    Bill("水电改造", "项", 1, 18_000, 15_000, 22_000),
    Bill("排烟设备", "套", 1, 12_600, 9_000, 11_000),
)
ROAD = (
    Bill("路基整平", "平方米", 1_200, 18, 15, 22),
    Bill("混凝土路面", "平方米", 1_200, 132, 120, 145),
    Bill("路肩培土", "米", 400, 36, 30, 45),
)


def lines(bill: tuple[Bill, ...]) -> Change:
    """A bill of quantities as it is published."""
    listed = [
        {
            "item": one.item,
            "unit": one.unit,
            "quantity_milli": round(one.quantity * 1000),
            "price_fen": round(one.price * 100),
            "usual_low_fen": round(one.low * 100),
            "usual_high_fen": round(one.high * 100),
        }
        for one in bill
    ]
    return {"lines": listed}


def versions() -> tuple[tuple[Bill, ...], ...]:
    """Six designs of the ditch, each a little different from the one before."""
    ditch, pipe = DITCH[1], DITCH[4]
    short, dear = ditch._replace(quantity=280), ditch._replace(quantity=280, price=298)
    wide = ditch._replace(quantity=300)
    return (
        (DITCH[0], dear, *DITCH[2:4]),
        (DITCH[0], short, *DITCH[2:4]),
        (DITCH[0], short, *DITCH[2:4], pipe._replace(quantity=12)),
        (DITCH[0]._replace(quantity=460), wide, *DITCH[2:4], pipe, DITCH[5]),
        (DITCH[0], ditch, *DITCH[2:6], Bill("路灯", "盏", 6, 1_450, 1_100, 1_500)),
        DITCH,
    )


def fen(yuan: float) -> Change:
    return {"amount_fen": round(yuan * 100)}


DITCHES = Project(
    MAIN, "三组沟渠修复（演示）", 300,
    {"number": "P-001", "source": "grant", "method": "compare", "budget_fen": 18_600_000, "place": "第3组",
     "need": "去年大水冲垮了沟渠，四十多亩田灌不上水。村民代表会议同意修。"},
    (
        *(Built(292 - 6 * number, "committee", "design", lines(bill)) for number, bill in enumerate(versions())),
        Built(250, "committee", "quote", {"bidder": "宏远建筑队", **fen(165_000)}),
        Built(250, "committee", "quote", {"bidder": "顺达工程队", **fen(168_800)}),
        Built(249, "committee", "quote", {"bidder": "兴民建筑公司", **fen(172_400)}),
        Built(240, "committee", "contract",
              {"party": "宏远建筑队", **fen(165_000), "due": "-160", "advance_percent": 20}),
        Built(236, "accountant", "pay", {**fen(33_000), "of": "work", "text": "合同约定的预付款。"}),
        Built(222, "supervisor", "progress", {"percent": 15, "text": "开挖。"}, (15,)),
        Built(200, "supervisor", "progress", {"percent": 45, "text": "预制沟铺到第二段。"}, (45,)),
        Built(198, "accountant", "pay", {**fen(41_000), "of": "work"}),
        Built(190, "committee", "alter", {**fen(6_800), "reason": "三号田口加一处涵管，村民代表会议同意。"}),
        Built(176, "supervisor", "progress", {"percent": 100, "text": "通水。"}, (100,)),
        Built(170, "supervisor", "accept", {"result": "passed", "text": "逐项量过，通水正常。"}, (100,)),
        Built(170, "committee", "warrant", {"until": "-30", "retained_fen": 515_400}),
        Built(166, "accountant", "pay", {**fen(92_646), "of": "work"}),
        Built(24, "accountant", "pay", {**fen(5_154), "of": "warranty"}),
    ),
)  # fmt: skip
KITCHENS = Project(
    MAIN, "老人食堂修缮（演示）", 92,
    {"number": "P-002", "source": "collective", "method": "compare", "budget_fen": 9_800_000, "place": "老人食堂",
     "need": "屋面漏雨，厨房排烟不行。"},
    (
        Built(84, "committee", "design", lines(KITCHEN)),
        Built(70, "committee", "quote", {"bidder": "宏远建筑队", **fen(85_600)}),
        Built(69, "committee", "quote", {"bidder": "安泰装饰队", **fen(88_000)}),
        Built(62, "committee", "progress", {"percent": 10, "text": "先拆了旧屋面。"}, (0,)),
        Built(55, "committee", "contract", {"party": "宏远建筑队", **fen(85_600), "due": "-5", "advance_percent": 20}),
        Built(33, "supervisor", "progress", {"percent": 40, "text": "屋面做完，地砖铺了一半。"}, (45,)),
        Built(30, "accountant", "pay", {**fen(52_000), "of": "work"}),
        Built(27, "committee", "explain", {"text": "雨季前要先把屋面拆了，合同签晚了。"}),
    ),
)  # fmt: skip
ROADS = Project(
    SHUXI, "竹林路面硬化（演示）", 110,
    {"number": "P-001", "source": "levy", "method": "compare", "budget_fen": 30_000_000, "place": "竹林路",
     "need": "下雨出不了竹子，村民一事一议筹资修路。"},
    (
        Built(102, "committee", "design", lines(ROAD)),
        Built(95, "committee", "quote", {"bidder": "永固路桥公司", **fen(268_000)}),
        Built(93, "supervisor", "explain", {"text": "报价比常用价高出不少，请另找几家再问。"}),
        Built(86, "committee", "quote", {"bidder": "顺达工程队", **fen(198_000)}),
        Built(85, "committee", "quote", {"bidder": "兴民建筑公司", **fen(203_500)}),
        Built(80, "committee", "contract", {"party": "顺达工程队", **fen(198_000), "due": "20"}),
        Built(50, "supervisor", "progress", {"percent": 30}, (15,)),
        Built(12, "supervisor", "progress", {"percent": 70}, (45,)),
        Built(10, "accountant", "pay", {**fen(130_000), "of": "work"}),
    ),
)  # fmt: skip
PROJECTS = (DITCHES, KITCHENS, ROADS)


def said(
    now_ms: int, name: Callable[[str], str], record: Callable[..., str], photo: Callable[[int], Change]
) -> Iterator[tuple[Any, ...]]:
    """What is said of the projects: when, where, by whom, the changes. `name` is of a person, `photo` of the site."""
    for one in PROJECTS:
        scope, id = f"village/{one.village}", record("project", one.village, one.title)
        chair = f"{one.village}-committee"
        at_ms = now_ms - one.days * DAY_MS
        begun = {"title": one.title, "began": day_of(at_ms), **one.begun, "by": chair, "name": name(chair)}
        yield at_ms, scope, chair, [{"do": "project.begin", "id": id, "set": begun}]
        for built in one.built:
            at_ms, person = now_ms - built.days * DAY_MS, f"{one.village}-{built.by}"
            stage: Change = {"day": day_of(at_ms), "by": person, "name": name(person), **built.said}
            for field in ("due", "until"):
                if field in stage:  # so many days from the demo's own
                    stage[field] = day_of(now_ms + int(stage[field]) * DAY_MS)
            if built.pictures:
                stage["photos"] = [photo(percent) for percent in built.pictures]
            if built.verb in ("progress", "accept") and built.by == "supervisor":
                stage["present"] = [name(person)]
            yield (
                at_ms,
                scope,
                person,
                [{"do": f"project.{built.verb}", "id": id, "append": {LISTS[built.verb]: stage}}],
            )
