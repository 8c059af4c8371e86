"""Lines of logs whose time is over: what offices keep of published rows, and cases that were answered long ago.

They go one by one, as by anybody's order (erase.py), which says the row of the catalogue; so each leaves its gap, and
everyone sees that it went by age. What is held (`holds`, a file of the data folder) stays until the hold is lifted.
For a stopped server. Words: server/README.md, "Retention".
"""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from shaiba_sync.clock import parse_stamp
from shaiba_sync.errors import SyncError
from shaiba_sync.merge import view
from shaiba_sync.op import Op, is_gone, parse_op
from shaiba_sync.scope import parse_scope

from ..storage.blobs import BlobFolder
from .bundles import Bundles
from .erase import NEVER, clean, erase, look
from .replica import Replica
from .retain import DAY_MS, LINES, BadCatalogue, Gone, Row

HOLDS = "holds"
WHY = "retention"
PLACES = {
    "original": ("office/", "square/"),
    "answered": ("office/",),
    "signing": ("office/",),
    "case": ("case/",),
}
"""Where each of the sorts that are lines stands: `LINES`. A line of all but `case` goes by its own age."""


class Hold(NamedTuple):
    """Nothing of a scope goes, and why."""

    scope: str
    why: str


class Aged(NamedTuple):
    """A line that goes, by which row."""

    scope: str
    seq: int
    row: Row


def read_holds(folder: Path) -> list[Hold]:
    """The folder's holds: a scope and a reason on each line. Raises `BadCatalogue`."""
    file = folder / HOLDS
    if not file.is_file():
        return []
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        scope, _, why = line.strip().partition(" ")
        if not scope or scope.startswith("#"):
            continue
        try:
            parse_scope(scope)
        except SyncError:
            raise BadCatalogue(f"A hold names a scope that is none: {scope}") from None
        if not why.strip():
            raise BadCatalogue(f"The hold of {scope} gives no reason")
        found.append(Hold(scope, why.strip()))
    return found


async def aged(replica: Replica, rows: Iterable[Row], holds: Sequence[Hold], *, now_ms: int) -> list[Aged]:
    """The lines that would go now. Nothing does."""
    held, found = {one.scope for one in holds}, []
    for row in rows:
        if row.sort not in LINES:
            continue
        before_ms = now_ms - row.days * DAY_MS
        for prefix in PLACES[row.sort]:
            for scope in await replica.store.scopes(prefix):
                if scope not in held:
                    old = _old_case if row.sort == "case" else partial(_old_lines, kind=row.sort)
                    found += [Aged(scope, seq, row) for seq in await old(replica, scope, before_ms)]
    return found


async def let_go(replica: Replica, lines: Iterable[Aged], blobs: BlobFolder, bundles: Bundles, *, now_ms: int) -> None:
    """Erase them, each by an order that says why. Safe to repeat where it was cut short: what is gone is not found."""
    scopes = dict.fromkeys(one.scope for one in lines)
    for scope, seq, row in lines:
        order = f"retention.csv: {row.sort}, {row.days} days from {row.counted_from}"
        erasing = await look(replica, scope, seq)
        await erase(replica, erasing, blobs, bundles, why=WHY, order=order, now_ms=now_ms)
    for scope in scopes:
        await clean(replica, scope, blobs, bundles)


def counted(lines: Sequence[Aged], rows: Iterable[Row]) -> list[Gone]:
    """How many go by each row."""
    return [Gone(row, sum(one.row == row for one in lines)) for row in rows if row.sort in LINES]


async def _old_lines(replica: Replica, scope: str, before_ms: int, kind: str) -> list[int]:
    """Lines of this kind alone, said before."""
    return [
        seq
        for seq, op in await _left(replica, scope)
        if all(change["do"].startswith(f"{kind}.") for change in op.changes) and _said_ms(op) < before_ms
    ]


async def _old_case(replica: Replica, scope: str, before_ms: int) -> list[int]:
    """All lines of a case that was answered, if nothing was said in it since."""
    lines = await _left(replica, scope)
    appeal = await replica.store.record(scope, "appeal", parse_scope(scope).key[13:])
    steps = view(appeal).get("steps", ()) if appeal else ()
    if not any(step["step"] == "reply" for step in steps) or any(_said_ms(op) >= before_ms for _, op in lines):
        return []
    return [seq for seq, _ in lines]


async def _left(replica: Replica, scope: str) -> list[tuple[int, Op]]:
    """The ops of a log that may go at all, with their places."""
    lines = await replica.store.lines(scope, 0, 2**53)
    ops = [(seq, parse_op(line)) for seq, line in enumerate(lines) if not is_gone(line)]
    return [(seq, op) for seq, op in ops if not any(change["do"] in NEVER for change in op.changes)]


def _said_ms(op: Op) -> int:
    return parse_stamp(op.at).millis
