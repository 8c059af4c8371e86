"""Who is behind a device today: its person, and the grants that hold. Records in, an `Actor` out."""

from collections.abc import Sequence
from typing import Any

import msgspec

from shaiba_sync.errors import DeviceRevoked, UnknownDevice
from shaiba_sync.merge import Record, view
from shaiba_sync.op import b64u_decode
from shaiba_sync.scope import covers, parse_scope

from ..kind import ROLL, Actor, Delegation, Grant, day_of, is_on_roll
from ..storage.store import Found, Lookup, Store

KEY_BYTES = {"ed25519": 32, "p256": 65}
STAMP = 16
"""Characters of a stamp, with which a tag begins."""


class Device(msgspec.Struct, frozen=True):
    """A public key and the person it signs for."""

    id: str
    person: str
    alg: str
    key: bytes
    home: str
    revoked: bool


class Child(msgspec.Struct, frozen=True):
    """Somebody under age: the year of coming of age, and whether a grant lets the child speak for itself."""

    grown: str
    speaks: bool


def day_number(now_ms: int) -> int:
    """The day in China as a number, for caches."""
    return (now_ms + 8 * 3_600_000) // 86_400_000


def device_of(found: Sequence[Found], today: str) -> Device | None:
    """The device that these records are of. Where a key stands in two scopes, the first counts; revoked in one is
    revoked in all."""
    if not found:
        return None
    views = [view(one.record) for one in found]
    first = views[0]
    key = b64u_decode(first["key"], KEY_BYTES[first["alg"]])
    revoked = any("revoked" in one and one["revoked"] <= today for one in views)
    return Device(first["id"], first["person"], first["alg"], key, parse_scope(found[0].scope).region, revoked)


def revoked_at(found: Sequence[Found]) -> str:
    """The stamp with which the device was first revoked; one that is after all others where it was not."""
    return min((one.record.tags["revoked"][:STAMP] for one in found if "revoked" in one.record.tags), default="~")


def ended_by(records: Sequence[Record], today: str) -> list[str]:
    """The devices that these records, as they are now, revoke: their sessions are over."""
    return [r.id for r in records if r.kind == "device" and r.fields.get("revoked", "~") <= today]


def grants_of(found: Sequence[Found], today: str) -> tuple[Grant, ...]:
    """The grants that hold today. The region is that of the scope they were written in, whatever they say."""
    return tuple(
        Grant(
            one["person"], one["role"], parse_scope(where.scope).region, one.get("office"), one["since"], one["until"]
        )
        for where, one in ((where, view(where.record)) for where in found)
        if _holds(one, today)
    )


def delegation_of(
    found: Found,
    giver: Record | None,
    taker: Record | None,
    grants: Sequence[Grant],
    today: str,
    child: Child | None = None,
) -> Delegation | None:
    """What this delegation gives today to whom it was given, who holds these grants. Nothing once either left the
    roll, nor while he is in office there or above: an official acts for nobody of his own area (family.md). One that
    was entrusted needs a `child`: under age by the roll, and with no phone of its own."""
    given, region = view(found.record), parse_scope(found.scope).region
    in_office = any(grant.role != "villager" and covers(grant.region, region) for grant in grants)
    on_roll = all(one is not None and is_on_roll(view(one), today) for one in (giver, taker))
    if in_office or not on_roll or "ended" in given or "person" not in given or given["until"] < today:
        return None
    if is_entrusted(found) and (child is None or child.speaks or not today[:4] < child.grown):
        return None
    return Delegation(given["person"], region, given["may"])


def is_entrusted(found: Found) -> bool:
    """Whether it is a child's."""
    return "by" in found.record.fields


def child_of(resident: Record | None, grants: Sequence[Found], today: str) -> Child | None:
    """Whom a delegation was entrusted for, as the roll has the person; None where it never said a child."""
    grown = resident.fields.get("grown") if resident else None
    return Child(str(grown), bool(grants_of(grants, today))) if grown else None


def villages_of(grants: Sequence[Grant]) -> list[str]:
    """The villages in which any of these grants is held."""
    return list(dict.fromkeys(grant.region for grant in grants if not grant.region.endswith("000")))


def homes_of(members: Sequence[tuple[str, Record | None]], today: str) -> tuple[str, ...]:
    """The keys of the scopes of one's households: from village and what its roll says of one."""
    found = ((village, view(member)) for village, member in members if member is not None)
    return tuple(f"{village}-{member['household']}" for village, member in found if is_on_roll(member, today))


def actor_in(tx: Lookup, device_id: str, clerk: str, now_ms: int) -> Actor:
    """The actor as this transaction sees the device's grants. Raises `UnknownDevice`, `DeviceRevoked`."""
    if device_id == clerk:
        return Actor(clerk, None, (), clerk=True)
    today = day_of(now_ms)
    device = device_of(tx.find("device", device_id), today)
    if device is None:
        raise UnknownDevice
    if device.revoked:
        raise DeviceRevoked
    grants = grants_of(tx.refer("grant", "person", device.person), today)
    delegations = []
    for found in tx.refer("delegation", "to", device.person):
        giver, taker = (tx.record(found.scope, "member", one) for one in _both(found))
        child = None
        if is_entrusted(found):
            person = _both(found)[0]
            resident = tx.record(_roll_of(found), "resident", person)
            child = child_of(resident, tx.refer("grant", "person", person), today)
        delegations.append(delegation_of(found, giver, taker, grants, today, child))
    members = [(place, tx.record(f"square/{place}", "member", device.person)) for place in villages_of(grants)]
    homes = homes_of(members, today)
    return Actor(device.id, device.person, grants, delegations=tuple(filter(None, delegations)), homes=homes)


class Known(msgspec.Struct, frozen=True):
    """A device and who is behind it today."""

    device: Device
    actor: Actor


async def actor_by(store: Store, device_id: str, now_ms: int) -> Known:
    """The same from what is committed."""
    today = day_of(now_ms)
    device = device_of(await store.find("device", device_id), today)
    if device is None:
        raise UnknownDevice
    if device.revoked:
        raise DeviceRevoked
    grants = grants_of(await store.refer("grant", "person", device.person), today)
    delegations = []
    for found in await store.refer("delegation", "to", device.person):
        giver, taker = [await store.record(found.scope, "member", one) for one in _both(found)]
        child = None
        if is_entrusted(found):
            person = _both(found)[0]
            resident = await store.record(_roll_of(found), "resident", person)
            child = child_of(resident, await store.refer("grant", "person", person), today)
        delegations.append(delegation_of(found, giver, taker, grants, today, child))
    members = [(place, await store.record(f"square/{place}", "member", device.person)) for place in villages_of(grants)]
    homes = homes_of(members, today)
    actor = Actor(device.id, device.person, grants, delegations=tuple(filter(None, delegations)), homes=homes)
    return Known(device, actor)


async def name_of(store: Store, device: Device) -> str | None:
    """What the person is called: on a grant, else on the roll of the village that the device was enrolled in."""
    return await person_name(store, device.person, device.home)


async def person_name(store: Store, person: str, home: str) -> str | None:
    """The same of a person who may have no device yet."""
    for found in await store.refer("grant", "person", person):
        if name := view(found.record).get("name"):
            return str(name)
    member = await store.record(f"square/{home}", "member", person)
    return str(view(member)["name"]) if member else None


def _both(delegation: Found) -> tuple[str, str]:
    """Who gave it and to whom."""
    fields = delegation.record.fields
    return fields.get("person", ""), fields.get("to", "")


def _roll_of(delegation: Found) -> str:
    """The roll of its village."""
    return f"office/{parse_scope(delegation.scope).region}/{ROLL}"


def _holds(grant: dict[str, Any], today: str) -> bool:
    return grant["since"] <= today <= grant["until"] and not ("ended" in grant and grant["ended"] <= today)
