"""Letters: asked for by who keeps a village's roll, released by somebody else, printed by the phone that asked.

Thin: what a letter is, identity/letters.py says. Spec: sync/spec/roll.md, "Letters".
"""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromQuery, JSONBody

from shaiba_sync.errors import BadCode, Forbidden, Invalid, NotFound
from shaiba_sync.merge import view

from ..identity import letters
from ..identity.letters import Addressee, State, state_of
from ..kind import ROLL, Actor, RecordId, RegionCode, View, day_of
from ..log import log
from ..replica.duty import say
from ..replica.scope import home_scope
from ..replica.who import grants_of, person_name
from ..storage.store import Letter
from .given import Given
from .server import Server, check_same_origin

MOST = 200
"""Letters in one run: as many as a printer takes without new paper."""

TERM_YEARS = 5
FOUR = 4
"""Years from fourteen, when one may have a phone of one's own here, to coming of age."""

Few = Annotated[list[RecordId], msgspec.Meta(min_length=1, max_length=MOST)]


class AskLetters(msgspec.Struct, forbid_unknown_fields=True):
    """`replaces`: for one person whose phones are lost: using the letter turns them off."""

    region: RegionCode
    people: Few
    replaces: bool = False


class NewLetter(msgspec.Struct):
    """A letter as it is printed, once. `digits`: for who attests in person (people.md, "Recovery")."""

    id: str
    person: str
    household: str
    name: str
    code: str
    secret: str
    digits: str
    expires_ms: int


class NewLetters(msgspec.Struct):
    letters: list[NewLetter]


class SomeLetters(msgspec.Struct, forbid_unknown_fields=True):
    region: RegionCode
    ids: Few


class Done(msgspec.Struct):
    done: int


class ListedLetter(msgspec.Struct):
    """A letter as those see it who ask and release. `mine`: asked for by the caller, who cannot release it; `replaces`:
    it turns off the phones that the person has; `close`: it is for the caller, or for somebody close to him."""

    id: str
    person: str
    household: str
    name: str
    state: State
    asked_ms: int
    asked_by: str
    mine: bool
    replaces: bool
    close: bool
    expires_ms: int


class ListedLetters(msgspec.Struct):
    letters: list[ListedLetter]


@post("/identity/letters", status_code=201, summary="Ask for letters")
async def ask_letters(
    request: Request[Any, Any, Any], data: JSONBody[AskLetters], server: Given
) -> Response[NewLetters]:
    """For people on the village's roll, by who keeps it. The codes are told this once. Letters that replace are asked
    for one at a time: whoever releases it has seen this person's papers."""
    check_same_origin(request)
    actor = (await server.fresh(request)).actor
    if actor.person is None or not actor.keeps_roll(data.region):
        raise Forbidden
    if data.replaces:
        await _check_replaces(server, data)
    found = {person: await _resident(server, data.region, person) for person in data.people}
    if not all(found.values()):
        raise NotFound
    if any(_is_under_fourteen(one, day_of(server.clock())) for one in found.values() if one):
        raise Forbidden
    to = [Addressee(person, one["household"]) for person, one in found.items() if one]
    store, now_ms = server.replica.store, server.clock()
    made = await letters.ask(
        store, server.pepper.open(), to, region=data.region, by=actor.person, now_ms=now_ms, replaces=data.replaces
    )
    log.info("letters_asked", region=data.region, count=len(made), replaces=data.replaces)
    new = [_new(one, found[one.letter.person] or {}) for one in made]
    return Response(NewLetters(new), headers={"cache-control": "no-store"})


@get("/identity/letters", summary="The letters of a village")
async def list_letters(
    request: Request[Any, Any, Any], server: Given, region: FromQuery[str]
) -> Response[ListedLetters]:
    """For who keeps its roll, and who may release: without their codes, which nobody has."""
    actor = (await server.signed_in(request)).actor
    if not (actor.keeps_roll(region) or _may_release(actor, region)):
        raise Forbidden
    store, now_ms = server.replica.store, server.clock()
    found = await store.letters(region)
    askers = {one.asked_by: await person_name(store, one.asked_by, region) or "" for one in found}
    names = {one.id: view(one)["name"] for one in await store.records(_roll(region), "resident")} if found else {}
    close = await _close_to(server, region, actor.person or "")
    listed = [
        ListedLetter(
            one.id, one.person, one.household, names.get(one.person, ""),
            state_of(one, now_ms), one.asked_ms, askers[one.asked_by], one.asked_by == actor.person, one.replaces,
            one.person in close, one.expires_ms,
        )
        for one in found
    ]  # fmt: skip
    return Response(ListedLetters(listed), headers={"cache-control": "no-store"})


@post("/identity/letters/release", status_code=200, summary="Let letters enrol")
async def release_letters(request: Request[Any, Any, Any], data: JSONBody[SomeLetters], server: Given) -> Done:
    """By a supervisor of the village or a cadre; not by who asked for them, is named in them, or is close to who is."""
    check_same_origin(request)
    actor = (await server.fresh(request)).actor
    if not _may_release(actor, data.region) or actor.person is None:
        raise Forbidden
    store, now_ms = server.replica.store, server.clock()
    close = await _close_to(server, data.region, actor.person)
    done = await letters.release(store, data.ids, region=data.region, by=actor.person, close=close, now_ms=now_ms)
    log.info("letters_released", region=data.region, count=done)
    return Done(done)


@post("/identity/letters/void", status_code=200, summary="Take letters back")
async def void_letters(request: Request[Any, Any, Any], data: JSONBody[SomeLetters], server: Given) -> Done:
    """By either of the two."""
    check_same_origin(request)
    actor = (await server.signed_in(request)).actor
    if not (actor.keeps_roll(data.region) or _may_release(actor, data.region)):
        raise Forbidden
    done = await letters.make_void(server.replica.store, data.ids, region=data.region, now_ms=server.clock())
    log.info("letters_void", region=data.region, count=done)
    return Done(done)


async def welcome(server: Server, letter: Letter) -> None:
    """Who comes with a letter belongs: the person stands in the square as the roll has him, and is a villager. Of
    people on no roll (the operator's codes) nothing is said. Raises `BadCode` where the person has left."""
    store, now_ms = server.replica.store, server.clock()
    if await store.record(_roll(letter.region), "resident", letter.person) is None:
        return
    resident = await _resident(server, letter.region, letter.person)
    if resident is None:
        raise BadCode
    if await store.record(f"square/{letter.region}", "member", letter.person) is None:
        household = await store.record(_roll(letter.region), "household", resident["household"])
        group = view(household)["group"] if household else ""
        member = {"name": resident["name"], "household": resident["household"], "group": group}
        add = {"do": "member.add", "id": letter.person, "set": member}
        await say(server.replica, f"square/{letter.region}", [add], now_ms=now_ms)
    today = day_of(now_ms)
    held = grants_of(await store.refer("grant", "person", letter.person), today)
    if not any(grant.region == letter.region for grant in held):
        until = date(int(today[:4]) + TERM_YEARS, 12, 31).isoformat()
        members = {"person": letter.person, "role": "villager", "since": today, "until": until}
        give = {"do": "grant.give", "id": letter.id, "set": members}
        await say(server.replica, home_scope(letter.region), [give], now_ms=now_ms)


async def _check_replaces(server: Server, data: AskLetters) -> None:
    """One at a time; and two people of a village give nobody an office above it (roll.md, "Letters")."""
    if len(data.people) > 1:
        raise Invalid("people", "too_long")
    found = await server.replica.store.refer("grant", "person", data.people[0])
    held = grants_of(found, day_of(server.clock()))
    if any(one.role != "villager" and one.region != data.region for one in held):
        raise Forbidden


async def _close_to(server: Server, region: str, person: str) -> Collection[str]:
    """Whom this person declared to be close, and the person: of their letters others decide (回避)."""
    declared = await server.replica.store.record(f"square/{region}", "interest", person)
    return (person, *(view(declared).get("relatives", ()) if declared else ()))


def _may_release(actor: Actor, region: str) -> bool:
    return actor.has("supervisor", "cadre", region=region)


async def _resident(server: Server, region: str, person: str) -> View | None:
    """The person's entry in the roll, unless they have left."""
    record = await server.replica.store.record(_roll(region), "resident", person)
    found = view(record) if record else None
    return None if found is None or "left" in found else found


def _is_under_fourteen(resident: View, today: str) -> bool:
    """Whether it may be: the roll has the year of coming of age, four after that of the fourteenth birthday."""
    return "grown" in resident and int(today[:4]) <= int(resident["grown"]) - FOUR


def _roll(region: str) -> str:
    return f"office/{region}/{ROLL}"


def _new(made: letters.Made, resident: View) -> NewLetter:
    one = made.letter
    return NewLetter(
        one.id,
        one.person,
        one.household,
        resident["name"],
        made.code,
        made.secret,
        letters.digits_of(one),
        one.expires_ms,
    )


HANDLERS = [ask_letters, list_letters, release_letters, void_letters]
