"""Projects (工程): how far one is, whether its sums agree, what is out of order; from what was said of it alone.

What was said is a handful of lists, each in any order; nothing of it is refused for being out of order. A mark is of
one thing that was said, by the days up to its own: so nothing that is said of later days takes it away.
Spec: sync/spec/project.md. Vectors: sync/vectors/project.json.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

import msgspec

ProjectState = Literal["needed", "designed", "quoted", "contracted", "working", "accepted", "closed", "stopped"]
DesignChange = Literal["same", "changed", "added", "gone"]

PROJECT_LISTS = ("designs", "quotes", "contracts", "progress", "changes", "acceptances", "payments", "warranties")
"""What is said of a project, list by list; marks stand in this order."""

PROJECT_MARKS: Mapping[str, tuple[str, ...]] = {
    "": ("overdue", "silent", "unreleased"),
    "designs": ("told_late", "above_usual", "after_contract"),
    "quotes": ("told_late", "no_design", "above_usual", "above_budget"),
    "contracts": ("told_late", "no_design", "few_quotes", "above_lowest", "above_budget"),
    "progress": ("told_late", "before_contract", "backwards", "after_silence", "no_photo", "unwatched"),
    "changes": ("told_late", "before_contract", "too_much", "above_budget", "after_acceptance"),
    "acceptances": ("told_late", "before_contract", "unfinished", "late", "no_paper"),
    "payments": ("told_late", "before_contract", "ahead", "too_much", "before_acceptance", "early"),
    "warranties": ("told_late",),
}
"""What may be wrong with one thing that was said, by its list; with the whole, under the empty name."""

_BUILDERS = ("committee", "branch", "accountant")
_WATCHERS = ("committee", "branch", "supervisor", "station", "cadre")

PROJECT_ROLES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("", "designs", "quotes", "contracts", "changes", "warranties"), _BUILDERS),
    **dict.fromkeys(("progress", "acceptances"), _WATCHERS),
    "payments": ("accountant",),
    "words": tuple(dict.fromkeys((*_BUILDERS, *_WATCHERS))),
}
"""Who adds to which list, in the village or above it; under the empty name, who begins one and gives it up."""

QUOTES_ASKED: Mapping[str, int] = {"tender": 3, "compare": 3, "negotiate": 2, "direct": 0, "own": 0}
"""Bidders whose quotes must be there before a contract, by how it is given."""

CHANGE_PERCENT = 10
"""Changes that come to more of the contract than this are marked."""

TOLD_DAYS = 7
SILENT_DAYS = 60
"""So long after the contract, or the last progress, somebody should have said how far it is."""

Said = Mapping[str, Any]


class ProjectMark(msgspec.Struct, frozen=True):
    """What is out of order: with the whole (`list` is empty), or with the one at `place` in a list."""

    list: str
    place: int
    mark: str


class ProjectSums(msgspec.Struct, frozen=True):
    """In fen; null where nothing was said. `agreed` is the contract with the changes since, `retained` what is held
    back for the warranty."""

    budget: int
    design: int | None
    first_quote: int | None
    lowest_quote: int | None
    contract: int | None
    changes: int
    agreed: int | None
    paid: int
    retained: int | None


class ProjectLife(msgspec.Struct, frozen=True):
    """How a project stands."""

    state: ProjectState
    percent: int
    sums: ProjectSums
    marks: tuple[ProjectMark, ...]


class DesignLine(msgspec.Struct, frozen=True):
    """A line of two versions side by side: its places in them, and by how much it got dearer."""

    item: str
    change: DesignChange
    before: int | None
    after: int | None
    more_fen: int


def project_life(project: Said, today: str) -> ProjectLife:
    """The life of a project from its record."""
    told = _Told(project)
    stopped = "stopped" in project
    marks = [ProjectMark("", 0, mark) for mark in _of_whole(told, "" if stopped else today)]
    for name in PROJECT_LISTS:
        for place, one in enumerate(told.lists[name]):
            found = _MARKS[name](told, one, place)
            late = "told" in one and _days(one["day"], one["told"]) > TOLD_DAYS
            named = {mark for mark, is_so in {**found, "told_late": late}.items() if is_so}
            marks += [ProjectMark(name, place, mark) for mark in PROJECT_MARKS[name] if mark in named]
    return ProjectLife(_state(told, today, stopped), told.percent("~"), _sums(told), tuple(marks))


def line_fen(line: Said) -> int:
    """What a line of a design comes to: thousandths of the unit times the price, a half rounded up."""
    return int((line["quantity_milli"] * line["price_fen"] + 500) // 1000)


def design_fen(design: Said) -> int:
    """What a design comes to."""
    return sum(line_fen(line) for line in design["lines"])


def design_diff(before: Sequence[Said], after: Sequence[Said]) -> tuple[DesignLine, ...]:
    """The lines of a version beside those of one before it, in the order of the newer; what is gone comes last. A line
    is the same by its item; where an item stands several times, the first is compared with the first."""
    places: dict[str, list[int]] = {}
    for place, line in enumerate(before):
        places.setdefault(line["item"], []).append(place)
    found = []
    for place, line in enumerate(after):
        held = places.get(line["item"])
        old = held.pop(0) if held else None
        if old is None:
            found.append(DesignLine(line["item"], "added", None, place, line_fen(line)))
            continue
        was = before[old]
        same = all(line[name] == was[name] for name in ("unit", "quantity_milli", "price_fen"))
        more = line_fen(line) - line_fen(was)
        found.append(DesignLine(line["item"], "same" if same else "changed", old, place, more))
    gone = sorted(place for held in places.values() for place in held)
    return (*found, *(DesignLine(before[at]["item"], "gone", at, None, -line_fen(before[at])) for at in gone))


class _Told:
    """What was said, as it stood on any day: what was said of that day counts, and the later said of one day."""

    def __init__(self, project: Said) -> None:
        self.budget: int = project["budget_fen"]
        self.method: str = project["method"]
        self.lists: dict[str, Sequence[Said]] = {name: project.get(name, ()) for name in PROJECT_LISTS}
        self._sorted = {
            name: sorted(enumerate(listed), key=lambda one: one[1]["day"]) for name, listed in self.lists.items()
        }

    def until(self, name: str, day: str) -> list[Said]:
        return [one for _, one in self._sorted[name] if one["day"] <= day]

    def last(self, name: str, day: str) -> Said | None:
        found = self.until(name, day)
        return found[-1] if found else None

    def before(self, name: str, place: int) -> list[Said]:
        """Those before the one at this place, by their days; and it."""
        at = next(at for at, (other, _) in enumerate(self._sorted[name]) if other == place)
        return [one for _, one in self._sorted[name][: at + 1]]

    def percent(self, day: str) -> int:
        progress = self.last("progress", day)
        return progress["percent"] if progress else 0

    def accepted(self, day: str) -> bool:
        acceptance = self.last("acceptances", day)
        return acceptance is not None and acceptance["result"] == "passed"

    def changes(self, day: str) -> list[int]:
        """Those since the contract in force."""
        contract = self.last("contracts", day)
        since = contract["day"] if contract else ""
        return [one["amount_fen"] for one in self.until("changes", day) if one["day"] >= since]

    def agreed(self, day: str) -> int | None:
        contract = self.last("contracts", day)
        return contract["amount_fen"] + sum(self.changes(day)) if contract else None


def _of_whole(told: _Told, today: str) -> list[str]:
    """What is wrong with the whole; of one that was stopped nothing more is (`today` is then empty)."""
    if not today:
        return []
    contract, warranty = told.last("contracts", "~"), told.last("warranties", "~")
    open_still = contract is not None and not told.accepted("~")
    heard = max((one["day"] for name in _HEARD for one in told.lists[name]), default=today)
    found = {
        "overdue": open_still and contract is not None and contract.get("due", "~") < today,
        "silent": open_still and _days(heard, today) > SILENT_DAYS,
        "unreleased": warranty is not None and warranty["until"] < today and _released(told) < warranty["retained_fen"],
    }
    return [name for name in PROJECT_MARKS[""] if found[name]]


_HEARD = ("contracts", "progress")
"""Whoever says one of these says how far it is."""


def _released(told: _Told) -> int:
    return sum(one["amount_fen"] for one in told.lists["payments"] if one["of"] == "warranty")


def _of_design(told: _Told, one: Said, _: int) -> dict[str, bool]:
    first = min((contract["day"] for contract in told.lists["contracts"]), default="~")
    return {"above_usual": any(_is_dear(line) for line in one["lines"]), "after_contract": one["day"] > first}


def _is_dear(line: Said) -> bool:
    return "usual_high_fen" in line and line["price_fen"] > line["usual_high_fen"]


def _of_quote(told: _Told, one: Said, _: int) -> dict[str, bool]:
    design = told.last("designs", one["day"])
    lines = design["lines"] if design else ()
    most = sum(line_fen({**line, "price_fen": line.get("usual_high_fen", line["price_fen"])}) for line in lines)
    is_known = any("usual_high_fen" in line for line in lines)
    return {
        "no_design": design is None,
        "above_usual": is_known and one["amount_fen"] > most,
        "above_budget": one["amount_fen"] > told.budget,
    }


def _of_contract(told: _Told, one: Said, _: int) -> dict[str, bool]:
    quotes = told.until("quotes", one["day"])
    bidders = {quote["bidder"] for quote in quotes}
    return {
        "no_design": told.last("designs", one["day"]) is None,
        "few_quotes": len(bidders) < QUOTES_ASKED.get(told.method, 0),
        "above_lowest": bool(quotes) and one["amount_fen"] > min(quote["amount_fen"] for quote in quotes),
        "above_budget": one["amount_fen"] > told.budget,
    }


def _of_progress(told: _Told, one: Said, place: int) -> dict[str, bool]:
    earlier = told.before("progress", place)[:-1]
    heard = max([other["day"] for other in (*earlier, *told.until("contracts", one["day"]))], default=one["day"])
    return {
        "before_contract": told.last("contracts", one["day"]) is None,
        "backwards": bool(earlier) and one["percent"] < earlier[-1]["percent"],
        "after_silence": _days(heard, one["day"]) > SILENT_DAYS,
        "no_photo": not one.get("photos"),
        "unwatched": not one.get("present"),
    }


def _of_change(told: _Told, one: Said, place: int) -> dict[str, bool]:
    day = one["day"]
    contract, agreed = told.last("contracts", day), told.agreed(day)
    since = contract["day"] if contract else ""
    moved = sum(abs(other["amount_fen"]) for other in told.before("changes", place) if other["day"] >= since)
    return {
        "before_contract": contract is None,
        "too_much": contract is not None and moved * 100 > contract["amount_fen"] * CHANGE_PERCENT,
        "above_budget": agreed is not None and one["amount_fen"] > 0 and agreed > told.budget,
        "after_acceptance": any(
            other["result"] == "passed" and other["day"] < day for other in told.lists["acceptances"]
        ),
    }


def _of_acceptance(told: _Told, one: Said, _: int) -> dict[str, bool]:
    is_passed, contract = one["result"] == "passed", told.last("contracts", one["day"])
    return {
        "before_contract": contract is None,
        "unfinished": is_passed and told.percent(one["day"]) < 100,
        "late": is_passed and contract is not None and one["day"] > contract.get("due", "~"),
        "no_paper": is_passed and not one.get("photos"),
    }


def _of_payment(told: _Told, one: Said, place: int) -> dict[str, bool]:
    day = one["day"]
    contract, agreed, warranty = told.last("contracts", day), told.agreed(day), told.last("warranties", day)
    paid = sum(other["amount_fen"] for other in told.before("payments", place))
    part = max(told.percent(day), contract.get("advance_percent", 0) if contract else 0)
    is_out = one["amount_fen"] > 0
    is_held = one["of"] == "warranty"
    return {
        "before_contract": contract is None,
        "ahead": is_out and agreed is not None and paid * 100 > agreed * part,
        "too_much": is_out and agreed is not None and paid > agreed,
        "before_acceptance": is_out and agreed is not None and paid >= agreed and not told.accepted(day),
        "early": is_out and is_held and (warranty is None or day < warranty["until"]),
    }


def _of_warranty(_: _Told, __: Said, ___: int) -> dict[str, bool]:
    return {}


_MARKS = {
    "designs": _of_design,
    "quotes": _of_quote,
    "contracts": _of_contract,
    "progress": _of_progress,
    "changes": _of_change,
    "acceptances": _of_acceptance,
    "payments": _of_payment,
    "warranties": _of_warranty,
}


class _Sizes(NamedTuple):
    first: int | None
    lowest: int | None


def _quoted(told: _Told) -> _Sizes:
    found = [one["amount_fen"] for one in told.until("quotes", "~")]
    return _Sizes(found[0], min(found)) if found else _Sizes(None, None)


def _sums(told: _Told) -> ProjectSums:
    design, contract, warranty = (told.last(name, "~") for name in ("designs", "contracts", "warranties"))
    return ProjectSums(
        told.budget,
        design_fen(design) if design else None,
        *_quoted(told),
        contract["amount_fen"] if contract else None,
        sum(told.changes("~")),
        told.agreed("~"),
        sum(one["amount_fen"] for one in told.lists["payments"]),
        warranty["retained_fen"] if warranty else None,
    )


def _state(told: _Told, today: str, stopped: bool) -> ProjectState:
    if stopped:
        return "stopped"
    if told.accepted("~"):
        return "closed" if _is_settled(told, today) else "accepted"
    steps: tuple[tuple[str, ProjectState], ...] = (
        ("progress", "working"),
        ("contracts", "contracted"),
        ("quotes", "quoted"),
        ("designs", "designed"),
    )
    return next((state for name, state in steps if told.lists[name]), "needed")


def _is_settled(told: _Told, today: str) -> bool:
    """All is paid; and what was held back is, after its day."""
    sums, warranty = _sums(told), told.last("warranties", "~")
    if sums.agreed is None or sums.paid < sums.agreed:
        return False
    return warranty is None or (warranty["until"] < today and _released(told) >= warranty["retained_fen"])


def _days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days
