"""What the second issuer of a poll is asked to sign, and what it signed: in its office's own scope.

The clerk brings each blinded number there and takes the signature back, so that the office reads neither squares nor
homes; what it signs it cannot see, and for whom it is not told, only for which village. Spec: sync/spec/poll.md, 15.
"""

from typing import Annotated

from msgspec import Meta

from shaiba_sync.blind import MODULUS_BYTES, SPKI_BYTES, is_blind_signature, issuer_modulus
from shaiba_sync.errors import Invalid, Taken
from shaiba_sync.op import b64u_decode

from ..desk import is_of
from ..kind import Change, Context, Fields, Kind, RecordId, RegionCode, View, fields_of, must_be_new, must_exist

Number = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{341}[AQgw]\Z")]


class Bring(Fields, frozen=True):
    """A blinded number that somebody of the village asked for."""

    poll: RecordId
    village: RegionCode
    blinded: Number


class BringSigning(Change, tag="signing.bring", frozen=True):
    """Ask the office for its signature."""

    set: Bring


class Give(Fields, frozen=True):
    """The office's signature on it."""

    signed: Number


class GiveSigning(Change, tag="signing.give", frozen=True):
    """The office signs, unseeing."""

    set: Give


def allow(change: BringSigning | GiveSigning, past: View | None, context: Context) -> None:
    """Bring: the clerk. Sign: who is of the office whose scope it is, once, with the key that the poll names."""
    if isinstance(change, BringSigning):
        if not context.actor.clerk:
            raise context.forbid("signing", "clerk")
        must_be_new(past)
        return
    if not is_of({context.scope.key.partition("/")[2]}, context):
        raise context.forbid("signing", "office")
    past = must_exist(past, "blinded")
    if "signed" in past:
        raise Taken
    spki = (context.above("poll", past["poll"]) or {}).get("issuer")
    blinded, signed = (b64u_decode(one, MODULUS_BYTES) for one in (past["blinded"], change.set.signed))
    if spki is None or not is_blind_signature(issuer_modulus(b64u_decode(spki, SPKI_BYTES)), blinded, signed):
        raise Invalid("set.signed", "not_signed")


CHANGES = (BringSigning, GiveSigning)
KIND = Kind("signing", frozenset({"office"}), fields_of(CHANGES), CHANGES, allow, index=("poll",))
