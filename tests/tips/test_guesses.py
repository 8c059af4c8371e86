"""A receipt cannot be guessed here: there is no place to ask.

What is in a mailbox comes to every phone of the county with the answer to its slot, asked or not; so no request holds a
mailbox, and what one gets for putting a true one somewhere is what one gets for any other. A guess is made where the
replies are, at the price of Argon2id (64 MiB) each, against 2^63.
"""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from shaiba.demo.age import seal
from shaiba_sync.op import b64u_encode
from shaiba_sync.tips import receipt, receipt_keys, round_at
from tests.conftest import NOW_MS, Village, open_village
from tests.tips.county import COUNTY, OURS, appoint, begin_roll, dummy, next_round, read, send
from tests.web.test_canaries import doors, knock

ROUND = round_at(NOW_MS, 86_400)
GUESSES = 100_000


@pytest_asyncio.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with open_village(tmp_path) as found:
        await found.settle()
        await begin_roll(found)
        yield found


async def test_no_door_answers_a_true_mailbox_otherwise_than_any(village: Village) -> None:
    inspector = await appoint(village, "p-inspector")
    seed = secrets.token_bytes(64)
    mailbox = receipt_keys(seed).mailbox
    await village.act_as(inspector.phone)
    sent = {"county": COUNTY, "round": ROUND, "mailbox": b64u_encode(mailbox), "reply": b64u_encode(seal(bytes(3504)))}
    assert (await village.client.post("/reply", json=sent, headers=OURS)).status_code == 204
    village.client.cookies.clear()
    await next_round(village)
    assert mailbox in [box for _, items in read(await send(village, dummy())).rounds for box, _ in items]

    def some() -> str:
        return b64u_encode(secrets.token_bytes(32))

    schema = (await village.client.get("/openapi.json")).json()
    await knock(village, schema, some())  # ceilings of a minute are reached now, and stay so: the clock stands
    first, second, true = [await knock(village, schema, one) for one in (some(), some(), b64u_encode(mailbox))]
    assert len(first) == len(second) == len(true) > 2 * len(doors())
    same = [number for number, (one, other) in enumerate(zip(first, second, strict=True)) if one == other]
    assert len(first) - len(same) <= 8, "what is drawn by chance: challenges"
    assert [number for number in same if true[number] != first[number]] == []
    digits = "".join(secrets.choice("0123456789") for _ in range(19))
    coded = [await knock(village, schema, receipt(one)) for one in (digits, digits[::-1])]
    assert [number for number in same if coded[0][number] != coded[1][number]] == []


async def test_a_hundred_thousand_guesses_find_nothing_and_ask_nobody(village: Village) -> None:
    inspector = await appoint(village, "p-inspector")
    seed = secrets.token_bytes(64)
    await village.act_as(inspector.phone)
    sent = {"county": COUNTY, "round": ROUND, "mailbox": b64u_encode(receipt_keys(seed).mailbox)}
    sent["reply"] = b64u_encode(seal(bytes(3504)))
    assert (await village.client.post("/reply", json=sent, headers=OURS)).status_code == 204
    village.client.cookies.clear()
    await next_round(village)
    held = {box for _, items in read(await send(village, dummy())).rounds for box, _ in items}
    assert len(held) == 4 and receipt_keys(seed).mailbox in held
    tail = secrets.token_bytes(32)
    guesses = (receipt_keys(number.to_bytes(32) + tail).mailbox for number in range(GUESSES))
    assert not any(one in held for one in guesses)
