"""Tip safes: the secret of a tip key, sealed so that its holder alone opens it; the server keeps it and cannot.

A record's id is that of the key. It stands where inspectors read; said again, it is sealed anew, as to another passkey.
Spec: sync/spec/tips.md, "Keys".
"""

from typing import Annotated

from msgspec import Meta

from shaiba_sync.errors import Invalid, Taken

from ..kind import WATCHERS, Change, Context, Fields, Kind, RecordId, View, fields_of

Sealed = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{100,6000}\Z")]
"""An age file, b64u: of a secret of 74 bytes, sealed once or twice."""


class Keep(Fields, frozen=True):
    """`wrapped`: to his passkey, or a passphrase; `nested`: to two of three sheets, for each two of them."""

    person: RecordId
    wrapped: Sealed
    nested: Annotated[list[Sealed], Meta(min_length=3, max_length=3)]


class KeepTipsafe(Change, tag="tipsafe.keep", frozen=True):
    """Keep this for me."""

    set: Keep


def allow(change: KeepTipsafe, past: View | None, context: Context) -> None:
    """Who inspects this very region, for himself; nobody over another one's."""
    if not context.actor.has_here(*WATCHERS, region=context.region):
        raise context.forbid("tipsafe", "inspector")
    if change.set.person != context.actor.person:
        raise Invalid("set.person", "who_acts")
    if past is not None and past["person"] != context.actor.person:
        raise Taken


CHANGES = (KeepTipsafe,)
STEPPED = frozenset({"tipsafe.keep"})
KIND = Kind("tipsafe", frozenset({"watch"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
