"""What a record kind must declare, and what it is given to decide.

A kind is data and pure functions: its changes (msgspec structs), how its fields merge, and one function that says who
may write what. Storage, merge, sync and web know only this module. Walk-through: README.md, "How to add a kind".
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from shaiba_sync.scope import Scope, covers

RecordId = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z_-]{1,43}$")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
Month = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Fen = Annotated[int, msgspec.Meta(ge=-(2**53 - 1), le=2**53 - 1)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
Sha256Hex = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]

Sort = Literal["register", "set", "list"]
View = Mapping[str, Any]
"""A record as screens and `allow` read it: `shaiba_sync.merge.view`."""

Look = Callable[[str, str], View | None]
"""look(kind, record_id): another record of any scope, or None. How one kind sees another without importing it."""


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="do"):
    """One act on one record. Subclasses carry `tag="<kind>.<verb>"` and the members `set`, `add`, `drop`, `append`
    that the act uses, each a struct of this kind's fields (sync/spec/merge.md)."""

    id: RecordId


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The fields that one member of a change may carry."""


class Photo(Fields):
    """A picture held as a blob: SHA-256 of its bytes, pixel size, media type."""

    blob: Sha256Hex
    type: Literal["image/jpeg", "image/webp", "image/png"]
    w: Annotated[int, msgspec.Meta(ge=1, le=20000)]
    h: Annotated[int, msgspec.Meta(ge=1, le=20000)]


class Voice(Fields):
    """A recording held as a blob; its length is stated because WebM does not say it."""

    blob: Sha256Hex
    type: Literal["audio/webm", "audio/mp4", "audio/ogg"]
    ms: Annotated[int, msgspec.Meta(ge=1, le=600_000)]


class Grant(msgspec.Struct, frozen=True):
    """A role that a person has in a region for a term. `until` is the last day it holds (ISO date, Asia/Shanghai)."""

    person: str
    role: str
    region: str
    office: str | None
    since: str
    until: str


class Actor(msgspec.Struct, frozen=True):
    """Who wrote an op: the device, the person behind it, what that person may do today."""

    device: str
    person: str | None
    grants: tuple[Grant, ...] = ()
    clerk: bool = False

    def has(self, *roles: str, region: str) -> bool:
        """Whether any of these roles is held in this region or in one above it."""
        return any(g.role in roles and covers(g.region, region) for g in self.grants)

    def belongs(self, region: str) -> bool:
        """Whether any role is held in exactly this region or in one above it."""
        return any(covers(g.region, region) for g in self.grants)


class Context(msgspec.Struct, frozen=True):
    """What `allow` may look at besides the change and the record: nothing else, no clock, no store."""

    scope: Scope
    actor: Actor
    look: Look
    now_ms: int

    @property
    def region(self) -> str:
        """The region code that the scope belongs to."""
        return self.scope.region


class Kind(msgspec.Struct, frozen=True):
    """A record kind. `allow(change, past, context)` raises a refusal or returns; `past` is None for a new record."""

    name: str
    scopes: frozenset[str]
    fields: Mapping[str, Sort]
    changes: tuple[type[Change], ...]
    allow: Callable[[Any, View | None, Context], None]
    index: tuple[str, ...] = ()
    """Registers by whose value records are found without a scan (kept by storage)."""
