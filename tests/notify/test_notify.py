"""Knocks say «look» and nothing else, to whom it concerns, once an hour, and end when they should."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from shaiba.config import BadSetting, load
from shaiba.identity import session as sessions
from shaiba.notify.file import FILE, FileNotifier
from shaiba.notify.knocks import AGAIN_MS, HOUR_MS, LATE_MS, Knocks
from shaiba.notify.notifier import SENTENCE, Knock, Outcome
from shaiba.notify.push import PushNotifier, Vapid
from shaiba.notify.safe import MOST_CHARACTERS, Unsafe, addresses, check_url
from shaiba.notify.webhook import HEADER, WebhookNotifier
from shaiba.replica.duty import say
from tests.conftest import VILLAGE, Village, open_village

SQUARE = f"square/{VILLAGE}"
CANARY = "canary-of-an-appeal"
SECRET = bytes(range(1, 33))
KNOCK = Knock("2026-11-18T09:00+08:00", "蓉溪村", "p-villager")


class Got(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """A real server on this machine; answers what it is told."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.status = 201
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                receiver.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(receiver.status)
                self.send_header("location", f"{receiver.url}/elsewhere")
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest_asyncio.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with open_village(tmp_path) as found:
        await found.settle()
        yield found


class Heard:
    """A way of knocking that remembers."""

    name = "heard"

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.knocks: list[Knock] = []

    async def send(self, knock: Knock) -> Outcome:
        self.knocks.append(knock)
        return self.outcomes.pop(0) if self.outcomes else "sent"


def file(record_id: str, person: str) -> dict[str, Any]:
    said = {"person": person, "title": f"{CANARY}路灯", "text": CANARY, "category": "livelihood"}
    return {"do": "appeal.file", "id": record_id, "set": said}


def answer(record_id: str) -> dict[str, Any]:
    given = {"text": f"{CANARY}在修", "name": CANARY}
    return {"do": "appeal.answer", "id": record_id, "append": {"answers": given}}


async def answered(village: Village, heard: Heard) -> Knocks:
    """An appeal of the villager, and the cadre's answer to it, heard of."""
    knocks = Knocks(village.replica, [heard], village.time, lambda least, most: least)
    await village.sync(village.villager.say(SQUARE, file("a1", village.villager.person)))
    await knocks.hear([SQUARE])
    await knocks.tick()
    await village.act_as(village.cadre)
    await village.sync(village.cadre.say(SQUARE, answer("a1")))
    village.client.cookies.clear()
    await knocks.hear([SQUARE])
    return knocks


async def test_whom_it_concerns_is_knocked_for_late(village: Village) -> None:
    heard = Heard()
    knocks = await answered(village, heard)
    await knocks.tick()
    assert heard.knocks == []  # not yet: a delay by chance
    village.time.now_ms += LATE_MS[0]
    await knocks.tick()
    assert [one.person for one in heard.knocks] == [village.villager.person]


async def test_nobody_is_knocked_for_what_he_wrote(village: Village) -> None:
    heard = Heard()
    knocks = Knocks(village.replica, [heard], village.time, lambda least, most: least)
    await village.sync(village.villager.say(SQUARE, file("a1", village.villager.person)))
    await knocks.hear([SQUARE])
    village.time.now_ms += HOUR_MS
    await knocks.tick()
    assert heard.knocks == []


async def test_one_knock_an_hour_however_much_is_said(village: Village) -> None:
    heard = Heard()
    knocks = await answered(village, heard)
    village.time.now_ms += LATE_MS[0]
    await knocks.tick()
    await village.act_as(village.cadre)
    for _ in range(3):
        await village.sync(village.cadre.say(SQUARE, answer("a1")))
        await knocks.hear([SQUARE])
    village.time.now_ms += HOUR_MS - 1
    await knocks.tick()
    assert len(heard.knocks) == 1
    village.time.now_ms += 1
    await knocks.tick()
    assert len(heard.knocks) == 2


async def test_what_fails_is_tried_again_three_times(village: Village) -> None:
    heard = Heard("again", "again", "again", "again")
    knocks = await answered(village, heard)
    for wait in (LATE_MS[0], *AGAIN_MS, HOUR_MS):
        village.time.now_ms += wait
        await knocks.tick()
    assert len(heard.knocks) == 1 + len(AGAIN_MS)


async def test_nothing_of_tips_and_clues_is_ever_heard(village: Village) -> None:
    heard = Heard()
    knocks = Knocks(village.replica, [heard], village.time, lambda least, most: least)
    watch = f"watch/{VILLAGE[:6]}000000"
    erasure = {"seq": 0, "leaf": "A" * 43, "why": "court", "order": "县法院", "records": ["clue/u1"]}
    await say(village.replica, watch, [{"do": "erasure.order", "id": "e1", "set": erasure}], now_ms=village.time())
    await knocks.hear([watch, "box/abc", "poll/abc", "meeting/abc", f"village/{VILLAGE}"])
    village.time.now_ms += HOUR_MS
    await knocks.tick()
    assert heard.knocks == []


async def test_no_way_of_knocking_carries_a_word_of_the_matter(
    village: Village, receiver: Receiver, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ways = [
        FileNotifier(tmp_path),
        WebhookNotifier(f"{receiver.url}/hook", SECRET, village.time),
        PushNotifier(village.store, Vapid(SECRET, "https://county.example"), village.time, private=True),
    ]
    await village.store.write(lambda tx: tx.put_push(f"{receiver.url}/push/1", "d1", village.villager.person, 1))
    knocks = Knocks(village.replica, ways, village.time, lambda least, most: least)
    await village.sync(village.villager.say(SQUARE, file("a1", village.villager.person)))
    await village.act_as(village.cadre)
    await village.sync(village.cadre.say(SQUARE, answer("a1")))
    await knocks.hear([SQUARE])
    village.time.now_ms += LATE_MS[1]
    await knocks.tick()
    assert len(receiver.got) == 2
    carried = (tmp_path / FILE).read_text() + json.dumps([(g.path, g.headers, g.body.decode()) for g in receiver.got])
    assert SENTENCE in carried
    for word in (CANARY, '"a1"', "appeal", "诉求", "答复", "square"):
        assert word not in carried
    assert CANARY not in "".join(capsys.readouterr())


async def test_the_file_has_a_line_a_knock_that_only_its_owner_reads(tmp_path: Path) -> None:
    notifier = FileNotifier(tmp_path)
    assert [await notifier.send(KNOCK), await notifier.send(KNOCK)] == ["sent", "sent"]
    lines = [json.loads(line) for line in (tmp_path / FILE).read_text().splitlines()]
    assert lines == [{"at": KNOCK.at, "village": "蓉溪村", "person": "p-villager", "text": f"蓉溪村{SENTENCE}"}] * 2
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


async def test_a_webhook_is_signed_with_its_time(receiver: Receiver) -> None:
    notifier = WebhookNotifier(f"{receiver.url}/hook", SECRET, lambda: 1_800_000_000_000)
    assert await notifier.send(KNOCK) == "sent"
    [got] = receiver.got
    mac = hmac.new(SECRET, b"1800000000." + got.body, hashlib.sha256).hexdigest()
    assert got.headers[HEADER.lower()] == f"t=1800000000,v1={mac}"
    assert json.loads(got.body)["person"] == "p-villager"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "sent"), (204, "sent"), (302, "never"), (400, "never"), (429, "again"), (500, "again"), (503, "again")],
)
async def test_what_a_webhook_s_answer_means(receiver: Receiver, status: int, outcome: str) -> None:
    receiver.status = status
    assert await WebhookNotifier(receiver.url, SECRET, lambda: 0).send(KNOCK) == outcome
    assert [got.path for got in receiver.got] == ["/"]  # nothing is followed


async def test_a_push_has_no_body_and_a_token_that_the_key_signed(village: Village, receiver: Receiver) -> None:
    vapid = Vapid(SECRET, "https://county.example")
    await village.store.write(lambda tx: tx.put_push(f"{receiver.url}/push/1", "d1", "p-villager", 1))
    assert await PushNotifier(village.store, vapid, village.time, private=True).send(KNOCK) == "sent"
    [got] = receiver.got
    assert (got.body, got.headers["ttl"], got.headers["topic"]) == (b"", "86400", "look")
    assert "content-encoding" not in got.headers
    scheme, _, rest = got.headers["authorization"].partition(" ")
    token, key = (part.partition("=")[2] for part in rest.split(", "))
    said, _, signature = token.rpartition(".")
    raw = _b64(signature)
    point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _b64(key))
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point.verify(pair, said.encode(), ECDSA(hashes.SHA256()))
    header, claims = (json.loads(_b64(part)) for part in said.split("."))
    assert (scheme, key, header) == ("vapid", vapid.public, {"typ": "JWT", "alg": "ES256"})
    assert claims["aud"] == receiver.url
    assert claims["sub"] == "https://county.example"
    assert 0 < claims["exp"] - village.time.now_ms // 1000 <= 86_400


def _b64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize(("status", "left"), [(201, 1), (404, 0), (410, 0), (500, 1)])
async def test_a_subscription_that_is_gone_is_forgotten(
    village: Village, receiver: Receiver, status: int, left: int
) -> None:
    receiver.status = status
    await village.store.write(lambda tx: tx.put_push(receiver.url, "d1", "p-villager", 1))
    await PushNotifier(village.store, Vapid(SECRET, "https://x.example"), village.time, private=True).send(KNOCK)
    assert len(await village.store.pushes_of("p-villager")) == left


async def test_who_is_inside_is_not_asked(village: Village, receiver: Receiver) -> None:
    await village.store.write(lambda tx: tx.put_push("https://localhost/push", "d1", "p-villager", 1))
    await PushNotifier(village.store, Vapid(SECRET, "https://x.example"), village.time).send(KNOCK)
    assert receiver.got == []
    assert await village.store.pushes_of("p-villager") == []


@pytest.mark.parametrize(
    "url",
    [
        "http://push.example/1", "ftp://push.example/1", "https://push.example:8443/1", "https://me@push.example/1",
        "https://me:pw@push.example/1", "https://push.example/1#x", "https:///1", "https://push.example/ 1", "",
        "javascript:1", "https://push.example:x/1", "https://push.example/" + "a" * MOST_CHARACTERS,
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_push_service(url: str) -> None:
    with pytest.raises(Unsafe):
        check_url(url, private=False)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "[fe80::1]", "[::ffff:10.0.0.1]"],
)
async def test_addresses_that_are_not_public(host: str) -> None:
    with pytest.raises(Unsafe):
        await addresses(f"https://{host}/", private=False)


async def test_a_browser_is_knocked_at_until_its_phone_signs_out(village: Village) -> None:
    body = {"endpoint": "https://push.example/1"}
    village.client.headers["x-shaiba"] = "1"
    assert (await village.client.put("/notify/push", json=body)).status_code == 401
    await village.act_as(village.villager)
    assert (await village.client.get("/notify/key")).json()["key"] == village.server.vapid.public
    for wrong in ("http://push.example/1", "https://10.0.0.1:22/"):
        refused = await village.client.put("/notify/push", json={"endpoint": wrong})
        assert (refused.status_code, refused.json()["error"]) == (400, "malformed")
    assert (await village.client.put("/notify/push", json=body)).status_code == 204
    person = village.villager.person
    assert await village.store.pushes_of(person) == ["https://push.example/1"]
    assert (await village.client.delete("/notify/push")).status_code == 204
    assert await village.store.pushes_of(person) == []
    await village.client.put("/notify/push", json=body)
    token, _ = await sessions.begin(village.store, village.villager.device, now_ms=village.time())
    await village.client.delete("/identity/session")
    assert await village.store.pushes_of(person) == ["https://push.example/1"]  # its other session holds
    await sessions.end(village.store, sessions.hash_token(token))
    assert await village.store.pushes_of(person) == []


async def test_a_phone_that_is_revoked_is_not_knocked_at(village: Village) -> None:
    village.client.headers["x-shaiba"] = "1"
    await village.act_as(village.villager)
    await village.client.put("/notify/push", json={"endpoint": "https://push.example/1"})
    await village.store.write(lambda tx: tx.drop_sessions_of(village.villager.device))
    assert await village.store.pushes_of(village.villager.person) == []


async def test_keys_are_made_once_and_nobody_else_reads_them(village: Village, tmp_path: Path) -> None:
    file = tmp_path / "data" / "keys" / "push.p256"
    assert len(file.read_bytes()) == 32
    assert file.stat().st_mode & 0o077 == 0


def test_what_the_settings_refuse() -> None:
    assert load({}, {"notify": "none"}).notify == ()
    assert load({}, {"notify": "file, push"}).notify == ("file", "push")
    for given in ({"notify": "pigeon"}, {"notify": "webhook"}, {"notify": "webhook", "notify_webhook": "here"}):
        with pytest.raises(BadSetting):
            load({}, given)
