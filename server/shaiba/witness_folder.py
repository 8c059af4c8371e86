"""A witness's folder: its name, its key, the heads that it has cosigned. Not a log's data folder; a stranger's.

name               what it is called in its cosignatures
witness.ed25519    32 bytes, readable by the owner only
cosigned.db        the heads (SQLite)
"""

from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .data_folder import NAME, Doubt, read_key, write_new
from .replica.cosigner import Cosigner
from .storage.cosigned import CosignedHeads

KEY = "witness.ed25519"


def make_witness(path: Path, name: str) -> None:
    """Make a folder with a new key. Raises `Doubt` where there is one."""
    if not NAME.fullmatch(name):
        raise Doubt(f"{name} is no name for a witness: a host name, perhaps with a path, like town.example/w1")
    if (path / "name").exists():
        raise Doubt(f"{path} is a witness's folder already")
    path.mkdir(parents=True, exist_ok=True)
    write_new(path / KEY, Ed25519PrivateKey.generate().private_bytes_raw())
    CosignedHeads(path / "cosigned.db").close()
    (path / "name").write_text(f"{name}\n")


def open_witness(path: Path, logs: Iterable[str]) -> tuple[Cosigner, CosignedHeads]:
    """The witness of a folder, for these logs. Raises `Doubt`: one that forgot what it signed must not sign again."""
    if not (path / "name").is_file():
        raise Doubt(f"{path} is no witness's folder. Make one with: shaiba witness --data {path} --name <name> --new")
    if not (path / "cosigned.db").is_file():
        raise Doubt(f"{path} has a key but not the heads it cosigned. Make a new witness, with another key")
    heads = CosignedHeads(path / "cosigned.db")
    return Cosigner((path / "name").read_text().strip(), read_key(path / KEY), logs, heads), heads
