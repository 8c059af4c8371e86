"""Processes beside a command: what ends in the middle of its work is replaced, but not for ever."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from shaiba.cli.crew import MOST_LOST, Crew
from shaiba.data_folder import Doubt


def begin(name: str) -> str:
    return name


def greet(made: str, word: str) -> str:
    return f"{word}, {made}"


def who(made: str) -> int:
    return os.getpid()


def fail(made: str) -> None:
    raise ValueError(made)


def end_once(made: str, mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return made


def end(made: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def test_work_is_given_to_another_when_its_process_is_killed(tmp_path, capfd):
    async with Crew(1, begin, "here") as crew:
        assert await crew.do(end_once, tmp_path / "mark") == "here"
        assert await crew.do(greet, "good day") == "good day, here"
    assert "has ended (-9); another does its work" in capfd.readouterr().err


async def test_processes_that_were_made_before_there_is_work_are_the_ones_that_do_it():
    others = {child.pid for child in multiprocessing.active_children()}
    async with Crew(2, begin, "here") as crew:
        crew.begin()
        made = {child.pid for child in multiprocessing.active_children()} - others
        assert len(made) == 2
        assert {await crew.do(who) for _ in range(3)} <= made


async def test_what_goes_wrong_there_is_raised_here_and_the_process_stays(capfd):
    async with Crew(1, begin, "wrong") as crew:
        with pytest.raises(ValueError, match="wrong"):
            await crew.do(fail)
        assert await crew.do(greet, "still") == "still, wrong"
    assert "has ended" not in capfd.readouterr().err


async def test_where_all_of_them_end_it_is_given_up(capfd):
    async with Crew(1, begin, "here") as crew:
        with pytest.raises(Doubt, match="with --workers 0"):
            await crew.do(end)
    assert capfd.readouterr().err.count("has ended") == MOST_LOST
