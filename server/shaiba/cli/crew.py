"""Processes that work something out beside the command that asks for it, each over a line of its own.

A line of its own tells at once that the process at its other end is gone, whatever it was in the middle of: what it
had to do is then given to another.
"""

import argparse
import asyncio
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from ..data_folder import Doubt
from ..memory import hold_on, looking_seldom

MOST_WORKERS = 16
"""Each takes some 100 MB."""

MOST_LOST = 5
"""Of so many processes that ended in the middle of something, it is no chance."""


def add_workers(parser: argparse.ArgumentParser) -> None:
    """The option that says how many."""
    parser.add_argument(
        "--workers", type=_count, metavar="N", help="processes that work at it (one for each core; 0: none besides)"
    )


def workers_of(asked: int | None, *, is_much: bool) -> int:
    """How many there are to be: as `asked`; else one for each core where there `is_much` to do, and none where not."""
    if asked is not None:
        return asked
    return min(os.cpu_count() or 1, MOST_WORKERS) if is_much else 0


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text} is no number from 0 to {MOST_WORKERS}")
    return int(text)


_SPAWN = multiprocessing.get_context("spawn")


class Crew:
    """So many processes, each made when it is first needed: `begin(*given)` makes there what all its work is given.
    `async with`: they end with it."""

    def __init__(self, workers: int, begin: Callable[..., Any], *given: Any) -> None:
        self.workers = workers
        self._first = (begin, given)
        self._hands: list[_Hand] = []
        self._idle: list[_Hand] = []
        self._room = asyncio.Semaphore(workers)
        self._lost = 0

    async def __aenter__(self) -> "Crew":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.end()

    async def end(self) -> None:
        """End them now."""
        for hand in self._hands:
            hand.end()
        self._hands.clear()
        self._idle.clear()

    def begin(self) -> None:
        """Make all of them now: they load while whoever asks does something else."""
        while len(self._hands) < self.workers:
            self._idle.append(self._take_on())

    async def do(self, work: Callable[..., Any], *given: Any) -> Any:
        """What `work(made, *given)` gives in one of them, or raises there. Raises `Doubt` where they end too often."""
        async with self._room:
            while True:
                hand = self._idle.pop() if self._idle else self._take_on()
                try:
                    is_good, answer = await asyncio.to_thread(hand.ask, work, given)
                except (EOFError, OSError):
                    self._miss(hand)
                    continue
                self._idle.append(hand)
                if is_good:
                    return answer
                raise answer

    def _take_on(self) -> "_Hand":
        hand = _Hand(*self._first)
        self._hands.append(hand)
        return hand

    def _miss(self, hand: "_Hand") -> None:
        self._hands.remove(hand)
        print(f"\nA process of this command has ended ({hand.end()}); another does its work.", file=sys.stderr)
        self._lost += 1
        if self._lost >= MOST_LOST:
            raise Doubt(
                f"{self._lost} processes have ended in the middle of their work; perhaps there is too little memory."
                " What was finished stays: run the same command again, with --workers 0"
            )


class _Hand:
    """One process and the line to it."""

    def __init__(self, begin: Callable[..., Any], given: tuple[Any, ...]) -> None:
        self._line, there = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(there, begin, given), daemon=True)
        self._process.start()
        there.close()  # or it would seem to live for as long as we do

    def ask(self, work: Callable[..., Any], given: tuple[Any, ...]) -> tuple[bool, Any]:
        """Whether it went well, and the answer or the error. Raises `EOFError` or `OSError` where it is gone."""
        self._line.send((work, given))
        answer: tuple[bool, Any] = self._line.recv()
        return answer

    def end(self) -> int:
        """End it, in the middle of whatever it does; what its end was."""
        self._process.terminate()
        self._process.join()
        self._line.close()
        return self._process.exitcode or 0


def _serve(line: Connection, begin: Callable[..., Any], given: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asks: we end with the line
    hold_on()
    try:
        made = begin(*given)
        with looking_seldom():
            while True:
                work, given = line.recv()
                try:
                    answer = True, work(made, *given)
                except Exception as error:
                    answer = False, error
                line.send(answer)
    except (EOFError, OSError):  # who asked is gone
        pass
    except Exception:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(1)  # what was made may have threads that wait for ever; nothing is left to be written
