"""`shaiba witness`: vouch for logs that others run, as long as each goes on from what it was (sync/spec/witness.md)."""

import argparse
import asyncio
import sys
from pathlib import Path

from shaiba_sync.errors import SyncError
from shaiba_sync.tree import parse_vkey

from ..app import system_clock
from ..config import BadSetting
from ..log import set_up
from ..ports import listen
from ..web.witness import create_witness
from ..witness_folder import make_witness, open_witness
from .serve import serve_app

HELP = "cosign the checkpoints of other people's logs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="the witness's own folder")
    parser.add_argument("--new", action="store_true", help="make the folder first, with a new key")
    parser.add_argument("--name", help="with --new: what the witness is called for ever: a host name")
    parser.add_argument("--log", action="append", default=[], help="the verifier key of a log; may be given many times")
    parser.add_argument("--admit", action="append", default=[], help="let a log go on in a new epoch: its new origin")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, help="the port to listen on; without it only the witness's key is printed")


def run(args: argparse.Namespace) -> int:
    for vkey in args.log:
        try:
            parse_vkey(vkey)
        except SyncError:
            raise BadSetting(f"log: {vkey} is no verifier key of a log") from None
    if args.new:
        if not args.name:
            raise BadSetting("name: a new witness needs one")
        make_witness(args.data, args.name)
    cosigner, heads = open_witness(args.data, args.log)
    set_up("info")
    try:
        for origin in args.admit:
            if not cosigner.admit(origin):
                raise BadSetting(f"admit: {origin} is no later epoch of a log that this witness has cosigned")
        print(cosigner.vkey)
        sys.stdout.flush()
        if args.port is not None:
            asyncio.run(serve_app(create_witness(cosigner, system_clock), listen(args.host, args.port)))
    finally:
        heads.close()
    return 0
