"""`shaiba verify`: does the log say what it always said? Of a data folder all of it, of a URL its public scopes."""

import argparse
import asyncio
import json
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import NamedTuple

from shaiba_sync.errors import SyncError
from shaiba_sync.op import device_id, leaf_of
from shaiba_sync.tree import Frontier, open_note, origin, parse_checkpoint, parse_vkey

from ..data_folder import MEDIA, DataFolder, Doubt
from ..domain import kinds
from ..packager.folder import MediaFolder
from ..replica.audit import UNORDERED, Epochs, Gaps, Key, all_keys, audit_blobs, audit_scope
from ..replica.audit_media import audit_media
from ..replica.bundles import BUNDLE
from ..replica.replica import public_bytes
from ..storage.blobs import BlobFolder
from ..storage.store import Store
from .crew import Crew, add_workers, workers_of

HELP = "check every line, head, record and file of a data folder, or the public logs of a server"
TIMEOUT_S = 30
GOOD, BAD, UNCHECKED = 0, 1, 2
MUCH = 64_000_000
"""Bytes of a database. For fewer no other process is begun."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", help="a data folder, or the URL of a server")
    parser.add_argument("--key", help="the verifier key that the log must have (of a URL: as printed at the village)")
    add_workers(parser)


def run(args: argparse.Namespace) -> int:
    is_url = args.what.startswith(("http://", "https://"))
    check = _check_url(args.what, args.key) if is_url else _check_folder(args.what, args.key, args.workers)
    try:
        return asyncio.run(_report(check))
    except Doubt:
        raise
    except Exception as error:  # a damaged database gives anything; what was not checked is not called good, nor bad
        print(f"shaiba: {args.what} could not be checked: {error!r}.", file=sys.stderr)
        return UNCHECKED


async def _report(findings: AsyncIterator[str | int]) -> int:
    """Print what is wrong, or how much was checked."""
    wrong = checked = 0
    async for found in findings:
        if isinstance(found, int):
            checked += found
        else:
            wrong += 1
            print(f"BAD {found}")
    print(f"{wrong} faults in {checked} lines" if wrong else f"Good: {checked} lines")
    return BAD if wrong else GOOD


async def _check_folder(what: str, key: str | None, workers: int | None) -> AsyncIterator[str | int]:
    folder = DataFolder(Path(what))
    if key and key != folder.vkey:
        yield "the folder's key is not the key given"
    store = await _open(folder)
    try:
        for damage in await store.damage():
            yield f"database: {damage}"
        known = await all_keys(store)
        workers = workers_of(workers, is_much=folder.database.stat().st_size >= MUCH)
        async with Crew(workers, Seat, folder.path, known) as crew:
            async for found in _scopes(crew, Auditor.of(folder, store, known)):
                yield found
        async for fault in audit_blobs(store, BlobFolder(folder.path / "blobs")):
            yield fault
        async for fault in audit_media(store, MediaFolder(folder.path / MEDIA)):
            yield fault
    finally:
        await store.close()


async def _scopes(crew: Crew, here: "Auditor") -> AsyncIterator[str | int]:
    """What is found of each scope, in their order, by whichever process."""
    scopes = await here.store.scopes()
    if not crew.workers:
        for scope in scopes:
            async for found in here.audit(scope):
                yield found
        return
    tasks = [asyncio.ensure_future(crew.do(Seat.audit, scope)) for scope in scopes]
    try:
        for task in tasks:
            audited: Audited = await task
            for found in audited.found:
                yield found
            if audited.error:
                raise _Elsewhere(audited.error)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Auditor(NamedTuple):
    """What a scope is audited with: `keys` are those of the devices that may have signed, the clerk's among them."""

    folder: DataFolder
    store: Store
    keys: Mapping[str, Key]
    clerk: str

    @classmethod
    def of(cls, folder: DataFolder, store: Store, known: Mapping[str, Key]) -> "Auditor":
        """It, with the clerk's key besides those `known`."""
        clerk_key = public_bytes(folder.clerk_key)
        clerk = device_id("ed25519", clerk_key)
        return cls(folder, store, {**known, clerk: ("ed25519", clerk_key)}, clerk)

    async def audit(self, scope: str) -> AsyncIterator[str | int]:
        """What is wrong with it, and then how many lines it has."""
        store, folder = self.store, self.folder
        async for fault in audit_scope(store, scope, folder.log_name, folder.vkey, self.keys, self.clerk):
            yield fault
        for pair in await store.evidence(scope):
            size = parse_checkpoint(pair.note.rpartition("\n\n")[0] + "\n").size
            yield f"{scope}: this log signed two histories of {size} lines (GET /log/{scope}/evidence)"
        head = await store.head(scope)
        yield head.size if head else 0


class Audited(NamedTuple):
    """What was found of a scope, and what kept the rest of it from being looked at: as it would be printed."""

    found: list[str | int]
    error: str = ""


class Seat:
    """An auditor in a process of its own."""

    def __init__(self, path: Path, known: Mapping[str, Key]) -> None:
        self._runner = asyncio.Runner()
        folder = DataFolder(path)
        self._auditor = Auditor.of(folder, self._runner.run(_open(folder)), known)

    def audit(self, scope: str) -> Audited:
        """All that an auditor finds of it."""
        return self._runner.run(self._audit(scope))

    async def _audit(self, scope: str) -> Audited:
        found: list[str | int] = []
        try:
            async for one in self._auditor.audit(scope):
                found.append(one)
        except Exception as error:  # a damaged database gives anything, even what cannot be sent
            return Audited(found, repr(error))
        return Audited(found)


class _Elsewhere(Exception):
    """What went wrong in another process, and reads as it does there."""

    def __repr__(self) -> str:
        return str(self)


async def _open(folder: DataFolder) -> Store:
    return await folder.open({kind.name: kind.index for kind in kinds.by_name.values() if kind.index})


async def _check_url(what: str, key: str | None) -> AsyncIterator[str | int]:
    base = what.rstrip("/")
    keys = json.loads(await _get(f"{base}/log/key"))
    vkey = keys["vkey"]
    if key and key != vkey:
        yield "the server's key is not the key given"
    name = parse_vkey(vkey).name
    for scope, epoch, _ in json.loads(await _get(f"{base}/log/scopes"))["scopes"]:
        note = (await _get(f"{base}/log/{scope}/checkpoint")).decode()
        try:
            checkpoint = open_note(note, vkey)
        except SyncError as error:
            yield f"{scope}: the checkpoint is not signed by this log ({error.code})"
            continue
        if checkpoint.origin != origin(name, scope, epoch):
            yield f"{scope}: the checkpoint is of {checkpoint.origin}"
        clerk = keys["clerk"]["device"]
        frontier, gaps, epochs = Frontier(), Gaps(clerk), Epochs(clerk)
        while frontier.size < checkpoint.size:
            width = min(BUNDLE, checkpoint.size - frontier.size)
            part = str(frontier.size // BUNDLE) + (f".p/{width}" if width < BUNDLE else "")
            asked = f"?epoch={epoch}" if epoch else ""
            lines = (await _get(f"{base}/log/{scope}/entries/{part}{asked}")).splitlines()
            if len(lines) != width:
                yield f"{scope}: entries/{part} has {len(lines)} lines"
                break
            for line in lines:
                gaps.take(frontier.size, line)
                epochs.take(frontier.size, line)
                frontier = frontier.append(leaf_of(line))
        if frontier.root() != checkpoint.root:
            yield f"{scope}: the lines do not make the root that the checkpoint says"
        for seq in gaps.without_order():
            yield f"{scope} line {seq}: {UNORDERED}"
        for fault in epochs.faults(epoch):
            yield f"{scope} {fault}"
        yield frontier.size


async def _get(url: str) -> bytes:
    def get() -> bytes:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as response:  # noqa: S310 — http or https: checked in run
            return bytes(response.read())

    try:
        return await asyncio.to_thread(get)
    except urllib.error.HTTPError as error:
        raise OSError(f"{url}: {error.code}") from error
