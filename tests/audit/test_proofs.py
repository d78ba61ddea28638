"""
Proofs: those of RFC 9162, accepted as they are and refused when anything is changed.
"""

import json
from pathlib import Path

import attrs
import pytest

from dastern_core.audit import (
    EMPTY_ROOT,
    BrokenProofError,
    ConsistencyProof,
    InclusionProof,
    prove_consistency,
    prove_inclusion,
    root,
    tree_of,
    verify_consistency,
    verify_inclusion,
)
from dastern_core.audit.tree import hash_leaf, hash_node
from dastern_core.kernel import InvalidInputError

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/audit/trees.json").read_text())
LEAVES = [bytes.fromhex(leaf) for leaf in VECTORS["leaves"]]
TREE = tree_of(LEAVES)
ROOTS = [root(TREE, size=size) for size in range(9)]

# RFC 9162, section 2.1.5: the tree of seven leaves, its nodes by their letters there.
NODE = dict(zip("abcdefj", map(hash_leaf, LEAVES[:7]), strict=True))
NODE["g"] = hash_node(NODE["a"], NODE["b"])
NODE["h"] = hash_node(NODE["c"], NODE["d"])
NODE["i"] = hash_node(NODE["e"], NODE["f"])
NODE["k"] = hash_node(NODE["g"], NODE["h"])
NODE["l"] = hash_node(NODE["i"], NODE["j"])


def named(letters: str) -> tuple[bytes, ...]:
    """
    Give the nodes that a proof in RFC 9162 names.
    """
    return tuple(NODE[letter] for letter in letters)


@pytest.mark.parametrize(("index", "letters"), [(0, "bhl"), (3, "cgl"), (4, "fjk"), (6, "ik")])
def test_the_inclusion_proofs_of_the_standard(index: int, letters: str) -> None:
    """
    The four proofs that RFC 9162, section 2.1.5, spells out are ours.
    """
    proof = prove_inclusion(TREE, index=index, size=7)

    assert named(letters) == proof.path


@pytest.mark.parametrize(("first", "letters"), [(3, "cdgl"), (4, "l"), (6, "ijk")])
def test_the_consistency_proofs_of_the_standard(first: int, letters: str) -> None:
    """
    The three proofs that RFC 9162, section 2.1.5, spells out are ours.
    """
    proof = prove_consistency(TREE, first_size=first, second_size=7)

    assert named(letters) == proof.path


@pytest.mark.parametrize("vector", VECTORS["inclusion"], ids=str)
def test_reference_inclusion_proofs_are_given_and_accepted(vector: dict[str, object]) -> None:
    """
    Another implementation's proofs equal ours, and ours are accepted.
    """
    index, size, path = vector["index"], vector["size"], vector["path"]
    assert isinstance(index, int)
    assert isinstance(size, int)
    assert isinstance(path, list)
    expected = InclusionProof(index=index, tree_size=size, path=tuple(map(bytes.fromhex, path)))

    verify_inclusion(expected, data=LEAVES[index], root_hash=ROOTS[size])

    assert expected == prove_inclusion(TREE, index=index, size=size)


@pytest.mark.parametrize("vector", VECTORS["consistency"], ids=str)
def test_reference_consistency_proofs_are_given_and_accepted(vector: dict[str, object]) -> None:
    """
    Another implementation's proofs equal ours, and ours are accepted.
    """
    first, second, path = vector["first"], vector["second"], vector["path"]
    assert isinstance(first, int)
    assert isinstance(second, int)
    assert isinstance(path, list)
    expected = ConsistencyProof(
        first_size=first, second_size=second, path=tuple(map(bytes.fromhex, path))
    )

    verify_consistency(expected, first_root=ROOTS[first], second_root=ROOTS[second])

    assert expected == prove_consistency(TREE, first_size=first, second_size=second)


PROOF = prove_inclusion(TREE, index=4, size=7)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"index": 3}, "path does not lead"),
        ({"index": 6}, "path does not reach"),
        ({"index": 7}, "index is no index"),
        ({"index": -1}, "index is no index"),
        ({"tree_size": 4}, "index is no index"),
        ({"tree_size": 14}, "path does not reach"),
        ({"path": PROOF.path[:-1]}, "path does not reach"),
        ({"path": (*PROOF.path, bytes(32))}, "path does not reach"),
        ({"path": (bytes(32), *PROOF.path[1:])}, "path does not lead"),
        ({"path": PROOF.path[::-1]}, "path does not lead"),
    ],
)
def test_a_changed_inclusion_proof_is_refused(change: dict[str, object], problem: str) -> None:
    """
    Another place, another size and other hashes are each refused with the reason.
    """
    changed = attrs.evolve(PROOF, **change)  # type: ignore[arg-type]  # several types of fields

    with pytest.raises(BrokenProofError, match=problem):
        verify_inclusion(changed, data=LEAVES[4], root_hash=ROOTS[7])


@pytest.mark.parametrize(("data", "root_hash"), [(LEAVES[5], ROOTS[7]), (LEAVES[4], ROOTS[8])])
def test_another_leaf_or_root_is_refused(data: bytes, root_hash: bytes) -> None:
    """
    A proof holds for one leaf and one root only.
    """
    with pytest.raises(BrokenProofError, match="path does not lead from the leaf to the root"):
        verify_inclusion(PROOF, data=data, root_hash=root_hash)


GROWTH = prove_consistency(TREE, first_size=3, second_size=7)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"first_size": 2}, "path does not reach"),
        ({"first_size": 0}, "first_size is not the size of a tree with that root"),
        ({"first_size": -1}, "first_size is not the size of an earlier tree"),
        ({"first_size": 8}, "first_size is not the size of an earlier tree"),
        ({"first_size": 7}, "path is not empty"),
        ({"second_size": 9}, "path does not reach"),
        ({"second_size": 14}, "path does not reach"),
        ({"path": ()}, "path does not reach"),
        ({"path": GROWTH.path[:-1]}, "path does not reach"),
        ({"path": (*GROWTH.path, bytes(32))}, "path does not reach"),
        ({"path": (*GROWTH.path[:-1], bytes(32))}, "path does not lead"),
    ],
)
def test_a_changed_consistency_proof_is_refused(change: dict[str, object], problem: str) -> None:
    """
    Other sizes and other hashes are each refused with the reason.
    """
    changed = attrs.evolve(GROWTH, **change)  # type: ignore[arg-type]  # several types of fields

    with pytest.raises(BrokenProofError, match=problem):
        verify_consistency(changed, first_root=ROOTS[3], second_root=ROOTS[7])


@pytest.mark.parametrize(
    ("first_root", "second_root"),
    [(ROOTS[4], ROOTS[7]), (ROOTS[3], ROOTS[6]), (ROOTS[7], ROOTS[3])],
)
def test_growth_between_other_roots_is_refused(first_root: bytes, second_root: bytes) -> None:
    """
    Both roots must be those of the proof, in their order.
    """
    with pytest.raises(BrokenProofError, match="path does not lead to both roots"):
        verify_consistency(GROWTH, first_root=first_root, second_root=second_root)


def test_every_log_begins_empty() -> None:
    """
    An empty tree is the beginning of every tree and needs no hashes.
    """
    proof = prove_consistency(TREE, first_size=0, second_size=7)

    verify_consistency(proof, first_root=EMPTY_ROOT, second_root=ROOTS[7])

    assert () == proof.path


@pytest.mark.parametrize(
    ("first", "second", "first_root", "second_root"),
    [(0, 0, EMPTY_ROOT, ROOTS[1]), (7, 7, ROOTS[7], ROOTS[6]), (0, 7, ROOTS[1], ROOTS[7])],
)
def test_one_size_has_one_root(
    first: int, second: int, first_root: bytes, second_root: bytes
) -> None:
    """
    Two roots for one size, or a root for nothing, show a log that was rewritten.
    """
    proof = ConsistencyProof(first_size=first, second_size=second, path=())

    with pytest.raises(BrokenProofError):
        verify_consistency(proof, first_root=first_root, second_root=second_root)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 9)])
def test_no_proof_of_what_never_was(index: int, size: int) -> None:
    """
    A leaf outside the tree cannot be proven.
    """
    with pytest.raises(InvalidInputError, match="index is no leaf of the tree of 8 leaves"):
        prove_inclusion(TREE, index=index, size=size)


@pytest.mark.parametrize(("first", "second"), [(-1, 3), (4, 3), (0, 9)])
def test_no_proof_of_growth_that_never_was(first: int, second: int) -> None:
    """
    Sizes outside the tree, or in the wrong order, cannot be proven.
    """
    with pytest.raises(InvalidInputError, match="first_size and second_size are not sizes"):
        prove_consistency(TREE, first_size=first, second_size=second)
