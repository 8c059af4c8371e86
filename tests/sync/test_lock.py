"""The wire does not change without a new version and a line that says so."""

import json
from pathlib import Path

from shaiba_sync.version import MIN_SUPPORTED, PROTOCOL, wire_hash

SYNC = Path(__file__).parents[2] / "sync"


def test_the_wire_is_that_of_its_version():
    assert faults(wire_hash(), PROTOCOL) == []
    assert MIN_SUPPORTED <= PROTOCOL


def test_a_changed_wire_needs_a_new_version():
    assert faults("0" * 64, PROTOCOL) == ["the wire changed: raise PROTOCOL, then run python sync/vectors/make.py"]


def test_a_new_version_needs_a_line_and_a_lock():
    assert faults(wire_hash(), PROTOCOL + 1) == [
        "the wire changed: raise PROTOCOL, then run python sync/vectors/make.py",
        "versions.md does not begin with the version",
    ]


def faults(wire: str, protocol: int) -> list[str]:
    lock = json.loads((SYNC / "vectors" / "lock.json").read_text(encoding="utf-8"))
    rows = [line for line in (SYNC / "spec" / "versions.md").read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    return [
        *["the wire changed: raise PROTOCOL, then run python sync/vectors/make.py"][lock["wire"].get(str(protocol)) == wire :],
        *["versions.md does not begin with the version"][rows[2].startswith(f"| {protocol} |") :],
    ]
