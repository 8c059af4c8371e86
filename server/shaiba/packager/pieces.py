"""The pieces of a stream as the disk has them: of each epoch a folder, what began it, and pieces by number.

    in/<epoch>/head     how it began: JSON, `Head`
    in/<epoch>/<seq>    a piece, as the recorder gave it
    in/end              JSON: how many pieces each epoch has; there once the phone has said so

Both sides read it: the server writes, the packager waits for what comes next. Nothing else passes between them but a
byte that says «look». Spec: sync/spec/live.md, "Ingest".
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

IN = "in"


class Head(msgspec.Struct, frozen=True):
    """How an epoch began: the recorder's type; when (ms since 1970), what size, how many pictures a second; how many
    pieces the epoch before it has, where the phone says so."""

    type: str
    started: int
    width: int = 0
    height: int = 0
    fps: float = 0
    before: int | None = None


class Pieces:
    """Reads a stream's pieces."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / IN

    def piece(self, epoch: int, seq: int) -> Path:
        """Where it is, or would be."""
        return self.folder / str(epoch) / str(seq)

    def epochs(self) -> list[int]:
        """Epochs of which something came."""
        return sorted(int(one.name) for one in self.folder.iterdir() if one.name.isdigit())

    def have(self, epoch: int) -> list[int]:
        """The numbers of the pieces that came, in order."""
        place = self.folder / str(epoch)
        return sorted(int(one.name) for one in place.iterdir() if one.name.isdigit()) if place.is_dir() else []

    def head(self, epoch: int) -> Head | None:
        """How it began; None while that is not here."""
        file = self.folder / str(epoch) / "head"
        return msgspec.json.decode(file.read_bytes(), type=Head) if file.is_file() else None

    def counts(self) -> list[int] | None:
        """How many pieces each epoch has, once the phone has said so."""
        file = self.folder / "end"
        return msgspec.json.decode(file.read_bytes(), type=list[int]) if file.is_file() else None

    def is_whole(self, epoch: int, seq: int) -> bool:
        """Whether nothing comes after the pieces below `seq`: the phone said how many there are, or went on with
        another epoch and left no gap."""
        counts = self.counts()
        if counts is not None:
            return seq >= (counts[epoch] if epoch < len(counts) else 0)
        if self.piece(epoch, seq).exists():
            return False
        later = [(one, head) for one in self.epochs() if one > epoch and (head := self.head(one))]
        if not later:
            return False
        following, head = later[0]
        if following == epoch + 1 and head.before is not None:
            return seq >= head.before
        return not any(one > seq for one in self.have(epoch))

    def following(self, epoch: int) -> int | None:
        """The epoch after this one; one of which nothing came is passed over once the phone says that nothing will."""
        counts = self.counts()
        later = [one for one in self.epochs() if one > epoch and self.head(one)]
        if not later:
            return None
        found = later[0]
        between = range(epoch + 1, found)
        if not between or (counts is not None and not any(counts[one : one + 1] != [0] for one in between)):
            return found
        head = self.head(found)
        return found if len(between) == 1 and head is not None and head.before == 0 else None


class Reader:
    """The pieces of an epoch as one file that is read from its beginning to its end. `wait` returns when it is worth
    looking again."""

    def __init__(self, pieces: Pieces, epoch: int, wait: Callable[[], None]) -> None:
        self._pieces, self._epoch, self._wait = pieces, epoch, wait
        self._seq, self._data, self._at = 0, b"", 0
        self.starved: Callable[[], None] = lambda: None
        """Told each time when all that came was read."""

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        while self._at == len(self._data):
            path = self._pieces.piece(self._epoch, self._seq)
            if path.exists():
                self._data, self._at = path.read_bytes(), 0
                self._seq += 1
            elif self._pieces.is_whole(self._epoch, self._seq):
                return b""
            else:
                self.starved()
                self._wait()
        found = self._data[self._at : self._at + size]
        self._at += len(found)
        return found
