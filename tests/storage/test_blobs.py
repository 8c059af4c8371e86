"""A file that has its name is whole and on the disk."""

import hashlib
import os
from pathlib import Path

import pytest

from shaiba.storage.blobs import BlobFolder

DATA = b"receipt" * 1000
HASH = hashlib.sha256(DATA).hexdigest()


def test_a_file_is_synced_before_it_has_its_name_and_its_name_before_anybody_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = BlobFolder(tmp_path)
    synced = []
    fsync = os.fsync

    def record(handle: int) -> None:
        synced.append((Path(f"/proc/self/fd/{handle}").resolve(), folder.has(HASH)))
        fsync(handle)

    folder.append(HASH, "d1", 0, DATA)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", record)
        folder.keep(HASH, "d1")
    assert synced == [(tmp_path / "partial" / f"{HASH}.d1", False), (tmp_path / HASH[:2], True)]
    assert folder.path(HASH).read_bytes() == DATA
