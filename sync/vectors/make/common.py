"""What the vectors of every subject are made of: keys, lines, and `good` and `bad`, which ask the Python half.

What must be refused, and by which rule, is stated by hand and held against that half; what comes out of good input is
its answer, which the tests compare with other implementations.
"""

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from shaiba_sync import b64u_encode, device_id, digest, finish
from shaiba_sync.harness import answer

Vectors = list[dict[str, Any]]

ED = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"shaiba vector key").digest())
ED_KEY = ED.public_key().public_bytes_raw()
P256 = ec.derive_private_key(int.from_bytes(hashlib.sha256(b"shaiba vector p256").digest()), ec.SECP256R1())
P256_KEY = P256.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
BY = device_id("ed25519", ED_KEY)
VILLAGE = "village/350583112216"
AT = "019a1b2c3d4e0000"
SALT = "AAECAwQFBgcICQoLDA0ODw"
ROOT = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"
CHANGE = {"do": "entry.correct", "id": "e7Kq2mXw91Zb", "set": {"amount_fen": 486000, "reason": "少录一位"}}


def good(name: str, fn: str, /, **parameters: Any) -> dict[str, Any]:
    command = json.loads(json.dumps({"fn": fn, **parameters}))
    return {"name": name, **command, "want": answer(command)["ok"]}


def bad(name: str, fn: str, error: str, rule: str | None = None, /, **parameters: Any) -> dict[str, Any]:
    command = json.loads(json.dumps({"fn": fn, **parameters}))
    given = answer(command)
    if given.get("error") != error or (rule and given["detail"] != {"rule": rule}):
        raise ValueError(f"{name}: {given}")
    return {"name": name, **command, "want_error": error, **({"rule": rule} if rule else {})}


def line_of(do: str, *, seen: str = f'[12,"{ROOT}"]') -> str:
    head = f'{{"v":1,"scope":"{VILLAGE}","by":"{BY}","at":"{AT}","salt":"{SALT}","seen":{seen},"do":{do}'.encode()
    return finish(head, ED.sign(digest(head))).decode()


def flipped(text: str) -> str:
    return ("A" if text[0] != "A" else "B") + text[1:]


def pkcs8(key: Ed25519PrivateKey) -> str:
    return b64u_encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
