"""Each step of a write «failed», and «failed but saved»: the disk did it, and said that it did not."""

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from shaiba.storage.store import Unavailable
from tests.conftest import HOME, SQUARE
from tests.faults.county import County, Ledger, make_county
from tests.faults.test_failing_disk import read

STEPS = [
    "begin immediate",
    "pragma data_version",
    "savepoint job",
    "select id, epoch, size",
    "select seq, leaf, line",
    "insert into scope",
    "insert into log",
    "insert into record",
    "delete from ref",
    "insert into ref",
    "release job",
    "update scope",
    "commit",
]


class Plan:
    """At which step a connection fails, once; `saved` whether it was done first."""

    def __init__(self) -> None:
        self.step = ""
        self.saved = False

    def connect(self, path: Path, **options: Any) -> sqlite3.Connection:
        plan = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                return plan.run(super().execute, sql, *values)

            def executemany(self, sql: str, *rows: Any) -> sqlite3.Cursor:
                return plan.run(super().executemany, sql, *rows)

        return sqlite3.connect(path, factory=Connection, **options)

    def run(self, execute: Any, sql: str, *values: Any) -> sqlite3.Cursor:
        here = bool(self.step) and sql.startswith(self.step)
        if here:
            self.step = ""
        if here and not self.saved:
            raise sqlite3.OperationalError("disk I/O error")
        cursor: sqlite3.Cursor = execute(sql, *values)
        if here:
            cursor.fetchall()
            raise sqlite3.OperationalError("disk I/O error")
        return cursor


def new_scope(county: County) -> bytes:
    """An appeal: the first line of the square, with a record that is found by its person."""
    said = {"person": county.villager.person, "title": "路灯不亮", "category": "livelihood", "text": "村口。"}
    return county.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": said})


@pytest.mark.parametrize("saved", [False, True], ids=["failed", "failed but saved"])
@pytest.mark.parametrize("step", STEPS)
async def test_a_step_of_a_write(tmp_path: Path, step: str, saved: bool) -> None:
    county = await make_county(tmp_path)
    plan, ledger = Plan(), Ledger()
    async with county.start_with(plan.connect) as replica:
        first = county.lines(random.Random(3), 2)
        ledger.send(first)
        await ledger.push(replica, first)
        lines = [new_scope(county), *county.lines(random.Random(4), 1)]
        ledger.send(lines)
        await read(replica)  # what readers remember must not outlive the failure
        replica.store._writer._known.forget()  # type: ignore[attr-defined]  # so that each of the steps is taken
        plan.step, plan.saved = step, saved
        with pytest.raises(Unavailable):
            await ledger.push(replica, lines)
        assert plan.step == ""
        stored = step == "commit" and saved
        assert await read(replica) >= set(first)
        assert await read(replica) >= set(lines) if stored else not await read(replica) & set(lines)
        verdicts = await ledger.push(replica, lines)
        assert {verdict.verdict for verdict in verdicts} == {"seen" if stored else "stored"}
        assert await read(replica) >= {*first, *lines}
        await ledger.check(replica)
    async with county.start_with(plan.connect) as replica:
        await ledger.check(replica)
        assert (await replica.store.head(HOME)) is not None


async def test_a_rollback_that_fails_does_not_stop_the_writer(tmp_path: Path) -> None:
    county = await make_county(tmp_path)
    plan, ledger = Plan(), Ledger()
    async with county.start_with(plan.connect) as replica:
        lines = county.lines(random.Random(3), 1)
        ledger.send(lines)

        def fail_twice(*_: object) -> str:
            plan.step = "rollback"
            raise sqlite3.OperationalError("disk I/O error")

        sign, replica.store._writer._sign = replica.store._writer._sign, fail_twice  # type: ignore[attr-defined]
        with pytest.raises(Unavailable):
            await ledger.push(replica, lines)
        replica.store._writer._sign = sign  # type: ignore[attr-defined]
        with pytest.raises(Unavailable):  # the old transaction is still open: now it is rolled back
            await ledger.push(replica, lines)
        await ledger.push(replica, lines)
        await ledger.check(replica)


async def test_a_writer_that_cannot_connect_says_so_and_tries_again(tmp_path: Path) -> None:
    county = await make_county(tmp_path)
    plan, ledger = Plan(), Ledger()
    async with county.start_with(plan.connect) as replica:
        lines = county.lines(random.Random(3), 1)
        ledger.send(lines)
        plan.step = "pragma journal_mode"
        with pytest.raises(Unavailable):
            await ledger.push(replica, lines)
        await ledger.push(replica, lines)
        await ledger.check(replica)
