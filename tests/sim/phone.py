"""A phone: its clock, its outbox, its logs and records. What pwa/src/replica/{clock,write,outbox,pull}.ts do."""

import asyncio
import functools
import random
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from shaiba.replica.rebuild import derive
from shaiba.terminal.held import is_said_again
from shaiba_sync.clock import MAX_COUNTER, Stamp, format_stamp, parse_stamp, receive, tick
from shaiba_sync.errors import ClockDrift, SyncError
from shaiba_sync.merge import make_tag, merge
from shaiba_sync.op import Gone, Op, b64u_decode, b64u_encode, format_gone, op_id, parse_line
from shaiba_sync.regain import Proven, Regain, inclusion_proofs
from shaiba_sync.tree import Checkpoint, Frontier, make_vkey, open_note, origin
from shaiba_sync.wire import Behind, Cursor, Lines, Refused, Verdict
from tests.sim import world
from tests.sim.disk import Disk, Tx
from tests.sim.network import Link

VKEY = make_vkey(world.LOG_NAME, world.LOG_KEY.public_key().public_bytes_raw())
TOLERANCE_MS = 5_000
MAX_AGAIN = 2

read = functools.lru_cache(4096)(parse_line)
"""Many phones read the same lines; reading is pure."""


def name_of(line: bytes) -> str:
    """The id of a line, also of one that is gone."""
    op = read(line)
    return op.gone if isinstance(op, Gone) else op.id


def read_op(line: bytes) -> Op:
    """A line that nobody has erased."""
    op = read(line)
    assert isinstance(op, Op)
    return op


@functools.lru_cache(4096)
def opened(note: str) -> Checkpoint | None:
    """The checkpoint of a note, or None where this log did not sign it."""
    try:
        return open_note(note, VKEY)
    except SyncError:
        return None


class ScopeRow(msgspec.Struct, frozen=True):
    """What a phone has proven of a log."""

    epoch: int = 0
    frontier: Frontier = Frontier()
    checkpoint: str = ""
    alarm: str = ""
    entry: tuple[int, str] | None = None
    """The place and id of the line that began this epoch, until it was found there."""

    @property
    def size(self) -> int:
        return self.frontier.size

    @property
    def trusted(self) -> bool:
        """A log that lost lines, or their bytes, may be refilled; any other alarm stands."""
        return self.alarm in ("", "shorter", "damaged")


class OutboxRow(msgspec.Struct, frozen=True):
    """An own op: waiting, received or refused."""

    n: int
    id: str
    scope: str
    at: str
    line: bytes
    changes: Any
    state: str = "waiting"
    error: str = ""
    hold: str = ""
    again: int = 0


class Carried(msgspec.Struct, frozen=True):
    """An op of another phone, on its way to the server."""

    id: str
    scope: str
    line: bytes


class Phone:
    """One phone. All that survives a crash is in `disk`; tasks die."""

    def __init__(
        self, who: world.Person, rng: random.Random, link: Link, clock: Callable[[], int], skew_ms: int
    ) -> None:
        self.who = who
        self.link = link
        self.rng = rng
        self.skew_ms = skew_ms
        self._clock = clock
        self.disk = Disk(rng)
        self.up = True
        self.tasks: set[asyncio.Task[Any]] = set()
        self.watched = ("village/" + who.region,) if who.home.startswith("village") else ()
        self.signed: dict[str, tuple[int, bytes]] = {}
        """For the checker: all lines this phone ever signed by their ids, and the act each of them is."""
        self.told: set[str] = set()
        """For the checker: ids that the server acknowledged to this phone."""
        self.durable: dict[int, str] = {}
        """For the checker: acts that a transaction made safe, and the id under which they go now."""
        self.said: dict[int, tuple[str, Any]] = {}
        """For the checker: where each act was said, and what."""
        self.forgot: set[str] = set()
        """For the checker: scopes that were evicted at some time."""
        self.alarms = 0

    def now(self) -> int:
        """What the phone's own clock says."""
        return self._clock() + self.skew_ms

    def row(self, scope: str) -> ScopeRow:
        found: ScopeRow = self.disk.get("scopes", scope) or ScopeRow()
        return found

    def outbox(self) -> list[OutboxRow]:
        rows = self.disk.tables["outbox"]
        return [rows[n] for n in sorted(rows)]

    # --- say --------------------------------------------------------------------------------------------------------

    async def write(self, scope: str, changes: Sequence[dict[str, Any]], act: int) -> str:
        """Queue one op; durable when it returns."""
        signed = await self._sign(scope, changes, act, self.rng.randbytes(16))

        def change(tx: Tx) -> None:
            tx.put("outbox", act, OutboxRow(n=act, **signed))
            self.durable[act] = signed["id"]
            self.said[act] = (scope, changes)

        await self.disk.write(change, strict=True)
        return str(signed["id"])

    async def _sign(self, scope: str, changes: Sequence[dict[str, Any]], act: int, salt: bytes) -> dict[str, Any]:
        def stamp(tx: Tx) -> tuple[str, ScopeRow]:
            last = tick(tx.get("keys", "clock", Stamp(0, 0)), max(0, self.now() + tx.get("meta", "offset", 0)))
            last = Stamp(last.millis, max(last.counter, tx.get("meta", "clock_floor", 0)))
            if last.counter > tx.get("meta", "clock_top", 0):
                tx.put("meta", "clock_top", last.counter)
            tx.put("keys", "clock", last)
            return format_stamp(last), tx.get("scopes", scope) or ScopeRow()

        at, row = await self.disk.write(stamp, strict=True)
        seen = (row.size, b64u_encode(row.frontier.root())) if row.size else None
        line = world.line_by(self.who.key, self.who.device, scope, at, salt, seen, list(changes))
        name = op_id(line)
        self.signed[name] = (act, line)
        return {"id": name, "scope": scope, "at": at, "line": line, "changes": list(changes)}

    # --- obey -------------------------------------------------------------------------------------------------------

    async def obey(self, verdicts: Sequence[tuple[str, Verdict | Refused]]) -> list[OutboxRow]:
        """Do what verdicts say; returns the ops that are to be signed again. Safe to repeat."""

        def change(tx: Tx) -> list[OutboxRow]:
            again: list[OutboxRow] = []
            waiting = {row.id: row for row in tx.rows("outbox").values() if row.state == "waiting"}
            for sent, verdict in verdicts:
                if (row := waiting.get(sent)) is not None:
                    self._after(tx, row, verdict, again)
            return again

        return await self.disk.write(change, strict=True) if verdicts else []

    async def obey_carried(self, verdicts: Sequence[tuple[str, Verdict | Refused]]) -> None:
        """What the server has spoken of needs not be carried any more."""
        spoken = [sent for sent, one in verdicts if isinstance(one, Verdict) or one.retry != "later"]

        def change(tx: Tx) -> None:
            for name in spoken:
                tx.delete("carried", name)

        if spoken:
            await self.disk.write(change, strict=True)

    async def carry(self, rows: Sequence[OutboxRow]) -> None:
        """Take others' ops along."""

        def change(tx: Tx) -> None:
            for row in rows:
                tx.put("carried", row.id, Carried(row.id, row.scope, row.line))

        await self.disk.write(change, strict=True)

    def keep_lost(self, tx: Tx, scope: str, row: ScopeRow, kept: Sequence[bytes], lost: Sequence[bytes]) -> None:
        """What was said in lines that were given up is to be offered again, each with the proof that it stood there;
        one's own stands in the outbox too, as acknowledged and not proven."""
        places = [len(kept) + n for n, line in enumerate(lost) if is_said_again(line)]
        lines = [*kept, *lost]
        paths = inclusion_proofs([read(line).leaf for line in lines], places)
        proven = [Proven(at, path, lines[at]) for at, path in zip(places, paths, strict=True)]
        if proven:
            tx.put("offers", (scope, row.epoch), Regain(row.epoch, row.checkpoint, proven))
        for op in (read_op(one.line) for one in proven):
            if op.id in self.signed and (act := self.signed[op.id][0]) not in tx.rows("outbox"):
                tx.put("outbox", act, OutboxRow(act, op.id, scope, op.at, op.line, op.changes, state="received"))

    def _after(self, tx: Tx, row: OutboxRow, verdict: Verdict | Refused, again: list[OutboxRow]) -> None:
        put = functools.partial(msgspec.structs.replace, row)
        if isinstance(verdict, Verdict):
            self.durable[row.n] = verdict.id
            self.told.add(verdict.id)
            self.received(tx, put(id=verdict.id, state="received", error=""))
        elif verdict.retry == "later":
            pass
        elif verdict.retry == "after_pull" and row.again < MAX_AGAIN:
            again.append(put(error=verdict.error))
        elif verdict.retry in ("after_sign_in", "after_update"):
            tx.put("outbox", row.n, put(error=verdict.error, hold=verdict.retry))
        else:
            tx.put("outbox", row.n, put(error=verdict.error, state="refused"))

    def received(self, tx: Tx, row: OutboxRow) -> None:
        """The server has it. The row stays until the log proves it."""
        tx.put("outbox", row.n, row)

    async def sign_again(self, rows: Sequence[OutboxRow]) -> None:
        if any(row.error == "clock_drift" for row in rows):
            await self._turn_back()
        for row in rows:
            signed = await self._sign(row.scope, row.changes, row.n, self.salt_again(row))
            again = msgspec.structs.replace(row, **signed, error="", hold="", again=row.again + 1)

            def change(tx: Tx, row: OutboxRow = row, again: OutboxRow = again) -> None:
                now = tx.get("outbox", row.n)
                if now is not None and now.id == row.id and now.state == "waiting":
                    tx.put("outbox", row.n, again)
                    self.durable[row.n] = again.id

            await self.disk.write(change, strict=True)

    def salt_again(self, row: OutboxRow) -> bytes:
        """An act keeps its salt, so that it stands once whichever of its lines come."""
        return b64u_decode(read_op(row.line).salt, 16)

    # --- clock ------------------------------------------------------------------------------------------------------

    async def correct_clock(self, server_ms: int) -> None:
        found = server_ms - self.now()
        wanted = 0 if abs(found) <= TOLERANCE_MS else found
        known = self.disk.get("meta", "offset", 0)
        if abs(known - wanted) > TOLERANCE_MS or (wanted == 0) != (known == 0):
            await self.disk.write(lambda tx: tx.put("meta", "offset", wanted), strict=False)

    async def _turn_back(self) -> None:
        def change(tx: Tx) -> None:
            now = Stamp(self.now() + tx.get("meta", "offset", 0), 0)
            before = tx.get("keys", "clock", Stamp(0, 0))
            if before.millis > now.millis:
                used = max(before.counter, tx.get("meta", "clock_top", 0))
                tx.put("meta", "clock_floor", used + 1 if used < MAX_COUNTER else 0)
                tx.put("keys", "clock", now)

        await self.disk.write(change, strict=True)

    # --- take -------------------------------------------------------------------------------------------------------

    async def take(self, head: Lines, lines: Sequence[bytes], asked: Cursor, *, trial: bool) -> str:
        """Extend our own tree, compare roots, check the signature; only then merge and move the cursor."""
        row = self.row(head.scope)
        if not row.trusted:
            return row.alarm
        if not self.at_cursor(row.size, head.begin):
            return "stale"
        frontier = row.frontier
        for line in lines:
            frontier = frontier.append(read(line).leaf)
        theirs = opened(head.checkpoint)
        if theirs is None:
            return await self.alarm(head.scope, row, "signature", head.checkpoint)
        if head.epoch != row.epoch and row.size:
            if asked[0] != row.epoch or not asked[1]:
                return "stale"  # it answers another cursor
            return await self.alarm(head.scope, row, "epoch", head.checkpoint)
        if theirs.origin != origin(world.LOG_NAME, head.scope, head.epoch):
            return await self.alarm(head.scope, row, "signature", head.checkpoint)
        if theirs.size < row.size:
            return await self.alarm(head.scope, row, "shorter", head.checkpoint)
        if not self.same(theirs, frontier):
            if trial or theirs.size < frontier.size:
                return "stale"
            return await self.alarm(head.scope, row, "root", head.checkpoint)
        entry = row.entry
        if entry is not None and entry[0] < frontier.size:
            if entry[0] < row.size or name_of(lines[entry[0] - row.size]) != entry[1]:
                return await self.alarm(head.scope, row, "epoch", head.checkpoint)
            entry = None
        new = ScopeRow(head.epoch, frontier, head.checkpoint, "damaged" if row.alarm == "damaged" else "", entry)
        return await self.disk.write(lambda tx: self._commit(tx, head.scope, row.size, lines, new), strict=False)

    def at_cursor(self, held: int, begin: int) -> bool:
        return held == begin

    def same(self, theirs: Checkpoint, ours: Frontier) -> bool:
        return theirs.size == ours.size and theirs.root == ours.root()

    def _commit(self, tx: Tx, scope: str, size: int, lines: Sequence[bytes], new: ScopeRow) -> str:
        now: ScopeRow = tx.get("scopes", scope) or ScopeRow()
        if not self.at_cursor(now.size, size):  # another tab was faster
            return "stale"
        said = [read(line) for line in lines]
        ops = [op for op in said if isinstance(op, Op)]
        gone = {op.gone for op in said if isinstance(op, Gone)}
        for op in ops:
            for index, change in enumerate(op.changes):
                place = (scope, change["do"].partition(".")[0], change["id"])
                tx.put("records", place, merge(tx.get("records", place), change, make_tag(op.at, op.by, op.id, index)))
        acts = {(op.by, op.salt): op for op in ops}
        for row in [row for row in tx.rows("outbox").values() if row.scope == scope]:
            here = acts.get((self.who.device, read_op(row.line).salt))
            if here and here.changes == row.changes:
                self.durable[row.n] = here.id
                tx.delete("outbox", row.n)
            elif row.id in gone:
                tx.delete("outbox", row.n)
        if any(change["do"] == "epoch.begin" for op in ops for change in op.changes):
            for row in [row for row in tx.rows("outbox").values() if row.state == "received"]:
                tx.put("outbox", row.n, msgspec.structs.replace(row, state="waiting"))  # given up?
            tx.put("meta", "to_offer", True)  # and so may its private logs have been
        self._catch_up(tx, [op.at for op in ops])
        tx.put("lines", scope, (*tx.get("lines", scope, ()), *lines))
        self._erase(tx, scope, ops)
        tx.put("scopes", scope, new)
        return "taken"

    def _erase(self, tx: Tx, scope: str, ops: Sequence[Op]) -> None:
        """What the clerk ordered to go goes, with what was merged from it."""
        orders = [change["set"] for op in ops for change in op.changes if change["do"] == "erasure.order"]
        if not orders:
            return
        lines = list(tx.get("lines", scope))
        for order in orders:
            if order["seq"] < len(lines) and name_of(lines[order["seq"]]) == order["leaf"]:
                lines[order["seq"]] = format_gone(order["leaf"], world.CLERK_DEVICE, order["why"])
                own = [row for row in tx.rows("outbox").values() if row.id == order["leaf"]]
                for row in own:
                    tx.delete("outbox", row.n)
        tx.put("lines", scope, tuple(lines))
        left = derive(lines).records
        for place in [place for place in tx.rows("records") if place[0] == scope]:
            if place[1:] not in left:
                tx.delete("records", place)
        for place, record in left.items():
            tx.put("records", (scope, *place), record)

    def _catch_up(self, tx: Tx, stamps: Sequence[str]) -> None:
        clock = before = tx.get("keys", "clock", Stamp(0, 0))
        for text in stamps:
            try:
                clock = receive(clock, parse_stamp(text), self.now() + tx.get("meta", "offset", 0))
            except ClockDrift:
                continue
        if clock != before:
            tx.put("keys", "clock", clock)

    async def behind(self, said: Behind) -> str:
        """The server's log is shorter than what we have proven."""
        row = self.row(said.scope)
        if said.checkpoint == "":
            return await self.alarm(said.scope, row, "shorter", "")
        theirs = opened(said.checkpoint)
        if theirs is None:
            return await self.alarm(said.scope, row, "signature", said.checkpoint)
        if said.epoch > row.epoch:
            return await self.alarm(said.scope, row, "epoch", said.checkpoint)
        shorter = said.epoch < row.epoch or theirs.size < row.size
        return await self.alarm(said.scope, row, "shorter", said.checkpoint) if shorter else "stale"

    async def compare(self, scope: str, note: str) -> None:
        """Judge a head that came without lines: one of as many lines as we hold."""
        row, theirs = self.row(scope), opened(note)
        if theirs is not None and theirs.size == row.size and not self.same(theirs, row.frontier):
            await self.alarm(scope, row, "root", note)

    async def alarm(self, scope: str, row: ScopeRow, code: str, theirs: str) -> str:
        """Keep both notes; stop trusting. What was proven stays."""
        if row.alarm == code and self.disk.get("meta", ("alarm", scope, code)) == (row.checkpoint, theirs):
            return code  # told before
        self.alarms += 1

        def change(tx: Tx) -> None:
            now = tx.get("scopes", scope) or row
            tx.put("meta", ("alarm", scope, code), (row.checkpoint, theirs))
            tx.put("scopes", scope, msgspec.structs.replace(now, alarm=code))

        await self.disk.write(change, strict=True)
        return code

    # --- faults -----------------------------------------------------------------------------------------------------

    def crash(self, rng: random.Random, *, power: bool) -> int:
        """Die at whatever await each task is at; returns how many transactions the disk lost."""
        self.up = False
        for task in self.tasks:
            task.cancel()
        self.tasks.clear()
        return self.disk.power_cut(rng) if power else 0

    def evict(self, scope: str) -> None:
        """The browser took the copy of a log. Keys and outbox are never evicted alone."""
        self.forgot.add(scope)
        self.disk.settle()
        for table in ("scopes", "lines"):
            self.disk.tables[table].pop(scope, None)
        for place in [place for place in self.disk.tables["records"] if place[0] == scope]:
            del self.disk.tables["records"][place]
