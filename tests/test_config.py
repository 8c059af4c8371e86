"""Settings: from the command line, else the environment, else the file, else the default; wrong ones are refused."""

from pathlib import Path

import pytest

from shaiba.config import BadSetting, load


def test_the_nearest_says_what_counts(tmp_path: Path) -> None:
    (tmp_path / "shaiba.toml").write_text('port = 1001\ndemo = true\nlog_level = "debug"\n')
    env = {"SHAIBA_PORT": "1002", "SHAIBA_LOG_LEVEL": "error", "PATH": "/bin"}
    found = load(env, {"data": str(tmp_path), "log_level": "info"})
    assert (found.port, found.demo, found.log_level, found.host) == (1002, True, "info", "127.0.0.1")
    assert found.origin == "http://localhost:1002"


@pytest.mark.parametrize(
    ("name", "value"),
    [("port", "x"), ("port", "70000"), ("demo", "maybe"), ("log_level", "warning"), ("origin", "county.example")],
)
def test_a_value_that_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        load({}, {name: value})


def test_a_setting_that_there_is_not_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shaiba.toml").write_text("prot = 1\n")
    with pytest.raises(BadSetting, match="prot"):
        load({}, {"data": str(tmp_path)})
