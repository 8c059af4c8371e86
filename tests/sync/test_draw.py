"""Draws: no place is likelier than another, nobody's part can be left out, and forty lines elsewhere say the same."""

import importlib.util
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shaiba_sync import (
    b64u_encode,
    check_draw,
    contributions_root,
    draw_order,
    draw_places,
    draw_seed,
    entered_results,
    list_root,
)

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "sync" / "vectors" / "draw.json").read_text("utf-8"))["vectors"]
CHECKED = [one for one in VECTORS if one["fn"] == "check_draw"]


def redraw(draw: dict[str, Any]) -> bool:
    spec = importlib.util.spec_from_file_location("standalone_redraw", ROOT / "sync" / "redraw.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return bool(module.redraw(draw))


def drawn(chance: random.Random, size: int, contributed: int) -> dict[str, Any]:
    entrants = [{"id": f"{chance.getrandbits(96):x}", "name": chance.choice("王李陈吴")} for _ in range(size)]
    values = sorted(chance.randbytes(16) for _ in range(contributed))
    results = [" ".join(str(chance.randrange(10)) for _ in range(3)) for _ in range(2)]
    roots = list_root(entrants), contributions_root(values)
    seed = draw_seed(*roots, results)
    return {
        "entrants": entrants, "root": b64u_encode(roots[0]), "values": [b64u_encode(one) for one in values],
        "results": results, "order": draw_order([one["id"] for one in entrants], seed),
    }  # fmt: skip


def test_forty_lines_of_nothing_but_python_say_the_same():
    chance = random.Random(3)
    for _ in range(200):
        draw = drawn(chance, chance.randint(1, 80), chance.randint(0, 20))
        assert redraw(draw)
        if len(draw["order"]) > 1:
            assert not redraw(draw | {"order": draw["order"][1:] + draw["order"][:1]})
    assert len((ROOT / "sync" / "redraw.py").read_text("utf-8").splitlines()) <= 40


def test_what_is_wrong_with_the_vectors_is_wrong_for_it_too():
    for vector in CHECKED:
        said = vector["said"]
        if "order" in said and said.get("values", ["x"]) != ["x"] and not {"early", "results"} & {*vector["want"]}:
            assert redraw(said) == (not {*vector["want"]} - {"contributions", "seed"}), vector["name"]


def test_each_has_each_place_as_often():
    """Of seven, 14,000 times: chi squared of the 49 cells below what chance passes once in ten thousand."""
    ids, times = "abcdefg", 14_000
    seen = Counter(
        (one, place)
        for number in range(times)
        for place, one in enumerate(draw_order(ids, number.to_bytes(32)))
    )  # fmt: skip
    want = times / len(ids)
    assert sum((seen[one, place] - want) ** 2 / want for one in ids for place in range(7)) < 75  # 36 degrees of freedom


@given(st.binary(min_size=16, max_size=16), st.lists(st.binary(min_size=16, max_size=16), unique=True, max_size=6))
def test_one_more_contribution_is_another_seed(one, others):
    if one not in others:
        roots = [contributions_root(sorted(values)) for values in (others, [*others, one])]
        assert draw_seed(bytes(32), roots[0], ["1 2 3"]) != draw_seed(bytes(32), roots[1], ["1 2 3"])


@given(st.lists(st.integers(0, 9), unique=True, max_size=10), st.integers(1, 10))
def test_who_declines_makes_room_and_nobody_else_moves(gone, winners):
    order = [str(number) for number in range(10)]
    before = draw_places({"order": order, "winners": winners})
    after = draw_places({"order": order, "winners": winners, "declined": [{"id": str(one)} for one in gone]})
    kept = [(was, now) for was, now in zip(before.holders, after.holders, strict=True) if int(was) not in gone]
    assert all(was == now for was, now in kept)
    held = [one for one in after.holders if one]
    assert len(set(held)) == len(held) == min(winners, 10 - len(gone))
    assert not {*held, *after.waiting} & {str(one) for one in gone}


def test_each_rule_has_a_vector_that_breaks_it():
    assert {fault for one in CHECKED for fault in one["want"]} == {
        "list", "contributions", "early", "results", "seed", "order",
    }  # fmt: skip
    assert check_draw(CHECKED[0]["said"]) == []


def test_who_enters_it_twice_is_one():
    told = {one["name"]: one["want"]["state"] for one in VECTORS if one["fn"] == "entered_results"}
    once = {"day": "2026-11-27", "by": "p1", "role": "committee", "results": ["1"]}
    assert entered_results({"source": "results", "entries": [once, once]}).state == "waiting"
    assert told["one entered it twice"] == "waiting" and told["two agree"] == "agreed"
