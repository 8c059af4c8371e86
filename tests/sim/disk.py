"""A phone's database: transactions, some of which a power cut may take back.

A `strict` transaction is on the disk when it returns; a `relaxed` one is when the next strict one returns, or later
(IndexedDB's two durabilities). What is lost is always the newest: there are no holes.
"""

import asyncio
import random
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
ABSENT = object()
TABLES = ("keys", "meta", "scopes", "lines", "records", "outbox", "carried", "given_up", "offers")


class Tx:
    """One transaction. Values are never changed in place, so that what was can be put back."""

    def __init__(self, tables: dict[str, dict[Any, Any]]) -> None:
        self._tables = tables
        self.undo: list[tuple[str, Any, Any]] = []

    def get(self, table: str, key: Any, default: Any = None) -> Any:
        return self._tables[table].get(key, default)

    def rows(self, table: str) -> dict[Any, Any]:
        return self._tables[table]

    def put(self, table: str, key: Any, value: Any) -> None:
        self.undo.append((table, key, self._tables[table].get(key, ABSENT)))
        self._tables[table][key] = value

    def delete(self, table: str, key: Any) -> None:
        self.undo.append((table, key, self._tables[table].get(key, ABSENT)))
        self._tables[table].pop(key, None)


class Disk:
    """The tables. Every `write` has an await before and one after: the two places where a crash makes a difference."""

    def __init__(self, rng: random.Random) -> None:
        self.tables: dict[str, dict[Any, Any]] = {name: {} for name in TABLES}
        self._rng = rng
        self._loose: list[list[tuple[str, Any, Any]]] = []

    def get(self, table: str, key: Any, default: Any = None) -> Any:
        return self.tables[table].get(key, default)

    async def write(self, change: Callable[[Tx], T], *, strict: bool) -> T:
        """All that `change` puts, or nothing of it."""
        await asyncio.sleep(self._rng.random() * 0.01)
        tx = Tx(self.tables)
        answer = change(tx)
        if strict:
            self._loose.clear()
        else:
            self._loose.append(tx.undo)
        await asyncio.sleep(self._rng.random() * 0.01)
        return answer

    def settle(self) -> None:
        """All that was written is on the disk now."""
        self._loose.clear()

    def power_cut(self, rng: random.Random) -> int:
        """Take back some of what was not on the disk yet; returns how many transactions."""
        lost = rng.randint(0, len(self._loose))
        for undo in reversed(self._loose[len(self._loose) - lost :]):
            for table, key, before in reversed(undo):
                if before is ABSENT:
                    self.tables[table].pop(key, None)
                else:
                    self.tables[table][key] = before
        self._loose.clear()
        return lost
