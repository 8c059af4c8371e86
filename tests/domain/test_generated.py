"""What `shaiba kinds` writes is fresh: nobody changes a kind and forgets the phone."""

import argparse

import pytest

from shaiba.cli import kinds as command


def _run(*options: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(options))


def test_what_is_committed_is_fresh(capsys):
    assert _run() == 0, f"{capsys.readouterr().out}"


def test_stale_files_are_told_and_written(tmp_path, capsys):
    assert _run("--check", "--root", str(tmp_path)) == 1
    assert "stale: pwa/src/generated/kinds.ts" in capsys.readouterr().out
    assert _run("--write", "--root", str(tmp_path)) == 0
    assert _run("--check", "--root", str(tmp_path)) == 0


def test_the_protocols_own_part_of_the_lock_is_left_alone(tmp_path):
    (tmp_path / "sync" / "vectors").mkdir(parents=True)
    (tmp_path / command.LOCK).write_text('{"protocol": 1}')
    assert _run("--write", "--root", str(tmp_path)) == 0
    assert '"protocol": 1' in (tmp_path / command.LOCK).read_text()


@pytest.mark.parametrize(
    "word", ["export interface Disclosure ", "export const SHEET ", "readonly receipts?: readonly Receipt[]"]
)
def test_the_phone_gets_what_it_needs(word):
    assert word in (command.ROOT / command.TYPES).read_text(encoding="utf-8")
