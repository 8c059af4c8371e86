"""The other end of a terminal's line: fetch what its villages' logs have more, deliver what was kept meanwhile."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from shaiba_sync.errors import SyncError
from shaiba_sync.op import b64u_encode, op_id, parse_op
from shaiba_sync.regain import parse_regain
from shaiba_sync.tree import Frontier
from shaiba_sync.wire import (
    Answer,
    AnswerReader,
    Behind,
    Bundles,
    Cursor,
    Damaged,
    Fork,
    Lines,
    LogLine,
    Refused,
    SyncHeader,
    Verdict,
    format_header,
)

from ..log import log
from ..replica.bundles import BUNDLE
from ..replica.push import blobs_in
from ..web.media import sniff
from .held import Doubtful, Held

EVERY_S = 30
"""Between two looks."""

AGAIN_S = 5
"""After the line was found cut, so long nobody tries it."""

MAX_OPS = 500


class Cut(Exception):
    """Nobody answers at the other end."""


class Turned(Exception):
    """The server does not take it, or has nothing there."""


class Line:
    """The line to the server. Who finds it cut leaves it alone for a while."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.again_s: float = AGAIN_S
        self._cut_until = 0.0

    async def send(self, request: httpx.Request) -> httpx.Response:
        """The answer, its body still to be read. Raises `Cut`."""
        now = asyncio.get_running_loop().time()
        if now < self._cut_until:
            raise Cut
        try:
            response = await self.client.send(request, stream=True)
        except httpx.TransportError:
            self._cut_until = now + self.again_s
            raise Cut from None
        if response.status_code in (502, 504):  # a gateway speaks, not the server
            await response.aclose()
            raise Cut
        return response

    async def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
        """The whole body of a good answer. Raises `Cut`, `Turned`."""
        response = await self.send(self.client.build_request(method, path, content=body, headers=headers))
        try:
            text = await response.aread()
        except httpx.TransportError:
            raise Cut from None
        finally:
            await response.aclose()
        if response.is_server_error or response.status_code == 429:
            raise Cut
        if not response.is_success:
            raise Turned(f"{method} {path}: {response.status_code}")
        return text


class Follower:
    """Keeps what is held up to date."""

    def __init__(self, held: Held, line: Line) -> None:
        self._held = held
        self._line = line
        self._has_regions = False

    async def run(self) -> None:
        """For ever: a cut line, and a log that does not prove itself, are told and tried again."""
        while True:
            try:
                await self.once()
            except Cut:
                log.info("line_cut", kept=len(self._held.kept))
            except (Doubtful, Turned) as doubt:
                log.error("doubtful", reason=str(doubt))
            await asyncio.sleep(EVERY_S)

    async def once(self) -> None:
        """Deliver, then fetch. Raises `Cut`, `Doubtful`."""
        if self._held.key is None:
            self._held.pin(await self._line.ask("GET", "/log/key"))
        if not self._has_regions:
            self._held.keep_regions(await self._line.ask("GET", "/regions.json"))
            self._has_regions = True
        await self._deliver()
        while await self._fetch():
            pass
        for scope, file in self._held.offers():
            await self._offer(scope, file)

    async def _deliver(self) -> None:
        lines = list(self._held.kept.values())[:MAX_OPS]
        if not lines:
            return
        verdicts = [one for one in await self._sync({}, lines) if isinstance(one, Verdict | Refused)]
        done = set()
        for line, verdict in zip(lines, verdicts, strict=True):
            if isinstance(verdict, Refused) and verdict.retry == "later":
                continue
            if isinstance(verdict, Verdict):
                await self._bring_files(line)
            done.add(op_id(line))
        await asyncio.to_thread(self._held.forget, done)
        log.info("delivered", ops=len(done))

    async def _offer(self, scope: str, file: Path) -> None:
        """Bring what a log gave up back to it, with its proof. What the server refuses of it stays aside."""
        body = await asyncio.to_thread(file.read_bytes)
        said = parse_regain(body)
        try:
            text = await self._line.ask("POST", f"/log/{scope}/regain", body, {"content-type": "application/x-ndjson"})
        except Turned as refusal:
            log.error("offer_refused", scope=scope, reason=str(refusal))
        else:
            verdicts = [one for one in _read([one.line for one in said.lines], text) if isinstance(one, Refused)]
            if any(one.retry == "later" for one in verdicts):
                return
            log.info("offered", scope=scope, lines=len(said.lines), refused=len(verdicts))
        await asyncio.to_thread(file.unlink)

    async def _bring_files(self, line: bytes) -> None:
        for blob in {blob for change in parse_op(line).changes for blob in blobs_in(change)}:
            if not self._held.blobs.has(blob):
                continue
            data = self._held.blobs.path(blob).read_bytes()
            headers = {
                "x-shaiba": "1", "upload-offset": "0", "upload-length": str(len(data)),
                "content-type": sniff(data) or "application/octet-stream",
            }  # fmt: skip
            try:
                await self._line.ask("PUT", f"/blob/{blob}", data, headers)
            except Turned as refusal:  # its author's phone will hear the same, and say so
                log.info("file_refused", blob=blob, reason=str(refusal))
            self._held.blobs.path(blob).unlink()

    async def _fetch(self) -> bool:
        """One round for all logs; whether there is more."""
        have = {scope: _cursor(held.epoch, held.frontier) for scope, held in self._held.logs.items()}
        more = False
        lines: list[bytes] = []
        header: Lines | None = None
        for item in await self._sync(have, []):
            if isinstance(item, Bundles):
                await self._fetch_bundles(item)
                more = True
            elif isinstance(item, Behind) and item.entry and item.scope in self._held.logs:
                await self._turn_over(item)
                more = True
            elif isinstance(item, Behind | Fork | Damaged):
                log.error("log_doubtful", scope=item.scope, said=type(item).__name__)
            elif isinstance(item, Lines):
                header, lines = item, []
                more = more or item.more
            elif isinstance(item, LogLine):
                lines.append(item.line)
            if header and len(lines) == header.count:
                await self._take(header.scope, header.epoch, header.begin, lines, header.checkpoint)
                header = None
        return more

    async def _fetch_bundles(self, offer: Bundles) -> None:
        """Whole bundles, then the rest up to the head: only so many lines are proven."""
        begin = self._held.logs[offer.scope].size
        await self._take(offer.scope, offer.epoch, begin, *await self._read(offer.scope, offer.epoch, begin))

    async def _turn_over(self, said: Behind) -> None:
        """The epoch that is held was given up: read the whole log as it goes on."""
        lines, note = await self._read(said.scope, said.epoch, 0)
        await asyncio.to_thread(self._held.turn_over, said, lines, note)
        log.info("turned_over", scope=said.scope, epoch=said.epoch, behind=said.behind)

    async def _read(self, scope: str, epoch: int, begin: int) -> tuple[list[bytes], str]:
        """The log's lines from there on, and the note to which they lead."""
        lines: list[bytes] = []
        note, more = "", True
        asked = f"?epoch={epoch}" if epoch else ""  # caches keep what stood there in an earlier one
        while more:
            more, at = False, begin + len(lines)
            for item in await self._sync({scope: (epoch, at)}, []):
                if isinstance(item, Bundles):
                    fetched: list[bytes] = []
                    for n in range(at // BUNDLE, item.bundles // BUNDLE):
                        fetched += (await self._line.ask("GET", f"/log/{scope}/entries/{n}{asked}")).splitlines()
                    lines += fetched[at % BUNDLE :]
                    note, more = item.checkpoint, len(fetched) > at % BUNDLE
                elif isinstance(item, Lines):
                    note, more = item.checkpoint, item.more
                elif isinstance(item, LogLine):
                    lines.append(item.line)
        return lines, note

    async def _take(self, scope: str, epoch: int, begin: int, lines: list[bytes], note: str) -> None:
        if self._held.logs[scope].size != begin:
            raise Doubtful(f"{scope}: lines from {begin}")
        await asyncio.to_thread(self._held.extend, scope, epoch, lines, note)

    async def _sync(self, have: Mapping[str, Cursor], lines: Sequence[bytes]) -> list[Answer | LogLine]:
        body = b"\n".join([format_header(SyncHeader(have)), *lines, b""])
        return _read(lines, await self._line.ask("POST", "/sync", body, {"content-type": "application/x-ndjson"}))


def _read(lines: Sequence[bytes], text: bytes) -> list[Answer | LogLine]:
    """The answer to these lines. Raises `Cut`, `Doubtful`."""
    reader = AnswerReader([op_id(line) for line in lines])
    try:
        items = [reader.feed(line) for line in text.splitlines()]
    except SyncError as error:
        raise Doubtful(f"an answer that is none: {error.detail}") from None
    if text and not reader.ended:
        raise Cut
    return items


def _cursor(epoch: int, frontier: Frontier) -> Cursor:
    return (epoch, frontier.size, b64u_encode(frontier.root())) if frontier.size else (epoch, 0)
