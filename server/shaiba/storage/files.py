"""Files that are there whole or not at all, whenever the power goes."""

import os
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Put these bytes in the place of the file's, durably. Nobody else may read it; and its time tells nothing: it is
    that of the first day."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.utime(file.fileno(), (0, 0))
        os.fsync(file.fileno())
    draft.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Have what was written there on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
