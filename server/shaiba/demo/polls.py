"""The polls of the demo: a county asks every household in secret what is done first, and has asked the people in the
open when to meet, which is counted; a village asks each household by name when it can come to work. Invented.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from shaiba_sync.poll import answer_id, count_choices
from shaiba_sync.scope import parent_code

from ..kind import day_of
from .people import MARK, Person
from .places import PLACES

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
VILLAGE = "350524102207"
CHOICES = (0, 1, 0, 0, 2)

Change = dict[str, Any]
Said = tuple[int, str, str | None, list[Change]]


def said(now_ms: int, people: Sequence[Person], record: Callable[..., str]) -> Iterator[Said]:
    """What is said: when, where, by whom (None: the clerk), the changes. `people` are the village's; `now_ms` is a
    morning."""
    county = parent_code(parent_code(VILLAGE))
    region, admin = f"region/{county}", f"{county}-admin"
    first, dates = (record("poll", county, name) for name in ("first", "dates"))
    yield now_ms - 2 * DAY_MS, region, admin, [_first(first, admin, now_ms)]
    work, chair = record("poll", VILLAGE, "work"), f"{VILLAGE}-committee"
    yield now_ms - DAY_MS, f"village/{VILLAGE}", chair, [_work(work, chair, now_ms)]
    began = now_ms - 14 * DAY_MS
    asked = _dates(dates, admin, began)
    yield began, region, admin, [asked]
    for number, (one, choice) in enumerate(zip(people, CHOICES, strict=True)):
        vote = {"poll": dates, "who": one.id, "said": {"by": one.id, "choice": [choice]}}
        change = {"do": "vote.give", "id": answer_id(dates, one.id), "set": vote}
        yield began + DAY_MS + number * HOUR_MS, f"square/{VILLAGE}", one.id, [change]
    counts = count_choices(asked["set"], ([choice] for choice in CHOICES))
    sums = {"asked": len(CHOICES), "ballots": len(CHOICES), "counts": counts}
    box = {"do": "box.close", "id": dates, "set": {"poll": dates, "villages": [VILLAGE], **sums}}
    result = {"do": "poll.result", "id": dates, "set": {**sums, "boxes": [VILLAGE]}}
    yield began + 8 * DAY_MS, f"village/{VILLAGE}", None, [box]
    yield began + 8 * DAY_MS, region, None, [result]


def _first(record: str, admin: str, now_ms: int) -> Change:
    fields = {
        "title": f"明年先做哪一样{MARK}",
        "why": "县里的钱明年先做一样，每户一票，票多的先做。",
        "about": "choice",
        "opens": day_of(now_ms - DAY_MS),
        "closes": day_of(now_ms + 10 * DAY_MS),
        "by": admin,
        "unit": "household",
        "secrecy": "secret",
        "answer": "single",
        "options": ["村道", "自来水", "路灯", "老人食堂"],
        "suggestions": "welcome",
        "late_h": 48,
    }
    return {"do": "poll.open", "id": record, "set": fields}


def _work(record: str, chair: str, now_ms: int) -> Change:
    """Of who comes to work only the committee needs to know."""
    fields = {
        "title": f"修水渠，您家哪天能来{MARK}",
        "why": "村里按各家方便的日子排工。",
        "about": "date",
        "opens": day_of(now_ms - DAY_MS),
        "closes": day_of(now_ms + 8 * DAY_MS),
        "by": chair,
        "unit": "household",
        "secrecy": "named",
        "office": f"{VILLAGE}-committee",
        "answer": "multiple",
        "options": ["星期六", "星期日", "平日", "来不了"],
        "most": 3,
        "late_h": 24,
    }
    return {"do": "poll.open", "id": record, "set": fields}


def _dates(record: str, admin: str, began_ms: int) -> Change:
    fields = {
        "title": f"公开日定在哪一天{MARK}",
        "why": "大家方便的那一天，账目一起问。",
        "about": "date",
        "opens": day_of(began_ms + DAY_MS),
        "closes": day_of(began_ms + 5 * DAY_MS),
        "by": admin,
        "unit": "person",
        "secrecy": "open",
        "answer": "single",
        "options": ["每月五日", "每月十五日", "每月二十五日"],
        "late_h": 24,
    }
    return {"do": "poll.open", "id": record, "set": fields}


PLACE = next(place for place in PLACES if place.code == VILLAGE)
