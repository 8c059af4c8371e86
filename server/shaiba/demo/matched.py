"""One invoice in the books of two villages of the demo, what they say of it, and what inspection does: all invented.

The clerk's part is said here with the ids that it would give (replica/matches.py), so that it has nothing to add.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from shaiba_sync.appeal import query_code
from shaiba_sync.match import invoice_number

from ..kind import day_of
from ..replica.matches import match_id
from .accounts import Entry
from .people import MARK

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
XIYAO, XIMEI = "350524107214", "350524102207"
TOWN, COUNTY = "350524107000", "350524000000"
VILLAGES = (XIYAO, XIMEI)
NUMBER = "035002300104 30716852"
FEN = 386_000

Change = dict[str, Any]
Saying = tuple[int, str, str | None, list[Change]]
"""When, where, by whom (None: the clerk), the changes."""

CASE = {
    "title": "一张发票在两个村报账",
    "facts": "两个村的报账员用同一张发票各报一次，钱都付了出去。村民看账时发现。",
    "outcome": "多付的钱退回村里，两名报账员受到警告。",
    "lesson": "付款以前先对发票号码；村里看不到别村的账，手机会替大家比对。",
    "audience": ["committee", "accountant", "supervisor", "cadre"],
}
EXPLAINED = "这台打印机是我村买的，发票原件在村部，可以随时来看。"
ASKED = "同一张发票，怎么两个村的账上都有？"
LOOK = "调两个村的发票原件和付款凭证，看钱付给了谁。"


def entry(month: str, others: Sequence[Entry]) -> Entry:
    """What both villages entered: by the hands of another purchase of the month, at the end of it."""
    like = next(one for one in others if one.fields["direction"] == "out" and one.receipt == "invoice")
    said = {
        "voucher": f"{month}-0900",
        "date": others[-1].fields["date"],
        "summary": "办公用打印机一台",
        "amount_fen": FEN,
    }
    return Entry({**like.fields, **said, "payee": "县城办公用品店"}, "invoice")


def said(
    entries: Mapping[str, str], at_ms: int, now_ms: int, names: Callable[[str], str], record: Callable[..., str]
) -> Iterator[Saying]:
    """From the day on which it was found. `entries` are ids by village; `record` makes ids."""
    places = sorted(f"{village} {one}" for village, one in entries.items())
    match, found = match_id(places), day_of(at_ms)
    find = {"number": invoice_number(NUMBER), "found": found}
    yield at_ms, f"watch/{COUNTY}", None, [{"do": "match.find", "id": match, "set": find, "add": {"entries": places}}]
    for village, one in entries.items():
        add = {"entries": [one], "others": [place for place in places if not place.startswith(village)]}
        yield at_ms, f"village/{village}", None, [
            {"do": "explanation.ask", "id": match, "set": {"asked": found}, "add": add}
        ]  # fmt: skip
    by = f"{XIMEI}-accountant"
    word = {"day": day_of(at_ms + DAY_MS), "by": by, "name": names(by), "text": EXPLAINED}
    give = {"do": "explanation.give", "id": match, "append": {"words": word}}
    yield at_ms + DAY_MS, f"village/{XIMEI}", by, [give]
    appeal = record("appeal", XIYAO, ASKED)
    about = {"scope": f"village/{XIYAO}", "kind": "entry", "id": entries[XIYAO]}
    asked = {"person": f"{XIYAO}-villager-1", "title": ASKED, "category": "finance", "text": ASKED, "about": about}
    asked["code"] = query_code("50716852")
    file = {"do": "appeal.file", "id": appeal, "set": asked}
    yield at_ms + DAY_MS + 5 * HOUR_MS, f"square/{XIYAO}", f"{XIYAO}-villager-1", [file]
    yield _clue(appeal, at_ms + 2 * DAY_MS, names, record)
    yield from _case(now_ms, names, record)


def _clue(appeal: str, at_ms: int, names: Callable[[str], str], record: Callable[..., str]) -> Saying:
    by = f"{COUNTY}-discipline-1"
    raised = {
        "title": ASKED, "text": LOOK, "about": f"square/{XIYAO} {appeal}", "accused": XIYAO, "by": by,
        "name": names(by), "day": day_of(at_ms),
    }  # fmt: skip
    return at_ms, f"watch/{COUNTY}", by, [{"do": "clue.raise", "id": record("clue", appeal), "set": raised}]


def _case(now_ms: int, names: Callable[[str], str], record: Callable[..., str]) -> Iterator[Saying]:
    """An older case, told to all cadres of a town."""
    first, second = (f"{COUNTY}-discipline-{number}" for number in (1, 2))
    at_ms, circular = now_ms - 20 * DAY_MS, record("circular", CASE["title"])
    told = {**CASE, "title": f"{CASE['title']}{MARK}", "day": day_of(at_ms)}
    yield at_ms, f"region/{COUNTY}", first, [{"do": "circular.publish", "id": circular, "set": told}]
    called = {
        "circular": circular, "title": f"全镇干部警示教育会{MARK}", "day": day_of(now_ms + 3 * DAY_MS), "hour": "15:00",
        "place": "镇政府会议室", "by": second, "name": names(second),
    }  # fmt: skip
    call = {"do": "education.call", "id": record("education", circular), "set": called}
    yield at_ms + DAY_MS, f"region/{TOWN}", second, [call]
    for scope, by, role in (
        (f"village/{XIYAO}", f"{XIYAO}-committee", "committee"),
        (f"region/{TOWN}", f"{TOWN}-cadre", "cadre"),
    ):
        signed = {"day": day_of(at_ms + 2 * DAY_MS), "by": by, "name": names(by), "role": role}
        yield (
            at_ms + 2 * DAY_MS,
            scope,
            by,
            [{"do": "reading.sign", "id": circular, "append": {"signed": signed}}],
        )
