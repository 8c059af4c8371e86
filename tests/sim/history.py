"""What happened, a line of JSON each: `invoke`, `ok`, `fail`, `info`. Written before the act it tells of."""

import hashlib
from collections import Counter
from pathlib import Path
from typing import IO, Any

import msgspec

from tests.sim.loop import Loop


class History:
    """The journal of one run, and the hash of all of it."""

    def __init__(self, loop: Loop, path: Path | None) -> None:
        self._loop = loop
        self._hash = hashlib.sha256()
        self._file: IO[bytes] | None = path.open("wb", buffering=0) if path else None
        self.events = 0
        self.counts: Counter[str] = Counter()

    def say(self, type_: str, who: str, what: str, **detail: Any) -> None:
        """Note an event, at the time it is."""
        event = {"at": round(self._loop.time() * 1000), "type": type_, "who": who, "what": what, **detail}
        line = msgspec.json.encode(event) + b"\n"
        self._hash.update(line)
        self.events += 1
        self.counts[what] += 1
        if self._file:
            self._file.write(line)

    def digest(self) -> str:
        """The same for the same seed."""
        return self._hash.hexdigest()

    def close(self) -> None:
        if self._file:
            self._file.close()
