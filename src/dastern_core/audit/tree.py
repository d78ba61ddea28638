"""
The Merkle tree of the log: one root hash that stands for every leaf and its place.

The tree is the one of RFC 9162 (and, with the same hashes, of RFC 6962): SHA-256, the
byte 0x00 before a leaf, 0x01 before a node. `Frontier` is what a sequencer stores to
append; `MerkleTree` holds every node, to prove things. Storing them, and seeing to it
that one writer appends at a time, is left to the caller because it is I/O.
"""

import hashlib
from collections.abc import Iterable, Sequence

import attrs

from dastern_core.kernel import Fault, InvalidInputError

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "Frontier",
    "MerkleTree",
    "append",
    "frontier_root",
    "hash_leaf",
    "hash_node",
    "root",
    "split_point",
    "subtree",
    "tree_of",
]

HASH_BYTES = 32
"""
The size of SHA-256's output.
"""

# RFC 9162, section 2.1.1: the hash of an empty list is the hash of an empty string.
EMPTY_ROOT = hashlib.sha256().digest()
"""
The root of a tree without leaves.
"""


def hash_leaf(data: bytes) -> bytes:
    """
    Hash one leaf's content: ``SHA-256(0x00 || data)``.

    Source:
        RFC 9162, section 2.1.1; the prefix keeps leaves and nodes apart.
    """
    return hashlib.sha256(b"\0" + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """
    Hash two nodes into the one above them: ``SHA-256(0x01 || left || right)``.

    Source:
        RFC 9162, section 2.1.1.
    """
    return hashlib.sha256(b"\1" + left + right).digest()


def split_point(size: int) -> int:
    """
    Give the largest power of two smaller than a size: where a tree divides.

    Args:
        size: At least 2.

    Source:
        RFC 9162, section 2.1.1: ``k < n <= 2k``.

    Example:
        >>> [split_point(size) for size in (2, 3, 4, 5, 8, 9)]
        [1, 2, 2, 4, 4, 8]
    """
    return 1 << ((size - 1).bit_length() - 1)


@attrs.frozen(kw_only=True)
class Frontier:
    """
    The right edge of a tree: all that appending needs, at most one hash a level.

    Args:
        size: The number of leaves.
        peaks: The roots of the full subtrees that the size is the sum of, largest first:
            one for each bit that is set in ``size``.

    Raises:
        InvalidInputError: The peaks are not as many as the size has bits, or one of them
            is not 32 bytes long.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __attrs_post_init__(self) -> None:
        """
        Refuse a frontier that belongs to no tree.
        """
        expected = self.size.bit_count()
        fits = self.size >= 0 and len(self.peaks) == expected
        if not fits or any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise InvalidInputError(
                Fault(
                    field="peaks",
                    problem=f"do not belong to a tree of {self.size} leaves",
                    remedy=f"Give {expected} hashes of {HASH_BYTES} bytes, as they were stored.",
                )
            )


def append(frontier: Frontier, data: bytes) -> Frontier:
    """
    Append one leaf.

    Args:
        frontier: The tree's right edge.
        data: The new leaf's content; for an entry, what `leaf` gives.

    Returns:
        The right edge of the tree that is one leaf larger.
    """
    peaks = [*frontier.peaks, hash_leaf(data)]
    # A size that ends in n ones has n full subtrees that the new leaf completes.
    for _ in range((~frontier.size & (frontier.size + 1)).bit_length() - 1):
        right = peaks.pop()
        peaks.append(hash_node(peaks.pop(), right))
    return Frontier(size=frontier.size + 1, peaks=tuple(peaks))


def frontier_root(frontier: Frontier) -> bytes:
    """
    Give the root hash of the tree that a frontier is the edge of.
    """
    return _folded(frontier.peaks)


@attrs.frozen(kw_only=True)
class MerkleTree:
    """
    A tree with all the nodes that its proofs are made of.

    Args:
        levels: The hashes of the full subtrees of 1, 2, 4, ... leaves, from the left;
            as `tree_of` builds them.
    """

    levels: tuple[tuple[bytes, ...], ...]

    @property
    def size(self) -> int:
        """
        The number of leaves.
        """
        return len(self.levels[0])


def tree_of(leaves: Iterable[bytes]) -> MerkleTree:
    """
    Build the tree over the contents of leaves.

    Args:
        leaves: In the order of the log; for entries, what `leaf` gives.
    """
    level = tuple(map(hash_leaf, leaves))
    levels = [level]
    while len(level) > 1:
        level = tuple(map(hash_node, level[::2], level[1::2]))
        levels.append(level)
    return MerkleTree(levels=tuple(levels))


def root(tree: MerkleTree, *, size: int) -> bytes:
    """
    Give the root hash that the tree had when it had a certain size.

    Args:
        tree: The tree as it is.
        size: From 0 up to the tree's own size.

    Raises:
        InvalidInputError: The tree never had that size.
    """
    if not 0 <= size <= tree.size:
        raise InvalidInputError(
            Fault(
                field="size",
                problem=f"is not one that a tree of {tree.size} leaves ever had",
                remedy=f"Give 0 to {tree.size}.",
            )
        )
    return subtree(tree, 0, size)


def subtree(tree: MerkleTree, start: int, end: int) -> bytes:
    """
    Give the hash over a stretch of leaves that hangs below one node.

    Args:
        tree: The tree.
        start: The first leaf; a multiple of the smallest power of two that is not less
            than ``end - start``.
        end: The leaf after the last, at most the tree's size.

    Returns:
        ``MTH(D[start:end])`` of RFC 9162, section 2.1.1.
    """
    peaks = []
    while start < end:
        height = (end - start).bit_length() - 1
        peaks.append(tree.levels[height][start >> height])
        start += 1 << height
    return _folded(peaks)


def _folded(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    folded = peaks[-1]
    for peak in peaks[-2::-1]:
        folded = hash_node(peak, folded)
    return folded
