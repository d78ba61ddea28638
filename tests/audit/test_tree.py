"""
The Merkle tree: its hashes are those of RFC 9162, however it is built.
"""

import json
from pathlib import Path

import pytest

from dastern_core.audit import (
    EMPTY_ROOT,
    Frontier,
    append,
    frontier_root,
    root,
    tree_of,
)
from dastern_core.audit.tree import hash_leaf, hash_node, split_point
from dastern_core.kernel import InvalidInputError

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/audit/trees.json").read_text())
LEAVES = [bytes.fromhex(leaf) for leaf in VECTORS["leaves"]]
ROOTS = [bytes.fromhex(one) for one in VECTORS["roots"]]


def definition(leaves: list[bytes]) -> bytes:
    """
    Compute the root as RFC 9162, section 2.1.1, defines it.
    """
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return hash_leaf(leaves[0])
    middle = split_point(len(leaves))
    return hash_node(definition(leaves[:middle]), definition(leaves[middle:]))


@pytest.mark.parametrize("size", range(9))
def test_the_reference_roots_are_reproduced(size: int) -> None:
    """
    The reference leaves have the published root at every size.
    """
    found = root(tree_of(LEAVES), size=size)

    assert ROOTS[size] == found


def test_appending_reproduces_the_reference_roots() -> None:
    """
    The stored right edge gives the published root after each leaf.
    """
    frontier = Frontier()
    found = [frontier_root(frontier)]
    for leaf in LEAVES:
        frontier = append(frontier, leaf)
        found.append(frontier_root(frontier))

    assert ROOTS == found


def test_both_ways_agree_with_the_definition() -> None:
    """
    Up to 130 leaves, past two powers of two, built, appended and defined trees agree.
    """
    leaves = [bytes([number]) for number in range(130)]
    tree, frontier = tree_of(leaves), Frontier()
    found = []
    for size in range(131):
        found.append((root(tree, size=size), frontier_root(frontier)))
        frontier = append(frontier, bytes([size]))
    expected = [(definition(leaves[:size]),) * 2 for size in range(131)]

    assert expected == found


def test_a_leaf_is_no_node() -> None:
    """
    A leaf whose content looks like two nodes has another hash than the node.
    """
    assert hash_leaf(bytes(64)) != hash_node(bytes(32), bytes(32))


@pytest.mark.parametrize("size", [-1, 9])
def test_a_size_the_tree_never_had_is_refused(size: int) -> None:
    """
    There is no root for sizes outside the tree.
    """
    with pytest.raises(InvalidInputError, match="size is not one that a tree of 8 leaves"):
        root(tree_of(LEAVES), size=size)


@pytest.mark.parametrize(
    ("size", "peaks"),
    [
        (1, ()),
        (0, (bytes(32),)),
        (2, (bytes(32), bytes(32))),
        (1, (bytes(31),)),
        (-1, (bytes(32),)),
    ],
)
def test_a_frontier_of_no_tree_is_refused(size: int, peaks: tuple[bytes, ...]) -> None:
    """
    A stored edge must have one hash for each bit of its size.
    """
    with pytest.raises(InvalidInputError, match=f"peaks do not belong to a tree of {size} leaves"):
        Frontier(size=size, peaks=peaks)
