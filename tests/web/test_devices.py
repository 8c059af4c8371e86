"""A second phone, the list of phones, and what a revoked one still brought: each held by its owner alone."""

from typing import Any

from shaiba.identity.link import LASTS_MS, digits
from shaiba.replica.duty import say
from shaiba_sync.op import b64u_encode
from tests.conftest import HOME, NOW_MS, SQUARE, VILLAGE, Phone, Village
from tests.web.test_identity import OURS, sign_in, signed

APPEAL = {"person": "p-villager", "title": "路灯不亮", "category": "livelihood", "text": "村口。"}
REVOKED = {"revoked": "2026-11-18", "why": "丢失"}


async def ask(village: Village, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    return await village.client.request(method, f"/identity/{path}", json=body, headers=OURS)


async def offer(village: Village, phone: Phone, secret: str) -> Any:
    key, sig = b64u_encode(phone.public_key), signed(phone, f"shaiba-enrol-v1\n{secret}")
    return await ask(village, "POST", "link/offer", {"secret": secret, "alg": phone.alg, "key": key, "sig": sig})


async def a_link(village: Village) -> str:
    await sign_in(village, village.villager)
    return str((await ask(village, "POST", "link")).json()["secret"])


async def test_a_phone_links_another_of_the_same_person(village: Village) -> None:
    secret, new = await a_link(village), Phone("p-villager")
    assert (await ask(village, "GET", "link")).json()["digits"] is None
    shown = (await offer(village, new, secret)).json()["digits"]
    assert shown == digits(secret, new.device)
    seen = (await ask(village, "GET", "link")).json()
    assert (seen["device"], seen["digits"]) == (new.device, shown)
    assert (await sign_in(village, new)).json()["error"] == "unknown_device"
    assert (await ask(village, "POST", "link/confirm", {"device": new.device})).status_code == 201
    assert (await ask(village, "GET", "link")).json()["error"] == "not_found"
    assert (await ask(village, "POST", "link/confirm", {"device": new.device})).json()["error"] == "bad_code"
    assert (await sign_in(village, new)).json()["person"] == "p-villager"


async def test_a_link_is_void_when_two_have_answered_and_when_it_is_past(village: Village) -> None:
    secret, new, other = await a_link(village), Phone("x"), Phone("x")
    assert (await offer(village, new, secret)).status_code == 200
    assert (await offer(village, other, secret)).json()["error"] == "bad_code"
    assert (await ask(village, "POST", "link/confirm", {"device": new.device})).json()["error"] == "bad_code"
    late = await a_link(village)
    village.time.now_ms += LASTS_MS
    assert (await offer(village, new, late)).json()["error"] == "bad_code"


async def test_only_the_phone_that_was_compared_is_enrolled(village: Village) -> None:
    secret, new = await a_link(village), Phone("x")
    await offer(village, new, secret)
    assert (await ask(village, "POST", "link/confirm", {"device": Phone("x").device})).json()["error"] == "bad_code"
    assert await village.store.find("device", new.device) == []


async def test_an_official_shows_to_be_there_before_linking(village: Village) -> None:
    await sign_in(village, village.accountant)
    assert (await ask(village, "POST", "link")).json()["error"] == "step_up"
    village.client.cookies.clear()
    await village.act_as(village.accountant)
    assert (await ask(village, "POST", "link")).status_code == 201


async def test_a_person_sees_his_sessions_and_ends_them_and_nobody_elses(village: Village) -> None:
    await sign_in(village, village.neighbour)
    [device] = (await ask(village, "GET", "devices")).json()
    theirs = device["sessions"][0]["id"]
    village.client.cookies.clear()
    token = await village.token_of(village.villager.device)
    await sign_in(village, village.villager)
    [device] = (await ask(village, "GET", "devices")).json()
    assert (device["device"], device["own"], device["revoked"]) == (village.villager.device, True, False)
    other = next(one for one in device["sessions"] if not one["own"])
    assert (await ask(village, "DELETE", f"sessions/{theirs}")).json()["error"] == "not_found"
    assert (await ask(village, "DELETE", f"sessions/{other['id']}")).status_code == 200
    village.client.cookies.clear()
    village.client.cookies.set(village.server.cookie, token)
    assert (await ask(village, "GET", "me")).json()["error"] == "signed_out"


async def test_what_a_revoked_phone_wrote_before_waits_for_its_owner(village: Village) -> None:
    lost, file = Phone("p-villager"), {"do": "appeal.file", "id": "a1", "set": APPEAL}
    await say(village.replica, HOME, [lost.enrolment()], now_ms=NOW_MS)
    before = lost.say(SQUARE, file, now_ms=NOW_MS)
    village.time.now_ms += 3_600_000
    revoke = {"do": "device.revoke", "id": lost.device, "set": REVOKED}
    await sign_in(village, village.villager)
    assert (await village.sync(village.villager.say(HOME, revoke, now_ms=village.time())))[0].verdict == "stored"
    assert (await sign_in(village, lost)).json()["error"] == "device_revoked"
    assert await village.refusal(before) == "confirm"
    assert await village.refusal(before) == "confirm", "kept once"
    after = lost.say(SQUARE, {**file, "id": "a2"}, now_ms=village.time() + 1_000)
    assert await village.refusal(after) == "device_revoked"

    [kept] = (await ask(village, "GET", "kept")).json()
    assert (kept["device"], kept["scope"], kept["do"]) == (lost.device, SQUARE, [file])
    assert await village.store.record(SQUARE, "appeal", "a1") is None
    village.client.cookies.clear()
    await sign_in(village, village.neighbour)
    assert (await ask(village, "GET", "kept")).json() == []
    assert (await ask(village, "DELETE", f"kept/{kept['id']}")).json()["error"] == "not_found"

    village.client.cookies.clear()
    await sign_in(village, village.villager)
    again = village.villager.say(SQUARE, file, now_ms=village.time())
    assert (await village.sync(again))[0].verdict == "stored"
    assert (await ask(village, "DELETE", f"kept/{kept['id']}")).status_code == 200
    assert (await ask(village, "GET", "kept")).json() == []


async def test_letters_and_what_is_covered_ask_who_is_there(village: Village) -> None:
    await sign_in(village, village.accountant)
    some = {"region": VILLAGE, "ids": ["x"]}
    opened = {"scope": f"office/{VILLAGE}/committee", "id": "x", "why": "audit", "words": "核对补助名单"}
    paths = [("identity/letters", {"region": VILLAGE, "people": ["x"]}), ("identity/letters/release", some)]
    for path, body in [*paths, ("privacy/open", opened)]:
        assert (await village.client.post(f"/{path}", json=body, headers=OURS)).json()["error"] == "step_up", path
