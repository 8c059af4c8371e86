# ruff: noqa: E501
"""Roots, frontiers and proofs (tree.md)."""

from typing import Any

from common import ROOT, Vectors, bad, flipped, good
from note import note_vectors
from shaiba_sync import b64u_encode
from shaiba_sync.harness import answer


def tree_vectors() -> Vectors:
    vectors = [
        good("the empty tree", "root_of", count=0),
        good("a leaf", "leaf_hash", line="0"),
        good("a leaf of nothing", "leaf_hash", line=""),
        good("a node", "node_hash", left=ROOT, right=b64u_encode(bytes(32))),
    ]
    vectors += [good(f"root of {n}", "root_of", count=n) for n in range(1, 65)]
    vectors += [good(f"frontier of {n}", "frontier", count=n) for n in (0, 1, 2, 3, 7, 8, 21, 64)]
    held = answer({"fn": "frontier", "count": 21})["ok"]["bytes_hex"]
    vectors.append(good("a frontier from bytes", "frontier_from", bytes_hex=held))
    vectors.append(good("an empty frontier from bytes", "frontier_from", bytes_hex="00" * 8))
    for why, data in {
        "empty": "", "a short size": "00" * 7, "a hash too few": held[:-64], "a hash too many": held + "00" * 32,
        "half a hash": held[:-32], "a size beyond 2^53": f"{2**53:016x}" + "00" * 32,
    }.items():  # fmt: skip
        vectors.append(bad(f"no frontier: {why}", "frontier_from", "malformed", "frontier", bytes_hex=data))
    for size, index in (
        (1, 0),
        (2, 0),
        (2, 1),
        (3, 2),
        (5, 4),
        (7, 3),
        (7, 6),
        (8, 5),
        (21, 16),
        (21, 20),
        (33, 32),
        (63, 31),
        (64, 0),
        (64, 63),
    ):
        vectors += inclusion_vectors(size, index)
    for m, n in (
        (0, 5),
        (1, 1),
        (1, 2),
        (1, 8),
        (2, 3),
        (3, 7),
        (4, 7),
        (6, 8),
        (7, 8),
        (8, 64),
        (21, 33),
        (32, 63),
        (33, 64),
        (63, 64),
        (64, 64),
    ):
        vectors += consistency_vectors(m, n)
    return vectors + note_vectors()


def inclusion_vectors(size: int, index: int) -> Vectors:
    path = answer({"fn": "inclusion_proof", "count": size, "index": index})["ok"]
    root, leaf = answer({"fn": "root_of", "count": size})["ok"], answer({"fn": "leaf_hash", "line": str(index)})["ok"]
    proof = {"leaf": leaf, "index": index, "size": size, "path": path, "root": root}
    changed: dict[str, dict[str, Any]] = {
        "is good": {}, "with a hash too many": {"path": [*path, ROOT]}, "to another root": {"root": flipped(root)},
        "of another leaf": {"leaf": flipped(leaf)}, "of an index beyond": {"index": size}, "of an index below": {"index": -1},
    }  # fmt: skip
    if path:
        changed |= {
            "with a hash too few": {"path": path[:-1]}, "with a hash changed": {"path": [flipped(path[0]), *path[1:]]},
            "of another index": {"index": index ^ 1 if index ^ 1 < size else index - 1},
        }  # fmt: skip
    if len(path) > 1:
        changed["with its hashes in another order"] = {"path": path[::-1]}
    chosen = changed if size in (1, 7, 21, 64) else {"is good": {}}
    name = f"inclusion of {index} in {size}"
    vectors = [good(name, "inclusion_proof", count=size, index=index)]
    for how, change in chosen.items():
        vector = good(f"{name} {how}", "verify_inclusion", **(proof | change))
        vectors.append(expect(vector, how == "is good"))
    return vectors


def consistency_vectors(m: int, n: int) -> Vectors:
    path = answer({"fn": "consistency_proof", "count": n, "m": m})["ok"]
    roots = [answer({"fn": "root_of", "count": size})["ok"] for size in (m, n)]
    proof = {"m": m, "n": n, "root_m": roots[0], "root_n": roots[1], "path": path}
    changed: dict[str, dict[str, Any]] = {
        "is good": {}, "with a hash too many": {"path": [*path, ROOT]}, "from another root": {"root_m": flipped(roots[0])},
        "to a smaller tree": {"n": m - 1},
    }  # fmt: skip
    if path:
        changed |= {
            "with a hash too few": {"path": path[:-1]}, "with a hash changed": {"path": [*path[:-1], flipped(path[-1])]},
            "with no hash": {"path": []}, "to another root": {"root_n": flipped(roots[1])}, "with roots changed over": {"root_m": roots[1], "root_n": roots[0]},
        }  # fmt: skip
    chosen = changed if (m, n) in ((0, 5), (1, 1), (3, 7), (4, 7), (8, 64), (33, 64)) else {"is good": {}}
    name = f"consistency of {m} and {n}"
    vectors = [good(name, "consistency_proof", count=n, m=m)]
    for how, change in chosen.items():
        vectors.append(expect(good(f"{name} {how}", "verify_consistency", **(proof | change)), how == "is good"))
    return vectors


def expect(vector: dict[str, Any], want: bool) -> dict[str, Any]:
    if vector["want"] is not want:
        raise ValueError(vector["name"])
    return vector
