"""After a build: `python -m shaiba.web.pack <folder>` writes what packs well beside itself, tightly, once for all."""

import gzip
import sys
from pathlib import Path

from ..replica.packing import TIGHT, compress
from .static import PACKED


def pack(folder: Path) -> None:
    """Write the packed forms of the files in the folder, as `AppFiles` reads them."""
    for file in [file for file in folder.rglob("*") if file.suffix in PACKED]:
        data = file.read_bytes()
        file.with_name(f"{file.name}.br").write_bytes(compress(data, "br", quality=TIGHT))
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    pack(Path(sys.argv[1]))
