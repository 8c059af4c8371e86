"""Slots over HTTP: what is taken, what is not, and that nobody is told more than all are told."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from shaiba.demo.age import seal
from shaiba.replica import rounds
from shaiba.replica.duty import say
from shaiba_sync.merge import view
from shaiba_sync.op import b64u_decode, b64u_encode
from shaiba_sync.tips import (
    REPLY_BYTES,
    SLOT_BYTES,
    SLOT_PLAIN,
    SlotProof,
    answer_bytes,
    check_slot,
    read_slot_answer,
    round_at,
    slot_work,
    slots_root,
)
from tests.conftest import NOW_MS, Village, open_village
from tests.tips.county import (
    BITS,
    CITY,
    COUNTY,
    DAY_MS,
    OTHER_COUNTY,
    OURS,
    Inspector,
    appoint,
    begin_roll,
    body,
    dummy,
    hash_of,
    next_round,
    read,
    send,
    work,
)

ROUND = round_at(NOW_MS, 86_400)


@pytest_asyncio.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with open_village(tmp_path) as found:
        await found.settle()
        await begin_roll(found)
        yield found


@pytest_asyncio.fixture
async def inspector(village: Village) -> Inspector:
    return await appoint(village, "p-inspector")


async def test_a_phone_asks_what_a_round_is(village: Village) -> None:
    answer = await village.client.get("/slot/rules", params={"county": COUNTY})
    assert answer.json() == {"round_s": 86_400, "bits": BITS, "now": NOW_MS}
    assert (await village.client.get("/slot/rules")).json()["bits"] == BITS


async def test_a_slot_is_counted_and_proven_the_round_after(village: Village, inspector: Inspector) -> None:
    mine, others = dummy(), [dummy() for _ in range(8)]
    for slot in [*others[:4], mine, *others[4:]]:
        assert (await send(village, slot)).status_code == 200
    await next_round(village)
    answer = read(await send(village, dummy(), was=b64u_encode(hash_of(mine))))
    said = view(await village.store.record(f"region/{COUNTY}", "slots", str(ROUND)))
    assert said["count"] == 9
    assert said["root"] == b64u_encode(slots_root(map(hash_of, [mine, *others])))
    proof = answer.proof
    assert isinstance(proof, SlotProof) and (proof.round, proof.count) == (ROUND, 9)
    assert check_slot(hash_of(mine), proof.index, proof.count, proof.path, b64u_decode(said["root"], 32))


async def test_of_a_slot_that_did_not_come_there_is_no_proof(village: Village) -> None:
    await send(village, dummy())
    await next_round(village)
    answer = await send(village, dummy(), was=b64u_encode(hash_of(b"never sent")))
    assert read(answer).proof is None
    assert len(answer.content) == len((await send(village, dummy())).content)


async def test_twice_the_same_is_once_also_a_round_later(village: Village) -> None:
    slot = dummy()
    for _ in range(3):
        assert (await send(village, slot)).status_code == 200
    await next_round(village)
    assert (await send(village, slot)).status_code == 200
    await next_round(village)
    counted = await village.store.records(f"region/{COUNTY}", "slots")
    assert [view(one)["count"] for one in counted] == [1]


async def test_on_its_way_at_midnight_it_counts_to_the_round_in_which_it_comes(village: Village) -> None:
    slot = dummy()
    sent = body(village, slot)
    await next_round(village)
    assert (await village.client.post("/slot", json=sent)).status_code == 200
    await next_round(village)
    assert await village.store.record(f"region/{COUNTY}", "slots", str(ROUND)) is None
    assert await village.store.record(f"region/{COUNTY}", "slots", str(ROUND + 1)) is not None


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"slot": b64u_encode(bytes(SLOT_BYTES - 1))}, 400, "malformed"),
        ({"slot": b64u_encode(bytes(SLOT_BYTES + 1))}, 400, "malformed"),
        ({"slot": ""}, 400, "malformed"),
        ({"nonce": b64u_encode(bytes(9))}, 400, "malformed"),
        ({"was": b64u_encode(bytes(31))}, 400, "malformed"),
        ({"since": -1}, 400, "malformed"),
        ({"county": "3505240"}, 400, "malformed"),
        ({"person": "p-villager"}, 400, "malformed"),
        ({"county": OTHER_COUNTY}, 404, "not_found"),
        ({"county": CITY}, 404, "not_found"),
        ({"county": "000000000000"}, 404, "not_found"),
        ({"round": ROUND + 1}, 409, "late"),
        ({"round": ROUND - 2}, 409, "late"),
        ({"round": 0}, 409, "late"),
    ],
)
async def test_what_is_no_slot_is_refused(village: Village, changed: dict, status: int, code: str) -> None:
    fits = {name: value for name, value in changed.items() if name != "slot"}
    answer = await village.client.post("/slot", json=body(village, dummy(), **fits) | changed)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert await village.store.records(f"region/{COUNTY}", "slots") == []


async def test_a_body_that_is_longer_than_any_slot_is_not_read(village: Village) -> None:
    answer = await send(village, secrets.token_bytes(20_000))
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


async def test_without_its_work_nothing_is_taken(village: Village) -> None:
    slot = dummy()
    nonce = next(n for n in map(int.to_bytes, range(256), [8] * 256) if _work(slot, n) < BITS)
    answer = await send(village, slot, nonce=b64u_encode(nonce))
    assert (answer.status_code, answer.json()["error"], answer.json()["detail"]) == (422, "no_work", {"bits": BITS})
    other = await send(village, slot, nonce=b64u_encode(work(COUNTY, ROUND - 1, slot)), round=ROUND - 1)
    assert other.status_code == 200  # of the round before: on its way


def _work(slot: bytes, nonce: bytes) -> int:
    return slot_work(COUNTY, ROUND, hash_of(slot), nonce)


async def test_a_flood_is_held_to_the_ceiling_whatever_address_it_says_it_is_from(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "LEAST_CEILING", 40)
    codes = []
    for number in range(60):
        slot, bits = secrets.token_bytes(SLOT_BYTES), (await _rules(village))["bits"]
        sent = body(village, slot, nonce=b64u_encode(work(COUNTY, ROUND, slot, bits)))
        forged = {"x-forwarded-for": f"10.0.{number}.1", "forwarded": f"for=10.1.{number}.1"}
        answer = await village.client.post("/slot", json=sent, headers=forged)
        codes.append(answer.status_code)
    assert codes == [200] * 40 + [429] * 20
    assert answer.json()["detail"]["after_s"] == (ROUND + 1) * 86_400 - NOW_MS // 1000
    await next_round(village)
    assert view(await village.store.record(f"region/{COUNTY}", "slots", str(ROUND)))["count"] == 40
    assert (await send(village, dummy())).status_code == 200


async def test_a_flood_makes_the_work_harder_and_the_next_round_easy_again(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "LEAST_CEILING", 16)
    bits = []
    for _ in range(15):
        slot = secrets.token_bytes(SLOT_BYTES)
        bits.append((await _rules(village))["bits"])
        assert (await send(village, slot, nonce=b64u_encode(work(COUNTY, ROUND, slot, bits[-1])))).status_code == 200
    assert bits == [BITS] * 8 + [BITS + 1] * 2 + [BITS + 2] * 2 + [BITS + 3] * 2 + [BITS + 4]
    slot = secrets.token_bytes(SLOT_BYTES)
    nonce = next(n for n in map(int.to_bytes, range(2**16), [8] * 2**16) if _work(slot, n) == BITS)
    easy = await send(village, slot, nonce=b64u_encode(nonce))
    assert (easy.status_code, easy.json()["detail"]) == (422, {"bits": BITS + 4})
    await next_round(village)
    assert (await _rules(village))["bits"] == BITS


async def _rules(village: Village) -> dict:
    return (await village.client.get("/slot/rules", params={"county": COUNTY})).json()


async def test_the_ceiling_is_five_for_each_person_on_the_rolls(village: Village) -> None:
    ceiling = village.server.rounds._ceiling
    assert await ceiling(COUNTY, ROUND) == 1_000
    people = [
        {"do": "member.add", "id": f"m{n}", "set": {"name": "李四", "household": "h0", "group": "第1组"}}
        for n in range(299)
    ]
    await say(village.replica, "square/350524102207", people, now_ms=village.time())
    assert await ceiling(COUNTY, ROUND + 1) == 1_500


async def test_what_came_an_inspector_takes_whole_and_opens(village: Village, inspector: Inspector) -> None:
    tip = seal("修渠的石料只到了一半".encode().ljust(SLOT_PLAIN, b"\0"), [inspector.recipient])
    for slot in [dummy(), tip, *(secrets.token_bytes(SLOT_BYTES) for _ in range(70))]:
        assert (await send(village, slot)).status_code == 200
    await village.act_as(inspector.phone)
    running = await village.client.get(f"/slot/{COUNTY}/{ROUND}/0")
    assert (running.status_code, running.json()["error"]) == (404, "not_found")
    assert (await village.client.get(f"/slot/{COUNTY}")).json() == {"rounds": []}
    await next_round(village)
    await village.act_as(inspector.phone)
    assert (await village.client.get(f"/slot/{COUNTY}")).json() == {"rounds": [[ROUND, 72]]}
    bundles = [await village.client.get(f"/slot/{COUNTY}/{ROUND}/{n}") for n in range(3)]
    assert [one.status_code for one in bundles] == [200, 200, 404]
    data = bundles[0].content + bundles[1].content
    slots = [data[at : at + SLOT_BYTES] for at in range(0, len(data), SLOT_BYTES)]
    assert [hash_of(one) for one in slots] == sorted(map(hash_of, slots))
    assert len(bundles[0].content) == 64 * SLOT_BYTES and tip in slots
    opened = [plain for slot in slots if (plain := inspector.open(slot))]
    assert [plain.rstrip(b"\0").decode() for plain in opened] == ["修渠的石料只到了一半"]


async def test_a_reply_reaches_every_phone_of_the_county_in_an_answer_of_one_size(
    village: Village, inspector: Inspector
) -> None:
    mailbox, reply = secrets.token_bytes(32), seal(b"x" * 3504)
    await village.act_as(inspector.phone)
    sent = {"county": COUNTY, "round": ROUND, "mailbox": b64u_encode(mailbox), "reply": b64u_encode(reply)}
    assert (await village.client.post("/reply", json=sent, headers=OURS)).status_code == 204
    assert (await village.client.post("/reply", json=sent, headers=OURS)).status_code == 204
    other = await village.client.post("/reply", json={**sent, "mailbox": b64u_encode(bytes(32))}, headers=OURS)
    assert (other.status_code, other.json()["error"]) == (409, "taken")
    village.client.cookies.clear()
    assert read(await send(village, dummy())).rounds == []
    await next_round(village)
    answer = await send(village, dummy())
    [(number, items)] = read(answer).rounds
    assert number == ROUND and (mailbox, reply) in items and len(items) == 4
    assert len(answer.content) == answer_bytes([4])
    await next_round(village)
    both, newer = await send(village, dummy()), await send(village, dummy(), since=ROUND)
    assert [number for number, _ in read(both).rounds] == [ROUND, ROUND + 1]
    assert (len(both.content), len(newer.content)) == (answer_bytes([4, 4]), answer_bytes([4]))
    assert "content-encoding" not in both.headers
    await village.act_as(inspector.phone)
    taken = await village.client.get(f"/reply/{COUNTY}/{ROUND}")
    assert read_slot_answer(taken.content).rounds == [(ROUND, items)]


async def test_an_answer_has_room_for_every_holder_whether_they_reply_or_not(village: Village) -> None:
    people = [await appoint(village, f"p-inspector-{n}", COUNTY if n else CITY) for n in range(6)]
    await village.act_as(people[0].phone)
    sent = {
        "county": COUNTY,
        "round": ROUND,
        "mailbox": b64u_encode(bytes(32)),
        "reply": b64u_encode(seal(bytes(3504))),
    }
    assert (await village.client.post("/reply", json=sent, headers=OURS)).status_code == 204
    await next_round(village)
    village.client.cookies.clear()
    assert len((await send(village, dummy())).content) == answer_bytes([6])


async def test_the_same_answer_is_given_to_everybody(village: Village, inspector: Inspector) -> None:
    await send(village, dummy())
    await next_round(village)
    village.client.cookies.clear()
    bare = await send(village, dummy())
    await village.act_as(inspector.phone)
    by_inspector = await send(village, dummy())
    await village.act_as(village.accountant)
    by_accountant = await village.client.post(
        "/slot", json=body(village, dummy()), headers={"accept-encoding": "gzip, br", "x-forwarded-for": "10.9.8.7"}
    )
    assert bare.content == by_inspector.content == by_accountant.content
    told = [dict(one.headers.items()) for one in (bare, by_inspector, by_accountant)]
    assert told[0] == told[1] == told[2]
    assert "set-cookie" not in told[0] and "content-encoding" not in told[0]


async def test_only_who_holds_a_key_today_takes_anything(village: Village, inspector: Inspector) -> None:
    await send(village, dummy())
    await next_round(village)
    above = await appoint(village, "p-above", CITY)
    paths = [f"/slot/{COUNTY}", f"/slot/{COUNTY}/{ROUND}/0", f"/reply/{COUNTY}/{ROUND}"]
    nowhere = [f"/slot/{OTHER_COUNTY}", f"/slot/{OTHER_COUNTY}/{ROUND}/0", "/slot/x/y/z", f"/slot/{COUNTY}/{ROUND}/-1"]
    assert {(await village.client.get(path)).json()["error"] for path in paths + nowhere} == {"signed_out"}
    for person, may in (
        (inspector.phone, True),
        (above.phone, True),
        (village.accountant, False),
        (village.villager, False),
    ):
        await village.act_as(person)
        assert [(await village.client.get(path)).status_code == 200 for path in paths] == [may] * 3
        refused = {(await village.client.get(path)).content for path in (nowhere if may else paths + nowhere)}
        assert len(refused) == 1 and b"not_found" in refused.pop()
        sent = {"county": COUNTY, "round": ROUND + 1, "mailbox": b64u_encode(bytes(32))}
        sent["reply"] = b64u_encode(bytes(REPLY_BYTES))
        answers = [
            await village.client.post("/reply", json={**sent, "county": county}, headers=OURS)
            for county in (COUNTY, OTHER_COUNTY)
        ]
        assert [one.status_code for one in answers] == [204 if may else 404, 404]


async def test_who_ended_his_key_or_let_it_run_out_takes_nothing(village: Village, inspector: Inspector) -> None:
    await send(village, dummy())
    await next_round(village)
    short = await appoint(village, "p-short", until="2026-11-20")
    end = {"do": "tipkey.end", "id": "k-p-inspector", "set": {"ended": "2026-11-19"}}
    path = f"/slot/{COUNTY}/{ROUND}/0"
    for one, codes in ((inspector, (200, 404)), (short, (200, 200))):
        await village.act_as(one.phone)
        assert (await village.client.get(path)).status_code == codes[0]
        if one is inspector:
            await village.sync(one.phone.say(f"region/{COUNTY}", end, now_ms=village.time()))
        assert (await village.client.get(path)).status_code == codes[1]
    village.time.now_ms += 2 * DAY_MS
    await village.act_as(short.phone)
    assert (await village.client.get(path)).status_code == 404


async def test_another_sites_page_replies_nothing(village: Village, inspector: Inspector) -> None:
    await village.act_as(inspector.phone)
    sent = {
        "county": COUNTY,
        "round": ROUND,
        "mailbox": b64u_encode(bytes(32)),
        "reply": b64u_encode(bytes(REPLY_BYTES)),
    }
    assert (await village.client.post("/reply", json=sent)).status_code == 403
