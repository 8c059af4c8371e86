"""Going on from a copy: what it lacks is waited for; where nobody brings it back, the log openly goes on without.

A copy takes nothing new: it would take the places of lines that phones still bring. What was never brought back is
given up under a new epoch, whose first entry says so.
Spec: sync/spec/scope.md, Refill and Giving up.
"""

from collections.abc import Callable

import msgspec

from shaiba_sync.wire import Refused

from ..storage.store import CLAIMED, RESTORED, Store, Tx
from .duty import Refusal, sign_op
from .push import own_job
from .replica import Replica


class Short(msgspec.Struct, frozen=True):
    """A log that somebody could show to have been longer: its epoch and size, and those that were shown."""

    scope: str
    epoch: int
    size: int
    claimed_epoch: int
    claimed_size: int

    @property
    def lost(self) -> int:
        """How many lines somebody could show that it has not, at least."""
        return max(self.claimed_size - self.size, 0)


async def begin(store: Store, now_ms: int) -> None:
    """From now on the store is a copy that is to be refilled."""
    await store.write(lambda tx: tx.put_meta(RESTORED, str(now_ms)))


async def shorts(store: Store) -> list[Short]:
    """The logs of which not all has come back yet."""
    found = []
    for scope, (epoch, size) in (await store.claims()).items():
        head = await store.head(scope)
        own = (head.epoch, head.size) if head else (0, 0)
        if own < (epoch, size):
            found.append(Short(scope, *own, epoch, size))
    return found


async def done(store: Store) -> None:
    """New ops are taken again."""
    await store.write(lambda tx: tx.drop_meta(RESTORED))


async def give_up(replica: Replica, *, order: str, now_ms: int) -> list[Short]:
    """Go on under a new epoch with every log, also with those of which nobody has shown more yet: somebody may come
    with what the copy has not, and must not take the loss for a lie. All of it, or nothing. For a stopped server."""
    claims = await replica.store.claims()
    logs = []
    for scope in await _logs(replica.store):
        head = await replica.store.head(scope)
        logs.append(Short(scope, *((head.epoch, head.size) if head else (0, 0)), *claims.get(scope, (0, 0))))
    async with replica.clerk.lock:
        jobs = [_beginning(replica, one, order, now_ms) for one in logs]

        def job(tx: Tx) -> None:
            for begin in jobs:
                begin(tx)
            tx.drop_meta(RESTORED)

        await replica.store.write(job)
    for one in logs:
        replica.history.forget(one.scope)
    await replica.read_marks()
    return logs


async def _logs(store: Store) -> list[str]:
    """The logs that there are, and each village's square: it is there before anybody speaks. A case of which the copy
    has no line is left to whoever holds it: nobody else writes there, so nothing stands in the way of its refill."""
    names = dict.fromkeys(await store.scopes())
    squares = [f"square/{name.partition('/')[2]}" for name in names if name.startswith("village/")]
    return list(names | dict.fromkeys(squares))


def _beginning(replica: Replica, short: Short, order: str, now_ms: int) -> Callable[[Tx], None]:
    epoch = max(short.epoch, short.claimed_epoch) + 1
    said = {"epoch": epoch, "first": short.size, "lost": short.lost, "order": order}
    op = sign_op(replica, short.scope, [{"do": "epoch.begin", "id": str(epoch), "set": said}], now_ms)
    take = own_job(replica, op, now_ms=now_ms, restored=True)

    def begin(tx: Tx) -> None:
        tx.begin_epoch(short.scope, epoch)
        outcome = take(tx)
        if isinstance(outcome, Refused):
            raise Refusal(short.scope, outcome)
        if outcome.seq != short.size:
            raise RuntimeError("the log grew meanwhile")  # this runs alone: the folder is locked
        tx.drop_meta(f"{CLAIMED}{short.scope}")

    return begin
