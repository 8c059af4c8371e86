"""What the phone's library sealed age opens here, and the reverse (pwa/src/device/sealed.test.ts); so with receipts."""

import json
from pathlib import Path

import pyrage
import pytest
from argon2.low_level import Type, hash_secret_raw

from shaiba.demo.age import identity_of, public_key, seal, seal_with
from shaiba_sync.op import b64u_decode, b64u_encode
from shaiba_sync.tips import (
    BECH32,
    REPLY_BYTES,
    REPLY_PLAIN,
    SLOT_BYTES,
    SLOT_PLAIN,
    is_receipt,
    is_recipient,
    receipt_keys,
    receipt_salt,
    tip_unframe,
)

SEALED = json.loads((Path(__file__).with_name("sealed.json")).read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", [0, 1])
def test_a_slot_that_a_phone_sealed_is_opened_by_each_of_its_readers(number: int) -> None:
    told = SEALED["phone"]
    file = b64u_decode(told["file"], SLOT_BYTES)
    identity = pyrage.x25519.Identity.from_str(told["identities"][number])
    found = tip_unframe(pyrage.decrypt(file, [identity]))
    assert (found.said, found.bytes.decode()) == (told["said"], told["words"])
    assert file[:700].count(b"-> X25519 ") == 5 and file[:700].count(b"\n-> ") == 5


def test_nobody_else_opens_it() -> None:
    file = b64u_decode(SEALED["phone"]["file"], SLOT_BYTES)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(file, [pyrage.x25519.Identity.generate()])


def test_what_these_tests_seal_is_age_of_the_same_outside() -> None:
    people = [pyrage.x25519.Identity.generate() for _ in range(5)]
    for plain, size in ((bytes(SLOT_PLAIN), SLOT_BYTES), (bytes(REPLY_PLAIN), REPLY_BYTES)):
        for count in range(6):
            file = seal(plain, [str(one.to_public()) for one in people[:count]])
            assert (len(file), file[:700].count(b"-> X25519 ")) == (size, 5)
            for one in people[:count]:
                assert pyrage.decrypt(file, [one]) == plain


def test_a_receipt_is_the_same_seed_in_every_argon2() -> None:
    told = SEALED["receipt"]
    salt = receipt_salt(told["county"])
    seed = hash_secret_raw(told["digits"].encode(), salt, 3, 65_536, 1, 64, Type.ID)
    keys = receipt_keys(seed)
    assert is_receipt(told["digits"])
    assert (b64u_encode(seed), b64u_encode(keys.mailbox), b64u_encode(keys.secret)) == (
        told["seed"], told["mailbox"], told["secret"],
    )  # fmt: skip


def test_recipients_are_known_as_age_knows_them() -> None:
    for _ in range(200):
        text = str(pyrage.x25519.Identity.generate().to_public())
        assert is_recipient(text) and len(public_key(text)) == 32
        for at in range(4, len(text)):
            other = text[:at] + BECH32[BECH32.index(text[at]) - 1] + text[at + 1 :]
            assert not is_recipient(other)


def test_identities_are_written_as_age_writes_them() -> None:
    for secret in (bytes(range(32)), b"\xff" * 32):
        identity, recipient = identity_of(secret)
        known = pyrage.x25519.Identity.from_str(identity)
        assert (str(known), str(known.to_public())) == (identity, recipient)


def test_what_a_passphrase_sealed_opens_with_it_alone() -> None:
    file = seal_with("一句口令", b"secret", 10)
    assert pyrage.passphrase.decrypt(file, "一句口令") == b"secret"
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(file, "别的口令")
