"""Everybody tries everything everywhere: what is taken and told is what the table says, and nothing else."""

from collections.abc import AsyncIterator
from operator import methodcaller
from typing import get_args

import pytest
import pytest_asyncio

from shaiba.domain import KINDS
from shaiba.kind import Role
from shaiba.replica.push import MOST_KEPT
from shaiba_sync.clock import Stamp
from shaiba_sync.op import op_id
from shaiba_sync.wire import Refused, Verdict
from tests.authz.doors import FRESH_MS, NOWHERE, STEPPED_MS, UNUSED_MS, Doors, Found, log_doors, open_to
from tests.authz.people import everybody, is_of_each_sort
from tests.authz.table import CHANGES, NOT_YET, PUBLIC, ROLES, STEPPED, Sort
from tests.authz.world import NAMES, PHOTO, Cell, World, cells_of, regions
from tests.conftest import NOW_MS, VILLAGE, open_village
from tests.web.test_files import hash_of, picture, send
from tests.web.test_vouch import head_note

pytestmark = pytest.mark.asyncio(loop_scope="module")
SHOWN = 20
NOT_ITS_TURN = {
    "appeal.step": {"kind": "appeal", "state": "received"},
    "moderation.": {"kind": "moderation", "state": "shown"},
}
"""Of these each cell says a place in the life that it never reaches: who may do it hears so."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with open_village(tmp_path_factory.mktemp("authz"), regions=regions()) as village:
        found = World(village)
        await found.settle()
        yield found


async def test_every_change_and_every_role_is_in_the_table() -> None:
    declared = {str(change.__struct_config__.tag) for kind in KINDS for change in kind.changes}
    assert {do.split()[0] for do in CHANGES} == declared
    assert set(ROLES) == set(get_args(Role))
    assert {do for kind in KINDS for do in kind.stepped} == STEPPED


async def test_there_are_more_than_ten_thousand_cells() -> None:
    names = [one.name for one in everybody()]
    assert len(names) == len(set(names))
    cells = {cell for kind in KINDS for cell in cells_of(kind.name)}
    assert len(cells) >= 10_000
    assert sum(cell.wanted for cell in cells) >= 1_000
    assert sum(cell.stepped for cell in cells) > 300


def wrong(cells: Found) -> str:
    """The first of the cells that are not as the table has them: (cell, wanted, got)."""
    bad = [f"{cell} | wanted {wanted} | got {got}" for cell, wanted, got in cells if wanted != got]
    return "\n".join([f"{len(bad)} of {len(cells)} cells are wrong:", *bad[:SHOWN]]) if bad else ""


def wanted(cell: Cell) -> str:
    if cell.wanted:
        turn = next((state for do, state in NOT_ITS_TURN.items() if cell.do.startswith(do)), None)
        return f"out_of_turn{turn}" if turn else "stored"
    if cell.sort in NOT_YET or cell.who.signs:
        return "forbidden" if cell.sort in PUBLIC else "forbidden, nothing more"
    return {"unknown": "unknown_device", "revoked": "device_revoked"}[cell.who.name]


def wanted_without(cell: Cell, bringer: str = "") -> str:
    """The same where nobody showed a passkey but the bringer of them all."""
    return "step_up" if cell.stepped and cell.who.name != bringer else wanted(cell)


def got(verdict: Verdict | Refused) -> str:
    if isinstance(verdict, Verdict):
        return verdict.verdict
    if verdict.error == "forbidden" and verdict.retry == "never":
        return "forbidden" if verdict.detail else "forbidden, nothing more"
    return f"{verdict.error}{dict(verdict.detail) or ''}"


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
async def test_who_writes_what_where(world: World, kind: str) -> None:
    cells = cells_of(kind)
    verdicts = await world.try_all(cells)
    found = [(str(cell), wanted(cell), got(verdict)) for cell, verdict in zip(cells, verdicts, strict=True)]
    assert not wrong(found), wrong(found)


@pytest.mark.parametrize("bringer", ["", "admin county holds"])
async def test_an_act_that_needs_a_passkey_comes_with_its_own(world: World, bringer: str) -> None:
    """Nobody's session brings it, and nobody else's. Who may not do it at all hears that, and is asked for none."""
    world.village.client.cookies.clear()
    if bringer:
        await world.session(bringer)
    else:
        world.village.client.cookies.set("other", "x")
    there = [cell for kind in KINDS for cell in cells_of(kind.name) if cell.do.split()[0] in STEPPED]
    cells = [cell for cell in there if not bringer or cell.stepped]
    verdicts = await world.try_all(cells, stepped=False)
    found = [
        (str(cell), wanted_without(cell, bringer), got(verdict)) for cell, verdict in zip(cells, verdicts, strict=True)
    ]
    assert not wrong(found), wrong(found)


@pytest.mark.parametrize(("shown_ms", "wanted"), [(FRESH_MS, "stored"), (FRESH_MS + 1, "step_up"), (None, "step_up")])
async def test_a_passkey_is_good_for_acts_of_five_minutes(world: World, shown_ms: int | None, wanted: str) -> None:
    name = "admin county holds"
    await world.session(name, shown_ms=shown_ms)
    cells = [cell for kind in KINDS for cell in cells_of(kind.name) if cell.who.name == name and cell.stepped]
    verdicts = await world.try_all(cells, stepped=False)
    found = [(str(cell), wanted, got(verdict)) for cell, verdict in zip(cells, verdicts, strict=True)]
    assert len(found) > 15
    assert not wrong(found), wrong(found)


async def test_what_a_revoked_phone_dates_back_waits_for_its_owner(world: World) -> None:
    """Whatever it is and wherever it says it; none is in a log."""
    phone = world.phones["revoked"]
    later, phone.last = phone.last, Stamp(0, 0)
    heads = {name: await world.village.store.head(name) for name in NAMES.values()}
    changes = {cell.do: cell for kind in KINDS for cell in cells_of(kind.name) if cell.who.name == "revoked"}
    lines = [
        phone.say(NAMES[cell.sort], {"do": cell.do.split()[0], "id": "x"}, now_ms=NOW_MS - 60_000)
        for cell in changes.values()
    ]
    verdicts = []
    for start in range(0, len(lines), MOST_KEPT):
        some = lines[start : start + MOST_KEPT]
        verdicts += await world.push(some)
        for name in map(op_id, some):  # its owner has decided: there is room for the next
            await world.village.store.write(methodcaller("drop_kept", name))
    phone.last = later
    found = [(do, "confirm", got(verdict)) for do, verdict in zip(changes, verdicts, strict=True)]
    assert not wrong(found), wrong(found)
    assert {name: await world.village.store.head(name) for name in NAMES.values()} == heads


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def blobs(world: World) -> dict[Sort, str]:
    """A picture that something in each of these scopes names."""
    village, author, clerk = world.village, world.phones["author"], world.phones["clerk"]
    pictures: dict[Sort, bytes] = {"village": picture("PNG"), "square": picture("PNG"), "case": picture("PNG")}
    named: dict[Sort, str] = {sort: hash_of(data) for sort, data in pictures.items()}
    photo = {sort: {"blob": blob, **PHOTO} for sort, blob in named.items()}
    cover = {"do": "village.describe", "id": VILLAGE, "set": {"name": "联中村", "cover": photo["village"]}}
    attach = {"do": "appeal.attach", "id": "author"}
    lines = [
        clerk.say(NAMES["village"], cover),
        author.say(NAMES["square"], attach | {"append": {"photos": photo["square"]}}),
        author.say(NAMES["case"], attach | {"append": {"photos": photo["case"]}}),
    ]
    assert [got(verdict) for verdict in await world.push(lines)] == ["stored"] * 3
    village.client.cookies.clear()
    for data in pictures.values():
        assert (await send(village, data, "image/png")).json()["complete"]
    return named


@pytest.mark.parametrize("door", ["pull", "live", "letters", "privacy", "open_data", "slots"])
async def test_who_hears_what(world: World, door: str) -> None:
    doors = Doors(world)
    found: Found = []
    for who in everybody():
        await doors.sign_in(who)
        found += await getattr(doors, door)(who)
    assert not wrong(found), wrong(found)


LATER = {
    "without a passkey": (None, None),
    "five minutes on": (FRESH_MS + 1, 0),
    "half an hour unused": (UNUSED_MS, UNUSED_MS),
    "twelve hours on": (STEPPED_MS, 0),
}


@pytest.mark.parametrize("door", ["pull", "live", "letters", "privacy", "slots"])
async def test_an_official_hears_what_a_citizen_does_unless_he_showed_a_passkey(world: World, door: str) -> None:
    doors = Doors(world)
    found: Found = []
    for how, (shown_ms, used_ms) in LATER.items():
        for who in everybody():
            if who.clerk or not is_of_each_sort(who):
                continue
            me = await doors.sign_in(who, shown_ms=shown_ms, used_ms=used_ms)
            found += [(f"{how}: {cell}", *rest) for cell, *rest in await getattr(doors, door)(me)]
    assert not wrong(found), wrong(found)


async def test_who_gets_a_picture(world: World, blobs: dict[Sort, str]) -> None:
    doors = Doors(world)
    found: Found = []
    for who in everybody():
        await doors.sign_in(who)
        found += await doors.files(who, blobs)
    assert not wrong(found), wrong(found)


async def test_who_vouches(world: World) -> None:
    doors = Doors(world)
    found: Found = []
    note = await head_note(world.village)
    for who in everybody():
        if not who.clerk:
            found += await doors.vouch(who, note)
    assert not wrong(found), wrong(found)


async def test_no_file_tells_whether_a_private_log_is_there(world: World) -> None:
    """Whoever is signed in: these doors ask nobody, and of what is not public they know nothing."""
    doors = Doors(world)
    found: Found = []
    for who in (world.people["unknown"], world.people["author"], world.people["cadre county holds roll"]):
        await doors.sign_in(who)
        for sort, method, file in log_doors():
            answers = [
                await world.village.client.request(method, f"/log/{name}/{file}", content=b"x")
                for name in (NAMES[sort], NOWHERE[sort])
            ]
            there, nowhere = (f"{one.status_code} {one.text}" for one in answers)
            found.append((f"{who.name} | {method} {sort} {file}", nowhere, there))
            found.append(
                (f"{who.name} | {method} {sort} {file} is refused", "yes", "yes" if there[0] == "4" else there)
            )
    assert not wrong(found), wrong(found)


async def test_a_case_that_is_not_theirs_is_answered_as_one_that_is_not_there(world: World) -> None:
    """Whatever they push: of nobody's case and of somebody's they hear the same."""
    changes = [
        {"do": "appeal.add", "id": "author", "append": {"notes": {"text": "补充"}}},
        {"do": "appeal.answer", "id": "author", "append": {"answers": {"text": "已核实。", "name": "林某"}}},
        {"do": "member.add", "id": "m", "set": {"name": "李三", "household": "h0", "group": "第1组"}},
    ]
    asked = [
        (who, change)
        for who in everybody()
        if not who.clerk and not open_to(who, "case") and who.name != "moved away"
        for change in changes
    ]
    answers = []
    for name in (NAMES["case"], NOWHERE["case"]):
        verdicts = await world.push([world.phones[who.name].say(name, change) for who, change in asked])
        answers.append([got(verdict) for verdict in verdicts])
    rows = zip(asked, answers[1], answers[0], strict=True)
    found = [(f"{who.name} | {change['do']}", nowhere, there) for (who, change), nowhere, there in rows]
    assert not wrong(found), wrong(found)
