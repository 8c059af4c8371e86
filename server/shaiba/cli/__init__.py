"""The commands. A command is a module here with `HELP`, `add_arguments(parser)` and `run(args) -> int`.

Exit codes: 0 good, 1 bad, 2 could not (also of argparse).
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from ..config import SETTINGS, BadSetting
from ..data_folder import Doubt
from ..memory import loading

COMMANDS = (
    *("init", "serve", "import_", "enrol", "revoke", "verify", "rebuild", "restore"),
    *("erase", "retain", "witness", "terminal", "demo", "practise", "kinds"),
)
"""One module each; `import_` is the command import. A command that is not listed here does not exist."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="shaiba", description="Village disclosure that proves itself.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    given = [name for name in COMMANDS if [name.rstrip("_")] == list(sys.argv[1:] if argv is None else argv)[:1]]
    for name in given or COMMANDS:  # a server needs nothing of what reads spreadsheets and draws receipts
        module = _load(name)
        command = commands.add_parser(name.rstrip("_"), help=module.HELP, description=module.HELP)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except (Doubt, BadSetting) as error:
        print(f"shaiba: {error}.", file=sys.stderr)
        return 2


def _load(name: str) -> Any:
    """A command's module. It stays, and is never looked through for what may go, not even once behind this."""
    with loading():
        module = import_module(f".{name}", __package__)
        gc.freeze()
    return module


def add_settings(parser: argparse.ArgumentParser, *names: str) -> None:
    """Let settings be given as options: `--log-level debug`."""
    for setting in SETTINGS:
        if setting.name in names:
            option = "--" + setting.name.replace("_", "-")
            parser.add_argument(option, metavar="…", help=f"{setting.help} (default: {setting.default or '—'})")
