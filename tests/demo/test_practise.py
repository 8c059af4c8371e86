"""What is practised is apart: a name that says so, villages that say so, and no folder but its own."""

from pathlib import Path

import pytest

from shaiba.cli import main
from shaiba.cli.practise import LOG_NAME, check_apart
from shaiba.data_folder import Doubt, make_folder
from shaiba.demo.places import PLACES
from shaiba.demo.story import PRACTICE, Story
from shaiba.regions import load_regions
from tests.demo.test_demo import NOW_MS, _nothing


def test_every_village_says_that_it_is_practice():
    story = Story(load_regions(), device_key=lambda _: bytes(32), now_ms=NOW_MS, draw=_nothing, practice=True)
    said = [change for act in story._beginning() for change in act.changes if change["do"] == "village.describe"]
    assert len(said) == len(PLACES)
    assert all(change["set"]["name"].endswith(PRACTICE) for change in said)


def test_a_folder_that_is_no_practice_is_neither_practised_on_nor_thrown_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real, own = tmp_path / "county", tmp_path / "practice"
    make_folder(real, "county.example")
    assert main(["practise", "--data", str(real), "--fresh", "--load-only"]) == 2
    assert "no practice ledger" in capsys.readouterr().err
    assert (real / "keys" / "log.ed25519").is_file()
    make_folder(own, LOG_NAME)
    check_apart(own)
    check_apart(tmp_path / "none")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").touch()
    with pytest.raises(Doubt):
        check_apart(tmp_path / "photos")
