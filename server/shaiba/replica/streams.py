"""Lives on the server: pieces are taken, a process each packs them, and the clerk says in the village's log what they
hash to.

All but what lies in memory for players is in files and in the log, so it goes on after a stop wherever it was. Spec:
sync/spec/live.md.
"""

import asyncio
import sys
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from shaiba_sync.errors import Closed, NotFound, Unavailable
from shaiba_sync.merge import view

from ..kind import View
from ..log import log
from ..packager.folder import MediaFolder
from ..packager.index import Packed, file_name, parse_entry, read_index
from ..packager.pieces import Head, Pieces
from ..packager.shelf import Shelf
from ..storage.store import Unavailable as StoreUnavailable
from .duty import Refusal, say
from .replica import Clock, Replica
from .retain import DAY_MS, MEDIA, Gone, Row

NOTE_MS = 60_000
"""The clerk says at most once in so long what was packed, while it is live."""
ROUND_S = 2.0
IDLE_MS = 300_000
"""A packager to which nothing came for so long is let go; the next piece begins one anew."""
AGAIN_MS = 5_000
"""A packager that failed is begun anew after so long."""
NEWEST = 90
"""Segments of a stream that stay in memory, in all tiers together: what almost everybody asks for."""
MOST_PACKED = 12
"""Streams that are packed at a time; the pieces of others wait on the disk."""
AGAIN_S = 30


class _Live:
    """A stream of which something came."""

    def __init__(self, village: str, shelf: Shelf) -> None:
        self.village, self.shelf = village, shelf
        self.lock = asyncio.Lock()
        self.process: asyncio.subprocess.Process | None = None
        self.reading: asyncio.Task[None] | None = None
        self.newest: OrderedDict[str, bytes] = OrderedDict()
        self.came_ms = self.noted_ms = self.failed_ms = 0
        self.next: dict[int, int] = {}
        self.closed = False


class Streams:
    """One per server."""

    def __init__(self, replica: Replica, media: MediaFolder, clock: Clock, *, note_ms: int = NOTE_MS) -> None:
        self._replica, self._store, self._media, self._clock = replica, replica.store, media, clock
        self._note_ms = note_ms
        self._lives: dict[str, _Live] = {}

    # --- what the phone sends -----------------------------------------------------------------------------------------

    async def opened(self, village: str, stream: str, person: str | None) -> View:
        """The stream, if this person opened it and has not ended it. NotFound, Closed."""
        record = await self._store.record(f"village/{village}", "stream", stream)
        found = view(record) if record else {}
        if "title" not in found or found["by"] != person:
            raise NotFound
        if "ended" in found:
            raise Closed("stream")
        return found

    async def put(self, village: str, stream: str, epoch: int, seq: int, data: bytes, head: Head | None) -> int:
        """Take a piece; the lowest number of its epoch that is not here. Taken, Closed, Unavailable."""
        live = await self._live(stream, village)
        async with live.lock:
            if not await asyncio.to_thread(self._media.has_room):
                raise Unavailable(AGAIN_S)
            pieces = Pieces(self._media.path(stream))
            if pieces.counts() is not None and not pieces.piece(epoch, seq).is_file():
                raise Closed("stream")
            await asyncio.to_thread(self._media.put, stream, village, epoch, seq, data, head)
            reached = live.next.get(epoch, 0)
            while pieces.piece(epoch, reached).is_file():
                reached += 1
            live.next[epoch] = reached
            live.came_ms = self._clock()
        await self._wake(stream, live)
        return reached

    async def end(self, village: str, stream: str, counts: list[int]) -> list[tuple[int, int]]:
        """All that was filmed are so many pieces of each epoch: which of them lack? None: it is ended."""
        live = await self._live(stream, village)
        async with live.lock:
            pieces = Pieces(self._media.path(stream))
            missing = await asyncio.to_thread(_missing, pieces, counts)
            if missing:
                return missing
            if pieces.counts() is None:
                await asyncio.to_thread(self._media.end, stream, counts)
        await self._wake(stream, live)
        return []

    # --- what players ask for -----------------------------------------------------------------------------------------

    async def shelf(self, stream: str) -> Shelf | None:
        """What is packed of it; None where there is no such stream."""
        live = self._lives.get(stream) or await self._load(stream)
        return live.shelf if live else None

    async def file(self, stream: str, name: str) -> bytes | None:
        """A beginning or a segment, as `<tier>/<file>`."""
        live = self._lives.get(stream)
        if live and (held := live.newest.get(name)) is not None:
            return held
        data = await asyncio.to_thread(self._media.read, stream, name)
        if live and data is not None and len(live.newest) < NEWEST:  # a replay: what one asks for others will
            live.newest[name] = data
        return data

    # --- the packagers ------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """What a stop left undone; then what comes, for as long as the server runs."""
        for stream in await asyncio.to_thread(self._media.streams):
            live = await self._load(stream)
            if live and not live.shelf.finished:
                await self._wake(stream, live)
        try:
            while True:
                for stream, live in list(self._lives.items()):
                    try:
                        await self._look(stream, live)
                    except (StoreUnavailable, Refusal, OSError) as error:
                        log.error("stream_not_noted", stream=stream, why=str(error))
                await asyncio.sleep(ROUND_S)
        finally:
            await self.close()

    async def settle(self) -> None:
        """Return once all that has ended is packed and noted."""
        for stream in await asyncio.to_thread(self._media.streams):
            if (live := self._lives.get(stream) or await self._load(stream)) is None:
                continue
            if live.reading is not None:
                await live.reading
            await self._look(stream, live)

    async def retain(self, rows: Iterable[Row]) -> list[Gone]:
        """Let go of pieces and of media whose time is over (`MEDIA` of retain.py), and say of how many streams. Only of
        what is closed: what the log does not have whole is no recording yet."""
        table = {row.sort: row for row in rows if row.sort in MEDIA}
        gone = dict.fromkeys(table, 0)
        for stream in await asyncio.to_thread(self._media.streams):
            live = self._lives.get(stream) or await self._load(stream)
            scope = f"village/{live.village}" if live else ""
            record = await self._store.record(scope, "stream", stream)
            said = await self._store.record(scope, "recording", stream)
            if record is None or said is None or "ended" not in record.fields or "counts" not in said.fields:
                continue
            days = (self._clock() - record.fields["ended"]) // DAY_MS
            if days >= table["media"].days:
                gone["media"] += await asyncio.to_thread(self._media.let_go, stream)
                self._lives.pop(stream, None)
            elif days >= table["piece"].days and self._media.has_pieces(stream):
                await asyncio.to_thread(self._media.drop_pieces, stream)
                gone["piece"] += 1
        return [Gone(row, gone[sort]) for sort, row in table.items()]

    async def close(self) -> None:
        """Let all packagers go."""
        for live in self._lives.values():
            await _let_go(live)

    async def _live(self, stream: str, village: str) -> _Live:
        live = self._lives.get(stream) or await self._load(stream)
        if live is None:
            live = self._lives.setdefault(stream, _Live(village, Shelf()))
        if live.village != village:
            raise NotFound
        return live

    async def _load(self, stream: str) -> _Live | None:
        """As the disk has it."""
        live = await asyncio.to_thread(self._read_disk, stream)
        return self._lives.setdefault(stream, live) if live else None

    def _read_disk(self, stream: str) -> _Live | None:
        if self._media.is_let_go(stream):
            return None
        try:
            live = _Live(self._media.village(stream), Shelf())
        except OSError:
            return None
        for entry in read_index(self._media.path(stream)):
            live.shelf.add(entry)
        return live

    async def _wake(self, stream: str, live: _Live) -> None:
        """Tell the packager that something came; begin one where there is none."""
        if live.shelf.finished:
            return
        if live.process is None:
            packing = sum(one.process is not None for one in self._lives.values())
            if packing >= MOST_PACKED or self._clock() - live.failed_ms < AGAIN_MS:
                return
            await self._begin(stream, live)
        if live.process is not None and live.process.stdin is not None:
            with suppress(ConnectionError):
                live.process.stdin.write(b".")

    async def _begin(self, stream: str, live: _Live) -> None:
        live.came_ms = self._clock()
        if (found := await asyncio.to_thread(self._read_disk, stream)) is not None:
            live.shelf = found.shelf  # a packager that was killed may have packed what it did not say
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "shaiba.packager", str(self._media.path(stream))),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        if live.process is not None:  # somebody was faster
            process.kill()
            return
        live.process = process
        live.reading = asyncio.create_task(self._read(stream, live, process))

    async def _read(self, stream: str, live: _Live, process: asyncio.subprocess.Process) -> None:
        """What it packs, until it ends."""
        assert process.stdout is not None  # noqa: S101 — it is a pipe
        async for line in process.stdout:
            entry = parse_entry(line)
            if isinstance(entry, Packed):
                for tier in entry.hashes:
                    name = f"{tier}/{file_name(entry.epoch, entry.n)}"
                    if (data := await asyncio.to_thread(self._media.read, stream, name)) is not None:
                        live.newest[name] = data
                while len(live.newest) > NEWEST:
                    live.newest.popitem(last=False)
            live.shelf.add(entry)
        if await process.wait() and not live.shelf.finished:
            live.failed_ms = self._clock()
            log.error("packager_failed", stream=stream, code=process.returncode)
        live.process = None

    async def _look(self, stream: str, live: _Live) -> None:
        """Note, end, close, let go: what it is time for."""
        now_ms = self._clock()
        if live.closed:
            return
        scope = f"village/{live.village}"
        record = await self._store.record(scope, "stream", stream)
        has_ended = record is not None and "ended" in record.fields
        if has_ended and Pieces(self._media.path(stream)).counts() is None:  # by an office: the phone is lost
            await self.end(live.village, stream, await asyncio.to_thread(_counts, Pieces(self._media.path(stream))))
        if live.process is not None and now_ms - live.came_ms > IDLE_MS:
            await _let_go(live)
        elif live.process is None and (now_ms - live.came_ms <= IDLE_MS or self._counted(stream)):
            await self._wake(stream, live)
        if live.shelf.finished or now_ms - live.noted_ms >= self._note_ms:
            live.noted_ms = now_ms
            live.closed = await self._note(scope, stream, live.shelf, close=has_ended and live.shelf.finished)

    def _counted(self, stream: str) -> bool:
        return Pieces(self._media.path(stream)).counts() is not None

    async def _note(self, scope: str, stream: str, shelf: Shelf, *, close: bool) -> bool:
        """Say what is packed and not said yet; whether the recording is closed now."""
        record = await self._store.record(scope, "recording", stream)
        said = view(record) if record else {}
        if "counts" in said:
            return True
        noted = {part["epoch"]: part["first"] + part["count"] for part in said.get("parts", ())}
        changes: list[dict[str, Any]] = [
            {"do": "recording.note", "id": stream, "append": {"parts": part}} for part in shelf.parts(noted)
        ]
        if close:
            end = {"counts": shelf.counts(), "root": shelf.root()}
            changes.append({"do": "recording.close", "id": stream, "set": end})
        if changes:
            await say(self._replica, scope, changes, now_ms=self._clock())
        return close


async def _let_go(live: _Live) -> None:
    process, live.process = live.process, None
    if process is None:
        return
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(5):
            await process.wait()
    except TimeoutError:
        process.kill()
    if live.reading is not None:
        live.reading.cancel()
        with suppress(asyncio.CancelledError):
            await live.reading


def _missing(pieces: Pieces, counts: list[int]) -> list[tuple[int, int]]:
    """Pieces that were filmed and did not come: at most `MOST_MISSING`."""
    found = []
    for epoch, count in enumerate(counts):
        have = set(pieces.have(epoch))
        found += [(epoch, seq) for seq in range(count) if seq not in have][:MOST_MISSING]
        if len(found) >= MOST_MISSING:
            return found[:MOST_MISSING]
    return found


def _counts(pieces: Pieces) -> list[int]:
    """How many pieces of each epoch came without a gap."""
    epochs = pieces.epochs() if pieces.folder.is_dir() else []
    found = []
    for epoch in range(max(epochs, default=-1) + 1):
        have = set(pieces.have(epoch))
        found.append(next(seq for seq in range(len(have) + 1) if seq not in have))
    return found


MOST_MISSING = 100
