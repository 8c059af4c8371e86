"""What is declared is written down: settings, commands, kinds, errors, dependencies, tables of the data folder."""

import re
import tomllib
from pathlib import Path

import pytest

from shaiba import data_folder
from shaiba.cli import COMMANDS
from shaiba.config import SETTINGS
from shaiba.domain import KINDS
from shaiba_sync.errors import RETRY, STATUS

ROOT = Path(__file__).parent.parent
README = (ROOT / "server" / "README.md").read_text()
ERRORS = (ROOT / "sync" / "spec" / "errors.md").read_text()


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_every_setting_is_in_the_readme(setting: object) -> None:
    assert f"| `{setting.name}` |" in README  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"| `{command.rstrip('_')}` |" in README


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    reasons = README.partition("## Dependencies")[2].partition("\n## ")[0]
    for dependency in project["dependencies"]:
        name = re.split(r"[<>=\[]", dependency)[0]
        assert re.search(rf"\b{name}\b", reasons), name


@pytest.mark.parametrize("code", sorted(RETRY))
def test_every_error_is_in_the_spec_with_its_group_and_status(code: str) -> None:
    row = next(line for line in ERRORS.splitlines() if line.startswith(f"| `{RETRY[code]}` |"))
    assert f"`{code}` {STATUS[code]}" in row


def test_every_part_of_the_data_folder_is_in_the_readme() -> None:
    for line in (data_folder.__doc__ or "").splitlines():
        if found := re.match(r"    (\S+)  ", line):
            assert f"\n{found[1]} " in README, found[1]


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_every_kind_says_what_it_is(kind: object) -> None:
    name = kind.name  # type: ignore[attr-defined]
    text = (ROOT / "server" / "shaiba" / "domain" / f"{name}.py").read_text()
    assert text.startswith('"""')


def test_sql_is_written_in_storage_only() -> None:
    statement = re.compile(r"\b(select .+ from|insert into|delete from|update \w+ set|create table)\b")
    server = ROOT / "server" / "shaiba"
    for file in server.rglob("*.py"):
        if "storage" not in file.relative_to(server).parts:
            code = re.sub(r'""".*?"""', "", file.read_text(), flags=re.DOTALL)
            assert not statement.search(code), file


def test_only_config_and_commands_read_the_environment() -> None:
    server = ROOT / "server" / "shaiba"
    for file in server.rglob("*.py"):
        if "cli" not in file.relative_to(server).parts and "os.environ" in file.read_text():
            assert file.name == "regions.py", file
