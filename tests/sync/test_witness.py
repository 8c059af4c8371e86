"""Cosignatures against the definition of C2SP tlog-cosignature, written here a second time from its page."""

import base64
import hashlib
import json
import struct
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shaiba_sync import Checkpoint, cosign, make_cosigner, open_cosigned, sign_checkpoint

VECTORS = Path(__file__).parents[2] / "sync" / "vectors" / "witness.json"
LOG, TOWN = Ed25519PrivateKey.from_private_bytes(b"l" * 32), Ed25519PrivateKey.from_private_bytes(b"t" * 32)
NAME, TIME = "town.example/w1", 1_679_315_147
NOTE = sign_checkpoint(Checkpoint("example.com/behind-the-sofa", 20_852_163, bytes(range(32))), "example.com", LOG)
BODY = b"example.com/behind-the-sofa\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


def by_the_page(name: str, key: Ed25519PrivateKey, body: bytes, time_s: int) -> str:
    """A signature line, from the page and nothing else."""
    public = key.public_key().public_bytes_raw()
    key_id = hashlib.sha256(name.encode() + b"\n" + b"\x04" + public).digest()[:4]
    message = b"cosignature/v1\n" + f"time {time_s}\n".encode() + body
    data = key_id + struct.pack(">Q", time_s) + key.sign(message)
    return f"— {name} {base64.b64encode(data).decode()}\n"


def test_a_cosignature_is_byte_for_byte_that_of_the_page():
    assert cosign(NOTE, NAME, TOWN, TIME) == NOTE + by_the_page(NAME, TOWN, BODY, TIME)


def test_a_cosignature_made_by_the_page_is_read():
    vkey = make_cosigner(NAME, TOWN.public_key().public_bytes_raw())
    assert open_cosigned(NOTE + by_the_page(NAME, TOWN, BODY, TIME), [vkey]) == {vkey: TIME}


def test_the_vectors_hold_by_the_page():
    """What the vectors say is a good cosignature, verified here without the code that made it."""
    seen = 0
    for vector in json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]:
        if vector["fn"] != "open_cosigned" or "want" not in vector:
            continue
        body, _, lines = vector["note"].rpartition("\n\n")
        for vkey, time_s in vector["want"].items():
            name, key_id, coded = vkey.split("+", 2)
            public = base64.b64decode(coded)[1:]
            assert hashlib.sha256(name.encode() + b"\n\x04" + public).hexdigest()[:8] == key_id
            message = f"cosignature/v1\ntime {time_s}\n{body}\n".encode()
            signatures = [
                data[12:]
                for data in (base64.b64decode(line.split(" ")[2]) for line in lines.splitlines())
                if data[:4].hex() == key_id and struct.unpack(">Q", data[4:12])[0] == time_s
            ]
            assert signatures
            for signature in signatures:
                Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
                seen += 1
    assert seen >= 5
