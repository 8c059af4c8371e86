"""`shaiba init`: make a data folder with new keys and an empty log. The only command that does."""

import argparse
import os

from ..config import FILE, load
from ..data_folder import make_folder
from . import add_settings

HELP = "make a data folder: keys, an empty database, the name of the log"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser, "data", "round_s")
    parser.add_argument("--name", required=True, help="the log's name, in every checkpoint for ever: a host name")


def run(args: argparse.Namespace) -> int:
    config = load(os.environ, vars(args))
    folder = make_folder(config.data, args.name)
    if args.round_s:  # it is the folder's for ever, whoever serves it
        (folder.path / FILE).write_text(f"round_s = {config.round_s}\n", encoding="utf-8")
    print(f"Made {folder.path}. Back up its keys now. The log is known by\n{folder.vkey}")
    return 0
