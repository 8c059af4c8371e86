"""Audit public logs with Python ≥ 3.11 and `cryptography` alone: did anybody edit the past? sync/spec/audit.md"""

import argparse
import hashlib
import json
import re
from base64 import b64decode, urlsafe_b64encode
from contextlib import suppress
from functools import reduce
from pathlib import Path
from urllib.request import urlopen

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.hashes import SHA256

B16, B32, B64 = (rf"[\w-]{{{n}}}[{last}]" for n, last in ((21, "AQgw"), (42, "AEIMQUYcgkosw048"), (85, "AQgw")))
LINE = re.compile(
    rf'(?a)(\{{"v":1,"scope":"([^"]*)","by":"(?P<by>{B16})","at":"[0-9a-f]{{16}}","salt":"(?P<salt>{B16})",'
    rf'"seen":(?P<seen>null|\[[1-9][0-9]{{0,15}},"{B32}"\]),"do":(?P<do>\[.*\])),"sig":"(?P<sig>{B64})"\}}'
)
sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()  # noqa: E731
get = lambda where, path: urlopen(f"{where.rstrip('/')}/{path}", timeout=60).read()  # noqa: E731, S310 — as asked
uri = lambda where: where if "://" in where else Path(where).resolve().as_uri()  # noqa: E731
seen = lambda size, root: f'[{size},"{urlsafe_b64encode(root).decode()[:-1]}"]'  # noqa: E731 — as ops write it


def need(good, what):
    if not good:
        raise ValueError(what)


def lines_of(where, scope, size, epoch):
    for start in range(0, size, 256):
        part = f"{start // 256}" + f".p/{size - start}" * (size - start < 256)
        part += f"?epoch={epoch}" * (epoch > 0 and "file:" not in where)
        *lines, rest = get(where, f"log/{scope}/entries/{part}").split(b"\n")
        need(not rest and len(lines) == min(256, size - start), f"entries/{part} has {len(lines)} lines")
        yield from lines


def signed(alg, key, sig, message):
    with suppress(InvalidSignature, ValueError):
        if alg == "ed25519":
            return ed25519.Ed25519PublicKey.from_public_bytes(key).verify(sig, message) is None
        r, s = int.from_bytes(sig[:32]), int.from_bytes(sig[32:])
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
        point.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
        return s <= 0x7FFFFFFF800000007FFFFFFFFFFFFFFFDE737D56D38BCF4279DCE5617E3192A8  # high: a second line of one op


def open_note(note, vkey):
    """(log, epoch, size, head as in `seen`) of a checkpoint that the log of this verifier key signed (tree.md)."""
    name, key_id, key = vkey.split("+", 2)
    text, _, block = note.rpartition("\n\n")
    found = re.fullmatch(r"([!-*,-~]+)(?:\+([1-9][0-9]{0,15}))?\n(0|[1-9][0-9]{0,15})\n([0-9A-Za-z+/]{43}=)", text)
    sigs = [b64decode(line.rpartition(" ")[2]) for line in block.split("\n") if line.startswith(f"— {name} ")]
    ours = [signed("ed25519", b64decode(key)[1:], s[4:], f"{text}\n".encode()) for s in sigs if s[:4].hex() == key_id]
    need(found and ours and all(ours), "the checkpoint is not signed by this log")
    return found[1], int(found[2] or 0), int(found[3]), seen(found[3], b64decode(found[4]))


def read(line, scope):
    """An op's members, changes, and (signature, what is signed). What two readers could read differently is refused."""
    op = LINE.fullmatch(line.decode())
    need(op and len(line) <= 65_536 and op[2] == scope, "it is no op of this log")
    changes = json.loads(op["do"], parse_int=lambda n: (n, int(n))[abs(int(n)) < 2**53], parse_float=str)
    need(json.dumps(changes, ensure_ascii=False, separators=(",", ":"), allow_nan=False) == op["do"], "not compact")
    return op, changes, (b64decode(op["sig"] + "==", "-_"), sha(b"shaiba-op-v1\n", op[1].encode()))


def audit(where, vkey, clerk, held, only):
    """Read every log (or one, then others until its devices are known); yield faults and gaps."""
    keys, office, waiting = {clerk["device"]: (clerk["alg"], b64decode(clerk["key"] + "==", "-_"))}, clerk["device"], []
    scopes = {scope: (epoch, size) for scope, epoch, size in json.loads(get(where, "log/scopes"))["scopes"]}
    for scope in sorted({only or min(scopes), *scopes}, key=lambda name: (name != only, name)):
        if only and scope != only and all(by in keys for _, by, *_ in waiting):
            break
        (epoch, listed), heads, frontier, gaps, orders = scopes.get(scope, (0, 1)), {"null"}, [], [], set()
        log, acts, begun, fork = f"{vkey.partition('+')[0]}/{scope}", {}, {0: None}, 2**64
        try:
            *found, size, head = open_note(get(where, f"log/{scope}/checkpoint").decode(), vkey)
            need(found == [log, epoch] and size >= listed, f"{listed} lines are listed, the checkpoint has {size}")
            for seq, line in enumerate(lines_of(where, scope, size, epoch)):
                gone = re.fullmatch(rf'\{{"gone":"({B32})","by":"{B16}","why":"[a-z_]{{1,32}}"\}}'.encode(), line)
                gaps += [(seq, gone[1].decode())] if gone else []
                try:
                    op, changes, proof = (None, [], None) if gone else read(line, scope)
                    waiting += [(f"{scope} line {seq}", op["by"], *proof)] if op and scope == (only or scope) else []
                    need(not op or acts.setdefault((op["by"], op["salt"]), seq) == seq, "its act stands before")
                    need(not op or op["seen"] in heads or int(op["seen"][1:-47]) > fork, "it saw another history")
                    ours = op and op["by"] == office and signed(*keys[office], *proof)
                    orders |= {c["set"]["leaf"] for c in changes if ours and c["do"] == "erasure.order"}
                    for new in [change["set"] for change in changes if change["do"] == "epoch.begin"]:
                        good = ours and new["first"] == seq and new["epoch"] > max(begun) and new["lost"] >= 0
                        need(good, "no epoch begins so")
                        begun[new["epoch"]], fork = (seq, new["lost"]), min(fork, seq)
                    for change in [change for change in changes if change["do"] == "device.enrol"]:
                        key = change["set"]["alg"], b64decode(change["set"]["key"] + "==", "-_")
                        device = urlsafe_b64encode(sha(f"shaiba-device-v1\n{key[0]}\n".encode(), key[1])[:16])[:22]
                        need(ours and device.decode() == change["id"], "the clerk enrols no key under this id")
                        keys[change["id"]] = key
                except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
                    yield f"BAD {scope} line {seq}: {error}"
                frontier.append(b64decode(gone[1] + b"=", b"-_") if gone else sha(b"\0", line))
                for _ in range((seq ^ (seq + 1)).bit_length() - 1):
                    frontier[-2:] = [sha(b"\1", *frontier[-2:])]
                heads.add(seen(seq + 1, reduce(lambda right, left: sha(b"\1", left, right), reversed(frontier))))
            yield from (f"ERASED {scope} line {n}" for n, leaf in gaps if leaf in orders)
            yield from (f"BAD {scope} line {n}: gone, and no order says why" for n, leaf in gaps if leaf not in orders)
            need(head in heads, "the lines do not make the root that the checkpoint signs")
            need(epoch == max(begun), f"no order of the clerk began epoch {epoch}")
            for _, was, size, head in [note for note in held if note[0] == log]:
                first, lost = next((begun[later] for later in begun if later > was), (size, 0))
                if size > first:
                    yield f"LOST {log}: lines {first} to {size - 1} of a checkpoint (its order names at least {lost})"
                elif was > epoch or head not in heads:
                    yield f"BAD {log}: not the history that a checkpoint of {size} lines was for"
            held = [note for note in held if note[0] != log]
        except (ValueError, OSError) as error:
            yield f"BAD {scope}: {error}"
    yield from (f"BAD {log}: no good log for a checkpoint of {size} lines" for log, _, size, _ in held)
    unsigned = [(place, by) for place, by, *proof in waiting if by not in keys or not signed(*keys[by], *proof)]
    yield from (f"BAD {place}: it is not signed by an enrolled device ({by})" for place, by in unsigned)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, epilog="Exit code: 0 good, 1 bad, 2 not to be checked.")
    parser.add_argument("where", type=uri, help="a server's URL, or a folder of its files")
    parser.add_argument("--key", help="the log's verifier key, as printed at the village")
    parser.add_argument("--pin", help="a file that keeps the keys of the first good audit, for the next ones")
    parser.add_argument("--scope", help="this log only, like village/350524102207")
    parser.add_argument("--since", action="append", default=[], help="a file with a checkpoint that a phone holds")
    given = parser.parse_args(argv)
    try:
        keys = Path(given.pin).read_bytes() if given.pin and Path(given.pin).exists() else get(given.where, "log/key")
        clerk, vkey = json.loads(keys)["clerk"], given.key or json.loads(keys)["vkey"]
        held = [open_note(Path(file).read_text("utf-8"), vkey) for file in given.since]
        found = list(audit(given.where, vkey, clerk, held, given.scope))
        faults = sum(one.startswith("BAD") for one in found)
        if given.pin and not faults:
            Path(given.pin).write_bytes(keys)
    except Exception as error:
        parser.exit(2, f"{given.where} could not be checked: {error!r}\n")
    print(*found, f"{faults} faults" if faults else f"Good under {vkey}", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
