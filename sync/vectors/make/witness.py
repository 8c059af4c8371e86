# ruff: noqa: E501
"""Cosignatures good and bad, what a witness is sent, when cosignatures are enough."""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common import BY, ED, ED_KEY, ROOT, SALT, VILLAGE, Vectors, bad, flipped, good, pkcs8
from shaiba_sync import Checkpoint, b64u_encode, cosign, make_cosigner, make_vkey, sign_checkpoint

LOG, WITNESS, TIME = "demo.shaiba", "town.example", 1_790_000_000
OTHER = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"shaiba vector witness").digest())
OTHER_KEY = OTHER.public_key().public_bytes_raw()


def witness_vectors() -> Vectors:
    return cosigner_vectors() + cosignature_vectors() + enough_vectors() + submission_vectors()


def cosigner_vectors() -> Vectors:
    vkey = make_cosigner(WITNESS, OTHER_KEY)
    _, key_id, data = vkey.split("+", 2)
    key = b64u_encode(OTHER_KEY)
    return [
        good("a cosigner's key written", "make_cosigner", key_name=WITNESS, key=key),
        good("a cosigner's key read", "parse_cosigner", vkey=vkey),
        good("the key of a phone", "device_cosigner", log_name=LOG, device=BY, key=b64u_encode(ED_KEY)),
        bad("a cosigner's name with a plus", "make_cosigner", "malformed", "note", key_name="a+b", key=key),
        bad("a cosigner's name too long", "make_cosigner", "malformed", "note", key_name="a" * 201, key=key),
        bad("a cosigner's key too short", "make_cosigner", "malformed", "note", key_name=WITNESS, key=SALT),
        bad("a log's key in the place of a cosigner's", "parse_cosigner", "malformed", "note", vkey=make_vkey(WITNESS, OTHER_KEY)),
        bad("a cosigner's key in the place of a log's", "parse_vkey", "malformed", "note", vkey=vkey),
        bad("a cosigner's key of another id", "parse_cosigner", "malformed", "note", vkey=f"{WITNESS}+{flipped(key_id).lower()}+{data}"),
        bad("a cosigner's key of another name", "parse_cosigner", "malformed", "note", vkey=f"x+{key_id}+{data}"),
    ]  # fmt: skip


def cosignature_vectors() -> Vectors:
    checkpoint = Checkpoint(f"{LOG}/{VILLAGE}", 9990, bytes(range(32)))
    note = sign_checkpoint(checkpoint, LOG, ED)
    other_note = sign_checkpoint(checkpoint._replace(size=9991), LOG, ED)
    town, phone = make_cosigner(WITNESS, OTHER_KEY), make_cosigner(f"{LOG}/device/{BY}", ED_KEY)
    cosigned = cosign(note, WITNESS, OTHER, TIME)
    line = cosigned[len(note) :]
    data = base64.b64decode(line.split(" ")[2])
    by = {"key_name": WITNESS, "pkcs8": pkcs8(OTHER)}

    def with_line(data: bytes) -> str:
        return f"{note}— {WITNESS} {base64.b64encode(data).decode()}\n"

    late = (2**53).to_bytes(8)
    beyond = OTHER.sign(b"cosignature/v1\ntime 9007199254740992\n" + note.partition("\n\n")[0].encode() + b"\n")
    return [
        good("a note cosigned", "cosign", note=note, time_s=TIME, **by),
        good("a note cosigned at time 0", "cosign", note=note, time_s=0, **by),
        good("a note cosigned at the last time", "cosign", note=note, time_s=2**53 - 1, **by),
        good("a cosignature", "open_cosigned", note=cosigned, vkeys=[town]),
        good("a cosignature at the last time", "open_cosigned", note=cosign(note, WITNESS, OTHER, 2**53 - 1), vkeys=[town]),
        good("two cosignatures", "open_cosigned", note=cosign(cosigned, f"{LOG}/device/{BY}", ED, TIME + 5), vkeys=[phone, town]),
        good("two cosignatures of one key: the newer counts", "open_cosigned", note=cosign(cosign(note, WITNESS, OTHER, TIME + 9), WITNESS, OTHER, TIME), vkeys=[town]),
        good("a cosignature of somebody else", "open_cosigned", note=cosigned, vkeys=[phone]),
        good("no cosignature", "open_cosigned", note=note, vkeys=[town, phone]),
        good("a cosigned note is still the log's", "open_note", note=cosigned, vkey=make_vkey(LOG, ED_KEY)),
        good("the log's signature is no cosignature", "open_cosigned", note=note, vkeys=[make_cosigner(LOG, ED_KEY)]),
        bad("a cosignature of another note", "open_cosigned", "bad_signature", note=other_note + line, vkeys=[town]),
        bad("a cosignature with another time", "open_cosigned", "bad_signature", note=with_line(data[:11] + bytes([data[11] ^ 1]) + data[12:]), vkeys=[town]),
        bad("a cosignature with a bit flipped", "open_cosigned", "bad_signature", note=with_line(data[:-1] + bytes([data[-1] ^ 1])), vkeys=[town]),
        bad("a cosignature cut short", "open_cosigned", "bad_signature", note=with_line(data[:-1]), vkeys=[town]),
        bad("a cosignature too long", "open_cosigned", "bad_signature", note=with_line(data + b"\0"), vkeys=[town]),
        bad("a cosignature without a time", "open_cosigned", "bad_signature", note=with_line(data[:4] + data[12:]), vkeys=[town]),
        bad("a cosignature at time 2^53", "open_cosigned", "bad_signature", note=with_line(data[:4] + late + beyond), vkeys=[town]),
        bad("a cosignature that signs as a log does", "open_cosigned", "bad_signature", note=with_line(data[:12] + OTHER.sign(note.partition("\n\n")[0].encode() + b"\n")), vkeys=[town]),
        bad("a good and a bad cosignature of one key", "open_cosigned", "bad_signature", note=cosigned + with_line(data[:-1] + b"\0")[len(note) :], vkeys=[town]),
        bad("cosignatures under something that is no note", "open_cosigned", "malformed", "note", note="x", vkeys=[town]),
        bad("cosignatures looked for by something that is no key", "open_cosigned", "malformed", "note", note=cosigned, vkeys=["x"]),
        bad("a time below 0", "cosign", "malformed", "note", note=note, time_s=-1, **by),
        bad("a time of 2^53", "cosign", "malformed", "note", note=note, time_s=2**53, **by),
        bad("something cosigned that is no note", "cosign", "malformed", "note", note="x", time_s=TIME, **by),
        bad("a cosigner named with a space", "cosign", "malformed", "note", note=note, time_s=TIME, **(by | {"key_name": "a b"})),
        bad("a seventeenth signature", "cosign", "malformed", "note", note=note + line * 15, time_s=TIME, **by),
    ]  # fmt: skip


def enough_vectors() -> Vectors:
    cases = {
        "nobody is asked for": ([9], [9], 0, 0),
        "one of each is enough: the earlier of the two": ([5], [7], 1, 1),
        "more than needed: of each the newest": ([1, 8, 5], [7, 2], 2, 1),
        "only the committee is asked": ([3, 4], [], 1, 0),
        "only outsiders are asked": ([9], [6, 2], 0, 2),
        "too few of the committee": ([5], [7], 2, 1),
        "too few outsiders": ([5, 6], [], 1, 1),
        "nobody": ([], [], 1, 0),
    }
    return [
        good(name, "witnessed_at", committee=c, outside=o, need_committee=nc, need_outside=no)
        for name, (c, o, nc, no) in cases.items()
    ]


def submission_vectors() -> Vectors:
    note = sign_checkpoint(Checkpoint(f"{LOG}/{VILLAGE}", 7, bytes(32)), LOG, ED)
    body = f"old 3\n{base64.b64encode(bytes(32)).decode()}\n\n{note}"
    hash_line = body.split("\n")[1]
    vectors = [
        good("the first thing a witness is sent", "parse_submission", body=f"old 0\n\n{note}"),
        good("what a witness is sent", "parse_submission", body=body),
        good("the longest proof", "parse_submission", body=f"old {2**53 - 1}\n" + f"{hash_line}\n" * 63 + f"\n{note}"),
        good("what a witness is sent, written", "format_submission", old=3, proof=[ROOT], note=note),
        bad("a proof of 64 hashes", "format_submission", "malformed", "submission", old=3, proof=[ROOT] * 64, note=note),
        bad("a size of 2^53, written", "format_submission", "malformed", "submission", old=2**53, proof=[], note=note),
    ]  # fmt: skip
    for why, changed in {
        "empty": "", "the note alone": note, "no old size": body.replace("old 3\n", ""), "a leading zero": body.replace("old 3", "old 03"),
        "a sign": body.replace("old 3", "old +3"), "another word": body.replace("old 3", "size 3"), "two spaces": body.replace("old 3", "old  3"), "a size of 2^53": body.replace("old 3", f"old {2**53}"),
        "other digits": body.replace("old 3", "old ٣"), "CRs": body.replace("old 3\n", "old 3\r\n"), "64 hashes": body.replace(f"{hash_line}\n", f"{hash_line}\n" * 64),
        "a hash of 31 bytes": body.replace(hash_line, hash_line[:-4] + "AA=="), "a hash without padding": body.replace(hash_line, hash_line[:-1]), "a hash with unused bits": body.replace(hash_line, hash_line[:-2] + "B="),
        "text after a hash": body.replace(hash_line, hash_line + " x"),
    }.items():  # fmt: skip
        vectors.append(bad(f"no submission: {why}", "parse_submission", "malformed", "submission", body=changed))
    for why, changed in {
        "no note": body.partition("\n\n")[0] + "\n\n", "a note without signatures": f"old 3\n\n{note.partition('— ')[0]}", "no empty line": body.replace("\n\n", "\n", 1),
    }.items():  # fmt: skip
        rule = "submission" if why == "no empty line" else "note"
        vectors.append(bad(f"no submission: {why}", "parse_submission", "malformed", rule, body=changed))
    return vectors
