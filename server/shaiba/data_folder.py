"""The data folder: what is in it, how it is made, and when a server refuses to start from it.

    shaiba.db      lines, records, sessions (SQLite)
    tips.db        sealed slots and replies of the last rounds (storage/slots.py); belongs in no backup
    matches.db     where each invoice stands (storage/invoices.py); made again when missing
    polls/         keys and ballots of polls that are not counted yet; belongs in no backup
    keys/          log.ed25519, clerk.ed25519: 32 bytes each, readable by the owner only; so are push.p256 and webhook,
                   made when they are first wanted (sync/spec/notify.md)
    blobs/         photos, recordings, by hash
    media/         lives: pieces and segments (packager/folder.py)
    bundles/       compressed lines, made again when missing
    name           the log's name, which stands in every checkpoint
    reports/       what was let go of, signed (replica/retain.py)
    retention.csv  may be missing: what is kept how long
    witnesses      may be missing: who is asked to vouch for the log, `<verifier key> <url>` a line
    lock           held by the one process that writes

Doubt stops the start: a log that goes on from the wrong place can never be believed again. Whether the lines are those
of their head is looked at when a log is first asked for (replica/history.py): phones mend what is damaged there.
"""

import fcntl
import os
import re
import secrets
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba_sync.errors import SyncError
from shaiba_sync.tree import make_vkey
from shaiba_sync.witness import parse_cosigner

from .replica.history import open_head
from .replica.replica import public_bytes, seal_with
from .storage.sqlite import Connect, NewerDatabase, SqliteStore, migrate, open_sqlite
from .storage.store import RESTORED

NAME = re.compile(r"[a-z0-9.-]{1,100}(:[0-9]{1,5})?(/[a-z0-9.-]{1,100})?")
KEYS = ("log", "clerk")
TIPS = "tips.db"
MATCHES = "matches.db"
POLLS = "polls"
MEDIA = "media"
BACKWARD_MS = 60_000
"""A clock may have been set back by so much (by NTP); more is doubt."""

ADVICE = "shaiba verify, and restore a backup"


class Doubt(Exception):
    """The server must not start. The sentence says why, and what to do."""


class DataFolder:
    """A data folder that was checked for completeness."""

    def __init__(self, path: Path, connect: Connect = sqlite3.connect) -> None:
        self.path = path
        self._connect = connect
        if not (path / "name").is_file():
            raise Doubt(f"{path} is no data folder. Make one with: shaiba init --data {path} --name <log name>")
        self.log_name = (path / "name").read_text().strip()
        self.log_key, self.clerk_key = (read_key(path / "keys" / f"{name}.ed25519") for name in KEYS)
        self.database = path / "shaiba.db"
        if not self.database.is_file():
            raise Doubt(f"{path} has keys but no database. Restore shaiba.db from a backup; serve never makes a log")
        self._lock: IO[bytes] | None = None

    @property
    def vkey(self) -> str:
        """The key by which everyone knows this log's checkpoints."""
        return make_vkey(self.log_name, public_bytes(self.log_key))

    def witnesses(self) -> dict[str, str]:
        """Addresses of the witnesses by verifier key. Raises `Doubt`."""
        file = self.path / "witnesses"
        found = {}
        for line in file.read_text().splitlines() if file.is_file() else ():
            vkey, _, url = line.strip().partition(" ")
            if not vkey or vkey.startswith("#"):
                continue
            try:
                parse_cosigner(vkey)
            except SyncError:
                raise Doubt(f"{file}: {vkey} is no verifier key of a witness") from None
            if not url.startswith(("http://", "https://")):
                raise Doubt(f"{file}: {vkey} has no URL")
            found[vkey] = url.rstrip("/")
        return found

    def own_key(self, name: str) -> bytes:
        """32 bytes of `keys/<name>`, made when they are first wanted: what is lost with them is asked for again.
        Raises `Doubt`."""
        file = self.path / "keys" / name
        if not file.exists():
            write_new(file, secrets.token_bytes(32))
        return read_secret(file)

    def lock(self) -> None:
        """Be the one process that writes here, until this one ends. Raises `Doubt`."""
        try:
            file = (self.path / "lock").open("wb")
        except OSError as error:
            raise Doubt(f"{self.path} cannot be written ({error.strerror})") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise Doubt(f"Another shaiba is using {self.path}. Stop it first") from None
        self._lock = file

    def unlock(self) -> None:
        """Let another process write."""
        if self._lock:
            self._lock.close()
            self._lock = None

    async def open(self, index: Mapping[str, tuple[str, ...]]) -> SqliteStore:
        """Open the database. Raises `Doubt`."""
        sign = seal_with(self.log_name, self.log_key)
        try:
            return await open_sqlite(self.database, index=index, sign=sign, connect=self._connect)
        except NewerDatabase as error:
            raise Doubt(f"The database was written by a newer Shaiba ({error}). Update the program") from None
        except Exception as error:  # a damaged file gives anything, even a message that is no text
            raise Doubt(f"The database cannot be opened ({error!r}). Look at the disk; run: {ADVICE}") from error

    async def check(self, store: SqliteStore, *, now_ms: int) -> None:
        """Refuse to go on in doubt: a clock that runs back, a head that this log did not sign."""
        try:
            await self._check(store, now_ms)
        except Doubt:
            raise
        except Exception as error:  # a damaged database gives anything; whatever it was, it was not checked
            raise Doubt(f"The database cannot be read ({error!r}). Look at the disk; run: {ADVICE}") from error

    async def _check(self, store: SqliteStore, now_ms: int) -> None:
        last = await store.last_received_ms()
        if now_ms < last - BACKWARD_MS:
            raise Doubt(f"The clock is {(last - now_ms) // 1000} s before the newest line. Set the clock")
        await store.meta(RESTORED)  # what a replica reads when it begins must be readable
        await store.evidence()
        vkey = self.vkey
        for scope, head, is_overgrown in await store.stands():
            if head is None:  # its name is in the table and not in the index: it would be made anew, from nothing
                raise Doubt(f"The head of {scope} is not found by its name. Run: {ADVICE}")
            if not open_head(head, self.log_name, vkey):
                raise Doubt(f"The head of {scope} is not what this log signed. Run: {ADVICE}")
            if is_overgrown:  # the next line would have no place
                raise Doubt(f"There are lines after the head of {scope}. Run: {ADVICE}")


def read_key(file: Path) -> Ed25519PrivateKey:
    """A private key as it is kept. Raises `Doubt`."""
    if not file.is_file():
        raise Doubt(f"The key {file} is missing. Restore it; without it this log cannot go on")
    return Ed25519PrivateKey.from_private_bytes(read_secret(file))


def read_secret(file: Path) -> bytes:
    """32 bytes that only their owner may read. Raises `Doubt`."""
    if file.stat().st_mode & 0o077:
        raise Doubt(f"The key {file} can be read by others. Run: chmod 600 {file}")
    data = file.read_bytes()
    if len(data) != 32:
        raise Doubt(f"The key {file} is not 32 bytes long. Restore it")
    return data


def make_folder(path: Path, log_name: str) -> DataFolder:
    """Make a data folder with new keys and an empty database. Raises `Doubt` where there is one."""
    if not NAME.fullmatch(log_name):
        raise Doubt(f"{log_name} is no name for a log: a host name, perhaps with a path, like county.example")
    if (path / "name").exists():
        raise Doubt(f"{path} is a data folder already")
    for folder in (path, path / "keys", path / "blobs", path / "bundles"):
        folder.mkdir(parents=True, exist_ok=True)
    (path / "keys").chmod(0o700)
    for name in KEYS:
        write_new(path / "keys" / f"{name}.ed25519", Ed25519PrivateKey.generate().private_bytes_raw())
    migrate(path / "shaiba.db")
    (path / "name").write_text(f"{log_name}\n")
    return DataFolder(path)


def write_new(file: Path, data: bytes) -> None:
    """A file that only its owner may read, on the disk when this returns."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
