"""What one may ask for in the demo, and a case that officials read and sign for: three counties say know.json."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Change = dict[str, Any]
FILE = Path(__file__).with_name("know.json")


def said(record: Callable[..., str]) -> list[Change]:
    """What a county says. `record` makes ids."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    case = told["circular"]
    schemes = [{"do": "scheme.publish", "id": record("scheme", one["title"]), "set": one} for one in told["schemes"]]
    return [*schemes, {"do": "circular.publish", "id": record("circular", case["title"]), "set": case}]
