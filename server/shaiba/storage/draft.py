"""A write that is worked out beside the writer, in a process of its own: over a connection that only reads.

A `Draft` is a `Tx` that keeps what it would write. How long the logs were that it looked at is held against them when
the batch is written (`Tx.put_batch`): so it is as if all of it had been done there and then.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from shaiba_sync.merge import Record, encode_record

from .sqlite_tx import ACCESS_KINDS, Known, SqliteTx, record_of
from .store import Batch, Found, Held, Line


@contextmanager
def drafting(path: Path, index: Mapping[str, tuple[str, ...]]) -> Iterator["Draft"]:
    """A draft over the database as it is now."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for pragma in ("query_only=on", "busy_timeout=5000"):
            conn.execute(f"pragma {pragma}")
        conn.execute("begin")
        yield Draft(conn, index)


class Draft(SqliteTx):
    """Lines and records only, and none of those for which another place would have to be looked at or told."""

    def __init__(self, conn: sqlite3.Connection, index: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(conn, index, Known(), {}, 0)
        self._seen: dict[str, int] = {}
        self._lines: dict[str, list[Line]] = {}
        self._acts: dict[tuple[str, bytes], Held] = {}
        self._records: dict[str, dict[tuple[str, str], bytes]] = {}
        """As they are written, at once while all of a record is at hand: few are asked for again."""

    def batch(self) -> Batch:
        """All of it. Records lie as their index has them, so that its pages are gone through once."""
        kept = {
            scope: [(*place, records[place]) for place in sorted(records)] for scope, records in self._records.items()
        }
        return Batch(self._seen, self._lines, kept)

    def head_size(self, scope: str) -> int:
        if scope not in self._seen:
            self._seen[scope] = super().head_size(scope)
        return self._seen[scope] + len(self._lines.get(scope, ()))

    def line_by_act(self, scope: str, act: bytes, leaf: bytes) -> Held | None:
        self.head_size(scope)
        return self._acts.get((scope, act)) or super().line_by_act(scope, act, leaf)

    def record(self, scope: str, kind: str, record_id: str) -> Record | None:
        self.head_size(scope)
        own = self._records.get(scope, {}).get((kind, record_id))
        return record_of(own.decode()) if own else super().record(scope, kind, record_id)

    def records(self, scope: str, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], Record]:
        self.head_size(scope)
        own = self._records.get(scope, {})
        return super().records(scope, places) | {
            place: record_of(own[place].decode()) for place in places if place in own
        }

    def refer(self, kind: str, field: str, value: str) -> list[Found]:
        raise NotImplementedError("a draft looks at single records")

    def count_refs(self, scope: str, kind: str, field: str, value: str) -> int:
        raise NotImplementedError("a draft looks at single records")

    def append(self, scope: str, *, leaf: bytes, act: bytes, line: bytes, received_ms: int) -> int:
        seq = self.head_size(scope)
        self._lines.setdefault(scope, []).append(Line(leaf, act, line, received_ms))
        self._acts[scope, act] = Held(seq, leaf, line)
        return seq

    def put_records(self, scope: str, records: Iterable[Record]) -> None:
        kept = self._records.setdefault(scope, {})
        for record in records:
            if record.kind in self._index or record.kind in ACCESS_KINDS:
                raise NotImplementedError(f"a draft keeps no {record.kind}")
            kept[record.kind, record.id] = encode_record(record)

    def put_blob_refs(self, scope: str, hashes: Iterable[str]) -> None:
        raise NotImplementedError("a draft names no blobs")
