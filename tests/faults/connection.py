"""SQLite over a `Disk`: a VFS, and connections over it that look like those of the standard library's sqlite3.

Locks and shared memory are those of an empty file beside it, so many connections work on the disk as they do on a
real one. A cut machine loses them: each start of a disk has a new such file.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import apsw
import apsw.ext

from .disk import Disk, PowerCut

NUMBERS = count()

OPERATIONAL = (
    apsw.SQLError,
    apsw.PermissionsError,
    apsw.AbortError,
    apsw.BusyError,
    apsw.LockedError,
    apsw.ReadOnlyError,
    apsw.InterruptError,
    apsw.IOError,
    apsw.FullError,
    apsw.CantOpenError,
    apsw.ProtocolError,
)


class DiskVfs(apsw.VFS):
    """`pragmas` hold for each connection, whatever the program asks for: `synchronous="normal"`."""

    def __init__(self, disk: Disk, folder: Path, *, checkpoint_pages: int = 1000, **pragmas: object) -> None:
        self.checkpoint_pages = checkpoint_pages
        self.name = f"disk-{next(NUMBERS)}"
        super().__init__(self.name, "")
        self.disk = disk
        self.pragmas = pragmas
        self._locks = str(folder / f"{self.name}.lock")

    def connect(self, path: Path, **_: Any) -> "Connection":
        """In place of `sqlite3.connect`."""
        return Connection(self, str(path))

    def forget(self) -> None:
        """It is not needed any more."""
        self.unregister()
        for name in (self._locks, f"{self._locks}-shm"):
            Path(name).unlink(missing_ok=True)

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802 — SQLite's name
        if name is None:
            return apsw.VFSFile("", None, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if path not in self.disk.files and not flags[0] & apsw.SQLITE_OPEN_CREATE:
            raise apsw.CantOpenError
        with_errors(self.disk.open, path)
        if flags[0] & apsw.SQLITE_OPEN_MAIN_DB:
            return _Main(self.disk, path, self._locks, flags)
        flags[1] = flags[0]
        return _Plain(self.disk, path)

    def xAccess(self, path: str, flags: int) -> bool:  # noqa: N802
        return path in self.disk.files

    def xFullPathname(self, path: str) -> str:  # noqa: N802
        return path

    def xDelete(self, path: str, sync_folder: bool) -> None:  # noqa: N802
        if path in self.disk.files:
            with_errors(self.disk.remove, path)
            if sync_folder:
                self.disk.removed.clear()


def with_errors(action: Any, *values: Any) -> Any:
    try:
        return action(*values)
    except PowerCut:
        raise apsw.IOError("the power is off") from None


class _Bytes:
    """The file methods that the two kinds share."""

    disk: Disk
    path: str

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return bytes(with_errors(self.disk.read, self.path, offset, amount))

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        with_errors(self.disk.write, self.path, offset, bytes(data))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        with_errors(self.disk.truncate, self.path, size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        with_errors(self.disk.sync, self.path)

    def xFileSize(self) -> int:  # noqa: N802
        return len(self.disk.files[self.path].seen)

    def xFileControl(self, op: int, pointer: int) -> bool:  # noqa: N802
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        return 4096

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return int(apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE)


class _Main(_Bytes, apsw.VFSFile):
    def __init__(self, disk: Disk, path: str, locks: str, flags: list[int]) -> None:
        self.disk, self.path = disk, path
        super().__init__("", locks, flags)


class _Plain(_Bytes):
    """A log or journal: never locked, never shared."""

    def __init__(self, disk: Disk, path: str) -> None:
        self.disk, self.path = disk, path

    def xClose(self) -> None:  # noqa: N802
        pass

    def xLock(self, level: int) -> None:  # noqa: N802
        pass

    def xUnlock(self, level: int) -> None:  # noqa: N802
        pass

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False


class Cursor:
    """What the program uses of `sqlite3.Cursor`."""

    def __init__(self, cursor: apsw.Cursor, sql: str) -> None:
        self._cursor = cursor
        self._sql = sql
        self.rowcount = cursor.connection.changes()
        self.lastrowid = cursor.connection.last_insert_rowid()

    @property
    def description(self) -> list[Any] | None:
        """Names of the columns, as the migrations ask; asked for again, since a finished cursor has forgotten."""
        columns = apsw.ext.query_info(self._cursor.connection, self._sql).description
        return [(name, *[None] * 6) for name, _ in columns] or None

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchone, None)

    def fetchone(self) -> Any:
        try:
            return next(self._cursor, None)
        except apsw.Error as error:
            raise told(error) from error

    def fetchall(self) -> list[Any]:
        return list(self)

    def close(self) -> None:
        self._cursor.close(True)


class Connection:
    """What the program uses of `sqlite3.Connection`, with its errors."""

    def __init__(self, vfs: DiskVfs, path: str) -> None:
        self._pragmas = vfs.pragmas
        self._pages = vfs.checkpoint_pages
        try:
            self._db = apsw.Connection(path, vfs=vfs.name)
            self._db.set_busy_timeout(5000)
            self._db.set_wal_hook(self._checkpoint)
            for name, value in vfs.pragmas.items():
                self._db.execute(f"pragma {name}={value}")
        except apsw.Error as error:
            raise told(error) from error
        self.row_factory = None

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Cursor:
        if sql.startswith("pragma ") and (name := sql[7:].partition("=")[0]) in self._pragmas and "=" in sql:
            sql = f"pragma {name}={self._pragmas[name]}"
        try:
            return Cursor(self._db.execute(sql, tuple(values)), sql)
        except apsw.Error as error:
            raise told(error) from error

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Cursor:
        try:
            return Cursor(self._db.executemany(sql, [tuple(row) for row in rows]), sql)
        except apsw.Error as error:
            raise told(error) from error

    def create_function(self, name: str, narg: int, func: Callable[..., Any], *, deterministic: bool = False) -> None:
        self._db.create_scalar_function(name, func, narg, deterministic=deterministic)

    def _checkpoint(self, db: apsw.Connection, name: str, pages: int) -> int:
        """After a commit, as SQLite does it by itself. Whether it works is no matter of the commit: SQLite ignores it,
        apsw alone would not."""
        if pages >= self._pages:
            with suppress(apsw.Error):
                db.wal_checkpoint(name)
        return apsw.SQLITE_OK

    def close(self) -> None:
        with suppress(apsw.Error):  # as sqlite3 does; the connection is closed all the same
            self._db.close(True)


def told(error: apsw.Error) -> sqlite3.Error:
    """The error that sqlite3 raises in this place."""
    if isinstance(error, apsw.ConstraintError):
        return sqlite3.IntegrityError(str(error))
    if isinstance(error, OPERATIONAL):
        return sqlite3.OperationalError(str(error))
    return sqlite3.DatabaseError(str(error))
