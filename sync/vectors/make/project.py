"""Projects: as they should go, each thing that may be out of order, versions side by side, any order (project.md)."""

import random
from datetime import date, timedelta
from typing import Any

from common import Vectors, good

TODAY = "2026-11-27"
RANDOM = 200
Said = dict[str, Any]
LINE: Said = {"item": "水泥预制沟", "unit": "米", "quantity_milli": 320_000, "price_fen": 28_500}
USUAL: Said = {"usual_low_fen": 24_000, "usual_high_fen": 30_000}
PHOTO: Said = {"blob": "0" * 64, "type": "image/webp", "w": 8, "h": 6}
GOOD: Said = {
    "budget_fen": 18_600_000,
    "method": "compare",
    "designs": [{"day": "2026-03-20", "lines": [LINE | USUAL]}],
    "quotes": [
        {"day": "2026-04-02", "bidder": "甲队", "amount_fen": 9_300_000},
        {"day": "2026-04-02", "bidder": "乙队", "amount_fen": 9_500_000},
        {"day": "2026-04-03", "bidder": "丙队", "amount_fen": 9_200_000},
    ],
    "contracts": [{"day": "2026-04-20", "party": "丙队", "amount_fen": 9_200_000, "due": "2026-08-31",
                   "advance_percent": 20}],
    "progress": [
        {"day": "2026-05-18", "percent": 45, "photos": [PHOTO], "present": ["钱某"]},
        {"day": "2026-07-10", "percent": 100, "photos": [PHOTO], "present": ["钱某"]},
    ],
    "changes": [{"day": "2026-06-01", "amount_fen": 300_000}],
    "acceptances": [{"day": "2026-08-01", "result": "passed", "present": ["钱某"], "photos": [PHOTO]}],
    "warranties": [{"day": "2026-08-01", "until": "2026-10-31", "retained_fen": 500_000}],
    "payments": [
        {"day": "2026-04-22", "amount_fen": 1_800_000, "of": "work"},
        {"day": "2026-05-20", "amount_fen": 2_000_000, "of": "work"},
        {"day": "2026-08-05", "amount_fen": 5_200_000, "of": "work"},
        {"day": "2026-11-03", "amount_fen": 500_000, "of": "warranty"},
    ],
}  # fmt: skip


def project_vectors() -> Vectors:
    vectors = [good("who says what, and what is marked", "project_rules")]
    vectors += [told(name, project) for name, project in stories().items()]
    vectors += [
        told("the warranty is over, and nothing was given back", cut(payments=3)),
        told("silent for 60 days", cut(progress=1, acceptances=0, warranties=0, payments=2), today="2026-07-17"),
        told("silent for 61 days", cut(progress=1, acceptances=0, warranties=0, payments=2), today="2026-07-18"),
        told("on its last day", cut(acceptances=0, warranties=0, payments=2), today="2026-08-31"),
        told("a day late", cut(acceptances=0, warranties=0, payments=2), today="2026-09-01"),
        told("stopped, so it is not late", {**cut(acceptances=0, warranties=0, payments=2), "stopped": "不修了"}),
    ]
    for order in (1, 3):
        vectors.append(told(f"said in another order {order}", shuffled(order)))
    chance = random.Random(20261128)  # noqa: S311 — nobody need fail to guess it
    vectors += [told(f"random {number}", at_random(chance)) for number in range(RANDOM)]
    for name, before, after in DIFFS:
        vectors.append(good(f"side by side: {name}", "design_diff", before=before, after=after))
    for milli, price in ((1, 499), (1, 500), (333, 3), (10**9, 10**5), (999_999_999, 99_999), (1500, 1)):
        lines = [LINE | {"quantity_milli": milli, "price_fen": price}]
        vectors.append(good(f"{milli} thousandths at {price}", "design_fen", design={"lines": lines}))
    return vectors


def told(name: str, project: Said, today: str = TODAY) -> dict[str, Any]:
    return good(name, "project_life", project=project, today=today)


def cut(**most: int) -> Said:
    """The good one, as long as it had not got further: so many of each list."""
    return {name: value[: most[name]] if name in most else value for name, value in GOOD.items()}


def put(name: str, place: int, **changed: Any) -> Said:
    """The good one, but for one thing; what is None is left out."""
    one = {key: value for key, value in (GOOD[name][place] | changed).items() if value is not None}
    return GOOD | {name: [*GOOD[name][:place], one, *GOOD[name][place + 1 :]]}


def stories() -> dict[str, Said]:
    dear = LINE | USUAL | {"price_fen": 30_001}
    return {
        "only needed": {"budget_fen": 1, "method": "own"},
        "as it should": GOOD,
        "designed": cut(quotes=0, contracts=0, progress=0, changes=0, acceptances=0, warranties=0, payments=0),
        "quoted": cut(contracts=0, progress=0, changes=0, acceptances=0, warranties=0, payments=0),
        "contracted": cut(progress=0, changes=0, acceptances=0, warranties=0, payments=1),
        "working": cut(acceptances=0, warranties=0, payments=2),
        "accepted, and not all is paid": cut(payments=2),
        "accepted, without a warranty, all paid": GOOD | {"warranties": []},
        "told a week later": put("contracts", 0, told="2026-04-27"),
        "told later than that": put("contracts", 0, told="2026-04-28"),
        "a price above what is usual": put("designs", 0, lines=[dear]),
        "designed again after the contract": GOOD
        | {"designs": [*GOOD["designs"], {"day": "2026-04-21", "lines": [LINE]}]},
        "a quote above what is usual": put("quotes", 0, amount_fen=9_600_001),
        "a quote at the end of what is usual": put("quotes", 0, amount_fen=9_600_000),
        "nothing is said of what is usual": put("designs", 0, lines=[LINE]),
        "a quote above the budget": put("quotes", 0, amount_fen=18_600_001),
        "quotes before the design": put("designs", 0, day="2026-04-03"),
        "no design at all": GOOD | {"designs": []},
        "two bidders": GOOD | {"quotes": GOOD["quotes"][1:]},
        "one bidder twice": put("quotes", 0, bidder="乙队"),
        "given directly": GOOD | {"quotes": [], "method": "direct"},
        "a contract above the lowest quote": put("contracts", 0, amount_fen=9_200_001),
        "a contract above the budget": put("contracts", 0, amount_fen=18_600_001),
        "work before the contract": put("progress", 0, day="2026-04-19"),
        "work on the day of the contract": put("progress", 0, day="2026-04-20"),
        "less than before": put("progress", 1, percent=44),
        "no photo, nobody there": put("progress", 0, photos=None, present=None),
        "after silence": put("progress", 0, day="2026-06-20"),
        "a change of more than a tenth": put("changes", 0, amount_fen=-920_001),
        "changes up and down add up": GOOD
        | {"changes": [{"day": "2026-06-01", "amount_fen": 500_000}, {"day": "2026-06-02", "amount_fen": -500_000}]},
        "a change before the contract": put("changes", 0, day="2026-04-19"),
        "a change above the budget": put("changes", 0, amount_fen=9_400_001),
        "a change after it was accepted": put("changes", 0, day="2026-08-02"),
        "accepted unfinished": put("acceptances", 0, day="2026-07-09"),
        "accepted late": put("acceptances", 0, day="2026-09-01"),
        "accepted without a paper": put("acceptances", 0, photos=None),
        "to be put right": put("acceptances", 0, result="repair"),
        "accepted, then found bad": GOOD
        | {"acceptances": [*GOOD["acceptances"], {"day": "2026-08-03", "result": "failed", "present": ["钱某"]}]},
        "paid before the contract": put("payments", 0, day="2026-04-19"),
        "paid ahead of the work": put("payments", 1, amount_fen=2_340_001),
        "paid just as much as is built": put("payments", 1, amount_fen=2_340_000),
        "no advance was agreed": put("contracts", 0, advance_percent=None),
        "paid more than is agreed": put("payments", 2, amount_fen=5_700_001),
        "all paid before it was accepted": put("payments", 2, day="2026-07-31", amount_fen=5_700_000),
        "some of it came back": GOOD
        | {"payments": [*GOOD["payments"], {"day": "2026-11-04", "amount_fen": -100, "of": "work"}]},
        "given back before the warranty is over": put("payments", 3, day="2026-10-30"),
        "given back without a warranty": GOOD | {"warranties": []},
        "a second contract begins anew": GOOD
        | {"contracts": [*GOOD["contracts"], {"day": "2026-06-02", "party": "甲队", "amount_fen": 5_000_000}]},
    }  # fmt: skip


def shuffled(order: int) -> Said:
    lists = {name: value[::order] if order < 0 else value[order:] + value[:order] for name, value in GOOD.items()
             if isinstance(value, list)}  # fmt: skip
    return GOOD | lists


SHORT = LINE | {"quantity_milli": 300_000}
DEARER = LINE | {"price_fen": 29_000}
PIPE = LINE | {"item": "涵管"}
DIFFS: tuple[tuple[str, list[Said], list[Said]], ...] = (
    ("the same", [LINE, PIPE], [LINE, PIPE]),
    ("in another order", [LINE, PIPE], [PIPE, LINE]),
    ("less of it", [LINE], [SHORT]),
    ("dearer", [LINE], [DEARER]),
    ("another unit", [LINE], [LINE | {"unit": "处"}]),
    ("what is usual is no change", [LINE], [LINE | USUAL]),
    ("one more", [LINE], [LINE, PIPE]),
    ("one gone", [LINE, PIPE], [PIPE]),
    ("an item twice", [LINE, SHORT], [SHORT, LINE, DEARER]),
    ("an item once less", [LINE, PIPE, SHORT], [LINE]),
    ("all new", [LINE], [PIPE]),
)


def at_random(chance: random.Random) -> Said:
    """Anything, on any days, in any order."""

    def day() -> str:
        return (date(2026, 3, 1) + timedelta(chance.randrange(240))).isoformat()

    def stage(**said: Any) -> Said:
        one: Said = {"day": day(), **said}
        return one | ({"told": day()} if chance.random() < 0.2 else {})

    def photos() -> Said:
        return {"photos": [PHOTO]} if chance.random() < 0.7 else {}

    def fen() -> int:
        return chance.choice((100, 900, 1_000, 1_100)) * 1_000

    def of(make: Any, most: int) -> list[Said]:
        return [make() for _ in range(chance.randint(0, most))]

    line = LINE | (USUAL if chance.random() < 0.5 else {})
    return {
        "budget_fen": 1_000_000,
        "method": chance.choice(("tender", "compare", "negotiate", "direct", "own")),
        "designs": of(lambda: stage(lines=[line | {"quantity_milli": chance.randint(20_000, 40_000)}]), 2),
        "quotes": of(lambda: stage(bidder=chance.choice("甲乙丙"), amount_fen=fen()), 4),
        "contracts": of(lambda: stage(party="甲", amount_fen=fen(), **({"due": day()} if chance.random() < 0.6 else {}),
                                      **({"advance_percent": 30} if chance.random() < 0.3 else {})), 2),
        "progress": of(lambda: stage(percent=chance.choice((0, 30, 60, 100)), **photos()), 4),
        "changes": of(lambda: stage(amount_fen=chance.choice((-90_000, 20_000, 120_000))), 3),
        "acceptances": of(lambda: stage(result=chance.choice(("passed", "repair", "failed")), **photos()), 2),
        "payments": of(lambda: stage(amount_fen=chance.choice((-50_000, 100_000, 400_000)),
                                     of=chance.choice(("work", "warranty"))), 4),
        "warranties": of(lambda: stage(until=day(), retained_fen=50_000), 1),
        **({"stopped": "不修了"} if chance.random() < 0.1 else {}),
    }  # fmt: skip
