"""Ballots that came and are not counted yet: of each poll a folder, in it a file for each village.

A file holds whole ballots in the order of their tokens, is written anew with each, and bears no time: so neither what
is in it nor how it lies on the disk tells in which order they came. (A row of a database lies in its page, and in the
journal, in just that order.) A ballot is taken when the file has its new place. Spec: sync/spec/poll.md, 11.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from shaiba_sync.ballot import BALLOT_BYTES, Cast, read_cast
from shaiba_sync.errors import Taken

from .files import write_whole


class BallotFolder:
    """The folder of all of them. Its methods block, and one poll's never run at once: see to both."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, poll: str, cast: Cast, data: bytes) -> None:
        """Keep a ballot, in the place of an earlier one of its token. The same twice is as once; one that is older than
        what is there changes nothing; raises `Taken` where it says something else under the same number."""
        path = self._folder / poll / cast.box
        held = {one.ballot.token: (one, whole) for one, whole in _read(path)}
        if before := held.get(cast.ballot.token):
            if before[0].ballot.n == cast.ballot.n and before[1] != data:
                raise Taken
            if before[0].ballot.n >= cast.ballot.n:
                return
        held[cast.ballot.token] = cast, data
        write_whole(path, b"".join(held[token][1] for token in sorted(held)))

    def read(self, poll: str) -> dict[str, list[Cast]]:
        """All that came, by village."""
        folder = self._folder / poll
        paths = [path for path in folder.iterdir() if path.suffix != ".new"] if folder.is_dir() else []
        return {path.name: [one for one, _ in _read(path)] for path in sorted(paths)}

    def forget(self, poll: str) -> None:
        """The poll is counted: its ballots stand in the boxes' files."""
        shutil.rmtree(self._folder / poll, ignore_errors=True)


def _read(path: Path) -> Iterator[tuple[Cast, bytes]]:
    data = path.read_bytes() if path.is_file() else b""
    for at in range(0, len(data), BALLOT_BYTES):
        whole = data[at : at + BALLOT_BYTES]
        yield read_cast(whole), whole
