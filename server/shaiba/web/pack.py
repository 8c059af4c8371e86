"""After a build: `python -m shaiba.web.pack <folder>` writes what packs well beside itself, tightly, once for all."""

import gzip
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..replica.packing import TIGHT, compress
from .static import PACKED


def pack(folder: Path) -> None:
    """Write the packed forms of the files in the folder, as `AppFiles` reads them."""
    files = [file for file in folder.rglob("*") if file.suffix in PACKED]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # both packers let other threads run meanwhile
        for _ in pool.map(_pack, files):
            pass


def _pack(file: Path) -> None:
    data = file.read_bytes()
    file.with_name(f"{file.name}.br").write_bytes(compress(data, "br", quality=TIGHT))
    file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    pack(Path(sys.argv[1]))
