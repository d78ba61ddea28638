"""
Proofs: that a leaf stands in the log, and that the log has only grown.

A proof is a handful of hashes that whoever holds a checkpoint can check without the
log. Fetching checkpoints and deciding whom to believe is left to the caller.
"""

from typing import ClassVar

import attrs

from dastern_core.audit.tree import (
    EMPTY_ROOT,
    MerkleTree,
    hash_leaf,
    hash_node,
    split_point,
    subtree,
)
from dastern_core.kernel import Fault, InvalidInputError

__all__ = [
    "BrokenProofError",
    "ConsistencyProof",
    "InclusionProof",
    "prove_consistency",
    "prove_inclusion",
    "verify_consistency",
    "verify_inclusion",
]


class BrokenProofError(InvalidInputError):
    """
    A proof does not prove what it claims.
    """

    code: ClassVar[str] = "broken_proof"


@attrs.frozen(kw_only=True)
class InclusionProof:
    """
    That one leaf stands at its index in a tree of a certain size.

    Args:
        index: The leaf's index, from 0.
        tree_size: The number of leaves of the tree; take it from the checkpoint that the
            root is taken from, because a path may fit several sizes.
        path: The hashes beside the way from the leaf up to the root.
    """

    index: int
    tree_size: int
    path: tuple[bytes, ...]


@attrs.frozen(kw_only=True)
class ConsistencyProof:
    """
    That a tree begins with exactly the leaves of an earlier one.

    Args:
        first_size: The earlier tree's number of leaves; as in its checkpoint.
        second_size: The later tree's; as in its checkpoint.
        path: The hashes that lead to both roots.
    """

    first_size: int
    second_size: int
    path: tuple[bytes, ...]


def prove_inclusion(tree: MerkleTree, *, index: int, size: int) -> InclusionProof:
    """
    Prove that a leaf stands in the tree as it was at a certain size.

    Args:
        tree: The tree, at least that large.
        index: The leaf's index, less than the size.
        size: The size of the tree whose root the reader holds.

    Raises:
        InvalidInputError: The tree never had that size, or that leaf at that size.

    Source:
        RFC 9162, section 2.1.3.1.
    """
    if not 0 <= index < size <= tree.size:
        raise InvalidInputError(
            Fault(
                field="index",
                problem=f"is no leaf of the tree of {tree.size} leaves at size {size}",
                remedy="Give 0 <= index < size <= the tree's size.",
            )
        )
    path: list[bytes] = []
    start, end = 0, size
    # PATH(m, D[n]): go down towards the leaf, keeping the other side at each division.
    while end - start > 1:
        middle = start + split_point(end - start)
        if index < middle:
            path.append(subtree(tree, middle, end))
            end = middle
        else:
            path.append(subtree(tree, start, middle))
            start = middle
    return InclusionProof(index=index, tree_size=size, path=tuple(reversed(path)))


def prove_consistency(tree: MerkleTree, *, first_size: int, second_size: int) -> ConsistencyProof:
    """
    Prove that the tree of one size begins with the tree of another.

    Args:
        tree: The tree, at least ``second_size`` large.
        first_size: The earlier size, from 0.
        second_size: The later size, not less than the earlier.

    Raises:
        InvalidInputError: The tree never had these sizes in this order.

    Source:
        RFC 9162, section 2.1.4.1.
    """
    if not 0 <= first_size <= second_size <= tree.size:
        raise InvalidInputError(
            Fault(
                field="first_size",
                problem=f"and second_size are not sizes that a tree of {tree.size} leaves had",
                remedy="Give 0 <= first_size <= second_size <= the tree's size.",
            )
        )
    path: list[bytes] = []
    start, end, root_is_known = 0, second_size, True
    # SUBPROOF(m, D[n], b): go down along the earlier tree's right edge. An empty tree
    # has no edge; it is the beginning of every tree.
    while first_size and end != first_size:
        middle = start + split_point(end - start)
        if first_size <= middle:
            path.append(subtree(tree, middle, end))
            end = middle
        else:
            path.append(subtree(tree, start, middle))
            start, root_is_known = middle, False
    if not root_is_known:
        path.append(subtree(tree, start, end))
    return ConsistencyProof(
        first_size=first_size, second_size=second_size, path=tuple(reversed(path))
    )


def verify_inclusion(proof: InclusionProof, *, data: bytes, root_hash: bytes) -> None:
    """
    Check that a leaf stands in the tree with a certain root.

    Args:
        proof: The proof.
        data: The leaf's content; for an entry, what `leaf` gives.
        root_hash: The root, from a checkpoint that the reader believes.

    Raises:
        BrokenProofError: The proof does not lead from the leaf to the root.

    Source:
        RFC 9162, section 2.1.3.2, whose steps are numbered here.
    """
    # 1. and 2.
    if not 0 <= proof.index < proof.tree_size:
        raise _broken(field="index", problem="is no index of the tree")
    sides = _left_sides(proof.index, proof.tree_size - 1)
    if len(sides) != len(proof.path):
        raise _broken(field="path", problem="does not reach from the leaf to the root")
    # 3. and 4.
    found = hash_leaf(data)
    for beside, left in zip(proof.path, sides, strict=True):
        found = hash_node(beside, found) if left else hash_node(found, beside)
    # 5.
    if found != root_hash:
        raise _broken(field="path", problem="does not lead from the leaf to the root")


def verify_consistency(proof: ConsistencyProof, *, first_root: bytes, second_root: bytes) -> None:
    """
    Check that nothing but growth lies between two roots.

    Args:
        proof: The proof.
        first_root: The earlier root, from a checkpoint that the reader kept.
        second_root: The later root, from a checkpoint that the reader believes.

    Raises:
        BrokenProofError: The later tree is not proven to begin with the earlier one.

    Source:
        RFC 9162, section 2.1.4.2, whose steps are numbered here; equal and empty trees,
        which it leaves out, need an empty proof.
    """
    if not 0 <= proof.first_size <= proof.second_size:
        raise _broken(field="first_size", problem="is not the size of an earlier tree")
    for size, known in ((proof.first_size, first_root), (proof.second_size, second_root)):
        if size == 0 and known != EMPTY_ROOT:
            raise _broken(field="first_size", problem="is not the size of a tree with that root")
    if proof.first_size in {0, proof.second_size}:
        if proof.path or (proof.first_size and first_root != second_root):
            raise _broken(field="path", problem="is not empty, or equal trees have two roots")
        return
    # 1. to 4.
    shift = _trailing_zeros(proof.first_size)
    node, last = (proof.first_size - 1) >> shift, (proof.second_size - 1) >> shift
    path = (first_root, *proof.path) if proof.first_size == 1 << shift else proof.path
    sides = _left_sides(node, last)
    if len(path) != len(sides) + 1:
        raise _broken(field="path", problem="does not reach from the earlier tree to the root")
    # 5. and 6.
    first_found = second_found = path[0]
    for beside, left in zip(path[1:], sides, strict=True):
        first_found = hash_node(beside, first_found) if left else first_found
        second_found = hash_node(beside, second_found) if left else hash_node(second_found, beside)
    # 7.
    if (first_found, second_found) != (first_root, second_root):
        raise _broken(field="path", problem="does not lead to both roots")


def _left_sides(node: int, last: int) -> list[bool]:
    """
    Tell for each step from a node up to the root whether the hash beside it is the left one.

    This is what the verifications of RFC 9162 do with fn and sn; a node at the right edge
    has no right neighbour on the levels where its number ends in zeros, and skips them.
    """
    sides = []
    while last:
        left = bool(node & 1) or node == last
        shift = 1 + (_trailing_zeros(node) if left else 0)
        sides.append(left)
        node, last = node >> shift, last >> shift
    return sides


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _broken(*, field: str, problem: str) -> BrokenProofError:
    remedy = "Ask for the proof again; if it fails again, the log is not what it was."
    return BrokenProofError(Fault(field=field, problem=problem, remedy=remedy))
