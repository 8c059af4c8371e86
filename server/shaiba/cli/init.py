"""`shaiba init`: make a data folder with new keys and an empty log. The only command that does."""

import argparse
import os

from ..config import load
from ..data_folder import make_folder
from . import add_settings

HELP = "make a data folder: keys, an empty database, the name of the log"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser, "data")
    parser.add_argument("--name", required=True, help="the log's name, in every checkpoint for ever: a host name")


def run(args: argparse.Namespace) -> int:
    folder = make_folder(load(os.environ, vars(args)).data, args.name)
    print(f"Made {folder.path}. Back up its keys now. The log is known by\n{folder.vkey}")
    return 0
