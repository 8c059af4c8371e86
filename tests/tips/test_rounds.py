"""What is kept of slots and replies, how long, and that afterwards nothing of it is left anywhere."""

import asyncio
import json
import secrets
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from shaiba.app import open_server
from shaiba.config import load
from shaiba.data_folder import TIPS, make_folder
from shaiba.demo.age import seal
from shaiba.replica.duty import say
from shaiba.replica.retain import FILE, SLOTS
from shaiba.storage.slots import SlotStore
from shaiba.storage.store import Unavailable
from shaiba_sync.merge import view
from shaiba_sync.op import b64u_encode
from shaiba_sync.tips import SLOT_BYTES, SLOT_PLAIN, round_at, tip_frame
from tests.conftest import NOW_MS, SQUARE, VILLAGE, Village, open_village, some_regions
from tests.replica.test_erase import found_in
from tests.tips.county import COUNTY, DAY_MS, OURS, appoint, begin_roll, body, dummy, next_round, read, send
from tests.web.test_canaries import told

ROUND = round_at(NOW_MS, 86_400)
KEPT = 3
CANARY = "tip-canary-q7Zk 石料只到了一半"
HEADERS = {
    "cookie": "shaiba=cookie-canary-81; other=cookie-canary-82",
    "user-agent": "agent-canary-83",
    "x-forwarded-for": "198.51.100.77",
    "referer": "http://localhost:8700/referer-canary-84",
}
OF_A_PHONE = ("cookie-canary", "agent-canary", "198.51.100.77", "referer-canary")


@pytest_asyncio.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """Three rounds are kept."""
    make_folder(tmp_path / "data", "test.example")
    rows = [row for row in FILE.read_text(encoding="utf-8").splitlines() if not row.startswith(f"{SLOTS},")]
    own = [*rows, f"{SLOTS},{KEPT},the end of its round,a test", ""]
    (tmp_path / "data" / "retention.csv").write_text("\n".join(own), encoding="utf-8")
    async with open_village(tmp_path) as found:
        await found.settle()
        await begin_roll(found)
        yield found


def backup(file: Path, to: Path) -> Path:
    """As `sqlite3 file .backup` makes it."""
    with sqlite3.connect(file) as there, sqlite3.connect(to) as copy:
        there.backup(copy)
    copy.close()
    there.close()
    return to


async def test_nothing_of_a_tip_is_anywhere_but_sealed_and_after_its_time_not_even_that(
    village: Village, tmp_path: Path
) -> None:
    inspector = await appoint(village, "p-inspector")
    data, aside = tmp_path / "data", tmp_path / "aside"
    aside.mkdir()
    mailbox, answered = secrets.token_bytes(32), seal(b"reply-canary".ljust(3504, b"\0"), [inspector.recipient])
    said = {"v": 1, "tip": b64u_encode(bytes(16)), "mailbox": b64u_encode(mailbox), "reply": inspector.recipient}
    said |= {"about": VILLAGE, "county": COUNTY, "part": [0, 1], "kind": "text"}
    tip = seal(tip_frame(said, CANARY.encode(), SLOT_PLAIN), [inspector.recipient])
    needles = {"its words": CANARY.encode(), "what it was sealed to": b64u_encode(mailbox).encode()}
    sealed = {"its slot": tip[1000:1064], "its reply": answered[1000:1064], "its mailbox": mailbox}
    answers: list[bytes] = []
    with structlog.testing.capture_logs() as events:
        whole = body(village, tip)
        for wrong in ({}, {"round": 1}, {"nonce": "x"}, {"county": "350525000000"}, {"slot": whole["slot"] + "AA"}):
            answer = await village.client.post("/slot", json=whole | wrong, headers=HEADERS)
            answers.append(answer.content + repr(answer.headers).encode())
        answers.append((await village.client.post("/slot", content=json.dumps(whole)[:-1] + CANARY)).content)
        await village.act_as(inspector.phone)
        reply = {"county": COUNTY, "round": ROUND, "mailbox": b64u_encode(mailbox), "reply": b64u_encode(answered)}
        assert (await village.client.post("/reply", json=reply, headers=OURS)).status_code == 204
        village.client.cookies.clear()
        copies = [backup(data / name, aside / f"{name}-running") for name in ("shaiba.db", TIPS)]
        await next_round(village)
        for path in (f"/open/{VILLAGE}/slots.json", f"/log/region/{COUNTY}/entries/0.p/99", "/log/scopes", "/health"):
            answers.append((await village.client.get(path)).content)
        answers.append((await village.client.get(f"/log/region/{COUNTY}/checkpoint")).content)
    copies.append(backup(data / "shaiba.db", aside / "shaiba.db-closed"))
    logged = [told(event).encode() for event in events]

    for name, needle in needles.items():
        assert found_in(tmp_path, needle) == [], name
        assert not [text for text in answers + logged if needle in text], name
    for canary in OF_A_PHONE:
        assert found_in(tmp_path, canary.encode()) == []
        assert not [text for text in answers + logged if canary.encode() in text]
    for name, needle in sealed.items():
        places = {Path(file).name for file in found_in(tmp_path, needle)}
        assert places <= {TIPS, f"{TIPS}-wal", f"{TIPS}-running"} and TIPS in places, name
        assert not [text for text in logged if needle in text or b64u_encode(needle[:30]).encode() in text], name
    assert b"p-inspector" not in (data / TIPS).read_bytes() + (data / f"{TIPS}-wal").read_bytes(), "who replied"
    assert {event["event"] for event in events} <= {"round_closed", "pushed", "request_failed"}
    assert inspector.open(tip) is not None and len(copies) == 3

    for copy in aside.iterdir():
        copy.unlink()
    for _ in range(KEPT):
        await send(village, dummy())
        await next_round(village)
    for name, needle in sealed.items():
        assert found_in(tmp_path, needle) == [], name
    await village.act_as(inspector.phone)
    assert [number for number, _ in (await village.client.get(f"/slot/{COUNTY}")).json()["rounds"]] == [
        ROUND + 1, ROUND + 2, ROUND + 3,
    ]  # fmt: skip
    assert (await village.client.get(f"/slot/{COUNTY}/{ROUND}/0")).status_code == 404


async def test_a_phone_that_was_away_gets_the_rounds_that_are_kept_and_no_more(village: Village) -> None:
    await appoint(village, "p-inspector")
    for _ in range(KEPT + 4):
        await send(village, dummy())
        await next_round(village)
    rounds = [number for number, _ in read(await send(village, dummy())).rounds]
    assert rounds == [ROUND + 4, ROUND + 5, ROUND + 6]


def test_the_file_does_not_grow_beyond_what_is_kept(tmp_path: Path) -> None:
    store, sizes = SlotStore(tmp_path / TIPS), []
    for number in range(12):
        for _ in range(100):
            assert store.take(COUNTY, number, secrets.token_bytes(SLOT_BYTES), 1_000) == "stored"
        store.shut(COUNTY, number, [(secrets.token_bytes(32), secrets.token_bytes(4096)) for _ in range(4)])
        store.pack()
        store.forget(number - KEPT + 1, number)
        sizes.append((tmp_path / TIPS).stat().st_size)
    assert (tmp_path / f"{TIPS}-wal").stat().st_size == 0
    store.close()
    assert max(sizes) <= (KEPT + 1) * 100 * SLOT_BYTES * 1.3
    assert max(sizes[KEPT + 1 :]) - min(sizes[KEPT + 1 :]) < 2 * SLOT_BYTES


def test_what_lies_where_tells_nothing_of_when_it_came(tmp_path: Path) -> None:
    """Packed, a round is the same bytes in whatever order its slots came."""
    slots = [secrets.token_bytes(SLOT_BYTES) for _ in range(150)]
    found = []
    for name, order in (("a", slots), ("b", slots[::-1])):
        store = SlotStore(tmp_path / name)
        for slot in order:
            store.take(COUNTY, 1, slot, 1_000)
        store.shut(COUNTY, 1, [])
        store.pack()
        found.append([store.bundle(COUNTY, 1, n) for n in range(4)])
        store.close()
    assert found[0] == found[1]
    assert [len(one) // SLOT_BYTES if one else None for one in found[0]] == [64, 64, 22, None]


def test_a_packing_that_was_cut_off_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slots = [secrets.token_bytes(SLOT_BYTES) for _ in range(150)]
    store = SlotStore(tmp_path / TIPS)
    for slot in slots:
        store.take(COUNTY, 1, slot, 1_000)
    store.shut(COUNTY, 1, [])
    pack_one, left = store._pack_one, iter([True, False])

    def dies(*given: object) -> None:
        if not next(left):
            raise KeyboardInterrupt
        pack_one(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "_pack_one", dies)
    with pytest.raises(KeyboardInterrupt):
        store.pack()
    store.close()
    again = SlotStore(tmp_path / TIPS)
    assert again.bundle(COUNTY, 1, 0) is None, "not before all of it is there"
    again.pack()
    data = b"".join(again.bundle(COUNTY, 1, n) or b"" for n in range(3))
    assert sorted(slots) == sorted(data[at : at + SLOT_BYTES] for at in range(0, len(data), SLOT_BYTES))
    assert again.bundle(COUNTY, 1, 3) is None
    again.close()


def test_a_disk_that_is_full_takes_nothing_and_counts_nothing(tmp_path: Path) -> None:
    store = SlotStore(tmp_path / TIPS)
    kept = 0
    store._conn.execute("pragma max_page_count=40")
    with pytest.raises(Unavailable):
        for _ in range(40):
            store.take(COUNTY, 1, secrets.token_bytes(SLOT_BYTES), 1_000)
            kept += 1
    assert 0 < kept == store.count(COUNTY, 1)
    store._conn.execute("pragma max_page_count=4000")
    assert store.take(COUNTY, 1, secrets.token_bytes(SLOT_BYTES), kept) == "full"
    assert store.take(COUNTY, 1, secrets.token_bytes(SLOT_BYTES), 1_000) == "stored"
    store.close()


def test_what_comes_when_a_round_has_closed_is_told_so(tmp_path: Path) -> None:
    store = SlotStore(tmp_path / TIPS)
    slot = secrets.token_bytes(SLOT_BYTES)
    store.shut(COUNTY, 1, [])
    assert store.take(COUNTY, 1, slot, 1_000) == "closed"
    assert store.put_reply(COUNTY, 1, "p", bytes(32), bytes(4096)) == "closed"
    assert store.take(COUNTY, 2, slot, 1_000) == "stored"
    store.close()


async def test_rounds_that_were_missed_are_closed_when_the_server_is_back(tmp_path: Path) -> None:
    async with open_village(tmp_path) as village:
        await village.settle()
        await begin_roll(village)
        await send(village, dummy())
        village.time.now_ms += DAY_MS
        sent = await send(village, dummy())
        assert sent.status_code == 200
        village.time.now_ms += 5 * DAY_MS
        assert await village.server.rounds.close(village.time()) == 2
        assert await village.server.rounds.close(village.time()) == 0
        said = {one.id for one in await village.store.records(f"region/{COUNTY}", "slots")}
        assert said == {str(ROUND), str(ROUND + 1)}


async def test_a_round_closes_by_itself_when_it_ends(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "data", "test.example").path
    config = load({}, {"data": str(folder), "round_s": "1", "slot_bits": "0"})
    async with open_server(config, regions=some_regions()) as (_, server):
        member = {"do": "member.add", "id": "p", "set": {"name": "李三", "household": "h0", "group": "第1组"}}
        await say(server.replica, SQUARE, [member], now_ms=server.clock())
        sent = {"since": 0, "was": bytes(32), "now_ms": server.clock()}
        now = round_at(sent["now_ms"], 1)
        await server.rounds.take(COUNTY, now, secrets.token_bytes(SLOT_BYTES), bytes(8), **sent)
        async with asyncio.timeout(20):
            while not (said := await server.replica.store.records(f"region/{COUNTY}", "slots")):
                await asyncio.sleep(0.02)
    assert [view(one)["count"] for one in said] == [1]


async def test_a_restored_copy_says_nothing_until_it_is_whole(village: Village) -> None:
    await send(village, dummy())
    village.replica.restored = True
    await next_round(village)
    assert await village.store.records(f"region/{COUNTY}", "slots") == []
    village.replica.restored = False
    await village.server.rounds.close(village.time())
    assert len(await village.store.records(f"region/{COUNTY}", "slots")) == 1
