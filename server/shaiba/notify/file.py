"""Knocks as lines of a file, for a county's own gateway (SMS, 公众号) to pick up."""

import asyncio
import os
from pathlib import Path

from ..log import log
from .notifier import Knock, Outcome

FILE = Path("notify") / "outbox.jsonl"
"""In the data folder. A gateway moves it away, reads it, deletes it; the next knock makes a new one."""


class FileNotifier:
    """Appends; each line is whole, also where a gateway moves the file at the same time."""

    name = "file"

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    async def send(self, knock: Knock) -> Outcome:
        try:
            await asyncio.to_thread(self._append, knock.line() + b"\n")
        except OSError as error:
            log.error("notify_failed", by=self.name, why=type(error).__name__)
            return "again"
        return "sent"

    def _append(self, line: bytes) -> None:
        self._file.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line)
            os.fsync(handle)
        finally:
            os.close(handle)
