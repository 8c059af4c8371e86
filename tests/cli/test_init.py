"""`shaiba init`: what is said of a folder when it is made stays with it."""

from pathlib import Path

import pytest

from shaiba.cli import main
from shaiba.config import load


def test_how_long_a_round_is_stays_with_the_folder(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    assert main(["init", "--data", data, "--name", "test.example", "--round-s", "60"]) == 0
    assert load({}, {"data": data}).round_s == 60
    other = str(tmp_path / "other")
    assert main(["init", "--data", other, "--name", "test.example"]) == 0
    assert load({}, {"data": other}).round_s == 86_400 and not (tmp_path / "other" / "shaiba.toml").exists()


@pytest.mark.parametrize("length", ["0", "-1", "x", "864001", "1.5"])
def test_a_length_that_none_has_makes_no_folder(tmp_path: Path, length: str) -> None:
    args = ["init", "--data", str(tmp_path / "data"), "--name", "test.example", f"--round-s={length}"]
    assert main(args) != 0
    assert not (tmp_path / "data").exists()
