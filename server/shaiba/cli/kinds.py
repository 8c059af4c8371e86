"""`shaiba kinds`: write, or check, what is generated from the record kinds."""

import argparse
import json
from pathlib import Path

from ..templates import templates
from ..typescript import calendar, lock, typescript

HELP = "write what is generated from the record kinds (or check that it is fresh)"
ROOT = Path(__file__).parents[3]
TYPES = "pwa/src/generated/kinds.ts"
CALENDAR = "pwa/src/generated/calendar.ts"
TEMPLATES = "pwa/src/generated/templates.ts"
LOCK = "sync/vectors/lock.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true", help="write the files")
    what.add_argument("--check", action="store_true", help="only say whether they are fresh (this is the default)")
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository (default: where this program stands)")


def run(args: argparse.Namespace) -> int:
    """0 when all is fresh or written, 1 when something is stale."""
    stale = [path for path, text in generated(args.root).items() if _read(path) != text]
    for path in stale:
        if args.write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(generated(args.root)[path], encoding="utf-8")
        print(f"{'wrote' if args.write else 'stale'}: {path.relative_to(args.root)}")
    if stale and not args.write:
        print("Run: shaiba kinds --write")
    return 1 if stale and not args.write else 0


def generated(root: Path) -> dict[Path, str]:
    """Each file and what should stand in it. Of lock.json only the member `kinds` is written here."""
    locked = json.loads(_read(root / LOCK) or "{}")
    locked["kinds"] = lock()
    return {
        root / TYPES: typescript(),
        root / CALENDAR: calendar(),
        root / TEMPLATES: templates(),
        root / LOCK: json.dumps(locked, indent=2) + "\n",
    }


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
