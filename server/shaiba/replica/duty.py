"""The server's own ops: signed with the clerk's key and taken through the same push as anyone's."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from shaiba_sync.clock import Stamp, format_stamp, tick
from shaiba_sync.keys import sign
from shaiba_sync.op import MAX_LINE, Op, b64u_encode, build_op, encode_change
from shaiba_sync.strict import MAX_CHANGES
from shaiba_sync.wire import Refused, Verdict

from ..storage.draft import Draft
from .push import JOB_OPS, own_job, push_own
from .replica import Clerk, Replica

Change = dict[str, Any]

ENVELOPE = 512
"""What a line needs besides its changes, at most."""


class Refusal(Exception):
    """The clerk's own op was refused: a fault of the program, or of what it was told to write."""

    def __init__(self, scope: str, refused: Refused) -> None:
        super().__init__(f"{scope}: {refused.error} {dict(refused.detail)}")
        self.refused = refused


async def say(replica: Replica, scope: str, changes: Sequence[Change], *, now_ms: int) -> list[Verdict]:
    """Write the changes into the scope as the clerk: one op, or as many as their size needs. Raises `Refusal`."""
    return await say_all(replica, [(scope, changes)], now_ms=now_ms)


async def say_all(replica: Replica, acts: Iterable[tuple[str, Sequence[Change]]], *, now_ms: int) -> list[Verdict]:
    """The same for many acts; for imports of any length, a job of the writer at a time."""
    stored: list[Verdict] = []
    batch: list[Op] = []
    async with replica.clerk.lock:  # a clerk's stamps rise in the order in which its ops are pushed
        for scope, changes in acts:
            for part, texts in pack(changes):
                batch.append(sign_with(replica.clerk, scope, part, now_ms, texts))
                if len(batch) == JOB_OPS:
                    stored += await _push(replica, batch, now_ms)
                    batch = []
        if batch:
            stored += await _push(replica, batch, now_ms)
    return stored


def draft_all(
    replica: Replica, clerk: Clerk, draft: Draft, acts: Iterable[tuple[str, Sequence[Change]]], now_ms: int
) -> None:
    """What `say_all` would do, but that nothing is written: it stands in the draft. The clerk is the draft's own, and
    goes on from its last stamp whatever the time. The changes are plain dicts and lists: no kind's types take what
    a reader of lines would not (tests/domain/test_kinds.py). Raises `Refusal`."""
    for scope, changes in acts:
        for part, texts in pack(changes):
            op = sign_with(clerk, scope, part, 0, texts, is_typed=True)
            verdict = own_job(replica, op, now_ms=max(now_ms, clerk.last.millis))(draft)
            if isinstance(verdict, Refused):
                raise Refusal(scope, verdict)


def pack(changes: Iterable[Change]) -> Iterator[tuple[list[Change], list[bytes]]]:
    """The changes in runs that fit in a line each, and the JSON of each change of a run."""
    run: list[Change] = []
    texts: list[bytes] = []
    size = ENVELOPE
    for change in changes:
        text = encode_change(change)
        if run and (size + len(text) + 1 > MAX_LINE or len(run) == MAX_CHANGES):
            yield run, texts
            run, texts, size = [], [], ENVELOPE
        run.append(change)
        texts.append(text)
        size += len(text) + 1
    if run:
        yield run, texts


def sign_op(replica: Replica, scope: str, changes: list[Change], now_ms: int) -> Op:
    """An op of the clerk's. Whoever pushes it holds the clerk's lock meanwhile."""
    return sign_with(replica.clerk, scope, changes, now_ms)


def sign_with(
    clerk: Clerk,
    scope: str,
    changes: list[Change],
    now_ms: int,
    texts: Sequence[bytes] | None = None,
    *,
    is_typed: bool = False,
) -> Op:
    """The same for a clerk of one's own: a draft's, whose stamps and salts were given out before. `texts` as `pack`
    gives them, `is_typed` as `build_op` takes it."""
    clerk.last = tick(clerk.last, now_ms)
    salt = b64u_encode(clerk.random(16))
    at = format_stamp(clerk.last)
    signed = partial(sign, "ed25519", clerk.key)
    return build_op(scope, clerk.device, at, salt, changes, signed, texts, is_typed=is_typed)


async def _push(replica: Replica, ops: Sequence[Op], now_ms: int) -> list[Verdict]:
    stored = []
    for verdict in await push_own(replica, ops, now_ms=now_ms):
        if isinstance(verdict, Refused):
            raise Refusal("clerk", verdict)
        stored.append(verdict)
    return stored


def after(last_received_ms: int) -> Stamp:
    """The clerk's clock when a server starts: past all it may have said before."""
    return Stamp(last_received_ms, 0xFFFF)
