"""Joint review in the demo: one month that two offices examined and signed, and a book that is on their phones now."""

from typing import Any, NamedTuple

from shaiba_sync.review import entry_digest

Change = dict[str, Any]


class Said(NamedTuple):
    """What one of the three says, so many minutes after the first of it, and where: in the office, or in the open."""

    by: str
    minutes: int
    open: bool
    changes: list[Change]


class Three(NamedTuple):
    """Who keeps the book and who examines it, by id."""

    accountant: str
    supervisor: str
    cadre: str


def signed(book: str, posts: list[Change], three: Three, day: str) -> list[Said]:
    """Both sign for every entry as it is posted; three had been sent back first."""
    items = [entry_digest(post["id"], post["set"]) for post in posts]
    back = (("no_receipt", "发票没有拍全，补拍后再送。"), ("unclear", "写清是哪一段路。"), ("amount", "和发票差一角。"))
    acts: list[Said] = []
    for role, person, returns in (("supervisor", three.supervisor, back[:2]), ("cadre", three.cadre, back[2:])):
        at = 0 if role == "supervisor" else 7
        tell = [
            _tell(book, role, posts[at + 5 * number]["id"], day, why, words)
            for number, (why, words) in enumerate(returns)
        ]
        acts.append(Said(person, 30 * len(acts), True, [_give(book, role, person, items), *tell]))
    return acts


def under_review(
    book: str, month: str, rows: list[Change], receipts: list[Change], three: Three, day: str
) -> list[Said]:
    """Six items as they stand this morning: through, half way, sent back, waiting; the last two are one invoice."""
    posts = [{"id": row.pop("id"), "set": {"disclosure": book, **row}} for row in rows]
    submits = [
        {"do": "review.submit", "id": post["id"], "set": {**post["set"], "period": month, "person": three.accountant}}
        for post in posts
    ]
    attach = [
        {"do": "review.attach", "id": post["id"], "append": {"receipts": receipt}}
        for post, receipt in zip(posts, receipts, strict=True)
        if receipt["blob"] in post["set"].get("pictures", ())
    ]
    done, half, back = posts[:3]
    supervisor = [
        _judge(done, "supervisor", three.supervisor, day),
        _judge(half, "supervisor", three.supervisor, day),
        _judge(back, "supervisor", three.supervisor, day, why="no_receipt", words="没有看到发票。"),
    ]
    first = _give(
        book, "supervisor", three.supervisor, [entry_digest(post["id"], post["set"]) for post in (done, half)]
    )
    return [
        Said(three.accountant, 0, False, [*submits, *attach]),
        Said(three.supervisor, 20, False, supervisor),
        Said(three.supervisor, 21, True, [first]),
        Said(three.cadre, 40, False, [_judge(done, "cadre", three.cadre, day)]),
    ]


def _judge(post: Change, role: str, person: str, day: str, **more: str) -> Change:
    verdict = {"person": person, "role": role, "verdict": "return" if more else "approve", "on": day, **more}
    verdict["digest"] = entry_digest(post["id"], post["set"])
    return {"do": "review.judge", "id": post["id"], "append": {"verdicts": verdict}}


def _give(book: str, role: str, person: str, items: list[str]) -> Change:
    return {
        "do": "countersign.give",
        "id": f"{book}_{role}",
        "set": {"disclosure": book, "role": role},
        "add": {"items": items, "people": [person]},
    }


def _tell(book: str, role: str, entry: str, day: str, why: str, words: str) -> Change:
    returned = {"entry": entry, "on": day, "why": why, "words": words}
    return {"do": "countersign.tell", "id": f"{book}_{role}", "append": {"returns": returned}}
