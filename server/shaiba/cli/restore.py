"""`shaiba restore`: say that a data folder is a restored copy, or that phones have brought back what it lacked.

A copy takes nothing new: it would take the places of lines that phones still bring (sync/spec/scope.md, Refill).
"""

import argparse
import asyncio
import os
import shutil
import time

from ..config import load
from ..data_folder import DataFolder
from ..domain import kinds
from ..storage.sqlite import SqliteStore
from ..storage.store import RESTORED
from . import add_settings

HELP = "mark the data folder as a restored copy, which phones are to refill; or end that"
GOOD, BAD = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser, "data")
    parser.add_argument("--done", action="store_true", help="phones have brought it all back: take new ops again")


def run(args: argparse.Namespace) -> int:
    folder = DataFolder(load(os.environ, vars(args)).data)
    return asyncio.run(_done(folder) if args.done else _begin(folder))


async def _begin(folder: DataFolder) -> int:
    """For a stopped server: it must not take anything between the copy and the mark."""
    folder.lock()
    try:
        store = await _open(folder)
        try:
            now = str(time.time_ns() // 1_000_000)
            await store.write(lambda tx: tx.put_meta(RESTORED, now))
        finally:
            await store.close()
        for made in (folder.path / "bundles").iterdir():  # they may hold lines that the copy has not
            shutil.rmtree(made) if made.is_dir() else made.unlink()
    finally:
        folder.unlock()
    print("Marked as a restored copy. Serve it; when phones have refilled it: shaiba restore --done")
    return GOOD


async def _done(folder: DataFolder) -> int:
    """It may run beside `serve`, which hears of it within a second."""
    store = await _open(folder)
    try:
        short = {}
        for scope, size in (await store.claims()).items():
            head = await store.head(scope)
            if (has := head.size if head else 0) < size:
                short[scope] = (has, size)
        for scope, (has, size) in short.items():
            print(f"BAD {scope}: {has} lines, and somebody could show {size}")
        if short:
            print("Phones have not brought all back yet. Nothing was changed")
            return BAD
        await store.write(lambda tx: tx.drop_meta(RESTORED))
    finally:
        await store.close()
    print("New ops are taken again")
    return GOOD


async def _open(folder: DataFolder) -> SqliteStore:
    return await folder.open({kind.name: kind.index for kind in kinds.by_name.values() if kind.index})
