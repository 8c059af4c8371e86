"""`shaiba enrol` prints what a phone can scan as well as what a hand can type."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from shaiba.cli import main
from shaiba.data_folder import make_folder


def test_a_code_is_printed_with_a_link_that_fills_it_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_folder(tmp_path / "data", "test.shaiba")
    asked = ["--person", "p1", "--household", "三-12", "--region", "350583112216"]
    assert main(["enrol", "--data", str(tmp_path / "data"), "--origin", "https://shaiba.example", *asked]) == 0
    typed, link, *qr = capsys.readouterr().out.split("\n", 2)
    code = "".join(re.findall(r"\b[0-9A-Z]{4}\b", typed))
    url = urlsplit(link)
    assert (url.netloc, url.path, url.query) == ("shaiba.example", "/account", "")  # after #: the code enters no log
    assert parse_qs(url.fragment) == {"code": [code], "household": ["三-12"]}
    assert "█" in qr[0]
