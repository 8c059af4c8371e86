"""Runs of the seven procedures that come with the program: as they should go, and as they go wrong (procedure.md)."""

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from appeal import SMALL
from common import Vectors, good
from shaiba_sync import parse_calendar, run_life

SHIPPED = json.loads(
    (Path(__file__).parents[3] / "server" / "shaiba" / "data" / "procedures.json").read_text(encoding="utf-8")
)
BEGAN = "2026-09-21"
RANDOM = 200
Said = dict[str, Any]
Run = tuple[list[Said], list[Said]]
"""Steps and papers."""


def procedure_vectors() -> Vectors:
    vectors = [good(f"is_enough: {part} of {whole} is {share}", "is_enough", share=share, part=part, whole=whole)
               for share, part, whole in SHARES]  # fmt: skip
    for procedure in SHIPPED:
        vectors += of_procedure(procedure["title"], procedure["steps"])
    chance = random.Random(20261127)  # noqa: S311 — nobody need fail to guess it
    for number in range(RANDOM):
        steps = chance.choice(SHIPPED)["steps"]
        vectors.append(told(f"random {number}", steps, *history(chance, steps), today=f"2026-12-{1 + number % 28:02}"))
    return vectors


SHARES = (
    (">=2/3", 8, 12), (">=2/3", 7, 12), (">1/2", 6, 12), (">1/2", 7, 12), (">=1/1", 3, 3),
    (">1/2", 0, 0), (">1/2", 13, 12), (">1/2", None, 12), (">1/2", 7, None), (">=2/3", -1, 12),
)  # fmt: skip


def of_procedure(title: str, steps: list[Said]) -> Vectors:
    """Right order; wrong order; too few; no paper; late; and what else may go wrong."""
    right = as_it_should(steps)
    taken, papers = right
    meets = next(at for at, step in enumerate(steps) if "present" in step) if any("present" in s for s in steps) else 0
    shown = next(at for at, step in enumerate(steps) if "shown" in step)
    public = next(at for at, step in enumerate(steps) if step["key"] == "publish")
    limited = next(at for at, step in enumerate(steps) if "max" in step)
    long_ago = taken[limited - 1]["day"] if limited else BEGAN
    late = (date.fromisoformat(long_ago) + timedelta(steps[limited]["max"] * 2 + 10)).isoformat()
    after = (date.fromisoformat(taken[2]["day"]) + timedelta(1)).isoformat()
    two = [*taken[:1], taken[1] | {"day": after}, taken[2]]
    stories: dict[str, Run] = {
        "nothing yet": ([], []),
        "as it should": right,
        "half way": (taken[: len(taken) // 2], papers),
        "said in another order": (taken[::-1], papers[::-1]),
        "the third before the second": (two, papers),
        "the second passed over": ([*taken[:1], *taken[2:]], papers),
        "publishing passed over": ([*taken[:public], *taken[public + 1 :]], papers),
        "too few came": ([one | {"present": 3} if "present" in one else one for one in taken], papers),
        "nobody was counted": ([{k: v for k, v in one.items() if k not in COUNTED} for one in taken], papers),
        "too few agreed": ([one | {"agree": 0} if "agree" in one else one for one in taken], papers),
        "no paper": (taken, []),
        "a paper of the first step lacks": (taken, papers[1:]),
        "papers came afterwards": (taken, [one | {"day": "2028-01-01"} for one in papers]),
        "late": ([*taken[:limited], taken[limited] | {"day": late}], papers),
        "held again, with enough": ([*taken[:meets], taken[meets] | {"present": 1}, *taken[meets:]], papers),
        "no cost yet, so it was not published": (
            [*taken[:public], said_excuse(taken[public], "没有产生费用"), *taken[public + 1 :]],
            papers,
        ),
        "not shown for long enough": (
            [*taken[: shown + 1], *(one | {"day": taken[shown]["day"]} for one in taken[shown + 1 : shown + 2])],
            papers,
        ),
        "a step that there is not": ([*taken, {"step": "other", "day": BEGAN}], papers),
    }
    excused = [(at, step["excuses"][0]) for at, step in enumerate(steps) if step.get("excuses")]
    for at, why in excused:
        stories["excused as it may be"] = ([*taken[:at], said_excuse(taken[at], why), *taken[at + 1 :]], papers)
    vectors = [told(f"{title}: {name}", steps, *run) for name, run in stories.items()]
    vectors.append(told(f"{title}: nothing for half a year", steps, [], [], today="2027-04-01"))
    vectors.append(told(f"{title}: given up", steps, taken[:1], papers, stopped=True))
    return vectors


COUNTED = ("called", "present", "agree")


def told(name: str, procedure: list[Said], steps: list[Said], papers: list[Said], **more: Any) -> dict[str, Any]:
    said = {"today": "2026-11-27", "stopped": False} | more
    asked = [{key: value for key, value in step.items() if key not in WORDS} for step in procedure]
    return good(
        name, "run_life", procedure=asked, began=BEGAN, steps=steps, papers=papers, calendar=SMALL, **said
    )  # fmt: skip


WORDS = ("title", "body", "who", "note")


def said_excuse(step: Said, why: str) -> Said:
    return {"step": step["step"], "day": step["day"], "excuse": why}


def as_it_should(procedure: list[Said]) -> Run:
    """Each step on the first day on which it is in time, after what was shown before it."""
    calendar = parse_calendar(SMALL)
    steps: list[Said] = []
    papers: list[Said] = []
    shown_until = ""
    for step in procedure:
        life = run_life(procedure, BEGAN, steps, papers, calendar, BEGAN)
        last = steps[-1]["day"] if steps else BEGAN
        standing = life.steps[len(steps)]
        after = (date.fromisoformat(max(last, shown_until)) + timedelta(shown_until >= last)).isoformat()
        day = max(after, standing.earliest or "")
        counted = {"called": 12, "present": 9} if "present" in step else {}
        agreed = {"agree": 8} if "agree" in step else {}
        steps.append({"step": step["key"], "day": day, **counted, **agreed})
        papers += [{"step": step["key"], "name": name, "day": day} for name in step.get("papers", ())]
        until = run_life(procedure, BEGAN, steps, papers, calendar, BEGAN).steps[len(steps) - 1].until
        shown_until = max(shown_until, until or "")
    return steps, papers


def history(chance: random.Random, procedure: list[Said]) -> Run:
    """Steps in nearly the right order, some twice, some not, some on odd days; said in any order."""
    steps: list[Said] = []
    papers: list[Said] = []
    day = date.fromisoformat(BEGAN)
    for step in procedure[: chance.randrange(len(procedure) + 1)]:
        for _ in range(chance.choice((0, 1, 1, 1, 1, 2))):
            day += timedelta(chance.choice((-3, 0, 1, 2, 5, 8, 13)))
            said: Said = {"step": step["key"], "day": day.isoformat()}
            if "present" in step and chance.random() < 0.9:
                said |= {"called": 12, "present": chance.randint(5, 12), "agree": chance.randint(3, 9)}
            if chance.random() < 0.1:
                said["excuse"] = chance.choice(step.get("excuses") or ("没有产生费用",))
            steps.append(said)
            for name in step.get("papers", ()):
                if chance.random() < 0.8:
                    later = day + timedelta(chance.choice((0, 0, 0, 4)))
                    papers.append({"step": step["key"], "name": name, "day": later.isoformat()})
    if chance.random() < 0.3:
        chance.shuffle(steps)
        chance.shuffle(papers)
    return steps, papers
