"""Who vouches in the demo: the main village's county asks for one of the committee and one outsider; the phones of the
villages' supervisors do, and a witness of its own key, in the same process. Spec: sync/spec/witness.md."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba_sync.op import device_id
from shaiba_sync.scope import parent_code
from shaiba_sync.witness import cosign

from ..replica.cosigner import Cosigner
from ..replica.duty import say
from ..replica.feeder import Feeder
from ..replica.replica import Clock, Replica
from ..replica.vouch import take
from ..witness_folder import make_witness, open_witness
from .load import key_of
from .places import MAIN, PLACES

FOLDER = "witness"
"""In the demo's data folder: the witness's own."""
NAME = "yanshi.witness.example"
"""演示 in letters: a witness's name has no others."""
EVERY_S = 3600.0


async def begin(replica: Replica, data: Path, secret: bytes, *, now_ms: int) -> None:
    """The county asks, the witness comes to be, and all vouch for the first time."""
    make_witness(data / FOLDER, NAME)
    cosigner, heads = open_witness(data / FOLDER, [replica.vkey])
    try:
        asked = {"committee": 1, "outside": 1, "days": 7, "witnesses": [cosigner.vkey]}
        county = parent_code(parent_code(MAIN))
        await say(replica, f"region/{county}", [{"do": "policy.ask", "id": "witness", "set": asked}], now_ms=now_ms)
        await vouch(replica, cosigner, secret, lambda: now_ms)
    finally:
        heads.close()


async def keep_vouching(replica: Replica, data: Path, secret: bytes, clock: Clock) -> None:
    """As living people's phones do: now, and from time to time."""
    if not (data / FOLDER).is_dir():  # a demo loaded by an older Shaiba
        return
    cosigner, heads = open_witness(data / FOLDER, [replica.vkey])
    try:
        while True:
            await vouch(replica, cosigner, secret, clock)
            await asyncio.sleep(EVERY_S)
    finally:
        heads.close()


async def vouch(replica: Replica, cosigner: Cosigner, secret: bytes, clock: Clock) -> None:
    """Every village's supervisor, then the witness, which then has the same heads before it."""
    for place in PLACES:
        scope = f"village/{place.code}"
        if head := await replica.store.head(scope):
            key = key_of(secret, f"{place.code}-supervisor")
            note = cosign(head.checkpoint, _name(replica, key), key, clock() // 1000)
            await take(replica, scope, note, now_ms=clock())

    def post(url: str, body: bytes) -> tuple[int, bytes]:
        answer = cosigner.add_checkpoint(body.decode(), now_ms=clock())
        return answer.status, answer.body.encode()

    witnesses: Mapping[str, str] = {cosigner.vkey: "http://in-this-process"}
    await Feeder(replica, clock, post, witnesses).round()


def _name(replica: Replica, key: Ed25519PrivateKey) -> str:
    return f"{replica.log_name}/device/{device_id('ed25519', key.public_key().public_bytes_raw())}"
