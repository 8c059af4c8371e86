"""A terminal between phones and their server: what it holds proves itself; what comes while its line is cut is kept."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio

from shaiba.replica.duty import sign_op
from shaiba.terminal import held as held_module
from shaiba.terminal.follow import Cut, Follower, Line
from shaiba.terminal.held import Doubtful, Held
from shaiba.terminal.web import create_terminal
from shaiba.web.ceiling import EACH_A_MINUTE
from shaiba_sync import (
    AnswerReader,
    Frontier,
    Lines,
    LogLine,
    Refused,
    SyncHeader,
    Verdict,
    format_header,
    leaf_of,
    op_id,
    open_note,
    query_code,
)
from tests.conftest import HOME, SQUARE, Village, disclosure
from tests.web.test_files import entry_with, hash_of, picture


class Wire(httpx.AsyncBaseTransport):
    """What is between a terminal and its server; `is_cut` as long as a test says so."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.is_cut = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_cut:
            raise httpx.ConnectError("cut")
        return await self.inner.handle_async_request(request)


class Office:
    """A village office: a terminal, its line, and a phone that comes in."""

    def __init__(self, village: Village, folder: Path) -> None:
        self.village = village
        self.folder = folder
        self.wire = Wire(village.client._transport)
        self.start()

    def start(self) -> None:
        self.held = Held(self.folder, [HOME])
        line = Line(httpx.AsyncClient(transport=self.wire, base_url="http://localhost:8700"))
        line.again_s = 0
        self.follower = Follower(self.held, line)
        app: Any = create_terminal(self.held, line, None, clock=self.village.time, https=False)
        self.phone = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://office")

    async def sync(self, *lines: bytes, have: dict[str, Any] | None = None) -> list[Any]:
        body = b"\n".join([format_header(SyncHeader(have or {})), *lines, b""])
        response = await self.phone.post("/sync", content=body)
        reader = AnswerReader([op_id(line) for line in lines])
        return [reader.feed(line) for line in response.content.splitlines()]

    async def send(self, data: bytes, offset: int = 0, stop: int | None = None) -> httpx.Response:
        headers = {
            "x-shaiba": "1", "upload-offset": str(offset), "upload-length": str(len(data)), "content-type": "image/png",
        }  # fmt: skip
        return await self.phone.put(f"/blob/{hash_of(data)}", content=data[offset:stop], headers=headers)


@pytest_asyncio.fixture
async def office(village: Village, tmp_path: Path) -> AsyncIterator[Office]:
    found = Office(village, tmp_path / "office")
    await found.follower.once()
    yield found


async def test_while_the_line_is_cut_a_phone_gets_the_village_and_it_proves_itself(office: Office) -> None:
    office.wire.is_cut = True
    key = msgspec.json.decode((await office.phone.get("/log/key")).content)["vkey"]
    head, *lines = [item for item in await office.sync(have={HOME: (0, 0)}) if isinstance(item, Lines | LogLine)]
    frontier = Frontier()
    for item in lines:
        frontier = frontier.append(leaf_of(item.line))
    note = open_note(head.checkpoint, key)
    assert (note.size, note.root) == (frontier.size, frontier.root())
    assert note.size == len(lines) > 0
    partial = await office.phone.get(f"/log/{HOME}/entries/0.p/{len(lines)}")
    assert partial.content.splitlines() == [item.line for item in lines]
    assert (await office.phone.get(f"/log/{HOME}/checkpoint")).text == head.checkpoint
    assert await office.sync(have={HOME: (0, len(lines))}) == []
    assert (await office.phone.get("/regions.json")).json()["regions"]
    refused = await office.phone.post("/identity/challenge", json={"device": "x"})
    assert (refused.status_code, refused.json()["error"]) == (503, "unavailable")


async def test_what_is_written_while_the_line_is_cut_is_kept_and_delivered_once(office: Office) -> None:
    village, data = office.village, picture("PNG")
    op = sign_op(village.replica, HOME, entry_with(hash_of(data)), village.time()).line
    office.wire.is_cut = True
    (verdict, _) = await office.sync(op)
    assert isinstance(verdict, Refused)
    assert (verdict.error, verdict.retry, verdict.detail["kept"]) == ("unavailable", "later", True)
    assert (await office.send(data, stop=100)).json() == {"offset": 100, "length": len(data), "complete": False}
    assert (await office.send(data, offset=100)).json()["detail"]["kept"]
    with pytest.raises(Cut):
        await office.follower.once()

    office.start()  # the power was gone for a while
    assert list(office.held.kept) == [op_id(op)]
    office.wire.is_cut = False
    await office.follower.once()
    assert office.held.kept == {}
    assert (await village.client.get(f"/blob/{hash_of(data)}")).content == data
    (seen, *_) = await office.sync(op)  # through the terminal, which passes it on
    assert isinstance(seen, Verdict)
    assert seen.verdict == "seen"
    assert office.held.logs[HOME].lines[-1] == op


async def test_an_op_of_bad_form_and_bytes_that_nobody_names_are_not_kept(office: Office) -> None:
    op = office.village.accountant.say(HOME, disclosure())
    office.wire.is_cut = True
    (verdict, _) = await office.sync(op[:-1])
    assert (verdict.error, "kept" in verdict.detail) == ("malformed", False)
    assert "kept" not in (await office.send(picture("PNG"))).json()["detail"]
    assert office.held.kept == {}


async def test_an_op_is_on_the_disk_before_it_is_said_to_be_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.wire.is_cut = True
    synced: list[bytes] = []

    def fsync(handle: int) -> None:
        kept = office.folder / "kept"
        if os.fstat(handle).st_ino == kept.stat().st_ino:
            synced.append(kept.read_bytes())

    monkeypatch.setattr(held_module.os, "fsync", fsync)
    op = office.village.accountant.say(HOME, disclosure())
    await office.sync(op)
    assert op + b"\n" in synced


async def test_no_room_is_said_and_nothing_is_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_module, "MAX_KEPT_BYTES", 10)
    office.wire.is_cut = True
    (verdict, _) = await office.sync(office.village.accountant.say(HOME, disclosure()))
    assert (verdict.error, "kept" in verdict.detail) == ("unavailable", False)


async def test_lines_that_do_not_lead_to_a_note_of_the_pinned_key_are_not_kept(office: Office) -> None:
    log, village = office.held.logs[HOME], office.village
    await village.sync(village.accountant.say(HOME, disclosure("d2")))
    head = await village.store.head(HOME)
    assert head is not None
    line = (await village.store.lines(HOME, log.size, head.size))[0]
    other = line.replace(b"d2", b"d3")
    for lines, note in (([other], head.checkpoint), ([line], head.checkpoint.replace("test.example/", "x.example/"))):
        with pytest.raises(Doubtful):
            office.held.extend(HOME, 0, lines, note)
    office.held.extend(HOME, 0, [line], head.checkpoint)
    assert Held(office.folder, [HOME]).logs[HOME].size == head.size


async def test_a_start_takes_no_more_than_what_leads_to_its_head(office: Office) -> None:
    size = office.held.logs[HOME].size
    with (office.folder / "logs" / HOME / "lines").open("ab") as file:
        file.write(b"cut off in the midd")
    with (office.folder / "kept").open("ab") as file:
        file.write(b"cut off too")
    again = Held(office.folder, [HOME])
    assert (again.logs[HOME].size, again.kept) == (size, {})
    text = (office.folder / "logs" / HOME / "lines").read_bytes()
    (office.folder / "logs" / HOME / "lines").write_bytes(text.replace(b"a", b"b", 1))
    assert Held(office.folder, [HOME]).logs[HOME].size == 0


async def test_a_code_is_asked_for_in_the_office_too_and_guesses_are_held_to_the_ceiling(
    village: Village, office: Office
) -> None:
    said = {"person": village.villager.person, "title": "路灯", "text": "不亮", "category": "livelihood"}
    code = query_code("38247716")
    filed = {"do": "appeal.file", "id": "a1", "set": said | {"code": code}}
    await village.sync(village.villager.say(SQUARE, filed))
    asked = {"village": SQUARE.partition("/")[2], "code": code}
    found = await office.phone.post("/appeal/status", json=asked)
    assert (found.status_code, found.json()["state"]) == (200, "received")
    assert "路灯" not in found.text
    wrong = [
        (await office.phone.post("/appeal/status", json=asked | {"code": query_code(f"{n:08}")})).status_code
        for n in range(EACH_A_MINUTE + 2)
    ]
    assert wrong[:3] == [404] * 3
    assert wrong[-1] == 429
    assert (await office.phone.post("/appeal/status", json=asked)).status_code == 429
    office.wire.is_cut = True
    assert (await office.phone.post("/appeal/status", json=asked)).status_code >= 500
