# ruff: noqa: E501
"""Checkpoints, signed notes and verifier keys (tree.md)."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common import ED, ED_KEY, SALT, VILLAGE, Vectors, bad, flipped, good, pkcs8
from shaiba_sync import b64u_encode, make_vkey, sign_checkpoint
from shaiba_sync.tree import Checkpoint


def note_vectors() -> Vectors:
    name, size = "demo.shaiba", 9990
    where = f"{name}/{VILLAGE}"
    vkey = make_vkey(name, ED_KEY)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    checkpoint = Checkpoint(where, size, bytes(range(32)))
    note = sign_checkpoint(checkpoint, name, ED)
    text, _, ours = note.rpartition("\n\n")
    witness = sign_checkpoint(checkpoint, "witness.example", other).rpartition("\n\n")[2]
    fields = {"origin": where, "size": size, "root": b64u_encode(checkpoint.root)}
    forged = sign_checkpoint(checkpoint._replace(size=size + 1), name, ED).rpartition("\n\n")[2]
    base = ours.split(" ")[2].rstrip("\n")
    vectors = [
        good("the origin of a log", "origin", log_name=name, scope=VILLAGE, epoch=0),
        good("the origin of a log begun again", "origin", log_name=name, scope=VILLAGE, epoch=2),
        good("a checkpoint written", "format_checkpoint", **fields),
        good("the first checkpoint", "format_checkpoint", **(fields | {"size": 0})),
        good("a checkpoint read", "parse_checkpoint", text=text + "\n"),
        good("a checkpoint signed", "sign_checkpoint", **fields, key_name=name, pkcs8=pkcs8(ED)),
        good("a verifier key written", "make_vkey", key_name=name, key=b64u_encode(ED_KEY)),
        good("a verifier key read", "parse_vkey", vkey=vkey),
        good("the key of the C2SP example", "parse_vkey", vkey="PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
        good("a note", "open_note", note=note, vkey=vkey),
        good("a note with a witness after", "open_note", note=note + witness, vkey=vkey),
        good("a note with a witness before", "open_note", note=f"{text}\n\n{witness}{ours}", vkey=vkey),
        good("a note that a key of that name, but another, signed too", "open_note",
             note=note + sign_checkpoint(checkpoint, name, other).rpartition("\n\n")[2], vkey=vkey),
        bad("a note of another key", "open_note", "bad_signature", note=note, vkey=make_vkey(name, other.public_key().public_bytes_raw())),
        bad("a note of a key of another name", "open_note", "bad_signature", note=note, vkey=make_vkey("x", ED_KEY)),
        bad("a note of a witness alone", "open_note", "bad_signature", note=f"{text}\n\n{witness}", vkey=vkey),
        bad("a note changed after signing", "open_note", "bad_signature", note=note.replace("9990", "9991"), vkey=vkey),
        bad("a note with a good and a bad signature", "open_note", "bad_signature", note=note + forged, vkey=vkey),
        bad("a note with a bad and a good signature", "open_note", "bad_signature", note=f"{text}\n\n{forged}{ours}", vkey=vkey),
        bad("a note with a signature cut short", "open_note", "bad_signature", note=note.replace(base, base[:80]), vkey=vkey),
    ]  # fmt: skip
    for why, changed in {
        "empty": "", "without signatures": text + "\n", "without signatures, but an empty line": text + "\n\n", "without its last LF": note[:-1],
        "with text after": note + "x", "with an empty line after": note + "\n", "with CRs": note.replace("\n", "\r\n"), "with an extension line": note.replace("\n\n", "\nmore\n\n"),
        "with a hyphen for a dash": note.replace("—", "-"), "with two spaces": note.replace("— ", "—  "), "with a name that holds a plus": note.replace(f"— {name}", "— a+b"),
        "with a signature without padding": note.replace(base, base.rstrip("=")), "with a signature in the other alphabet": note.replace(base, "_-" + base[2:]),
        "with a signature of four bytes": note.replace(base, base[:4] + "AA=="), "with unused bits": note.replace(base, base[:4] + "AB=="), "with a third word": note.replace(base, base + " x"),
        "with too many signatures": note + witness * 16, "with an empty origin": note.replace(where, ""), "with a space in its origin": note.replace(where, "a b"), "with an origin abroad": note.replace(where, "晒"),
    }.items():  # fmt: skip
        vectors.append(bad(f"no note: {why}", "open_note", "malformed", "note", note=changed, vkey=vkey))
    for why, changed in {
        "a leading zero": text.replace("9990", "09990"), "a sign": text.replace("9990", "+9990"), "no size": text.replace("9990", ""), "a size of 2^53": text.replace("9990", str(2**53)),
        "a size in other digits": text.replace("9990", "٩"), "a root too short": text[:-4] + "=", "a root without padding": text[:-1], "a root with unused bits": text[:-2] + "9=", "a root in the other alphabet": text.replace("AAEC", "A_EC"),
        "no last LF": text, "an empty line": text + "\n",
    }.items():  # fmt: skip
        vectors.append(
            bad(
                f"no checkpoint: {why}",
                "parse_checkpoint",
                "malformed",
                "note",
                text=changed + ("" if why == "no last LF" else "\n"),
            )
        )
    _, key_id, data = vkey.split("+", 2)
    for why, changed in {
        "empty": "", "another id": f"{name}+{flipped(key_id).lower()}+{data}", "an id in capitals": f"{name}+{key_id.upper()}+{data}", "another name": f"x+{key_id}+{data}",
        "no name": f"+{key_id}+{data}", "a name with a space": f"a b+{key_id}+{data}", "another type": f"{name}+{key_id}+Ag{data[2:]}", "a short key": f"{name}+{key_id}+{data[:40]}", "no key": f"{name}+{key_id}",
        "the other alphabet": f"{name}+{key_id}+AQ__{data[4:]}", "a line break": vkey + "\n",
    }.items():  # fmt: skip
        vectors.append(bad(f"no verifier key: {why}", "parse_vkey", "malformed", "note", vkey=changed))
    vectors += [
        bad("a key's name with a plus", "make_vkey", "malformed", "note", key_name="a+b", key=b64u_encode(ED_KEY)),
        bad("a key too short for a name", "make_vkey", "malformed", "note", key_name=name, key=SALT),
        bad(
            "a note signed by a name with a space",
            "sign_checkpoint",
            "malformed",
            "note",
            **fields,
            key_name="a b",
            pkcs8=pkcs8(ED),
        ),
        bad(
            "a checkpoint with a space in its origin",
            "format_checkpoint",
            "malformed",
            "note",
            **(fields | {"origin": "a b"}),
        ),
        bad("a checkpoint with a size beyond", "format_checkpoint", "malformed", "note", **(fields | {"size": 2**53})),
    ]
    return vectors
