"""Draws end to end on the server: it closes what phones gave once their day has ended, writes the order once two agree,
and does both after a stop too."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from shaiba.replica.draws import Draws
from shaiba.replica.duty import say
from shaiba.replica.push import push
from shaiba_sync import MOST_VALUES, b64u_decode, b64u_encode, check_draw, contribution_id, list_root
from shaiba_sync.merge import view
from shaiba_sync.wire import Refused, Verdict
from tests.conftest import HOME, NOW_MS, SQUARE, TOWN, VILLAGE, Phone, Village, grant

DAY_MS = 86_400_000
REDRAW = Path(__file__).parents[2] / "sync" / "redraw.py"
ENTRANTS = [{"id": f"e{number}", "name": "王*"} for number in range(6)]


class World:
    def __init__(self, village: Village) -> None:
        self.village = village
        self.chair, self.supervisor = Phone("p-chair"), Phone("p-super")
        self.phones = [Phone(f"p-{number}") for number in range(3)]

    async def settle(self) -> None:
        offices = [
            (self.chair, "committee"),
            (self.supervisor, "supervisor"),
            *((one, "villager") for one in self.phones),
        ]
        people = [change for phone, role in offices for change in (phone.enrolment(), grant(phone.person, role))]
        await say(self.village.replica, HOME, people, now_ms=NOW_MS)
        member = {"name": "王某", "group": "第3组", "household": "03-001"}
        add = [{"do": "member.add", "id": one.person, "set": member} for one in self.phones]
        await say(self.village.replica, SQUARE, add, now_ms=NOW_MS)

    async def push(self, phone: Phone, scope: str, *changes: dict[str, Any]) -> str:
        line = phone.say(scope, *changes, now_ms=self.village.time())
        [verdict] = [one for one in await self.village.sync(line) if isinstance(one, Verdict | Refused)]
        self.village.client.cookies.clear()
        return verdict.error if isinstance(verdict, Refused) else str(verdict.verdict)

    async def announce(self, record: str = "d1") -> str:
        said = {
            "purpose": "宅基地", "sort": "winners", "place": "村部", "day": "2026-11-21", "hour": "09:00",
            "objections_until": "2026-11-20", "contributions_until": "2026-11-19", "rule": 1, "source": "results",
            "winners": 2, "entrants": ENTRANTS, "root": b64u_encode(list_root(ENTRANTS)), "by": "p-chair",
            "name": "赵某", "sources": ["福彩3D 第1期"],
        }  # fmt: skip
        return await self.push(self.chair, HOME, {"do": "draw.announce", "id": record, "set": said})

    async def give(self, phone: Phone) -> str:
        value = b64u_encode(phone.public_key[:16])
        record = contribution_id("d1", phone.device)
        return await self.push(
            phone, SQUARE, {"do": "contribution.give", "id": record, "set": {"draw": "d1", "value": value}}
        )

    async def enter(self, phone: Phone, role: str, day: str, *results: str) -> str:
        entry = {"day": day, "by": phone.person, "name": "某", "role": role, "results": list(results)}
        return await self.push(phone, HOME, {"do": "draw.enter", "id": "d1", "append": {"entries": entry}})

    async def draw(self) -> Any:
        await Draws(self.village.replica, self.village.time).settle([HOME])
        record = await self.village.store.record(HOME, "draw", "d1")
        assert record is not None
        return view(record)


async def test_a_draw_is_closed_when_its_day_has_ended_and_settled_once_two_agree(
    village: Village, tmp_path: Path
) -> None:
    world = World(village)
    await world.settle()
    assert await world.announce() == "stored"
    assert [await world.give(phone) for phone in world.phones[:2]] == ["stored", "stored"]
    assert await world.give(world.phones[0]) == "taken"
    assert "values" not in await world.draw()
    village.time.now_ms += 2 * DAY_MS  # 2026-11-20
    assert await world.give(world.phones[2]) == "closed"
    draw = await world.draw()
    assert draw["values"] == sorted(draw["values"]) or len(draw["values"]) == 2
    assert {*draw["values"]} == {b64u_encode(phone.public_key[:16]) for phone in world.phones[:2]}
    assert await world.enter(world.chair, "committee", "2026-11-20", "1 2 3") == "invalid"
    village.time.now_ms += DAY_MS
    assert await world.enter(world.chair, "committee", "2026-11-21", "1 2 3") == "stored"
    assert await world.enter(world.supervisor, "supervisor", "2026-11-21", "1 2 4") == "stored"
    assert "order" not in await world.draw(), "they differ"
    assert await world.enter(world.supervisor, "supervisor", "2026-11-21", "1 2 3") == "stored"
    draw = await world.draw()
    assert sorted(draw["order"]) == [one["id"] for one in ENTRANTS]
    assert check_draw(draw) == []
    assert (await world.draw())["order"] == draw["order"]
    assert await world.enter(world.chair, "committee", "2026-11-21", "9 9 9") == "closed"
    told = (await village.client.get(f"/open/{VILLAGE}/draw.json")).text
    assert redrawn(tmp_path, told) == "d1 宅基地 right\n"
    first, second = (f'\\"{one}\\"' for one in draw["order"][:2])
    changed = told.replace(f"{first},{second}", f"{second},{first}")
    assert changed != told and redrawn(tmp_path, changed) == "d1 宅基地 NOT AS DRAWN\n"


def redrawn(folder: Path, told: str) -> str:
    """What the forty lines say of what everybody may fetch."""
    file = folder / "draw.json"
    file.write_text(told, encoding="utf-8")
    done = subprocess.run([sys.executable, REDRAW, file], capture_output=True, text=True, check=True)
    return done.stdout


async def test_a_void_draw_is_neither_closed_nor_drawn_and_another_is_announced(village: Village) -> None:
    world = World(village)
    await world.settle()
    await world.announce()
    assert await world.announce() == "taken"
    assert (
        await world.push(world.chair, HOME, {"do": "draw.void", "id": "d1", "set": {"voided": "漏了两户"}}) == "stored"
    )
    assert await world.announce("d2") == "stored"
    village.time.now_ms += 3 * DAY_MS
    draw = await world.draw()
    assert draw["voided"] == "漏了两户" and "values" not in draw
    assert await world.announce("d3") == "invalid", "its day is too near by now"


async def test_of_more_phones_than_fit_the_last_is_told_so_and_nobody_finds_his_part_missing(village: Village) -> None:
    world = World(village)
    world.phones = [Phone(f"p-{number}") for number in range(MOST_VALUES + 1)]
    await world.settle()
    await world.announce()
    given = [(phone, contribution_id("d1", phone.device), b64u_encode(phone.public_key[:16])) for phone in world.phones]
    lines = [
        phone.say(SQUARE, {"do": "contribution.give", "id": record, "set": {"draw": "d1", "value": value}})
        for phone, record, value in given
    ]
    told = await push(village.replica, lines, now_ms=village.time())
    assert {one.verdict for one in told[:-1] if isinstance(one, Verdict)} == {"stored"}
    assert isinstance(told[-1], Refused)
    assert (told[-1].error, told[-1].detail) == ("invalid", {"field": "set.draw", "why": "full"})
    village.time.now_ms += 2 * DAY_MS
    draw = await world.draw()
    assert draw["values"] == sorted((value for *_, value in given[:-1]), key=lambda one: b64u_decode(one, 16))
    assert check_draw(draw) == []


async def test_what_a_stop_left_undone_is_done_when_the_server_runs_again(village: Village) -> None:
    world = World(village)
    await world.settle()
    await world.announce()
    await world.give(world.phones[0])
    village.time.now_ms += 2 * DAY_MS
    assert await village.store.scopes(f"village/{TOWN}") == []
    again = Draws(village.replica, village.time)
    await again.settle(await village.store.scopes("village/"))
    assert len((await world.draw())["values"]) == 1
