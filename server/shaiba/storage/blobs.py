"""Photos, recordings, documents: files by the SHA-256 of their bytes, outside the op log.

An upload grows in `partial/`, one file per hash and sender, and moves to its place only when whole, right and synced.
"""

import hashlib
import time
from pathlib import Path

from .files import sync

PARTIAL_DAYS = 7
"""Uploads that nobody went on with for so long are dropped."""


class BlobFolder:
    """The folder of blobs. Its methods block: call them in a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._partial = folder / "partial"
        self._partial.mkdir(parents=True, exist_ok=True)

    def path(self, blob_hash: str) -> Path:
        """Where the bytes are, or would be."""
        return self._folder / blob_hash[:2] / blob_hash

    def has(self, blob_hash: str) -> bool:
        """Whether the bytes are here."""
        return self.path(blob_hash).is_file()

    def offset(self, blob_hash: str, sender: str) -> int:
        """How many bytes of an upload have come."""
        try:
            return self._draft(blob_hash, sender).stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, blob_hash: str, sender: str, offset: int, data: bytes) -> int:
        """Add bytes at `offset`, which must be where the upload stands; returns where it stands now."""
        with self._draft(blob_hash, sender).open("ab") as file:
            if file.tell() != offset:
                raise ValueError("not the offset of this upload")
            file.write(data)
            return file.tell()

    def draft(self, blob_hash: str, sender: str) -> bytes:
        """The bytes of an upload so far."""
        return self._draft(blob_hash, sender).read_bytes()

    def drop(self, blob_hash: str, sender: str) -> None:
        """Forget an upload."""
        self._draft(blob_hash, sender).unlink(missing_ok=True)

    def keep(self, blob_hash: str, sender: str) -> None:
        """Move a whole upload to its place, durably. The caller has looked at its bytes."""
        draft = self._draft(blob_hash, sender)
        place = self.path(blob_hash)
        place.parent.mkdir(exist_ok=True)
        sync(draft)
        draft.replace(place)
        sync(place.parent)

    def put(self, data: bytes) -> str:
        """Keep bytes that the server itself has (imports, the demo); returns their hash."""
        blob_hash = hashlib.sha256(data).hexdigest()
        if not self.has(blob_hash):
            self.drop(blob_hash, "server")
            self.append(blob_hash, "server", 0, data)
            self.keep(blob_hash, "server")
        return blob_hash

    def remove(self, blob_hash: str) -> None:
        """Take the file away, and what came of uploads of it."""
        for draft in self._partial.glob(f"{blob_hash}.*"):
            draft.unlink()
        self.path(blob_hash).unlink(missing_ok=True)

    def hashes(self) -> list[str]:
        """Hashes of the files that are here, sorted."""
        return sorted(file.name for file in self._folder.glob("??/*"))

    def sweep(self) -> None:
        """Drop uploads that were left."""
        for file in self._partial.iterdir():
            if file.stat().st_mtime < time.time() - PARTIAL_DAYS * 86_400:
                file.unlink(missing_ok=True)

    def _draft(self, blob_hash: str, sender: str) -> Path:
        return self._partial / f"{blob_hash}.{sender}"
