"""The county in which every run plays: two villages, their people, one device each, and the database they begin with.

It is the same for all seeds, so it is made once; keys come from names, so it is the same in every process.
"""

import functools
import hashlib
import random
import sqlite3
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba.identity.session import hash_token
from shaiba.storage.sqlite import migrate
from shaiba.storage.store import Session, Tx
from shaiba_sync.clock import Stamp, format_stamp
from shaiba_sync.errors import BadSignature
from shaiba_sync.keys import sign, verify
from shaiba_sync.op import Op, b64u_encode, build_head, device_id, digest, finish
from tests.conftest import NOW_MS, OTHER_VILLAGE, TOWN, VILLAGE

COUNTY = "350524000000"
LOG_NAME = "sim.example"
YEARS_MS = 10 * 366 * 86_400_000
OTHER = OTHER_VILLAGE


class Person(NamedTuple):
    """A device and whom it signs for."""

    name: str
    person: str
    role: str
    region: str
    key: Ed25519PrivateKey
    public_key: bytes
    device: str

    @property
    def token(self) -> str:
        """Of a session that lasts as long as any run."""
        return f"token-{self.name}"

    @property
    def home(self) -> str:
        """The scope where its device and its grant stand."""
        return f"{'region' if self.region.endswith('000') else 'village'}/{self.region}"


def key_of(name: str) -> Ed25519PrivateKey:
    """A key that follows from a name."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"shaiba-sim/{name}".encode()).digest())


def _person(name: str, person: str, role: str, region: str) -> Person:
    key = key_of(name)
    public_key = key.public_key().public_bytes_raw()
    return Person(name, person, role, region, key, public_key, device_id("ed25519", public_key))


PEOPLE = (
    _person("accountant", "p-accountant", "accountant", VILLAGE),
    _person("committee", "p-committee", "committee", VILLAGE),
    _person("chen", "p-chen", "villager", VILLAGE),
    _person("chen-2", "p-chen", "villager", VILLAGE),
    _person("li", "p-li", "villager", VILLAGE),
    _person("wang", "p-wang", "villager", VILLAGE),
    _person("supervisor", "p-supervisor", "supervisor", VILLAGE),
    _person("cadre", "p-cadre", "cadre", TOWN),
    _person("admin", "p-admin", "admin", COUNTY),
    _person("other-accountant", "p-other-accountant", "accountant", OTHER),
    _person("other-villager", "p-other-villager", "villager", OTHER),
    _person("other-committee", "p-other-committee", "committee", OTHER),
)
STRANGER = _person("stranger", "p-stranger", "villager", VILLAGE)
CLERK = key_of("clerk")
CLERK_DEVICE = device_id("ed25519", CLERK.public_key().public_bytes_raw())
LOG_KEY = key_of("log")


def grant_id(person: str) -> str:
    """The id of the grant that a person begins with."""
    return f"g-{person}"


def line_by(key: Ed25519PrivateKey, device: str, scope: str, at: str, salt: bytes, seen: Any, changes: Any) -> bytes:
    """A signed line."""
    head = build_head(scope, device, at, b64u_encode(salt), seen, changes)
    return finish(head, sign("ed25519", key, digest(head)))


def check_clerk(op: Op) -> None:
    """Raises `BadSignature` where the clerk did not say it."""
    if op.by != CLERK_DEVICE:
        raise BadSignature
    verify("ed25519", CLERK.public_key().public_bytes_raw(), op)


@functools.cache
def founding() -> list[bytes]:
    """What the clerk says first: who there is, and what they may do."""
    rng = random.Random("shaiba-sim/founding")
    acts: dict[str, list[dict[str, Any]]] = {}
    for one in PEOPLE:
        key = b64u_encode(one.public_key)
        device = {"person": one.person, "alg": "ed25519", "key": key, "since": "2026-01-01"}
        changes = acts.setdefault(one.home, [])
        changes.append({"do": "device.enrol", "id": one.device, "set": device})
        if one.name == one.person[2:]:  # a second phone brings no second grant
            grant = {"person": one.person, "role": one.role, "since": "2025-01-01", "until": "2028-12-31"}
            changes.append({"do": "grant.give", "id": grant_id(one.person), "set": grant})
    for village in (VILLAGE, OTHER):
        about = {"name": "联中村", "people": 1200}
        acts[f"village/{village}"].insert(0, {"do": "village.describe", "id": village, "set": about})
    stamps = (format_stamp(Stamp(NOW_MS - 1000, n)) for n in range(100))
    return [line_by(CLERK, CLERK_DEVICE, scope, next(stamps), rng.randbytes(16), None, acts[scope]) for scope in acts]


def put_sessions(tx: Tx) -> None:
    """Everybody is signed in, and shows again and again to be there: no run is about that."""
    for one in PEOPLE:
        end_ms = NOW_MS + YEARS_MS
        tx.put_session(Session(hash_token(one.token), one.device, NOW_MS, end_ms, end_ms, end_ms))


@functools.cache
def empty_database() -> bytes:
    """The bytes of a database with tables and nothing in them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shaiba.db"
        migrate(path)
        conn = sqlite3.connect(path)
        conn.execute("pragma journal_mode=delete")
        image = conn.serialize()
        conn.close()
    return image
