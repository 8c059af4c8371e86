"""The one writer: a thread with its own connection that takes waiting jobs together into one transaction.

Group commit: while a transaction is being made durable, jobs gather; the next transaction takes them all. One fsync is
shared by all of them, and no job is told «done» before it. Each job has a savepoint: a job that fails changes nothing
and holds back nothing.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import msgspec

from .sqlite_tx import Known, Place, SqliteTx, seal
from .store import Head, Seal, Tx, Unavailable

GROUP_JOBS = 256
"""At most so many jobs share a transaction: the first of them waits for the last."""

KNOWN_SCOPES = 4096
"""Heads that the writer remembers between transactions (about 1 KB each); beyond that it reads them again."""

_Job = tuple[Callable[[Tx], Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]
_Fate = tuple["asyncio.Future[Any]", bool, Any]


class Writer:
    """`run` puts a job in the queue. `on_commit(heads, access)` is called in the writer's thread after each commit,
    before the jobs are told; `access` says whether devices, grants or readers may have changed. `on_doubt()` is called
    when a transaction failed: whether a COMMIT that failed is on the disk, only the disk knows. `on_intrusion()` is
    called when another process was seen to have written."""

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        index: Mapping[str, tuple[str, ...]],
        sign: Seal,
        on_commit: Callable[[list[Head], bool], None],
        on_doubt: Callable[[], None],
        on_intrusion: Callable[[], None],
    ) -> None:
        self._connect = connect
        self._index = index
        self._sign = sign
        self._on_commit = on_commit
        self._on_doubt = on_doubt
        self._on_intrusion = on_intrusion
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._known = Known()
        self._generation = 0
        self._data_version = -1
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="shaiba-writer", daemon=True)
        self._thread.start()

    async def run(self, job: Callable[[Tx], Any]) -> Any:
        """The job's answer, after COMMIT."""
        if self._closed:
            raise Unavailable("closing")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._queue.put((job, loop, future))
        return await future

    async def close(self) -> None:
        """Finish what is queued, then stop."""
        self._closed = True
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        conn: sqlite3.Connection | None = None
        try:
            while (first := self._queue.get()) is not None:
                jobs, last = self._gather(first)
                try:
                    conn = conn or self._connect()
                    fates = self._group(conn, jobs)
                except Exception as error:  # no connection: told, and tried again with the next job
                    fates = self._fail(jobs, error)
                self._tell(jobs, fates)
                if last:
                    break
        finally:
            if conn:
                conn.close()

    def _gather(self, first: _Job) -> tuple[list[_Job], bool]:
        jobs = [first]
        while len(jobs) < GROUP_JOBS:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            jobs.append(job)
        return jobs, False

    def _group(self, conn: sqlite3.Connection, jobs: list[_Job]) -> list[_Fate]:
        """One transaction: every job in its savepoint, the heads sealed, committed; or none of it."""
        fates: list[_Fate] = []
        moved: dict[str, Place] = {}
        access = False
        try:
            conn.execute("begin immediate")
            self._check_alone(conn)
            for job, _, future in jobs:
                tx = SqliteTx(conn, self._index, self._known, moved, self._generation)
                conn.execute("savepoint job")
                try:
                    fates.append((future, True, job(tx)))
                    moved.update(tx.moved)
                    access = access or tx.touched_access
                    self._generation = tx.generation
                except Exception as error:  # the job's own fate: told to its caller, nothing kept
                    if not conn.in_transaction:  # SQLite gave up the whole transaction (disk full, I/O error)
                        raise
                    conn.execute("rollback to job")
                    self._known.records.clear()  # it may have read what it wrote
                    fates.append((future, False, _told(error)))
                    self._generation = tx.generation + 1
                conn.execute("release job")
            heads = seal(conn, moved, self._sign)
            conn.execute("commit")
        except Exception as error:
            with suppress(sqlite3.Error):  # where even this fails, the next `begin` does, and comes here again
                if conn.in_transaction:
                    conn.execute("rollback")
            return self._fail(jobs, error)
        places = self._known.places
        if len(places) + len(moved) > KNOWN_SCOPES:
            self._known.forget()
        for scope, place in moved.items():
            places[scope] = msgspec.structs.replace(place, was=place.frontier.size)
        self._on_commit(heads, access)
        return fates

    def _fail(self, jobs: list[_Job], error: Exception) -> list[_Fate]:
        """The same fate for all of them; nothing that was remembered is believed any more."""
        self._known.forget()
        self._generation += 1
        self._on_doubt()
        return [(future, False, _told(error)) for _, _, future in jobs]

    def _check_alone(self, conn: sqlite3.Connection) -> None:
        """Another process may have written (`shaiba enrol`): then what we remember of heads is not to be trusted."""
        version = conn.execute("pragma data_version").fetchone()[0]
        if version != self._data_version:
            self._data_version = version
            self._known.forget()
            self._generation += 1
            self._on_intrusion()

    @staticmethod
    def _tell(jobs: list[_Job], fates: list[_Fate]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[_Fate]] = {}
        for (_, loop, _), fate in zip(jobs, fates, strict=True):
            by_loop.setdefault(loop, []).append(fate)
        for loop, told in by_loop.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, told)


def _told(error: Exception) -> Exception:
    """Disk full, I/O error, locked by another: not the job's fault, and may pass."""
    return Unavailable(str(error)) if isinstance(error, sqlite3.OperationalError) else error


def _settle(fates: list[_Fate]) -> None:
    for future, good, answer in fates:
        if future.cancelled():
            continue
        if good:
            future.set_result(answer)
        else:
            future.set_exception(answer)
