"""Count a poll again: Python ≥ 3.11 and `cryptography` alone: `recount.py <server> <region> <poll>`. See poll.md"""

import json
import sys
from base64 import urlsafe_b64decode
from collections import Counter
from hashlib import sha256
from urllib.request import urlopen

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import load_der_public_key

b64 = lambda text: urlsafe_b64decode(text + "=" * (-len(text) % 4))  # noqa: E731


def root(leaves):
    if len(leaves) < 2:
        return sha256(b"\0" + leaves[0] if leaves else b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + root(leaves[:split]) + root(leaves[split:])).digest()


def points(poll, choice):
    options = len(poll.get("options", ()))
    for place, one in enumerate(choice):
        ranked = (one, options - place if poll["answer"] == "ranking" else 1)
        yield (place * 5 + one - 1, int(one > 0)) if poll["answer"] == "scale" else ranked


def recount(poll, boxes):
    """Faults by box; the sums of all; tokens that stand in two boxes, or twice in one. `boxes`: closed, file."""
    spkis = poll["issuers"][:1] + ([poll["issuer"]] if "second" in poll else [])  # as that office said it itself
    keys = [load_der_public_key(b64(spki)) for spki in spkis]
    faults, total, seen = [], Counter(), Counter()
    for close, data in boxes:
        lines, found = data.partition(b"\n\n")[0].split(b"\n") if data[:1] != b"\n" else [], Counter()
        if sha256(data).hexdigest() != close["blob"] or root(lines) != b64(close["root"]):
            faults.append((close["villages"], "not the file that was closed"))
        for line in lines:
            said, head = json.loads(line), line.rpartition(b',"sig":"')[0]
            try:
                for key, sig in zip(keys, said["tsig"], strict=True):
                    key.verify(b64(sig), b64(said["rand"]) + b64(said["token"]), PSS(MGF1(SHA384()), 48), SHA384())
                digest = sha256(b"shaiba-ballot-v1\n" + head).digest()
                Ed25519PublicKey.from_public_bytes(b64(said["token"])).verify(b64(said["sig"]), digest)
            except (InvalidSignature, ValueError):
                faults.append((close["villages"], "a ballot that nobody may have cast, or that was changed"))
            seen[said["token"]] += 1
            for at, more in points(poll, said["choice"]):
                found[at] += more
        issued = [one["count"] for one in poll.get("issued", ()) if one["village"] in close["villages"]]
        most = sum(issued) if "issued" in poll else close["asked"]
        if close["ballots"] != len(lines) or not len(lines) <= most <= close["asked"]:
            faults.append((close["villages"], "not as many as asked, signed and told"))
        if [found[at] for at in range(len(close["counts"]))] != list(close["counts"]):
            faults.append((close["villages"], "other sums"))
        total.update(found)
    return faults, total, [token for token, times in seen.items() if times > 1]


if __name__ == "__main__":
    server, region, name = sys.argv[1:]
    get = lambda path: urlopen(f"{server.rstrip('/')}/{path}", timeout=60).read()  # noqa: E731, S310 — as asked
    rows = lambda code, kind: json.loads(get(f"open/{code}/{kind}.json"))["rows"]  # noqa: E731
    row = lambda code, kind: next(one for one in rows(code, kind) if one["id"] == name)  # noqa: E731
    read = lambda one: {k: json.loads(v) if str(v)[:1] in "[{" else v for k, v in one.items()}  # noqa: E731
    poll = read(row(region, "poll"))
    closed = [read(row(code, "box")) for code in poll["boxes"]]
    faults, total, twice = recount(poll, [(one, get(f"blob/{one['blob']}")) for one in closed])
    right = not faults and not twice and [total[at] for at in range(len(poll["counts"]))] == list(poll["counts"])
    print(*faults, *twice, "right" if right else "NOT AS TOLD", sep="\n")
