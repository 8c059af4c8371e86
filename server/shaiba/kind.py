"""What a record kind must declare, and what it is given to decide.

A kind is data and pure functions: its changes (msgspec structs) and one function that says who may write what.
Storage, merge, sync and web know only this module. Walk-through: README.md, "How to add a kind".
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby, repeat
from operator import itemgetter
from typing import Annotated, Any, Literal, get_args

import msgspec

from shaiba_sync.clock import day_of as day_of
from shaiba_sync.errors import Closed, Forbidden, Invalid, Taken, UnknownRecord
from shaiba_sync.merge import Record
from shaiba_sync.scope import Scope, covers, region_level

RecordId = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z_-]{1,43}\Z")]
RegionCode = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{12}\Z")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")]
Month = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])\Z")]
Fen = Annotated[int, msgspec.Meta(ge=-(2**53 - 1), le=2**53 - 1)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Sha256Hex = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]

Role = Literal[
    "villager", "accountant", "committee", "branch", "supervisor", "liaison", "seal_keeper",
    "cadre", "station", "department", "discipline", "inspector", "observer", "admin",
]  # fmt: skip
"""What a person may be somewhere: sync/spec/roll.md."""

AppealCategory = Literal[
    "livelihood", "finance", "procedure", "project", "subsidy", "environment", "transport", "other"
]
"""What an appeal is about; offices are proposed by it."""

Sort = Literal["register", "set", "list"]
View = Mapping[str, Any]
"""A record as screens and `allow` read it: `shaiba_sync.merge.view`."""

Look = Callable[[str, str], View | None]
"""look(kind, record_id): another record of the op's own scope, the op's earlier changes included, or None.
How one kind sees another without importing it."""


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="do"):
    """One act on one record. Subclasses carry `tag="<kind>.<verb>"` and the members `set`, `add`, `drop`, `append`
    that the act uses, each a struct of this kind's fields (sync/spec/merge.md)."""

    id: RecordId


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The fields that one member of a change may carry. One that may be left out has the type
    `… | UnsetType = UNSET`: absent is allowed, null is not."""


class Photo(Fields, frozen=True):
    """A picture held as a blob: SHA-256 of its bytes, pixel size, media type."""

    blob: Sha256Hex
    type: Literal["image/jpeg", "image/webp", "image/png"]
    w: Annotated[int, msgspec.Meta(ge=1, le=20000)]
    h: Annotated[int, msgspec.Meta(ge=1, le=20000)]


class Voice(Fields, frozen=True):
    """A recording held as a blob; its length is stated because WebM does not say it."""

    blob: Sha256Hex
    type: Literal["audio/webm", "audio/mp4", "audio/ogg"]
    ms: Annotated[int, msgspec.Meta(ge=1, le=600_000)]


HouseholdSay = Literal["received", "missing", "other"]
"""收到, 没收到, 金额不符."""


class HouseholdAnswer(Fields, frozen=True):
    """What a household says to a payment. `got_fen` is what came, where another sum came; `by` is who of the household
    says it."""

    say: HouseholdSay
    by: RecordId
    got_fen: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)] | msgspec.UnsetType = msgspec.UNSET
    words: Annotated[str, msgspec.Meta(min_length=1, max_length=500)] | msgspec.UnsetType = msgspec.UNSET


FEWEST = 5
"""Households whose answers are counted at once: of fewer, a neighbour could tell whose it was."""

Answers = Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class HouseholdCounts(Fields, frozen=True):
    """How many households said 收到, 没收到, 金额不符."""

    received: Answers
    missing: Answers
    other: Answers

    @property
    def are_too_few(self) -> bool:
        """Whether a neighbour could tell whose they are."""
        return self.received + self.missing + self.other < FEWEST


class Leave(Fields, frozen=True):
    """The day from which a person no longer belongs."""

    left: Day


class Grant(msgspec.Struct, frozen=True):
    """A role that a person has in a region for a term. `until` is the last day it holds (ISO date, Asia/Shanghai)."""

    person: str
    role: str
    region: str
    office: str | None
    since: str
    until: str


class Delegation(msgspec.Struct, frozen=True):
    """Somebody of a village whose cases a person `may` read today, or for whom he may act besides, or only attest who
    she is (family.md)."""

    person: str
    region: str
    may: str


class Actor(msgspec.Struct, frozen=True):
    """Who wrote an op: the device, the person behind it, what that person may do today, and for whom."""

    device: str
    person: str | None
    grants: tuple[Grant, ...] = ()
    clerk: bool = False
    delegations: tuple[Delegation, ...] = ()
    homes: tuple[str, ...] = ()
    """The keys of the scopes of his households, as the rolls of his villages have him today."""

    def has(self, *roles: str, region: str) -> bool:
        """Whether any of these roles is held in this region or in one above it."""
        return any(g.role in roles and covers(g.region, region) for g in self.grants)

    def has_here(self, *roles: str, region: str) -> bool:
        """Whether any of these roles is held in exactly this region: not in one above it."""
        return any(g.role in roles and g.region == region for g in self.grants)

    def keeps_roll(self, region: str) -> bool:
        """Whether the village's people and households are in this person's hands."""
        return any(g.role == "cadre" and g.office == ROLL and covers(g.region, region) for g in self.grants)

    @property
    def official(self) -> bool:
        """Whether anything but villager is held anywhere."""
        return any(g.role != "villager" for g in self.grants)

    def belongs(self, region: str) -> bool:
        """Whether any role is held in exactly this region or in one above it."""
        return any(covers(g.region, region) for g in self.grants)

    def reads_for(self, person: str | None, region: str) -> bool:
        """Whether that person's cases there are open to this one."""
        return any((d.person, d.region) == (person, region) and d.may != "attest" for d in self.delegations)

    def acts_for(self, person: str, region: str) -> bool:
        """Whether this person may also speak in that one's name."""
        return any((d.person, d.region) == (person, region) and d.may == "act" for d in self.delegations)

    def attests_for(self, person: str, region: str) -> bool:
        """Whether that one named this person for when her phone is lost."""
        return any((d.person, d.region) == (person, region) and d.may == "attest" for d in self.delegations)


Merged = Callable[[str, str], Record | None]
"""merged(kind, record_id): the same as `Look`, with the tags of what was said."""


Counted = Callable[[str, str, str], int]
"""count(kind, register, value): how many records of the op's own scope have this value in an indexed register, before
the op."""


def nothing(kind: str, record_id: str) -> None:
    """Where there is nothing to look at."""


def none_of(kind: str, register: str, value: str) -> int:
    """Where there is nothing to count."""
    return 0


class Context(msgspec.Struct, frozen=True):
    """What `allow` may look at besides the change and the record: nothing else, no clock, no store."""

    scope: Scope
    actor: Actor
    look: Look
    now_ms: int
    above: Look = nothing
    """The same in the public scope of the village or region, or else of the nearest above it that has the record."""
    beside: Look = nothing
    """The same in the square of the village: who is on its roll, and who declared what (回避)."""
    merged: Merged = nothing
    count: Counted = none_of
    is_clean: bool = False
    """Whether it was seen at a glance that no personal number stands in the whole op (`has_no_number`)."""

    @property
    def region(self) -> str:
        """The region code that the scope belongs to."""
        return self.scope.region

    def forbid(self, kind: str, need: str) -> Forbidden:
        """The refusal to raise: it says what would be needed only where the scope is public (errors.md)."""
        return Forbidden(kind=kind, need=need) if self.scope.public else Forbidden()


class Kind(msgspec.Struct, frozen=True):
    """A record kind. `allow(change, past, context)` raises a refusal or returns; `past` is None for a new record.
    The first of `changes` is the one that makes a record: what it requires, every record has."""

    name: str
    scopes: frozenset[str]
    fields: Mapping[str, Sort]
    changes: tuple[type[Change], ...]
    allow: Callable[[Any, View | None, Context], None]
    index: tuple[str, ...] = ()
    """Registers by whose value records are found without a scan (kept by storage)."""
    contact: tuple[str, ...] = ()
    """Fields by which the public reaches an office: there a phone's number may stand (sync/spec/personal.md)."""
    open: tuple[str, ...] = ()
    """Fields that stand in open data, in the order of their columns; none: the kind is not among it (open.md)."""
    stepped: frozenset[str] = frozenset()
    """Changes that an official makes only right after showing to be there (sync/spec/people.md 11)."""


ROLL = "roll"
"""The office that keeps a village's people and households: `office/<village>/roll`."""

ANSWERERS: Mapping[str, tuple[str, ...]] = {
    "square": ("committee", "branch", "liaison", "cadre", "station", "department", "discipline", "inspector"),
    "case": ("cadre", "discipline", "inspector"),
}
"""The roles that answer what is raised before the whole village, and what is not (sync/spec/roll.md)."""


WATCHERS = ("discipline", "inspector")
"""The roles that hear of clues: `watch/<code>` of their region (sync/spec/scope.md)."""


def handed_to(appeal: View) -> frozenset[str]:
    """The offices that the appeal was given to, at whatever time."""
    return frozenset(step["office"] for step in appeal.get("steps", ()) if "office" in step)


def in_conflict(interest: View | None, person: str) -> bool:
    """Whether who declared this decides nothing about that person (回避)."""
    return interest is not None and person in interest.get("relatives", ())


def is_paid_close(context: Context, payee: str) -> bool:
    """Whether a row that pays this one is not for the actor to judge: it is himself, a relative, or a business that he
    declared (回避)."""
    person = context.actor.person or ""
    interest = context.beside("interest", person) or {}
    people = (context.beside("member", one) or {} for one in (person, *interest.get("relatives", ())))
    return payee in interest.get("businesses", ()) or any(payee == one.get("name") for one in people)


LATE_DAYS = 7
"""An office says what it did within so many days: who has no network for longer dates it when he has."""


def is_on_roll(member: View | None, today: str) -> bool:
    """Whether the village's list has this person today."""
    return member is not None and "name" in member and not member.get("left", "~") <= today


def is_roll(scope: Scope) -> bool:
    """Whether it is the scope of a village's roll."""
    return scope.kind == "office" and scope.key.partition("/")[2] == ROLL


def has_tips(scope: Scope) -> bool:
    """Whether it is where what concerns sealed tips is public: of a county or a city (sync/spec/tips.md)."""
    return scope.kind == "region" and region_level(scope.key) in ("county", "city")


def must_be_new(past: View | None) -> None:
    """Refuse to make a record whose id is taken."""
    if past is not None:
        raise Taken


def must_exist(past: View | None, begun: str | None = None) -> View:
    """The record that a change goes on with; refused when there is none (yet). `begun` is a field that its beginning
    says: where it is missing, that line was erased, and what is left of the record is not gone on with."""
    if past is None or (begun is not None and begun not in past):
        raise UnknownRecord
    return past


def must_be_open(past: View | None, ended: str) -> View:
    """The same, of a record that ends when the field `ended` is said."""
    past = must_exist(past)
    if ended in past:
        raise Closed
    return past


def must_say_more(correction: Fields, *, but: str = "reason") -> None:
    """Refuse a correction that gives its reason (the field `but`) and changes nothing: Invalid `set` `missing`."""
    if all(getattr(correction, name) is msgspec.UNSET for name in correction.__struct_fields__ if name != but):
        raise Invalid("set", "missing")


def said_or_past(said: Fields, past: View | None, field: str) -> Any:
    """What a field is once this is taken: as it is said, else as it stood; None where it is neither."""
    now = getattr(said, field)
    return now if now is not msgspec.UNSET else (past or {}).get(field)


def check_answer(kind: str, answer: HouseholdAnswer, past: View | None, begun: str, context: "Context") -> View:
    """What a household was asked, whose answer this is: by whom the roll has in it today, in their own name; with
    another sum, and only then, how much came, which is not what was published. Forbidden, Invalid."""
    actor = context.actor
    if actor.person is None or context.scope.key not in actor.homes:
        raise context.forbid(kind, "household")
    past = must_exist(past, begun)
    if answer.by != actor.person:
        raise Invalid("set.answer.by", "who_acts")
    if (answer.say == "other") != (answer.got_fen is not msgspec.UNSET):
        raise Invalid("set.answer.got_fen", "missing" if answer.got_fen is msgspec.UNSET else "not_here")
    if answer.got_fen == past["amount_fen"]:
        raise Invalid("set.answer.got_fen", "as_published")
    return past


def check_days(**days: str | msgspec.UnsetType) -> None:
    """Refuse days that no calendar has (the type checks only their shape)."""
    for field, day in days.items():
        if isinstance(day, str) and not _is_day(day):
            raise Invalid(field, "not_a_date")


@lru_cache(maxsize=4096)  # the days of a ledger are few
def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def check_done(day: str, field: str, context: "Context", *, is_late_refused: bool = True) -> None:
    """The day of something that was done is no day to come, and, if asked, at most `LATE_DAYS` ago."""
    check_days(**{field: day})
    today = day_of(context.now_ms)
    if day > today:
        raise Invalid(field, "too_late")
    if is_late_refused and date.fromisoformat(day) < date.fromisoformat(today) - timedelta(days=LATE_DAYS):
        raise Invalid(field, "too_early")


def fields_of(changes: Iterable[type[Change]]) -> dict[str, Sort]:
    """The fields of a kind and how each merges, from the members of its changes."""
    sort_of: dict[str, Sort] = {"set": "register", "add": "set", "drop": "set", "append": "list"}
    found: dict[str, Sort] = {}
    for change in changes:
        for member, fields in change.__annotations__.items():
            for struct in [fields] if isinstance(fields, type) else get_args(fields):
                if isinstance(struct, type) and issubclass(struct, Fields):
                    for name in struct.__struct_encode_fields__:  # to inspect its types is a third of loading a kind
                        if found.setdefault(name, sort_of[member]) != sort_of[member]:
                            raise TypeError(f"{change.__name__}: {name} is of two sorts")
    return found


class Kinds:
    """Kinds by name, and the one decoder of their changes."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self.by_name: dict[str, Kind] = {kind.name: kind for kind in kinds}
        self._by_do: dict[object, tuple[Kind, type[Change]]] = {
            change.__struct_config__.tag: (kind, change) for kind in self.by_name.values() for change in kind.changes
        }
        self._lists = {change: list[change] for _, change in self._by_do.values()}  # type: ignore[valid-type]

    def decode(self, change: Mapping[str, Any]) -> tuple[Kind, Change]:
        """A change from an op as its kind's own struct; `Invalid` says which field is wrong and why."""
        if (found := self._by_do.get(change["do"])) is None:
            raise Invalid("do", "not_one_of")
        try:
            decoded = msgspec.convert(change, found[1])  # one struct: for a union msgspec builds its plan each time
        except msgspec.ValidationError as error:
            raise Invalid(*_explain(str(error))) from None
        return found[0], decoded

    def decode_all(self, changes: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Kind, Change]]:
        """The same of many, in turn: of those before one that is wrong nothing is lost. What an act says over and over
        (entries of a ledger) is read at once."""
        for _, run in groupby(changes, key=itemgetter("do")):
            first, *others = run
            kind, decoded = self.decode(first)
            yield kind, decoded
            if others:
                try:
                    more = msgspec.convert(others, self._lists[type(decoded)])
                except msgspec.ValidationError:  # which of them it is, and why, is said when it is its turn
                    yield from map(self.decode, others)
                else:
                    yield from zip(repeat(kind), more)


_AT = re.compile(r" - at `\$\.?(.*)`$")
_NAMED = re.compile(r"(missing required|contains unknown) field `(.*?)`")
_WHY = (
    (re.compile(r"of length >="), "too_short"),
    (re.compile(r"of length <="), "too_long"),
    (re.compile(r"matching regex"), "pattern"),
    (re.compile(r"`int` >="), "too_small"),
    (re.compile(r"`int` <="), "too_large"),
    (re.compile(r"^Invalid (enum )?value"), "not_one_of"),
)


def _explain(message: str) -> tuple[str, str]:
    """(field, why) from msgspec's words: `set.amount_fen`, `too_small`."""
    at = _AT.search(message)
    path = at[1] if at else ""
    if named := _NAMED.search(message):
        why = "missing" if named[1].startswith("missing") else "unknown_field"
        name = re.sub(r"[0-9]{7,}", "*", named[2])  # it comes from outside, and an answer repeats nobody's number
        return f"{path}.{name}".lstrip("."), why
    return path, next((why for pattern, why in _WHY if pattern.search(message)), "type")
