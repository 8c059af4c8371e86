"""Ten thousand organisations: nobody complained about reads a tip, nobody beside or below, and never one alone."""

import random
import secrets
from typing import Any, NamedTuple

import pytest

from shaiba_sync.errors import Invalid
from shaiba_sync.tips import STANZAS, tip_recipients

ORGANISATIONS = 10_000


class Organisation(NamedTuple):
    """Regions by what stands above each (told, not worked out from codes), and keys that hold there."""

    above: dict[str, str]
    keys: list[dict[str, Any]]


def organisation(chance: random.Random) -> Organisation:
    above: dict[str, str] = {}
    province = f"{chance.randint(11, 65)}0000000000"
    for city in chance.sample(range(1, 99), chance.randint(1, 2)):
        city_code = f"{province[:2]}{city:02}00000000"
        above[city_code] = province
        for county in chance.sample(range(1, 99), chance.randint(1, 3)):
            county_code = f"{city_code[:4]}{county:02}000000"
            above[county_code] = city_code
            for town in chance.sample(range(1, 999), chance.randint(1, 2)):
                town_code = f"{county_code[:6]}{town:03}000"
                above[town_code] = county_code
                above |= {f"{town_code[:9]}{village:03}": town_code for village in chance.sample(range(1, 999), 2)}
    regions = [province, *(one for one in above if one.endswith("000000"))]
    people = [f"p{number}" for number in range(chance.randint(1, 9))]
    keys = [
        {
            "id": f"k{number}",
            "person": chance.choice(people),
            "region": chance.choice(regions),
            "office": chance.choice((None, "o1", "o2", "o3")),
            "since": f"2026-11-{chance.randint(1, 28):02}",
        }
        for number in range(chance.randint(0, 14))
    ]
    return Organisation(above, keys)


def all_above(org: Organisation, region: str) -> list[str]:
    """What stands above a region, nearest first."""
    found = []
    while region in org.above:
        region = org.above[region]
        found.append(region)
    return found


def check(org: Organisation, about: str, office: str | None, concerned: set[str], tip: str) -> str:
    """The promises of tips.md 9, each from its words; how it ended."""
    nearest = all_above(org, about)
    able = [
        key
        for key in org.keys
        if key["region"] in nearest and key["person"] not in concerned and f"{key['region']}/{key['office']}" != office
    ]
    readers = {key["person"] for key in able}
    try:
        chosen = tip_recipients(about, office, org.keys, concerned, tip)
    except Invalid as refusal:
        assert refusal.detail == {"field": "about", "why": "no_recipients"} and len(readers) < 2
        return "nobody"
    by_id = {key["id"]: key for key in org.keys}
    taken = [by_id[one] for one in chosen]
    assert 2 <= len(taken) <= STANZAS
    assert all(key in able for key in taken)
    assert len({key["person"] for key in taken}) == len(taken), "two keys of one person are one reader"
    ranks = [nearest.index(key["region"]) for key in taken]
    assert ranks == sorted(ranks)
    stands_at = {
        person: min(nearest.index(key["region"]) for key in able if key["person"] == person) for person in readers
    }
    counts = [sum(rank == level for rank in stands_at.values()) for level in range(len(nearest))]
    first, *further = [level for level, count in enumerate(counts) if count]
    assert ranks.count(first) >= min(2, counts[first])
    if counts[first] > STANZAS and further:
        assert ranks.count(further[0]) >= 1, "of many near ones one more above reads it"
    if counts[first] >= 2 and len(taken) == counts[first]:
        assert set(ranks) == {first}, "more read it than need to"
    assert tip_recipients(about, office, org.keys[::-1], concerned, tip) == chosen
    return "more than one level" if len(set(ranks)) > 1 else "one level"


@pytest.mark.parametrize("seed", [1, secrets.randbits(32)], ids=["fixed", "fresh"])
def test_the_accused_never_reads_it_nor_anybody_who_does_not_stand_above(seed: int) -> None:
    chance = random.Random(seed)
    ended: dict[str, int] = {}
    for _ in range(ORGANISATIONS):
        org = organisation(chance)
        about = chance.choice([*org.above])
        accused = {key["person"] for key in chance.sample(org.keys, min(len(org.keys), chance.randint(0, 2)))}
        region = chance.choice([about, *all_above(org, about)])
        office = chance.choice((None, f"{region}/o1"))
        how = check(org, about, office, accused, secrets.token_urlsafe(16))
        ended[how] = ended.get(how, 0) + 1
    assert min(ended.values()) > 300 and len(ended) == 3, (seed, ended)


def test_phones_do_not_all_choose_the_same_five() -> None:
    region = "510705000000"
    keys = [
        {"id": f"k{n}", "person": f"p{n}", "region": region, "office": None, "since": "2026-11-01"} for n in range(12)
    ]
    chance = random.Random(3)
    times = dict.fromkeys((key["id"] for key in keys), 0)
    for _ in range(2_400):
        for one in tip_recipients("510705103000", None, keys, set(), chance.randbytes(16).hex()):
            times[one] += 1
    assert all(850 < count < 1_150 for count in times.values()), times  # 1,000 each, and five standard deviations
