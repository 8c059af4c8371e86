"""Tip keys of the demo's inspectors. A passkey locks a real one; these are locked with a passphrase that the screen
tells everybody, so that whoever tries the demo may read what another one wrote (sync/spec/tips.md, "Keys")."""

import random
from typing import Any

from shaiba_sync.op import b64u_encode

from ..kind import day_of
from .age import identity_of, public_key, seal_to, seal_with
from .people import Person

DAY_MS = 86_400_000
PASSPHRASE = "演示用的口令人人都知道真的要用通行密钥锁住"  # noqa: S105 — everybody is told
"""Twin: `DEMO_PASSPHRASE` in pwa/src/text/tips.ts."""
WORK = 12
"""Of scrypt: nothing is to be kept from anybody here, and a slow phone should not wait."""
PAIRS = ((0, 1), (0, 2), (1, 2))

Change = dict[str, Any]
Said = tuple[int, str, str, list[Change]]
"""When, where, by whom, what."""


def said(person: Person, id_: str, now_ms: int, seed: int) -> list[Said]:
    """The person's key, in use for ten days and for five weeks to come, and the safe of its secret."""
    draw = random.Random(f"tipkey/{seed}/{person.id}").randbytes  # known to all, as the passphrase
    identity, recipient = identity_of(draw(32))
    secret = identity.encode()
    sheets = [public_key(identity_of(draw(32))[1]) for _ in range(3)]
    nested = [seal_to(seal_to(secret, [sheets[a]], draw), [sheets[b]], draw) for a, b in PAIRS]
    wrapped = seal_with(PASSPHRASE, secret, WORK, draw)
    kept = {"person": person.id, "wrapped": b64u_encode(wrapped), "nested": [b64u_encode(one) for one in nested]}
    at_ms = now_ms - 10 * DAY_MS
    since, until = day_of(at_ms), day_of(now_ms + 35 * DAY_MS)
    key = {"person": person.id, "recipient": recipient, "since": since, "until": until}
    return [
        (at_ms, f"watch/{person.region}", person.id, [{"do": "tipsafe.keep", "id": id_, "set": kept}]),
        (at_ms, f"region/{person.region}", person.id, [{"do": "tipkey.publish", "id": id_, "set": key}]),
    ]
