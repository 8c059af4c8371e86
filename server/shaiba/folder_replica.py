"""A data folder, opened: what a command that reads or writes one begins with. Nothing of the web is loaded for it."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .data_folder import DataFolder
from .domain import kinds as all_kinds
from .kind import Kinds
from .regions import Regions, load_regions, shipped_regions
from .replica.duty import after
from .replica.replica import Clerk, Clock, Replica
from .storage.sqlite import SqliteStore


def system_clock() -> int:
    """Milliseconds since 1970-01-01T00:00:00Z."""
    return time.time_ns() // 1_000_000


@asynccontextmanager
async def open_replica(
    folder: DataFolder, *, kinds: Kinds = all_kinds, regions: Regions | None = None, clock: Clock = system_clock
) -> AsyncIterator[Replica]:
    """The replica of a data folder, for as long as it is needed. Takes the folder's lock; refuses in doubt."""
    folder.lock()
    try:
        async with _opened(folder, kinds) as store:
            await folder.check(store, now_ms=clock())
            yield await _replica_of(folder, store, kinds, regions)
    finally:
        folder.unlock()


@asynccontextmanager
async def open_beside(
    folder: DataFolder, *, kinds: Kinds = all_kinds, regions: Regions | None = None
) -> AsyncIterator[Replica]:
    """The same without the lock and unchecked: in a process begun by one that has both, and which only reads."""
    async with _opened(folder, kinds) as store:
        yield await _replica_of(folder, store, kinds, regions)


@asynccontextmanager
async def _opened(folder: DataFolder, kinds: Kinds) -> AsyncIterator[SqliteStore]:
    store = await folder.open({kind.name: kind.index for kind in kinds.by_name.values() if kind.index})
    try:
        yield store
    finally:
        await store.close()


async def _replica_of(folder: DataFolder, store: SqliteStore, kinds: Kinds, regions: Regions | None) -> Replica:
    if regions is None:
        own = folder.path / "regions.csv"  # from `shaiba import regions`
        regions = load_regions(own) if own.is_file() else shipped_regions()
    replica = Replica(
        store=store,
        kinds=kinds,
        regions=regions,
        clerk=Clerk(folder.clerk_key, after(await store.last_received_ms())),
        log_name=folder.log_name,
        log_key=folder.log_key,
        witnesses=folder.witnesses(),
    )
    await replica.read_marks()
    return replica
