"""The server as the simulation runs it: the real parts, a database in memory, a writer that takes its turn."""

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from shaiba.domain import KINDS, kinds
from shaiba.kind import Kinds
from shaiba.replica.duty import after
from shaiba.replica.erase import look, take_out
from shaiba.replica.mend import Mended, hand_in, refill
from shaiba.replica.push import Outcome, push
from shaiba.replica.regain import regain
from shaiba.replica.replica import Clerk, Replica, seal_with
from shaiba.storage.sqlite import SqliteStore, hashing
from shaiba.storage.sqlite_tx import Known
from shaiba.storage.store import RESTORED, Seal, Tx, Unavailable
from shaiba.storage.writer import GROUP_JOBS, Writer, _settle
from shaiba.web.caller import Caller
from shaiba.web.server import Server
from shaiba.web.sync import _answer, _wanted
from shaiba_sync.errors import SyncError
from shaiba_sync.op import b64u_encode, leaf_of
from shaiba_sync.regain import Regain, parse_regain
from shaiba_sync.scope import Scope, parse_scope
from shaiba_sync.tree import Frontier
from shaiba_sync.wire import (
    Cursor,
    End,
    RefillHeader,
    Refused,
    SyncHeader,
    Verdict,
    format_answer,
    parse_header,
    parse_refill,
)
from tests.conftest import NOW_MS, some_regions
from tests.sim import world
from tests.sim.loop import Loop

INDEX = {kind.name: kind.index for kind in KINDS if kind.index}
REGIONS = some_regions()
PRAGMAS = ("synchronous=full", "foreign_keys=on", "cache_size=-16000")


class Stored(NamedTuple):
    """A line that a commit put into a log. `brought` if it came back to it: nobody was asked again who may say it."""

    scope: str
    seq: int
    id: str
    now_ms: int
    brought: bool


class Crash(BaseException):
    """The server dies here: no handler of errors gets to see it."""


class Down(Exception):
    """Nobody answers at that address."""


class SimWriter(Writer):
    """`Writer` without its thread: jobs gather until the loop comes to its turn; the group is the real one."""

    def __init__(
        self,
        server: "SimServer",
        conn: sqlite3.Connection,
        sign: Seal,
        on_commit: Any,
        on_doubt: Any,
        on_intrusion: Any,
    ) -> None:
        self._server = server
        self._conn = conn
        self._index = INDEX
        self._sign = sign
        self._on_commit = on_commit
        self._on_doubt = on_doubt
        self._on_intrusion = on_intrusion
        self._known = Known()
        self._generation = 0
        self._data_version = -1
        self._waiting: list[Any] = []
        self._busy = False

    async def run(self, job: Callable[[Tx], Any]) -> Any:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._waiting.append((job, loop, future))
        if not self._busy:
            self._busy = True
            loop.call_later(self._server.rng.random() * 0.004, self._turn)
        return await future

    def _turn(self) -> None:
        if self._server.store._writer is not self:  # the server died meanwhile
            return
        jobs, self._waiting = self._waiting[:GROUP_JOBS], self._waiting[GROUP_JOBS:]
        try:
            fates = self._server.commit(self, jobs)
        except Crash:
            self._server.crash()
            return
        loop = asyncio.get_running_loop()
        if self._server.crash_next == "after_commit":
            self._server.crash()
            return
        loop.call_later(self._server.rng.random() * 0.02, self._told, fates)

    def _told(self, fates: Any) -> None:
        if self._server.store._writer is not self:
            return
        _settle(fates)
        self._busy = bool(self._waiting)
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._turn)

    async def close(self) -> None:
        self._waiting.clear()


class SimStore(SqliteStore):
    """`SqliteStore` over one connection in memory; its reads and its memory of heads are the real ones."""

    def __init__(self, server: "SimServer", conn: sqlite3.Connection, sign: Seal) -> None:
        self.index = INDEX
        self._conn = conn
        self._heads = {}
        self._absent = set()
        self._generation = 0
        self._commits = 0
        self._foreign = 0
        self._writer = SimWriter(server, conn, sign, self._committed, self._doubted, self._intruded)

    async def _fetch(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        return self._conn.execute(sql, values).fetchall()

    def is_touched(self) -> bool:
        return False  # one connection is told nothing of its own writes: these are looked for once a second

    async def look_around(self) -> None:
        await self._writer.run(lambda tx: None)

    async def close(self) -> None:
        self._conn.close()


class SimServer:
    """A server that can die and come back. `committed` are the lines of all logs, in the order of their commits;
    `story` is how that came about, a number where all but the first so many were lost."""

    kinds: Kinds = kinds

    def __init__(self, loop: Loop, rng: random.Random, image: bytes) -> None:
        self.loop = loop
        self.rng = rng
        self.committed: list[Stored] = []
        self.story: list[Stored | int] = []
        self.refused: set[str] = set()
        self.outcomes: Counter[str] = Counter()
        self.crash_next = ""
        self.up = False
        self.held = False
        self._sizes: dict[str, int] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self.image = image
        self.starts = 0
        self.tampered: set[str] = set()
        self.compares = True
        """Whether it holds what phones say they saw against its own; one that lies does not."""
        self.start()

    def clock(self) -> int:
        """Milliseconds since 1970, in the run's own time."""
        return NOW_MS + round(self.loop.time() * 1000)

    def start(self) -> None:
        """Open what is on the disk."""
        self.starts += 1
        self.conn = hashing(sqlite3.connect(":memory:", isolation_level=None, cached_statements=256))
        self.conn.deserialize(self.image)
        for pragma in PRAGMAS:
            self.conn.execute(f"pragma {pragma}")
        seal = seal_with(world.LOG_NAME, world.LOG_KEY)
        self.store = SimStore(self, self.conn, self._seal_or_die(seal))
        self._sizes = dict(self.conn.execute("select name, size from scope").fetchall())
        last = self.conn.execute("select coalesce(max(received), 0) from log").fetchone()[0]
        self.replica = Replica(
            store=self.store,
            kinds=self.kinds,
            regions=REGIONS,
            clerk=Clerk(world.CLERK, after(last), self.rng.randbytes),
            log_name=world.LOG_NAME,
            log_key=world.LOG_KEY,
        )
        self.replica.restored = bool(self.conn.execute("select 1 from meta where key = ?", (RESTORED,)).fetchone())
        given: Any = None  # files and settings, which no sync asks for
        self.web = Server(
            config=given,
            replica=self.replica,
            bundles=given,
            blobs=given,
            rounds=given,
            polls=given,
            streams=given,
            encoders=given,
            audience=given,
            app_files=None,
            clock=self.clock,
        )
        self.crash_next = ""
        self.up = True

    def crash(self) -> None:
        """Die: what was committed stays, what was on its way is gone, nobody is told."""
        self.up = False
        if self.conn.in_transaction:
            self.conn.execute("rollback")  # what opening the file again would do
        self.image = self.disk_image()
        self.conn.close()
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()

    def disk_image(self) -> bytes:
        """What a power cut leaves."""
        return self.conn.serialize()

    def backup(self) -> tuple[bytes, int]:
        """A copy of the database, and how many lines were committed."""
        return self.conn.serialize() if self.up else self.image, len(self.committed)

    def restore(self, copy: tuple[bytes, int]) -> None:
        """Go on from a copy, as if what came after it had never been."""
        if self.up:
            self.crash()
        self.image = copy[0]
        self.go_back(copy[1])
        self.start()

    def go_back(self, count: int) -> None:
        """All but the first so many lines are lost."""
        del self.committed[count:]
        self.story.append(count)

    async def stopped(self, work: Callable[[Replica], Awaitable[Any]]) -> None:
        """What an operator does while the server is stopped: nobody is answered meanwhile."""
        if self.up:
            self.crash()
        self.held = True
        self.start()
        self.up = False
        await work(self.replica)
        self.crash()
        self.held = False
        self.start()

    async def erase(self, scope: str, seq: int) -> None:
        """By the clerk's order."""

        async def work(replica: Replica) -> None:
            erasing = await look(replica, scope, seq)
            await take_out(replica, erasing, why="personal_data", order="第 3 号", now_ms=self.clock())

        await self.stopped(work)

    def edit(self, sql: str, values: tuple[Any, ...]) -> None:
        """As another process would that has the file in its hands."""
        self.conn.execute(sql, values)
        self.store._writer._data_version = -1

    def fill_disk(self) -> None:
        """From now on no page can be added."""
        if self.up:
            pages = self.conn.execute("pragma page_count").fetchone()[0]
            self.conn.execute(f"pragma max_page_count={pages}")

    def free_disk(self) -> None:
        if self.up:
            self.conn.execute("pragma max_page_count=1000000")

    async def serve(self, path: str, body: bytes, token: str) -> bytes:
        """One request, as `web.sync` and `web.mend` take it. Raises `Down` where the server is not there to the end."""
        if not self.up:
            raise Down
        task = asyncio.ensure_future(self._serve(path, body, token))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            return await task
        except (asyncio.CancelledError, SyncError, Unavailable, sqlite3.Error) as error:
            current = asyncio.current_task()
            if isinstance(error, asyncio.CancelledError) and current is not None and current.cancelling():
                raise
            raise Down from None

    async def _serve(self, path: str, body: bytes, token: str) -> bytes:
        await self.replica.refresh(self.clock())
        return await (self._sync(body, token) if path == "/sync" else self._mend(path, body))

    async def _sync(self, body: bytes, token: str) -> bytes:
        head, *lines = body.split(b"\n")
        lines.pop()
        header = parse_header(head)
        stepped = [one.device for one in world.PEOPLE if one.token == token]  # each shows again and again to be there
        verdicts = await self.push(lines, stepped) if lines else []
        have = self.wanted(header, await self.web.caller_by_token(token))
        parts = [part async for part in _answer(self.web, dict(have), lines, verdicts)]
        return b"".join(parts)

    async def _mend(self, path: str, body: bytes) -> bytes:
        name, what = path.removeprefix("/log/").rsplit("/", 1)
        scope = parse_scope(name)
        try:
            if what == "evidence":
                return msgspec.json.encode({"same": await hand_in(self.replica, scope, body.decode(), self.clock())})
            if what == "regain":
                said = parse_regain(body)
                async with self.web.upload_lock(f"regain/{scope.name}"):
                    told = [*await self.regain(scope, said), End(self.clock(), restored=self.replica.restored)]
                return b"".join(format_answer(one) + b"\n" for one in told)
            head, *lines = body.split(b"\n")
            lines.pop()
            async with self.web.upload_lock(f"refill/{scope.name}"):
                return msgspec.json.encode(await self.refill(scope, parse_refill(head), lines))
        except SyncError as error:
            return msgspec.json.encode({"error": error.code})

    async def refill(self, scope: Scope, header: RefillHeader, lines: Sequence[bytes]) -> Mended:
        return await refill(self.replica, scope, header, lines, self.clock())

    async def regain(self, scope: Scope, said: Regain) -> Sequence[Outcome]:
        return await regain(self.replica, scope, said, self.clock())

    async def push(self, lines: Sequence[bytes], stepped: Sequence[str] = ()) -> list[Outcome]:
        return await push(self.replica, lines, now_ms=self.clock(), stepped=stepped)

    def wanted(self, header: SyncHeader, caller: Caller | None) -> Mapping[str, Cursor]:
        have = _wanted(header, caller)
        return have if self.compares else {name: (cursor[0], cursor[1]) for name, cursor in have.items()}

    def commit(self, writer: SimWriter, jobs: list[Any]) -> list[Any]:
        """The writer's group, and a note of what it stored."""
        sizes: list[dict[str, int]] = [{} for _ in jobs]

        def watched(n: int, job: Callable[[Any], Any]) -> Callable[[Any], Any]:
            def run(tx: Any) -> Any:
                answer = job(tx)
                sizes[n] = {scope: place.frontier.size for scope, place in tx.moved.items()}
                return answer

            return run

        fates = writer._group(self.conn, [(watched(n, job), *rest) for n, (job, *rest) in enumerate(jobs)])
        for n, (_, good, answer) in enumerate(fates):
            if good:
                self._note(answer if isinstance(answer, list) else [], sizes[n])
        return fates

    def _note(self, outcomes: list[Verdict | Refused], sizes: Mapping[str, int]) -> None:
        """What a job stored: by its verdicts, else by the logs that it made longer."""
        now_ms = self.clock()
        self.outcomes.update(one.verdict if isinstance(one, Verdict) else one.error for one in outcomes)
        self.refused.update(one.id for one in outcomes if isinstance(one, Refused) and one.retry == "never")
        for one in outcomes:
            if isinstance(one, Verdict) and one.verdict == "stored":
                self._stored(Stored(one.scope, one.seq, one.id, now_ms, brought=False))
        for scope, size in sizes.items():
            for seq in range(self._sizes.get(scope, 0), size):
                self._stored(Stored(scope, seq, b64u_encode(leaf_of(self.line(scope, seq))), now_ms, brought=True))

    def _stored(self, stored: Stored) -> None:
        self.committed.append(stored)
        self.story.append(stored)
        self._sizes[stored.scope] = stored.seq + 1

    def line(self, scope: str, seq: int) -> bytes:
        """A line as it stands in the database; nothing where it was taken out."""
        sql = "select line from log where scope_id = (select id from scope where name = ?) and seq = ?"
        row = self.conn.execute(sql, (scope, seq)).fetchone()
        return bytes(row[0]) if row else b""

    def _seal_or_die(self, seal: Seal) -> Seal:
        def sign(scope: str, epoch: int, frontier: Frontier) -> str:
            if self.crash_next == "in_transaction":
                raise Crash
            return seal(scope, epoch, frontier)

        return sign
