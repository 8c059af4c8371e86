"""The roll of the demo's main village: every household and person that the village says it has, all invented."""

import hashlib
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count, islice
from typing import Any

from shaiba_sync.op import b64u_encode

from ..kind import day_of
from .people import GIVEN, MARK, SURNAMES
from .places import Place

Change = dict[str, Any]

RELATIONS = ("户主", "妻", "长子", "长女", "次子", "次女", "母", "父")
NOTES = ("祠堂后", "晒谷场边", "村口榕树旁", "溪边第二座", "小学对面", "后山脚下")


def roll(
    place: Place, members: Mapping[str, Mapping[str, str]], children: Mapping[str, str], seed: int
) -> list[Change]:
    """The changes that make it: households first. `members` are the people whom the village's square names already,
    by id, `children` in which year some of them come of age; the rest is filled up to the numbers of the place."""
    rng = random.Random(f"households/{seed}/{place.code}")
    houses = {fields["household"]: fields["group"] for fields in members.values()}
    houses |= dict(_others(place, houses.keys()))
    people = [
        _person(one, {"name": fields["name"], "household": fields["household"]} | _child(children.get(one)))
        for one, fields in members.items()
    ]
    heads = {fields["household"] for fields in members.values()}
    missing = place.people - len(people)
    for number, household in enumerate(_spread(sorted(houses), missing)):
        relation = RELATIONS[0] if household not in heads else rng.choice(RELATIONS[1:])
        heads.add(household)
        at = rng.randrange(0, len(GIVEN), 2)
        fields = {"name": rng.choice(SURNAMES) + GIVEN[at : at + 2] + MARK, "household": household}
        fields |= {"relation": relation, "phone_tail": f"{rng.randrange(10_000):04}"}
        people.append(_person(_id(place, seed, number), fields))
    households = [
        {
            "do": "household.add",
            "id": house,
            "set": {"group": group} | ({"note": rng.choice(NOTES)} if at % 5 == 0 else {}),
        }
        for at, (house, group) in enumerate(sorted(houses.items()))
    ]
    return [*households, *people]


def grown(now_ms: int) -> str:
    """The year in which a child of nine comes of age."""
    return str(int(day_of(now_ms)[:4]) + 9)


def _child(year: str | None) -> dict[str, str]:
    return {"relation": "长女", "grown": year} if year else {}


def _others(place: Place, taken: Collection[str]) -> Iterator[tuple[str, str]]:
    """Households besides those taken, in all groups alike, until there are as many as the place has."""
    numbers = ((group, number) for number in count(1) for group in range(1, place.groups + 1))
    free = ((f"{group:02}-{number:03}", f"第{group}组") for group, number in numbers)
    yield from islice(((house, group) for house, group in free if house not in taken), place.households - len(taken))


def _spread(houses: Sequence[str], people: int) -> Iterator[str]:
    """As many people over the households, one each before a second in any."""
    for number in range(people):
        yield houses[number % len(houses)]


def _person(person: str, fields: Mapping[str, str]) -> Change:
    return {"do": "resident.add", "id": person, "set": dict(fields)}


def _id(place: Place, seed: int, number: int) -> str:
    return b64u_encode(hashlib.sha256(f"{seed}/resident/{place.code}/{number}".encode()).digest()[:9])
