"""`shaiba rebuild`: write records and references again, from lines. For after a repair, or a new index."""

import argparse
import asyncio
import os

from ..app import open_replica
from ..config import load
from ..data_folder import DataFolder
from ..replica.rebuild import rebuild
from . import add_settings

HELP = "make records and references again from the lines"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser, "data")


def run(args: argparse.Namespace) -> int:
    asyncio.run(_rebuild(DataFolder(load(os.environ, vars(args)).data)))
    return 0


async def _rebuild(folder: DataFolder) -> None:
    async with open_replica(folder) as replica:
        for scope in await replica.store.scopes():
            print(f"{scope}: {await rebuild(replica.store, scope)} records")
