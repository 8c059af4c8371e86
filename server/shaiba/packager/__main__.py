"""The packager of one stream: `python -m shaiba.packager FOLDER`.

A process of its own, so that a crash of the codecs takes nothing else down. It writes files, then a line of the index,
and says the line; a byte on its input says that something came; the end of the input, that nobody listens any more.
Begun anew it reads the epoch again in which it was stopped, and packs on behind the last segment of the index.
"""

import hashlib
import os
import sys
from pathlib import Path
from typing import NoReturn

import av
import msgspec

from shaiba_sync.op import b64u_encode

from ..storage.files import sync, write_whole
from .epoch import Beginning, Epoch, Segment
from .index import INDEX, Began, Ended, Entry, Finished, Packed, file_name, of_epoch, read_index
from .pieces import Head, Pieces, Reader


class Packager:
    """Packs what is in a stream's folder, as far as it has come and as it comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pieces = Pieces(folder)
        self._entries = read_index(folder)
        file = folder / INDEX
        whole = b"".join(msgspec.json.encode(entry) + b"\n" for entry in self._entries)
        if file.is_file() and file.read_bytes() != whole:
            write_whole(file, whole)  # a line that a stop cut
        self._index = file.open("ab")

    def run(self) -> None:
        """Until all is packed."""
        if any(isinstance(entry, Finished) for entry in self._entries):
            return
        epoch = max((entry.epoch for entry in self._entries if isinstance(entry, Ended)), default=-1)
        while True:
            following = self._pieces.following(epoch)
            if following is not None:
                epoch = following
                self._pack(epoch)
            elif self._is_all(epoch):
                self._note(Finished())
                return
            else:
                wait()

    def _is_all(self, epoch: int) -> bool:
        counts = self._pieces.counts()
        return counts is not None and not any(counts[epoch + 1 :])

    def _pack(self, epoch: int) -> None:
        head = self._pieces.head(epoch)
        assert head is not None  # noqa: S101 — `following` names no other
        began = any(isinstance(entry, Began) and entry.epoch == epoch for entry in self._entries)
        known = [entry.frames for entry in of_epoch(self._entries, epoch)]

        def keep(made: Beginning | Segment) -> None:
            try:
                if isinstance(made, Beginning) and not began:
                    self._begin(epoch, head, made)
                elif isinstance(made, Segment):
                    self._keep(epoch, made)
            except OSError as error:  # a full disk, nobody who listens
                leave(error)

        bad = False
        try:
            Epoch(keep, known).pack(Reader(self._pieces, epoch, wait), head.type)
        except (av.FFmpegError, ValueError):  # what came is no media, or only up to here: the pieces stay
            bad = True
        self._note(Ended(epoch, bad))

    def _begin(self, epoch: int, head: Head, made: Beginning) -> None:
        hashes = {tier: self._write(f"{tier}/{file_name(epoch, 'init')}", data) for tier, data in made.files.items()}
        self._note(Began(epoch, hashes, head.started, dict(made.codecs), made.width, made.height))

    def _keep(self, epoch: int, made: Segment) -> None:
        hashes = {tier: self._write(f"{tier}/{file_name(epoch, made.n)}", data) for tier, data in made.files.items()}
        sizes = {tier: len(data) for tier, data in made.files.items()}
        self._note(Packed(epoch, made.n, made.ms, made.frames, hashes, sizes))

    def _write(self, name: str, data: bytes) -> str:
        write_whole(self._folder / name, data)
        return b64u_encode(hashlib.sha256(data).digest())

    def _note(self, entry: Entry) -> None:
        line = msgspec.json.encode(entry) + b"\n"
        self._index.write(line)
        self._index.flush()
        os.fsync(self._index.fileno())
        self._entries.append(entry)
        os.write(sys.stdout.fileno(), line)


def wait() -> None:
    """Until something came."""
    if not os.read(sys.stdin.fileno(), 65_536):
        leave(None)


def leave(error: OSError | None) -> NoReturn:
    """Stop at once: what is in the index is on the disk. An exception would end up in libav, which asked for bytes, and
    what it then takes for the end of the epoch would be packed as such."""
    if error is not None and not isinstance(error, BrokenPipeError):
        os.write(sys.stderr.fileno(), f"{error.strerror}\n".encode())
    os._exit(0 if error is None or isinstance(error, BrokenPipeError) else 1)


def main(folder: Path) -> None:
    """Pack; the folder is the server's."""
    av.logging.set_level(None)
    sync(folder)
    try:
        Packager(folder).run()
    except OSError as error:
        leave(error)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
