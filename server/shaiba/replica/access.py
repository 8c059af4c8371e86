"""Who read what of whom: written before it is answered, told to the person concerned, forgotten after a year.

Spec: sync/spec/privacy.md, "Opening an original", "Access log".
"""

from collections.abc import Iterable, Sequence

import msgspec

from shaiba_sync.errors import Forbidden, SlowDown
from shaiba_sync.merge import view
from shaiba_sync.scope import parse_scope

from ..kind import ROLL, Actor, View, day_of, is_roll
from ..storage.store import Opening, Reading, Store, Tx
from .duty import say
from .replica import Replica
from .who import grants_of

OPENERS = ("cadre", "committee", "supervisor", "discipline", "inspector")
"""The roles that may open what is covered, each in its region."""

MOST_A_DAY = 20
"""Openings by one person. More is no question but a search."""

DAY_S = 86_400


class Access(msgspec.Struct, frozen=True):
    """Somebody read or opened what concerns a person. `why` is empty where he only read. `name`, `role` and `office`
    are of the reader as he is known now."""

    day: str
    scope: str
    name: str
    role: str
    office: str
    why: str = ""
    words: str = ""
    id: str = ""


TOLD = ("office/", "case/")
"""Scopes where records of others stand: reading them is written down."""

MOST_NOTED = 8192
"""Readings remembered as written."""


async def note_readings(replica: Replica, scopes: Iterable[str], reader: str | None, now_ms: int) -> None:
    """Write down who is about to read these, once a day."""
    today = day_of(now_ms)
    told = [name for name in scopes if name.startswith(TOLD)]
    if reader is None or not told:
        return
    fresh = [Reading(today, name, reader) for name in told]
    fresh = [one for one in fresh if one not in replica.noted_readings]
    if not fresh:
        return

    def job(tx: Tx) -> None:
        for reading in fresh:
            tx.put_reading(reading)

    await replica.store.write(job)
    if len(replica.noted_readings) > MOST_NOTED:
        replica.noted_readings.clear()
    replica.noted_readings.update(fresh)


async def open_original(
    replica: Replica, actor: Actor, name: str, record_id: str, why: str, words: str, now_ms: int
) -> View:
    """The original, once it is written down who opens it and why. Raises `Forbidden`, `SlowDown`."""
    scope = parse_scope(name)
    role = next((one for one in OPENERS if scope.region and actor.has(one, region=scope.region)), None)
    if actor.person is None or role is None or scope.kind != "office" or is_roll(scope):
        raise Forbidden
    reader, today = actor.person, day_of(now_ms)
    record = await replica.store.record(name, "original", record_id)
    original = view(record) if record else None
    if original is None or reader in original.get("people", ()):
        raise Forbidden

    def job(tx: Tx) -> bool:
        if tx.openings_on(today, reader) >= MOST_A_DAY:
            return False
        tx.put_openings(
            [
                Opening(today, name, record_id, reader, person, why, words)
                for person in original.get("people", ()) or ("",)
            ]
        )
        return True

    if not await replica.store.write(job):
        raise SlowDown(DAY_S)
    await _count(replica, f"village/{scope.region}", f"{today[:7]}_{role}", now_ms)
    return original


async def _count(replica: Replica, scope: str, record_id: str, now_ms: int) -> None:
    """One more, for everybody to see. One at a time: two that counted at once would be one."""
    async with replica.counting:
        past = await replica.store.record(scope, "openings", record_id)
        count = view(past)["count"] + 1 if past else 1
        await say(replica, scope, [{"do": "openings.count", "id": record_id, "set": {"count": count}}], now_ms=now_ms)


async def accesses_of(store: Store, person: str, now_ms: int) -> list[Access]:
    """All that is kept of who read or opened what concerns this person, newest first."""
    scopes = await _scopes_of(store, person)
    readings = [one for name in scopes for one in await store.readings(name) if one.reader != person]
    found = [(one.day, one.scope, one.reader, "", "", "") for one in readings]
    openings = await store.openings(person)
    found += [(one.day, one.scope, one.reader, one.why, one.words, one.id) for one in openings]
    known = {reader: await _known(store, reader, day_of(now_ms)) for reader in {one[2] for one in found}}
    return [
        Access(when, scope, *known[reader], why, words, record_id)
        for when, scope, reader, why, words, record_id in sorted(found, reverse=True)
    ]


async def _scopes_of(store: Store, person: str) -> Sequence[str]:
    """Where records of this person stand that others read: rolls, what offices keep, cases."""
    names = {one.scope for one in await store.refer("appeal", "person", person) if one.scope.startswith("case/")}
    for village in {parse_scope(one.scope).region for one in await store.refer("grant", "person", person)}:
        if await store.record(f"office/{village}/{ROLL}", "resident", person):
            names.add(f"office/{village}/{ROLL}")
        for name in await store.scopes(f"office/{village}/"):
            originals = await store.records(name, "original")
            shortfalls = await store.records(name, "shortfall")
            if any(person in view(one).get("people", ()) for one in originals) or any(
                view(one)["answer"]["by"] == person for one in shortfalls
            ):
                names.add(name)
    return sorted(names)


async def _known(store: Store, reader: str, today: str) -> tuple[str, str, str]:
    """Name, role and office of a reader; of one who holds none any more, those held last."""
    found = await store.refer("grant", "person", reader)
    held = [view(one.record) for one in found]
    names = [str(one["name"]) for one in held if "name" in one]
    now = [one for one in grants_of(found, today) if one.role != "villager"]
    role, office = (now[0].role, now[0].office or "") if now else (held[-1]["role"] if held else "", "")
    return (names[-1] if names else "", role, office)
