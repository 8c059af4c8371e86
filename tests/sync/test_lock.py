"""The wire does not change without a new version and a line that says so."""

import json
from pathlib import Path

from shaiba_sync.version import MIN_SUPPORTED, PROTOCOL, wire_hash

SYNC = Path(__file__).parents[2] / "sync"
CHANGED = "the wire changed: raise PROTOCOL, then run python sync/vectors/make"
UNSAID = "versions.md does not begin with the version"


def test_the_wire_is_that_of_its_version():
    assert faults(wire_hash(), PROTOCOL) == []
    assert MIN_SUPPORTED <= PROTOCOL


def test_a_changed_wire_needs_a_new_version():
    assert faults("0" * 64, PROTOCOL) == [CHANGED]


def test_a_new_version_needs_a_lock_and_a_line():
    assert faults(wire_hash(), PROTOCOL + 1) == [CHANGED, UNSAID]


def faults(wire: str, protocol: int) -> list[str]:
    lock = json.loads((SYNC / "vectors" / "lock.json").read_text(encoding="utf-8"))
    page = (SYNC / "spec" / "versions.md").read_text(encoding="utf-8")
    newest = [line for line in page.splitlines() if line.startswith("|")][2]
    found = []
    if lock["wire"].get(str(protocol)) != wire:
        found.append(CHANGED)
    if not newest.startswith(f"| {protocol} |"):
        found.append(UNSAID)
    return found
