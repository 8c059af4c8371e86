"""`shaiba witness`: a folder is made once, and says whose it is."""

from pathlib import Path

import pytest

from shaiba.cli import main
from shaiba_sync.witness import parse_cosigner


def test_a_new_witness_prints_the_key_by_which_it_is_known_ever_after(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "w")
    assert main(["witness", "--data", folder, "--new", "--name", "town.example"]) == 0
    vkey = capsys.readouterr().out.strip()
    assert parse_cosigner(vkey).name == "town.example"
    assert main(["witness", "--data", folder]) == 0
    assert capsys.readouterr().out.strip() == vkey


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ([], "no witness's folder"),
        (["--new"], "needs one"),
        (["--new", "--name", "Town Example"], "no name for a witness"),
        (["--new", "--name", "town.example", "--log", "x"], "no verifier key"),
    ],
)
def test_doubt_stops_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], why: str) -> None:
    assert main(["witness", "--data", str(tmp_path / "w"), *options]) == 2
    assert why in capsys.readouterr().err


def test_a_witness_that_forgot_what_it_signed_does_not_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "w"
    main(["witness", "--data", str(folder), "--new", "--name", "town.example"])
    (folder / "cosigned.db").unlink()
    assert main(["witness", "--data", str(folder)]) == 2
    assert "not the heads" in capsys.readouterr().err
    assert main(["witness", "--data", str(folder), "--new", "--name", "town.example"]) == 2
