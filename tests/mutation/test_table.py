"""The table fits the tree. What it is for takes minutes: `make mutations`."""

from pathlib import Path

import pytest

from tests.mutation.table import ROWS, Row

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.guard)
def test_each_guard_stands_once_and_its_test_is_there(row: Row) -> None:
    assert (ROOT / row.file).read_text(encoding="utf-8").count(row.old) == 1
    assert row.new != row.old
    file, _, name = row.test.partition("::")
    if file != "pwa/vectors.test.ts":  # vitest looks for the name: it stands in sync/typescript/test
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {name.partition('[')[0]}(" in text or not name


def test_no_two_guards_have_one_name() -> None:
    assert len({row.guard for row in ROWS}) == len(ROWS)
