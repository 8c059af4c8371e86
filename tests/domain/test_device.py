"""device: keys are enrolled by the clerk, revoked by those who may need to."""

import pytest

from shaiba_sync.op import b64u_encode, device_id

KEY = bytes(range(32))
ID = device_id("ed25519", KEY)
ENROL = {
    "do": "device.enrol",
    "id": ID,
    "set": {"person": "villager", "alg": "ed25519", "key": b64u_encode(KEY), "since": "2026-10-08"},
}
REVOKE = {"do": "device.revoke", "id": ID, "set": {"revoked": "2026-10-09", "why": "丢失"}}
PAST = {"kind": "device", "id": ID, **ENROL["set"]}


def _set(**fields):
    return ENROL | {"set": ENROL["set"] | fields}


def test_who_may_enrol(who):
    assert who(ENROL) == {"clerk"}


def test_who_may_revoke(who):
    assert who(REVOKE, PAST) == {"clerk", "admin", "cadre", "keeper", "villager"}  # the villager from another phone


def test_a_phone_does_not_revoke_itself(judge):
    mine = REVOKE | {"id": "device-villager"}
    assert judge(mine, "villager", PAST | {"id": "device-villager"}) == "forbidden"


def test_a_key_of_either_sort(judge):
    point = b"\x04" + bytes(64)
    p256 = _set(alg="p256", key=b64u_encode(point)) | {"id": device_id("p256", point)}
    assert judge(p256) == judge(ENROL) == "ok"


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (ENROL, PAST, "taken"),
        (REVOKE, None, "unknown_record"),
        (REVOKE, PAST | {"revoked": "2026-10-08"}, "closed"),
        (ENROL | {"id": "AAAAAAAAAAAAAAAAAAAAAA"}, None, "invalid id not_the_key"),
        (_set(alg="rsa"), None, "invalid set.alg not_one_of"),
        (_set(alg="p256"), None, "invalid set.key pattern"),
        (_set(key="!" * 43), None, "invalid set.key pattern"),
        (_set(since="2026-13-01"), None, "invalid set.since pattern"),
    ],
)
def test_what_is_taken(judge, change, past, want):
    assert judge(change, "clerk", past) == want
