"""Passkeys: WebAuthn credentials by which a person shows to be there. A credential is the person's, not the phone's.

Whatever is wrong with an answer is one answer, `BadPasskey`. Challenges are single use and bound to a session and a
purpose, so that an answer that was heard is worth nothing anywhere else. Spec: sync/spec/people.md, "Passkeys".
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from shaiba_sync.errors import BadPasskey

from ..storage.store import Passkey, Session, Store
from .session import make_challenge, session_id

NAME = "晒坝"
MOST = 10
"""A person's passkeys."""

BAD = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)
"""As what bytes from outside come out of the library."""

Answer = Mapping[str, Any]
"""What the browser's `PublicKeyCredential.toJSON()` says."""


def handle_of(pepper: bytes, person: str) -> bytes:
    """By what authenticators know the person: random to whoever has not the pepper, the same for all passkeys."""
    return hmac.digest(pepper, b"shaiba-handle-v1\n" + person.encode(), "sha256")


async def ask_new(
    store: Store, session: Session, origin: str, *, person: str, handle: bytes, name: str, now_ms: int
) -> dict[str, Any]:
    """What `navigator.credentials.create` is to be asked."""
    have = await store.passkeys(person)
    options = webauthn.generate_registration_options(
        rp_id=_rp(origin),
        rp_name=NAME,
        user_name=name,
        user_display_name=name,
        user_id=handle,
        challenge=base64url_to_bytes(await make_challenge(store, _whose(session, "new"), now_ms=now_ms)),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_named(have),
    )
    found: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return found


async def ask_again(store: Store, session: Session, origin: str, *, person: str, now_ms: int) -> dict[str, Any]:
    """What `navigator.credentials.get` is to be asked."""
    options = webauthn.generate_authentication_options(
        rp_id=_rp(origin),
        challenge=base64url_to_bytes(await make_challenge(store, _whose(session, "again"), now_ms=now_ms)),
        allow_credentials=_named(await store.passkeys(person)),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    found: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return found


async def take_new(
    store: Store, session: Session, origin: str, answer: Answer, *, person: str, name: str, now_ms: int
) -> Passkey:
    """Keep the passkey that answers what `ask_new` asked. Raises `BadPasskey`."""
    challenge = await _take(store, session, "new", answer, now_ms)
    try:
        verified = webauthn.verify_registration_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=_rp(origin),
            expected_origin=origin,
            require_user_verification=True,
        )
    except BAD:
        raise BadPasskey from None
    passkey = Passkey(
        id=bytes_to_base64url(verified.credential_id),
        person=person,
        key=verified.credential_public_key,
        count=verified.sign_count,
        name=name,
        since_ms=now_ms,
        used_ms=now_ms,
    )
    if not await store.write(lambda tx: tx.put_passkey(passkey)):
        raise BadPasskey
    return passkey


async def check(store: Store, session: Session, origin: str, answer: Answer, *, person: str, now_ms: int) -> None:
    """See that one of the person's passkeys answers what `ask_again` asked. Raises `BadPasskey`."""
    challenge = await _take(store, session, "again", answer, now_ms)
    passkey = next((one for one in await store.passkeys(person) if one.id == answer.get("id")), None)
    if passkey is None:
        raise BadPasskey
    try:
        verified = webauthn.verify_authentication_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=_rp(origin),
            expected_origin=origin,
            credential_public_key=passkey.key,
            credential_current_sign_count=passkey.count,
            require_user_verification=True,
        )
    except BAD:
        raise BadPasskey from None
    used = msgspec.structs.replace(passkey, count=verified.new_sign_count, used_ms=now_ms)
    await store.write(lambda tx: tx.put_passkey(used))


async def _take(store: Store, session: Session, purpose: str, answer: Answer, now_ms: int) -> bytes:
    """The challenge that the answer says it answers, used up; none that was made for another session or purpose."""
    try:
        said = json.loads(base64url_to_bytes(answer["response"]["clientDataJSON"]))["challenge"]
        found = base64url_to_bytes(said)
    except BAD:
        raise BadPasskey from None
    made_for = await store.write(lambda tx: tx.take_challenge(bytes_to_base64url(found), now_ms))
    if made_for != _whose(session, purpose):
        raise BadPasskey
    return found


def _whose(session: Session, purpose: str) -> str:
    return f"passkey/{purpose}/{session_id(session.token_hash)}"


def _rp(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _named(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.id)) for one in passkeys]
