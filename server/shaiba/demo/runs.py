"""Procedures in the demo: what two counties ask for, and runs of it — one as it should be, one that skipped a step.

S10: in 龙岗村 a dozen came where two thirds were asked for, and the resolution was not published «because there was no
cost yet». Days are so many before the demo's own, so that some of it is always under way.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ..kind import day_of
from ..power_sheet import TEMPLATES, read_list
from .places import MAIN

SHIPPED = Path(__file__).parent.parent / "data" / "procedures.json"
LONGGANG = "430821211227"
DAY_MS = 86_400_000

Change = dict[str, Any]


class Did(NamedTuple):
    """A step, so many days ago, by whom; what it says; `papers`: whether its papers came with it."""

    days: int
    by: str
    step: str
    said: Change = {}
    papers: bool = True


class Going(NamedTuple):
    """A run: where, by which procedure, what, and its steps. `explained`: step, days ago, words."""

    village: str
    procedure: str
    title: str
    days: int
    did: tuple[Did, ...]
    explained: tuple[tuple[str, int, str], ...] = ()


ENOUGH: Change = {"called": 36, "present": 31, "agree": 29}
RUNS = (
    Going(
        LONGGANG, "resolve", "修三组水渠（演示）", 40,
        (
            Did(40, "committee", "consult"),
            Did(33, "committee", "propose", {"called": 5, "present": 4}),
            Did(30, "committee", "discuss", {"called": 7, "present": 6}),
            Did(26, "committee", "review", {"called": 38, "present": 12, "agree": 12}),
            Did(24, "committee", "decide", {"called": 36, "present": 26, "agree": 25}, papers=False),
            Did(10, "committee", "carry", {"text": "已经请人清淤。"}),
        ),
        (("publish", 9, "还没有产生费用，所以没有公开决议。"),),
    ),
    Going(
        MAIN, "resolve", "老人食堂添置蒸饭柜（演示）", 31,
        (
            Did(31, "committee", "consult"),
            Did(24, "committee", "propose", {"called": 5, "present": 5}),
            Did(20, "committee", "discuss", {"called": 9, "present": 8}),
            Did(15, "committee", "review", {"called": 54, "present": 43, "agree": 41}),
            Did(11, "committee", "decide", ENOUGH),
            Did(9, "committee", "publish"),
        ),
    ),
    Going(
        MAIN, "seal", "给老人食堂的购货合同盖章（演示）", 3,
        (Did(3, "committee", "apply"), Did(2, "committee", "approve")),
    ),
)  # fmt: skip


def procedures(since: str) -> list[Change]:
    """The seven that come with the program, as a county says them."""
    found = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return [
        {"do": "procedure.say", "id": f"{one['key']}-1", "set": _without(one, "key") | {"since": since}}
        for one in found
    ]


def power_lists(since: str, later: str) -> list[Change]:
    """A county's list in two versions, of which the second tells more, and what its supervisors look at."""
    items, looks = [read_list((TEMPLATES / f"{name}.csv").read_bytes()) for name in ("quanzhou", "hangzhou")]
    first = [one for one in items if one["name"] != "招待差旅"]
    first = [one | {"watch": one["watch"][:1]} if one["name"] == "印章使用" else one for one in first]
    note = "[建议] 演示用的清单，请县里改成自己的。"
    return [
        {"do": "powers.say", "id": id, "set": {"title": title, "since": day, "note": note, "items": listed}}
        for id, title, day, listed in (
            ("power-1", "权力清单", since, first),
            ("power-2", "权力清单", later, items),
            ("look-1", "30 看", since, looks),
        )
    ]


def said(
    now_ms: int, name: Callable[[str], str], record: Callable[..., str], sheet: Change
) -> Iterator[tuple[Any, ...]]:
    """What is said of the runs: when, where, by whom, the changes. `name` is of a person; `sheet` the picture that
    stands for every paper."""
    asked = {one["key"]: one["steps"] for one in json.loads(SHIPPED.read_text(encoding="utf-8"))}
    for run in RUNS:
        scope, id = f"village/{run.village}", record("run", run.village, run.title)
        first = f"{run.village}-{run.did[0].by}"
        began = day_of(now_ms - run.days * DAY_MS)
        by = {"by": first, "name": name(first)}
        begin = {"procedure": f"{run.procedure}-1", "title": run.title, "began": began, **by}
        yield now_ms - run.days * DAY_MS, scope, first, [{"do": "run.begin", "id": id, "set": begin}]
        for did in run.did:
            at_ms, person = now_ms - did.days * DAY_MS, f"{run.village}-{did.by}"
            day = day_of(at_ms)
            step = {"step": did.step, "day": day, "by": person, "name": name(person), **did.said}
            changes: list[Change] = [{"do": "run.step", "id": id, "append": {"steps": step}}]
            papers = next(one for one in asked[run.procedure] if one["key"] == did.step).get("papers", ())
            for label in papers if did.papers else ():
                paper = {"step": did.step, "name": label, "day": day, **sheet}
                changes.append({"do": "run.attach", "id": id, "append": {"papers": paper}})
            yield at_ms, scope, person, changes
        for key, days, text in run.explained:
            at_ms = now_ms - days * DAY_MS
            word = {"step": key, "day": day_of(at_ms), **by, "text": text}
            yield at_ms, scope, first, [{"do": "run.explain", "id": id, "append": {"words": word}}]


def _without(one: Change, name: str) -> Change:
    return {key: value for key, value in one.items() if key != name}
