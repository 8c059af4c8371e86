"""`shaiba practise`: a server to practise on, beside the real one and apart from it.

Its people and villages are the demo's, its keys and its folder its own, and its log's name says what it is: that name
is in every checkpoint, so nothing of it can pass for the county's. Why so: sync/spec/roll.md, "Practising".
"""

import argparse
import asyncio
import os
import shutil
import time
from pathlib import Path

from ..config import load
from ..data_folder import Doubt
from ..log import set_up
from . import add_settings
from .demo import fill, welcome
from .serve import serve

HELP = "serve a ledger to practise on, with invented people: apart from the real one, and marked on every screen"
PREFIX = "practice."
LOG_NAME = f"{PREFIX}shaiba.example"
USUAL = {"data": ".practice", "port": "8701", "log_level": "error", "log_columns": "yes"}
"""Its own, whatever the environment says of the real one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser, "host", "origin", "app", "log_level", "log_columns")
    parser.add_argument("--data", metavar="…", help=f"its own data folder (default: {USUAL['data']})")
    parser.add_argument("--port", metavar="…", help=f"the port to listen on (default: {USUAL['port']})")
    parser.add_argument("--fresh", action="store_true", help="throw away what was practised, and begin anew")
    parser.add_argument("--load-only", action="store_true", help="load it and stop")


def run(args: argparse.Namespace) -> int:
    given = USUAL | {name: value for name, value in vars(args).items() if value is not None}
    config = load(os.environ, given | {"demo": "yes"})
    set_up(config.log_level, columns=config.log_columns)
    check_apart(config.data)
    if args.fresh:
        shutil.rmtree(config.data, ignore_errors=True)
    fill(config.data, now_ms=time.time_ns() // 1_000_000, name=LOG_NAME, practice=True)
    if args.load_only:
        return 0
    asyncio.run(serve(config, beside=welcome))
    return 0


def check_apart(data: Path) -> None:
    """Refuse a folder that holds anything but a practice ledger: it would be practised on, or thrown away."""
    name = data / "name"
    if name.is_file() and name.read_text(encoding="utf-8").startswith(PREFIX):
        return
    if data.exists() and any(data.iterdir()):
        raise Doubt(f"{data} holds something that is no practice ledger. Choose another folder with --data")
