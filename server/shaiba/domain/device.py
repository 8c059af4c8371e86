"""Devices: the public keys that sign ops, and the person behind each. A record's id is the device's id (op.md)."""

from typing import Annotated, Literal

from msgspec import Meta

from shaiba_sync.errors import Closed, Invalid, SyncError
from shaiba_sync.op import b64u_decode, device_id

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    RecordId,
    Short,
    View,
    check_days,
    fields_of,
    must_be_new,
    must_exist,
)

Alg = Literal["ed25519", "p256"]
KEY_BYTES: dict[Alg, int] = {"ed25519": 32, "p256": 65}


class Enrol(Fields, frozen=True):
    """`key` is the public key, b64u: 32 bytes (ed25519), or the 65 of an uncompressed point (p256)."""

    person: RecordId
    alg: Alg
    key: Annotated[str, Meta(min_length=43, max_length=87)]
    since: Day


class EnrolDevice(Change, tag="device.enrol", frozen=True):
    """From now on this key signs for this person."""

    set: Enrol


class Revoke(Fields, frozen=True):
    """The day from which the key no longer signs, and the reason."""

    revoked: Day
    why: Short


class RevokeDevice(Change, tag="device.revoke", frozen=True):
    """A phone was lost, sold or replaced. What it signed before stays."""

    set: Revoke


def allow(change: EnrolDevice | RevokeDevice, past: View | None, context: Context) -> None:
    """Enrol: clerk. Revoke: clerk, admins and cadres of the region or of one above it (the station where somebody comes
    without his phone), the person from another device."""
    if isinstance(change, EnrolDevice):
        if not context.actor.clerk:
            raise context.forbid("device", "clerk")
        must_be_new(past)
        check_days(**{"set.since": change.set.since})
        _check_key(change)
        return
    past = must_exist(past)
    actor = context.actor
    own = actor.person is not None and actor.person == past["person"] and actor.device != change.id
    if not (actor.clerk or own or actor.has("admin", "cadre", region=context.region)):
        raise context.forbid("device", "admin")
    if "revoked" in past:
        raise Closed
    check_days(**{"set.revoked": change.set.revoked})


def _check_key(change: EnrolDevice) -> None:
    try:
        key = b64u_decode(change.set.key, KEY_BYTES[change.set.alg])
    except SyncError:
        raise Invalid("set.key", "pattern") from None
    if device_id(change.set.alg, key) != change.id:
        raise Invalid("id", "not_the_key")


CHANGES = (EnrolDevice, RevokeDevice)
STEPPED = frozenset({"device.revoke"})
KIND = Kind(
    "device", frozenset({"village", "region"}), fields_of(CHANGES), CHANGES, allow, index=("person",), stepped=STEPPED
)
