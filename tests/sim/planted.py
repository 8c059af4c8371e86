"""Bugs planted in the cast of a run, to see that the checker finds them. Nothing of it is in the product."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from shaiba.domain import KINDS
from shaiba.kind import Kinds
from shaiba.replica.push import Outcome, push_own
from shaiba.web.server import Caller
from shaiba_sync.op import parse_op
from shaiba_sync.tree import Checkpoint, Frontier
from shaiba_sync.wire import Cursor, SyncHeader
from tests.sim.disk import Tx
from tests.sim.phone import OutboxRow, Phone
from tests.sim.run import Cast
from tests.sim.server import SimServer, SimWriter


class NoSignatureCheck(SimServer):
    """Takes every line for signed."""

    async def push(self, lines: Sequence[bytes]) -> list[Outcome]:
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
        del self.committed[count:]  # the checker is told of what is on the disk, so only the phones can know
        return image


class EverybodyReads(SimServer):
    """Answers every cursor."""

    def wanted(self, header: SyncHeader, caller: Caller | None) -> Mapping[str, Cursor]:
        names = self.conn.execute("select name from scope").fetchall()
        return {**{name: (0, 0) for (name,) in names}, **header.have}


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

    async def _raise(self, scope: str, row: Any, code: str, theirs: str) -> str:
        forgot = set(self.forgot)
        self.evict(scope)
        self.forgot = forgot
        return code


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
    "cursor unchecked": Cast(phone=UncheckedCursor),
    "frontier not compared": Cast(phone=FrontierNotCompared),
    "forgotten when received": Cast(phone=ForgetsWhenReceived),
    "another salt when signed again": Cast(phone=AnotherSalt),
    "evidence thrown away": Cast(phone=LosesEvidence),
}
