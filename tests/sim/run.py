"""Run a plan: things happen in their time; then everything heals, everybody syncs, and the checker looks."""

import asyncio
import functools
import logging
import random
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NamedTuple

import structlog

from shaiba.replica import pull, restore
from shaiba_sync.clock import MAX_DRIFT_MS
from shaiba_sync.op import op_id
from shaiba_sync.wire import SyncHeader, format_header
from tests.signatures import good_ones_remembered
from tests.sim import acts, tamper, world
from tests.sim.check import Checker
from tests.sim.exchange import sync
from tests.sim.history import History
from tests.sim.loop import Loop
from tests.sim.network import Link, Unreachable, Weather
from tests.sim.phone import Phone
from tests.sim.plan import Plan
from tests.sim.server import SimServer

SILENT = structlog.make_filtering_bound_logger(logging.CRITICAL)
SETTLING = 12
"""Rounds in which everybody syncs in turn before the end; more mean that it never settles."""
RUN_LINES = 3
"""So few lines in a run: what a phone lacks comes in several, and is cut between them."""


class Cast(NamedTuple):
    """The classes of which a run is made; a planted bug is another cast."""

    server: type[SimServer] = SimServer
    phone: type[Phone] = Phone


class Result(NamedTuple):
    """What came of a run: faults (none if all is well), the hash of its trace, and how often what happened."""

    seed: int
    faults: list[str]
    trace: str
    events: int
    counts: Counter[str]


def run(plan: Plan, *, cast: Cast | None = None, journal: Path | None = None) -> Result:
    """Run it, to the end or to its first exception."""
    loop = Loop()
    history = History(loop, journal)
    logging_as_it_was, lines_as_they_were = structlog.get_config(), pull.RUN_LINES
    pull.RUN_LINES = RUN_LINES
    structlog.configure(wrapper_class=SILENT)
    stage = Stage(plan, cast or Cast(), loop, history)
    try:
        with good_ones_remembered():
            loop.run_until_complete(stage.play())
    except Exception as error:
        stage.checker.faults.append(f"exception: {error!r}")
    finally:
        faults = [*stage.checker.faults, *(f"loop: {fault}" for fault in loop.faults)]
        history.say("info", "run", "end", faults=faults)
        history.close()
        stage.close()
        structlog.configure(**logging_as_it_was)
        pull.RUN_LINES = lines_as_they_were
    counts = history.counts + stage.server.outcomes
    return Result(plan.seed, faults, history.digest(), history.events, counts)


@functools.cache
def founded() -> bytes:
    """The database with which every run begins."""
    loop = Loop()
    try:
        return loop.run_until_complete(_found(loop))
    finally:
        loop.close()


async def _found(loop: Loop) -> bytes:
    server = SimServer(loop, random.Random(0), world.empty_database())
    for verdict in await server.push(world.founding()):
        if getattr(verdict, "verdict", "") != "stored":
            raise AssertionError(verdict)
    await server.store.write(world.put_sessions)
    server.crash()
    return server.image


class Stage:
    """A server, phones, links, and what is done to them."""

    def __init__(self, plan: Plan, cast: Cast, loop: Loop, history: History) -> None:
        self.plan = plan
        self.loop = loop
        self.history = history
        image = founded()
        self.server = cast.server(loop, random.Random(f"{plan.seed}/server"), image)
        self.sent: list[bytes] = []
        self.copy: tuple[bytes, int] | None = None
        self.tasks: set[asyncio.Task[Any]] = set()
        self.last_due = 0.0
        """When the last copy that is held up arrives, by the loop's clock, s."""
        self.phones = [self._phone(cast.phone, n) for n in range(len(plan.people))]
        dice = random.Random(f"{plan.seed}/attacker")
        self.attacker = Link("attacker", self.server, Weather(), dice)
        self.checker = Checker(self.server, self.phones, tampered=plan.mode in ("restore", "rewrite"))

    def _phone(self, make: type[Phone], n: int) -> Phone:
        who = world.PEOPLE[self.plan.people[n]]
        link = Link(who.name, self.server, self.plan.weathers[n], random.Random(f"{self.plan.seed}/link/{n}"))
        dice = random.Random(f"{self.plan.seed}/phone/{n}")
        return make(who, dice, link, self.server.clock, self.plan.skews_ms[n])

    async def play(self) -> None:
        for number, action in enumerate(self.plan.actions):
            await asyncio.sleep(max(0.0, action.at_ms / 1000 - self.loop.time()))
            phone = self.phones[action.who]
            self.history.say("info", phone.who.name, action.what, n=number, dice=action.dice)
            getattr(self, f"_{action.what}")(number, phone, random.Random(action.dice))
        await asyncio.sleep(30)
        await self._settle()
        await self.checker.finish()
        for phone in self.phones:
            sizes = {scope: row.size for scope, row in sorted(phone.disk.tables["scopes"].items())}
            self.history.say("info", phone.who.name, "final", sizes=sizes, alarms=phone.alarms)

    def close(self) -> None:
        """Drop what is still under way."""
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.run_until_complete(asyncio.sleep(0))
        self.server.conn.close()
        self.loop.close()

    # --- what happens -----------------------------------------------------------------------------------------------

    def _write(self, number: int, phone: Phone, rng: random.Random, *, astray: bool = False) -> None:
        self._do(phone, self._writing(phone, rng, number, astray=astray))

    def _write_and_sync(self, number: int, phone: Phone, rng: random.Random) -> None:
        self._write(number, phone, rng)
        self.loop.call_later(1, self._sync, number, phone, rng)

    def _astray(self, number: int, phone: Phone, rng: random.Random) -> None:
        self._write(number, phone, rng, astray=True)
        self.loop.call_later(1, self._sync, number, phone, rng)

    def _sync(self, number: int, phone: Phone, rng: random.Random) -> None:
        self._do(phone, self._syncing(phone))

    def _tabs(self, number: int, phone: Phone, rng: random.Random) -> None:
        """Two tabs pull at once, over one database."""
        for _ in range(2):
            self._sync(number, phone, rng)

    def _look(self, number: int, phone: Phone, rng: random.Random) -> None:
        for one in self.phones:
            self.checker.look(one)

    def _hostile(self, number: int, phone: Phone, rng: random.Random) -> None:
        kind = rng.choice(["forged", "altered", "stranger", "malformed", "replayed", "replayed"])
        known = [line for one in self.phones for row in one.outbox() for line in [row.line]]
        known += [line for one in self.phones for lines in one.disk.tables["lines"].values() for line in lines[-5:]]
        line = acts.hostile(kind, rng, phone, known, self.server.clock())
        self._start(self._attack(kind, line))
        for forged in (acts.forged_refill(rng, phone), acts.forged_regain(rng, phone)):
            if forged:
                self._start(self._forge(*forged))

    def _carry(self, number: int, phone: Phone, rng: random.Random) -> None:
        """A phone takes another's ops along; both bring them."""
        rows = [row for row in rng.choice(self.phones).outbox() if row.state == "waiting"]
        self._do(phone, phone.carry(rows))

    def _late_copy(self, number: int, phone: Phone, rng: random.Random) -> None:
        """A phone whose clock was ahead signs its act again; a copy of the first line is held up on its way."""
        self._do(phone, self._ahead(phone, rng, number))

    def _partition(self, number: int, phone: Phone, rng: random.Random) -> None:
        for one in rng.sample(self.phones, rng.randint(1, len(self.phones))):
            one.link.up = False

    def _mend(self, number: int, phone: Phone, rng: random.Random) -> None:
        for one in rng.sample(self.phones, rng.randint(1, len(self.phones))):
            one.link.up = True

    def _swizzle(self, number: int, phone: Phone, rng: random.Random) -> None:
        """Clog links one by one; let them go in another order."""
        chosen = rng.sample(self.phones, rng.randint(1, len(self.phones)))
        for n, one in enumerate(chosen):
            self.loop.call_later(n * 2.0, one.link.clog)
        for n, one in enumerate(rng.sample(chosen, len(chosen))):
            self.loop.call_later(len(chosen) * 2.0 + n * rng.random() * 20, one.link.unclog)

    def _crash(self, number: int, phone: Phone, rng: random.Random, *, power: bool = False) -> None:
        self._sync(number, phone, rng)
        self.loop.call_later(rng.random() * rng.choice([0.05, 0.5, 5]), self._kill, phone, rng, power)

    def _kill(self, phone: Phone, rng: random.Random, power: bool) -> None:
        lost = phone.crash(rng, power=power)
        if lost:
            self.checker.unmark(phone)
        self.history.say("info", phone.who.name, "died", lost=lost)
        self.loop.call_later(rng.random() * 30, self._rise, phone)

    def _rise(self, phone: Phone) -> None:
        phone.up = True

    def _power_cut(self, number: int, phone: Phone, rng: random.Random) -> None:
        self._crash(number, phone, rng, power=True)

    def _evict(self, number: int, phone: Phone, rng: random.Random) -> None:
        if scopes := sorted(phone.disk.tables["scopes"]):
            phone.evict(rng.choice(scopes))

    def _server_crash(self, number: int, phone: Phone, rng: random.Random) -> None:
        """At once, inside the next transaction, or after the next commit and before anybody is told."""
        when = rng.choice(["now", "in_transaction", "after_commit"])
        if self.server.held:
            return
        if when != "now":
            self.server.crash_next = when
        elif self.server.up:
            self.server.crash()
        self.loop.call_later(rng.random() * 20 + 1, self._restart)

    def _restart(self) -> None:
        if not self.server.up and not self.server.held:
            self.server.start()
            self.history.say("info", "server", "started", lines=len(self.server.committed))

    def _disk_full(self, number: int, phone: Phone, rng: random.Random) -> None:
        self.server.fill_disk()
        self.loop.call_later(rng.random() * 60, self.server.free_disk)

    def _clock_jump(self, number: int, phone: Phone, rng: random.Random) -> None:
        phone.skew_ms += rng.choice([-1, 1]) * rng.randrange(1_200_000)

    def _backup(self, number: int, phone: Phone, rng: random.Random) -> None:
        self.copy = self.server.backup()

    def _restore(self, number: int, phone: Phone, rng: random.Random) -> None:
        """In silence: nobody is told, and new ops are taken at once."""
        if self.copy:
            self.server.restore(self.copy)
            self.checker.mark()

    def _refill(self, number: int, phone: Phone, rng: random.Random) -> None:
        """As operators should: phones are told, and bring back what the copy has not."""
        if self.copy and not self.server.held:
            self.server.restore(self.copy)
            now_ms = self.server.clock()
            self._start(self.server.stopped(lambda replica: restore.begin(replica.store, now_ms)))

    def _give_up(self, number: int, phone: Phone, rng: random.Random) -> None:
        """Too early: somebody may still come with what the copy has not."""
        if self.server.replica.restored and not self.server.held:
            self._start(self._giving_up())

    def _erase(self, number: int, phone: Phone, rng: random.Random) -> None:
        self._restart()
        free = not (self.server.held or self.server.replica.restored)
        if free and (place := acts.to_erase(self.server, rng)):
            self._start(self.server.erase(*place))

    def _edit(self, number: int, phone: Phone, rng: random.Random) -> None:
        self._restart()
        if place := tamper.edit(self.server, rng):
            self.checker.edited.add(place)
            if rng.random() < 0.3:
                self.server.crash()
                self.server.start()

    def _rewrite(self, number: int, phone: Phone, rng: random.Random) -> None:
        self._restart()
        tamper.rewrite(self.server, rng)
        self.checker.mark()

    # --- how it is done ---------------------------------------------------------------------------------------------

    async def _writing(self, phone: Phone, rng: random.Random, act: int, *, astray: bool) -> str:
        scope, changes = acts.say(phone, rng, act, astray=astray)
        self.history.say("invoke", phone.who.name, "say", act=act, scope=scope, do=changes[0]["do"])
        name = await phone.write(scope, changes, act)
        self.history.say("ok", phone.who.name, "say", act=act, id=name)
        return name

    async def _ahead(self, phone: Phone, rng: random.Random, act: int) -> None:
        ahead_ms = MAX_DRIFT_MS + rng.randrange(60_000, 600_000)
        phone.skew_ms += ahead_ms
        try:
            name = await self._writing(phone, rng, act, astray=False)
        finally:
            phone.skew_ms -= ahead_ms
        _, line = phone.signed[name]
        due = self.loop.time() + rng.uniform(0.1, 2) * ahead_ms / 1000
        self.last_due = max(self.last_due, due)
        self.loop.call_at(due, lambda: self._start(self._attack("late copy", line)))
        await self._syncing(phone)

    async def _syncing(self, phone: Phone) -> None:
        self.history.say("invoke", phone.who.name, "pull")
        came = await sync(phone)
        held = sum(row.size for row in phone.disk.tables["scopes"].values())
        waiting = [row.n for row in phone.outbox()]
        self.history.say("ok" if came == "ok" else "fail", phone.who.name, "pull", why=came, held=held, outbox=waiting)

    async def _attack(self, kind: str, line: bytes) -> None:
        try:
            came = await self.attacker.ask("/sync", format_header(SyncHeader({})) + b"\n" + line + b"\n", "")
            said = came.data.split(b"\n")[0].decode()
            self.history.say("ok", "attacker", kind, answer=said[:80])
            if kind == "late copy" and '"seen"' in said and op_id(line) not in said:
                self.history.say("info", "attacker", "an act came a second time under another stamp")
        except Unreachable:
            self.history.say("fail", "attacker", kind)

    async def _forge(self, path: str, body: bytes) -> None:
        try:
            came = await self.attacker.ask(path, body, "")
            self.history.say("ok", "attacker", "forged refill", answer=came.data.decode())
        except Unreachable:
            self.history.say("fail", "attacker", "forged refill")

    async def _giving_up(self) -> None:
        now_ms = self.server.clock()
        await self.server.stopped(lambda replica: restore.give_up(replica, order="第 4 号", now_ms=now_ms))
        self.history.say("info", "server", "gave up")

    async def _settle(self) -> None:
        """Heal everything; then everybody syncs until nothing moves."""
        for phone in self.phones:
            phone.link.calm()
        await asyncio.sleep(max(1000, self.last_due + 60 - self.loop.time()))  # what was held up on its way arrives
        self._restart()
        self.server.crash_next = ""
        self.server.free_disk()
        for phone in self.phones:
            phone.up = True
        self.checker.note_held()
        await self._rounds()
        if self.server.replica.restored:
            if await restore.shorts(self.server.store):
                await self._giving_up()
            else:
                await restore.done(self.server.store)
                await self.server.replica.read_marks()
                self.history.say("info", "server", "refilled")
            await self._rounds()

    async def _rounds(self) -> None:
        before: Any = None
        for _ in range(SETTLING):
            for phone in self.phones:
                await self._syncing(phone)
            now = [(sorted(p.disk.tables["scopes"].items()), p.outbox()) for p in self.phones]
            if self.plan.mode != "plain":
                await asyncio.sleep(61)  # a phone gives back once a minute
            if now == before:
                break
            before = now
        else:
            self.checker.faults.append("it never settles")
        if not self.server.compares:
            await self._look_at_heads()

    async def _look_at_heads(self) -> None:
        """Phones fetch the heads of their logs."""
        for phone in self.phones:
            for scope in list(phone.disk.tables["scopes"]):
                if head := await self.server.store.head(scope):
                    await phone.compare(scope, head.checkpoint)

    def _do(self, phone: Phone, what: Coroutine[Any, Any, None]) -> None:
        if phone.up and len(phone.tasks) < 4:
            phone.tasks.add(task := self._start(what))
            task.add_done_callback(phone.tasks.discard)
        else:
            what.close()

    def _start(self, what: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = self.loop.create_task(what)
        self.tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.checker.faults.append(f"exception: {error!r}")
