"""Everybody of the matrix: each role at each place, for each term and office, and those who are a case of their own.

A slice of it is whom `SHAIBA_MATRIX` names (patterns, with | between them), besides those who are a case of their own
and those without whom the village of the matrix is not made. So the table of guards (tests/mutation) asks a few people
about a rule, where all of them would take a hundred times as long.
"""

import hashlib
import os
from fnmatch import fnmatchcase

from tests.authz.table import (
    ISSUES,
    NO_LONGER,
    NOT_OF_THE_HOUSE,
    OF_THE_HOUSE,
    READS_FOR,
    RELATIVE,
    ROLES,
    TERMS,
    Held,
    Place,
    Who,
)

PLACES: tuple[Place, ...] = ("village", "town", "county", "sibling", "elsewhere")
OFFICES = ("roll", "books")


SLICE = os.environ.get("SHAIBA_MATRIX")

STAGE = tuple(
    f"{role} county holds" for role in ("accountant", "supervisor", "committee", "cadre", "inspector", "admin")
)
"""Who makes what others try things on (world.py)."""


def everybody() -> list[Who]:
    """All of them, or those of the slice."""
    return all_people() if SLICE is None else [one for one in all_people() if is_in(SLICE, one)]


def is_in(patterns: str, one: Who) -> bool:
    """Whether the slice has them."""
    named = one.name in STAGE or one in SPECIAL[:LONE]
    return named or any(fnmatchcase(one.name, pattern) for pattern in patterns.split("|"))


def all_people() -> list[Who]:
    people = [who(Held(role, place)) for role in ROLES for place in PLACES]
    people += [who(Held(role, "village", term)) for role in ROLES for term in TERMS if term != "holds"]
    people += [who(Held(role, "county", term)) for role in ROLES for term in ("ended", "to come")]
    people += [who(Held(role, place, "holds", office)) for role in ROLES for place in PLACES for office in OFFICES]
    people += [who(Held("cadre", "town", term, "roll")) for term in TERMS if term != "holds"]
    return people + list(SPECIAL)


def who(*held: Held) -> Who:
    return Who("; ".join(" ".join(filter(None, one)) for one in held), held)


SPECIAL = (
    Who("no grant"),
    Who("author", (Held("villager", "village"),)),
    Who("moved away", (Held("villager", "village", "ended"),)),
    Who("author in office", (Held("cadre", "village"),)),
    Who(RELATIVE, (Held("committee", "village"), Held("cadre", "town"))),
    *(Who(name, (Held("villager", "village"),)) for name in READS_FOR[:3]),
    Who(READS_FOR[3], (Held("villager", "village"), Held("committee", "sibling"))),
    *(Who(name, (Held("villager", "village"),)) for name in NO_LONGER if "office" not in name),
    Who("office acts for the author", (Held("villager", "village"), Held("observer", "town"))),
    Who(OF_THE_HOUSE[0], (Held("villager", "village"),)),
    Who(OF_THE_HOUSE[1], (Held("accountant", "village"),)),
    Who(OF_THE_HOUSE[2], (Held("villager", "village"), Held("villager", "sibling"))),
    Who(NOT_OF_THE_HOUSE[0], (Held("villager", "village"),)),
    Who(NOT_OF_THE_HOUSE[1], (Held("villager", "village", "past"),)),
    Who(NOT_OF_THE_HOUSE[2], (Held("observer", "town"),)),
    Who(NOT_OF_THE_HOUSE[3], (Held("villager", "sibling"),)),
    Who(ISSUES, (Held("committee", "village", "holds", "books"),)),
    Who("revoked", (Held("admin", "county"), Held("cadre", "county", "holds", "roll")), signs=False),
    Who("unknown", signs=False),
    Who("clerk", clerk=True),
    who(Held("accountant", "village"), Held("supervisor", "village")),
    # two grants that are only one half of a right each
    who(Held("cadre", "village"), Held("villager", "village", "holds", "roll")),
    who(Held("cadre", "sibling", "holds", "roll"), Held("cadre", "village")),
    who(Held("admin", "sibling"), Held("villager", "village")),
    who(Held("accountant", "elsewhere"), Held("villager", "village", "holds", "books")),
    who(Held("accountant", "village"), Held("villager", "town", "holds", "books")),
    who(Held("admin", "village", "past"), Held("villager", "village")),
    who(Held("cadre", "village", "ended"), Held("villager", "village", "holds", "roll")),
    who(Held("discipline", "town"), Held("observer", "county")),
)

LONE = next(number for number, one in enumerate(SPECIAL) if one.clerk) + 1
"""So many of them are in every slice; those after have two grants, and are named where they are wanted."""


def person_of(one: Who) -> str:
    """An id that stands for them."""
    return hashlib.sha256(one.name.encode()).hexdigest()[:20]


def is_of_each_sort(who: Who) -> bool:
    """Fewer that stand for all: the special ones, and of each role one grant that holds, in the village or the county:
    for an office where the role keeps one."""
    if who in SPECIAL:
        return True
    held = who.grants[0]
    offices = {"accountant": "books", "cadre": "roll"}
    return held.term == "holds" and held.place in ("village", "county") and held.office in ("", offices.get(held.role))
