"""Every refusal, sorted by what the phone does next.

    SyncError
    ├─ Never        Malformed BadSignature UnknownDevice Forbidden NotFound UnknownRegion Closed Taken OutOfTurn
    │               SaltReused OtherHistory TooLarge WrongHash BadType BadSheet Invalid Identifier BadCode BadPasskey
    │               Confirm NotSigned Late NoWork BadToken
    ├─ AfterPull    ClockDrift UnknownRecord WrongOffset
    ├─ AfterSignIn  SignedOut DeviceRevoked
    ├─ AfterStepUp  StepUp
    ├─ AfterUpdate  VersionUnsupported
    └─ Later        SlowDown Unavailable

A refusal carries data, never sentences. Spec: sync/spec/errors.md.
"""

from typing import Any, Literal

Retry = Literal["never", "after_pull", "after_sign_in", "after_step_up", "after_update", "later"]


class SyncError(Exception):
    """A refusal. `SyncError(code, **detail)` makes one of any code, as when a verdict is read."""

    code: str = ""
    retry: Retry = "never"
    status: int = 400

    def __init__(self, code: str, /, **detail: Any) -> None:
        super().__init__(code, detail)
        self.code = code
        self.retry = RETRY[code]
        self.status = STATUS[code]
        self.detail = detail

    def body(self) -> dict[str, Any]:
        """The one shape of every refusal on the wire."""
        return {"error": self.code, "retry": self.retry, "detail": self.detail}


class _Refusal(SyncError):
    def __init__(self, **detail: Any) -> None:
        super().__init__(self.code, **detail)


class Never(_Refusal):
    """The phone keeps the op in *refused* and tells its author why."""


class AfterPull(_Refusal):
    """The phone pulls, then stamps and signs again, or drops."""

    retry = "after_pull"


class AfterSignIn(_Refusal):
    """The phone signs in, then goes on."""

    retry = "after_sign_in"


class AfterStepUp(_Refusal):
    """The phone asks its person for the passkey, then sends again."""

    retry = "after_step_up"


class AfterUpdate(_Refusal):
    """The phone offers the new version."""

    retry = "after_update"


class Later(_Refusal):
    """The phone waits `after_s` seconds, with jitter, and sends again."""

    retry = "later"

    def __init__(self, after_s: int, why: str | None = None) -> None:
        super().__init__(after_s=after_s, **_given(why=why))


class Malformed(Never):
    """The form is wrong; `rule` names the rule that failed, the same in every language."""

    code, status = "malformed", 400

    def __init__(self, rule: str) -> None:
        super().__init__(rule=rule)


class BadSignature(Never):
    """The signature is not of these bytes by this key."""

    code, status = "bad_signature", 401


class UnknownDevice(Never):
    """No such device is enrolled."""

    code, status = "unknown_device", 401


class Forbidden(Never):
    """Not this author's to write, or no such scope: the two are told apart only where the scope is public."""

    code, status = "forbidden", 403

    def __init__(self, kind: str | None = None, *, need: str | None = None) -> None:
        super().__init__(**_given(kind=kind, need=need))


class NotFound(Never):
    """Nothing is at that address."""

    code, status = "not_found", 404


class UnknownRegion(Never):
    """The village or region is not loaded here."""

    code, status = "unknown_region", 404


class Closed(Never):
    """The record takes no more changes."""

    code, status = "closed", 409

    def __init__(self, kind: str | None = None) -> None:
        super().__init__(**_given(kind=kind))


class Taken(Never):
    """A record of that id exists already."""

    code, status = "taken", 409

    def __init__(self, kind: str | None = None) -> None:
        super().__init__(**_given(kind=kind))


class OutOfTurn(Never):
    """The record does not stand where this step begins: somebody was faster, or it is not time yet."""

    code, status = "out_of_turn", 409

    def __init__(self, kind: str | None = None, state: str | None = None) -> None:
        super().__init__(**_given(kind=kind, state=state))


class SaltReused(Never):
    """The device has used this salt in this scope for another act."""

    code, status = "salt_reused", 409


class OtherHistory(Never):
    """Its author saw another history than this log has; `checkpoint` is the log's own of that size."""

    code, status = "other_history", 409

    def __init__(self, checkpoint: str | None = None) -> None:
        super().__init__(**_given(checkpoint=checkpoint))


class TooLarge(Never):
    """More bytes than `max`."""

    code, status = "too_large", 413

    def __init__(self, max: int) -> None:
        super().__init__(max=max)


class WrongHash(Never):
    """The bytes are not those that the hash names."""

    code, status = "wrong_hash", 422


class BadType(Never):
    """The content is not what it says it is."""

    code, status = "bad_type", 422


class BadSheet(Never):
    """The sheet cannot be read as a ledger."""

    code, status = "bad_sheet", 422


class Invalid(Never):
    """Well formed, but not what the kind asks for: which field, and why (a word, not a sentence)."""

    code, status = "invalid", 422

    def __init__(self, field: str, why: str) -> None:
        super().__init__(field=field, why=why)


class Identifier(Never):
    """A personal number in what everyone may read: which field, what sort of number. Never the number."""

    code, status = "identifier", 422

    def __init__(self, kind: str, field: str, sort: str) -> None:
        super().__init__(kind=kind, field=field, sort=sort)


class BadCode(Never):
    """The enrolment code is not good. All wrong codes get the same answer."""

    code, status = "bad_code", 401


class BadPasskey(Never):
    """The passkey's answer is not good. All that is wrong with one gets the same answer."""

    code, status = "bad_passkey", 401


class Confirm(Never):
    """Of a phone that was revoked since: kept apart until its owner has said whether it was him."""

    code, status = "confirm", 409


class NotSigned(Never):
    """An office must have examined this first: `need` is its role (review.md)."""

    code, status = "not_signed", 409

    def __init__(self, need: str) -> None:
        super().__init__(need=need)


class Late(Never):
    """A slot of another round than `round`, which runs, and the one before it (tips.md)."""

    code, status = "late", 409

    def __init__(self, round: int) -> None:
        super().__init__(round=round)


class NoWork(Never):
    """A slot without the work that is asked for: `bits` zero bits (tips.md)."""

    code, status = "no_work", 422

    def __init__(self, bits: int) -> None:
        super().__init__(bits=bits)


class BadToken(Never):
    """Not signed by each of the poll's issuers (poll.md)."""

    code, status = "bad_token", 401


class ClockDrift(AfterPull):
    """The stamp is more than MAX_DRIFT_MS ahead; `ahead_ms` says by how much."""

    code, status = "clock_drift", 409

    def __init__(self, ahead_ms: int) -> None:
        super().__init__(ahead_ms=ahead_ms)


class UnknownRecord(AfterPull):
    """The record that is to be changed is not here."""

    code, status = "unknown_record", 409

    def __init__(self, kind: str | None = None) -> None:
        super().__init__(**_given(kind=kind))


class WrongOffset(AfterPull):
    """The upload goes on at `offset`."""

    code, status = "wrong_offset", 409

    def __init__(self, offset: int) -> None:
        super().__init__(offset=offset)


class SignedOut(AfterSignIn):
    """No session."""

    code, status = "signed_out", 401


class DeviceRevoked(AfterSignIn):
    """The device's key counts no more."""

    code, status = "device_revoked", 403


class StepUp(AfterStepUp):
    """This act needs that its person has just shown to be there (people.md)."""

    code, status = "step_up", 403


class VersionUnsupported(AfterUpdate):
    """Another protocol version than those spoken here."""

    code, status = "version_unsupported", 426


class SlowDown(Later):
    """Too many requests."""

    code, status = "slow_down", 429


class Unavailable(Later):
    """Not now."""

    code, status = "unavailable", 503


def _given(**detail: str | None) -> dict[str, Any]:
    return {name: value for name, value in detail.items() if value is not None}


_ALL = [leaf for group in _Refusal.__subclasses__() for leaf in group.__subclasses__()]
RETRY: dict[str, Retry] = {leaf.code: leaf.retry for leaf in _ALL}
STATUS: dict[str, int] = {leaf.code: leaf.status for leaf in _ALL}
