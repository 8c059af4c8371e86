"""Bugs planted in the cast of a run, to see that the checker finds them. Nothing of it is in the product."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from shaiba.domain import KINDS
from shaiba.kind import Kinds
from shaiba.replica.history import frontier_of
from shaiba.replica.mend import Mended
from shaiba.replica.push import Outcome, push_own
from shaiba.web.server import Caller
from shaiba_sync.op import leaf_of, parse_op
from shaiba_sync.scope import Scope
from shaiba_sync.tree import Checkpoint, Frontier
from shaiba_sync.wire import Cursor, RefillHeader, SyncHeader
from tests.sim.disk import Tx
from tests.sim.phone import OutboxRow, Phone, ScopeRow
from tests.sim.run import Cast
from tests.sim.server import SimServer, SimWriter


class NoSignatureCheck(SimServer):
    """Takes every line for signed."""

    async def push(self, lines: Sequence[bytes], stepped: Sequence[str] = ()) -> list[Outcome]:
        return await push_own(self.replica, [parse_op(line) for line in lines], now_ms=self.clock())


class NoAuthorisation(SimServer):
    """Lets everybody do everything."""

    kinds = Kinds(msgspec.structs.replace(kind, allow=lambda change, past, context: None) for kind in KINDS)


class _Forgetful:
    """A transaction that never heard of any line."""

    def __init__(self, tx: Any) -> None:
        self._tx = tx

    def line_by_act(self, scope: str, act: bytes, leaf: bytes) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)


class NoDedup(SimServer):
    """Stores what it is sent, however often; its table has no unique index either."""

    def start(self) -> None:
        super().start()
        self.conn.execute("create table copy as select * from log")
        self.conn.execute("drop table log")
        self.conn.execute("alter table copy rename to log")

    def commit(self, writer: SimWriter, jobs: list[Any]) -> list[Any]:
        def forgetful(job: Callable[[Any], Any]) -> Callable[[Any], Any]:
            return lambda tx: job(_Forgetful(tx))

        return super().commit(writer, [(forgetful(job), loop, future) for job, loop, future in jobs])


class AckBeforeDurable(SimServer):
    """Tells phones before the disk has it: a crash takes the last commit back, as `synchronous=OFF` would."""

    def commit(self, writer: SimWriter, jobs: list[Any]) -> list[Any]:
        self.safe = (self.conn.serialize(), len(self.committed))
        return super().commit(writer, jobs)

    def disk_image(self) -> bytes:
        if not hasattr(self, "safe"):
            return super().disk_image()
        image, count = self.safe
        self.go_back(count)  # the checker is told of what is on the disk, so only the phones can know
        return image


class EverybodyReads(SimServer):
    """Answers every cursor."""

    def wanted(self, header: SyncHeader, caller: Caller | None) -> Mapping[str, Cursor]:
        names = self.conn.execute("select name from scope").fetchall()
        return {**{name: (0, 0) for (name,) in names}, **header.have}


class RootNotCompared(SimServer):
    """Answers a cursor by its size alone."""

    def wanted(self, header: SyncHeader, caller: Caller | None) -> Mapping[str, Cursor]:
        return {name: (cursor[0], cursor[1]) for name, cursor in super().wanted(header, caller).items()}


class TakesAnyRefill(SimServer):
    """Appends whatever lines are brought, and vouches for them itself."""

    async def refill(self, scope: Scope, header: RefillHeader, lines: Sequence[bytes]) -> Mended:
        head = await self.store.head(scope.name)
        held = await self.store.leaves(scope.name, 0, header.begin) if head else []
        frontier = frontier_of([leaf_of(line) for line in lines], frontier_of(held))
        note = self.replica.seal(scope.name, header.epoch, frontier)
        return await super().refill(scope, header._replace(checkpoint=note), lines)


class TakesNewOnACopy(SimServer):
    """Forgets that it is a copy which phones are to refill."""

    def start(self) -> None:
        super().start()
        self.replica.restored = False

    async def push(self, lines: Sequence[bytes], stepped: Sequence[str] = ()) -> list[Outcome]:
        self.replica.restored = False
        return await super().push(lines, stepped)


class SilentlyShort(SimServer):
    """Goes on without what was lost, under the epoch that it had."""

    def wanted(self, header: SyncHeader, caller: Caller | None) -> Mapping[str, Cursor]:
        have = super().wanted(header, caller)
        epochs = dict(self.conn.execute("select name, epoch from scope").fetchall())
        return {name: (epochs.get(name, 0), *cursor[1:]) for name, cursor in have.items()}


class UncheckedCursor(Phone):
    """Adds lines wherever it stands."""

    def at_cursor(self, held: int, begin: int) -> bool:
        return True


class FrontierNotCompared(Phone):
    """Believes whatever root is signed."""

    def same(self, theirs: Checkpoint, ours: Frontier) -> bool:
        return True


class ForgetsWhenReceived(Phone):
    """Drops an own op when the server has it, before the log proves it."""

    def received(self, tx: Tx, row: OutboxRow) -> None:
        tx.delete("outbox", row.n)


class LosesEvidence(Phone):
    """Starts a log anew that does not fit, and says nothing."""

    async def alarm(self, scope: str, row: Any, code: str, theirs: str) -> str:
        forgot = set(self.forgot)
        self.evict(scope)
        self.forgot = forgot
        return code


class KeepsNothingAside(Phone):
    """Goes on with a new epoch as if it had never held another line."""

    def keep_lost(self, tx: Tx, scope: str, row: ScopeRow, kept: Sequence[bytes], lost: Sequence[bytes]) -> None:
        return None


class AnotherSalt(Phone):
    """Gives an act another name each time it signs it."""

    def salt_again(self, row: OutboxRow) -> bytes:
        return self.rng.randbytes(16)


PLANTED: dict[str, Cast] = {
    "no signature check": Cast(server=NoSignatureCheck),
    "no authorisation": Cast(server=NoAuthorisation),
    "no dedup": Cast(server=NoDedup),
    "acknowledged before durable": Cast(server=AckBeforeDurable),
    "everybody reads everything": Cast(server=EverybodyReads),
    "root not compared": Cast(server=RootNotCompared),
    "any refill taken": Cast(server=TakesAnyRefill),
    "new ops taken on a copy": Cast(server=TakesNewOnACopy),
    "epoch not compared": Cast(server=SilentlyShort),
    "what was given up not sent again": Cast(phone=KeepsNothingAside),
    "cursor unchecked": Cast(phone=UncheckedCursor),
    "frontier not compared": Cast(phone=FrontierNotCompared),
    "forgotten when received": Cast(phone=ForgetsWhenReceived),
    "another salt when signed again": Cast(phone=AnotherSalt),
    "evidence thrown away": Cast(phone=LosesEvidence),
}
