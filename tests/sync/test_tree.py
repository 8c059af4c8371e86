"""Trees and proofs against the definition of RFC 6962, written here a second time and naively."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from shaiba_sync import (
    Checkpoint,
    Frontier,
    consistency_proof,
    format_checkpoint,
    inclusion_proof,
    inclusion_proofs,
    leaf_hash,
    parse_checkpoint,
    root_of,
    verify_consistency,
    verify_inclusion,
)


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, word for word, over inputs that are leaves already."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = max(2**n for n in range(8) if 2**n < len(leaves))
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


LEAVES = [leaf_hash(bytes([n])) for n in range(64)]
sizes = st.integers(1, 64)


def test_every_frontier_and_every_root_is_that_of_the_definition():
    frontier = Frontier()
    for size in range(65):
        assert frontier.root() == naive_root(LEAVES[:size]) == root_of(LEAVES[:size])
        assert Frontier.from_bytes(frontier.to_bytes()) == frontier
        if size < 64:
            frontier = frontier.append(LEAVES[size])


def test_every_leaf_up_to_33_is_proven_and_only_at_its_place():
    for size in range(1, 34):
        root = naive_root(LEAVES[:size])
        for index in range(size):
            path = inclusion_proof(LEAVES[:size], index)
            assert inclusion_proofs(LEAVES[:size], [index]) == [path]
            proven = [i for i in range(size + 1) if verify_inclusion(LEAVES[index], i, size, path, root)]
            assert proven == [index]


def test_every_beginning_up_to_33_is_proven_and_no_other():
    roots = [naive_root(LEAVES[:size]) for size in range(34)]
    for n in range(34):
        for m in range(n + 1):
            path = consistency_proof(LEAVES[:n], m)
            assert verify_consistency(m, n, roots[m], roots[n], path)
            assert not any(verify_consistency(m, n, other, roots[n], path) for other in roots if other != roots[m])
            assert m == 0 or not any(
                verify_consistency(m, n, roots[m], other, path) for other in roots if other != roots[n]
            )


@given(sizes, st.data())
def test_a_changed_proof_proves_nothing(size, data):
    index, m = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    root, old = naive_root(LEAVES[:size]), naive_root(LEAVES[:m])
    for proof, holds in (
        (inclusion_proof(LEAVES[:size], index), lambda path: verify_inclusion(LEAVES[index], index, size, path, root)),
        (consistency_proof(LEAVES[:size], m), lambda path: verify_consistency(m, size, old, root, path)),
    ):
        assert holds(proof)
        assert not holds([*proof, data.draw(st.sampled_from(LEAVES))])
        if proof:
            place = data.draw(st.integers(0, len(proof) - 1))
            assert not holds(proof[:place] + proof[place + 1 :])
            assert not holds([*proof[:place], bytes(32), *proof[place + 1 :]])


@given(st.integers(0, 2**53 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back(size, root):
    checkpoint = Checkpoint("log/village/350583112216+1", size, root)
    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint
