"""How a phone becomes known, and who a session is."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shaiba.identity.letters import LASTS_MS, OPERATOR, TRIES, Addressee, ask
from shaiba.replica.duty import say
from shaiba.storage.store import DEMO_PEOPLE
from shaiba_sync.op import b64u_encode
from shaiba_sync.wire import SyncHeader, format_header
from tests.conftest import HOME, NOW_MS, SQUARE, VILLAGE, Phone, Village, disclosure, grant, open_village

OURS = {"x-shaiba": "1"}


def signed(phone: Phone, text: str) -> str:
    return b64u_encode(phone.sign(hashlib.sha256(text.encode()).digest()))


async def sign_in(village: Village, phone: Phone) -> Any:
    asked = await village.client.post("/identity/challenge", json={"device": phone.device})
    challenge = asked.json()["challenge"]
    body = {
        "device": phone.device,
        "challenge": challenge,
        "sig": signed(phone, f"shaiba-session-v1\n{challenge}"),
    }
    return await village.client.post("/identity/session", json=body, headers=OURS)


async def a_code(village: Village, person: str = "p-new") -> str:
    pepper, to = village.server.pepper.open(), [Addressee(person, "0012")]
    [made] = await ask(village.store, pepper, to, region=VILLAGE, by=OPERATOR, now_ms=village.time())
    return made.code


async def enrol(village: Village, phone: Phone, code: str, household: str = "0012") -> Any:
    body = {
        "code": code,
        "household": household,
        "alg": phone.alg,
        "key": b64u_encode(phone.public_key),
        "sig": signed(phone, f"shaiba-enrol-v1\n{code}"),
    }
    return await village.client.post("/identity/enrol", json=body, headers=OURS)


async def test_a_code_makes_a_phone_known_and_signs_it_in(village: Village, phone: Phone) -> None:
    await say(village.replica, HOME, [grant("p-new", "villager", name="吴小梅")], now_ms=NOW_MS)
    answer = await enrol(village, phone, await a_code(village))
    assert answer.status_code == 201
    account = answer.json()
    assert (account["person"], account["device"], account["name"]) == ("p-new", phone.device, "吴小梅")
    assert account["scopes"] == [SQUARE]
    assert account["home"] == VILLAGE
    assert account["grants"] == [{"role": "villager", "region": VILLAGE, "office": None, "until": "2028-12-31"}]
    assert (await village.client.get("/identity/me")).json() == account
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


async def test_a_code_may_be_typed_in_small_letters_with_dashes_and_lookalikes(village: Village, phone: Phone) -> None:
    code = await a_code(village)
    typed = f"{code[:4]}-{code[4:8]} {code[8:]}".lower().replace("0", "o").replace("1", "l")
    assert (await enrol(village, phone, typed)).status_code == 201


async def test_every_wrong_code_has_the_same_answer(village: Village) -> None:
    used, late = await a_code(village), await a_code(village, "p-late")
    assert (await enrol(village, Phone("x"), used)).status_code == 201
    answers = [
        await enrol(village, Phone("x"), "000000000000"),
        await enrol(village, Phone("x"), used),
        await enrol(village, Phone("x"), late, household="0013"),
    ]
    village.time.now_ms += LASTS_MS
    answers.append(await enrol(village, Phone("x"), late))
    assert {(a.status_code, a.text) for a in answers} == {(401, '{"error":"bad_code","retry":"never","detail":{}}')}


async def test_a_code_is_void_after_five_wrong_households(village: Village) -> None:
    code = await a_code(village)
    for _ in range(TRIES):
        assert (await enrol(village, Phone("x"), code, household="9")).status_code == 401
    assert (await enrol(village, Phone("x"), code)).status_code == 401


async def test_a_key_that_the_phone_does_not_hold_is_not_enrolled(village: Village, phone: Phone) -> None:
    code = await a_code(village)
    other = Phone("x")
    phone.sign = other.sign  # type: ignore[method-assign]
    assert (await enrol(village, phone, code)).json()["error"] == "bad_signature"
    assert await village.store.find("device", phone.device) == []


async def test_a_device_signs_in_with_its_key(village: Village) -> None:
    answer = await sign_in(village, village.villager)
    assert (answer.status_code, answer.json()["person"]) == (200, "p-villager")
    ended = await village.client.delete("/identity/session", headers=OURS)
    assert ended.status_code == 200
    assert (await village.client.get("/identity/me")).json()["error"] == "signed_out"


async def test_a_challenge_is_good_once_for_its_device_and_for_two_minutes(village: Village) -> None:
    phone, other = village.villager, village.neighbour
    made = (await village.client.post("/identity/challenge", json={"device": phone.device})).json()["challenge"]

    def body(by: Phone) -> dict[str, str]:
        return {"device": by.device, "challenge": made, "sig": signed(by, f"shaiba-session-v1\n{made}")}

    stolen = await village.client.post("/identity/session", json=body(other), headers=OURS)
    assert stolen.json()["error"] == "signed_out"
    again = await village.client.post("/identity/session", json=body(phone), headers=OURS)
    assert again.json()["error"] == "signed_out"
    made = (await village.client.post("/identity/challenge", json={"device": phone.device})).json()["challenge"]
    village.time.now_ms += 120_001
    late = await village.client.post("/identity/session", json=body(phone), headers=OURS)
    assert late.json()["error"] == "signed_out"


async def test_a_revoked_devices_session_is_over_at_once(village: Village) -> None:
    await sign_in(village, village.villager)
    assert (await village.client.get("/identity/me")).status_code == 200
    revoke = {"do": "device.revoke", "id": village.villager.device, "set": {"revoked": "2026-11-01", "why": "丢失"}}
    await say(village.replica, HOME, [revoke], now_ms=NOW_MS)
    assert (await village.client.get("/identity/me")).json()["error"] == "signed_out"
    assert (await sign_in(village, village.villager)).json()["error"] == "device_revoked"


@pytest.mark.parametrize("days", [30, 180])
async def test_sessions_end(village: Village, days: int) -> None:
    await sign_in(village, village.villager)
    for _ in range(days // 30):
        assert (await village.client.get("/identity/me")).status_code == 200
        village.time.now_ms += 30 * 86_400_000 - (1 if days > 30 else 0)
    village.time.now_ms += 10
    assert (await village.client.get("/identity/me")).json()["error"] == "signed_out"


async def test_mine_sends_what_the_session_may_read_and_without_one_says_so(village: Village) -> None:
    said = {"person": "p-villager", "title": "路灯不亮", "category": "livelihood", "text": "村口。"}
    await village.sync(village.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": said}))
    other = village.villager.say(SQUARE, {"do": "appeal.file", "id": "a2", "set": said})
    asked = format_header(SyncHeader({SQUARE: (0, 0)}, mine=True))
    told = await village.client.post("/sync", content=b"%s\n%s\n" % (asked, other))
    assert (told.status_code, told.json()["error"], told.json()["retry"]) == (401, "signed_out", "after_sign_in")
    assert (await village.store.head(SQUARE)).size == 1, "nothing of it was taken"
    assert await village.sync(have={SQUARE: (0, 0)}) == []
    await sign_in(village, village.villager)
    items = await village.sync(mine=True)
    assert [item.scope for item in items if hasattr(item, "checkpoint")] == [SQUARE]


@pytest.mark.parametrize("headers", [{}, {"x-shaiba": "0"}, {"x-shaiba": "1", "sec-fetch-site": "cross-site"}])
async def test_another_sites_page_changes_nothing(village: Village, headers: dict[str, str]) -> None:
    await sign_in(village, village.villager)
    answer = await village.client.delete("/identity/session", headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")
    assert (await village.client.get("/identity/me")).status_code == 200


async def test_over_https_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    async with open_village(tmp_path, origin="https://shaiba.example") as village:
        await village.settle()
        answer = await sign_in(village, village.villager)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-shaiba=")
        assert "Secure" in cookie
        assert "max-age=63072000" in answer.headers["strict-transport-security"]


async def test_the_demos_people_are_there_on_a_demo_only(tmp_path: Path, phone: Phone) -> None:
    body = {
        "person": "p-villager",
        "alg": phone.alg,
        "key": b64u_encode(phone.public_key),
        "sig": signed(phone, "shaiba-enrol-v1\np-villager"),
    }
    person = {"person": "p-villager", "name": "吴小梅", "role": "villager", "region": VILLAGE, "place": "联中村"}
    async with open_village(tmp_path) as village:
        await village.settle()
        assert (await village.client.get("/demo/people")).status_code == 404
        assert (await village.client.post("/demo/enrol", json=body, headers=OURS)).status_code in (404, 405)
    async with open_village(tmp_path, demo="yes") as village:
        await village.store.write(lambda tx: tx.put_meta(DEMO_PEOPLE, msgspec.json.encode([person]).decode()))
        assert (await village.client.get("/demo/people")).json() == [person]
        answer = await village.client.post("/demo/enrol", json=body, headers=OURS)
        assert (answer.status_code, answer.json()["person"]) == (201, "p-villager")
        again = await village.client.post("/demo/enrol", json=body, headers=OURS)
        assert again.json()["error"] == "taken"
        assert await village.refusal(phone.say(HOME, disclosure())) == "forbidden"
