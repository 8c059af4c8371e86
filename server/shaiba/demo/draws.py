"""Draws in the demo: 溪美村 gives out thirty-six plots (S5), once announced with a household missing and so void, then
done, and filmed; another draw to which phones still add their chance; and one whose day is today. Invented.
"""

import hashlib
import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from shaiba_sync.draw import contribution_id, entrant_id, list_root
from shaiba_sync.op import b64u_encode
from shaiba_sync.personal import mask_personal

from ..kind import View, day_of
from ..replica.draws import closed, settled
from . import filmed
from .people import MARK, Person, names

VILLAGE = "350524102207"
HOUSEHOLDS, STALLS, POSTS = 36, 8, 3
SHOWN = 12
"""Lots that the film of the draw shows."""
DAY_MS, HOUR_MS = 86_400_000, 3_600_000
LOTTERY = ("福彩3D 第2026301期", "福彩3D 第2026302期", "福彩3D 第2026303期")
RESULTS = ["3 0 8", "7 1 1", "5 5 2"]
TO_COME = ["福彩3D 第2026320期", "福彩3D 第2026321期"]

Change = dict[str, Any]
Said = tuple[int, str, str | None, list[Change]]


class Head(NamedTuple):
    """The head of a household that takes part."""

    household: str
    name: str
    group: str


class Voices(NamedTuple):
    """Who acts: chair and supervisor, and whose phones add their chance, with their devices' ids."""

    chair: Person
    supervisor: Person
    givers: dict[str, str]


def heads(villager: Person, seed: int) -> list[Head]:
    """Thirty-six households; the seventh is of a villager whom one can be."""
    rng = random.Random(f"draw/{seed}")
    found = [
        Head(f"03-{number + 201}", name, f"第{rng.randint(1, 11)}组")
        for number, name in enumerate(names(rng, HOUSEHOLDS))
    ]
    found[6] = Head(villager.household, villager.name, villager.group)
    return found


def said(now_ms: int, listed: list[Head], voices: Voices, record: Callable[..., str], *, today: int) -> Iterator[Said]:
    """What is said: when, where, by whom (None: the clerk), the changes. `now_ms` is a morning, `today` a moment of the
    day on which it is looked at."""
    first, plots, stalls, posts = (record("draw", VILLAGE, name) for name in ("void", "plots", "stalls", "posts"))
    things = [f"{number}号地" for number in range(1, HOUSEHOLDS + 1)]
    lots = {
        "sort": "lots",
        "purpose": f"宅基地摇号{MARK}",
        "winners": HOUSEHOLDS,
        "things": things,
        "sources": [*LOTTERY],
    }
    missing = {**lots, "winners": HOUSEHOLDS - 1, "things": things[:-1]}
    yield from _announced(now_ms - 24 * DAY_MS, first, listed[:-1], voices, missing)
    voided = {"do": "draw.void", "id": first, "set": {"voided": "名单漏了一户，另行公布。"}}
    yield now_ms - 20 * DAY_MS, f"village/{VILLAGE}", voices.chair.id, [voided]
    began = now_ms - 15 * DAY_MS
    acts = [*_announced(began, plots, listed, voices, {**lots, "replaces": first})]
    yield from acts
    given = [*_given(began + DAY_MS, plots, voices)]
    yield from given
    values = [change["set"]["value"] for *_, [change] in given]
    close = closed(plots, values)
    yield began + 5 * DAY_MS, f"village/{VILLAGE}", None, [close]
    day_ms = began + 5 * DAY_MS + HOUR_MS
    entries = []
    for number, (person, role) in enumerate(((voices.chair, "committee"), (voices.supervisor, "supervisor"))):
        entry = {"day": day_of(day_ms), "by": person.id, "name": person.name + MARK, "role": role, "results": RESULTS}
        entries.append(entry)
        enter = {"do": "draw.enter", "id": plots, "append": {"entries": entry}}
        yield day_ms + number * HOUR_MS // 6, f"village/{VILLAGE}", person.id, [enter]
    done = settled({"id": plots, **acts[0][3][0]["set"], **close["set"], "entries": entries})
    shown_ms = day_ms + HOUR_MS
    yield shown_ms, f"village/{VILLAGE}", None, [done]
    film, about = film_of(plots), {"kind": "draw", "id": plots}
    opening = {"title": lots["purpose"], "about": about, "opened": shown_ms, "by": voices.chair.id}
    yield shown_ms, f"village/{VILLAGE}", voices.chair.id, [{"do": "stream.open", "id": film, "set": opening}]
    ended_ms = shown_ms + 1000 * filmed.seconds(SHOWN)
    over: Change = {"do": "stream.end", "id": film, "set": {"ended": ended_ms}}
    yield ended_ms, f"village/{VILLAGE}", voices.chair.id, [over]
    market = {"sort": "winners", "purpose": f"茶青市场铺位摇号{MARK}", "winners": STALLS, "sources": TO_COME}
    yield from _announced(now_ms - DAY_MS, stalls, listed[4:28], voices, market)
    yield from [*_given(now_ms - HOUR_MS, stalls, voices)][:2]
    yesterday = day_of(today - DAY_MS)
    days = {"objections_until": yesterday, "contributions_until": yesterday, "day": day_of(today)}
    work = {"sort": "winners", "purpose": f"村道管护摇号{MARK}", "winners": POSTS, "sources": TO_COME[:1], **days}
    yield from _announced(now_ms - 6 * DAY_MS, posts, listed[20:32], voices, work)
    yield from _given(now_ms - 5 * DAY_MS, posts, voices)


def film_of(draw: str) -> str:
    """The stream that showed a draw."""
    return b64u_encode(hashlib.sha256(f"film/{draw}".encode()).digest()[:16])


def shown(draw: View) -> list[filmed.Lot]:
    """What its film shows of a draw: the first lots, by its order."""
    names_ = {one["id"]: one["name"] for one in draw["entrants"]}
    return [(names_[who], thing) for who, thing in zip(draw["order"], draw["things"], strict=True)][:SHOWN]


def _announced(at_ms: int, draw: str, listed: list[Head], voices: Voices, fields: Change) -> Iterator[Said]:
    rng = random.Random(draw)
    salts = [rng.randbytes(16) for _ in listed]
    ids = [entrant_id(draw, salt, head.name) for salt, head in zip(salts, listed, strict=True)]
    entrants = [
        {"id": one, "name": mask_personal(head.name, "name"), "note": head.group}
        for one, head in zip(ids, listed, strict=True)
    ]
    days = {"objections_until": 3, "contributions_until": 4, "day": 5}
    members = {
        "place": "村部晒坝", "hour": "09:30", "source": "results", "rule": 1, "entrants": entrants,
        "root": b64u_encode(list_root(entrants)), "by": voices.chair.id, "name": voices.chair.name + MARK,
        **{name: day_of(at_ms + days[name] * DAY_MS) for name in days}, **fields,
    }  # fmt: skip
    yield at_ms, f"village/{VILLAGE}", voices.chair.id, [{"do": "draw.announce", "id": draw, "set": members}]
    people = [
        {"id": one, "name": head.name, "salt": b64u_encode(salt), "household": head.household}
        for one, salt, head in zip(ids, salts, listed, strict=True)
    ]
    keep: Change = {"do": "entrants.keep", "id": draw, "set": {"people": people}}
    yield at_ms + HOUR_MS // 60, f"square/{VILLAGE}", voices.chair.id, [keep]


def _given(at_ms: int, draw: str, voices: Voices) -> Iterator[Said]:
    for person, device in voices.givers.items():
        value = b64u_encode(hashlib.sha256(f"{draw}/{person}".encode()).digest()[:16])
        give: Change = {
            "do": "contribution.give", "id": contribution_id(draw, device), "set": {"draw": draw, "value": value},
        }  # fmt: skip
        yield at_ms, f"square/{VILLAGE}", person, [give]
