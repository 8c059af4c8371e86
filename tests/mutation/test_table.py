"""The table fits the tree. What it is for takes minutes: `make mutations`."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from shaiba.domain import KINDS
from tests.authz.people import all_people
from tests.mutation.rights import WRITES
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


def test_who_writes_each_kind_is_guarded_by_a_row() -> None:
    noticed = {row.test for row in ROWS}
    assert [kind.name for kind in KINDS if f"{WRITES}[{kind.name}]" not in noticed] == []


def test_a_slice_of_the_matrix_has_somebody_in_it() -> None:
    names = [one.name for one in all_people()]
    patterns = {pattern for row in ROWS for pattern in row.people.split("|") if pattern}
    assert [one for one in patterns if not any(fnmatchcase(name, one) for name in names)] == []
