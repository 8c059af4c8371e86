"""A county with villagers' phones and inspectors whose keys hold, over the village of the other tests."""

import hashlib
import secrets
from typing import Any, NamedTuple

import httpx
import pyrage

from shaiba.demo.age import seal
from shaiba.replica.duty import say
from shaiba_sync.op import b64u_encode
from shaiba_sync.tips import SLOT_PLAIN, SlotAnswer, read_slot_answer, round_at, slot_work
from tests.conftest import SQUARE, TODAY, Phone, Village, grant

COUNTY, CITY, OTHER_COUNTY = "350524000000", "350500000000", "350525000000"
DAY_MS = 86_400_000
BITS = 4
OURS = {"x-shaiba": "1"}


class Inspector(NamedTuple):
    """Somebody whose key holds: his phone and his secret."""

    phone: Phone
    identity: Any

    @property
    def recipient(self) -> str:
        return str(self.identity.to_public())

    def open(self, file: bytes) -> bytes | None:
        """What is in a slot, if it is for him."""
        try:
            return pyrage.decrypt(file, [self.identity])
        except pyrage.DecryptError:
            return None


async def begin_roll(village: Village) -> None:
    """A village of the county has its people: the county sends slots here."""
    member = {"do": "member.add", "id": "p-villager", "set": {"name": "李三", "household": "h0", "group": "第1组"}}
    await say(village.replica, SQUARE, [member], now_ms=village.time())


async def appoint(village: Village, person: str, region: str = COUNTY, *, until: str = "2027-01-15") -> Inspector:
    """An inspector of a region, whose key holds from today."""
    one = Inspector(Phone(person), pyrage.x25519.Identity.generate())
    scope = f"region/{region}"
    await say(village.replica, scope, [one.phone.enrolment(), grant(person, "inspector")], now_ms=village.time())
    said = {"person": person, "recipient": one.recipient, "since": TODAY, "until": until}
    line = one.phone.say(scope, {"do": "tipkey.publish", "id": f"k-{person}", "set": said})
    await village.act_as(one.phone)
    verdict = (await village.sync(line))[0]
    village.client.cookies.clear()
    assert verdict.verdict == "stored", verdict
    return one


def dummy() -> bytes:
    return seal(bytes(SLOT_PLAIN))


def hash_of(slot: bytes) -> bytes:
    return hashlib.sha256(slot).digest()


def work(county: str, round: int, slot: bytes, bits: int = BITS) -> bytes:
    """A nonce that is good for so many bits and no more."""
    slot_hash, number = hash_of(slot), 0
    while True:
        nonce = number.to_bytes(8)
        if slot_work(county, round, slot_hash, nonce) >= bits:
            return nonce
        number += 1


def body(village: Village, slot: bytes, **more: Any) -> dict[str, Any]:
    """What a phone sends now."""
    round = more.get("round", round_at(village.time(), 86_400))
    county = more.get("county", COUNTY)
    made = {"county": county, "round": round, "since": 0, "nonce": b64u_encode(work(county, round, slot))}
    return {**made, "slot": b64u_encode(slot), "was": b64u_encode(secrets.token_bytes(32)), **more}


async def send(village: Village, slot: bytes, **more: Any) -> httpx.Response:
    return await village.client.post("/slot", json=body(village, slot, **more))


def read(answer: httpx.Response) -> SlotAnswer:
    assert answer.status_code == 200, answer.text
    return read_slot_answer(answer.content)


async def next_round(village: Village) -> None:
    """The day goes by, and the clerk closes it."""
    village.time.now_ms += DAY_MS
    await village.server.rounds.close(village.time())
