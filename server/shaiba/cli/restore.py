"""`shaiba restore`: say that a data folder is a restored copy; that phones have brought back what it lacked; or that
what they did not bring is given up.

Spec: sync/spec/scope.md, Refill and Giving up.
"""

import argparse
import asyncio
import os
import shutil
import sys

from ..app import open_replica, system_clock
from ..config import Config, load
from ..data_folder import DataFolder
from ..domain import kinds
from ..replica import restore
from ..storage.sqlite import SqliteStore
from . import add_settings

HELP = "mark the data folder as a restored copy, which phones are to refill; or end that"
GOOD, BAD = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser, "data")
    parser.add_argument("--done", action="store_true", help="phones have brought it all back: take new ops again")
    parser.add_argument("--give-up", action="store_true", help="go on without what nobody brought, and say so to all")
    parser.add_argument("--order", metavar="TEXT", help="with --give-up: who decided: an office and a number, no name")


def run(args: argparse.Namespace) -> int:
    config = load(os.environ, vars(args))
    if args.give_up:
        if not args.order:
            print("Say who decided it: --order «office and number»", file=sys.stderr)
            return BAD
        return asyncio.run(_give_up(config, args.order))
    folder = DataFolder(config.data)
    return asyncio.run(_done(folder) if args.done else _begin(folder))


async def _begin(folder: DataFolder) -> int:
    """For a stopped server: it must not take anything between the copy and the mark."""
    folder.lock()
    try:
        store = await _open(folder)
        try:
            await restore.begin(store, system_clock())
        finally:
            await store.close()
        _forget_files(folder)
    finally:
        folder.unlock()
    print("Marked as a restored copy. Serve it; when phones have refilled it: shaiba restore --done")
    return GOOD


async def _done(folder: DataFolder) -> int:
    """It may run beside `serve`, which hears of it within a second."""
    store = await _open(folder)
    try:
        if short := await restore.shorts(store):
            for one in short:
                print(f"BAD {one.scope}: {one.size} lines, and somebody could show {one.claimed_size}")
            print("Phones have not brought all back yet. Nothing was changed. To go on without: --give-up")
            return BAD
        await restore.done(store)
    finally:
        await store.close()
    print("New ops are taken again")
    return GOOD


async def _give_up(config: Config, order: str) -> int:
    """For a stopped server: phones must not bring anything meanwhile."""
    folder = DataFolder(config.data)
    async with open_replica(folder) as replica:
        given_up = await restore.give_up(replica, order=order, now_ms=system_clock())
        _forget_files(folder)
    for one in given_up:
        if one.lost:
            print(f"{one.scope}: goes on from line {one.size}, {one.lost} lines are lost")
    print(f"{len(given_up)} logs go on in a new epoch. New ops are taken again; phones send what they still hold.")
    print("What was erased since the copy was made stands in it again: order it to go again (shaiba erase).")
    return GOOD


def _forget_files(folder: DataFolder) -> None:
    """Files made before may hold lines that the copy has not."""
    for made in (folder.path / "bundles").iterdir():
        shutil.rmtree(made) if made.is_dir() else made.unlink()


async def _open(folder: DataFolder) -> SqliteStore:
    return await folder.open({kind.name: kind.index for kind in kinds.by_name.values() if kind.index})
