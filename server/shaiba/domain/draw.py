"""Draws (摇号): a list that everybody sees, chance that nobody has in hand, and an order for all to check.

The list stands once it is announced: no change touches it. What phones contribute is closed before the result comes;
the order is taken only where it is the one that follows (shaiba_sync.draw). Spec: sync/spec/draw.md.
"""

from datetime import date, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.draw import (
    DICE_ROLES,
    DICE_ROW,
    DICE_THROWS,
    MOST_VALUES,
    contributions_root,
    draw_order,
    draw_seed,
    entered_results,
    list_root,
    read_values,
)
from shaiba_sync.errors import Closed, Invalid, Malformed
from shaiba_sync.op import b64u_encode
from shaiba_sync.privacy import is_name

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    Role,
    Short,
    Text,
    View,
    check_days,
    check_done,
    day_of,
    fields_of,
    is_paid_close,
    must_be_new,
    must_be_open,
    must_exist,
)

MOST_ENTRANTS = 500
"""Fit in one line, with their names."""
NOTICE_DAYS = 2
"""Between the day of the announcement and that of the draw: so that a whole day lies between them."""

DrawSort = Literal["lots", "winners", "check"]
"""Things are given out; some are chosen; what is looked at (抽查) is chosen."""
DrawSource = Literal["results", "dice"]
"""Published results that are to come; dice, thrown before all."""

ANNOUNCERS = ("committee", "supervisor", "cadre")
CHECKERS = ("supervisor", "cadre")
ENTERERS = ("committee", "branch", "supervisor", "accountant", "cadre", "station")
ABOVE = ("cadre", "station")

Root = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{43}\Z")]
Value = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{22}\Z")]
Result = Annotated[str, Meta(pattern=r"^[0-9]{1,2}( [0-9]{1,2}){0,19}\Z")]
Results = Annotated[list[Result], Meta(min_length=1, max_length=5)]


class Entrant(Fields, frozen=True):
    """One of the list: its id (of a check, the record's), its name as everybody reads it, and what tells it apart."""

    id: RecordId
    name: Short
    note: Short | UnsetType = UNSET


class Announce(Fields, frozen=True):
    """What is drawn for, when and where, from which list, by whose chance. `replaces` is the void draw before it."""

    purpose: Short
    sort: DrawSort
    place: Short
    day: Day
    hour: Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
    objections_until: Day
    contributions_until: Day
    source: DrawSource
    rule: Annotated[int, Meta(ge=1, le=1)]
    winners: Annotated[int, Meta(ge=1, le=MOST_ENTRANTS)]
    entrants: Annotated[list[Entrant], Meta(min_length=1, max_length=MOST_ENTRANTS)]
    root: Root
    by: RecordId
    name: Short
    sources: Annotated[list[Short], Meta(min_length=1, max_length=5)] | UnsetType = UNSET
    things: Annotated[list[Short], Meta(min_length=1, max_length=MOST_ENTRANTS)] | UnsetType = UNSET
    text: Text | UnsetType = UNSET
    replaces: RecordId | UnsetType = UNSET


class AnnounceDraw(Change, tag="draw.announce", frozen=True):
    """Say what will be drawn."""

    set: Announce


class Close(Fields, frozen=True):
    """What phones contributed, in rising order, and the root over it."""

    values: Annotated[list[Value], Meta(max_length=MOST_VALUES)]
    values_root: Root


class CloseDraw(Change, tag="draw.close", frozen=True):
    """No more is contributed."""

    set: Close


class DrawEntry(Fields, frozen=True):
    """What somebody saw: the results of all sources, in their order; of dice, the throws in rows of five."""

    day: Day
    by: RecordId
    name: Short
    role: Role
    results: Results


class AddEntry(Fields, frozen=True):
    """One entry."""

    entries: DrawEntry


class EnterResult(Change, tag="draw.enter", frozen=True):
    """Enter the result; said again where it was mistyped."""

    append: AddEntry


class Settled(Fields, frozen=True):
    """The results on which all agree, the seed and the order that follow."""

    results: Results
    seed: Root
    order: Annotated[list[RecordId], Meta(min_length=1, max_length=MOST_ENTRANTS)]


class SettleDraw(Change, tag="draw.settle", frozen=True):
    """The draw is done."""

    set: Settled


class Declined(Fields, frozen=True):
    """Who does not take his place; the next who waits has it."""

    id: RecordId
    day: Day
    by: RecordId
    name: Short
    why: Text | UnsetType = UNSET


class AddDeclined(Fields, frozen=True):
    """One of them."""

    declined: Declined


class DeclineDraw(Change, tag="draw.decline", frozen=True):
    """Note that somebody does not take his place."""

    append: AddDeclined


class Void(Fields, frozen=True):
    """Why it does not count."""

    voided: Text


class VoidDraw(Change, tag="draw.void", frozen=True):
    """The draw does not count; it stays readable with the reason."""

    set: Void


DrawChange = AnnounceDraw | CloseDraw | EnterResult | SettleDraw | DeclineDraw | VoidDraw


def allow(change: DrawChange, past: View | None, context: Context) -> None:
    """Announce, enter, decline: offices; close and settle: the clerk; void: who announces, later only those above."""
    if isinstance(change, AnnounceDraw):
        roles = CHECKERS if change.set.sort == "check" else ANNOUNCERS
        _need(context, *roles)
        must_be_new(past)
        _check_announced(change.set, context)
        return
    if isinstance(change, CloseDraw | SettleDraw):
        if not context.actor.clerk:
            raise context.forbid("draw", "clerk")
    elif isinstance(change, DeclineDraw):
        _need(context, *ANNOUNCERS)
    elif isinstance(change, VoidDraw):
        _need(context, *(ABOVE if past is not None and "entries" in past else ANNOUNCERS))
    past = must_be_open(must_exist(past, "root"), "voided")
    if isinstance(change, CloseDraw):
        _check_closed(change.set, past, context)
    elif isinstance(change, EnterResult):
        _check_entry(change.append.entries, past, context, change.id)
    elif isinstance(change, SettleDraw):
        _check_settled(change.set, past)
    elif isinstance(change, DeclineDraw):
        _check_declined(change.append.declined, past, context)


def _need(context: Context, *roles: str) -> None:
    if not context.actor.has(*roles, region=context.region):
        raise context.forbid("draw", "office")


def _check_announced(said: Announce, context: Context) -> None:
    _check_author(said.by, "set.by", context)
    today = day_of(context.now_ms)
    check_days(**{f"set.{field}": getattr(said, field) for field in ("day", "objections_until", "contributions_until")})
    if said.day < (date.fromisoformat(today) + timedelta(days=NOTICE_DAYS)).isoformat():
        raise Invalid("set.day", "too_early")
    for field in ("objections_until", "contributions_until"):
        if getattr(said, field) < today:
            raise Invalid(f"set.{field}", "too_early")
        if getattr(said, field) >= said.day:
            raise Invalid(f"set.{field}", "too_late")
    if (said.source == "results") != (said.sources is not UNSET):
        raise Invalid("set.sources", "missing" if said.sources is UNSET else "not_here")
    if said.winners > len(said.entrants):
        raise Invalid("set.winners", "too_large")
    if said.things is not UNSET and len(said.things) != said.winners:
        raise Invalid("set.things", "not_as_many")
    if any(is_name(one.name) for one in said.entrants):
        raise Invalid("set.entrants", "not_masked")
    if said.root != _root_of(said.entrants):
        raise Invalid("set.root", "not_the_root")
    if said.replaces is not UNSET and "voided" not in (context.look("draw", said.replaces) or {}):
        raise Invalid("set.replaces", "not_void")


def _root_of(entrants: list[Entrant]) -> str:
    try:
        return b64u_encode(list_root([msgspec.to_builtins(one) for one in entrants]))
    except Malformed:
        raise Invalid("set.entrants", "twice") from None


def _check_closed(said: Close, past: View, context: Context) -> None:
    if "values" in past:
        raise Closed
    if day_of(context.now_ms) <= past["contributions_until"]:
        raise Invalid("id", "too_early")
    try:
        root = contributions_root(read_values({"values": said.values}))
    except Malformed:
        raise Invalid("set.values", "not_in_order") from None
    if said.values_root != b64u_encode(root):
        raise Invalid("set.values_root", "not_the_root")


def _check_entry(said: DrawEntry, past: View, context: Context, draw: str) -> None:
    is_dice = past["source"] == "dice"
    asked = DICE_ROLES if is_dice else ENTERERS
    if said.role not in asked or not context.actor.has(said.role, region=context.region):
        raise context.forbid("draw", "office")
    if "order" in past:
        raise Closed
    if "values" not in past:
        raise Invalid("id", "not_closed")
    _check_author(said.by, "append.entries.by", context)
    if _is_concerned(context, said.by, draw):
        raise Invalid("append.entries.by", "concerned")
    check_done(said.day, "append.entries.day", context)
    if said.day < past["day"]:
        raise Invalid("append.entries.day", "too_early")
    if is_dice:
        _check_throws(said.results)
    elif len(said.results) != len(past["sources"]):
        raise Invalid("append.entries.results", "not_as_many")


def _check_throws(rows: list[str]) -> None:
    throws = [row.split(" ") for row in rows]
    if len(rows) != DICE_THROWS // DICE_ROW or any(len(row) != DICE_ROW for row in throws):
        raise Invalid("append.entries.results", "not_as_many")
    if any(len(throw) != 1 for row in throws for throw in row):
        raise Invalid("append.entries.results", "not_a_throw")


def _is_concerned(context: Context, person: str, draw: str) -> bool:
    """Whether he stands in the list, or his household, or somebody who is close to him (回避)."""
    listed = (context.beside("entrants", draw) or {}).get("people", ())
    own = (context.beside("member", person) or {}).get("household")
    return any((own and one.get("household") == own) or is_paid_close(context, one["name"]) for one in listed)


def _check_settled(said: Settled, past: View) -> None:
    if "order" in past:
        raise Closed
    entered = entered_results(past)
    if "values" not in past or entered.state != "agreed" or entered.results != tuple(said.results):
        raise Invalid("set.results", "not_agreed")
    seed = draw_seed(list_root(past["entrants"]), contributions_root(read_values(past)), said.results)
    if said.seed != b64u_encode(seed):
        raise Invalid("set.seed", "not_the_seed")
    if said.order != draw_order([one["id"] for one in past["entrants"]], seed):
        raise Invalid("set.order", "not_the_order")


def _check_declined(said: Declined, past: View, context: Context) -> None:
    _check_author(said.by, "append.declined.by", context)
    check_done(said.day, "append.declined.day", context)
    if said.id not in past.get("order", ()):
        raise Invalid("append.declined.id", "unknown")
    if any(one["id"] == said.id for one in past.get("declined", ())):
        raise Closed


def _check_author(by: str, field: str, context: Context) -> None:
    if by != context.actor.person:
        raise Invalid(field, "who_acts")


CHANGES = (AnnounceDraw, CloseDraw, EnterResult, SettleDraw, DeclineDraw, VoidDraw)
STEPPED = frozenset({"draw.announce", "draw.void"})
OPEN = (
    "purpose", "sort", "place", "day", "hour", "objections_until", "contributions_until", "source", "sources", "rule",
    "winners", "things", "entrants", "root", "values", "values_root", "entries", "results", "seed", "order", "declined",
    "voided", "replaces",
)  # fmt: skip
KIND = Kind("draw", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
