"""What each log was at any size, and whether its stored lines are still those that its head was signed for.

At the first touch after a start all lines of a scope are hashed again: lines → leaves → head. What stands then is kept
in memory (a frontier for every 256 lines) and goes on with our own commits. Where another process wrote in the database
everything is looked at again. A log that is damaged serves and takes nothing but a refill.
Spec: sync/spec/scope.md, POST /sync, "what is wrong with a log"; sync/spec/op.md, "A server taking ops", 4.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

import msgspec

from shaiba_sync.errors import SyncError
from shaiba_sync.op import b64u_encode
from shaiba_sync.tree import Frontier, open_note, origin
from shaiba_sync.wire import MAX_DAMAGED

from ..log import log
from ..storage.store import CLAIMED, Head, Store, Unavailable

STEP = 256
"""Between two sizes whose frontiers are kept."""

CHUNK = 1024
KNOWN = 8192
"""Logs remembered, the last used; about 200 bytes for each step."""

ROOTS = 64
"""Roots of old sizes remembered of each: phones of one village stand at few."""

ASK_MS = 1000
"""How often the database is asked whether another process wrote in it, where nothing looks so."""


MAX_CLAIM = 2**40
"""No log will be longer; who says so is not believed."""


class Past(msgspec.Struct):
    """A log as it is known. `damaged` is None where its lines are those of its head; else the places that are not,
    none where that cannot be told. `shared` is how many lines all its epochs have in common; None in the first."""

    head: Head
    asof: int
    root: str
    steps: list[Frontier]
    damaged: tuple[int, ...] | None = None
    shared: int | None = None
    roots: dict[int, str] = msgspec.field(default_factory=dict)

    def keep_root(self, size: int, root: str) -> None:
        """Remember what the log was at this size."""
        if len(self.roots) >= ROOTS:
            self.roots.clear()
        self.roots[size] = root


class Histories:
    """The past of all logs of a store."""

    def __init__(self, store: Store, log_name: str, vkey: str) -> None:
        self._store = store
        self._log_name = log_name
        self._vkey = vkey
        self._known: OrderedDict[str, Past] = OrderedDict()
        self._checking: dict[str, asyncio.Task[Past]] = {}
        self._asked_ms: int | None = None
        self._foreign = store.foreign

    @property
    def damaged(self) -> list[str]:
        """The logs that are known to be damaged."""
        return [scope for scope, past in self._known.items() if past.damaged is not None]

    async def refresh(self, now_ms: int) -> bool:
        """Whether another process wrote in the database since it was asked last; asked when it looks so, and where our
        own writes hide it once a second."""
        is_early = self._asked_ms is not None and 0 <= now_ms - self._asked_ms < ASK_MS
        if not self._store.is_touched() and is_early:
            return False
        self._asked_ms = now_ms
        with suppress(Unavailable):  # a database that cannot be written may still be read; ask again later
            await self._store.look_around()
        before, self._foreign = self._foreign, self._store.foreign  # any write of ours may have seen it first
        return self._foreign != before

    async def of(self, head: Head) -> Past:
        """The past of the log whose head this is; looked at first where it was not yet, and again where somebody else
        wrote meanwhile."""
        while True:
            past = self._known.get(head.scope)
            if past is not None and past.asof == self._store.foreign and past.head.epoch == head.epoch:
                if head.size > past.head.size:  # our own commits
                    past.keep_root(past.head.size, past.root)  # where whoever pushed now stands
                    past.head, past.root = head, b64u_encode(head.frontier.root())
                self._known.move_to_end(head.scope)
                return past
            task = self._checking.get(head.scope)
            if task is None or task.done():
                task = self._checking[head.scope] = asyncio.ensure_future(self._check(head))
                task.add_done_callback(partial(self._checked, head.scope))
            await asyncio.shield(task)

    async def claim(self, scope: str, epoch: int, size: int) -> None:
        """Remember that somebody could show that the log had so many lines: it may have to be given up one day."""
        if size <= MAX_CLAIM and (await self._store.claims()).get(scope, (0, 0)) < (epoch, size):
            await self._store.write(lambda tx: tx.put_meta(f"{CLAIMED}{scope}", f"{epoch} {size}"))

    def forget(self, scope: str) -> None:
        """Look at this log again when it is asked for next."""
        self._known.pop(scope, None)

    async def root(self, past: Past, size: int) -> str:
        """The root of the first `size` lines, b64u. Raises `Unavailable` where the stored leaves do not lead there."""
        if size == past.head.size:
            return past.root
        if (known := past.roots.get(size)) is None:
            known = b64u_encode((await self.frontier(past, size)).root())
            past.keep_root(size, known)
        return known

    async def frontier(self, past: Past, size: int) -> Frontier:
        """The frontier of the first `size` lines. The leaves that are read for it must lead on to what is known: a
        damaged disk must not make this log sign a second history. Raises `Unavailable`."""
        head = past.head
        if size == head.size:
            return head.frontier
        if len(past.steps) <= head.size // STEP:
            await self._extend(past, head)
        base = past.steps[size // STEP]
        if size == base.size:
            return base
        stop = min(base.size + STEP, head.size)
        leaves = await self._store.leaves(head.scope, base.size, stop)
        found = frontier_of(leaves[: size - base.size], base)
        end = past.steps[stop // STEP] if stop % STEP == 0 else head.frontier
        if frontier_of(leaves[size - base.size :], found) != end:
            raise self._doubt(head.scope)
        return found

    def _checked(self, scope: str, task: asyncio.Task[Past]) -> None:
        if self._checking.get(scope) is task:
            del self._checking[scope]

    async def _extend(self, past: Past, head: Head) -> None:
        """Keep the steps that our own commits have passed meanwhile."""
        last = past.steps[-1]
        leaves = await self._store.leaves(head.scope, last.size, head.size)
        steps, end = await asyncio.to_thread(steps_of, leaves, last)
        if end != head.frontier:
            raise self._doubt(head.scope)
        if past.steps[-1] == last:  # nobody was faster
            past.steps += steps

    def _doubt(self, scope: str) -> Unavailable:
        self.forget(scope)
        log.error("damaged", scope=scope, advice="shaiba verify")
        return Unavailable(f"the stored lines of {scope} do not lead to its head")

    async def _check(self, head: Head) -> Past:
        """Hash everything again."""
        asof = self._store.foreign
        leaves: list[bytes] = []
        stored: list[bytes] = []
        wrong: list[int] = []
        for start in range(0, head.size, CHUNK):
            hashed = await self._store.hashed(head.scope, start, min(start + CHUNK, head.size))
            by_seq = {leaf.seq: (leaf.found, leaf.kept) for leaf in hashed}
            for seq in range(start, min(start + CHUNK, head.size)):
                leaf, kept = by_seq.get(seq, (b"", b""))
                leaves.append(leaf)
                stored.append(kept)
                if leaf != kept or not leaf:
                    wrong.append(seq)
        steps, end = await asyncio.to_thread(steps_of, leaves, Frontier())
        told = open_head(head, self._log_name, self._vkey)
        past = Past(head, asof, b64u_encode(head.frontier.root()), [Frontier(), *steps])
        if wrong or end != head.frontier or not told:
            past.damaged = self._places(head, end, stored, wrong) if told else ()
            past.steps = [Frontier()]
            log.error("damaged", scope=head.scope, lines=list(past.damaged), advice="shaiba verify")
        if head.epoch:
            past.shared = min((begun.first for begun in await begun_in(self._store, head.scope)), default=0)
        self._known[head.scope] = past
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return past

    def _places(self, head: Head, end: Frontier, stored: Sequence[bytes], wrong: Sequence[int]) -> tuple[int, ...]:
        """Which lines are damaged, if the lines or else the leaves beside them still lead to the head; or some are
        missing. Else nobody knows."""
        known = end == head.frontier or steps_of(stored, Frontier())[1] == head.frontier or b"" in stored
        return tuple(wrong[:MAX_DAMAGED]) if known else ()


class Begun(msgspec.Struct, frozen=True):
    """An epoch and the place at which it began: that of its entry, and of the first line that was lost."""

    epoch: int
    first: int


async def begun_in(store: Store, scope: str) -> list[Begun]:
    """The epochs that a log began, oldest first; none of one that lost nothing."""
    fields = [record.fields for record in await store.records(scope, "epoch")]
    return sorted((Begun(one["epoch"], one["first"]) for one in fields), key=lambda begun: begun.epoch)


def open_head(head: Head, log_name: str, vkey: str) -> bool:
    """Whether the head's note is signed by this log, and of this head."""
    try:
        checkpoint = open_note(head.checkpoint, vkey)
    except SyncError:
        return False
    return checkpoint == (origin(log_name, head.scope, head.epoch), head.size, head.frontier.root())


def frontier_of(leaves: Sequence[bytes], frontier: Frontier | None = None) -> Frontier:
    """The frontier of a tree of these leaves, or of one that they make longer."""
    frontier = frontier or Frontier()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    return frontier


def steps_of(leaves: Sequence[bytes], frontier: Frontier) -> tuple[list[Frontier], Frontier]:
    """The frontiers at each multiple of `STEP` that these leaves reach, and the last. `frontier` is at such a size."""
    steps = []
    for start in range(0, len(leaves), STEP):
        frontier = frontier_of(leaves[start : start + STEP], frontier)
        if frontier.size % STEP == 0:
            steps.append(frontier)
    return steps, frontier
