"""A village for tests: its server in a folder of its own, its people and their phones, a clock that is told the time.

Every test that opens a replica through these fixtures ends with the question of house.md §8: is what is stored what
follows from the lines?
"""

import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
import pytest_asyncio
import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shaiba.app import open_server
from shaiba.config import load
from shaiba.data_folder import MATCHES, TIPS, make_folder
from shaiba.domain import KINDS
from shaiba.identity.session import begin
from shaiba.regions import Regions, parse_regions
from shaiba.replica.duty import say
from shaiba.replica.rebuild import differences
from shaiba.storage.invoices import InvoiceIndex
from shaiba.storage.slots import SlotStore
from shaiba.storage.sqlite import migrate
from shaiba.storage.store import Store
from shaiba.web.server import Server
from shaiba_sync.clock import Stamp, format_stamp, tick
from shaiba_sync.errors import SyncError
from shaiba_sync.keys import PrivateKey, sign
from shaiba_sync.op import b64u_encode, build_head, device_id, digest, finish, op_id, parse_op
from shaiba_sync.wire import AnswerReader, LogLine, SyncHeader, format_header

NOW_MS = 1_795_000_000_000
TODAY = "2026-11-18"
TOWN = "350524102000"
VILLAGE = "350524102207"
OTHER_VILLAGE = "350524102208"
HOME = f"village/{VILLAGE}"
SQUARE = f"square/{VILLAGE}"


def some_regions() -> Regions:
    rows = [
        ["code", "name", "level", "parent"],
        ["350000000000", "福建省", "province", ""],
        ["350500000000", "泉州市", "city", "350000000000"],
        ["350524000000", "安溪县", "county", "350500000000"],
        [TOWN, "蓬莱镇", "town", "350524000000"],
        [VILLAGE, "联中村", "village", TOWN],
        [OTHER_VILLAGE, "蓬溪村", "village", TOWN],
    ]
    return Regions(parse_regions(rows))


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """A command that a test runs says where logs go: that ends with the test, and so does that place."""
    yield
    structlog.reset_defaults()


class Time:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now_ms = NOW_MS

    def __call__(self) -> int:
        return self.now_ms


class Phone:
    """A device and the person behind it: signs ops, keeps its stamps in order."""

    alg = "ed25519"

    def __init__(self, person: str) -> None:
        self.person = person
        self.key, self.public_key = self.make_key()
        self.device = device_id(self.alg, self.public_key)
        self.last = Stamp(0, 0)

    def make_key(self) -> tuple[PrivateKey, bytes]:
        key = Ed25519PrivateKey.generate()
        return key, key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return sign(self.alg, self.key, message)

    def say(
        self,
        scope: str,
        *changes: dict[str, Any],
        now_ms: int = NOW_MS,
        salt: bytes | None = None,
        seen: tuple[int, str] | None = None,
    ) -> bytes:
        """One op's line."""
        return self._finish(self._head(scope, changes, now_ms, salt, seen))

    def say_twice(
        self,
        scope: str,
        *changes: dict[str, Any],
        now_ms: int = NOW_MS,
        salt: bytes | None = None,
        seen: tuple[int, str] | None = None,
    ) -> tuple[bytes, bytes]:
        """One op, signed two times."""
        head = self._head(scope, changes, now_ms, salt, seen)
        return self._finish(head), self._finish(head)

    def _head(
        self,
        scope: str,
        changes: tuple[dict[str, Any], ...],
        now_ms: int,
        salt: bytes | None,
        seen: tuple[int, str] | None,
    ) -> bytes:
        self.last = tick(self.last, now_ms)
        salt_text = b64u_encode(salt or secrets.token_bytes(16))
        return build_head(scope, self.device, format_stamp(self.last), salt_text, seen, list(changes))

    def _finish(self, head: bytes) -> bytes:
        return finish(head, self.sign(digest(head)))

    def enrolment(self) -> dict[str, Any]:
        """The change that makes it known."""
        members = {"person": self.person, "alg": self.alg, "key": b64u_encode(self.public_key), "since": "2026-01-01"}
        return {"do": "device.enrol", "id": self.device, "set": members}


class P256Phone(Phone):
    """A phone without Ed25519."""

    alg = "p256"

    def make_key(self) -> tuple[PrivateKey, bytes]:
        key = ec.generate_private_key(ec.SECP256R1())
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return key, point


def grant(person: str, role: str, *, until: str = "2028-12-31", **more: str) -> dict[str, Any]:
    members = {"person": person, "role": role, "since": "2025-01-01", "until": until, **more}
    return {"do": "grant.give", "id": secrets.token_urlsafe(9), "set": members}


def disclosure(record_id: str = "d1", title: str = "第三季度收支") -> dict[str, Any]:
    members = {"title": title, "class": "finance", "category": "ledger", "period": "2026-09"}
    return {"do": "disclosure.publish", "id": record_id, "set": members}


class Village:
    """A running server with one village: an accountant, a villager, a cadre of the town."""

    def __init__(self, server: Server, client: httpx.AsyncClient, time: Time) -> None:
        self.server = server
        self.replica = server.replica
        self.store = server.replica.store
        self.client = client
        self.time = time
        self.accountant = Phone("p-accountant")
        self.villager = Phone("p-villager")
        self.neighbour = Phone("p-neighbour")
        self.cadre = Phone("p-cadre")

    async def settle(self) -> None:
        """Enrol everybody."""
        people = [(self.accountant, "accountant"), (self.villager, "villager"), (self.neighbour, "villager")]
        changes = [c for phone, role in people for c in (phone.enrolment(), grant(phone.person, role))]
        await say(self.replica, HOME, changes, now_ms=self.time())
        town = [self.cadre.enrolment(), grant(self.cadre.person, "cadre")]
        await say(self.replica, f"region/{TOWN}", town, now_ms=self.time())

    async def sync(
        self, *lines: bytes, have: dict[str, tuple[int, int]] | None = None, mine: bool = False
    ) -> list[Any]:
        """What an honest phone reads from the answer, item by item."""
        body = b"\n".join([format_header(SyncHeader(have or {}, mine)), *lines, b""])
        headers = {} if self.client.cookies else await self.stepped_up(*lines)
        response = await self.client.post("/sync", content=body, headers=headers)
        if response.status_code == 204:
            return []
        assert response.status_code == 200, response.text
        reader = AnswerReader([op_id(line) for line in lines])
        items = [reader.feed(line) for line in response.content.splitlines()]
        assert reader.ended
        return items

    async def stepped_up(self, *lines: bytes) -> dict[str, str]:
        """The cookie of a session for who signed the first of these lines that an official signs only after a passkey:
        begun now, and stepped up."""
        for line in lines:
            with suppress(SyncError):
                op = parse_op(line)
                if any(change["do"] in kind.stepped for change in op.changes for kind in KINDS):
                    return await self.cookie_of(op.by)
        return {}

    async def cookie_of(self, device: str) -> dict[str, str]:
        """The cookie of a session of this device, begun now, and stepped up."""
        return {"cookie": f"{self.server.cookie}={await self.token_of(device)}"}

    async def token_of(self, device: str) -> str:
        """The token of such a session."""
        token, _ = await begin(self.store, device, now_ms=self.time(), stepped=True)
        return token

    async def act_as(self, phone: Phone) -> None:
        """From now on the client has such a session."""
        self.client.cookies.update({self.server.cookie: await self.token_of(phone.device)})

    async def refusal(self, line: bytes) -> str:
        """The code with which the op is refused."""
        verdict = (await self.sync(line))[0]
        assert verdict.__class__.__name__ == "Refused", verdict
        return str(verdict.error)


def lines_of(items: list[Any]) -> list[bytes]:
    return [item.line for item in items if isinstance(item, LogLine)]


@pytest_asyncio.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with open_village(tmp_path) as found:
        await found.settle()
        yield found


def open_village(
    tmp_path: Path,
    *,
    origin: str = "http://localhost:8700",
    demo: str = "no",
    regions: Regions | None = None,
    live_rtmp: str = "",
) -> Any:
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opened() -> AsyncIterator[Village]:
        folder = tmp_path / "data"
        if not folder.exists():
            folder.mkdir(parents=True)
            for name, empty in _new_databases().items():
                (folder / name).write_bytes(empty)
            make_folder(folder, "test.example")
        app_folder = tmp_path / "app"
        given = {"data": str(folder), "origin": origin, "demo": demo, "app": str(app_folder), "slot_bits": "4"}
        given["live_rtmp"] = live_rtmp
        time = Time()
        async with open_server(load({}, given), regions=regions or some_regions(), clock=time) as (app, server):
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=origin) as client:
                yield Village(server, client, time)
            for scope in await server.replica.store.scopes():
                assert await unlike(server.replica.store, scope) == []

    return opened()


async def unlike(store: Store, scope: str) -> list[str]:
    """What is stored and does not follow from the lines; looked at again where the server itself said something
    meanwhile (of a live, of what is overdue): it goes on beside."""
    while True:
        head = await store.head(scope)
        wrong = await differences(store, scope)
        if not wrong or await store.head(scope) == head:
            return wrong


@cache
def _new_databases() -> dict[str, bytes]:
    """The databases of a folder in which nothing was said yet: to make their tables is half of what it costs to open
    a village, so it is done once."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        migrate(folder / "shaiba.db")
        SlotStore(folder / TIPS).close()
        InvoiceIndex(folder / MATCHES).close()
        return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def phone() -> Phone:
    return Phone("p-stranger")
