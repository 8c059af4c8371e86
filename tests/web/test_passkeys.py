"""Passkeys and what they open: every way in which an answer can be wrong, and what an official may do without one."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from shaiba.identity.session import STEPPED_MS, STEPPED_UNUSED_MS
from shaiba.replica.duty import say
from tests.conftest import HOME, NOW_MS, SQUARE, TOWN, Phone, Village, disclosure, grant, open_village
from tests.web.authenticator import Authenticator
from tests.web.test_identity import OURS, a_code, enrol, sign_in

ORIGIN = "http://localhost:8700"
APPEAL = {"person": "p-villager", "title": "路灯不亮", "category": "livelihood", "text": "村口。"}


async def ask(village: Village, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
    return await village.client.request(method, f"/identity/{path}", json=body, headers=OURS)


async def register(village: Village, key: Authenticator, name: str = "手机") -> httpx.Response:
    asked = await ask(village, "POST", "passkeys/options", {})
    if asked.is_error:
        return asked
    return await ask(village, "POST", "passkeys", {"credential": key.create(asked.json()), "name": name})


async def step_up(village: Village, key: Authenticator) -> httpx.Response:
    options = (await ask(village, "POST", "step-up/options", {})).json()
    return await ask(village, "POST", "step-up", {"credential": key.get(options)})


async def an_official(village: Village) -> tuple[Phone, Authenticator]:
    """A new accountant, enrolled with a code, who registers a passkey at once."""
    await say(village.replica, HOME, [grant("p-new", "accountant")], now_ms=NOW_MS)
    phone, key = Phone("p-new"), Authenticator(ORIGIN)
    assert (await enrol(village, phone, await a_code(village))).status_code == 201
    assert (await register(village, key)).status_code == 201
    return phone, key


async def publish(village: Village, phone: Phone, record: str) -> Any:
    verdict, *_ = await village.sync(phone.say(HOME, disclosure(record), now_ms=village.time()))
    return getattr(verdict, "error", None) or verdict.verdict


async def test_an_official_registers_a_passkey_with_the_code_and_publishes(village: Village) -> None:
    phone, key = await an_official(village)
    me = (await ask(village, "GET", "me")).json()
    assert (me["official"], me["stepped"], me["passkeys"]) == (True, True, 1)
    assert await publish(village, phone, "d1") == "stored"
    village.time.now_ms += 5 * 60_000 + 1
    assert await publish(village, phone, "d2") == "step_up"
    assert (await step_up(village, key)).json()["stepped"]
    assert await publish(village, phone, "d2") == "stored"


async def test_step_up_is_asked_last_and_holds_back_nothing_else(village: Village) -> None:
    phone, _ = await an_official(village)
    village.time.now_ms += 5 * 60_000 + 1
    now_ms = village.time()
    lines = [
        phone.say(HOME, disclosure("d1"), now_ms=now_ms),
        phone.say(HOME, disclosure("d2", "电话 13912345678"), now_ms=now_ms),
        phone.say(SQUARE, {"do": "interest.declare", "id": "p-new", "add": {"relatives": ["p-li"]}}, now_ms=now_ms),
    ]
    verdicts = (await village.sync(*lines))[:3]
    assert [getattr(one, "error", "stored") for one in verdicts] == ["step_up", "identifier", "stored"]
    assert verdicts[0].retry == "after_step_up"


async def test_another_phones_session_brings_no_stepped_act(village: Village) -> None:
    phone, _ = await an_official(village)
    assert await publish(village, village.accountant, "d1") == "step_up"
    line = phone.say(HOME, disclosure("d1"))
    village.client.cookies.clear()
    answer = await village.client.post("/sync", content=b'{"v":1,"have":{}}\n' + line + b"\n")
    assert b'"step_up"' in answer.content, "a carrier has no session"


async def test_citizens_and_the_clerk_need_no_passkey(village: Village) -> None:
    second = Phone("p-villager")
    await say(village.replica, HOME, [second.enrolment(), disclosure("d1")], now_ms=NOW_MS)
    await sign_in(village, village.villager)
    revoke = {"do": "device.revoke", "id": second.device, "set": {"revoked": "2026-11-18", "why": "丢失"}}
    assert (await village.sync(village.villager.say(HOME, revoke)))[0].verdict == "stored"


def _lie(how: str) -> Callable[[Authenticator], None]:
    def lie(key: Authenticator) -> None:
        if how == "origin":
            key.origin = "http://localhost:8701"
        elif how == "rp":
            key.rp = "evil.example"
        elif how == "uv":
            key.verifies = False
        elif how == "counter":
            key.count = 0
        elif how == "key":
            other = Authenticator(ORIGIN)
            other.id, other.count = key.id, key.count
            key._key = other._key

    return lie


@pytest.mark.parametrize("how", ["origin", "rp", "uv", "key", "counter"])
async def test_every_wrong_answer_is_one_answer(village: Village, how: str) -> None:
    _, key = await an_official(village)
    assert (await step_up(village, key)).status_code == 200
    village.time.now_ms += 5 * 60_000 + 1
    _lie(how)(key)
    answer = await step_up(village, key)
    assert (answer.status_code, answer.json()) == (401, {"error": "bad_passkey", "retry": "never", "detail": {}})
    assert (await village.client.delete("/identity/passkeys/x", headers=OURS)).json()["error"] == "step_up"


@pytest.mark.parametrize("how", ["origin", "rp", "uv"])
async def test_a_passkey_that_is_not_ours_is_not_registered(village: Village, how: str) -> None:
    await sign_in(village, village.villager)
    key = Authenticator(ORIGIN)
    _lie(how)(key)
    assert (await register(village, key)).json()["error"] == "bad_passkey"
    assert (await ask(village, "GET", "passkeys")).json() == []


async def test_an_answer_is_good_once_in_time_and_in_its_own_session(village: Village) -> None:
    _, key = await an_official(village)
    options = (await ask(village, "POST", "step-up/options", {})).json()
    heard = {"credential": key.get(options)}
    assert (await ask(village, "POST", "step-up", heard)).status_code == 200
    assert (await ask(village, "POST", "step-up", heard)).json()["error"] == "bad_passkey", "replayed"

    late = (await ask(village, "POST", "step-up/options", {})).json()
    village.time.now_ms += 120_001
    assert (await ask(village, "POST", "step-up", {"credential": key.get(late)})).json()["error"] == "bad_passkey"

    theirs = (await ask(village, "POST", "step-up/options", {})).json()
    village.client.cookies.clear()
    await sign_in(village, village.accountant)
    assert (await ask(village, "POST", "step-up", {"credential": key.get(theirs)})).json()["error"] == "bad_passkey"
    asked = (await ask(village, "POST", "step-up/options", {})).json()
    new = {"credential": key.create(asked), "name": "手机"}
    assert (await ask(village, "POST", "passkeys", new)).json()["error"] in ("bad_passkey", "forbidden")


@pytest.mark.parametrize("credential", [{}, {"id": 1}, {"response": {"clientDataJSON": "W1tb"}}, {"response": []}])
async def test_what_is_no_answer_is_a_bad_one(village: Village, credential: dict[str, Any]) -> None:
    await sign_in(village, village.villager)
    assert (await ask(village, "POST", "step-up", {"credential": credential})).json()["error"] == "bad_passkey"


async def test_an_official_without_a_passkey_or_its_code_cannot_make_one(village: Village) -> None:
    await sign_in(village, village.accountant)
    assert (await register(village, Authenticator(ORIGIN))).json()["error"] == "forbidden"
    assert await publish(village, village.accountant, "d1") == "step_up"


async def test_the_next_passkey_needs_the_first_and_the_last_stays(village: Village) -> None:
    _, key = await an_official(village)
    village.time.now_ms += 86_400_001
    assert (await register(village, Authenticator(ORIGIN))).json()["error"] == "step_up"
    assert (await step_up(village, key)).status_code == 200
    assert (await register(village, Authenticator(ORIGIN), "钥匙扣")).json()["passkeys"] == 2
    first, second = (await ask(village, "GET", "passkeys")).json()
    assert (first["name"], second["name"]) == ("手机", "钥匙扣")
    assert (await ask(village, "DELETE", f"passkeys/{first['id']}")).status_code == 200
    assert (await ask(village, "DELETE", f"passkeys/{second['id']}")).json()["error"] == "closed"


async def test_a_citizen_may_have_one_and_is_never_made_to(village: Village) -> None:
    await sign_in(village, village.villager)
    assert (await register(village, Authenticator(ORIGIN))).json()["passkeys"] == 1
    village.time.now_ms += 86_400_000
    line = village.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": APPEAL}, now_ms=village.time())
    assert (await village.sync(line))[0].verdict == "stored"


async def test_an_official_reads_as_a_citizen_until_he_has_stepped_up(village: Village) -> None:
    case = f"case/{HOME[8:]}-c1"
    await village.sync(village.villager.say(case, {"do": "appeal.file", "id": "c1", "set": APPEAL}))
    await village.sync(village.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": APPEAL}))
    town = [grant("p-new", "cadre")]
    await say(village.replica, f"region/{TOWN}", town, now_ms=NOW_MS)
    phone, key = Phone("p-new"), Authenticator(ORIGIN)
    scopes = (await enrol(village, phone, await a_code(village))).json()["scopes"]
    assert scopes == []
    assert await village.sync(have={case: (0, 0), SQUARE: (0, 0)}, mine=True) == []
    assert sorted((await register(village, key)).json()["scopes"]) == [case, SQUARE]
    assert len(await village.sync(mine=True)) == 5
    for waited, used in ((STEPPED_UNUSED_MS, False), (STEPPED_MS, True)):
        assert (await step_up(village, key)).json()["scopes"]
        for _ in range(waited // (20 * 60_000) if used else 1):
            village.time.now_ms += 20 * 60_000 if used else waited
            await ask(village, "GET", "me")
        me = (await ask(village, "GET", "me")).json()
        assert (me["stepped"], me["scopes"]) == (False, [])
        assert await village.sync(mine=True) == []


async def test_a_session_begun_anew_by_the_same_phone_goes_on_as_it_was(village: Village) -> None:
    phone, _ = await an_official(village)
    assert (await sign_in(village, phone)).json()["stepped"]
    village.client.cookies.clear()
    assert not (await sign_in(village, phone)).json()["stepped"]


async def test_on_a_demo_a_tap_stands_in_for_those_who_have_none(village: Village, tmp_path: Any) -> None:
    await sign_in(village, village.accountant)
    assert (await village.client.post("/demo/step-up", headers=OURS)).status_code in (404, 405)
    async with open_village(tmp_path / "demo", demo="yes") as demo:
        await demo.settle()
        await sign_in(demo, demo.accountant)
        demo.time.now_ms += 5 * 60_000 + 1
        assert await publish(demo, demo.accountant, "d1") == "step_up"
        assert (await demo.client.post("/demo/step-up", headers=OURS)).json()["stepped"]
        assert await publish(demo, demo.accountant, "d1") == "stored"
        assert (await register(demo, Authenticator(ORIGIN))).status_code == 201
        assert (await demo.client.post("/demo/step-up", headers=OURS)).json()["error"] == "step_up"
