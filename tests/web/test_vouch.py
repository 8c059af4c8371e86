"""Who vouched for a head: what is taken, what is not, what counts, and what is given out."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba.replica.cosigner import Cosigner
from shaiba.replica.duty import say
from shaiba.replica.feeder import AGAIN_S, Feeder
from shaiba.replica.head import note_at
from shaiba.storage.cosigned import CosignedHeads
from shaiba_sync.tree import Checkpoint, make_vkey, open_note, origin, sign_checkpoint
from shaiba_sync.witness import cosign, device_cosigner, make_cosigner, open_cosigned
from tests.conftest import HOME, NOW_MS, TODAY, TOWN, P256Phone, Phone, Village, disclosure, grant

COUNTY = "region/350524000000"
TOWN_KEY, STRANGER = Ed25519PrivateKey.from_private_bytes(b"t" * 32), Ed25519PrivateKey.from_private_bytes(b"s" * 32)
OUTSIDER = make_cosigner("town.example", TOWN_KEY.public_key().public_bytes_raw())
NOW_S = NOW_MS // 1000


async def supervisor(village: Village, person: str = "p-supervisor", phone: Phone | None = None) -> Phone:
    phone = phone or Phone(person)
    await say(village.replica, HOME, [phone.enrolment(), grant(phone.person, "supervisor")], now_ms=NOW_MS)
    return phone


async def ask_for(village: Village, committee: int, outside: int, where: str = COUNTY) -> None:
    asked = {"committee": committee, "outside": outside, "days": 7, "witnesses": [OUTSIDER]}
    await say(village.replica, where, [{"do": "policy.ask", "id": "witness", "set": asked}], now_ms=NOW_MS)


async def head_note(village: Village, size: int | None = None) -> str:
    head = await village.store.head(HOME)
    assert head is not None
    return await note_at(village.replica, head, size or head.size)


def by_phone(note: str, phone: Phone, time_s: int = NOW_S) -> str:
    assert isinstance(phone.key, Ed25519PrivateKey)
    return cosign(note, f"test.example/device/{phone.device}", phone.key, time_s)


async def post(village: Village, note: str) -> str:
    response = await village.client.post(f"/log/{HOME}/cosign", content=note.encode())
    return "taken" if response.status_code == 204 else str(response.json()["error"])


async def given(village: Village, *vkeys: str) -> tuple[int, dict[str, int]]:
    """Size and times of the note that is given out."""
    response = await village.client.get(f"/log/{HOME}/witnessed")
    assert response.status_code == 200, response.text
    return open_note(response.text, village.replica.vkey).size, open_cosigned(response.text, vkeys)


async def test_nobody_has_vouched_yet(village: Village) -> None:
    response = await village.client.get(f"/log/{HOME}/witnessed")
    assert (response.status_code, response.json()["error"]) == (404, "not_found")


async def test_a_supervisors_phone_vouches(village: Village) -> None:
    phone = await supervisor(village)
    note = await head_note(village)
    assert await post(village, by_phone(note, phone)) == "taken"
    vkey = device_cosigner("test.example", phone.device, phone.public_key)
    assert await given(village, vkey) == (open_note(note, village.replica.vkey).size, {vkey: NOW_S})


async def test_who_may_not_vouch(village: Village) -> None:
    note = await head_note(village)
    assert await post(village, note) == "forbidden"
    for phone in (village.accountant, village.villager, village.cadre, Phone("p-nobody")):
        assert await post(village, by_phone(note, phone)) == "forbidden"
    assert await post(village, cosign(note, "town.example", TOWN_KEY, NOW_S)) == "forbidden"  # no policy names it
    p256 = await supervisor(village, phone=P256Phone("p-old"))
    name = f"test.example/device/{p256.device}"
    assert await post(village, cosign(note, name, STRANGER, NOW_S)) == "forbidden"
    other = await supervisor(village)
    await say(
        village.replica,
        HOME,
        [{"do": "device.revoke", "id": other.device, "set": {"revoked": TODAY, "why": "丢了"}}],
        now_ms=NOW_MS,
    )
    assert await post(village, by_phone(note, other)) == "forbidden"


async def test_what_is_not_this_logs_own_history_is_refused(village: Village) -> None:
    phone = await supervisor(village)
    note = await head_note(village)
    head = await village.store.head(HOME)
    assert head is not None
    where, key = origin("test.example", HOME, 0), village.replica.log_key

    def signed(scope: str = where, size: int = head.size, root: bytes = bytes(32), key: Any = key) -> str:
        return by_phone(sign_checkpoint(Checkpoint(scope, size, root), "test.example", key), phone)

    assert await post(village, "x") == "malformed"
    assert await post(village, signed(key=STRANGER)) == "bad_signature"
    assert await post(village, by_phone(note, phone)[:-3] + "A=\n") in ("bad_signature", "malformed")
    assert await post(village, by_phone(note, phone).replace("\n\n", "\n\n", 1).replace(HOME, HOME)) == "taken"
    assert await post(village, signed()) == "other_history"  # signed by this very log, with another root
    assert await post(village, signed(size=head.size + 1)) == "other_history"
    assert await post(village, signed(scope=f"test.example/region/{TOWN}")) == "other_history"
    assert await post(village, by_phone(note, phone, NOW_S + 3600)) == "clock_drift"


async def test_a_bad_cosignature_of_one_who_may_is_refused(village: Village) -> None:
    phone = await supervisor(village)
    old = by_phone(await head_note(village, 1), phone)
    assert await post(village, await head_note(village) + old.rpartition("\n\n")[2].split("\n")[1] + "\n") == (
        "bad_signature"
    )


async def test_the_newest_that_has_enough_is_given(village: Village) -> None:
    await ask_for(village, committee=2, outside=1)
    one, two = await supervisor(village), await supervisor(village, "p-second")
    again = await supervisor(village, phone=Phone("p-supervisor"))  # the same person's other phone
    vkeys = [device_cosigner("test.example", p.device, p.public_key) for p in (one, two, again)] + [OUTSIDER]
    first = await head_note(village)
    size = open_note(first, village.replica.vkey).size
    outside = cosign(first, "town.example", TOWN_KEY, NOW_S - 9)
    assert await post(village, by_phone(outside, one)) == "taken"
    assert await post(village, by_phone(first, again)) == "taken"
    await village.sync(village.accountant.say(HOME, disclosure()))
    assert await post(village, by_phone(await head_note(village), one)) == "taken"
    assert (await given(village))[0] == size + 1  # none has enough: the newest that has any
    assert await post(village, by_phone(first, two, NOW_S - 5)) == "taken"
    found, times = await given(village, *vkeys)
    assert found == size
    assert times[vkeys[1]] == NOW_S - 5 and times[OUTSIDER] == NOW_S - 9 and len(times) == 3


async def test_a_term_that_is_over_counts_for_what_was_vouched_in_it(village: Village) -> None:
    await ask_for(village, committee=1, outside=0)
    phone = Phone("p-former")
    term = grant(phone.person, "supervisor", until=TODAY)
    await say(village.replica, HOME, [phone.enrolment(), term], now_ms=NOW_MS)
    note = await head_note(village)
    assert await post(village, by_phone(note, phone)) == "taken"
    village.time.now_ms += 2 * 86_400_000
    assert (await given(village))[0] == open_note(note, village.replica.vkey).size
    assert await post(village, by_phone(note, phone, village.time.now_ms // 1000)) == "forbidden"


async def test_the_nearest_region_asks(village: Village) -> None:
    await ask_for(village, committee=2, outside=0)
    await ask_for(village, committee=1, outside=0, where=f"region/{TOWN}")
    phone = await supervisor(village)
    note = await head_note(village)
    assert await post(village, by_phone(note, phone)) == "taken"
    await village.sync(village.accountant.say(HOME, disclosure()))
    assert await post(village, by_phone(await head_note(village, 2), phone)) == "taken"
    assert (await given(village))[0] == open_note(note, village.replica.vkey).size


async def test_old_cosignatures_are_forgotten_but_not_the_newest_that_is_enough(village: Village) -> None:
    await ask_for(village, committee=1, outside=1)
    phone = await supervisor(village)
    first = await head_note(village)
    size = open_note(first, village.replica.vkey).size
    assert await post(village, by_phone(cosign(first, "town.example", TOWN_KEY, NOW_S), phone)) == "taken"
    assert await post(village, by_phone(await head_note(village, 2), phone)) == "taken"
    for n in range(70):
        await village.sync(village.accountant.say(HOME, disclosure(f"d{n}")))
        assert await post(village, by_phone(await head_note(village), phone)) == "taken"
    assert (await given(village))[0] == size
    assert {one.size for one in await village.store.cosignatures(HOME)} == set(range(size, size + 71))


# --- the feeder -----------------------------------------------------------------------------------------------------


class Town:
    """A witness in this process, that can be down."""

    def __init__(self, village: Village, tmp_path: Any) -> None:
        vkey = make_vkey("test.example", village.replica.log_key.public_key().public_bytes_raw())
        self.heads = CosignedHeads(tmp_path / "cosigned.db")
        self.cosigner = Cosigner("town.example", TOWN_KEY, [vkey], self.heads)
        self.asked: list[str] = []
        self.down = False
        village.replica.witnesses = {OUTSIDER: "http://town.example"}
        self.village = village

    def __call__(self, url: str, body: bytes) -> tuple[int, bytes]:
        if self.down:
            raise ConnectionRefusedError("down")
        assert url == "http://town.example/add-checkpoint"
        self.asked.append(body.decode())
        answer = self.cosigner.add_checkpoint(body.decode(), now_ms=self.village.time())
        return answer.status, answer.body.encode()


@pytest.fixture
def town(village: Village, tmp_path: Any) -> Any:
    found = Town(village, tmp_path)
    yield found
    found.heads.close()


async def test_heads_that_grew_are_sent_and_what_comes_back_is_kept(village: Village, town: Town) -> None:
    feeder = Feeder(village.replica, village.time, town)
    await feeder.round()
    assert {body.split("\n")[2] for body in town.asked} == {f"test.example/{HOME}", f"test.example/region/{TOWN}"}
    size, times = await given(village, OUTSIDER)
    assert times == {OUTSIDER: NOW_S}
    town.asked.clear()
    await feeder.round()
    assert town.asked == []  # nothing grew
    await village.sync(village.accountant.say(HOME, disclosure()))
    await feeder.round()
    assert [body.split("\n")[0] for body in town.asked] == [f"old {size}"]
    assert (await given(village))[0] == size + 1


async def test_a_head_that_did_not_grow_is_vouched_for_again_after_a_day(village: Village, town: Town) -> None:
    feeder = Feeder(village.replica, village.time, town)
    await feeder.round()
    village.time.now_ms += AGAIN_S * 1000
    await feeder.round()
    assert (await given(village, OUTSIDER))[1] == {OUTSIDER: NOW_S + AGAIN_S}


async def test_a_server_that_forgot_asks_the_witness_what_it_has(village: Village, town: Town) -> None:
    await Feeder(village.replica, village.time, town).round()
    await village.replica.store.write(lambda tx: tx.drop_cosignatures(HOME, 10_000))
    await village.sync(village.accountant.say(HOME, disclosure()))
    town.asked.clear()
    await Feeder(village.replica, village.time, town).round()
    size, times = await given(village, OUTSIDER)
    assert [body.split("\n")[0] for body in town.asked] == ["old 0", f"old {size - 1}"]
    assert list(times) == [OUTSIDER]


async def test_both_vouch_for_the_head_that_a_phone_has_cosigned(village: Village, town: Town) -> None:
    await ask_for(village, committee=1, outside=1)
    feeder = Feeder(village.replica, village.time, town)
    await feeder.round()
    phone = await supervisor(village)
    note = await head_note(village)
    assert await post(village, by_phone(note, phone)) == "taken"
    await village.sync(village.accountant.say(HOME, disclosure()))
    await feeder.round()
    vkey = device_cosigner("test.example", phone.device, phone.public_key)
    assert await given(village, OUTSIDER, vkey) == (
        open_note(note, village.replica.vkey).size,
        {OUTSIDER: NOW_S, vkey: NOW_S},
    )


async def test_a_witness_that_is_down_is_asked_again_later(village: Village, town: Town) -> None:
    feeder = Feeder(village.replica, village.time, town)
    town.down = True
    await feeder.round()
    await feeder.round()
    town.down = False
    await feeder.round()
    assert list((await given(village, OUTSIDER))[1]) == [OUTSIDER]


async def test_a_witness_that_answers_nonsense_gets_nothing_kept(village: Village, town: Town) -> None:
    for answer in ((200, b"hello\n"), (200, b"\xff"), (500, b""), (409, b"x"), (409, b"99999999\n"), (404, b"")):
        await Feeder(village.replica, village.time, lambda url, body, a=answer: a).round()  # type: ignore[misc]
    assert await village.store.cosignatures(HOME) == []


async def test_over_real_sockets(village: Village, town: Town) -> None:
    """The same with `post_over_http`, against the HTTP of a witness."""
    import asyncio
    import socket

    import uvicorn

    from shaiba.web.witness import create_witness

    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_witness(town.cosigner, village.time), log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listener]))
    village.replica.witnesses = {OUTSIDER: f"http://127.0.0.1:{listener.getsockname()[1]}"}
    try:
        await Feeder(village.replica, village.time).round()
    finally:
        server.should_exit = True
        await serving
    assert list((await given(village, OUTSIDER))[1]) == [OUTSIDER]
