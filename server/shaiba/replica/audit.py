"""Check all of a store again: lines → leaves → root → checkpoint, signatures, records, blobs.

What is found is said with its place. Nothing is put right here: `shaiba rebuild` makes what follows from lines again;
lines themselves come back only from a backup, or from phones.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

from shaiba_sync.errors import SyncError
from shaiba_sync.keys import verify
from shaiba_sync.op import Gone, Op, b64u_decode, device_id, is_gone, leaf_of, parse_line
from shaiba_sync.tree import Frontier, open_note, origin

from ..storage.blobs import BlobFolder
from ..storage.store import Entry, Head, Store, Unavailable, act_of
from .rebuild import differences
from .who import KEY_BYTES

CHUNK = 1024
UNORDERED = "is gone, and no order of the clerk says why"
Key = tuple[str, bytes]


async def audit_scope(
    store: Store, scope: str, log_name: str, vkey: str, keys: Mapping[str, Key], clerk: str
) -> AsyncIterator[str]:
    """What is wrong with a scope; nothing where all is good. `keys` are those of the devices that may have signed,
    `clerk` is the device by whose order lines are erased."""
    head = await store.head(scope)
    if head is None:
        yield f"{scope}: its head is not found by its name"
        return
    frontier = Frontier()
    gaps, epochs = Gaps(clerk), Epochs(clerk)
    for start in range(0, head.size, CHUNK):
        entries = await store.entries(scope, start, min(start + CHUNK, head.size))
        frontier, wrong = await asyncio.to_thread(_check, scope, entries, frontier, keys)
        for one in wrong:
            yield one
        for entry in entries:
            gaps.take(entry.seq, entry.line)
            epochs.take(entry.seq, entry.line)
    for seq in gaps.without_order():
        yield f"{scope} line {seq}: {UNORDERED}"
    for fault in epochs.faults(head.epoch):
        yield f"{scope} {fault}"
    if await store.entries(scope, head.size, head.size + 1):
        yield f"{scope}: there are lines after the head ({head.size})"
    for one in _check_head(head, frontier, log_name, vkey):
        yield one
    try:
        for place in await differences(store, scope):
            yield f"{scope} {place}: is not what the lines say"
    except (SyncError, Unavailable) as error:
        yield f"{scope}: its records cannot be derived ({error})"


def orders_in(line: Op | Gone, clerk: str) -> list[dict[str, Any]]:
    """What the clerk orders here to be erased: `seq`, `leaf`, `why` and so on."""
    if isinstance(line, Gone) or line.by != clerk:
        return []
    return [change["set"] for change in line.changes if change["do"] == "erasure.order"]


class Gaps:
    """Erased lines, and the clerk's orders that must stand later in the same log (sync/spec/erase.md 6). The clerk's
    signature is looked at with all others."""

    def __init__(self, clerk: str) -> None:
        self._clerk = clerk
        self._gaps: dict[str, int] = {}

    def take(self, seq: int, line: bytes) -> None:
        """The next line of the log. What is no line says nothing here."""
        if not (is_gone(line) or b'"erasure.order"' in line):
            return
        try:
            op = parse_line(line)
        except SyncError:
            return
        if isinstance(op, Gone):
            self._gaps[f"{seq} {op.gone}"] = seq
        for said in orders_in(op, self._clerk):
            self._gaps.pop(f"{said['seq']} {said['leaf']}", None)

    def without_order(self) -> list[int]:
        """Places of lines that are gone and that nobody ordered to go."""
        return sorted(self._gaps.values())


class Epochs:
    """The epochs that a log began, each by an entry of the clerk at its own place (sync/spec/audit.md, 10). The clerk's
    signature is looked at with all others."""

    def __init__(self, clerk: str) -> None:
        self._clerk = clerk
        self._newest = 0
        self._wrong: list[int] = []

    def take(self, seq: int, line: bytes) -> None:
        """The next line of the log. What is no line says nothing here."""
        if b'"epoch.begin"' not in line:
            return
        try:
            op = parse_line(line)
        except SyncError:
            return
        for said in [] if isinstance(op, Gone) else [c["set"] for c in op.changes if c["do"] == "epoch.begin"]:
            if (op.by, said["first"]) == (self._clerk, seq) and said["epoch"] > self._newest:
                self._newest = said["epoch"]
            else:
                self._wrong.append(seq)

    def faults(self, epoch: int) -> list[str]:
        """What is wrong with them in a log of this epoch."""
        wrong = [f"line {seq}: no epoch begins so" for seq in self._wrong]
        return wrong if epoch == self._newest else [*wrong, f"no order of the clerk began epoch {epoch}"]


async def audit_blobs(store: Store, folder: BlobFolder) -> AsyncIterator[str]:
    """Blobs whose bytes are gone or are not those of their hash."""
    for blob in await store.blobs():
        if not await asyncio.to_thread(folder.has, blob.hash):
            yield f"blob {blob.hash}: the file is missing"
        elif await asyncio.to_thread(_hash, folder, blob.hash) != blob.hash:
            yield f"blob {blob.hash}: the file has other bytes"


async def all_keys(store: Store) -> dict[str, Key]:
    """The key of every device that was ever enrolled, revoked ones too; read from the lines, not from the records."""
    keys: dict[str, Key] = {}
    for scope in [*await store.scopes("region/"), *await store.scopes("village/")]:
        for line in await store.lines(scope, 0, 2**53):
            if b'"device.enrol"' in line:
                keys.update(await asyncio.to_thread(_enrolled, line))
    return keys


def _enrolled(line: bytes) -> dict[str, Key]:
    """Keys that a line makes known. One that is not the key of its device's id counts for nothing."""
    try:
        op = parse_line(line)
        changes = [] if isinstance(op, Gone) else [c for c in op.changes if c["do"] == "device.enrol"]
        found = {c["id"]: (c["set"]["alg"], b64u_decode(c["set"]["key"], KEY_BYTES[c["set"]["alg"]])) for c in changes}
        return {name: key for name, key in found.items() if device_id(*key) == name}
    except (SyncError, KeyError):
        return {}  # the scope's own check says what is wrong with the line


def _check(scope: str, entries: list[Entry], frontier: Frontier, keys: Mapping[str, Key]) -> tuple[Frontier, list[str]]:
    wrong = []
    for entry in entries:
        if entry.seq != frontier.size:
            wrong.append(f"{scope} line {frontier.size}: is missing")
        try:
            leaf = leaf_of(entry.line)
            if leaf != entry.leaf:
                wrong.append(f"{scope} line {entry.seq}: its bytes were changed")
            wrong += [f"{scope} line {entry.seq}: {fault}" for fault in _faults(entry, scope, keys)]
        except SyncError as error:
            leaf = hashlib.sha256(b"\0" + entry.line).digest()
            wrong.append(f"{scope} line {entry.seq}: is no line ({error.code})")
        frontier = frontier.append(leaf)
    return frontier, wrong


def _faults(entry: Entry, scope: str, keys: Mapping[str, Key]) -> list[str]:
    op = parse_line(entry.line)
    if isinstance(op, Gone):
        return []
    faults = []
    if (op.scope, act_of(op)) != (scope, entry.act):
        faults.append("stands in the wrong place")
    if op.by not in keys:
        faults.append("its device was never enrolled")
    else:
        try:
            verify(*keys[op.by], op)
        except SyncError:
            faults.append("its signature is bad")
    return faults


def _check_head(head: Head, frontier: Frontier, log_name: str, vkey: str) -> list[str]:
    if frontier != head.frontier:
        return [f"{head.scope}: the head is not that of the lines"]
    try:
        checkpoint = open_note(head.checkpoint, vkey)
    except SyncError as error:
        return [f"{head.scope}: the checkpoint is not signed by this log ({error.code})"]
    if checkpoint != (origin(log_name, head.scope, head.epoch), frontier.size, frontier.root()):
        return [f"{head.scope}: the checkpoint is not that of the lines"]
    return []


def _hash(folder: BlobFolder, blob_hash: str) -> str:
    return hashlib.sha256(folder.path(blob_hash).read_bytes()).hexdigest()
