"""`shaiba rebuild`."""

import argparse

HELP = "rebuild"


def add_arguments(parser: argparse.ArgumentParser) -> None: ...


def run(args: argparse.Namespace) -> int:
    return 2
