"""What a terminal has on its disk: logs that it proved, ops that it keeps until they are delivered, the log's key.

    key.json        the answer of /log/key at the first contact: pinned
    regions.json    by which phones find a village
    logs/<scope>/   lines (each ended by LF), head (the signed note of the first so many of them)
                    lost+<epoch>: what was given up; offer+<epoch>+<n>: that, with proofs, until it was offered
    kept            ops not yet delivered, a line each
    blobs/          files that these name

The lines are on the disk before the head that speaks of them, an op before anybody is told that it is kept. What does
not lead to its head is not believed at the next start. Its methods block: call them in a thread.
"""

import os
from pathlib import Path

import msgspec

from shaiba_sync.errors import SyncError
from shaiba_sync.keys import verify
from shaiba_sync.op import b64u_decode, is_gone, leaf_of, op_id, parse_op
from shaiba_sync.regain import MAX_REGAINED, Proven, Regain, format_regain, inclusion_proofs
from shaiba_sync.scope import parse_scope
from shaiba_sync.tree import Frontier, open_note, origin, parse_vkey
from shaiba_sync.wire import Behind

from ..replica.who import KEY_BYTES
from ..storage.blobs import BlobFolder

MAX_KEPT_BYTES = 64_000_000
"""Ops kept at most: whoever comes to a terminal is not known to it."""


class Log:
    """A log as far as it is proven."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        self.epoch = 0
        self.note = ""
        self.frontier = Frontier()
        self.lines: list[bytes] = []

    @property
    def size(self) -> int:
        """How many lines it has."""
        return self.frontier.size


class Doubtful(Exception):
    """Lines or a note that do not prove themselves under the pinned key."""


class Held:
    """The folder of a terminal."""

    def __init__(self, folder: Path, scopes: list[str]) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.blobs = BlobFolder(folder / "blobs")
        self.key: bytes | None = _read(folder / "key.json")
        self.regions: bytes | None = _read(folder / "regions.json")
        self.logs = {scope: self._load(scope) for scope in scopes}
        self.kept = self._load_kept()

    @property
    def vkey(self) -> str:
        """The pinned key of the log. Only after the first contact."""
        return str(msgspec.json.decode(self.key or b"{}")["vkey"])

    def pin(self, key: bytes) -> None:
        """Keep the answer of /log/key: once, for ever."""
        if self.key is None:
            parse_vkey(msgspec.json.decode(key)["vkey"])
            _write(self._folder / "key.json", key)
            self.key = key

    def keep_regions(self, text: bytes) -> None:
        """The server's regions, as they are now."""
        if text != self.regions:
            _write(self._folder / "regions.json", text)
            self.regions = text

    def extend(self, scope: str, epoch: int, lines: list[bytes], note: str) -> None:
        """Add lines that lead to this note. Raises `Doubtful`, and keeps none of them, where they do not."""
        log = self.logs[scope]
        frontier = _extended(log.frontier, lines)
        self._check(scope, epoch, frontier, note)
        if log.size and epoch != log.epoch:
            raise Doubtful(f"{scope}: another epoch")
        folder = self._log_folder(scope)
        folder.mkdir(parents=True, exist_ok=True)
        _append(folder / "lines", lines)
        _write(folder / "head", msgspec.json.encode([epoch, note]))
        log.epoch, log.note, log.frontier = epoch, note, frontier
        log.lines += lines

    def turn_over(self, said: Behind, lines: list[bytes], note: str) -> None:
        """Go on with a log in a later epoch: these are all its lines (sync/spec/scope.md, Giving up 4 and 5). What was
        lost is put aside for ever, and to be offered with its proof. Raises `Doubtful`, and changes nothing."""
        log = self.logs[said.scope]
        place = self._begun(said)
        shared = min(said.behind, log.size)
        frontier = _extended(Frontier(), lines)
        self._check(said.scope, said.epoch, frontier, note)
        same = [_leaf(line) for line in log.lines[:shared]] == [_leaf(line) for line in lines[:shared]]
        entry = said.entry.encode()
        if said.epoch <= log.epoch or place < said.behind or lines[place : place + 1] != [entry] or not same:
            raise Doubtful(f"{said.scope}: another epoch")
        folder, lost = self._log_folder(said.scope), log.lines[shared:]
        _write(folder / f"lost+{log.epoch}", b"".join(line + b"\n" for line in [*lost, log.note.encode()]))
        for n, body in enumerate(_offers(log, shared, set(lines))):
            _write(folder / f"offer+{log.epoch}+{n:04}", body)
        _write(folder / "lines", b"".join(line + b"\n" for line in lines))  # cut here: all of it is fetched anew
        _write(folder / "head", msgspec.json.encode([said.epoch, note]))
        log.epoch, log.note, log.frontier, log.lines = said.epoch, note, frontier, lines

    def offers(self) -> list[tuple[str, Path]]:
        """What is still to be offered to its log again: its scope, and the file."""
        return [(scope, file) for scope in self.logs for file in sorted(self._log_folder(scope).glob("offer+*"))]

    def _begun(self, said: Behind) -> int:
        """The place of the entry that began an epoch, if the clerk of the pinned key said it of this log."""
        clerk = msgspec.json.decode(self.key or b"{}")["clerk"]
        try:
            op = parse_op(said.entry.encode())
            verify(clerk["alg"], b64u_decode(clerk["key"], KEY_BYTES[clerk["alg"]]), op)
        except SyncError as error:
            raise Doubtful(f"{said.scope}: its epoch's entry: {error.code}") from None
        begun = [change["set"] for change in op.changes if change["do"] == "epoch.begin"]
        if (op.by, op.scope) != (clerk["device"], said.scope) or not begun or begun[0].get("epoch") != said.epoch:
            raise Doubtful(f"{said.scope}: no entry of the clerk began its epoch")
        return int(begun[0].get("first", -1))

    def keep(self, line: bytes) -> bool:
        """Have an op on the disk; false where there is no room. Its form was checked."""
        name = op_id(line)
        if name in self.kept:
            return True
        if sum(map(len, self.kept.values())) + len(line) > MAX_KEPT_BYTES:
            return False
        _append(self._folder / "kept", [line])
        self.kept[name] = line
        return True

    def forget(self, names: set[str]) -> None:
        """Ops that were delivered, and what they named."""
        self.kept = {name: line for name, line in self.kept.items() if name not in names}
        _write(self._folder / "kept", b"".join(line + b"\n" for line in self.kept.values()))

    def _check(self, scope: str, epoch: int, frontier: Frontier, note: str) -> None:
        try:
            checkpoint = open_note(note, self.vkey)
        except SyncError as error:
            raise Doubtful(f"{scope}: {error.code}") from None
        if checkpoint.origin != origin(parse_vkey(self.vkey).name, scope, epoch):
            raise Doubtful(f"{scope}: the note is of {checkpoint.origin}")
        if (checkpoint.size, checkpoint.root) != (frontier.size, frontier.root()):
            raise Doubtful(f"{scope}: its lines do not lead to its note")

    def _load(self, scope: str) -> Log:
        """The log as its head says; what stands after it was cut off, what does not lead to it is fetched anew."""
        log, folder = Log(parse_scope(scope).name), self._log_folder(scope)
        head, text = _read(folder / "head"), _read(folder / "lines") or b""
        if head is None or self.key is None:
            _truncate(folder / "lines", 0)
            return log
        epoch, note = msgspec.json.decode(head, type=tuple[int, str])
        try:
            size = open_note(note, self.vkey).size
            lines = text.split(b"\n")[:size]
            frontier = _extended(Frontier(), lines)
            self._check(scope, epoch, frontier, note)
        except (SyncError, Doubtful):
            _truncate(folder / "lines", 0)
            return log
        _truncate(folder / "lines", sum(len(line) + 1 for line in lines))
        log.epoch, log.note, log.frontier, log.lines = epoch, note, frontier, lines
        return log

    def _load_kept(self) -> dict[str, bytes]:
        """Whole lines; one that was cut off was kept for nobody yet."""
        text = _read(self._folder / "kept") or b""
        whole = text[: text.rfind(b"\n") + 1]
        _truncate(self._folder / "kept", len(whole))
        return {op_id(line): line for line in whole.splitlines()}

    def _log_folder(self, scope: str) -> Path:
        return self._folder / "logs" / scope


def is_said_again(line: bytes) -> bool:
    """Whether a lost line goes back to the server: not where it speaks of places in the log that was lost."""
    return not is_gone(line) and not any(c["do"].startswith(("erasure.", "epoch.")) for c in parse_op(line).changes)


def _offers(log: Log, shared: int, there: set[bytes]) -> list[bytes]:
    """What was lost of a log, less what is there again, with proofs that it stood there (sync/spec/regain.md)."""
    places = [at for at in range(shared, log.size) if log.lines[at] not in there and is_said_again(log.lines[at])]
    paths = inclusion_proofs([_leaf(line) for line in log.lines], places)
    proven = [Proven(at, path, log.lines[at]) for at, path in zip(places, paths, strict=True)]
    bodies = (proven[n : n + MAX_REGAINED] for n in range(0, len(proven), MAX_REGAINED))
    return [format_regain(Regain(log.epoch, log.note, some)) for some in bodies]


def _extended(frontier: Frontier, lines: list[bytes]) -> Frontier:
    for line in lines:
        frontier = frontier.append(_leaf(line))
    return frontier


def _leaf(line: bytes) -> bytes:
    try:
        return leaf_of(line)
    except SyncError:
        raise Doubtful("a line that is none") from None


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _append(path: Path, lines: list[bytes]) -> None:
    is_new = not path.exists()
    with path.open("ab") as file:
        file.write(b"".join(line + b"\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        _sync_folder(path.parent)


def _write(path: Path, data: bytes) -> None:
    """All of the file or none of it, durably."""
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _sync_folder(path.parent)


def _truncate(path: Path, size: int) -> None:
    if path.is_file() and path.stat().st_size > size:
        with path.open("r+b") as file:
            file.truncate(size)
            os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
