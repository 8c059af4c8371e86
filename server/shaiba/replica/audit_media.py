"""Whether the media of lives is what the clerk said in the villages' logs: every file hashed again."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator

from shaiba_sync.errors import SyncError
from shaiba_sync.live import TIERS, read_hashes, recording_faults, recording_root
from shaiba_sync.merge import view
from shaiba_sync.op import b64u_encode

from ..kind import View
from ..packager.folder import MediaFolder
from ..packager.index import file_name, read_index
from ..packager.shelf import Shelf
from ..storage.store import Store

SAYS = {
    "cut": "is missing from the index",
    "differs": "begins a part whose hashes are not those in the log",
    "added": "is more than the log has",
    "gap": "has no part in the log before it",
    "moved": "stands in another's place",
    "changed": "was changed",
}


async def audit_media(store: Store, media: MediaFolder) -> AsyncIterator[str]:
    """What of each recording is not as the log has it."""
    for scope in await store.scopes("village/"):
        for record in await store.records(scope, "recording"):
            for fault in await asyncio.to_thread(lambda said: list(_faults(said, media)), view(record)):
                yield f"{scope} recording {record.id}: {fault}"


def _faults(recording: View, media: MediaFolder) -> Iterator[str]:
    folder = media.path(recording["id"])
    if media.is_let_go(recording["id"]):
        return
    if not folder.is_dir():
        yield "its media is missing"
        return
    shelf = Shelf()
    try:
        for entry in read_index(folder):
            shelf.add(entry)
        tiers = {tier: read_hashes(shelf.hashes(tier)) for tier in TIERS}
    except (SyncError, ValueError, KeyError) as error:
        yield f"its index cannot be read ({error})"
        return
    for tier, epochs in tiers.items():
        held = {}
        for epoch, hashes in enumerate(epochs):
            for place in range(len(hashes)):
                file = folder / tier / file_name(epoch, place - 1 if place else "init")
                if file.is_file():
                    held[file.stem] = hashlib.sha256(file.read_bytes()).digest()
                else:
                    yield f"{tier}/{file.name} is missing"
        for fault in recording_faults(recording, tier, epochs, held):
            if fault.why != "unknown":  # packed, and not said yet
                yield f"{tier}/{fault.epoch}-{fault.entry - 1 if fault.entry else 'init'} {SAYS[fault.why]}"
    if "root" in recording and recording["root"] != b64u_encode(recording_root(tiers)):
        yield "it is not what the root over all says"
