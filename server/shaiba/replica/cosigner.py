"""What a witness says to a checkpoint that it is sent: a cosignature, if the log's history goes on from the last one.

Spec: sync/spec/witness.md, add-checkpoint (C2SP tlog-witness). The order of the checks is that of the page. What it is
about to sign is kept before it is signed: a witness that is killed anywhere in between can never sign two histories.
"""

from collections.abc import Iterable
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba_sync.errors import SyncError
from shaiba_sync.tree import Frontier, open_note, parse_checkpoint, parse_vkey, split_note, verify_consistency
from shaiba_sync.witness import cosign, make_cosigner, parse_submission

from ..storage.cosigned import Cosigned, CosignedHeads

TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"
EMPTY = Cosigned(0, Frontier().root())


class Answer(NamedTuple):
    """An answer of HTTP: status, body, type."""

    status: int
    body: str
    type: str = TEXT


class Cosigner:
    """A witness: its name and key, the logs that it looks at, the heads that it has cosigned."""

    def __init__(self, name: str, key: Ed25519PrivateKey, logs: Iterable[str], heads: CosignedHeads) -> None:
        self.name = name
        self.vkey = make_cosigner(name, key.public_key().public_bytes_raw())
        self.logs = {parse_vkey(vkey).name: vkey for vkey in logs}
        self._key = key
        self._heads = heads

    def add_checkpoint(self, body: str, *, now_ms: int) -> Answer:
        """The answer to a submission."""
        try:
            submission = parse_submission(body)
        except SyncError as error:
            return Answer(400, f"{error.code} {error.detail.get('rule', '')}\n")
        said = parse_checkpoint(split_note(submission.note).text)
        vkey = self._log_of(said.origin)
        if vkey is None:
            return Answer(404, "unknown log\n")
        try:
            open_note(submission.note, vkey)
        except SyncError:
            return Answer(403, "not signed by the log\n")
        if submission.old > said.size:
            return Answer(400, "shorter than the old size\n")
        if (newest := self._newest(said.origin)) not in (None, said.origin):
            return Answer(403, f"this log goes on as {newest}\n")
        last = self._heads.last(said.origin)
        old = last or EMPTY
        if submission.old != old.size:
            return _conflict(old)
        if said.size == old.size and said.root != old.root:
            return _conflict(old)
        if not verify_consistency(old.size, said.size, old.root, said.root, submission.proof):
            return Answer(422, "the proof does not lead there\n")
        if not self._heads.swap(said.origin, last, Cosigned(said.size, said.root)):
            return _conflict(self._heads.last(said.origin) or EMPTY)  # somebody was faster
        return Answer(200, cosign(submission.note, self.name, self._key, now_ms // 1000)[len(submission.note) :])

    def admit(self, origin: str) -> bool:
        """Let a log go on in a new epoch: the witness's keeper has seen the order, and says so once. False where the
        log never was cosigned under this name, or is in that epoch or a later one already."""
        newest = self._newest(origin)
        if newest is None or epoch_of(origin) <= epoch_of(newest):
            return False
        return self._heads.swap(origin, None, EMPTY)

    def _newest(self, origin: str) -> str | None:
        """The origin of the newest epoch in which this log was cosigned, or admitted; none where it never was."""
        base = origin.partition("+")[0]
        known = [name for name in self._heads.origins(base) if name.partition("+")[0] == base]
        return max(known, key=epoch_of, default=None)

    def _log_of(self, origin: str) -> str | None:
        """The key of the log whose name the origin begins with; of two, the longer name."""
        names = [name for name in self.logs if origin.startswith(f"{name}/")]
        return self.logs[max(names, key=len)] if names else None


def epoch_of(origin: str) -> int:
    """The epoch that an origin names (sync/spec/tree.md); what is no number is none that follows another."""
    text = origin.partition("+")[2]
    return int(text) if text.isascii() and text.isdecimal() else 0


def _conflict(last: Cosigned) -> Answer:
    return Answer(409, f"{last.size}\n", SIZE)
