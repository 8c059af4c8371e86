"""Who is in the demo: invented people, each marked 演示 wherever the name is shown."""

import random
from typing import NamedTuple

from shaiba_sync.scope import covers

from ..kind import ROLL
from .places import BUREAUS, COUNTIES, INSPECTED, MAIN, PLACES, STATIONS, WATCHED, Place

MARK = "（演示）"
SURNAMES = "林陈黄王李张吴刘郑谢洪苏曾叶蔡许周杨赵唐"
GIVEN = (
    "秀兰志强丽华国平美玲建国玉珍文斌桂英海涛春梅明辉淑芬永福月娥德顺小燕金水阿妹天赐"
    "翠萍家旺银花荣华素珍大勇冬梅福生雪梅光明彩霞长林惠娟世杰水清成功凤仙耀宗静怡良才"
)
"""Given names, of two characters each."""
CHILD = "小梅"


class Person(NamedTuple):
    """`place` is how the person is introduced; `household` and `group` only for those on a village's roll."""

    id: str
    name: str
    role: str
    region: str
    place: str
    office: str | None = None
    household: str = ""
    group: str = ""


def names(rng: random.Random, count: int) -> list[str]:
    """So many different invented names."""
    found: dict[str, None] = {}
    while len(found) < count:
        at = rng.randrange(0, len(GIVEN), 2)
        found[rng.choice(SURNAMES) + GIVEN[at : at + 2]] = None
    return list(found)


def people_of(place: Place, seed: int) -> list[Person]:
    """Accountant, committee, supervisor and villagers of a village."""
    rng = random.Random(f"people/{seed}/{place.code}")
    roles = ["accountant", "committee", "supervisor"] + ["villager"] * (4 if place.code == MAIN else 2)
    offices = {"accountant": "committee", "committee": "committee", "supervisor": "supervisory"}
    people = []
    for number, (role, name) in enumerate(zip(roles, names(rng, len(roles)), strict=True)):
        group = rng.randint(1, place.groups)
        tail = f"-{number - 2}" if role == "villager" else ""
        office = f"{place.code}-{offices[role]}" if role in offices else None
        people.append(
            Person(
                f"{place.code}-{role}{tail}",
                name,
                role,
                place.code,
                place.name,
                office,
                f"{group:02}-{rng.randint(1, 60):03}",
                f"第{group}组",
            )  # fmt: skip
        )
    return people


def officials(towns: dict[str, str], counties: dict[str, str], seed: int) -> list[Person]:
    """A cadre in each town, an administrator and a cadre in each county, in some an inspector; in the main village's
    town, who keeps its roll, in its county a second administrator. Arguments: names by code."""
    rng = random.Random(f"officials/{seed}")
    found = names(rng, len(towns) + 2 * len(counties))
    people = [
        Person(f"{code}-cadre", found.pop(), "cadre", code, name, f"{code}-government") for code, name in towns.items()
    ]
    for code, name in towns.items():
        if covers(code, MAIN):
            [keeper] = names(random.Random(f"keeper/{seed}"), 1)
            people.append(Person(f"{code}-keeper", keeper, "cadre", code, name, ROLL))
    people += station_people(towns | counties, seed)
    for code, name in counties.items():
        office = f"{code}-discipline" if code in COUNTIES else None
        people.append(Person(f"{code}-admin", found.pop(), "admin", code, name))
        people.append(Person(f"{code}-cadre", found.pop(), "cadre", code, name, office))
        if code in INSPECTED:
            [inspector] = names(random.Random(f"inspector/{seed}/{code}"), 1)
            people.append(Person(f"{code}-inspector", inspector, "inspector", code, name, office))
        if code in WATCHED:
            pair = names(random.Random(f"watch/{seed}/{code}"), 2)
            people += [
                Person(f"{code}-discipline-{number}", one, "discipline", code, name, office)
                for number, one in enumerate(pair, start=1)
            ]
    people += [
        Person(f"{code}-admin-2", one, "admin", code, name)
        for code, name in counties.items()
        if covers(code, MAIN)
        for one in names(random.Random(f"second/{seed}"), 1)
    ]
    return people


def station_people(regions: dict[str, str], seed: int) -> list[Person]:
    """Who is in a town's agriculture station or a county's transport bureau, where the stories need one."""
    found = zip(STATIONS + BUREAUS, names(random.Random(f"stations/{seed}"), len(STATIONS + BUREAUS)), strict=True)
    return [
        Person(
            f"{code}-station", one, "station" if code in STATIONS else "department",
            code, regions[code], f"{code}-station"
        )
        for code, one in found
        if code in regions
    ]  # fmt: skip


def everyone(seed: int, towns: dict[str, str], counties: dict[str, str]) -> list[Person]:
    """Everybody, the main village's people first."""
    return [person for place in PLACES for person in people_of(place, seed)] + officials(towns, counties, seed)
